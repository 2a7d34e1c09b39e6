"""Says in the reader's written language what the code says in English, by the catalogues of `locale/` (gettext).

`make locale` keeps the catalogues: `locale/nn/LC_MESSAGES/cycle.po` for nynorsk, `locale/nb/…` for bokmål.
"""

from __future__ import annotations

from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from cycle.model import Language


def say(language: Language, text: str, /, **values: object) -> str:
    """Return a sentence of ours in the language, its `{names}` filled in; a value is never read as a sentence.

    Words of others that stand where ours could stand, and that no catalogue knows, come out as they are. Every
    sentence in the code is in the catalogues: a test holds it.
    """
    words = _without_context(text, _translations(language).gettext(text)) if text else text
    return words.format(**values) if values else words


def counted(language: Language, number: int, one: str, many: str, /, **values: object) -> str:
    """Return the form that goes with a number, `1 mottakar` or `2 mottakarar`; `{number}` stands in both texts."""
    words = _translations(language).ngettext(one, many, number)
    return _without_context(one, words).format(number=number, **values)


def sentence(text: str) -> str:
    """Return the text: it marks a sentence of ours that is said elsewhere than where it is written."""
    return text


def plural(one: str, many: str) -> tuple[str, str]:
    """Return both texts: it marks a sentence about a number that is said elsewhere than where it is written."""
    return one, many


def in_context(context: str, text: str) -> str:
    """Return a sentence that has another translation in this context than elsewhere (gettext's `msgctxt`)."""
    return f"{context}{_SEPARATOR}{text}"


_SEPARATOR = "\x04"
"""Stands between context and text in gettext's own catalogues."""


def _without_context(text: str, words: str) -> str:
    """Return the words, without the context when no catalogue knew the text."""
    return words.rpartition(_SEPARATOR)[2] if _SEPARATOR in text else words


@cache
def _translations(language: Language) -> GNUTranslations:
    """Return what a language says, read once and only by a process that says something."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415 - a command that says nothing does not pay for it
    from babel.messages.pofile import read_po  # noqa: PLC0415

    with (_folder() / language / "LC_MESSAGES" / "cycle.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return GNUTranslations(compiled)


def _folder() -> Path:
    """Return the folder of catalogues: inside an installed package, else at the top of the project."""
    packaged = Path(__file__).with_name("locale")
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "locale"
