"""How a name looks: its letters as they are meant, its capitals, and what no name looks like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from cycle.register.name_reading.name_words import GENERATIONS, PARTICLES

_LETTER = r"[^\W\d_]"
_PLAIN = re.compile(rf"(?:{_LETTER}|[ .'’`´ʼ-])+")
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2212\ufe63\uff0d"), "-")
_FORMS = re.compile(r"[\uff01-\uffe6\ufb00-\ufb06\U0001d400-\U0001d7ff]")
"""Letters in another width or type: what a font should do, done by characters."""
_DOT = re.compile(rf"(?<={_LETTER}{_LETTER}{_LETTER})\.$")


def plain_letters(line: str) -> str:
    """Return a line with one kind of hyphen, letters in their usual width, and no full stop after a whole name."""
    if line.isascii() and not line.endswith("."):
        return line
    line = _FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), line.translate(_HYPHENS))
    *before, last = line.split(" ")
    whole = bool(before) and last[:1].isupper() and last.rstrip(".").istitle() and last.casefold() not in _CUT
    return _DOT.sub("", line) if whole else line


_CUT = frozenset({"jun.", "sen.", "perm.", "fung.", "konst.", "kst."})


def name_capital(word: str, at: int) -> str:
    """Return a word as names are written: a capital in each part of it, none in a particle between names."""
    if at and word.casefold() in PARTICLES:
        return word.lower()
    pieces = re.split(r"([-'’])", word.lower())
    text = "".join(piece[:1].upper() + piece[1:] for piece in pieces)
    return re.sub(r"\bMc([a-zæøå])", lambda found: f"Mc{found[1].upper()}", text)


def is_initial(word: str, *, last: bool = False) -> bool:
    """Return whether a word is only the first letter of a name; `Å` is a surname, and `Ø` too."""
    if last and (word in {"Å", "Ø"} or word.casefold().rstrip(".") in GENERATIONS):
        return False
    return re.fullmatch(rf"{_LETTER}\.?|(?:{_LETTER}\.-?)+", word) is not None


def unlike_a_name(name: str) -> bool:
    """Return whether something in a name is in none: symbols, quotation marks, letters of two alphabets in a word."""
    return bool(odd_signs(name))


def odd_signs(name: str) -> str:
    """Return what in a name stands in none."""
    return "".join(dict.fromkeys(_odd(name)))


def _odd(name: str) -> Iterator[str]:
    name = re.sub(r"\s&\s", " ", name)
    yield from (character for character in name if not _PLAIN.fullmatch(character))
    for word in name.split(" "):
        if re.match(r"['’`´]", word) and word.casefold() not in PARTICLES:
            yield word[0]
        if word[-2:-1].islower() and word[-1:].isupper():
            yield word[-1]
        if not word.isascii():
            yield from _of_another_alphabet(word)


def _of_another_alphabet(word: str) -> Iterator[str]:
    """Yield the letters of a word that only look like those beside them."""
    letters = [character for character in word if character.isalpha()]
    alphabets = {letter: unicodedata.name(letter, "").partition(" ")[0] for letter in letters}
    if "LATIN" in alphabets.values():
        yield from (letter for letter in letters if alphabets[letter] in {"CYRILLIC", "GREEK"})
