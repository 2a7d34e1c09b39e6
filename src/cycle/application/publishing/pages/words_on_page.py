"""The words of a page that people read: found by themselves, exchanged, and what a name leaves."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from cycle.application.year import names_like, whole_words, without_name
from cycle.archive.public_site.pages import Edition, Erratum, Source, Tombstone
from cycle.model import Document, StoredFile

T = TypeVar("T")
KEYS = frozenset({"meeting", "kind", "basis", "subject", "address", "sha256", "number", "parent", "status"})
"""Texts that nobody reads: they say what something is, or where."""


def with_words(value: T, old: str, new: str) -> T:
    """Return a value with words replaced in every text that readers see; files and what is gone stay.

    They are words and no part of one. Where they are longer than the wrong ones, what is right already stays.
    """
    if not old.split():
        return value
    wrong = re.compile(whole_words(old))
    right = re.compile(f"({whole_words(new)})" if wrong.search(new) else r"(?!)()")
    return _each_text(value, lambda text: _between(text, right, lambda part: wrong.sub(lambda _: new, part)))


def with_name_out(value: T, name: str, instead: str) -> T:
    """Return a value with a name out of every text that readers see; files and what is gone stay."""
    return _each_text(value, lambda text: without_name(text, name, instead)) if name.split() else value


def words_stand(page: Edition, words: str) -> bool:
    """Return whether words stand on a page in one written form."""
    alone = replace(page, other=None)
    return with_words(alone, words, "") != alone


def name_stands_on(page: Edition, name: str) -> bool:
    """Return whether a name stands on a page in one written form."""
    alone = replace(page, other=None)
    return with_name_out(alone, name, "") != alone


def texts_with_name(page: Edition, name: str) -> list[str]:
    """Return the texts of a page in one written form that a name stands in, each once."""
    found: list[str] = []

    def gather(text: str) -> str:
        if without_name(text, name, "") != text:
            found.append(" ".join(text.split()))
        return text

    if name.split():
        _each_text(replace(page, other=None), gather)
    return list(dict.fromkeys(found))


def names_left(value: object, name: str) -> list[str]:
    """Return what in the texts that readers see may be the same person under another form of a name."""
    found: list[str] = []

    def gather(text: str) -> str:
        found.extend(names_like(name, text))
        return text

    _each_text(value, gather)
    return list(dict.fromkeys(found))


def _between(text: str, right: re.Pattern[str], change: Callable[[str], str]) -> str:
    """Return a text changed between what is right already."""
    parts = right.split(text)
    return "".join(part if place % 2 else change(part) for place, part in enumerate(parts))


def _each_text(value: T, change: Callable[[str], str], key: str = "") -> T:
    """Return a value with a change done to every text that readers see; files and what is gone stay."""
    made: Any = value  # Any: put together of its parts again, of the same kind
    if isinstance(value, str):
        made = value if key in KEYS else change(value)
    elif isinstance(value, tuple):
        made = tuple(_each_text(part, change, key) for part in value)
    elif is_dataclass(value) and not isinstance(value, StoredFile | Document | Source | Tombstone | Erratum):
        parts = {part.name: getattr(value, part.name) for part in fields(value)}
        made = replace(value, **{name: _each_text(part, change, name) for name, part in parts.items()})  # type: ignore[type-var]
    return made  # type: ignore[no-any-return]
