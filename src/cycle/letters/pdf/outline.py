"""The outline of a PDF, one's way in through its headings: read from the PDF of all letters, written for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, OutlineItem, Pdf


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """One heading: how deep it lies, on which page, and where there."""

    title: str
    depth: int
    page: int
    place: tuple[Any, ...]


def headings(pdf: Pdf, pages: Mapping[Any, int]) -> tuple[Heading, ...]:
    """Return the headings of a PDF in order; `pages` is the number of each page by the object it is."""
    with pdf.open_outline() as outline:
        return tuple(_below(outline.root, 0, pages))


def write_outline(pdf: Pdf, wanted: Sequence[Heading]) -> None:
    """Give the PDF an outline of these headings, each below the last one before it that lies less deep."""
    if not wanted:
        return
    open_ones: list[tuple[int, OutlineItem]] = []
    with pdf.open_outline() as outline:
        for heading in wanted:
            item = OutlineItem(heading.title, Array([pdf.pages[heading.page].obj, *heading.place]))
            open_ones = [(depth, above) for depth, above in open_ones if depth < heading.depth]
            (open_ones[-1][1].children if open_ones else outline.root).append(item)
            open_ones.append((heading.depth, item))


def _below(items: Sequence[OutlineItem], depth: int, pages: Mapping[Any, int]) -> Iterator[Heading]:
    for item in items:
        if isinstance(item.destination, Array) and item.destination[0].objgen in pages:
            page, *place = item.destination
            plain = tuple(pikepdf.Name(str(part)) if isinstance(part, pikepdf.Name) else part for part in place)
            yield Heading(title=item.title, depth=depth, page=pages[page.objgen], place=plain)
        yield from _below(item.children, depth + 1, pages)
