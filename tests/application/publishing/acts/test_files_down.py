"""A file that was taken down comes back by no correction unsaid, and a gate says at which addresses it stays."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cycle.application.publishing import documents_of, rebuild_site, remark_lines
from cycle.application.results import ActResult, ArchiveResult, read
from cycle.application.steps.archive import remarks_of
from cycle.errors import InputError
from tests.application.closed_year import WHY, asked, done, first_deck, other_deck, reopened, site
from tests.application.publishing.pages.test_past_year_pages import whole
from tests.archive.hiding import pdf
from tests.desk import Desk, typed

DOWN = f"This file was taken down on 2026-11-23, because: “{WHY}”."
ELSEWHERE = "Den same fila ligg på andre adresser òg, og blir liggjande der: {addresses}."


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A closed year whose first talk shows a PDF without a title of its own: each place puts its own title in."""
    desk = Desk(tmp_path / "desk")
    (desk.year_folder / "presentasjonar" / "01-overgangar-i-tal.pdf").write_bytes(pdf(text="Utkast"))
    desk.walk()
    return desk


def second(desk: Desk, title: str) -> str:
    """What another document of the page is called."""
    closed = desk.cycle().closed
    assert closed is not None
    return next(name for name in documents_of(closed.edition) if name != title)


def problems(desk: Desk, step: str) -> list[str]:
    return [typed(line) for line in read(ActResult, desk.newest(step)).problems]


def past(desk: Desk, data: bytes) -> str:
    """Show a file in a past year too; return its address."""
    whole(desk)
    (desk.community / "historie" / "2018" / "program.pdf").write_bytes(data)
    return "toppleiarmote/2018/dokument/program.pdf"


def test_a_file_that_was_taken_down_takes_no_other_place_on_the_page(desk: Desk, tmp_path: Path) -> None:
    title, deck = first_deck(desk)
    other, public = second(desk, title), site(desk)[f"presentasjonar/{deck.name}"]
    assert deck.read_bytes() != public
    done(desk, "take_down", what=title)
    for name, data in (("kopi.pdf", deck.read_bytes()), ("lasta-ned.pdf", public), (deck.name, public)):
        (again := tmp_path / name).write_bytes(data)
        with pytest.raises(InputError, match=DOWN):
            asked(desk, "correct", what=other, file=again)
    assert [act.kind for act in desk.cycle().acts] == ["take_down"]
    done(desk, "correct", what=other, file=other_deck(tmp_path / "rett.pdf"))


def test_a_correction_that_was_asked_for_before_the_file_was_taken_down_is_not_done_after(
    desk: Desk, tmp_path: Path
) -> None:
    title, deck = first_deck(desk)
    step = f"act.{asked(desk, 'correct', what=second(desk, title), file=Path(shutil.copy(deck, tmp_path))).number}"
    done(desk, "take_down", what=title)
    with pytest.raises(InputError, match=DOWN):
        desk.do(step)


def test_a_file_that_was_taken_down_stays_down_when_its_talk_is_called_otherwise(desk: Desk) -> None:
    title, deck = first_deck(desk)
    done(desk, "take_down", what=title)
    desk.year_folder.joinpath("presentasjonar", "02-heimesjukehus.pdf").write_bytes(deck.read_bytes())
    reopened(desk)
    assert "presentasjonar/02-heimesjukehus.pdf" not in site(desk)


def test_a_file_that_is_there_already_is_no_correction(desk: Desk, tmp_path: Path) -> None:
    title, deck = first_deck(desk)
    with pytest.raises(InputError, match="It stands so already"):
        asked(desk, "correct", what=title, file=deck)
    done(desk, "correct", what="text", old=title, new="Ein annan tittel")
    with pytest.raises(InputError, match="It stands so already"):
        asked(desk, "correct", what="Ein annan tittel", file=deck)


def test_the_gate_says_of_a_right_file_that_it_was_replaced_before(desk: Desk, tmp_path: Path) -> None:
    title, deck = first_deck(desk)
    step = done(desk, "correct", what=title, file=other_deck(tmp_path / "rett.pdf"))
    assert not [line for line in problems(desk, step) if "vart bytt ut på sida" in line]
    step = done(desk, "correct", what=title, file=deck)
    [line] = [line for line in problems(desk, step) if "vart bytt ut på sida" in line]
    assert f"23. november 2026, fordi: «{WHY}»" in line


def test_the_gate_says_of_a_right_file_that_it_says_what_one_said_that_was_taken_down(
    desk: Desk, tmp_path: Path
) -> None:
    title, _ = first_deck(desk)
    other = second(desk, title)
    done(desk, "take_down", what=title)
    (again := tmp_path / "skriven-ut.pdf").write_bytes(
        pdf(text="Utkast", change=lambda made, _page: made.add_blank_page())
    )
    step = done(desk, "correct", what=other, file=again)
    assert f"23. november 2026, fordi: «{WHY}». Sjå etter om alle kan lese" in " ".join(problems(desk, step))
    step = done(desk, "correct", what=other, file=other_deck(tmp_path / "rett.pdf"))
    assert "Sjå etter om alle kan lese" not in " ".join(problems(desk, step))


@pytest.mark.parametrize("kind", ["take_down", "correct"])
def test_the_gate_says_at_which_other_addresses_the_file_that_goes_may_be_read(
    desk: Desk, tmp_path: Path, kind: str
) -> None:
    title, deck = first_deck(desk)
    address = past(desk, deck.read_bytes())
    right = {"file": other_deck(tmp_path / "rett.pdf")} if kind == "correct" else {}
    step = done(desk, kind, what=title, **right)
    [line] = [line for line in problems(desk, step) if "andre adresser" in line]
    assert line.startswith(ELSEWHERE.format(addresses=address))


def test_the_gate_says_of_the_same_file_under_another_title_of_the_page(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    for name in ("01-overgangar-i-tal.pdf", "02-heimesjukehus.pdf"):
        (desk.year_folder / "presentasjonar" / name).write_bytes(pdf(text="Utkast"))
    desk.walk()
    step = done(desk, "take_down", what=first_deck(desk)[0])
    address = "partnarskapsmote/2027/presentasjonar/02-heimesjukehus.pdf"
    assert ELSEWHERE.format(addresses=address) in " ".join(problems(desk, step))


def test_later_gates_name_each_address_at_which_a_file_that_was_taken_down_is_shown(desk: Desk) -> None:
    title, deck = first_deck(desk)
    done(desk, "take_down", what=title)
    address = past(desk, deck.read_bytes())
    built = rebuild_site(desk.services, community=str(desk.community))
    assert [problem.file for problem in built.problems if "taken down from" in problem.what] == [address]
    step = done(desk, "correct", what="venue", new="Fedje kulturhus")
    said = f"{address}: denne fila vart teken ned frå «"
    memory = desk.services.memory
    assert any(line.startswith(said) for line in remark_lines(memory, read(ActResult, desk.newest(step)).remarks))
    reopened(desk)
    lines = remarks_of(memory, read(ArchiveResult, desk.newest("archive")))
    assert any(line.startswith(said) and f"fordi: «{WHY}»" in line for line in lines)
