"""Whom the store has on record, under which spellings and addresses, and which values are about them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cycle.model import spelt


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedPerson:
    """Somebody as the store has them: in any imported register, or as who came instead (then `id` is empty)."""

    id: str
    names: tuple[str, ...]
    """Each spelling, the newest first."""
    addresses: frozenset[str] = frozenset()
    """Addresses of their own, in small letters."""
    held: frozenset[tuple[str, str]] = frozenset()
    """Seat and first day, for those whose first day is known."""

    def is_called(self, name: str) -> bool:
        """Return whether this is one of their names, however it is spaced, in small letters or large."""
        return spelt(name) in map(spelt, self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSought:
    """Whose values are looked for: by id, by names as names are held against each other, by addresses."""

    id: str
    called: frozenset[str]
    addresses: frozenset[str]


def recorded(known: RecordedPerson | None, person: Mapping[str, Any], mandates: Iterable[Any]) -> RecordedPerson:
    """Return somebody with what one more register, an older one, says of them."""
    before = known or RecordedPerson(id=person["id"], names=())
    own = {person["address"].lower()} - {""} if not person.get("shared_address") else set()
    first_days = {
        (mandate["seat"], mandate["valid_from"])
        for mandate in mandates
        if mandate["person"] == person["id"] and mandate.get("valid_from")
    }
    return RecordedPerson(
        id=person["id"],
        names=tuple(dict.fromkeys((*before.names, person["name"]))),
        addresses=before.addresses | own,
        held=before.held | first_days,
    )


def is_of_sought(row: Mapping[str, Any], column: str, whose: PersonSought, *, instead: bool) -> bool:
    """Return whether a value is about somebody: what they said or got, where they wrote from, words that name them.

    `instead`: the value is of who came instead of the recipient, and says nothing of the recipient.
    """
    if instead:
        return spelt(row["substitute_name"]) in whose.called
    if row["recipient"] == whose.id or row.get("address") in whose.addresses or row.get("by") in whose.addresses:
        return True
    if column != "text":
        return False
    words = spelt(row["text"])
    return any(" " in name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) for name in whose.called)
