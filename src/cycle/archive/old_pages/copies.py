"""One page saved twice: under another name, as text beside HTML, or again when a line had been added."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from cycle.archive.old_pages.page import OldPage

_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 12
"""Letters of a line that says something: menus and feet of pages have short ones."""
_ENOUGH = 6
"""Such lines of a page that can be held against another by its lines."""
_ALIKE = 0.9
"""Of the lines of the shorter page so many stand in the other, when it is the same."""


def copies_marked(pages: Iterable[OldPage]) -> tuple[list[OldPage], list[OldPage]]:
    """Return the pages, each copy with the page it is a copy of, and the copies; of the very same words one is left."""
    kept: list[OldPage] = []
    copies: list[OldPage] = []
    for page in pages:
        first = next((known for known in kept if not known.source and _is_same(known, page)), None)
        if first is None:
            kept.append(page)
            continue
        copy = replace(page, source=first.name)
        copies.append(copy)
        if _words(first) != _words(page):
            kept.append(copy)
    return kept, copies


def _is_same(one: OldPage, other: OldPage) -> bool:
    if one.address and other.address:
        return _plain(one.address) == _plain(other.address)
    lines = _lines(one), _lines(other)
    fewer, more = sorted(lines, key=len)
    is_within = len(fewer) >= _ENOUGH and len(fewer & more) >= _ALIKE * len(fewer)
    return is_within or _words(one) == _words(other)


def _lines(page: OldPage) -> frozenset[str]:
    lines = ("".join(_WORD.findall(line.text)).casefold() for line in page.lines)
    return frozenset(line for line in lines if len(line) >= _SHORTEST)


def _words(page: OldPage) -> str:
    return "".join(word for line in page.lines for word in _WORD.findall(line.text)).casefold()


def _plain(address: str) -> str:
    return re.sub(r"^https?://(?:www\.)?|#.*$", "", address).rstrip("/").casefold()
