"""What LibreOffice prints of a document that speakers sent is what its readers saw, and nothing behind it."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pikepdf
import pypdfium2
import pytest

from cycle.errors import ConversionError
from cycle.letters.pdf import find_office, is_office_document, print_document
from cycle.model import Document
from tests.archive.hiding import layered_deck, shown_deck, word, workbook

HIDDEN = "<w:r><w:t>Synleg</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>LOYND</w:t></w:r>"


def book() -> bytes:
    """A workbook whose second and third sheets, third row and third column are hidden."""
    made = openpyxl.load_workbook(io.BytesIO(workbook()))
    sheet = made.active
    for cell in ("A3", "C1"):
        sheet[cell] = "LOYND"
    sheet.row_dimensions[3].hidden = sheet.column_dimensions["C"].hidden = True
    for state in ("hidden", "veryHidden"):
        other = made.create_sheet(state)
        other["A1"], other.sheet_state = "LOYND", state
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def printed(name: str, data: bytes) -> bytes:
    document = Document(name=name, media_type="application/octet-stream", data=data)
    made = print_document(document, title="Heimesjukehus", language="nb-NO", office=find_office())
    assert made.name == f"{name.rpartition('.')[0]}.pdf"
    return made.data


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.office
@pytest.mark.parametrize(
    ("name", "data", "seen"),
    [
        ("a.docx", word(HIDDEN), "Synleg"),
        ("a.xlsx", book(), "Program"),
        ("a.odp", shown_deck("Synleg", "LOYND", notes="LOYND", hidden=2), "Synleg"),
        ("a.odp", layered_deck("Synleg", off="LOYND"), "Synleg"),
    ],
)
def test_what_is_hidden_is_not_printed(name: str, data: bytes, seen: str) -> None:
    pdf = printed(name, data)
    assert seen in text_of(pdf)
    assert "LOYND" not in text_of(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert (opened.docinfo["/Title"], opened.Root.Lang) == ("Heimesjukehus", "nb-NO")


@pytest.mark.office
def test_words_on_a_layer_that_is_on_are_printed() -> None:
    assert "PAA" in text_of(printed("a.odp", layered_deck("Synleg", off="PAA", display="always")))


@pytest.mark.office
def test_the_same_document_gives_the_same_bytes() -> None:
    deck = shown_deck("Samhandling")
    assert printed("a.odp", deck) == printed("a.odp", deck)


@pytest.mark.office
def test_a_file_that_no_part_of_libreoffice_opens_is_told_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(ConversionError, match=r"innlegg\.pptx: LibreOffice made no PDF"):
        printed("innlegg.pptx", b"PK\x03\x04 not a deck")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_without_room_is_told_as_no_pdf(tmp_path: Path) -> None:
    deck = Document(name="a.odp", media_type="", data=shown_deck("Samhandling"))
    with pytest.raises(ConversionError, match=r"a\.odp: LibreOffice made no PDF \(No such file or directory\)"):
        print_document(deck, title="", language="nn", office=tmp_path / "soffice", scratch=tmp_path / "gone")


@pytest.mark.parametrize("name", ["A.PPTX", "b.docx", "c.ods"])
def test_office_documents_are_known_by_their_ending(name: str) -> None:
    assert is_office_document(name)
    assert not is_office_document(f"{name}.pdf")
