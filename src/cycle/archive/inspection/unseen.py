"""Words in a PDF that nobody sees on its pages: in the colour behind them, under something, beside the page.

Whoever selects all and copies gets them. A page is drawn with its words and without them: where both are the same, the
words that stand there are not seen. Where words lie on words, each is taken away alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import pypdfium2
from PIL import Image, ImageChops
from pypdfium2 import raw

from cycle.archive.inspection.findings import Finding, quoted

SCALE = 1.0
"""Points a point: enough to see a letter of four points."""
ALIKE = 12
"""How far apart two values of a colour are that look the same."""
SHORTEST = 3
"""Letters of a word that says something."""
LOWEST = 2.0
"""Points that a line is high at the least, to be read."""
MOST_DOTS = 8_000_000
"""Dots of a drawn page; a wall of a poster is drawn smaller, or it would take a gigabyte."""
MOST = 5
"""Lines that are told of a page."""
MOST_ON_WORDS = 20
"""Words on words that are taken away alone, of a page: each is a drawing of it."""
MOST_COMPARED = 2_000
"""Pieces of text on a page of which each is held against the others."""
COVERED = 0.1
"""The part of some words that lies on others, where these are words on words."""
EDGES = 4
"""The first of the ways of drawing letters (table 104) that make them the edge of what is drawn next."""
SCANNED = 0.85
"""The part of a page that one picture covers, where it is a scanned page."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """Words that are drawn at once, and where they stand on the page: west, south, east and north."""

    text: pypdfium2.PdfObject
    words: str
    box: Box


def unseen_words(page: pypdfium2.PdfPage, *, at: str) -> Iterator[Finding]:
    """Yield the lines of a page that are written there and cannot be seen.

    Where none is seen of a page that is one picture, these are one finding: what a program read of a scanned page.
    """
    page.set_rotation(0)
    left, bottom, right, top = page.get_cropbox()
    lines = [(box, words) for box, words in _lines(page) if _says_something(words)]
    pieces = list(_pieces(page))
    if not lines and not pieces:
        return
    width, height = page.get_size()
    scale = min(SCALE, (MOST_DOTS / max(width * height, 1)) ** 0.5)
    drawn = _drawn(page, scale)
    are_edges = any(raw.FPDFTextObj_GetTextRenderMode(piece.text.raw) >= EDGES for piece in pieces)
    taken, is_seen = (drawn, _varies) if are_edges else (_difference(drawn, page, pieces, scale), _is_seen)
    hidden: list[str] = []
    for (west, south, east, north), words in lines:
        outside = east <= left or west >= right or north <= bottom or south >= top
        if not outside and north - south >= LOWEST:
            box = (west - left) * scale, (top - north) * scale, (east - left) * scale, (top - south) * scale
            if is_seen(taken.crop((int(box[0]), int(box[1]), int(box[2]) + 1, int(box[3]) + 1))):
                continue
        hidden.append(words)
    if hidden and len(hidden) == len(lines) and _is_scanned(page, (left, bottom, right, top)):
        yield Finding(kind="scanned_text", unit="page", at=at, quote=quoted(" ".join(hidden)))
        return
    written = "".join("".join(words.split()) for _, words in _lines(page))
    hidden += [piece.words for piece in pieces if _is_tiny(piece) and "".join(piece.words.split()) not in written]
    known = "".join(" ".join(hidden).split())
    for piece in _under_words(pieces)[:MOST_ON_WORDS]:
        if "".join(piece.words.split()) not in known and not _is_seen(_difference(drawn, page, [piece], scale)):
            hidden.append(piece.words)
    yield from (Finding(kind="unseen_text", unit="page", at=at, quote=quoted(words)) for words in hidden[:MOST])


def _drawn(page: pypdfium2.PdfPage, scale: float) -> Image.Image:
    picture: Image.Image = page.render(scale=scale).to_pil()
    return picture.convert("RGB")


def _difference(drawn: Image.Image, page: pypdfium2.PdfPage, pieces: Sequence[_Piece], scale: float) -> Image.Image:
    """Return what of the page is drawn otherwise when these words are not."""
    for piece in pieces:
        raw.FPDFPageObj_SetIsActive(piece.text.raw, False)
    try:
        return ImageChops.difference(drawn, _drawn(page, scale))
    finally:
        for piece in pieces:
            raw.FPDFPageObj_SetIsActive(piece.text.raw, True)


def _is_seen(difference: Image.Image) -> bool:
    return any(highest > ALIKE for _, highest in _bands(difference))


def _varies(drawn: Image.Image) -> bool:
    return any(highest - lowest > ALIKE for lowest, highest in _bands(drawn))


def _bands(picture: Image.Image) -> tuple[tuple[int, int], ...]:
    """Return the lowest and the highest value of red, green and blue."""
    return cast("tuple[tuple[int, int], ...]", picture.getextrema())


def _is_tiny(piece: _Piece) -> bool:
    return piece.box[3] - piece.box[1] < LOWEST and _says_something(piece.words)


def _says_something(words: str) -> bool:
    return sum(map(str.isalnum, words)) >= SHORTEST


def _pieces(page: pypdfium2.PdfPage) -> Iterator[_Piece]:
    words = page.get_textpage()
    try:
        for text in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], textpage=words):
            yield _Piece(text=text, words=_words_of(text), box=_box_of(text))
    finally:
        words.close()


def _words_of(text: Any) -> str:
    try:
        return str(text.extract())
    except pypdfium2.PdfiumError:  # its signs stand for no letters
        return ""


def _box_of(held: Any) -> Box:
    """Return where something stands on the page, whatever it is drawn within."""
    west, south, east, north = held.get_bounds()
    within = held.container
    while within is not None:
        west, south, east, north = within.get_matrix().on_rect(west, south, east, north)
        within = within.container
    return west, south, east, north


def _under_words(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Return the pieces that say something and lie on others that say something else."""
    several = sorted((piece for piece in pieces if piece.words.strip()), key=lambda piece: piece.box[1])
    if len(several) > MOST_COMPARED:
        return []
    found: list[_Piece] = []
    for number, piece in enumerate(several):
        west, south, east, north = piece.box
        shared = sum(_shared(piece, other) for other in _near(several, number)) if _says_something(piece.words) else 0
        if shared > COVERED * (east - west) * (north - south):
            found.append(piece)
    return found


def _near(pieces: Sequence[_Piece], number: int) -> Iterator[_Piece]:
    """Yield the pieces, in the order of where they begin from below, that may reach the height of one of them."""
    tallest = max(piece.box[3] - piece.box[1] for piece in pieces)
    south, north = pieces[number].box[1], pieces[number].box[3]
    for before in reversed(pieces[:number]):
        if before.box[1] < south - tallest:
            break
        yield before
    for after in pieces[number + 1 :]:
        if after.box[1] > north:
            break
        yield after


def _shared(one: _Piece, other: _Piece) -> float:
    """Return how much of the page two pieces share; nothing of the same words, which are drawn twice to be bold."""
    width = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    height = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    is_other = "".join(one.words.split()) != "".join(other.words.split())
    return width * height if width > 0 and height > 0 and is_other else 0


def _is_scanned(page: pypdfium2.PdfPage, sheet: Box) -> bool:
    west, south, east, north = sheet
    area = (east - west) * (north - south)
    for picture in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        box = _box_of(picture)
        width, height = min(east, box[2]) - max(west, box[0]), min(north, box[3]) - max(south, box[1])
        if width > 0 and height > 0 and width * height > SCANNED * area:
            return True
    return False


def _lines(page: pypdfium2.PdfPage) -> Iterator[tuple[tuple[float, float, float, float], str]]:
    words = page.get_textpage()
    try:
        for number in range(words.count_rects()):
            box = words.get_rect(number)
            yield box, str(words.get_text_bounded(*box))
    finally:
        words.close()
