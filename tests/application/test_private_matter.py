"""The secretariat sees what private matter a presentation holds before the year is published, and none of it is."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import openpyxl
import pytest

from cycle.application.publishing.private_matter import FOUND
from cycle.archive.inspection import FindingKind
from cycle.catalogue import say
from cycle.errors import InputError
from tests.archive.hiding import deck, pdf
from tests.archive.test_inspection import PERSON, annotated, named
from tests.desk import Desk, typed

TALK = "02-heimesjukehus"
AS_PDF = "ta det bort, eller lagre fila som PDF og legg den inn i staden"
AWAY = "ta bort nummeret, lagre, og legg inn fila på nytt"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


def put(desk: Desk, name: str, data: bytes) -> None:
    """Lay the file beside its talk, in place of the one that is there."""
    (desk.year_folder / "presentasjonar" / f"{TALK}.pdf").unlink()
    (desk.year_folder / "presentasjonar" / name).write_bytes(data)
    programme = openpyxl.load_workbook(desk.year_folder / "program.xlsx")
    for row in programme.active.iter_rows():
        for cell in row:
            if cell.value == f"{TALK}.pdf":
                cell.value = name
    programme.save(desk.year_folder / "program.xlsx")


def told(desk: Desk, name: str) -> list[str]:
    """What the gate of the archive says of a file."""
    return [typed(problem) for problem in desk.newest("archive").body["problems"] if problem.startswith(name)]


def published(desk: Desk) -> bytes:
    """Everything on the site and in the package, unpacked."""
    paths = [path for top in ("site", "packages") for path in sorted((desk.home / top).rglob("*")) if path.is_file()]
    whole = b""
    for path in paths:
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as package:
                whole += b"".join(package.read(name) for name in package.namelist())
        else:
            whole += path.read_bytes()
    return whole


def test_a_deck_with_speaker_notes_waits_and_says_what_to_do(desk: Desk) -> None:
    put(desk, f"{TALK}.pptx", deck("Heimesjukehus", notes="Ikkje sei at Skåla er for dyr"))
    desk.walk()
    assert told(desk, TALK) == [f"{TALK}.pptx: lysbilete 1: talarnotat «Ikkje sei at Skåla er for dyr»; {AS_PDF}"]
    assert b"Ikkje sei" not in published(desk)
    assert f"{TALK}.pptx".encode() not in published(desk)


def test_a_pdf_is_published_without_what_is_beside_its_pages(desk: Desk) -> None:
    note = annotated(Subtype="/Text", T="Kari", Contents="Hemmeleg merknad")
    put(desk, f"{TALK}.pdf", pdf(text="Heimesjukehus", change=note))
    desk.walk()
    assert told(desk, TALK) == [
        f"{TALK}.pdf: ein merknad på sida «Kari Hemmeleg merknad» (side 1): blir ikkje med i det som blir publisert"
    ]
    assert b"Hemmeleg" not in published(desk)
    assert f"{TALK}.pdf".encode() in published(desk)


def test_a_clean_deck_is_published_as_it_is(desk: Desk) -> None:
    data = deck("Heimesjukehus")
    put(desk, f"{TALK}.pptx", data)
    desk.walk()
    assert told(desk, TALK) == []
    assert data in published(desk)


def test_a_pdf_with_an_identity_number_is_not_published_and_the_gate_shows_half_of_it(desk: Desk) -> None:
    put(desk, f"{TALK}.pdf", pdf(text=f"Heimesjukehus {PERSON}"))
    desk.walk()
    assert told(desk, TALK) == [f"{TALK}.pdf: side 1: eit fødselsnummer «{PERSON[:6]} *****»; {AWAY}"]
    assert PERSON.encode() not in published(desk)


def test_an_identity_number_in_what_the_page_says_stops_it_with_its_place(desk: Desk) -> None:
    facts = desk.year_folder / "meeting.toml"
    facts.write_text(facts.read_text("utf-8").replace('theme = "', f'theme = "{PERSON} '), "utf-8")
    with pytest.raises(InputError) as refused:
        desk.walk()
    assert f"sida for året: theme: eit fødselsnummer «{PERSON[:6]}" in str(refused.value)


def test_who_made_a_presentation_is_on_no_page(desk: Desk) -> None:
    put(desk, f"{TALK}.pdf", pdf(text="Heimesjukehus", change=named("/Author", "Ukjend Konsulent")))
    desk.walk()
    assert b"Ukjend Konsulent" not in published(desk)


@pytest.mark.parametrize("kind", get_args(FindingKind))
def test_every_finding_has_its_words_in_both_forms(kind: str) -> None:
    assert say("nn", FOUND[kind]) != FOUND[kind] or kind in {"macros"}
    assert say("nb", FOUND[kind])
