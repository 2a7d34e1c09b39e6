"""What lies packed in a PDF: photographs behind any filters, and what pages are drawn of (ISO 32000-2, 7.4 and 7.8)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from cycle.archive.inspection.camera_data import is_marked_by_camera, without_metadata
from cycle.archive.inspection.pdf_parts import NEEDED_OF_PARTS
from cycle.archive.inspection.unopened import UnreadableError

_SHORT = {
    "/AHx": "/ASCIIHexDecode",
    "/A85": "/ASCII85Decode",
    "/LZW": "/LZWDecode",
    "/Fl": "/FlateDecode",
    "/RL": "/RunLengthDecode",
    "/DCT": "/DCTDecode",
}
"""Names of filters as pictures in the midst of a page may write them (table 92)."""
_PHOTOGRAPHS = {"/DCTDecode", "/JPXDecode"}
_WORTH_READING = re.compile(rb"%|(?<![^\s\]>)])BI(?![^\s/\[<%])")
_MARK = re.compile(rb"<<(?:[^<>]|<[0-9A-Fa-f\s]*>|<<[^<>]*>>)*>>(?=\s*(?:BDC|DP)\b)")
_NAME = re.compile(rb"/([^\s/\[\]()<>{}%]+)")
_IN_MARKS = {name.lstrip("/").encode() for name in NEEDED_OF_PARTS["mark"]} | set(
    b"Pagination Layout Page Background Inline Header Footer Watermark PageNum Bates LineNum Redaction Top Bottom Left "
    b"Right".split()
)
"""What lists of properties in the midst of a page say of what is drawn, as nearly all of them do (14.8.2.2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Photograph:
    """A picture that is kept in a PDF as the file a camera made."""

    data: bytes = field(repr=False)
    codec: str
    parameters: Any = None
    """How it is to be unpacked, as the PDF says; None where it says nothing."""

    def cleaned(self) -> bytes:
        """Return the picture without what the camera wrote; UnreadableError where it cannot be taken out."""
        data = without_metadata(self.data)
        if is_marked_by_camera(data):
            raise UnreadableError("a picture in it is damaged")
        return data


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Something that is drawn: a page, or what is drawn on pages again and again."""

    data: bytes = field(repr=False)
    write: Callable[[bytes], None] = field(repr=False)


def photograph_of(stated: Any, packed: Callable[[], bytes]) -> Photograph | None:
    """Return the photograph of a stream without what it is packed in beside; None for any other stream.

    UnreadableError where it is packed as nothing unpacks it.
    """
    filters = [_SHORT.get(name, name) for name in map(str, _listed(stated.get("/Filter", stated.get("/F"))))]
    if not _PHOTOGRAPHS.intersection(filters):
        return None
    if _PHOTOGRAPHS.intersection(filters[:-1]):
        raise UnreadableError("a picture in it is packed as nothing unpacks it")
    ways = _listed(stated.get("/DecodeParms", stated.get("/DP")))
    ways += [None] * (len(filters) - len(ways))
    way = ways[-1] if isinstance(ways[-1], pikepdf.Dictionary) else None
    return Photograph(data=_unpacked(packed(), filters[:-1], ways), codec=filters[-1], parameters=way)


def photographs(pdf: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Stream, Photograph]]:
    """Yield each stream that holds a photograph, with it."""
    for held in pdf.objects:
        if isinstance(held, pikepdf.Stream):
            photograph = photograph_of(held.stream_dict, held.read_raw_bytes)
            if photograph is not None:
                yield held, photograph


def contents(pdf: pikepdf.Pdf) -> Iterator[Content]:
    """Yield all that is drawn: pages, forms, patterns, letters that draw themselves."""
    for page in pdf.pages:
        yield _of_page(pdf, page)
    for held in pdf.objects:
        if isinstance(held, pikepdf.Stream):
            if str(held.get("/Subtype", "")) == "/Form" or held.get("/PatternType") == 1:
                yield Content(data=held.read_bytes(), write=held.write)
        elif isinstance(held, pikepdf.Dictionary) and isinstance(held.get("/CharProcs"), pikepdf.Dictionary):
            for drawn in held.CharProcs.as_dict().values():
                if isinstance(drawn, pikepdf.Stream):
                    yield Content(data=drawn.read_bytes(), write=drawn.write)


def without_remarks(data: bytes) -> bytes:
    """Return what is drawn without remarks and marks of programs, and its pictures without what cameras wrote."""
    is_worth = _WORTH_READING.search(data) or _has_private_marks(data)
    return _filtered(data, _Cleaner(cleans=True)) if is_worth else data


def private_marks(data: bytes) -> tuple[str, ...]:
    """Return the keys of what programs note at a part of what is drawn, and no reader needs (14.6.2)."""
    if not _has_private_marks(data):
        return ()
    with pikepdf.new() as apart:
        marks = pikepdf.parse_content_stream(apart.make_stream(data), "BDC DP")
        held = [stated for mark in marks for stated in mark.operands if isinstance(stated, pikepdf.Dictionary)]
        return tuple(dict.fromkeys(key for stated in held for key in _private_in(stated)))


def _has_private_marks(data: bytes) -> bool:
    return any(not _IN_MARKS.issuperset(_NAME.findall(found.group())) for found in _MARK.finditer(data))


def _private_in(mark: Any) -> list[str]:
    return [key for key in map(str, mark.keys()) if key not in NEEDED_OF_PARTS["mark"]]


def remarks_and_photographs(data: bytes) -> tuple[tuple[str, ...], tuple[Photograph, ...]]:
    """Return the remarks of programs in what is drawn, and the photographs in the midst of it."""
    reader = _Cleaner(cleans=False)
    if _WORTH_READING.search(data):
        _filtered(data, reader)
    return tuple(reader.remarks), tuple(reader.photographs)


def _of_page(pdf: pikepdf.Pdf, page: pikepdf.Page) -> Content:
    parts = [part for part in _listed(page.obj.get("/Contents")) if isinstance(part, pikepdf.Stream)]

    def write(data: bytes) -> None:
        page.obj.Contents = pdf.make_stream(data)

    return Content(data=b"\n".join(part.read_bytes() for part in parts), write=write)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _unpacked(packed: bytes, filters: list[str], ways: list[Any]) -> bytes:
    if not filters:
        return packed
    with pikepdf.new() as apart:
        stream = pikepdf.Stream(apart, packed)
        stream.Filter = pikepdf.Array([pikepdf.Name(name) for name in filters])
        stream.DecodeParms = pikepdf.Array([_numbers_of(way) for way, _ in zip(ways, filters, strict=False)])
        return stream.read_bytes(pikepdf.StreamDecodeLevel.specialized)


def _numbers_of(way: Any) -> pikepdf.Dictionary | None:
    """Return how something is unpacked, in another file: numbers alone, as every filter before a picture has."""
    stated: dict[str, Any] = dict(way.as_dict()) if isinstance(way, pikepdf.Dictionary) else {}
    return pikepdf.Dictionary({key: value for key, value in stated.items() if isinstance(value, int)}) or None


def _filtered(data: bytes, reader: _Cleaner) -> bytes:
    with pikepdf.new() as apart:
        page = apart.add_blank_page()
        page.Contents = apart.make_stream(data)
        return bytes(page.get_filtered_contents(reader))


class _Cleaner(pikepdf.TokenFilter):
    """Leaves remarks and private marks out, and puts each photograph in a page there again without its metadata."""

    def __init__(self, *, cleans: bool) -> None:
        super().__init__()
        self.cleans = cleans
        self.remarks: list[str] = []
        self.photographs: list[Photograph] = []
        self._stated: list[pikepdf.Token] | None = None
        self._mark: list[bytes] = []
        self._depth = 0

    def handle_token(  # type: ignore[override]  # pikepdf always gives a token
        self, token: pikepdf.Token
    ) -> pikepdf.Token | list[pikepdf.Token] | None:
        kind, raw = token.type_, bytes(token.raw_value)
        if kind == pikepdf.TokenType.comment:
            self.remarks.append(raw.decode("latin-1"))
            return None
        if self.cleans and self._stated is None and (self._depth or kind == pikepdf.TokenType.dict_open):
            return self._part_of_mark(kind, raw)
        if kind == pikepdf.TokenType.word and raw == b"BI":
            self._stated = []
        elif kind == pikepdf.TokenType.inline_image and self._stated is not None:
            stated, self._stated = self._stated, None
            return self._picture(stated, token)
        elif self._stated is not None:
            self._stated.append(token)
            return None
        return token

    def _part_of_mark(self, kind: pikepdf.TokenType, raw: bytes) -> pikepdf.Token | None:
        """Hold what is noted at a part of the page until it is whole; return it then without private keys."""
        self._depth += (kind == pikepdf.TokenType.dict_open) - (kind == pikepdf.TokenType.dict_close)
        self._mark.append(raw)
        if self._depth:
            return None
        whole, self._mark = b"".join(self._mark), []
        mark = pikepdf.Object.parse(whole)
        private = _private_in(mark)
        for key in private:
            del mark[key]
        return pikepdf.Token(pikepdf.TokenType.word, mark.unparse() if private else whole)

    def _picture(self, stated: list[pikepdf.Token], held: pikepdf.Token) -> list[pikepdf.Token]:
        """Return a picture in the midst of a page: what is stated of it up to ID, the space behind that, its bytes."""
        raw = bytes(held.raw_value)
        until = next((at for at, token in enumerate(stated) if bytes(token.raw_value) == b"ID"), len(stated))
        of_it = pikepdf.Object.parse(b"<<" + b"".join(bytes(token.raw_value) for token in stated[:until]) + b">>")
        photograph = photograph_of(of_it, lambda: raw)
        if photograph is None:
            return [*stated, held]
        self.photographs.append(photograph)
        if not self.cleans:
            return [*stated, held]
        for key in ("/F", "/Filter", "/DP", "/DecodeParms", "/L", "/Length"):
            if key in of_it:
                del of_it[key]
        of_it.F = pikepdf.Name(photograph.codec)
        if photograph.parameters is not None:
            of_it.DP = photograph.parameters
        inside = b" " + of_it.unparse()[2:-2] + b"ID "
        return [
            pikepdf.Token(pikepdf.TokenType.word, inside),
            pikepdf.Token(pikepdf.TokenType.inline_image, photograph.cleaned() + b"\n"),
        ]
