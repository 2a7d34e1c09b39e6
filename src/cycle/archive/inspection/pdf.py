"""What a PDF holds beside the pages that are seen (ISO 32000): notes, files, scripts, layers, who made it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2

from cycle.archive.inspection.everywhere import leads_inside
from cycle.archive.inspection.findings import Finding, FindingKind, quoted
from cycle.archive.inspection.numbers import in_text
from cycle.archive.inspection.office_file import EncryptedError, UnreadableError
from cycle.archive.inspection.pictures import has_position
from cycle.archive.inspection.unseen import unseen_words

_INFO: tuple[tuple[str, FindingKind], ...] = (
    ("/Author", "author"),
    ("/Company", "company"),
    ("/Manager", "author"),
    ("/Keywords", "property"),
    ("/Comments", "property"),
    ("/SourceModified", "property"),
)
_KNOWN = {
    *(key for key, _ in _INFO),
    *("/Title", "/Subject", "/Creator", "/Producer", "/CreationDate", "/ModDate", "/Trapped"),
}
_OF_THE_READER = {"/Link", "/Widget", "/PrinterMark", "/TrapNet"}
"""Annotations that are part of the page: links to press, fields to fill in."""
_FETCHING = {"/GoToR", "/GoToE", "/Rendition", "/RichMediaExecute"}
_SCRIPTS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData"}

_NONE = pikepdf.Dictionary()
_IDENTITY, _DEEPEST = 11, 30


def pdf_findings(data: bytes) -> Iterator[Finding]:
    """Yield everything in a PDF that is not on its pages; UnreadableError, EncryptedError when it cannot be opened."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            yield from _document(pdf)
            for number, page in enumerate(pdf.pages, start=1):
                yield from _page(page, at=str(number))
            yield from _objects(pdf)
    except pikepdf.PasswordError as error:
        raise EncryptedError from error
    except (pikepdf.PdfError, RecursionError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise UnreadableError(str(error)) from error  # a structure that ISO 32000 does not know
    if data.count(b"%%EOF") > 1 and not data[:2048].count(b"/Linearized"):
        yield Finding(kind="earlier_version")
    yield from _numbers(data)


def _document(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    for key, kind in _INFO:
        words = str(pdf.docinfo.get(key, "")).strip()
        if words:
            yield Finding(kind=kind, unit="properties", at=key.lstrip("/"), quote=quoted(words))
            yield from in_text(words, unit="properties")
    for key in map(str, pdf.docinfo.keys()):
        if key not in _KNOWN:
            yield Finding(kind="property", unit="properties", at=key.lstrip("/"), quote=quoted(str(pdf.docinfo[key])))
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as stated:
        makers = stated.get("dc:creator") or []
        for maker in [makers] if isinstance(makers, str) else makers:
            if maker and maker != str(pdf.docinfo.get("/Author", "")):
                yield Finding(kind="author", unit="properties", at="dc:creator", quote=quoted(maker))
        yield from in_text(str(stated), unit="properties")
    for name in pdf.attachments:
        yield Finding(kind="attachment", unit="part", at=name)
    layers = pdf.Root.get("/OCProperties")
    if layers is not None:
        if layers.get("/D", _NONE).get("/BaseState") == pikepdf.Name.OFF:
            yield Finding(kind="hidden_layer")
        for layer in layers.get("/D", _NONE).get("/OFF", ()):
            yield Finding(kind="hidden_layer", quote=quoted(str(layer.get("/Name", ""))))
        for layer in layers.get("/OCGs", ()):
            usage = layer.get("/Usage", _NONE)
            if any(usage.get(f"/{of}", _NONE).get(f"/{of}State") == pikepdf.Name.OFF for of in ("View", "Print")):
                yield Finding(kind="hidden_layer", quote=quoted(str(layer.get("/Name", ""))))
    if "/JavaScript" in pdf.Root.get("/Names", _NONE):
        yield Finding(kind="script")
    for holder in ("/OpenAction", "/AA"):
        if holder in pdf.Root:
            yield from _action(pdf.Root[holder], opens=True)


def _page(page: pikepdf.Page, *, at: str) -> Iterator[Finding]:
    for annotation in page.obj.get("/Annots", []):
        if not isinstance(annotation, pikepdf.Dictionary):
            continue
        subtype, words = str(annotation.get("/Subtype", "")), str(annotation.get("/Contents", ""))
        if subtype == "/FileAttachment":
            yield Finding(kind="attachment", unit="page", at=at, quote=quoted(words))
        elif subtype == "/Widget":
            value = annotation.get("/V", annotation.get("/Parent", _NONE).get("/V"))
            if isinstance(value, pikepdf.String) and str(value).strip():
                yield Finding(kind="form_field", unit="page", at=at, quote=quoted(str(value)))
        elif subtype in {"/Screen", "/RichMedia", "/Movie", "/Sound", "/3D"}:
            yield Finding(kind="attachment", unit="page", at=at, quote=subtype.lstrip("/"))
        elif subtype != "/Popup" and subtype not in _OF_THE_READER:
            yield Finding(kind="annotation", unit="page", at=at, quote=quoted(f"{annotation.get('/T', '')} {words}"))
        yield from in_text(words, unit="page", at=at)
        for holder in ("/A", "/AA"):
            if holder in annotation:
                yield from _action(annotation[holder], opens=False)
    if "/AA" in page.obj:
        yield from _action(page.obj["/AA"], opens=True)


def _action(action: Any, *, opens: bool, depth: int = 0) -> Iterator[Finding]:
    """Yield what an action does that no reader asked for; a link that is pressed and shows its address is a link."""
    if not isinstance(action, pikepdf.Dictionary) or depth > 20:
        return
    kind = str(action.get("/S", ""))
    if kind in _SCRIPTS:
        yield Finding(kind="script", quote=quoted(str(action.get("/JS", kind.lstrip("/")))))
    elif kind == "/URI" and leads_inside(str(action.get("/URI", ""))):
        yield Finding(kind="inside_link", quote=quoted(str(action.URI)))
    elif kind in _FETCHING or (kind == "/URI" and opens):
        yield Finding(kind="loads_from_outside", quote=quoted(str(action.get("/URI", action.get("/F", kind)))))
    if not kind:  # a table of actions by event
        for event in action.keys():  # noqa: SIM118 - a Dictionary of pikepdf's
            yield from _action(action[event], opens=True, depth=depth + 1)
    follower = action.get("/Next")
    for later in follower if isinstance(follower, pikepdf.Array) else [follower]:
        yield from _action(later, opens=opens, depth=depth + 1)


def _objects(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    """Yield what lies anywhere in the file: streams kept outside it, photographs, what programs keep for themselves."""
    objects = [held for held in pdf.objects if isinstance(held, pikepdf.Dictionary | pikepdf.Stream)]
    streams = [held for held in objects if isinstance(held, pikepdf.Stream)]
    for stream in streams:
        if "/F" in stream.stream_dict and "/Type" not in stream.stream_dict:
            yield Finding(kind="loads_from_outside", quote=quoted(str(stream.stream_dict["/F"])))
    for words in dict.fromkeys(words for held in objects for words in _strings(held)):
        if sum(map(str.isdigit, words)) >= _IDENTITY:
            found = in_text(words, unit="part")
            yield from (finding for finding in found if finding.kind == "identity_number")
    if any("/PieceInfo" in held for held in objects):
        yield Finding(kind="property", unit="properties", at="PieceInfo")
    photographs = (stream for stream in streams if stream.get("/Filter") == pikepdf.Name.DCTDecode)
    if any(has_position(stream.read_raw_bytes()) for stream in photographs):
        yield Finding(kind="picture_position")


def _strings(held: Any, depth: int = 0) -> Iterator[str]:
    """Yield every text that stands in an object: titles of bookmarks, words for who cannot see, names of places."""
    if isinstance(held, pikepdf.String):
        yield str(held)
    elif isinstance(held, pikepdf.Array) and depth < _DEEPEST:
        for part in held:
            yield from _strings(part, depth + 1)
    elif isinstance(held, pikepdf.Dictionary | pikepdf.Stream) and depth < _DEEPEST:
        for key, part in held.items():
            if not getattr(part, "is_indirect", False):  # it is read where it stands
                yield str(key)
                yield from _strings(part, depth + 1)


def _numbers(data: bytes) -> Iterator[Finding]:
    try:
        with pypdfium2.PdfDocument(data) as document:
            for number in range(len(document)):
                page, at = document[number], str(number + 1)
                yield from in_text(_text(page), unit="page", at=at)
                yield from unseen_words(page, at=at)
                page.close()
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(str(error)) from error


def _text(page: pypdfium2.PdfPage) -> str:
    words = page.get_textpage()
    try:
        return str(words.get_text_range())
    finally:
        words.close()
