"""Whether two names may be one person's: spelt in two ways, or changed in part."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from itertools import permutations

LETTERS = str.maketrans({"ø": "o", "æ": "e", "đ": "d", "ł": "l"})
"""Letters that do not come apart into a plain one and a mark."""
ALIKE = 0.75
"""Of two parts of a name: one letter of four is another, as in Tone and Tove."""
PARTS = 6
"""How many parts of a name are compared."""


def spelt_alike(one: str, other: str) -> bool:
    """Return whether every part of the shorter name stands in the longer, give or take a letter or an initial."""
    shorter, longer = sorted((_parts(one), _parts(other)), key=len)
    if not shorter:
        return False
    return any(all(map(_alike, shorter, chosen)) for chosen in permutations(longer, len(shorter)))


def shares_a_name(one: str, other: str) -> bool:
    """Return whether any part of one name stands in the other, give or take a letter: a given name, a surname."""
    return any(_alike(part, like) for part in _parts(one) for like in _parts(other) if min(len(part), len(like)) > 1)


def _parts(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name.casefold().translate(LETTERS))
    plain = "".join(character for character in plain if not unicodedata.combining(character)).replace("aa", "a")
    return re.findall(r"\w+", plain)[:PARTS]


def _alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) == 1:
        return one[0] == other[0]
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE
