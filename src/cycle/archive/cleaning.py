"""A PDF without anything that its readers do not see: who made it, notes, files, scripts, earlier versions."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

from cycle.archive.inspection import UnreadableError, leads_inside

_KEPT_PROPERTIES = {"/Title", "/Subject"}
_OF_THE_CATALOGUE = ("/OpenAction", "/AA", "/AF", "/AcroForm", "/PieceInfo", "/Collection", "/Metadata", "/SpiderInfo")
_OF_A_PAGE = ("/AA", "/PieceInfo", "/Thumb", "/Metadata", "/AF", "/B")
_NAMES = ("/JavaScript", "/EmbeddedFiles", "/AlternatePresentations", "/Renditions")
_SOI, _APP0, _APP15, _ADOBE, _COM, _SOS = 0xD8, 0xE0, 0xEF, 0xEE, 0xFE, 0xDA
"""Markers of a JPEG (ITU-T T.81, B.1)."""


def cleaned_pdf(data: bytes, *, title: str = "", language: str = "") -> bytes:
    """Return the PDF with its pages, links and title, and nothing else; the same bytes for the same file.

    What people filled into a form is made part of the page. `title` and `language` are put in where there is none.
    UnreadableError where the file is damaged.
    """
    made = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            _clean(pdf)
            if title and not str(pdf.docinfo.get("/Title", "")).strip():
                pdf.docinfo["/Title"] = title
            if language and not str(pdf.Root.get("/Lang", "")).strip():
                pdf.Root.Lang = language
            pdf.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except (pikepdf.PdfError, RecursionError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise UnreadableError(str(error)) from error
    return made.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadersLack:
    """What a PDF lacks for those who hear it read, and for those on other machines and in later years."""

    tags: bool
    """No order and no headings are marked in it."""
    fonts: tuple[str, ...]
    """Fonts that its words are in and that are not in the file."""


def readers_lack(data: bytes) -> ReadersLack:
    """Return what a PDF lacks (ISO 32000-1, 14.8 and 9.9); nothing of one that cannot be opened, which is told."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            tree, marked = pdf.Root.get("/StructTreeRoot"), pdf.Root.get("/MarkInfo")
            is_tagged = isinstance(tree, pikepdf.Dictionary) and "/K" in tree
            is_marked = isinstance(marked, pikepdf.Dictionary) and bool(marked.get("/Marked", False))
            fonts = {
                str(font.get("/BaseFont", "")).lstrip("/").rpartition("+")[2]
                for font in _fonts(pdf)
                if _is_elsewhere(font)
            }
            return ReadersLack(tags=not (is_tagged and is_marked), fonts=tuple(sorted(fonts)))
    except (pikepdf.PdfError, RecursionError, ValueError, TypeError, AttributeError, KeyError):
        return ReadersLack(tags=False, fonts=())


def _fonts(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield the fonts of all pages and of what is drawn on them, those that a composite font names too."""
    for held in pdf.objects:
        resources = held.get("/Resources") if isinstance(held, pikepdf.Dictionary | pikepdf.Stream) else None
        fonts = resources.get("/Font") if isinstance(resources, pikepdf.Dictionary) else None
        for font in fonts.as_dict().values() if isinstance(fonts, pikepdf.Dictionary) else ():
            if isinstance(font, pikepdf.Dictionary):
                below = font.get("/DescendantFonts")
                yield font
                if isinstance(below, pikepdf.Array):
                    yield from (part for part in below if isinstance(part, pikepdf.Dictionary))


def _is_elsewhere(font: Any) -> bool:
    """Return whether the drawing of a font is not in the file; a composite font names another, type 3 draws itself."""
    if str(font.get("/Subtype", "")) in {"/Type0", "/Type3"}:
        return False
    described = font.get("/FontDescriptor")
    kept = ("/FontFile", "/FontFile2", "/FontFile3")
    return not (isinstance(described, pikepdf.Dictionary) and any(key in described for key in kept))


def without_metadata(jpeg: bytes) -> bytes:
    """Return the picture without what a camera wrote into it; what is no JPEG, or a damaged one, as it is."""
    if jpeg[:2] != bytes((0xFF, _SOI)):
        return jpeg
    kept, place = [jpeg[:2]], 2
    while place + 4 <= len(jpeg):
        if jpeg[place] != 0xFF:
            return jpeg
        if jpeg[place + 1] == 0xFF:  # a byte that only fills (B.1.1.2)
            place += 1
            continue
        marker, length = jpeg[place + 1], int.from_bytes(jpeg[place + 2 : place + 4], "big")
        if marker == _SOS:
            return b"".join([*kept, jpeg[place:]])
        if not (_APP0 < marker <= _APP15 and marker != _ADOBE) and marker != _COM:
            kept.append(jpeg[place : place + 2 + length])
        place += 2 + length
    return jpeg


def _clean(pdf: pikepdf.Pdf) -> None:
    _clean_pages(pdf)
    _clean_catalogue(pdf)
    for key in list(pdf.docinfo.keys()):
        if key not in _KEPT_PROPERTIES:
            del pdf.docinfo[key]
    for held in pdf.objects:
        if isinstance(held, pikepdf.Dictionary | pikepdf.Stream):
            _clean_object(held)
    for stream in _photographs(pdf):
        parameters = stream.get("/DecodeParms")
        stream.write(without_metadata(stream.read_raw_bytes()), filter=pikepdf.Name.DCTDecode)
        if parameters is not None:
            stream.DecodeParms = parameters
    pdf.remove_unreferenced_resources()


def _clean_object(held: Any) -> None:
    """Take away what programs keep for themselves at any object: a group, a picture, a form."""
    for key in ("/PieceInfo", "/Metadata"):
        if key in held:
            del held[key]


def _clean_pages(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        _keep(page, {"/Link", "/Widget"})
        for key in _OF_A_PAGE:
            if key in page.obj:
                del page.obj[key]
    if pdf.Root.get("/AcroForm") is not None:
        pdf.flatten_annotations("all")  # links are not touched by it, since nothing is drawn for them
    for page in pdf.pages:
        _keep(page, {"/Link"})


def _keep(page: pikepdf.Page, kinds: set[str]) -> None:
    """Leave only annotations of these kinds on the page."""
    annotations = page.obj.get("/Annots")
    if annotations is None:
        return
    kept = [
        _pressed_only(annotation)
        for annotation in (annotations if isinstance(annotations, pikepdf.Array) else [])
        if isinstance(annotation, pikepdf.Dictionary) and str(annotation.get("/Subtype", "")) in kinds
    ]
    if kept:
        page.obj.Annots = pikepdf.Array(kept)
    else:
        del page.obj["/Annots"]


def _pressed_only(link: Any) -> Any:
    """Return the annotation without what it does beside leading to an address or a place in the file."""
    if "/AA" in link:
        del link["/AA"]
    action = link.get("/A")
    if isinstance(action, pikepdf.Dictionary):
        if str(action.get("/S", "")) not in {"/URI", "/GoTo"} or leads_inside(str(action.get("/URI", ""))):
            del link["/A"]
        elif "/Next" in action:
            del action["/Next"]
    return link


def _clean_catalogue(pdf: pikepdf.Pdf) -> None:
    for key in _OF_THE_CATALOGUE:
        if key in pdf.Root:
            del pdf.Root[key]
    names = pdf.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        for key in _NAMES:
            if key in names:
                del names[key]


def _photographs(pdf: pikepdf.Pdf) -> list[pikepdf.Stream]:
    """Return the pictures that are kept as JPEG files."""
    return [
        held
        for held in pdf.objects
        if isinstance(held, pikepdf.Stream)
        and (held.get("/Filter") == pikepdf.Name.DCTDecode or _is_only_jpeg(held.get("/Filter")))
    ]


def _is_only_jpeg(filters: Any) -> bool:
    return isinstance(filters, pikepdf.Array) and [*map(str, filters)] == ["/DCTDecode"]
