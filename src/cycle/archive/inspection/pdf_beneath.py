"""What a PDF holds that is on none of its pages: scripts and files wherever they hang, forms of XFA, layers by rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pikepdf

from cycle.archive.inspection.findings import Finding, quoted
from cycle.archive.inspection.numbers import in_text
from cycle.archive.inspection.pdf_keys import dictionaries

_SCRIPTS = {"/JavaScript", "/Rendition"}
_AT_THE_EDGE = 24
"""Signs at the end of a page and at the beginning of the next that may be one number."""
_DEEPEST = 30


def findings_beneath(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    """Yield scripts, files, forms and layers, whatever leads to them."""
    for held in dictionaries(pdf):
        script = held.get("/JS")
        if script is not None and str(held.get("/S", "")) in _SCRIPTS:
            words = script.read_bytes().decode("utf-8", "replace") if isinstance(script, pikepdf.Stream) else script
            yield Finding(kind="script", quote=quoted(str(words)))
        if isinstance(held.get("/EF"), pikepdf.Dictionary):
            name = str(held.get("/UF", held.get("/F", "")))
            if name not in pdf.attachments:
                yield Finding(kind="attachment", unit="part", at=name)
        if held.get("/Type") == pikepdf.Name.OCMD and not _is_shown(held):
            yield Finding(kind="hidden_layer")
        if held.get("/Type") == pikepdf.Name.OCG and _is_hidden_by_size(held):
            yield Finding(kind="hidden_layer", quote=quoted(str(held.get("/Name", ""))))
    yield from _forms(pdf)


def over_two_pages(texts: Sequence[str]) -> Iterator[Finding]:
    """Yield the identity numbers that begin at the end of a page and go on at the beginning of the next."""
    for number, (before, after) in enumerate(pairwise(texts), start=1):
        edges = before.rstrip()[-_AT_THE_EDGE:], after.lstrip()[:_AT_THE_EDGE]
        apart = {finding.quote for edge in edges for finding in in_text(edge, unit="page")}
        joined = (finding for way in ("\n", "") for finding in in_text(way.join(edges), unit="page", at=str(number)))
        for finding in joined:
            if finding.kind == "identity_number" and finding.quote not in apart:
                yield finding


def _forms(pdf: pikepdf.Pdf) -> Iterator[Finding]:
    form = pdf.Root.get("/AcroForm")
    packet = form.get("/XFA") if isinstance(form, pikepdf.Dictionary) else None
    streams = [packet] if isinstance(packet, pikepdf.Stream) else packet
    for stream in streams if isinstance(streams, pikepdf.Array | list) else ():
        if isinstance(stream, pikepdf.Stream):
            yield Finding(kind="form_field", quote="XFA")
            words = stream.read_bytes().decode("utf-8", "replace")
            found = in_text(words, unit="part", at="XFA")
            yield from (finding for finding in found if finding.kind == "identity_number")


def _is_shown(rule: Any) -> bool:
    """Return whether a rule of layers shows what it is at while all layers are on: others are told where they are."""
    expression = rule.get("/VE")
    if isinstance(expression, pikepdf.Array):
        return _holds(expression)
    return str(rule.get("/P", "/AnyOn")) in {"/AnyOn", "/AllOn"} or "/OCGs" not in rule


def _holds(expression: Any, depth: int = 0) -> bool:
    """Return what an expression of layers comes to (8.11.2.2), each layer being on."""
    if not isinstance(expression, pikepdf.Array) or depth > _DEEPEST or not len(expression):
        return True
    way, *parts = list(expression)
    held = [_holds(part, depth + 1) for part in parts]
    if str(way) == "/Not":
        return not all(held)
    return any(held) if str(way) == "/Or" else all(held)


def _is_hidden_by_size(layer: Any) -> bool:
    usage = layer.get("/Usage")
    zoom = usage.get("/Zoom") if isinstance(usage, pikepdf.Dictionary) else None
    if not isinstance(zoom, pikepdf.Dictionary):
        return False
    return float(zoom.get("/min", 0)) > 1 or float(zoom.get("/max", 1_000)) < 1
