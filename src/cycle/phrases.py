"""A sentence of the catalogue with what it names: English to programs and logs, said to people in their language.

What is wrong with a file, and why something was refused, is decided where it is found and told somewhere else, to
somebody whose language is known only there. Until then it travels as a `Phrase`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from cycle.model import Language


class Phrase(str):
    """A text that knows of which sentence and values it was made; `said` says the same in a reader's language.

    The text itself is the English. It compares, prints, sorts and is stored as that text; it keeps what it knows when
    it is copied or pickled, and loses it when it is joined with another text or read back from JSON. So a phrase is
    never put into another text, but named in another phrase: `Phrase("{who}: {why}", who=name, why=phrase)`.

    A value is a phrase, a day, a time, a number, words of others, or a tuple of those; days, times and
    lists are written as each language does.
    """

    sentence: str
    values: Mapping[str, object]

    def __new__(cls, text: str, /, **values: object) -> Self:
        """Return the phrase; `text` is a sentence of the catalogue, marked by standing here or by `sentence`."""
        return cls._made(_english(text, values), text, values)

    def said(self, language: Language) -> str:
        """Return the translated sentence with its values filled in, themselves in this language."""
        from cycle.catalogue import say  # noqa: PLC0415 - who tells nobody of an error does not pay for it

        return say(language, self.sentence, **{name: _value(value, language) for name, value in self.values.items()})

    def written_in(self, language: Language) -> Self:
        """Return the same phrase with its text in this language, where those who read the text as it is are people."""
        return self._made(self.said(language), self.sentence, self.values)

    def written_as(self, text: str) -> Self:
        """Return the same phrase with another text for programs and logs, where they are told more than people."""
        return self._made(text, self.sentence, self.values)

    @classmethod
    def together(cls, first: Self, *others: Self) -> Self:
        """Return several sentences, one after the other."""
        whole = first
        for other in others:
            whole = cls(_ONE_AFTER_THE_OTHER, first=whole, second=other)
        return whole

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep what it knows in a copy; Any: as pickle has it."""
        return self._made, (str(self), self.sentence, dict(self.values))

    @classmethod
    def _made(cls, shown: str, text: str, values: Mapping[str, object]) -> Self:
        made = str.__new__(cls, shown)
        made.sentence, made.values = text, values
        return made


_ONE_AFTER_THE_OTHER = "{first} {second}"
"""The same in every language."""


def said(text: str, language: Language) -> str:
    """Return a phrase in this language; words of others, which are no phrase, come out as they are."""
    return text.said(language) if isinstance(text, Phrase) else text


def _english(text: str, values: Mapping[str, object]) -> str:
    words = text.rpartition("\x04")[2]  # without gettext's context
    return words.format(**{name: _plain(value) for name, value in values.items()}) if values else words


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_plain(part) for part in value)
    return f"{value:%H.%M}" if isinstance(value, dt.time) else str(value)


def _value(value: object, language: Language) -> object:
    """Return a value as the language writes it; a number stays one."""
    match value:
        case Phrase():
            return value.said(language)
        case dt.date():
            from cycle.wording import long_date  # noqa: PLC0415 - Babel's names of months, when a day is told

            return long_date(value, language)
        case dt.time():
            return f"kl. {value:%H.%M}"
        case tuple():
            from cycle.wording import listed  # noqa: PLC0415 - as above

            return listed([str(_value(part, language)) for part in value])
        case _:
            return value
