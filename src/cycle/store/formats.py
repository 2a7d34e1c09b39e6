"""How a noun is written into a row and read from it again: every format that was ever written still opens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from pydantic import ValidationError

from cycle.errors import StoreError
from cycle.model import from_plain, to_plain

T = TypeVar("T")
Plain = Mapping[str, Any]
"""What a row holds: JSON of any shape, which only a format knows."""
MOST_FAILURES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A noun as a row holds it."""

    format: int
    body: Plain


class StoredRow(Protocol):
    """A row that holds a noun."""

    @property
    def format(self) -> int:
        """The number of the format the body is written in."""

    @property
    def body(self) -> Plain:
        """What is stored."""

    @property
    def where(self) -> str:
        """Cycle, step and revision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format(Generic[T]):
    """How one kind of noun is stored. A field that came later has a default that is true of older rows.

    `number` rises when a field is renamed, goes away or changes its meaning; `earlier` then says what makes a body of
    the next number of a body of that number. Digests are of what was written, so reading changes none.
    """

    kind: type[T]
    number: int = 1
    earlier: Mapping[int, Callable[[Plain], Plain]] = field(default_factory=dict)
    absent_when_empty: frozenset[str] = frozenset()
    """Keys that are written only when there is something to write; `edition.about` is a key of the table `edition`."""

    def __post_init__(self) -> None:
        """Raise ValueError when the program reads no rows of a number it once wrote: no backup would mend that."""
        if unread := sorted({*range(1, self.number)} - self.earlier.keys()):
            numbers = ", ".join(map(str, unread))
            raise ValueError(f"{self.kind.__name__}: nothing reads format {numbers}; say in `earlier` what does")

    def write(self, value: T) -> Stored:
        """Return what is stored of the value."""
        return Stored(format=self.number, body=_with_something(to_plain(value), self.absent_when_empty))

    def read(self, row: StoredRow) -> T:
        """Return the value; StoreError when the row is damaged, or written by a newer version."""
        if row.format > self.number:
            raise StoreError(
                f"{row.where}: written by a newer version (format {row.format}, and this one reads up to "
                f"{self.number}); install that version or restore an older copy"
            )
        try:
            body = row.body
            for number in range(row.format, self.number):
                body = self.earlier[number](body)
            return from_plain(self.kind, body)
        except ValidationError as error:
            raise StoreError(f"{row.where}: {_failures(error)}; {REMEDY}") from error
        except (KeyError, TypeError, AttributeError) as error:  # a body that no earlier format has, or a number below 1
            raise StoreError(f"{row.where}: is no body of format {row.format} ({error!r}); {REMEDY}") from error


def _with_something(plain: Plain, absent: frozenset[str]) -> Plain:
    """Return the table without the keys that hold nothing and are then absent, in the tables inside it too."""
    kept: dict[str, Any] = {}
    for key, part in plain.items():
        inside = frozenset(name.removeprefix(f"{key}.") for name in absent if name.startswith(f"{key}."))
        if inside and isinstance(part, Mapping):
            kept[key] = _with_something(part, inside)
        elif part or key not in absent:
            kept[key] = part
    return kept


REMEDY = "the row is damaged: restore the newest backup"


def _failures(error: ValidationError) -> str:
    """Return where the faults are and what they are; never what stands there, which may be about a person."""
    found = [
        f"{'.'.join(map(str, fault['loc'])) or 'body'} ({fault['msg'][:1].lower()}{fault['msg'][1:]})"
        for fault in error.errors(include_url=False, include_input=False)
    ]
    more = [f"{len(found) - MOST_FAILURES} more"] if len(found) > MOST_FAILURES else []
    return f"cannot be read: {', '.join([*found[:MOST_FAILURES], *more])}"
