"""Documents with something hidden in them, made as Word, PowerPoint, Excel, LibreOffice and PDF programs keep it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import docx
import openpyxl
import pikepdf
from openpyxl.comments import Comment
from PIL import Image

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = {"draw": "drawing", "svg": "svg-compatible"} | {
    name: name for name in ("office", "text", "table", "style", "presentation", "meta", "script", "manifest")
}
ODF = " ".join(f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for short, name in _NAMES.items())
ODF += ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def packed(members: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return file.getvalue()


def repacked(data: bytes, **changes: str | bytes) -> bytes:
    """Return the zip with members put in; `__` in a name is a slash and `_dot_` a dot."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        members: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    members.update({name.replace("__", "/").replace("_dot_", "."): content for name, content in changes.items()})
    return packed(members)


def word(body: str = "", *, text: str = "Samhandling", clean: bool = True, **members: str | bytes) -> bytes:
    """Return a real document; `body` is XML put in as a paragraph."""
    made = docx.Document()
    made.add_paragraph(text)
    if body:
        made.element.body.insert(0, docx.oxml.parse_xml(f"<w:p {W}>{body}</w:p>"))
    if clean:
        made.core_properties.author = made.core_properties.comments = ""
    file = io.BytesIO()
    made.save(file)
    return repacked(file.getvalue(), **members)


def relations(*stated: tuple[str, str, str]) -> str:
    """Return a relations part of (id, kind, target); a target with :// is outside."""
    lines = "".join(
        f'<Relationship Id="{known}" Type="{OFFICE}/{kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if '://' in target else ''}/>"
        for known, kind, target in stated
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'
    )


def shape(text: str, *, kind: str = "", **about: str) -> str:
    stated = "".join(f' {name}="{value}"' for name, value in about.items())
    holder = f'<p:ph type="{kind}"/>' if kind else ""
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="Tekst"{stated}/><p:cNvSpPr/><p:nvPr>{holder}</p:nvPr></p:nvSpPr>'
        f"<p:txBody><a:p>{''.join(f'<a:r><a:t>{run}</a:t></a:r>' for run in text.split('|'))}</a:p></p:txBody></p:sp>"
    )


def deck(
    *slides: str, notes: str = "", hidden: int = 0, related: tuple[tuple[str, str, str], ...] = (), **members: Any
) -> bytes:
    """Return a presentation with these slides; the notes are of the first, `hidden` is the number of one."""
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(("rId1", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f"<p:presentation {P} {R}><p:sldIdLst>"
        + "".join(f'<p:sldId id="{255 + at}" r:id="rId{at}"/>' for at, _ in enumerate(slides, start=1))
        + "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            *((f"rId{at}", "slide", f"slides/slide{len(slides) - at + 1}.xml") for at, _ in enumerate(slides, start=1))
        ),
    }
    for at, text in enumerate(slides, start=1):
        shown = ' show="0"' if at == hidden else ""
        body = text if text.startswith("<") else shape(text)
        made[f"ppt/slides/slide{len(slides) - at + 1}.xml"] = (
            f"<p:sld {P} {A} {R}{shown}><p:cSld><p:spTree>{body}</p:spTree></p:cSld></p:sld>"
        )
    first = [*related]
    if notes:
        first.append(("rId9", "notesSlide", "../notesSlides/notesSlide1.xml"))
        made["ppt/notesSlides/notesSlide1.xml"] = (
            f"<p:notes {P} {A}><p:cSld><p:spTree>{shape(notes, kind='body')}{shape('1', kind='sldNum')}"
            "</p:spTree></p:cSld></p:notes>"
        )
    if first:
        made[f"ppt/slides/_rels/slide{len(slides)}.xml.rels"] = relations(*first)
    return repacked(packed(made), **members)


def workbook(*, hidden_sheet: str = "", hidden_row: int = 0, comment: str = "", value: Any = "Program") -> bytes:
    book = openpyxl.Workbook()
    book.properties.creator = ""
    sheet = book.active
    sheet.title = "Program"
    sheet["A1"] = value
    if comment:
        sheet["A1"].comment = Comment(comment, "Kari")
    if hidden_row:
        sheet.cell(hidden_row, 1, "ikkje for alle")
        sheet.row_dimensions[hidden_row].hidden = True
    if hidden_sheet:
        book.create_sheet(hidden_sheet).sheet_state = "veryHidden"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def opendocument(body: str, *, styles: str = "", meta: str = "", **members: str | bytes) -> bytes:
    made: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.presentation",
        "content.xml": f"<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:presentation>{body}</office:presentation></office:body></office:document-content>",
        "meta.xml": f"<office:document-meta {ODF}><office:meta>{meta}</office:meta></office:document-meta>",
        "META-INF/manifest.xml": f"<manifest:manifest {ODF}/>",
    }
    return repacked(packed(made), **members)


def shown_deck(*slides: str, notes: str = "", hidden: int = 0, link: str = "") -> bytes:
    """Return a presentation (.odp) that LibreOffice opens; notes are of the first slide, `link` of a picture on it."""
    place = 'svg:x="2cm" svg:y="2cm" svg:width="20cm" svg:height="5cm"'
    style = '<style:drawing-page-properties presentation:visibility="hidden"/>'
    pages = ""
    for number, text in enumerate(slides, start=1):
        look = ' draw:style-name="dp2"' if number == hidden else ""
        inside = f"<draw:frame {place}><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>"
        if number == 1 and link:
            inside += f'<draw:frame {place}><draw:image xlink:href="{link}"/></draw:frame>'
        if number == 1 and notes:
            note = f"<draw:text-box><text:p>{notes}</text:p></draw:text-box>"
            inside += f'<presentation:notes><draw:frame presentation:class="notes" {place}>{note}</draw:frame>'
            inside += "</presentation:notes>"
        pages += f'<draw:page draw:name="side {number}"{look}>{inside}</draw:page>'
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", "application/vnd.oasis.opendocument.presentation"), ("content.xml", "text/xml"))
    )
    return opendocument(
        pages,
        styles=f'<style:style style:name="dp2" style:family="drawing-page">{style}</style:style>',
        **{"META-INF__manifest_dot_xml": f"<manifest:manifest {ODF}>{entries}</manifest:manifest>"},
    )


def layered_deck(*slides: str, off: str, display: str = "none", **hiding: Any) -> bytes:
    """Return a presentation (.odp) whose first slide has words on a layer that is off, as LibreOffice keeps it."""
    made = shown_deck(*slides, **hiding)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        content, manifest = (package.read(name).decode() for name in ("content.xml", "META-INF/manifest.xml"))
    place = 'svg:x="2cm" svg:y="9cm" svg:width="20cm" svg:height="5cm"'
    frame = (
        f'<draw:frame draw:layer="utkast" {place}><draw:text-box><text:p>{off}</text:p></draw:text-box></draw:frame>'
    )
    layers = f'<draw:layer-set><draw:layer draw:name="utkast" draw:display="{display}"/></draw:layer-set>'
    entry = '<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>'
    styles = f"<office:master-styles>{layers}</office:master-styles>"
    return repacked(
        made,
        content_dot_xml=content.replace("</draw:frame>", f"</draw:frame>{frame}", 1),
        styles_dot_xml=f'<office:document-styles {ODF} office:version="1.3">{styles}</office:document-styles>',
        **{"META-INF__manifest_dot_xml": manifest.replace("</manifest:manifest>", f"{entry}</manifest:manifest>")},
    )


def pdf(*, text: str = "", change: Any = None, **saving: Any) -> bytes:
    """Return a one-page PDF with the text on it, changed by what is given."""
    file = io.BytesIO()
    with pikepdf.new() as made:
        page = made.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = made.make_stream(f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode("latin-1"))
        if change:
            change(made, page)
        made.save(file, **saving)
    return file.getvalue()


def photograph(by: str = "") -> bytes:
    """Return a picture that says where it was taken, and by whom."""
    picture, file = Image.new("RGB", (8, 8)), io.BytesIO()
    exif = picture.getexif()
    if by:
        exif[0x013B] = by
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (60.0, 23.0, 0.0)
    picture.save(file, "JPEG", exif=exif)
    return file.getvalue()
