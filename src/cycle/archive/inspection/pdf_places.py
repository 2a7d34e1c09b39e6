"""The names that a PDF gives its pages and places: what stands before a page's number, what links lead to by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pikepdf

_WORD = re.compile(r"[^\W\d_]{3}")
_DEEPEST = 30


def labels_with_words(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield each label of pages that has a word before the number, where readers expect a letter or two (12.4.2)."""
    for _, label in _pairs(pdf.Root.get("/PageLabels"), "/Nums"):
        if isinstance(label, pikepdf.Dictionary) and _WORD.search(str(label.get("/P", ""))):
            yield label


def titles_of_layers(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Return what a list of layers says beside their names (table 99)."""
    return tuple(str(title) for _, title in _titles(_order_of(pdf)))


def take_titles_of_layers(pdf: pikepdf.Pdf) -> None:
    """Leave of a list of layers the layers alone."""
    for held, _ in list(_titles(_order_of(pdf))):
        kept = [part for part in held if not isinstance(part, pikepdf.String)]
        while len(held):
            del held[0]
        held.extend(kept)


def _order_of(pdf: pikepdf.Pdf) -> Any:
    layers = pdf.Root.get("/OCProperties")
    shown = layers.get("/D") if isinstance(layers, pikepdf.Dictionary) else None
    return shown.get("/Order") if isinstance(shown, pikepdf.Dictionary) else None


def _titles(order: Any, depth: int = 0) -> Iterator[tuple[Any, Any]]:
    for part in order if isinstance(order, pikepdf.Array) and depth < _DEEPEST else ():
        if isinstance(part, pikepdf.String):
            yield order, part
        yield from _titles(part, depth + 1)


def lead_by_place(pdf: pikepdf.Pdf, leading: list[Any]) -> None:
    """Let links and bookmarks lead to their places themselves, and the file name places no more (12.3.2.4)."""
    places = {str(name): place for name, place in _named_places(pdf)}
    for link in leading:
        action = link.get("/A")
        for held, key in ((link, "/Dest"), (action, "/D")):
            if isinstance(held, pikepdf.Dictionary) and isinstance(held.get(key), pikepdf.String | pikepdf.Name):
                place = places.get(str(held[key]))
                if place is not None:
                    held[key] = place
                else:
                    del held[key]
        if isinstance(action, pikepdf.Dictionary) and action.get("/S") == pikepdf.Name.GoTo and "/D" not in action:
            del link["/A"]
    for held in (pdf.Root, pdf.Root.get("/Names")):
        if isinstance(held, pikepdf.Dictionary) and "/Dests" in held:
            del held["/Dests"]


def _named_places(pdf: pikepdf.Pdf) -> Iterator[tuple[Any, Any]]:
    old, tree = pdf.Root.get("/Dests"), pdf.Root.get("/Names")
    pairs = list(old.items()) if isinstance(old, pikepdf.Dictionary) else []
    if isinstance(tree, pikepdf.Dictionary):
        pairs += _pairs(tree.get("/Dests"), "/Names")
    for name, place in pairs:
        there = place.get("/D") if isinstance(place, pikepdf.Dictionary) else place
        if isinstance(there, pikepdf.Array):
            yield name, there


def _pairs(tree: Any, key: str, depth: int = 0) -> Iterator[tuple[Any, Any]]:
    """Yield what stands in a tree of names or numbers (7.9.6 and 7.9.7)."""
    if not isinstance(tree, pikepdf.Dictionary) or depth > _DEEPEST:
        return
    leaves = tree.get(key)
    if isinstance(leaves, pikepdf.Array):
        listed = list(leaves)
        yield from zip(listed[::2], listed[1::2], strict=False)
    kids = tree.get("/Kids")
    for kid in kids if isinstance(kids, pikepdf.Array) else ():
        yield from _pairs(kid, key, depth + 1)
