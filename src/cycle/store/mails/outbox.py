"""The ledger of mails (utboks): one row for each mail to each person, and every change of its state."""

from __future__ import annotations

import datetime as dt
import fcntl
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Engine, and_, func, insert, select, text, true, update

from cycle.errors import BusyError, FullDiskError, StoreError
from cycle.model import OutboxRow, OutboxState, reason_text
from cycle.phrases import Phrase
from cycle.store.database import reading
from cycle.store.events import Event, append
from cycle.store.mails.group_commit import GroupCommitWriter
from cycle.store.mails.handed_mails import Message
from cycle.store.mails.state_changes import StateChange, newest_mark, no_such_mail, not_allowed, sources_of, write_one
from cycle.store.tables import outbox, outbox_events

WITHDRAWN = reason_text("withdrawn")
"""The words on a row whose recipient left the list; only such a row comes back by being enqueued again."""
ADVISORY_LOCK = 0x6379636C65  # "cycle"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enqueued:
    """What an enqueue did, by number of rows."""

    new: int = 0
    updated: int = 0
    """Still queued, with another address or content than before."""
    kept: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxEvent:
    """One change of the state of one row: when, to which state, the server's words or a person's reason."""

    state: OutboxState
    code: int | None
    text: str
    who: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Outbox:
    """The table of mails. Each method commits before it returns, and checks changes against `OUTBOX_TRANSITIONS`."""

    engine: Engine
    reach: Callable[[int], None] = lambda _mark: None
    """Is told the number of each mark, committed, before its mail may go: where the guard files are kept."""
    message_of: Callable[[str], Message | None] = lambda _sha256: None
    """Gives the mail of a sha256 as it is about to leave, to be written with its mark."""

    def enqueue(self, rows: Iterable[OutboxRow], *, now: dt.datetime) -> Enqueued:
        """Write the intended mails in one transaction and return what was new.

        A mail that exists for (cycle, kind, recipient) is left as it is, with its Message-ID and Date; while it is
        still queued its address and content follow the new row.
        """
        counts = {"new": 0, "updated": 0, "kept": 0}
        with self.engine.begin() as connection:
            for row in rows:
                counts[_enqueue(connection, row, now)] += 1
        return Enqueued(**counts)

    def withdraw(self, *, cycle: str, kind: str, keep: Collection[str], who: str, now: dt.datetime) -> int:
        """Take back queued mails to recipients who are no longer among `keep`; return how many."""
        where = and_(outbox.c.cycle == cycle, outbox.c.kind == kind, outbox.c.state == "queued")
        with self.engine.begin() as connection:
            gone = [row for row in outbox_rows(connection, where) if row.recipient not in keep]
            for row in gone:
                _change_state(connection, row.id, "failed", now, {"text": WITHDRAWN, "code": None}, who=who)
        return len(gone)

    def due(
        self, *, now: dt.datetime, limit: int, cycle: str | None = None, kind: str | None = None, after: int = 0
    ) -> tuple[OutboxRow, ...]:
        """Return queued rows whose time has come, oldest first, of those with an id above `after`.

        What was put off in the future is due too: the clock was set back since, and a wait has no end by a wrong clock.
        """
        come = outbox.c.not_before.is_(None) | (outbox.c.not_before <= now) | (outbox.c.updated_at > now)
        return self._rows(and_(_scope(cycle, kind), outbox.c.state == "queued", outbox.c.id > after, come), limit=limit)

    def rows(
        self, *, cycle: str | None = None, kind: str | None = None, state: OutboxState | None = None
    ) -> tuple[OutboxRow, ...]:
        """Return the rows, oldest first."""
        return self._rows(and_(_scope(cycle, kind), true() if state is None else outbox.c.state == state))

    def doubtful(self, *, cycle: str | None = None, kind: str | None = None) -> tuple[OutboxRow, ...]:
        """Return the rows that wait for evidence or a person."""
        return self.rows(cycle=cycle, kind=kind, state="uncertain")

    def row(self, row_id: int) -> OutboxRow:
        """Return one row; StoreError when there is none."""
        rows = self._rows(outbox.c.id == row_id)
        if not rows:
            raise no_such_mail(row_id)
        return rows[0]

    def kinds_of(self, row_ids: Collection[int]) -> dict[int, str]:
        """Return row → its kind, which never changes, of those of the rows that there are."""
        query = select(outbox.c.id, outbox.c.kind).where(outbox.c.id.in_(row_ids))
        with reading(self.engine) as connection:
            return {found["id"]: found["kind"] for found in connection.execute(query).mappings()}

    def named(self, tokens: Iterable[str]) -> dict[str, OutboxRow]:
        """Return token → row, for those of the tokens that a row has."""
        wanted = list(dict.fromkeys(tokens))[:100]
        return {row.token: row for row in self._rows(outbox.c.token.in_(wanted))} if wanted else {}

    def addressed(self, address: str) -> tuple[OutboxRow, ...]:
        """Return the rows to an address, however it is capitalised, oldest first."""
        return self._rows(func.lower(outbox.c.address) == address.lower())

    def events(self, row_id: int) -> tuple[OutboxEvent, ...]:
        """Return every change of state of a row, oldest first."""
        query = select(outbox_events).where(outbox_events.c.row == row_id).order_by(outbox_events.c.id)
        with reading(self.engine) as connection:
            return tuple(_event(found) for found in connection.execute(query).mappings())

    def events_of(self, cycle: str) -> dict[int, tuple[OutboxEvent, ...]]:
        """Return row → its events as `events` gives them, of every mail of a year."""
        query = select(outbox_events).join(outbox, outbox.c.id == outbox_events.c.row).where(outbox.c.cycle == cycle)
        events: defaultdict[int, list[OutboxEvent]] = defaultdict(list)
        with reading(self.engine) as connection:
            for found in connection.execute(query.order_by(outbox_events.c.id)).mappings():
                events[found["row"]].append(_event(found))
        return {row: tuple(made) for row, made in events.items()}

    def counts(self, *, cycle: str | None = None, kind: str | None = None) -> dict[OutboxState, int]:
        """Return the number of rows in each state, zeros included."""
        query = select(outbox.c.state, func.count().label("rows")).where(_scope(cycle, kind)).group_by(outbox.c.state)
        with reading(self.engine) as connection:
            found: dict[str, int] = {row["state"]: row["rows"] for row in connection.execute(query).mappings()}
        return {state: found.get(state, 0) for state in get_args(OutboxState)}

    def recover(self, *, now: dt.datetime) -> int:
        """Turn every `sending` row into `uncertain` and return how many; only while the outbox is held alone."""
        why = reason_text("stopped")
        with self.engine.begin() as connection:
            rows = outbox_rows(connection, outbox.c.state == "sending")
            for row in rows:
                _change_state(connection, row.id, "uncertain", now, {"text": why, "code": None})
        return len(rows)

    def doubt_queued(self, *, who: str, now: dt.datetime) -> int:
        """Turn what is queued into `uncertain` and return how many: a restored database may not know that it was sent.

        Rehearsals, whose kind names the mode, stay queued.
        """
        why = reason_text("restored")
        with self.engine.begin() as connection:
            rows = outbox_rows(connection, and_(outbox.c.state == "queued", ~outbox.c.kind.contains("@")))
            for row in rows:
                _change_state(connection, row.id, "uncertain", now, {"text": why, "code": None}, who=who)
        return len(rows)

    def handed_over(self, *, cycle: str) -> dict[int, dt.datetime]:
        """Return row → when its mail was last handed to a server, of the mails of a year that ever were."""
        ours = (outbox.c.cycle == cycle) & (outbox_events.c.state == "sending")
        query = select(outbox_events.c.row, func.max(outbox_events.c.at).label("at")).where(ours)
        query = query.select_from(outbox_events.join(outbox, outbox.c.id == outbox_events.c.row))
        with reading(self.engine) as connection:
            found = connection.execute(query.group_by(outbox_events.c.row)).mappings().all()
        return {row["row"]: row["at"] for row in found}

    def first_date(self) -> dt.datetime | None:
        """Return the Date of the oldest mail, or None when there is none."""
        with reading(self.engine) as connection:
            return connection.execute(select(outbox.c.date).order_by(outbox.c.date).limit(1)).scalar()

    def sent_since(self, moment: dt.datetime, *, now: dt.datetime) -> tuple[dt.datetime, ...]:
        """Return when each mail was accepted after the moment and until now, oldest first; rehearsals do not count.

        What is noted as accepted later than now does not count: the clock was ahead, and when it was nobody can tell.
        """
        accepted = (outbox_events.c.state == "sent") & ~outbox.c.kind.contains("@")
        lately = (outbox_events.c.at > moment) & (outbox_events.c.at <= now)
        query = select(outbox_events.c.at).join(outbox, outbox.c.id == outbox_events.c.row).where(accepted & lately)
        with reading(self.engine) as connection:
            return tuple(connection.execute(query.order_by(outbox_events.c.at)).scalars())

    def mark_sending(self, row_id: int, *, sha256: str, now: dt.datetime) -> None:
        """Commit that the final dot comes next; StoreError when the row is not queued, or the guard files fail."""
        message = self.message_of(sha256)
        with self.engine.begin() as connection:
            write_one(connection, StateChange(row=row_id, state="sending", at=now, sha256=sha256, message=message))
            mark = newest_mark(connection)
        self.reach(mark)

    def writing(self, *, senders: int) -> GroupCommitWriter:
        """Return the one writer of a dispatch with this many senders: the same changes, in fewer commits."""
        return GroupCommitWriter(self.engine, senders=senders, reach=self.reach, message_of=self.message_of)

    def settle(
        self,
        row_id: int,
        state: OutboxState,
        *,
        now: dt.datetime,
        code: int | None = None,
        text: str = "",
        not_before: dt.datetime | None = None,
    ) -> None:
        """Commit what became of a row; `queued` counts one attempt more. StoreError when that is not allowed."""
        with self.engine.begin() as connection:
            write_one(
                connection, StateChange(row=row_id, state=state, at=now, code=code, text=text, not_before=not_before)
            )

    def resolve(
        self,
        *row_ids: int,
        as_: Literal["sent", "resend"],
        who: str,
        why: str,
        now: dt.datetime,
        address: str | None = None,
    ) -> None:
        """Commit a decision: uncertain rows count as sent, or rows that did not arrive go out once more.

        They keep Message-ID and Date. `address` corrects the address of a row that goes out again. StoreError naming
        every row in a state that takes no such decision; then nothing is decided.
        """
        values: dict[str, Any] = {"text": why, "not_before": None}
        if as_ == "resend":
            values |= {"attempt": 0, "code": None} | ({} if address is None else {"address": address})
        state, sources = _ANSWERS[as_]
        wrong: list[StoreError] = []
        with self.engine.begin() as connection:
            for row_id in row_ids:
                try:
                    _change_state(connection, row_id, state, now, values, who=who, only_from=sources)
                except FullDiskError:
                    raise
                except StoreError as error:
                    wrong.append(error)
            if wrong:
                raise _all_of(wrong)
            about = {"mails": list(row_ids), "as": as_}
            append(connection, Event(what="correction", who=who, at=now, why=why, about=about))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the outbox alone while the block runs; BusyError when another dispatcher does.

        A file lock beside SQLite, freed as its process dies; an advisory lock in PostgreSQL, freed when the server
        has seen that its process died, which takes a moment on a busy machine.
        """
        if self.engine.dialect.name == "postgresql":
            with self._advisory_lock():
                yield
        elif self.engine.url.database in (None, "", ":memory:"):
            yield  # nobody else can open a database in memory
        else:
            file = Path(self.engine.url.database).resolve()  # by whatever name it was opened
            with _file_lock(file.with_name(f"{file.name}.outbox-lock")):
                yield

    @contextmanager
    def _advisory_lock(self) -> Iterator[None]:
        with reading(self.engine) as connection:
            if not connection.execute(text(f"SELECT pg_try_advisory_lock({ADVISORY_LOCK})")).scalar():
                raise BusyError("outbox: another dispatcher is at work; wait for it to end")
            connection.commit()
            try:
                yield
            finally:
                connection.execute(text(f"SELECT pg_advisory_unlock({ADVISORY_LOCK})"))

    def _rows(self, where: ColumnElement[bool], *, limit: int | None = None) -> tuple[OutboxRow, ...]:
        with reading(self.engine) as connection:
            return outbox_rows(connection, where, limit=limit)


def is_withdrawn(row: OutboxRow) -> bool:
    """Return whether the mail was taken back before it was sent."""
    return row.state == "failed" and row.text == WITHDRAWN


def _enqueue(connection: Connection, row: OutboxRow, now: dt.datetime) -> str:
    same = and_(outbox.c.cycle == row.cycle, outbox.c.kind == row.kind, outbox.c.recipient == row.recipient)
    found = outbox_rows(connection, same)
    if not found:
        values = {name: getattr(row, name) for name in _GIVEN} | {"state": "queued", "updated_at": now}
        key = connection.execute(insert(outbox).values(values)).inserted_primary_key
        _note(connection, key[0] if key else 0, "queued", now)
        return "new"
    old = found[0]
    back = is_withdrawn(old)
    if not back and (old.state != "queued" or (old.address, old.content) == (row.address, row.content)):
        return "kept"
    values = {"address": row.address, "content": row.content}
    if back:
        values["text"] = ""
    try:
        _change_state(connection, old.id, "queued", now, values, only_from={old.state})
    except StoreError:  # in PostgreSQL a sender may have taken it since it was read: it is under way as it was
        return "kept"
    return "updated"


def _change_state(
    connection: Connection,
    row_id: int,
    state: OutboxState,
    now: dt.datetime,
    values: Mapping[str, Any],
    *,
    who: str = "",
    only_from: Collection[OutboxState] | None = None,
) -> None:
    sources = sources_of(state)
    if only_from is not None:
        sources &= set(only_from)
    changed = connection.execute(
        update(outbox)
        .where(outbox.c.id == row_id, outbox.c.state.in_(sources))
        .values(state=state, updated_at=now, **values)
    )
    if changed.rowcount != 1:
        raise not_allowed(connection, row_id, state, sources)
    _note(connection, row_id, state, now, code=values.get("code"), text=values.get("text", ""), who=who)


def _note(
    connection: Connection,
    row_id: int,
    state: OutboxState,
    now: dt.datetime,
    *,
    code: int | None = None,
    text: str = "",
    who: str = "",
) -> None:
    connection.execute(insert(outbox_events).values(row=row_id, state=state, code=code, text=text, who=who, at=now))


def _scope(cycle: str | None, kind: str | None) -> ColumnElement[bool]:
    return and_(true() if cycle is None else outbox.c.cycle == cycle, true() if kind is None else outbox.c.kind == kind)


def _event(found: Mapping[Any, Any]) -> OutboxEvent:
    return OutboxEvent(state=found["state"], code=found["code"], text=found["text"], who=found["who"], at=found["at"])


def outbox_rows(
    connection: Connection, where: ColumnElement[bool], *, limit: int | None = None
) -> tuple[OutboxRow, ...]:
    """Return the rows that fit, oldest first."""
    query = select(outbox).where(where).order_by(outbox.c.id).limit(limit)
    return tuple(OutboxRow(**found) for found in connection.execute(query).mappings())


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BusyError("outbox: another dispatcher is at work; wait for it to end") from error
        yield


_ANSWERS: Mapping[str, tuple[OutboxState, frozenset[OutboxState]]] = {
    "sent": ("sent", frozenset({"uncertain"})),
    "resend": ("queued", frozenset({"uncertain", "refused", "failed"})),
}
_GIVEN = ("cycle", "kind", "recipient", "address", "message_id", "token", "date", "content")


def _all_of(wrong: Sequence[StoreError]) -> StoreError:
    """Return several refusals as one."""
    messages = [error.message for error in wrong if error.message]
    whole = StoreError("; ".join(str(error) for error in wrong))
    return whole.with_message(Phrase.together(*messages)) if len(messages) == len(wrong) else whole
