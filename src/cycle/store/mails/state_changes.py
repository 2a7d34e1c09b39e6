"""State changes of mails that are sent, written many at a time: one statement for a kind, however many rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Update, bindparam, insert, literal_column, or_, select, update

from cycle.errors import StoreError
from cycle.model import OUTBOX_TRANSITIONS, OutboxState
from cycle.phrases import Phrase
from cycle.store.mails.handed_mails import Message, message_row
from cycle.store.mails.replies import insert_new
from cycle.store.tables import messages, outbox, outbox_events


@dataclass(frozen=True, slots=True, kw_only=True)
class StateChange:
    """One row that gets another state, and what is written down with it."""

    row: int
    state: OutboxState
    at: dt.datetime
    sha256: str = ""
    """Of the bytes that are handed over; `sending` alone has it."""
    message: Message | None = None
    """Those bytes, packed."""
    code: int | None = None
    text: str = ""
    not_before: dt.datetime | None = None
    who: str = ""


class StateConflict(Exception):
    """The database refused one of many state changes; which one is not known."""


def write_one(connection: Connection, change: StateChange) -> None:
    """Make one change; StoreError, and nothing written, when the row is not in a state that allows it."""
    changed = connection.execute(_UPDATES[change.state], _values(change)).rowcount
    if changed != 1:
        raise not_allowed(connection, change.row, change.state, sources_of(change.state))
    connection.execute(_NOTE, _note(change))
    _keep_messages(connection, [change])


def write_together(connection: Connection, changes: Sequence[StateChange]) -> None:
    """Make all changes in their order; StateConflict when one is not allowed: then the transaction must not be kept."""
    for many in _without_repeats(changes):
        for state, some in groupby(sorted(many, key=_state), key=_state):
            values = [_values(change) for change in some]
            if connection.execute(_UPDATES[state], values).rowcount != len(values):
                raise StateConflict
    connection.execute(_NOTE, [_note(change) for change in changes])
    _keep_messages(connection, changes)


def newest_mark(connection: Connection) -> int:
    """Return the number of the newest mark (`sending`) of a real mail, rehearsals not counted; 0 when there is none.

    Marks are written one dispatch at a time, so a database with a higher one knows every lower one.
    """
    return connection.execute(_NEWEST_MARK).scalar() or 0


def sources_of(state: OutboxState) -> set[OutboxState]:
    """Return the states that a row may have before it becomes this one; queued again is put off, or changed."""
    sources = {source for source, targets in OUTBOX_TRANSITIONS.items() if state in targets}
    return sources | {state} if state == "queued" else sources


def not_allowed(connection: Connection, row: int, state: OutboxState, sources: set[OutboxState]) -> StoreError:
    """Return the error for a row that cannot become this, with what it is."""
    was = connection.execute(select(outbox.c.state).where(outbox.c.id == row)).scalar()
    if was is None:
        return no_such_mail(row)
    what = f"outbox {row}: cannot become {state}, it is {was}; {state} follows {sorted(sources)}"
    return StoreError(what).with_message(
        Phrase(
            "Mail number {number} is not in doubt, so there is nothing to decide. See the number in the list of the "
            "dispatch.",
            number=row,
        )
    )


def no_such_mail(row: int) -> StoreError:
    """Return the error for a number that no mail has."""
    return StoreError(f"outbox {row}: there is no such mail; `cycle outbox YEAR` lists them").with_message(
        Phrase("There is no mail with number {number}. See the number in the list of the dispatch.", number=row)
    )


def _keep_messages(connection: Connection, changes: Sequence[StateChange]) -> None:
    kept = [message_row(change.message, at=change.at) for change in changes if change.message]
    if kept:
        connection.execute(insert_new(connection, messages), kept)


def _without_repeats(changes: Sequence[StateChange]) -> Iterator[list[StateChange]]:
    """Yield the changes in groups that hold each row once: within a group their order does not matter."""
    group: dict[int, StateChange] = {}
    for change in changes:
        if change.row in group:
            yield list(group.values())
            group = {}
        group[change.row] = change
    yield list(group.values())


def _state(change: StateChange) -> str:
    return change.state


def _values(change: StateChange) -> dict[str, Any]:
    values: dict[str, Any] = {"row_": change.row, "at_": change.at}
    if change.state == "sending":
        return values | {"sha256_": change.sha256}
    return values | {"code_": change.code, "text_": change.text, "not_before_": change.not_before}


def _note(change: StateChange) -> dict[str, Any]:
    return {
        "row": change.row,
        "state": change.state,
        "code": change.code,
        "text": change.text,
        "who": change.who,
        "at": change.at,
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


_UPDATES: dict[str, Update] = {state: _update(state) for state in OUTBOX_TRANSITIONS}
_NOTE = insert(outbox_events)
_NEWEST_MARK = (
    select(outbox_events.c.id)
    .join(outbox, outbox.c.id == outbox_events.c.row)
    .where(outbox_events.c.state == "sending", ~outbox.c.kind.contains("@"))
    .order_by(outbox_events.c.id.desc())
    .limit(1)
)
