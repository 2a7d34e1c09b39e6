"""A secret in every place where a document hides something is on no page and in no package, and what is seen is."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pikepdf
import pypdfium2
import pytest
from openpyxl.comments import Comment

from cycle.letters.pdf import find_office
from tests.application.publishing.not_for_all.test_private_matter import as_pptx, remarks
from tests.archive.hiding import (
    W,
    deck,
    layered_deck,
    opendocument,
    packed,
    pdf,
    photograph,
    repacked,
    shape,
    shown_deck,
    word,
)
from tests.archive.inspection.test_inspection import layered, scripted
from tests.archive.inspection.test_private_numbers import PERSON
from tests.desk import Desk, typed

SECRET = "loynd"
SEEN = "Synleg"
VANISHED = f"<w:r><w:t>{SEEN}-docx</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>{SECRET}-skjult</w:t></w:r>"
COMMENTS = f"<w:comments {W}><w:comment w:id='0' w:author='{SECRET}-kommentar'><w:p/></w:comment></w:comments>"
CUSTOM = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties">'
    f'<property name="Saksnr"><v>{SECRET}-eigenskap</v></property></Properties>'
)
PLACE = "<a:off x='1000000' y='3000000'/><a:ext cx='3000000' cy='900000'/>"
DRAWN = f"<p:spPr><a:xfrm>{PLACE}</a:xfrm><a:prstGeom prst='rect'><a:avLst/></a:prstGeom></p:spPr><p:txBody><a:bodyPr/>"


def pdf_with_all(made: pikepdf.Pdf, page: Any) -> None:
    for name in ("/Author", "/Company", "/Keywords"):
        made.docinfo[name] = f"{SECRET}-info"
    made.Root.Metadata = pikepdf.Stream(made, f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{SECRET}-xmp</x:xmpmeta>".encode())
    made.attachments["vedlegg.txt"] = f"{SECRET}-vedlegg".encode()
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=pikepdf.Array([10, 10, 30, 30]))
    note.Contents = note.T = f"{SECRET}-lapp"
    field = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, Rect=note.Rect, FT=pikepdf.Name.Tx)
    field.T, field.V = "namn", f"{SECRET}-svar"
    page.Annots = pikepdf.Array([made.make_indirect(note), made.make_indirect(field)])
    made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([page.Annots[1]]))
    size: dict[str, Any] = {"Width": 8, "Height": 8, "BitsPerComponent": 8, "ColorSpace": pikepdf.Name.DeviceRGB}
    shown = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Image, "Filter": pikepdf.Name.DCTDecode, **size}
    page.Resources.XObject = pikepdf.Dictionary(Im1=pikepdf.Stream(made, photograph(f"{SECRET}-fotograf"), **shown))
    page.PieceInfo = pikepdf.Dictionary(App=pikepdf.Dictionary(Private=f"{SECRET}-program"))


def document() -> bytes:
    made = docx.Document(io.BytesIO(word(VANISHED)))
    made.core_properties.author, made.core_properties.keywords = f"{SECRET}-forfattar", f"{SECRET}-emne"
    file = io.BytesIO()
    made.save(file)
    return repacked(file.getvalue(), word__comments_dot_xml=COMMENTS, docProps__custom_dot_xml=CUSTOM)


def powerpoint(folder: Path) -> bytes:
    """A deck of PowerPoint's with notes, a hidden slide and a hidden shape beside one that is shown."""
    data = as_pptx(shown_deck(f"{SEEN}-pptx", f"{SECRET}-side", notes=f"{SECRET}-notat", hidden=2), folder)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        slide = package.read("ppt/slides/slide1.xml").decode()
    shapes = ""
    for number, (text, about) in enumerate(((f"{SECRET}-form", {"hidden": "1"}), (f"{SEEN}-form", {})), start=77):
        drawn = shape(text, **about).replace('id="2"', f'id="{number}"').replace("<p:txBody>", DRAWN)
        shapes += drawn.replace("<p:nvPr></p:nvPr>", "<p:nvPr/>")
    return repacked(data, ppt__slides__slide1_dot_xml=slide.replace("</p:spTree>", f"{shapes}</p:spTree>"))


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.properties.creator = book.properties.keywords = f"{SECRET}-skapar"
    sheet = book.active
    sheet["A1"], sheet["A3"], sheet["C1"] = f"{SEEN}-xlsx", f"{SECRET}-rad", f"{SECRET}-kolonne"
    sheet["A1"].comment = Comment(f"{SECRET}-merknad", "Kari")
    sheet.row_dimensions[3].hidden = sheet.column_dimensions["C"].hidden = True
    for state in ("hidden", "veryHidden"):
        other = book.create_sheet(state)
        other["A1"], other.sheet_state = f"{SECRET}-{state}", state
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def unpacked(data: bytes, name: str) -> str:
    """Everything in a file as text: a package by its members, a PDF by its objects, its streams and its words."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return "\n".join(unpacked(package.read(member), member) for member in package.namelist())
    text = f"{name}\n{data.decode('utf-8', 'replace')}"
    if data.startswith(b"%PDF-"):
        with pikepdf.open(io.BytesIO(data)) as opened:
            for held in opened.objects:
                text += repr(held)
                if isinstance(held, pikepdf.Stream) and held.get("/Filter") != pikepdf.Name.DCTDecode:
                    text += held.read_bytes(pikepdf.StreamDecodeLevel.generalized).decode("utf-8", "replace")
        with pypdfium2.PdfDocument(data) as shown:
            text += "\n".join(page.get_textpage().get_text_range() for page in shown)
    return text


def everything(top: Path) -> str:
    return "\n".join(unpacked(path.read_bytes(), path.name) for path in sorted(top.rglob("*")) if path.is_file())


def lay(desk: Desk, files: dict[str, bytes]) -> None:
    """Lay each file beside a talk of the programme, and ask nobody."""
    folder = desk.year_folder / "presentasjonar"
    for path in folder.iterdir():
        path.unlink()
    programme = openpyxl.load_workbook(desk.year_folder / "program.xlsx")
    sheet = programme.active
    header = next(row for row in sheet.iter_rows() if any(cell.value == "Presentasjon" for cell in row))
    column = next(cell.column for cell in header if cell.value == "Presentasjon")
    consents = next((cell.column for cell in header if cell.value == "Kan publiserast"), None)
    for number, (name, data) in enumerate(files.items(), start=1):
        sheet.cell(header[0].row + number, column, name)
        if consents:
            sheet.cell(header[0].row + number, consents, "")
        (folder / name).write_bytes(data)
    for row in range(header[0].row + len(files) + 1, sheet.max_row + 1):
        sheet.cell(row, column, None)
    programme.save(desk.year_folder / "program.xlsx")


@pytest.mark.office
def test_a_secret_in_every_hiding_place_is_in_no_published_file_and_all_that_is_seen_is(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    meta = f"<meta:initial-creator>{SECRET}-skapar</meta:initial-creator>"
    slides = layered_deck(f"{SEEN}-odp", f"{SECRET}-side", off=f"{SECRET}-lag", notes=f"{SECRET}-notat", hidden=2)
    with zipfile.ZipFile(io.BytesIO(slides)) as package:
        about = (
            package.read("meta.xml")
            .decode()
            .replace("<office:meta></office:meta>", f"<office:meta>{meta}</office:meta>")
        )
    files = {
        "a.pdf": pdf(text=f"{SEEN}-pdf", change=pdf_with_all),
        "b.docx": document(),
        "c.pptx": powerpoint(tmp_path),
        "d.odp": repacked(slides, meta_dot_xml=about),
        "e.xlsx": workbook(),
    }
    for name, data in files.items():
        assert unpacked(data, name).count(f"{SECRET}-") >= 3, f"the search would see none of {name}"
    lay(desk, files)
    desk.walk(to="mailing.folgebrev")
    desk.settle(office=str(find_office()))  # for the archive alone: the letters stay Word files
    desk.do("archive")
    for top in ("site", "packages"):
        published = everything(desk.home / top)
        assert f"{SECRET}-" not in published
        for name in files:
            assert f"{SEEN}-{name.rpartition('.')[2]}" in published, (top, name)
        assert f"{SEEN}-form" in published
    said = "\n".join(remarks(desk))
    for name, things in {
        "a.pdf": ("ei fil inni fila", "ein merknad på sida", "kven som laga fila"),
        "b.docx": ("skjult tekst", "ein kommentar", "kven som laga fila"),
        "c.pptx": ("talarnotat", "eit skjult lysbilete", "skjult tekst"),
        "d.odp": ("talarnotat", "eit skjult lysbilete", "skjult tekst", "kven som laga fila"),
        "e.xlsx": ("eit skjult ark", "ein kommentar"),
    }.items():
        [line] = [line for line in said.splitlines() if line.startswith(f"{name}: ") and "blir ikkje med" in line]
        assert [thing for thing in things if thing not in line] == [], line
    desk.close()


REFUSED = {
    "a.docx: ei spora endring; godta eller avvis alle endringane i Word": word(
        f"<w:ins w:id='1' w:author='Kari'><w:r><w:t>{SECRET}-ny</w:t></w:r></w:ins>", text=f"{SECRET}-tekst"
    ),
    "b.pdf: fila krev passord; lagre ho utan": pdf(
        text=f"{SECRET}-passord", encryption=pikepdf.Encryption(owner="x", user="y")
    ),
    "c.pptx: fila er større enn 200 MB, og blir ikkje lesen": b"",
    "d.docx: fila har makroar; ": word(text=f"{SECRET}-makro", word__vbaProject_dot_bin=b"x"),
    "e.pptx: ppt/media/kalkulator.exe: eit program; ": deck(f"{SECRET}-program", ppt__media__kalkulator_dot_exe=b"MZ"),
    "f.pdf: eit skript; ": pdf(text=f"{SECRET}-skript", change=scripted),
    "g.pdf: eit skjult lag; ": pdf(text=f"{SECRET}-lag", change=layered),
    "h.pptx: fila lèt seg ikkje opne": repacked(deck(SECRET), ppt__presentation_dot_xml=f"<p:x>{SECRET}-halv"),
    "i.docx: innhaldet er eit zip-arkiv, ikkje eit dokument; ": packed({"notat.txt": f"{SECRET}-notat"}),
    "j.odp: eit skript; ": opendocument(f'<script:event-listener xlink:href="vnd.sun.star.script:{SECRET}-x"/>'),
    f"k.pdf: side 1: eit fødselsnummer «{PERSON[:6]} *****»; ": pdf(text=f"{SECRET}-nummer {PERSON}"),
}
"""What the gate says of a file that nothing is published of, until it is mended → the file."""


def test_what_cannot_be_left_behind_stops_at_the_gate_with_the_remedy_and_is_published_nowhere(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    files = {line.partition(":")[0]: data for line, data in REFUSED.items()}
    lay(desk, {**files, "l.pdf": pdf(text=f"{SEEN}-pdf")})
    with (desk.year_folder / "presentasjonar" / "c.pptx").open("wb") as large:
        large.truncate(200_000_001)
    desk.walk()
    said = [typed(line) for line in remarks(desk)]
    for start in REFUSED:
        assert [line for line in said if line.startswith(start) and len(line) > len(start)] != [], (start, said)
    assert [line for line in said if "ligg ikkje i mappa" in line] == [], "they do"
    for top in ("site", "packages"):
        published = everything(desk.home / top)
        assert f"{SECRET}-" not in published
        assert f"{SEEN}-pdf" in published
        assert [path.name for path in (desk.home / top).rglob("*") if path.name in files] == []
    desk.close()
