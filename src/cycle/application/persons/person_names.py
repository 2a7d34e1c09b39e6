"""Names of people, as they are held against each other."""

from __future__ import annotations

import re
import unicodedata


def ascii_words(name: str) -> str:
    """Return a name in small plain letters with a dash between words, `kari-koordinator`; "" of one without any."""
    plain = name.casefold().replace("æ", "ae").replace("ø", "o").replace("å", "a").replace("ð", "d")
    letters = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def alphabets_in(name: str) -> frozenset[str]:
    """Return which of the alphabets that look like each other the letters of a name are of."""
    first = (unicodedata.name(letter, "").partition(" ")[0] for letter in name if letter.isalpha())
    return frozenset(first) & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}


def may_be_one(name: str, other: str) -> bool:
    """Return whether two names may be two spellings of one person's: a middle name, an accent, the last name first.

    Another first or last name is another person: who follows somebody in an office often shares one of them.
    """
    first, second = _words(name), _words(other)
    if not first or not second:
        return " ".join(name.split()).casefold() == " ".join(other.split()).casefold()
    fewer, more = sorted((frozenset(first), frozenset(second)), key=len)
    within = fewer <= more and (len(fewer) > 1 or fewer == more)
    return within or (first[0], first[-1]) == (second[0], second[-1])


def _words(name: str) -> list[str]:
    """Return the words of a name as they are held against another's: Øyvind and Oeyvind, Åse and Aase are one."""
    plain = ascii_words(name)
    for written, meant in (("oe", "o"), ("ae", "a"), ("aa", "a")):
        plain = plain.replace(written, meant)
    return [word for word in plain.split("-") if word]
