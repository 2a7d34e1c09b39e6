"""Whose hand made a thing (for hand): the name it is written under, held against the person who decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cycle.application.year.person_names import names_person


@dataclass(frozen=True, slots=True, kw_only=True)
class HandEdit:
    """One thing that somebody made by hand: what, and the name it is written under."""

    kind: str
    name: str


def kinds_edited(edits: Sequence[HandEdit], *, person: str, name: str, address: str = "") -> tuple[str, ...]:
    """Return the kinds of what somebody made by hand, among what was."""
    mine = (edit.kind for edit in edits if names_person(edit.name, key=person, names=(name,), address=address))
    return tuple(dict.fromkeys(mine))
