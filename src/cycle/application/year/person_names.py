"""Names of people, as they are held against each other: here alone is said whether two are one person's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

_BETWEEN_NAMES = re.compile(r"[,;/&+\n]|\b(?:og|and|samt)\b")
_SPELT = str.maketrans({"æ": "a", "ø": "o", "å": "a", "ð": "d"})
_TWO_LETTERS = (("oe", "o"), ("ae", "a"), ("aa", "a"))


def ascii_words(name: str) -> str:
    """Return a name in small plain letters with a dash between words, `kari-koordinator`; "" of one without any."""
    plain = name.casefold().replace("æ", "ae").replace("ø", "o").replace("å", "a").replace("ð", "d")
    letters = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def alphabets_in(name: str) -> frozenset[str]:
    """Return which of the alphabets that look like each other the letters of a name are of."""
    first = (unicodedata.name(letter, "").partition(" ")[0] for letter in name if letter.isalpha())
    return frozenset(first) & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}


def same_person(name: str) -> str:
    """Return the name as it is held against another: one person however it is spaced and spelt with capitals.

    Characters that nobody sees, which come along when a name is copied, make no second person.
    """
    seen = "".join(letter for letter in unicodedata.normalize("NFKC", name) if unicodedata.category(letter) != "Cf")
    return " ".join(seen.split()).casefold()


def may_be_one(name: str, other: str) -> bool:
    """Return whether two names may be two spellings of one person's: a middle name, an accent, the last name first.

    Another first or last name is another person: who follows somebody in an office often shares one of them.
    """
    first, second = _in_order(name), _in_order(other)
    if not first or not second:
        return same_person(name) == same_person(other)
    fewer, more = sorted((frozenset(first), frozenset(second)), key=len)
    within = fewer <= more and (len(fewer) > 1 or fewer == more)
    return within or (first[0], first[-1]) == (second[0], second[-1])


def may_write_as(name: str, other: str) -> bool:
    """Return whether two names may be written by one person: also an initial for a name, or one name alone.

    For names that are typed and prove nothing: two that may be one person's are not two people's approvals.
    """
    first, second = _in_order(name), _in_order(other)
    alone = any(len(few) == 1 and few[0] in many for few, many in ((first, second), (second, first)))
    return alone or may_be_one(name, other) or _by_initials(first, second)


def names_person(written: str, *, key: str, names: Sequence[str], address: str) -> bool:
    """Return whether what stands as whose hand it was names a person, alone or with others.

    People write more than the name: a title, a place in brackets, a middle name, an address, the last name first, two
    names with *og* between, which may share the last. Better one approval too many than the own one: whoever may be one
    of those who are named is, and whoever is named with all of their name.
    """
    text = same_person(written)
    if not text:
        return False
    if text in {same_person(key), *map(same_person, names)} or (address and address.casefold() in text):
        return True
    parts, whole = list(_each_named(written)), frozenset(_words(written))
    known = [(name, frozenset(_words(name))) for name in names if name.strip()]
    return any(words and words == whole for _, words in known) or any(
        may_be_one(name, part)
        or _by_initials(_in_order(name), _in_order(part))
        or bool(words and words <= frozenset(_words(part)))
        for name, words in known
        for part in parts
    )


def _each_named(written: str) -> Iterator[str]:
    """Yield each name that may be meant by a text with several, also those that share a last name, or have it first."""
    parts = [part.strip() for part in _BETWEEN_NAMES.split(same_person(written.replace("\n", ","))) if part.strip()]
    yield from parts
    for number, part in enumerate(parts[:-1]):
        after = parts[number + 1]
        if min(len(part.split()), len(after.split())) == 1:
            yield f"{after} {part}"
        if len(part.split()) == 1:
            yield from (f"{part} {later.split()[-1]}" for later in parts[number + 1 :] if len(later.split()) > 1)


def _by_initials(first: Sequence[str], second: Sequence[str]) -> bool:
    """Return whether the first and the last of two names are the same where an initial stands for one: `K. Nordmann`.

    At least one of the two must be written out in both.
    """
    if len(first) < 2 or len(second) < 2:
        return False
    ends = [(first[0], second[0]), (first[-1], second[-1])]
    return any(name == other for name, other in ends) and all(
        name == other or (min(len(name), len(other)) == 1 and name[0] == other[0]) for name, other in ends
    )


def _in_order(name: str) -> list[str]:
    """Return the words of a name, the first name first: that of `Nordmann, Kari` stands behind the comma."""
    last, comma, first = name.partition(",")
    return _words(f"{first} {last}" if comma and "," not in first else name)


def _words(name: str) -> list[str]:
    """Return the words of a name as they are held against another's: Øyvind and Oeyvind, Åse and Aase are one."""
    spelt = unicodedata.normalize("NFKD", same_person(name).translate(_SPELT))
    plain = "".join(letter for letter in spelt if not unicodedata.combining(letter))
    for written, meant in _TWO_LETTERS:
        plain = plain.replace(written, meant)
    return re.findall(r"[^\W_]+", plain)
