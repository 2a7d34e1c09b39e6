"""The secretariat sees what private matter a presentation holds before the year is published, and none of it is."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import openpyxl
import pikepdf
import pypdfium2
import pytest

from cycle.application.actions import step_state
from cycle.application.publishing.not_for_all.finding_words import FOUND
from cycle.application.results import ArchiveResult, read
from cycle.application.steps.archive import remarks_of
from cycle.archive.inspection.findings import FindingKind
from cycle.catalogue import say
from cycle.errors import InputError
from cycle.letters.pdf import find_office
from tests.archive.hiding import deck, pdf, shown_deck
from tests.archive.inspection.test_inspection import annotated, named
from tests.archive.inspection.test_private_numbers import PERSON
from tests.desk import ROOT, Desk, typed

TALK = "02-heimesjukehus"
TITLE = "Heimesjukehus i praksis: erfaringar frå det første året"
DECIDED = """
[[matters]]
title = "Felles strategi"
decision = "Møtet slutta seg til han."
[[matters]]
title = "Ymse"
text = "Ikkje noko vart avgjort."
"""
AWAY = "ta bort nummeret, lagre, og legg inn fila på nytt"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


def put(desk: Desk, name: str, data: bytes) -> None:
    """Lay the file beside its talk, in place of the one that is there; nobody has asked whether it may be published."""
    (desk.year_folder / "presentasjonar" / f"{TALK}.pdf").unlink()
    (desk.year_folder / "presentasjonar" / name).write_bytes(data)
    programme = openpyxl.load_workbook(desk.year_folder / "program.xlsx")
    for row in programme.active.iter_rows():
        for cell in row:
            if cell.value == f"{TALK}.pdf":
                cell.value = name
    programme.save(desk.year_folder / "program.xlsx")
    consent(desk, "")


def consent(desk: Desk, said: str) -> None:
    """Write under «Kan publiserast» what the speakers of the talk said."""
    programme = openpyxl.load_workbook(desk.year_folder / "program.xlsx")
    sheet = programme.active
    header = next(row for row in sheet.iter_rows() if any(cell.value == "Presentasjon" for cell in row))
    column = next((cell.column for cell in header if cell.value == "Kan publiserast"), header[-1].column + 1)
    sheet.cell(header[0].row, column, "Kan publiserast")
    line = next(row[0].row for row in sheet.iter_rows() if any(str(cell.value).startswith(TALK) for cell in row))
    sheet.cell(line, column, said)
    programme.save(desk.year_folder / "program.xlsx")


def as_pptx(odp: bytes, folder: Path) -> bytes:
    """Return the deck as PowerPoint has it, saved by LibreOffice."""
    (folder / "deck.odp").write_bytes(odp)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    order = [str(find_office()), profile, "--headless", "--convert-to", "pptx", "--outdir", str(folder)]
    subprocess.run([*order, str(folder / "deck.odp")], check=True, capture_output=True)
    return (folder / "deck.pptx").read_bytes()


def texts_of(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range().strip() for page in document]


def remarks(desk: Desk) -> tuple[str, ...]:
    return remarks_of(desk.services.memory, read(ArchiveResult, desk.newest("archive")))


def shown_of(desk: Desk, name: str) -> list[str]:
    """What the gate of the archive says of a file."""
    return [typed(problem) for problem in remarks(desk) if problem.startswith(name)]


def files(desk: Desk) -> list[Path]:
    """The files of the talk on the site and in the folder of the package."""
    return [path for top in ("site", "packages") for path in sorted((desk.home / top).rglob(f"{TALK}*"))]


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


@pytest.mark.office
@pytest.mark.parametrize("ending", [".odp", ".pptx"])
def test_a_deck_is_published_as_a_pdf_of_what_was_shown(tmp_path: Path, ending: str) -> None:
    desk = Desk(tmp_path)
    data = shown_deck("Heimesjukehus", "Reserve for spørsmål", "Takk", notes="Skåla er for dyr", hidden=2)
    put(desk, f"{TALK}{ending}", data if ending == ".odp" else as_pptx(data, tmp_path))
    desk.walk(to="mailing.folgebrev")
    desk.settle(office=str(find_office()))  # for the archive alone: the letters stay Word files
    desk.do("archive")
    (page,) = (desk.home / "site").rglob(f"{TALK}.pdf")
    lines, kept = shown_of(desk, TALK), files(desk)
    desk.close()
    things = "talarnotat (lysbilete 1) og eit skjult lysbilete (lysbilete 2)"
    assert lines == [f"{TALK}{ending}: {things}: blir ikkje med i det som blir publisert"]
    assert texts_of(page) == ["Heimesjukehus", "Takk"]
    assert {path.suffix for path in kept} == {".pdf"}
    with pikepdf.open(page) as pdf:
        assert (pdf.docinfo["/Title"], pdf.Root.Lang) == (TITLE, "nn-NO")
        assert pdf.Root.MarkInfo.Marked
        assert fonts_of(pdf) == {True}, "each font is in the file"


def fonts_of(opened: pikepdf.Pdf) -> set[bool]:
    """Whether each font of a PDF is in the file: one that is put together of others is looked for in those."""
    fonts = [held for held in opened.objects if isinstance(held, pikepdf.Dictionary) and held.get("/Type") == "/Font"]
    described = [font.get("/FontDescriptor", {}) for font in fonts if font.Subtype != "/Type0"]
    return {any(f"/FontFile{kind}" in known for kind in ("", "2", "3")) for known in described}


def test_a_deck_waits_where_no_pdf_can_be_made_of_it(desk: Desk) -> None:
    put(desk, f"{TALK}.pptx", deck("Heimesjukehus"))
    desk.walk()
    assert shown_of(desk, TALK) == [
        f"{TALK}.pptx: LibreOffice her fekk ikkje laga PDF av fila; lagre ho som PDF, og legg PDF-en inn i staden"
    ]
    assert files(desk) == []


def test_a_picture_from_elsewhere_is_never_fetched_and_the_deck_waits(desk: Desk) -> None:
    put(desk, f"{TALK}.odp", shown_deck("Heimesjukehus", link="../../../hemmeleg.png"))
    desk.walk()
    (line,) = shown_of(desk, TALK)
    assert "«../../../hemmeleg.png»; legg sjølve biletet eller teksten inn i fila, og lagre på nytt" in line
    assert files(desk) == []


@pytest.mark.parametrize(
    ("said", "shown", "kept"),
    [
        ("ja", True, True),
        ("Nei.", False, False),
        ("ikkje spurt", True, False),
        ("", True, False),
        ("helst", False, False),
    ],
)
def test_a_talk_is_published_unless_the_speaker_said_no_and_kept_as_it_came_on_a_yes(
    desk: Desk, said: str, shown: bool, kept: bool
) -> None:
    original = pdf(text="Heimesjukehus", change=annotated(Subtype="/Text", T="Kari", Contents="Til meg sjølv"))
    put(desk, f"{TALK}.pdf", original)
    consent(desk, said)
    desk.walk()
    everything = published(desk)
    assert bool(files(desk)) is shown
    assert (original in everything) is kept
    asked = [typed(line) for line in remarks(desk) if "Kan publiserast" in line]
    assert bool([line for line in asked if TALK in line]) is (said in {"", "ikkje spurt"})
    assert bool([line for line in shown_of(desk, TALK) if "i programmet står det nei" in line]) is not shown


def test_a_no_in_the_programme_of_the_other_written_form_is_a_no(desk: Desk) -> None:
    other = desk.year_folder / "program.nb.xlsx"
    consent(desk, "nei")
    (desk.year_folder / "program.xlsx").rename(other)
    shutil.copy(ROOT / "config/communities/bergensomradet/partnarskapsmote-2027/program.xlsx", desk.year_folder)
    desk.walk()
    assert files(desk) == []


def test_what_speakers_agree_to_opens_no_gate_of_letters(desk: Desk) -> None:
    desk.walk()
    letters = desk.newest("letters.folgebrev").digest
    consent(desk, "nei")
    assert step_state(desk.cycle(), "letters.folgebrev").state == "done"
    assert desk.compute("letters.folgebrev").digest == letters


def test_a_pdf_is_published_without_what_is_beside_its_pages(desk: Desk) -> None:
    note = annotated(Subtype="/Text", T="Kari", Contents="Hemmeleg merknad")
    put(desk, f"{TALK}.pdf", pdf(text="Heimesjukehus", change=note))
    desk.walk()
    assert [line for line in shown_of(desk, TALK) if "lagre som PDF på nytt" not in line] == [
        f"{TALK}.pdf: ein merknad på sida (side 1): blir ikkje med i det som blir publisert"
    ]
    assert b"Hemmeleg" not in published(desk)
    assert f"{TALK}.pdf".encode() in published(desk)


def test_a_pdf_with_an_identity_number_is_not_published_and_the_gate_shows_half_of_it(desk: Desk) -> None:
    put(desk, f"{TALK}.pdf", pdf(text=f"Heimesjukehus {PERSON}"))
    desk.walk()
    assert shown_of(desk, TALK) == [f"{TALK}.pdf: side 1: eit fødselsnummer «{PERSON[:6]} *****»; {AWAY}"]
    assert PERSON.encode() not in published(desk)


def test_an_identity_number_in_what_the_page_says_stops_it_with_its_place(desk: Desk) -> None:
    minutes = f'[[matters]]\ntitle = "Plan"\ndecision = "Spør {PERSON}."'
    (desk.year_folder / "referat.toml").write_text(minutes, "utf-8")
    with pytest.raises(InputError) as refused:
        desk.walk()
    assert f"sida for året: outcome: eit fødselsnummer «{PERSON[:6]}" in str(refused.value)


@pytest.mark.parametrize("fact", ["practical", "signup", "prepare"])
def test_an_identity_number_in_what_letters_say_stops_them_with_its_place(desk: Desk, fact: str) -> None:
    facts = desk.year_folder / "meeting.toml"
    kept = [line for line in facts.read_text("utf-8").splitlines() if not line.startswith(f"{fact} =")]
    facts.write_text("\n".join([f'{fact} = "Ring {PERSON}."', *kept]), "utf-8")
    with pytest.raises(InputError) as refused:
        desk.walk(to="letters.invitasjon")
    assert f"meeting.toml: {fact}: eit fødselsnummer «{PERSON[:6]}" in str(refused.value)
    assert "letters.invitasjon" not in desk.cycle().record.newest


def test_a_telephone_number_and_a_street_on_the_page_are_asked_about_and_stop_nothing(desk: Desk) -> None:
    facts = desk.year_folder / "meeting.toml"
    said = "Storgata 12, 5003 Bergen; ring 55 12 34 56."
    facts.write_text(facts.read_text("utf-8").replace('theme = "', f'theme = "{said} '), "utf-8")
    (desk.year_folder / "referat.toml").write_text(f'[[matters]]\ntitle = "Plan"\ndecision = "{said}"', "utf-8")
    desk.walk()
    assert [line for line in shown_of(desk, "sida for året") if line.endswith("skal alle sjå det?")] == [
        f"sida for året: {where}: {what}: skal alle sjå det?"
        for where in ("theme", "outcome")
        for what in ("eit telefonnummer «55 12 34 56»", "ei gateadresse «Storgata 12, 5003»")
    ]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('venue = "Møtesenteret, ring Kari på 91 23 45 67"', ("venue", "91 23 45 67")),
        ('venue = "Hotellet, tlf. 55 30 12 34"', ("venue", "55 30 12 34")),
        ('venue = "Møtesenteret, Storgata 12, 5003 Bergen"', None),
        ('place = "Bergen (mob. 912 34 567)"', ("place", "912 34 567")),
    ],
)
def test_a_telephone_number_where_the_meeting_is_held_is_asked_about_and_its_street_is_not(
    desk: Desk, written: str, said: tuple[str, str] | None
) -> None:
    facts, name = desk.year_folder / "meeting.toml", written.partition(" ")[0]
    lines = [line for line in facts.read_text("utf-8").splitlines() if not line.startswith(f"{name} =")]
    facts.write_text("\n".join([written, *lines]), "utf-8")
    desk.walk()
    asked = [line for line in shown_of(desk, "sida for året") if line.endswith("skal alle sjå det?")]
    assert asked == ([f"sida for året: {said[0]}: eit telefonnummer «{said[1]}»: skal alle sjå det?"] if said else [])


def test_a_number_of_the_venue_is_asked_about_elsewhere_on_the_page_too(desk: Desk) -> None:
    facts = desk.year_folder / "meeting.toml"
    lines = [line for line in facts.read_text("utf-8").splitlines() if not line.startswith(("venue =", "theme ="))]
    both = ['venue = "Huset, ring 91 23 45 67"', 'theme = "Ring 91 23 45 67"']
    facts.write_text("\n".join([*both, *lines]), "utf-8")
    desk.walk()
    asked = [line for line in shown_of(desk, "sida for året") if line.endswith("skal alle sjå det?")]
    assert sorted(line.split(": ")[1] for line in asked) == ["theme", "venue"]


def test_what_the_minutes_say_was_decided_stands_before_the_programme_on_the_page(desk: Desk) -> None:
    (desk.year_folder / "referat.toml").write_text(DECIDED, "utf-8")
    desk.walk()
    assert read(ArchiveResult, desk.newest("archive")).edition.outcome == "Felles strategi: Møtet slutta seg til han."
    page = (desk.home / "site" / "bergensomradet" / "partnarskapsmote" / "2027" / "index.html").read_text("utf-8")
    assert page.index("Møtet slutta seg til han.") < page.index('id="program"')
    assert "Ikkje noko vart avgjort" not in page


def test_who_made_a_presentation_is_on_no_page(desk: Desk) -> None:
    put(desk, f"{TALK}.pdf", pdf(text="Heimesjukehus", change=named("/Author", "Ukjend Konsulent")))
    desk.walk()
    assert b"Ukjend Konsulent" not in published(desk)


def test_a_pdf_without_tags_and_fonts_is_published_and_the_gate_says_what_its_readers_lack(desk: Desk) -> None:
    put(desk, f"{TALK}.pdf", pdf(text="Heimesjukehus"))
    desk.walk()
    tags, fonts = (line for line in shown_of(desk, TALK) if "PDF" in line and "på nytt" in line)
    assert "har ikkje taggar" in tags
    assert "med taggar for universell utforming" in tags
    assert "har ikkje skriftene sine i seg (Helvetica)" in fonts
    (page,) = (desk.home / "site").rglob(f"{TALK}.pdf")
    with pikepdf.open(page) as published_as:
        assert (published_as.docinfo["/Title"], published_as.Root.Lang) == (TITLE, "nn-NO")
    assert [line for line in shown_of(desk, "01-overgangar-i-tal") if "på nytt" in line] == []


@pytest.mark.parametrize("kind", get_args(FindingKind))
def test_every_finding_has_its_words_in_both_forms(kind: str) -> None:
    assert say("nn", FOUND[kind]) != FOUND[kind] or kind in {"macros"}
    assert say("nb", FOUND[kind])


def test_what_one_talk_says_no_to_is_published_of_no_other(desk: Desk) -> None:
    """The other line of the programme names the same file, or a copy of it by another name."""
    consent(desk, "nei")
    folder = desk.year_folder / "presentasjonar"
    refused = (folder / f"{TALK}.pdf").read_bytes()
    (folder / "01-overgangar-i-tal.pdf").write_bytes(refused)
    desk.walk(to="mailing.folgebrev")
    desk.compute("archive")
    edition = read(ArchiveResult, desk.newest("archive")).edition
    assert [talk.title for talk in edition.presentations if talk.title == TITLE] == []
    assert [file.name for talk in edition.presentations for file in talk.files if "overgangar" in file.name] == []
