"""How a noun is written into a row and read from it again: every format that was ever written still opens."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar, cast

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

    def part(self, name: str) -> object:
        """Return one part of the noun as a row holds it; KeyError when it has none of that name."""
        return self.body[name]


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
    """Keys that are written only when there is something to write; `edition.about` is a key of the table `edition`, or
    of each table in a list of that name."""

    def __post_init__(self) -> None:
        """Raise ValueError when the program reads no rows of a number it once wrote: no backup would mend that."""
        if unread := sorted({*range(1, self.number)} - self.earlier.keys()):
            numbers = ", ".join(map(str, unread))
            raise ValueError(f"{self.kind.__name__}: nothing reads format {numbers}; say in `earlier` what does")

    def write(self, value: T) -> Stored:
        """Return the value as a row's body in today's format."""
        return Stored(format=self.number, body=_with_something(to_plain(value), self.absent_when_empty))

    def read(self, row: StoredRow) -> T:
        """Return the value; StoreError when the row is damaged, or written by a newer version.

        A page asks for the same row many times, and a long list takes long to read: the last ones are remembered for
        as long as it is the very same body in memory.
        """
        key = (self.kind, id(row.body), row.format)
        known = _LAST_READ.get(key)
        if known is not None and known[0] is row.body:
            return cast(T, known[1])
        value = self._made_of(row)
        _LAST_READ[key] = (row.body, value)
        with suppress(KeyError):  # another thread was quicker
            while len(_LAST_READ) > MOST_REMEMBERED:
                _LAST_READ.popitem(last=False)
        return value

    def _made_of(self, row: StoredRow) -> T:
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
    """Return the table without the keys that hold nothing and are then absent, in the tables and lists inside too."""
    kept: dict[str, Any] = {}
    for key, part in plain.items():
        inside = frozenset(name.removeprefix(f"{key}.") for name in absent if name.startswith(f"{key}."))
        if not part and key in absent:
            continue
        if inside and isinstance(part, Mapping):
            kept[key] = _with_something(part, inside)
        elif inside and isinstance(part, list):
            kept[key] = [_with_something(entry, inside) for entry in part]
        else:
            kept[key] = part
    return kept


MOST_REMEMBERED = 16
_LAST_READ: OrderedDict[tuple[type, int, int], tuple[object, object]] = OrderedDict()
"""Kind, body (by which it is, not by what it says) and format → the body itself and what was read of it."""
REMEDY = "the row is damaged: restore the newest backup"


def _failures(error: ValidationError) -> str:
    """Return where the faults are and what they are; never what stands there, which may be about a person."""
    found = [
        f"{'.'.join(map(str, fault['loc'])) or 'body'} ({fault['msg'][:1].lower()}{fault['msg'][1:]})"
        for fault in error.errors(include_url=False, include_input=False)
    ]
    more = [f"{len(found) - MOST_FAILURES} more"] if len(found) > MOST_FAILURES else []
    return f"cannot be read: {', '.join([*found[:MOST_FAILURES], *more])}"
