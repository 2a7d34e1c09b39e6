"""The moves of mails that are sent, written many at a time: one statement for all of a kind, however many rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Update, bindparam, insert, literal_column, or_, select, update

from cycle.errors import StoreError
from cycle.model import OUTBOX_MOVES, OutboxState
from cycle.store.tables import outbox, outbox_events


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """One move of one row, and what is written down with it."""

    row: int
    state: OutboxState
    at: dt.datetime
    sha256: str = ""
    """Of the bytes that are handed over; `sending` alone has it."""
    code: int | None = None
    text: str = ""
    not_before: dt.datetime | None = None
    who: str = ""


class Disagreement(Exception):
    """The database refused one of many moves; which one is not known."""


def write_one(connection: Connection, stroke: Stroke) -> None:
    """Make one move; StoreError, and nothing written, when the row is not in a state that allows it."""
    changed = connection.execute(_UPDATES[stroke.state], _values(stroke)).rowcount
    if changed != 1:
        raise not_allowed(connection, stroke.row, stroke.state, sources_of(stroke.state))
    connection.execute(_NOTE, _note(stroke))


def write_together(connection: Connection, strokes: Sequence[Stroke]) -> None:
    """Make all moves in their order; Disagreement when one is not allowed: then the transaction must not be kept."""
    for many in _without_repeats(strokes):
        for state, some in groupby(sorted(many, key=_state), key=_state):
            values = [_values(stroke) for stroke in some]
            if connection.execute(_UPDATES[state], values).rowcount != len(values):
                raise Disagreement
    connection.execute(_NOTE, [_note(stroke) for stroke in strokes])


def newest_mark(connection: Connection) -> int:
    """Return the number of the newest mark (`sending`) of a real mail, rehearsals not counted; 0 when there is none.

    Marks are written one dispatch at a time, so a database with a higher one knows every lower one.
    """
    return connection.execute(_NEWEST_MARK).scalar() or 0


def sources_of(state: OutboxState) -> set[OutboxState]:
    """Return the states that a row may have before it becomes this one; queued again is put off, or changed."""
    sources = {source for source, targets in OUTBOX_MOVES.items() if state in targets}
    return sources | {state} if state == "queued" else sources


def not_allowed(connection: Connection, row: int, state: OutboxState, sources: set[OutboxState]) -> StoreError:
    """Return the error for a row that cannot become this, with what it is."""
    was = connection.execute(select(outbox.c.state).where(outbox.c.id == row)).scalar()
    if was is None:
        return StoreError(f"outbox {row}: there is no such mail; `cycle outbox YEAR` lists them")
    return StoreError(f"outbox {row}: cannot become {state}, it is {was}; {state} follows {sorted(sources)}")


def _without_repeats(strokes: Sequence[Stroke]) -> Iterator[list[Stroke]]:
    """Yield the moves in groups that hold each row once: within a group their order does not matter."""
    group: dict[int, Stroke] = {}
    for stroke in strokes:
        if stroke.row in group:
            yield list(group.values())
            group = {}
        group[stroke.row] = stroke
    yield list(group.values())


def _state(stroke: Stroke) -> str:
    return stroke.state


def _values(stroke: Stroke) -> dict[str, Any]:
    values: dict[str, Any] = {"row_": stroke.row, "at_": stroke.at}
    if stroke.state == "sending":
        return values | {"sha256_": stroke.sha256}
    return values | {"code_": stroke.code, "text_": stroke.text, "not_before_": stroke.not_before}


def _note(stroke: Stroke) -> dict[str, Any]:
    return {
        "row": stroke.row,
        "state": stroke.state,
        "code": stroke.code,
        "text": stroke.text,
        "who": stroke.who,
        "at": stroke.at,
    }


def _update(state: OutboxState) -> Update:
    values: dict[str, Any] = {"state": state, "updated_at": bindparam("at_")}
    if state == "sending":
        values["sha256"] = bindparam("sha256_")
    else:
        values |= {name: bindparam(f"{name}_") for name in ("code", "text", "not_before")}
    if state == "queued":
        values["attempt"] = outbox.c.attempt + 1
    allowed = or_(*(outbox.c.state == literal_column(f"'{source}'") for source in sorted(sources_of(state))))
    return update(outbox).where(outbox.c.id == bindparam("row_"), allowed).values(values)


_UPDATES: dict[str, Update] = {state: _update(state) for state in OUTBOX_MOVES}
_NOTE = insert(outbox_events)
_NEWEST_MARK = (
    select(outbox_events.c.id)
    .join(outbox, outbox.c.id == outbox_events.c.row)
    .where(outbox_events.c.state == "sending", ~outbox.c.kind.contains("@"))
    .order_by(outbox_events.c.id.desc())
    .limit(1)
)
