"""Text as the store keeps it: what is too long, or cannot be written, is refused here in words, whatever the database.

SQLite would keep text of any length and PostgreSQL would answer with its own error; neither keeps half a character.
What is only looked for is refused nowhere: nothing is found.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Dialect, String, Text
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.types import TypeDecorator, TypeEngine

from cycle.errors import InputError, Problem
from cycle.phrases import Phrase
from cycle.visible import is_unicode, visible

_SHOWN = 60
"""How many characters of a text that is refused are quoted."""
_UNKEPT = "\0"


class UnfitTextError(DontWrapMixin, InputError):
    """A text that the store does not keep: `where` is its table and column."""


class KeptText(TypeDecorator[str]):
    """Text that can be kept."""

    impl = String
    cache_ok = True
    where = ""
    """Table and column, once the column is in a table."""

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the text to write; UnfitTextError with what is wrong with it."""
        if value is not None and not _can_be_kept(value):
            unkept = Phrase(
                "“{beginning}” holds a character that cannot be kept. Write it without.", beginning=_cut(value)
            )
            raise _unfit(self.where, unkept)
        return value

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:  # Any: as SQLAlchemy has it
        """Return how a value is written that is compared with the column."""
        return Sought() if isinstance(value, str) else self.impl_instance.coerce_compared_value(op, value)


class LongText(KeptText):
    """Text of any length."""

    impl = Text
    cache_ok = True


class HeardText(LongText):
    """Text of any length that no person wrote here: what a server, a mail or a program that died has said.

    What is done already is written down whatever it says: what cannot be kept of it is a mark, U+FFFD.
    """

    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the text to write, with a mark for each character that cannot be kept."""
        return _marked(value)


class ShortText(KeptText):
    """Text of so many characters at most."""

    cache_ok = True

    def __init__(self, length: int) -> None:
        """Take the most characters that the column has room for."""
        super().__init__(length)
        self.length = length

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the text to write; UnfitTextError also with its length where it is too long."""
        value = super().process_bind_param(value, dialect)
        if value is not None and len(value) > self.length:
            what = Phrase(
                "“{beginning}” is {number} characters long, and {most} can be kept at most. Write it shorter.",
                beginning=_cut(value),
                number=len(value),
                most=self.length,
            )
            raise _unfit(self.where, what)
        return value


class MadeText(KeptText):
    """A name that this service makes of others, of a step or a kind of mail: nobody can write it shorter.

    SQLite keeps it whole in the column it has had from the beginning; PostgreSQL has more room for it.
    """

    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the column as each database has it."""
        return dialect.type_descriptor(String(200 if dialect.name == "postgresql" else 60))


class Sought(TypeDecorator[str]):
    """Text that is looked for: what cannot be kept is there nowhere."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return the text to look for."""
        return _marked(value)


def _can_be_kept(text: str) -> bool:
    return _UNKEPT not in text and (text.isascii() or is_unicode(text))


def _marked(text: str | None) -> str | None:
    if text is None or _can_be_kept(text):
        return text
    return "".join(letter if _can_be_kept(letter) else "\ufffd" for letter in text)


def _cut(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]} …"


def _unfit(where: str, what: Phrase) -> UnfitTextError:
    error = UnfitTextError([Problem(file="", where=where, what=what)])
    error.message = what
    return error
