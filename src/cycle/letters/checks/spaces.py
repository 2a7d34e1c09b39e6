"""The spaces that a tag with a hyphen takes (`{{- … -}}`), where two words of a letter would then be one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cycle.letters.ooxml import TAG, Paragraph

_CLOSING = frozenset(".,;:!?)]}»”’…")
"""Signs that stand close to the word before; the space that goes before them is not missed."""

_OPENING = frozenset("([{«“‘")
_SPACE = re.compile(r"\s+")


def joined_words(paragraph: Paragraph) -> Iterator[str]:
    """Yield each tag whose hyphen takes the only space between what is printed before it and after it."""
    text, reported = paragraph.text, set()
    pieces = tuple(_pieces(text))
    for number, (tag, _) in enumerate(pieces):
        if not TAG.fullmatch(tag) or tag in reported:
            continue
        taken_before = tag[2] == "-" and number > 0 and not pieces[number - 1][0].strip()
        taken_after = tag[-3] == "-" and number + 1 < len(pieces) and not pieces[number + 1][0].strip()
        gaps = [number - 1] * taken_before + [number + 1] * taken_after
        if any(_would_join(pieces, gap) for gap in gaps):
            reported.add(tag)
            yield tag


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield tags, words and the white space between them in order, each with whether it is printed."""
    at = 0
    for found in TAG.finditer(text):
        yield from _plain(text[at : found.start()])
        yield found.group(), found.group().startswith("{{")
        at = found.end()
    yield from _plain(text[at:])


def _plain(text: str) -> Iterator[tuple[str, bool]]:
    for piece in re.split(r"(\s+)", text):
        if piece:
            yield piece, not _SPACE.fullmatch(piece)


def _would_join(pieces: tuple[tuple[str, bool], ...], gap: int) -> bool:
    """Return whether no other space stays between what is printed on both sides of a gap that a tag takes."""
    before = _nearest(pieces, gap, -1)
    after = _nearest(pieces, gap, +1)
    return bool(before and after) and before[-1] not in _OPENING and after[0] not in _CLOSING


def _nearest(pieces: tuple[tuple[str, bool], ...], gap: int, step: int) -> str:
    """Return what is printed nearest to a gap; empty when a space that stays, or nothing, lies between."""
    number = gap + step
    while 0 <= number < len(pieces):
        piece, printed = pieces[number]
        if printed:
            return piece
        if not piece.strip() and not _is_taken(pieces, number):
            return ""
        number += step
    return ""


def _is_taken(pieces: tuple[tuple[str, bool], ...], number: int) -> bool:
    before = pieces[number - 1][0] if number else ""
    after = pieces[number + 1][0] if number + 1 < len(pieces) else ""
    return (before.startswith("{") and before.endswith(("-}}", "-%}", "-#}"))) or after.startswith(
        ("{{-", "{%-", "{#-")
    )
