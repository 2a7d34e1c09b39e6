"""What notes, fields and links of a PDF draw of their own (ISO 32000-2, 12.5.5), and the words that are seen in it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

import pikepdf
import pypdfium2

from cycle.archive.inspection.unopened import UnreadableError

_HIDDEN = 0x01 | 0x02 | 0x20
"""Invisible where nothing knows its kind, hidden, not on a screen (table 167)."""
_DEEPEST = 30


def draws_itself(annotation: Any) -> bool:
    """Return whether a note, a field or a link has something to draw."""
    return any(stream.read_bytes().strip() for stream in _drawn_of(annotation.get("/AP")))


def is_kept_out_of_sight(annotation: Any) -> bool:
    """Return whether a note, a field or a link is there and shown to nobody."""
    flags = annotation.get("/F", 0)
    hidden = _HIDDEN if annotation.get("/Subtype") != pikepdf.Name.Link else _HIDDEN & ~0x01  # its kind is known
    return isinstance(flags, int) and bool(flags & hidden)


def becomes_part_of_page(field: Any, pdf: pikepdf.Pdf) -> bool:
    """Return whether what a field draws is still drawn when the file has fields no more, a button's name apart."""
    form = pdf.Root.get("/AcroForm")
    is_drawn = isinstance(form, pikepdf.Dictionary) and not bool(form.get("/NeedAppearances", False))
    return is_drawn and not is_kept_out_of_sight(field) and inherited(field, "/FT") != pikepdf.Name.Btn


def filled_in(field: Any) -> str:
    """Return what somebody filled into a field, or chose of a list."""
    value = inherited(field, "/V")
    parts = list(value) if isinstance(value, pikepdf.Array) else [value]
    return " ".join(words for words in map(_text, parts) if words)


def inherited(field: Any, key: str) -> Any:
    """Return what is stated of a field, or of the field it is part of (12.7.4)."""
    for _ in range(_DEEPEST):
        if not isinstance(field, pikepdf.Dictionary) or key in field:
            break
        field = field.get("/Parent")
    return field.get(key) if isinstance(field, pikepdf.Dictionary) else None


def words_drawn(annotations: Sequence[Any]) -> tuple[str, ...]:
    """Return the words that each of these draws at rest or pressed, in order; UnreadableError where none can tell."""
    drawings = [list(_drawn_of(annotation.get("/AP"))) for annotation in annotations]
    if not any(drawings):
        return ("",) * len(drawings)
    made = io.BytesIO()
    with pikepdf.new() as apart:
        for streams in drawings:
            page = apart.add_blank_page()
            forms = {f"/Fm{number}": _form(apart, stream) for number, stream in enumerate(streams)}
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(forms))
            page.Contents = apart.make_stream(" ".join(f"{name} Do" for name in forms).encode())
        apart.save(made)
    try:
        with pypdfium2.PdfDocument(made.getvalue()) as document:
            return tuple(_words(document[number]) for number in range(len(document)))
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(str(error)) from error


def _drawn_of(held: Any, depth: int = 0) -> Iterator[pikepdf.Stream]:
    """Yield what is drawn: one stream, or one for each state, at rest, under the mouse and when it is pressed."""
    if isinstance(held, pikepdf.Stream):
        yield held
    elif isinstance(held, pikepdf.Dictionary) and depth < 2:
        for _, part in held.items():
            yield from _drawn_of(part, depth + 1)


def _form(apart: pikepdf.Pdf, stream: pikepdf.Stream) -> pikepdf.Object:
    form = apart.copy_foreign(stream)
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    if "/BBox" not in form:
        form.BBox = pikepdf.Array([0, 0, 1000, 1000])
    return form


def _text(value: Any) -> str:
    if isinstance(value, pikepdf.Stream):
        return " ".join(value.read_bytes().decode("utf-8", "replace").split())
    return " ".join(str(value).split()) if isinstance(value, pikepdf.String) else ""


def _words(page: pypdfium2.PdfPage) -> str:
    words = page.get_textpage()
    try:
        return " ".join(str(words.get_text_range()).split())
    finally:
        words.close()
        page.close()
