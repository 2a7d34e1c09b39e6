"""The spaces that a tag with a hyphen takes (`{{- … -}}`), where two words of a letter would then be one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cycle.letters.ooxml import TAG, Paragraph

_CLOSING = frozenset(".,;:!?)]}»”’…")
"""Characters that stand close to the word before; the space that goes before them is not missed."""

_OPENING = frozenset("([{«“‘")
_SPACE = re.compile(r"\s+")
_FOR, _ENDFOR = re.compile(r"\{%[-+]?\s*for\b"), re.compile(r"\{%[-+]?\s*endfor\b")
_MOST = 5000
"""Pieces of a line that loops are written out to; nested ones double each time."""


def joined_words(paragraphs: Iterable[Paragraph]) -> Iterator[tuple[Paragraph, str]]:
    """Yield each tag whose hyphen takes the only space between what is printed before it and after it, and its place.

    The end of a paragraph is a space too, where `{%-` or `-%}` joins it with the next; what a loop prints stands before
    what it prints in its next round.
    """
    for joined in _lines(paragraph for paragraph in paragraphs if paragraph.text.strip()):
        pieces = _twice_round(tuple(_pieces(joined)))
        reported = set()
        for number, piece in enumerate(pieces):
            if not TAG.fullmatch(piece.text) or (piece.of, piece.text) in reported:
                continue
            if any(_would_join(pieces, gap) for gap in _gaps(pieces, number)):
                reported.add((piece.of, piece.text))
                yield joined[piece.of], piece.text


@dataclass(frozen=True, slots=True)
class _Piece:
    """A tag, a word or the white space between them."""

    text: str
    printed: bool
    of: int
    """Which paragraph of its line it stands in."""


def _lines(paragraphs: Iterable[Paragraph]) -> Iterator[list[Paragraph]]:
    """Yield paragraphs that the hyphen of a tag makes one, together; every other by itself."""
    line: list[Paragraph] = []
    for paragraph in paragraphs:
        if line and not _makes_one(line[-1], paragraph):
            yield line
            line = []
        line.append(paragraph)
    if line:
        yield line


def _makes_one(first: Paragraph, second: Paragraph) -> bool:
    beside = first.element.getparent() is second.element.getparent()
    return beside and (first.text.rstrip().endswith("-%}") or second.text.lstrip().startswith("{%-"))


def _pieces(joined: list[Paragraph]) -> Iterator[_Piece]:
    """Yield tags, words and the white space between them in order, each with whether it is printed."""
    for of, paragraph in enumerate(joined):
        if of:
            yield _Piece("\n", printed=False, of=of)
        text = paragraph.text.strip() if len(joined) > 1 else paragraph.text
        at = 0
        for found in TAG.finditer(text):
            yield from _plain(text[at : found.start()], of)
            yield _Piece(found.group(), printed=found.group().startswith("{{"), of=of)
            at = found.end()
        yield from _plain(text[at:], of)


def _plain(text: str, of: int) -> Iterator[_Piece]:
    for piece in re.split(r"(\s+)", text):
        if piece:
            yield _Piece(piece, printed=not _SPACE.fullmatch(piece), of=of)


def _twice_round(pieces: tuple[_Piece, ...]) -> tuple[_Piece, ...]:
    """Return the pieces with each loop of a line two times, as a letter with two entries has it."""
    written: list[_Piece] = []
    begun: list[int] = []
    for piece in pieces:
        written.append(piece)
        if _FOR.match(piece.text):
            begun.append(len(written) - 1)
        elif _ENDFOR.match(piece.text) and begun:
            again = written[begun.pop() :]
            written += again if len(written) < _MOST else []
    return tuple(written)


def _gaps(pieces: tuple[_Piece, ...], number: int) -> Iterator[int]:
    """Yield where the white space stands that the tag of this number takes."""
    tag = pieces[number].text
    if tag[2] == "-" and number > 0 and not pieces[number - 1].text.strip():
        yield number - 1
    if tag[-3] == "-" and number + 1 < len(pieces) and not pieces[number + 1].text.strip():
        yield number + 1


def _would_join(pieces: tuple[_Piece, ...], gap: int) -> bool:
    """Return whether no other space stays between what is printed on both sides of a gap that a tag takes."""
    before = _nearest(pieces, gap, -1)
    after = _nearest(pieces, gap, +1)
    return bool(before and after) and before[-1] not in _OPENING and after[0] not in _CLOSING


def _nearest(pieces: tuple[_Piece, ...], gap: int, step: int) -> str:
    """Return what is printed nearest to a gap; empty when a space that stays, or nothing, lies between."""
    number = gap + step
    while 0 <= number < len(pieces):
        piece = pieces[number]
        if piece.printed:
            return piece.text
        if not piece.text.strip() and not _is_taken(pieces, number):
            return ""
        number += step
    return ""


def _is_taken(pieces: tuple[_Piece, ...], number: int) -> bool:
    before = pieces[number - 1].text if number else ""
    after = pieces[number + 1].text if number + 1 < len(pieces) else ""
    return (before.startswith("{") and before.endswith(("-}}", "-%}", "-#}"))) or after.startswith(
        ("{{-", "{%-", "{#-")
    )
