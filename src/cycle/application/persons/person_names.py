"""Names of people, as they are held against each other."""

from __future__ import annotations

import re
import unicodedata


def ascii_words(name: str) -> str:
    """Return a name in small plain letters with a dash between words, `kari-koordinator`; "" of one without any."""
    plain = name.casefold().replace("æ", "ae").replace("ø", "o").replace("å", "a").replace("ð", "d")
    letters = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def may_be_one(name: str, other: str) -> bool:
    """Return whether two names may be two spellings of one person's: a name in the middle, an accent, capitals.

    Another first or last name is another person: who follows somebody in an office often shares one of them.
    """
    first, second = ascii_words(name), ascii_words(other)
    if not first or not second:
        return " ".join(name.split()).casefold() == " ".join(other.split()).casefold()
    return _ends(first) == _ends(second)


def _ends(plain: str) -> tuple[str, str]:
    words = plain.split("-")
    return words[0], words[-1]
