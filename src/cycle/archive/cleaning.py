"""A PDF without anything that its readers do not see: who made it, notes, files, scripts, earlier versions."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf

from cycle.archive.inspection import (
    NO_WHOLE_PDF,
    UnreadableError,
    contents,
    is_kept_out_of_sight,
    labels_with_words,
    lead_by_place,
    links_of,
    names_a_file,
    photographs,
    pressed,
    private_keys,
    take_titles_of_layers,
    without_file,
    without_remarks,
    wrong_way_of_page,
)

_KEPT_PROPERTIES = {"/Title"}
_PUBLIC = ("https://", "http://")


def cleaned_pdf(data: bytes, *, title: str = "", language: str = "") -> bytes:
    """Return the PDF with its pages, links and title, and nothing else; the same bytes for the same file.

    What people filled into a form is made part of the page. `title` and `language` are put in where there is none, or
    where a program wrote the path of the file there.
    UnreadableError where the file is damaged.
    """
    made = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            _clean(pdf)
            _give_title(pdf, title)
            if language and not str(pdf.Root.get("/Lang", "")).strip():
                pdf.Root.Lang = language
            pdf.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except (pikepdf.PdfError, RecursionError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise UnreadableError(NO_WHOLE_PDF) from error
    return made.getvalue()


def digest_of_pages(data: bytes) -> str:
    """Return a digest of a cleaned PDF that is the same whatever title and language were put in.

    UnreadableError where it is none, or damaged.
    """
    made = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for held, key in ((pdf.trailer, "/Info"), (pdf.Root, "/Lang")):
                if key in held:
                    del held[key]
            pdf.save(made, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    except (pikepdf.PdfError, RecursionError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise UnreadableError(NO_WHOLE_PDF) from error
    return hashlib.sha256(made.getvalue()).hexdigest()


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


def _give_title(pdf: pikepdf.Pdf, title: str) -> None:
    own = str(pdf.docinfo.get("/Title", "")).strip()
    if own and not names_a_file(own):
        return
    given = without_file(title)
    if given:
        pdf.docinfo["/Title"] = given
    elif "/Title" in pdf.docinfo:
        del pdf.docinfo["/Title"]


def _clean(pdf: pikepdf.Pdf) -> None:
    _clean_pages(pdf)
    for key in list(pdf.docinfo.keys()):
        if key not in _KEPT_PROPERTIES:
            del pdf.docinfo[key]
    if "/URI" in pdf.Root and not str(pdf.Root.URI.get("/Base", "")).startswith(_PUBLIC):
        del pdf.Root["/URI"]
    for link in pressed(pdf):
        _lead_only(link)
    take_titles_of_layers(pdf)
    lead_by_place(pdf, list(pressed(pdf)))
    for label in list(labels_with_words(pdf)):
        del label["/P"]
    for held, key, _ in list(private_keys(pdf)):
        if key in held:
            del held[key]
    for stream, photograph in photographs(pdf):
        stream.write(photograph.cleaned(), filter=pikepdf.Name(photograph.codec))
        if photograph.parameters is not None:
            stream.DecodeParms = photograph.parameters
    for content in contents(pdf):
        made = without_remarks(content.data)
        if made != content.data:
            content.write(made)
    pdf.remove_unreferenced_resources()


def _clean_pages(pdf: pikepdf.Pdf) -> None:
    left = [annotation for page in pdf.pages for annotation in _keep(page, {"/Link", "/Widget"})]
    for link in [link for page in pdf.pages for link in links_of(page) if "/AP" in link]:
        del link["/AP"]  # what it draws is in no search of the page, and would be put into the page with the fields
    if pdf.Root.get("/AcroForm") is not None:
        pdf.flatten_annotations("all")
    left += [annotation for page in pdf.pages for annotation in _keep(page, {"/Link"})]
    for annotation in left:  # a tag may lead to it still
        for key in list(annotation.keys()):
            del annotation[key]


def _keep(page: pikepdf.Page, kinds: set[str]) -> list[Any]:
    """Leave only annotations of these kinds on the page, and those that are seen; return the others."""
    annotations = page.obj.get("/Annots")
    if annotations is None:
        return []
    there = [
        annotation
        for annotation in (annotations if isinstance(annotations, pikepdf.Array) else [])
        if isinstance(annotation, pikepdf.Dictionary)
    ]
    kept = [
        annotation
        for annotation in there
        if str(annotation.get("/Subtype", "")) in kinds and not is_kept_out_of_sight(annotation)
    ]
    if kept:
        page.obj.Annots = pikepdf.Array(kept)
    else:
        del page.obj["/Annots"]
    return [annotation for annotation in there if annotation not in kept]


def _lead_only(link: Any) -> None:
    """Take from a link or a bookmark what it does beside leading to an address or a place in the file.

    Who hears the page read is told the address of a link (PDF/UA, 7.18.5); what else was written at it stays behind.
    """
    action, address = link.get("/A"), ""
    if isinstance(action, pikepdf.Dictionary):
        address = str(action.get("/URI", ""))
        if str(action.get("/S", "")) not in {"/URI", "/GoTo"} or (address and wrong_way_of_page(address)):
            del link["/A"]
            address = ""
    if "/Contents" in link and address:
        link.Contents = address
    elif "/Contents" in link:
        del link["/Contents"]
