"""Which lines of old pages something that was proposed was read from: the others were used by nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from cycle.archive.old_pages.blocks import PageWords
from cycle.archive.old_pages.talks import FoundTalk


def lines_used(*proposed: object) -> frozenset[tuple[str, int]]:
    """Return page and number of each line that stands anywhere in what was proposed."""
    return frozenset(_lines_of(proposed))


def _lines_of(value: object) -> Iterator[tuple[str, int]]:
    if isinstance(value, PageWords | FoundTalk):
        yield value.page, value.line
    elif isinstance(value, Mapping):
        yield from _lines_of([*value.values()])
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _lines_of(part)
    elif is_dataclass(value):
        yield from _lines_of([getattr(value, field.name) for field in fields(value)])
