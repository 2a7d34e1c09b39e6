"""What a PDF holds beside the pages that are seen (ISO 32000): notes, files, scripts, layers, who made it."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
import pypdfium2

from cycle.archive.inspection.findings import Finding, FindingKind, Unit, quoted
from cycle.archive.inspection.link_addresses import as_followed, leads_inside, telephone_of_link, wrong_way_of_page
from cycle.archive.inspection.numbers import in_text
from cycle.archive.inspection.pdf_appearances import (
    becomes_part_of_page,
    draws_itself,
    filled_in,
    is_kept_out_of_sight,
    words_drawn,
)
from cycle.archive.inspection.pdf_beneath import findings_beneath, over_two_pages
from cycle.archive.inspection.pdf_keys import dictionaries, links_of, pressed, private_keys
from cycle.archive.inspection.pdf_places import labels_with_words, titles_of_layers
from cycle.archive.inspection.pdf_streams import contents, photographs, private_marks, remarks_and_photographs
from cycle.archive.inspection.pdf_titles import names_a_file
from cycle.archive.inspection.pictures import photograph_findings
from cycle.archive.inspection.unopened import NO_WHOLE_PDF, EncryptedError, UnreadableError
from cycle.archive.inspection.unseen import unseen_words

_INFO: tuple[tuple[str, FindingKind], ...] = (
    ("/Author", "author"),
    ("/Company", "company"),
    ("/Manager", "author"),
    ("/Subject", "property"),
    ("/Keywords", "property"),
    ("/Comments", "property"),
    ("/SourceModified", "property"),
)
_KNOWN = {
    *(key for key, _ in _INFO),
    *("/Title", "/Creator", "/Producer", "/CreationDate", "/ModDate", "/Trapped"),
}
_OF_THE_READER = {"/Link", "/Widget", "/PrinterMark", "/TrapNet"}
"""Annotations that are part of the page: links to press, fields to fill in."""
_FETCHING = {"/GoToR", "/GoToE", "/Rendition", "/RichMediaExecute"}
_SCRIPTS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData"}

_SAID_ALOUD: tuple[tuple[str, Unit], ...] = (("/Alt", "alt"), ("/ActualText", "alt"), ("/E", "alt"), ("/T", "alt"))
"""What stands at a tag: words for who cannot see, what an abbreviation means, a heading (table 355)."""
_WRITTEN_IN = re.compile(rb"/(?:Alt|ActualText|E|T)\s*\(")
_NONE = pikepdf.Dictionary()
_IDENTITY, _DEEPEST = 11, 30
_OWN_DIGITS = 8
"""Digits of a Norwegian number without its country."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What readers see of a page, and what was found in it."""

    words: str
    findings: tuple[Finding, ...]


def pdf_findings(data: bytes) -> Iterator[Finding]:
    """Yield everything in a PDF that is not on its pages; UnreadableError, EncryptedError when it cannot be opened."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            seen = list(_seen(data))
            yield from _document(pdf)
            for number, page in enumerate(pdf.pages, start=1):
                words = " ".join(of.words for of in seen[number - 1 : number])
                yield from _page(page, at=str(number))
                yield from _links(page, at=str(number), seen=words)
                yield from _drawn_by_notes(page, at=str(number))
                yield from _fields(pdf, page, at=str(number))
            yield from _objects(pdf)
            yield from _beside(pdf, {(finding.kind, finding.quote) for of in seen for finding in of.findings})
            yield from _drawn(pdf)
            yield from findings_beneath(pdf)
            yield from over_two_pages([of.words for of in seen])
    except pikepdf.PasswordError as error:
        raise EncryptedError from error
    except (pikepdf.PdfError, RecursionError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise UnreadableError(NO_WHOLE_PDF) from error  # a structure that ISO 32000 does not know
    if data.count(b"%%EOF") > 1 and not data[:2048].count(b"/Linearized"):
        yield Finding(kind="earlier_version")
    found = [finding for of in seen for finding in of.findings]
    yield from (finding for finding in found if finding.kind != "scanned_text")
    scanned = [finding for finding in found if finding.kind == "scanned_text"]
    if scanned:
        yield replace(scanned[0], at=", ".join(finding.at for finding in scanned))


def _document(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    for key, kind in _INFO:
        words = str(pdf.docinfo.get(key, "")).strip()
        if words:
            yield Finding(kind=kind, unit="properties", at=key.lstrip("/"), quote=quoted(words))
            yield from in_text(words, unit="properties")
    title = str(pdf.docinfo.get("/Title", ""))
    if names_a_file(title):
        yield Finding(kind="file_title", unit="properties", at="Title", quote=quoted(title))
    yield from in_text(title, unit="properties")
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
    for name in map(str, pdf.trailer.get("/AdditionalStreams", ())):  # the file it was made of (LibreOffice)
        yield Finding(kind="attachment", unit="part", at=name.lstrip("/"))
    base = str(pdf.Root.get("/URI", _NONE).get("/Base", ""))
    if leads_inside(base):
        yield Finding(kind="inside_link", quote=quoted(base))
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
    elif kind == "/URI" and (wrong := wrong_way_of_page(str(action.get("/URI", "")))):
        yield Finding(kind=wrong, quote=quoted(str(action.get("/URI", ""))))
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
            ways = dict.fromkeys((words, as_followed(words)))
            found = (finding for way in ways for finding in in_text(way, unit="part"))
            yield from (finding for finding in found if finding.kind == "identity_number")
    for held in pressed(pdf):
        yield from _action(held.get("/A"), opens=False)
    for title in titles_of_layers(pdf):
        yield Finding(kind="property", unit="properties", at="Order", quote=quoted(title))
    for label in labels_with_words(pdf):
        yield Finding(kind="property", unit="properties", at="PageLabels", quote=quoted(str(label.get("/P", ""))))
    for _, key, is_reported in private_keys(pdf):
        if is_reported:
            yield Finding(kind="property", unit="properties", at=key.lstrip("/"))


def _links(page: pikepdf.Page, *, at: str, seen: str) -> Iterator[Finding]:
    """Yield what stands at a link and neither on the page nor in its address, whom it calls, and links out of sight."""
    for link in links_of(page):
        address = str(link.get("/A", _NONE).get("/URI", ""))
        if is_kept_out_of_sight(link):
            yield Finding(kind="annotation", unit="page", at=at, quote=quoted(address))
        elif (number := telephone_of_link(address)) and number[-_OWN_DIGITS:] not in "".join(filter(str.isdigit, seen)):
            yield Finding(kind="telephone", unit="page", at=at, quote=number)
        for said in (str(link.get(key, "")) for key in ("/T", "/Contents")):
            if said.strip() and _run_together(said) not in _run_together(f"{seen} {address}"):
                yield Finding(kind="annotation", unit="page", at=at, quote=quoted(said))


def _drawn_by_notes(page: pikepdf.Page, *, at: str) -> Iterator[Finding]:
    """Yield what links draw of their own, and the identity numbers that anything on the page draws so."""
    annotations = [
        annotation
        for annotation in page.obj.get("/Annots", [])
        if isinstance(annotation, pikepdf.Dictionary) and draws_itself(annotation)
    ]
    for annotation, words in zip(annotations, words_drawn(annotations), strict=True):
        if annotation.get("/Subtype") == pikepdf.Name.Link:
            yield Finding(kind="link_drawing", unit="page", at=at, quote=quoted(words))
        found = in_text(words, unit="page", at=at)
        yield from (finding for finding in found if finding.kind == "identity_number")


def _fields(pdf: pikepdf.Pdf, page: pikepdf.Page, *, at: str) -> Iterator[Finding]:
    """Yield what people filled in: as a field that is left behind, or all that the page shows of it when it is."""
    fields = [
        annotation
        for annotation in page.obj.get("/Annots", [])
        if isinstance(annotation, pikepdf.Dictionary) and annotation.get("/Subtype") == pikepdf.Name.Widget
    ]
    shown: list[str] = []
    for field, words in zip(fields, words_drawn(fields), strict=True):
        value, drawn = filled_in(field), words if becomes_part_of_page(field, pdf) else ""
        if drawn:
            shown.append(drawn)
        if value and _run_together(value) not in _run_together(drawn):
            yield Finding(kind="form_field", unit="page", at=at, quote=quoted(value))
    if shown:
        yield Finding(kind="filled_form", unit="page", at=at, quote=quoted("; ".join(shown)))


def _beside(pdf: pikepdf.Pdf, known: Collection[tuple[FindingKind, str]]) -> Iterator[Finding]:
    """Yield the numbers and addresses that are read aloud, or stand among the bookmarks, and on no page."""
    for held in dictionaries(pdf):
        said: list[tuple[str, Unit]] = [(key, unit) for key, unit in _SAID_ALOUD if "/S" in held]
        if "/Parent" in held and "/S" not in held:
            said = [("/Title", "bookmark")]
        for key, unit in said:
            words = held.get(key)
            if isinstance(words, pikepdf.String):
                found = in_text(str(words), unit=unit)
                yield from (finding for finding in found if (finding.kind, finding.quote) not in known)


def _drawn(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    """Yield what stands in that which pages are drawn of: remarks of programs, photographs, words that are said."""
    shots = [photograph.data for _, photograph in photographs(pdf)]
    for content in contents(pdf):
        remarks, within = remarks_and_photographs(content.data)
        shots += [photograph.data for photograph in within]
        said = _said_in(content.data)
        for key in private_marks(content.data):
            yield Finding(kind="property", unit="properties", at=key.lstrip("/"))
        for words in (*remarks, *said):
            if sum(map(str.isdigit, words)) >= _IDENTITY:
                found = in_text(words, unit="part")
                yield from (finding for finding in found if finding.kind == "identity_number")
    for shot in shots:
        yield from photograph_findings(shot)


def _said_in(drawn: bytes) -> list[str]:
    """Return the words that are said of what is drawn, where they stand in the midst of it (14.9)."""
    if not _WRITTEN_IN.search(drawn):
        return []
    with pikepdf.new() as apart:
        marks = pikepdf.parse_content_stream(apart.make_stream(drawn), "BDC DP")
        return [words for mark in marks for held in mark.operands for words in _strings(held)]


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


def _seen(data: bytes) -> Iterator[_Seen]:
    try:
        with pypdfium2.PdfDocument(data) as document:
            for number in range(len(document)):
                page, at = document[number], str(number + 1)
                words = _text(page)
                found = (*in_text(words, unit="page", at=at), *unseen_words(page, at=at))
                page.close()
                yield _Seen(words=words, findings=found)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(str(error)) from error


def _run_together(words: str) -> str:
    return "".join(words.split()).casefold()


def words_of_pdf(data: bytes) -> str:
    """Return all words that are read on the pages of a PDF, with single spaces; empty where it is none."""
    try:
        with pypdfium2.PdfDocument(data) as document:
            return " ".join(" ".join(_text(document[number]) for number in range(len(document))).split())
    except pypdfium2.PdfiumError:
        return ""


def _text(page: pypdfium2.PdfPage) -> str:
    words = page.get_textpage()
    try:
        return str(words.get_text_range())
    finally:
        words.close()
