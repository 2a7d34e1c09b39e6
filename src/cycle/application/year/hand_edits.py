"""Whose hand made a thing (for hand): the name it is written under, held against the person who decides."""

from __future__ import annotations

import re
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


def names_person(written: str, *, key: str, names: Sequence[str], address: str) -> bool:
    """Return whether what stands as whose hand it was names a person, alone or with others.

    People write more than the name: a title, a place in brackets, a middle name, an address, the last name first, two
    names with *og* between. Whoever is named with all of their name is; better one approval too many than the own one.
    """
    said = same_person(written)
    if said in {same_person(key), *map(same_person, names)} or (address and address.casefold() in said):
        return True
    parts = [_words(part) for part in _BETWEEN_NAMES.split(said)]
    wanted = [words for words in map(_words, map(same_person, names)) if words]
    return any(words <= part for words in wanted for part in parts) or _words(said) in wanted


_BETWEEN_NAMES = re.compile(r"[,;/&+\n]|\b(?:og|and|samt)\b")


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", text))


def same_person(name: str) -> str:
    """Return the name as it is held against another: one person however it is spaced and spelt with capitals.

    Characters that nobody sees, which come along when a name is copied, make no second person.
    """
    seen = "".join(letter for letter in unicodedata.normalize("NFKC", name) if unicodedata.category(letter) != "Cf")
    return " ".join(seen.split()).casefold()
