"""Says in the reader's written language what the code says in English, by the catalogues of `locale/` (gettext).

`make locale` keeps the catalogues: `locale/nn/LC_MESSAGES/cycle.po` for nynorsk, `locale/nb/…` for bokmål.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cycle.model import Language


def say(language: Language, text: str, /, **values: object) -> str:
    """Return a sentence of ours in the language, its `{names}` filled in; a value is never read as a sentence.

    Words of others that stand where ours could stand, and that no catalogue knows, come out as they are. Every
    sentence in the code is in the catalogues: a test holds it.
    """
    words = _without_context(text, translations_of(language).gettext(text)) if text else text
    return words.format(**values) if values else words


def counted(language: Language, number: int, one: str, many: str, /, **values: object) -> str:
    """Return the form that goes with a number, `1 mottakar` or `2 mottakarar`; `{number}` stands in both texts."""
    words = translations_of(language).ngettext(one, many, number)
    return _without_context(one, words).format(number=number, **values)


@cache
def same_in(language: Language, other: Language) -> Mapping[str, str]:
    """Return what our sentences say in one language → in another: those of several words that nothing is put into.

    What has two translations there stands for neither.
    """
    said, found = translations_of(language).one, dict[str, set[str]]()
    for text, words in translations_of(other).one.items():
        if " " in said.get(text, "") and "{" not in text:
            found.setdefault(said[text], set()).add(words)
    return {words: others.pop() for words, others in found.items() if len(others) == 1 and words not in others}


def sentence(text: str) -> str:
    """Return the text: it marks a sentence of ours that is said elsewhere than where it is written."""
    return text


def plural(one: str, many: str) -> tuple[str, str]:
    """Return both texts: it marks a sentence about a number that is said elsewhere than where it is written."""
    return one, many


def in_context(context: str, text: str) -> str:
    """Return a sentence that has another translation in this context than elsewhere (gettext's `msgctxt`)."""
    return f"{context}{_SEPARATOR}{text}"


def catalogue_of(language: Language) -> Path:
    """Return the file that holds what the language says."""
    return _folder() / language / "LC_MESSAGES" / "cycle.po"


_SEPARATOR = "\x04"
"""Stands between context and text in gettext's own catalogues."""


def _without_context(text: str, words: str) -> str:
    """Return the words, without the context when no catalogue knew the text."""
    return words.rpartition(_SEPARATOR)[2] if _SEPARATOR in text else words


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """What a language says: for one text, and for the two forms that go with a number."""

    one: Mapping[str, str]
    many: Mapping[str, str]

    def gettext(self, text: str) -> str:
        """Return the translation, or the text when there is none."""
        return self.one.get(text) or text

    def ngettext(self, one: str, many: str, number: int) -> str:
        """Return the translation that goes with the number: in Norwegian, as in English, one is one."""
        return (self.gettext(one) if number == 1 else self.many.get(one)) or (one if number == 1 else many)


@cache
def translations_of(language: Language) -> _Catalogue:
    """Return what a language says, read once and only by a process that says something."""
    one: dict[str, str] = {}
    many: dict[str, str] = {}
    for message in catalogue_of(language).read_text("utf-8").split("\n\n"):
        said = strings_of(message)
        if (key := said.get("msgid")) and not _NOT_USED.search(message):
            key = in_context(said["msgctxt"], key) if "msgctxt" in said else key
            one[key] = said.get("msgstr") or said.get("msgstr[0]", "")
            if "msgstr[1]" in said:
                many[key] = said["msgstr[1]"]
    return _Catalogue(one, many)


def strings_of(message: str) -> dict[str, str]:
    """Return the strings of a message by their keyword, `msgid "Seat"`; each goes on over several lines."""
    found: dict[str, str] = {}
    keyword = ""
    for line in message.split("\n"):
        if line.startswith("msg"):
            keyword, _, words = line.partition(" ")
            found[keyword] = _unquoted(words)
        elif line.startswith('"'):
            found[keyword] += _unquoted(line)
    return found


def _unquoted(words: str) -> str:
    return _ESCAPED.sub(_unescaped, words[1:-1]) if "\\" in words else words[1:-1]


def _unescaped(found: re.Match[str]) -> str:
    return {"n": "\n", "t": "\t", "r": "\r"}.get(found[1], found[1])


_ESCAPED = re.compile(r"\\(.)")
_NOT_USED = re.compile("^#, .*fuzzy", re.MULTILINE)


def _folder() -> Path:
    """Return the folder of catalogues: inside an installed package, else at the top of the project."""
    packaged = Path(__file__).with_name("locale")
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "locale"
