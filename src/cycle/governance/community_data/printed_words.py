"""The printed words of rules and parties in the other written language: only what is printed changes, never an id."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from pydantic import BaseModel

T = TypeVar("T")

PRINTED = frozenset(
    {
        "about",
        "audience",
        "chair",
        "clause",
        "elected_by",
        "enclosures",
        "holder",
        "label",
        "name",
        "name_definite",
        "named_by",
        "organisation",
        "reason",
        "short",
        "subject",
        "text",
        "title",
        "when",
        "why",
    }
)
"""The keys whose text people read. An id may stand under some of them too; it is no printed text, so it stays."""


def in_words(value: T, words: Mapping[str, str]) -> T:
    """Return the value with every printed text that `words` knows as a whole replaced by the text it gives."""
    if not words:
        return value
    changed: T = _translated(value, words)
    return changed


def printed_texts(value: Any) -> frozenset[str]:
    """Return every printed text in the value: what `in_words` would look for."""
    return frozenset(_texts(value, printed=False))


def _translated(value: Any, words: Mapping[str, str], *, printed: bool = False) -> Any:
    if isinstance(value, str):
        return words.get(value, value) if printed else value
    if isinstance(value, tuple | list):
        return type(value)(_translated(item, words, printed=printed) for item in value)
    if isinstance(value, Mapping):
        return {key: _translated(item, words, printed=key in PRINTED) for key, item in value.items()}
    if isinstance(value, BaseModel):
        return value.model_copy(update=_changes(dict(value), words))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **_changes({field.name: getattr(value, field.name) for field in fields(value)}, words))
    return value


def _changes(named: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    return {key: _translated(item, words, printed=key in PRINTED) for key, item in named.items()}


def _texts(value: Any, *, printed: bool) -> set[str]:
    if isinstance(value, str):
        return {value} if printed and value else set()
    if isinstance(value, tuple | list):
        return {text for item in value for text in _texts(item, printed=printed)}
    if isinstance(value, BaseModel):
        value = dict(value)
    elif is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return {text for key, item in value.items() for text in _texts(item, printed=key in PRINTED)}
    return set()
