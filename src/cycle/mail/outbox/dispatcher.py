"""Sends what is queued, one row at a time, so that every recipient ends as sent, refused, failed or uncertain.

The ledger commits `sending` right before the final dot. What is still `sending` after a crash is therefore nearly
always accepted; it becomes `uncertain`, and evidence or a person decides. Nothing here resends on its own.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal, Protocol

from cycle.errors import InputError, Refused, Unavailable, Uncertain
from cycle.mail.message import Mail, Sender, message_id, token
from cycle.mail.outbox.connection_pool import Pass, work_together
from cycle.mail.outbox.evidence import Evidence
from cycle.mail.outbox.ledger_texts import ABSENT, FOUND
from cycle.mail.transport import Carrier, Pace, is_too_fast
from cycle.model import OutboxRow, OutboxState

Clock = Callable[[], dt.datetime]

RETRY = (60, 300, 1800, 7200)
"""Seconds before the second, third … try of a mail that was turned away for now; the last one repeats."""
ATTEMPTS = 10
"""Tries before a row is given up as failed."""
BATCH = 50
"""Rows read from the ledger at a time."""


class Writer(Protocol):
    """What a sender writes down. A mark is committed when it returns, a settled row before its sender's next mark."""

    def mark_sending(self, row_id: int, *, sha256: str, now: dt.datetime) -> None:
        """Commit that the final dot comes next."""
        ...

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
        """Commit what became of the row; `queued` counts one attempt more."""
        ...


class GroupWriter(Writer, AbstractContextManager[Any], Protocol):
    """A writer that several senders share, with fewer commits."""

    def flush(self) -> None:
        """Return when everything written so far is committed."""
        ...


class OutboxStore(Writer, Protocol):
    """What the dispatcher needs of the outbox; every method commits before it returns."""

    def alone(self) -> AbstractContextManager[None]:
        """Hold the outbox alone while the block runs; BusyError when another dispatcher does."""
        ...

    def recover(self, *, now: dt.datetime) -> int:
        """Turn every `sending` row into `uncertain`; return how many."""
        ...

    def due(
        self, *, now: dt.datetime, limit: int, cycle: str | None, kind: str | None, after: int = 0
    ) -> Sequence[OutboxRow]:
        """Return queued rows whose time has come, oldest first, of those with an id above `after`."""
        ...

    def writing(self, *, senders: int) -> GroupWriter:
        """Return a writer for this many senders at once."""
        ...

    def doubtful(self, *, cycle: str | None, kind: str | None) -> Sequence[OutboxRow]:
        """Return the uncertain rows."""
        ...

    def resolve(self, row_id: int, *, as_: Literal["sent", "resend"], who: str, why: str, now: dt.datetime) -> None:
        """Commit the answer for an uncertain row."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one dispatch did, by number of rows."""

    sent: int = 0
    refused: int = 0
    failed: int = 0
    uncertain: int = 0
    postponed: int = 0
    """Turned away for now; they stay queued with a later time."""
    stopped: bool = False
    """The stop flag, the limit or the breaker ended it before the queue was empty."""
    tripped: bool = False
    """The breaker ended it: too many of the last mails were refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What evidence settled, by number of rows."""

    sent: int = 0
    queued: int = 0
    open: int = 0
    """Still uncertain: a person decides."""


def intend(
    *, secret: bytes, sender: Sender, cycle: str, kind: str, recipient: str, address: str, content: str, at: dt.datetime
) -> OutboxRow:
    """Return the row of one intended mail, ready for the ledger, with Message-ID and Date fixed for good."""
    name = token(secret, cycle, kind, recipient)
    return OutboxRow(
        id=0,
        cycle=cycle,
        kind=kind,
        recipient=recipient,
        address=address,
        message_id=message_id(name, sender),
        token=name,
        date=at.replace(microsecond=0),
        content=content,
        state="queued",
    )


def dispatch(
    ledger: OutboxStore,
    *,
    carrier: Carrier,
    others: Sequence[Carrier] = (),
    build: Callable[[OutboxRow], Mail],
    now: Clock,
    cycle: str | None = None,
    kind: str | None = None,
    evidence: Evidence | None = None,
    grace: dt.timedelta = dt.timedelta(0),
    limit: int | None = None,
    stop: Callable[[], bool] = lambda: False,
    retry: Sequence[int] = RETRY,
    pace: Pace | None = None,
) -> Tally:
    """Send the due rows and return what became of them; `others` are more connections to work at the same time.

    Rows left `sending` by a crash become `uncertain` first and are reconciled with the evidence, if any is given.
    `stop` means no new mail; the one under way is finished. Unavailable when the server is down: what was not tried is
    untouched and still queued. BusyError when another dispatcher is at work.
    """
    with ledger.alone():
        ledger.recover(now=now())
        if evidence is not None:
            reconcile(ledger, evidence, now=now(), grace=grace, cycle=cycle, kind=kind)
        carriers = (carrier, *others)
        try:
            work = _Work(ledger, build, now, retry, pace or Pace())
            return _send_all(ledger, work, carriers, cycle=cycle, kind=kind, limit=limit, stop=stop)
        finally:
            for opened in carriers:
                opened.close()


def reconcile(
    ledger: OutboxStore,
    evidence: Evidence,
    *,
    now: dt.datetime,
    grace: dt.timedelta = dt.timedelta(0),
    cycle: str | None = None,
    kind: str | None = None,
) -> Reconciled:
    """Settle uncertain rows by evidence: found means sent, surely absent means queued again.

    A mail that is absent counts only after `grace`: a server may still be finishing when the client has died.
    """
    tally: Counter[str] = Counter()
    for row in ledger.doubtful(cycle=cycle, kind=kind):
        accepted = evidence(row)
        if accepted is None or (not accepted and not _old_enough(row, now=now, grace=grace)):
            tally["open"] += 1
        elif accepted:
            ledger.resolve(row.id, as_="sent", who="evidence", why=FOUND, now=now)
            tally["sent"] += 1
        else:
            ledger.resolve(row.id, as_="resend", who="evidence", why=ABSENT, now=now)
            tally["queued"] += 1
    return Reconciled(**tally)


def may_be_arriving(row: OutboxRow, *, now: dt.datetime, grace: dt.timedelta) -> bool:
    """Return whether a doubt is so young that time alone may settle it.

    Not when the doubt is from the future: the clock was set back, and how old it is nobody can tell.
    """
    return row.updated_at is not None and dt.timedelta(0) <= now - row.updated_at < grace


def _old_enough(row: OutboxRow, *, now: dt.datetime, grace: dt.timedelta) -> bool:
    return row.updated_at is None or now - row.updated_at >= grace


@dataclass(frozen=True, slots=True)
class _Work:
    ledger: Writer
    build: Callable[[OutboxRow], Mail]
    now: Clock
    retry: Sequence[int]
    pace: Pace

    def send_one(self, carrier: Carrier, row: OutboxRow) -> tuple[str, Unavailable | None]:
        """Return what became of the row, and the error when the connection itself was to blame."""

        def mark(sha256: str) -> None:
            self.ledger.mark_sending(row.id, sha256=sha256, now=self.now())

        settle = partial(self.ledger.settle, row.id)
        try:
            receipt = carrier.send(self.build(row), before_dot=mark)
        except Refused as error:
            settle("refused", now=self.now(), code=error.code, text=error.text)
            return "refused", None
        except Uncertain as error:
            settle("uncertain", now=self.now(), code=error.code, text=error.text)
            return "uncertain", None
        except Unavailable as error:
            if is_too_fast(error.said, error.text):
                self.pace.turned_away()
            return self._postpone(row, error), error if error.code is None else None
        except InputError as error:
            settle("failed", now=self.now(), text=str(error))
            return "failed", None
        settle("sent", now=self.now(), code=receipt.code, text=receipt.text)
        self.pace.accepted()
        return "sent", None

    def _postpone(self, row: OutboxRow, error: Unavailable) -> str:
        now = self.now()
        wait = dt.timedelta(seconds=self.retry[min(row.attempt, len(self.retry) - 1)])
        self.ledger.settle(row.id, "queued", now=now, code=error.code, text=error.text, not_before=now + wait)
        if row.attempt + 1 < ATTEMPTS:
            return "postponed"
        self.ledger.settle(row.id, "failed", now=now, code=error.code, text=error.text)
        return "failed"


def _send_all(
    ledger: OutboxStore,
    work: _Work,
    carriers: Sequence[Carrier],
    *,
    cycle: str | None,
    kind: str | None,
    limit: int | None,
    stop: Callable[[], bool],
) -> Tally:
    """Walk through the due rows until a walk finds none; what was put off may have come due meanwhile."""
    tally: Counter[str] = Counter()
    with ExitStack() as stack:
        if len(carriers) > 1:
            writer = stack.enter_context(ledger.writing(senders=len(carriers)))
            work = replace(work, ledger=writer)
        while True:
            page = partial(_page, ledger, work.now, cycle, kind)
            walk = Pass(page=page, limit=None if limit is None else limit - tally.total(), stop=stop, pace=work.pace)
            work_together(walk, carriers, work.send_one)
            if len(carriers) > 1:
                writer.flush()
            if walk.trouble:
                raise walk.trouble
            tally += walk.tally
            if walk.stopped or not walk.tally:
                numbers: dict[str, int] = dict(tally)
                return Tally(**numbers, stopped=walk.stopped, tripped=walk.tripped)


def _page(ledger: OutboxStore, now: Clock, cycle: str | None, kind: str | None, after: int) -> Sequence[OutboxRow]:
    return ledger.due(now=now(), limit=BATCH, cycle=cycle, kind=kind, after=after)
