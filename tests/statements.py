"""Counts what is asked of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

HOUSEKEEPING = ("PRAGMA", "BEGIN")


class Statements:
    """The SQL statements of a block, without those that only open and set up a connection."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    @property
    def number(self) -> int:
        return len(self.texts)

    def note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(HOUSEKEEPING):
            self.texts.append(statement)


@contextmanager
def statements() -> Iterator[Statements]:
    """Count the statements that any engine of this process executes while the block runs."""
    found = Statements()
    event.listen(Engine, "before_cursor_execute", found.note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", found.note)
