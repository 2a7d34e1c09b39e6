"""Whose hand made a thing (for hand): the name it is written under, held against the person who decides."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HandEdit:
    """One thing that somebody made by hand: what, and the name it is written under."""

    kind: str
    name: str


def kinds_edited(edits: Sequence[HandEdit], *, person: str, name: str, address: str = "") -> tuple[str, ...]:
    """Return the kinds of what somebody made by hand, among what was."""
    if not edits:
        return ()
    known = {said for said in (person, same_person(name), address.casefold()) if said}
    return tuple(dict.fromkeys(edit.kind for edit in edits if {edit.name.casefold(), same_person(edit.name)} & known))


def same_person(name: str) -> str:
    """Return the name as it is held against another: one person however it is spaced and spelt with capitals.

    Characters that nobody sees, which come along when a name is copied, make no second person.
    """
    seen = "".join(letter for letter in unicodedata.normalize("NFKC", name) if unicodedata.category(letter) != "Cf")
    return " ".join(seen.split()).casefold()
