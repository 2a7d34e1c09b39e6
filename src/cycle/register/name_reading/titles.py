"""Which words are titles and which are offices: by list, and by how Norwegian words for them end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from cycle.register.name_reading.name_words import (
    ACTING,
    COMPANIES,
    DEGREES,
    OFFICE_ENDINGS,
    OFFICES,
    OFFICES_FIRST,
    SHORT_ENDINGS,
    STATUS,
    TITLE_ENDINGS,
    TITLES,
)

_OFFICE = re.compile(rf"(?:{'|'.join(OFFICE_ENDINGS)})(?:a|en|et|n)?$", re.IGNORECASE)


@lru_cache(maxsize=8192)
def is_title(word: str) -> bool:
    """Return whether a word is a title, or several written together as `adm.dir.` and `dr.med.` are."""
    parts = [part for part in re.split(r"[.,:]", word.casefold()) if part]
    if not parts:
        return False
    *before, last = parts
    degrees = DEGREES if before else frozenset()
    short = word.endswith(".") and last.endswith(SHORT_ENDINGS) and len(last) > 3
    named = _is_title(last) or last in degrees
    return short or (named and all(len(word) < 8 or _is_title(word) for word in before))


def _is_title(word: str) -> bool:
    forms = {word, *(form for form in (word.removesuffix("en"), word.removesuffix("n")) if len(form) > 3)}
    return any(form in TITLES or (len(form) > 6 and form.endswith(TITLE_ENDINGS)) for form in forms)


def is_acting(word: str) -> bool:
    """Return whether a word says that somebody is in a seat for somebody else, or for now."""
    return word.casefold().strip(".,:()0123456789") in ACTING


def titles_before(words: Sequence[str]) -> int:
    """Return how many words before a name are a title: `Ass. kommunedirektør`, `Helse- og omsorgssjef`.

    The small words of a title go with it (`Kommunalsjef helse`), as far as a word with a capital is left for a name.
    """
    taken = 0
    for at, word in enumerate(words[:-1]):
        if is_title(word) or (at == 0 and word.casefold() in {"sr.", "br."}):
            taken = at + 1
        elif not (word.endswith(("-", ".")) or word.islower()):
            break
    if taken:
        while taken < len(words) - 1 and words[taken].islower() and any(not word.islower() for word in words[taken:]):
            taken += 1
    return taken


def is_company(line: str) -> bool:
    """Return whether a line ends as the names of companies do, and is not shouted; `Per AS` may be a person."""
    *before, last = line.split(" ")
    return bool(before) and last in COMPANIES and not all(word.isupper() for word in before) and not may_be_as(line)


def may_be_as(line: str) -> bool:
    """Return whether a line is one word and `AS`, which is a company or a person called As."""
    before, _, last = line.partition(" ")
    return last == "AS" and before.istitle()


def is_office(line: str) -> bool:
    """Return whether a line is an office, a title or a state of things and no person."""
    words = re.findall(r"[\wæøå-]+", line)
    if not words:
        return False
    every = all(is_title(word) or word.casefold() in TITLES | STATUS for word in words)
    return every or is_organisation(line) or words[0] in OFFICES_FIRST


def is_organisation(line: str) -> bool:
    """Return whether a line holds a word of an organisation, other than as what may be a surname."""
    words = re.findall(r"[\wæøå-]+", line)
    surname = len(words) > 1 and words[-1].istitle() and len(words[0]) > 1 and words[0].istitle()
    named = words[:-1] if surname else words
    return any(map(may_be_office, named)) or (surname and len(words[-1]) > 9 and may_be_office(words[-1]))


@lru_cache(maxsize=8192)
def may_be_office(word: str) -> bool:
    """Return whether a word is one of an organisation: `Ola Kommune`, `Alver Kommune`."""
    return word.casefold() in OFFICES or _OFFICE.search(word) is not None
