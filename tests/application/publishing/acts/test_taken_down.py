"""A document, a file or a name that is taken down stands nowhere any more, and its address is given to nothing."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from cycle.archive.file_names import slug
from cycle.cli import main
from cycle.errors import InputError
from tests.application.closed_year import (
    PACKAGE,
    asked,
    done,
    first_deck,
    other_deck,
    packages,
    page,
    read,
    reopened,
    said,
    site,
)
from tests.application.publishing.not_for_all.test_private_matter import TALK, TITLE, consent
from tests.desk import Desk


def speaker_of(desk: Desk) -> str:
    """The name of the first speaker of the programme."""
    programme = desk.cycle().year_inputs.programme
    return next(speaker.name for item in programme for speaker in item.speakers if speaker.name)


def test_a_document_that_is_taken_down_leaves_a_tombstone_at_its_address(closed: Desk) -> None:
    addresses = [path for path in site(closed) if path.startswith("dokument/")]
    title = closed.cycle().closed.edition.documents[0].title  # type: ignore[union-attr]
    done(closed, "take_down", what=title)
    there = site(closed)
    [gone] = [path for path in addresses if path not in there]
    assert "Dette dokumentet vart teke ned 23. november 2026." in read(there[f"{gone}/index.html"])
    assert f"Dokumentet «{title}» er teke ned." in page(closed)
    assert CliRunner().invoke(main, ["archive", "build"], env=closed.environment).exit_code == 0
    assert site(closed) == there


def test_a_document_that_was_wrong_is_replaced_at_another_address(closed: Desk, tmp_path: Path) -> None:
    title = closed.cycle().closed.edition.documents[0].title  # type: ignore[union-attr]
    with pytest.raises(InputError, match="which file is the right one"):
        asked(closed, "correct", what=title)
    right = tmp_path / "rett.pdf"
    right.write_bytes((closed.year_folder / "presentasjonar" / "02-heimesjukehus.pdf").read_bytes())
    before = set(site(closed))
    done(closed, "correct", what=title, file=right)
    assert set(site(closed)) - before >= {"dokument/rett.pdf"}
    assert f"Dokumentet «{title}» er bytt ut." in page(closed)


def test_a_right_document_of_the_same_name_has_an_address_of_its_own(closed: Desk, tmp_path: Path) -> None:
    title, deck = first_deck(closed)
    address = f"presentasjonar/{deck.name}"
    right = other_deck(tmp_path / deck.name)
    done(closed, "correct", what=title, file=right)
    there = site(closed)
    assert "Dette dokumentet vart bytt ut" in read(there[f"{address}/index.html"])
    assert f"{address.removesuffix('.pdf')}-2.pdf" in there
    done(closed, "take_down", what=title)
    assert f"{address.removesuffix('.pdf')}-2.pdf/index.html" in site(closed)


def test_what_is_taken_down_leaves_its_address_to_no_file_of_a_year_opened_again(closed: Desk) -> None:
    title, deck = first_deck(closed)
    address = f"presentasjonar/{deck.name}"
    done(closed, "take_down", what=title)
    other_deck(deck)
    reopened(closed)
    assert {f"{address}/index.html", f"{address.removesuffix('.pdf')}-2.pdf"} <= set(site(closed))


def test_a_document_that_came_in_the_place_of_another_can_be_taken_down(closed: Desk) -> None:
    title, deck = first_deck(closed)
    address = f"presentasjonar/{deck.name}"
    other_deck(deck)
    reopened(closed)
    assert site(closed)[address]
    done(closed, "take_down", what=title)
    assert f"{address}/index.html" in site(closed)


def test_a_file_that_two_talks_show_is_taken_down_from_both_addresses(closed: Desk) -> None:
    title, deck = first_deck(closed)
    second = closed.year_folder / "presentasjonar" / "02-heimesjukehus.pdf"
    second.write_bytes(deck.read_bytes())
    reopened(closed)
    same = [path for path, data in site(closed).items() if data == site(closed)[f"presentasjonar/{deck.name}"]]
    done(closed, "take_down", what=title)
    assert {f"{path}/index.html" for path in same} <= set(site(closed))


def test_a_name_that_is_taken_down_stands_nowhere_on_the_page(closed: Desk) -> None:
    speaker = speaker_of(closed)
    assert speaker in page(closed)
    done(closed, "take_down", what="name", old=speaker)
    assert speaker not in page(closed)
    assert "Eit namn er teke ned." in page(closed)


def test_a_name_that_is_taken_down_stands_in_no_public_file_and_its_addresses_are_told(
    closed: Desk, tmp_path: Path
) -> None:
    speaker, (title, _) = speaker_of(closed), first_deck(closed)
    done(closed, "correct", what=title, file=other_deck(tmp_path / f"{speaker}.pdf"))
    [address] = [path for path in site(closed) if slug(speaker) in path]
    step = done(closed, "take_down", what="name", old=speaker)
    assert [path for path, text in said(closed).items() if speaker in text] == []
    [_, described, texts, kept] = closed.newest(step).body["problems"]
    assert f"partnarskapsmote/2027/{address}. " in described
    assert speaker in texts
    assert "Det står att i det pakkane og databasen tek vare på som prov" in kept


def test_a_name_is_taken_out_of_what_the_page_says_of_earlier_acts(closed: Desk) -> None:
    speaker, (title, deck) = speaker_of(closed), first_deck(closed)
    done(closed, "correct", what="text", old=speaker, new="Kari Vik")
    done(closed, "correct", what="text", old=title, new="Møtet med Kari Vik")
    done(closed, "correct", what="chair", new="Kari Vik")
    done(closed, "take_down", what="Møtet med Kari Vik")
    done(closed, "take_down", what="name", old="Kari Vik")
    there = said(closed)
    assert [path for path, text in there.items() if "Kari Vik" in text or speaker in text] == []
    assert page(closed).count("Ord med eit namn som er teke ned, er retta.") == 2
    assert "til «[namn teke ned]»." in page(closed)
    assert "Møtet med [namn teke ned]" in there[f"presentasjonar/{deck.name}/index.html"]


def test_the_original_of_what_is_taken_down_is_in_no_later_package(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    consent(desk, "ja")
    desk.walk()
    original = f"data/presentasjonar/original/{TALK}.pdf"
    assert f"{PACKAGE}/{original}" in packages(desk)
    done(desk, "correct", what="venue", new="Fedje kulturhus")
    assert f"{PACKAGE}-v2/{original}" in packages(desk)
    done(desk, "take_down", what=TITLE)
    reopened(desk)
    assert sorted(path for path in packages(desk) if path.endswith(original)) == [
        f"{PACKAGE}-v2/{original}",
        f"{PACKAGE}/{original}",
    ]
    assert f"{PACKAGE}-v4/bag-info.txt" in packages(desk)


def test_the_original_of_a_namesake_stays_when_the_other_is_taken_down(tmp_path: Path) -> None:
    """`02-heimesjukehus.pdf` and `02-heimesjukehus.PDF` are of two talks, as a deck and a PDF of one name may be."""
    desk = Desk(tmp_path)
    consent(desk, "ja")
    folder, other = desk.year_folder / "presentasjonar", "01-overgangar-i-tal"
    programme = openpyxl.load_workbook(desk.year_folder / "program.xlsx")
    [cell] = [cell for row in programme.active.iter_rows() for cell in row if str(cell.value) == f"{other}.pdf"]
    cell.value = f"{TALK}.PDF"
    asked_of = next(cell for row in programme.active.iter_rows() for cell in row if cell.value == "Kan publiserast")
    programme.active.cell(cell.row, asked_of.column, "ja")
    programme.save(desk.year_folder / "program.xlsx")
    (folder / f"{other}.pdf").rename(folder / f"{TALK}.PDF")
    kept, gone = ((folder / f"{TALK}.{ending}").read_bytes() for ending in ("PDF", "pdf"))
    desk.walk()
    originals = [data for path, data in packages(desk).items() if f"{PACKAGE}/data/presentasjonar/original/" in path]
    assert {kept, gone} <= set(originals)
    done(desk, "take_down", what=TITLE)
    later = [data for path, data in packages(desk).items() if f"{PACKAGE}-v2/data/presentasjonar/original/" in path]
    assert sorted(later) == sorted(data for data in originals if data != gone)
