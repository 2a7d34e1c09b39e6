"""Which letters were printed to go on paper (på papir), by whom and when: written once for each letter."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Engine, select

from cycle.store.database import reading
from cycle.store.mails.replies import insert_new
from cycle.store.tables import printed


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLetter:
    """One letter that somebody printed. `content` is the sha256 of the letter; a changed letter is another print.

    So is the same letter with other enclosures.
    """

    cycle: str
    kind: str
    recipient: str
    content: str
    postal: str
    """The postal address on the sheet, line by line."""
    who: str
    at: dt.datetime
    enclosures: tuple[str, ...] | None = None
    """The sha256 of what was printed with it; None in rows from before that was written down."""


@dataclass(frozen=True, slots=True)
class PrintedLetters:
    """One row for each letter that was printed with the same enclosures; printed again, it keeps its first day."""

    engine: Engine

    def add(self, letters: Iterable[PrintedLetter]) -> int:
        """Write them in one transaction and return how many were new; one printed again keeps its first day."""
        with self.engine.begin() as connection:
            statement = insert_new(connection, printed)
            return sum(connection.execute(statement, _row(letter)).rowcount for letter in letters)

    def of(self, cycle: str, *, kind: str | None = None) -> tuple[PrintedLetter, ...]:
        """Return what was printed in a year, or of one dispatch, oldest first."""
        query = select(printed).where(printed.c.cycle == cycle).order_by(printed.c.at, printed.c.recipient)
        if kind is not None:
            query = query.where(printed.c.kind == kind)
        with reading(self.engine) as connection:
            return tuple(_letter(found) for found in connection.execute(query).mappings())


def _row(letter: PrintedLetter) -> dict[str, Any]:
    """Return the columns of a letter. Its key has the digest of the enclosures: a list of any length fits no key."""
    files = " ".join(letter.enclosures or ())
    return {
        **asdict(letter),
        "enclosed": "" if letter.enclosures is None else hashlib.sha256(files.encode()).hexdigest(),
        "enclosures": files,
    }


def _letter(found: Mapping[Any, Any]) -> PrintedLetter:
    columns = dict(found)
    is_known, files = columns.pop("enclosed"), tuple(columns.pop("enclosures").split())
    return PrintedLetter(**columns, enclosures=files if is_known else None)
