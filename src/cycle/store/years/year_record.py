"""All that the store says of one year, read in a handful of queries; a record never changes, who writes reads again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

from cycle.model import DispatchRequest, OutboxRow, OutboxState, Reply
from cycle.store.database import reading
from cycle.store.mails.outbox import OutboxEvent
from cycle.store.mails.printed_letters import PrintedLetter
from cycle.store.memory import Memory
from cycle.store.years.decisions import Decision, decisions_of
from cycle.store.years.holds import Hold, HoldReason
from cycle.store.years.requests import requests_of
from cycle.store.years.results import Outcome, Result, newest_results, outcomes_of
from cycle.store.years.tries import Tried

Made = TypeVar("Made")


@dataclass(frozen=True, kw_only=True)
class YearRecord:
    """One year as it is on record: results, outcomes, decisions and requests at one moment.

    The rest, mails and answers among it, is read when it is first asked for, each table once.
    """

    memory: Memory = field(repr=False)
    cycle: str
    newest: Mapping[str, Result]
    """Step → its newest revision."""
    outcomes: Mapping[tuple[str, str], Outcome]
    """Step and digest of a result → what was done after it was approved."""
    decisions: tuple[Decision, ...]
    """Every decision, oldest first."""
    requests: tuple[DispatchRequest, ...]
    """Every dispatch that was asked for, withdrawn ones too, in the order they were asked for."""
    common: dict[Hashable, object] | None = field(default=None, repr=False, compare=False)
    """What all years have in common that are looked at in one moment; None for a year that is looked at alone."""

    def latest(self, step: str) -> Result | None:
        """Return the newest revision of a step, or None when it has never run."""
        return self.newest.get(step)

    def revisions(self, step: str) -> tuple[Result, ...]:
        """Return all revisions of a step, oldest first."""
        newest = self.newest.get(step)
        if newest is None or newest.revision == 1:
            return () if newest is None else (newest,)
        return self.once(("revisions", step), lambda: self.memory.results.revisions(self.cycle, step))

    def outcome(self, step: str, digest: str) -> Outcome | None:
        """Return what was done after this result was approved, or None while it is not done."""
        return self.outcomes.get((step, digest))

    def decisions_on(self, step: str, digest: str) -> tuple[Decision, ...]:
        """Return the decisions on one result, oldest first."""
        return tuple(row for row in self.decisions if row.step == step and row.digest == digest)

    def decisions_of(self, step: str) -> tuple[Decision, ...]:
        """Return the decisions on every result of a step, oldest first."""
        return tuple(row for row in self.decisions if row.step == step)

    def sent_back_to(self, step: str) -> int:
        """Return how many times a step has been sent back to."""
        return sum(row.decision == "send_back" and row.send_back_to == step for row in self.decisions)

    @cached_property
    def mails(self) -> tuple[OutboxRow, ...]:
        """Return every mail of the year, oldest first."""
        return self.memory.outbox.rows(cycle=self.cycle)

    def mails_of(self, kind: str, state: OutboxState | None = None) -> tuple[OutboxRow, ...]:
        """Return the mails of one kind, or those of them in one state, oldest first."""
        return tuple(row for row in self._by_kind.get(kind, ()) if state in {None, row.state})

    @cached_property
    def handed_over(self) -> dict[int, dt.datetime]:
        """Return mail → when it was last handed to a server, of those that ever were."""
        return self.memory.outbox.handed_over(cycle=self.cycle)

    @cached_property
    def mail_events(self) -> Mapping[int, tuple[OutboxEvent, ...]]:
        """Return mail → every move it made, oldest first."""
        return self.memory.outbox.events_of(self.cycle)

    @cached_property
    def replies(self) -> tuple[Reply, ...]:
        """Return all that was heard, oldest first."""
        return self.memory.replies.of(self.cycle)

    @cached_property
    def reply_addresses(self) -> Mapping[str, Mapping[str, bool]]:
        """Return recipient → address that somebody has been asked about → whether it is theirs."""
        return self.memory.replies.addresses(self.cycle.partition("/")[0])

    @cached_property
    def printed(self) -> tuple[PrintedLetter, ...]:
        """Return the letters that were printed, oldest first."""
        return self.memory.printed.of(self.cycle)

    @cached_property
    def holds(self) -> tuple[Hold, ...]:
        """Return every hold there is or was, oldest first."""
        return self.memory.holds.of(self.cycle)

    def has_passed(self, kind: str, reason: HoldReason) -> bool:
        """Return whether a person has let mails of a kind go on after a hold for this reason."""
        return any(hold.kind == kind and hold.reason == reason and hold.released_by for hold in self.holds)

    def waiting(self, *kinds: str) -> tuple[Hold, ...]:
        """Return what mails of these kinds wait for now; empty when they may go on."""
        return tuple(hold for hold in self.holds if hold.kind in kinds and not hold.released_by)

    @cached_property
    def tries(self) -> tuple[Tried, ...]:
        """Return how often each step and run that stopped was tried, and with what error."""
        return self.memory.tries.of(self.cycle)

    def once(self, what: Hashable, make: Callable[[], Made]) -> Made:
        """Return what follows from this record and the files of the year as opened, worked out the first time only."""
        if what not in self._made:
            self._made[what] = make()
        return cast(Made, self._made[what])

    def once_for_all(self, what: Hashable, make: Callable[[], Made]) -> Made:
        """Return what is the same for every year that is looked at in this moment, worked out the first time only."""
        if self.common is None:
            return self.once(what, make)
        if what not in self.common:
            self.common[what] = make()
        return cast(Made, self.common[what])

    @cached_property
    def _by_kind(self) -> Mapping[str, list[OutboxRow]]:
        found: defaultdict[str, list[OutboxRow]] = defaultdict(list)
        for row in self.mails:
            found[row.kind].append(row)
        return found

    @cached_property
    def _made(self) -> dict[Hashable, object]:
        return {}


class NewestRecord:
    """Hands out the record of a year: the same one until this process writes to the database, then a new one.

    Threads share it without a lock: a record is kept together with the moment it was asked for, in one assignment.
    """

    def __init__(self, memory: Memory, cycle: str) -> None:
        """Keep where to read; nothing is read yet."""
        self._memory, self._cycle = memory, cycle
        self._forgotten = object()
        self._kept: tuple[YearRecord, tuple[int, object]] | None = None

    def get(self) -> YearRecord:
        """Return the newest record."""
        kept, moment = self._kept, (self._memory.writes.count, self._forgotten)  # the moment first, then the tables
        if kept is None or kept[1] != moment:
            kept = (read_year(self._memory, self._cycle), moment)
            self._kept = kept
        return kept[0]

    def forget(self) -> None:
        """Let the next record be a new one, also while another thread reads: another process may have written."""
        self._forgotten = object()


@dataclass(frozen=True, slots=True)
class PinnedRecord:
    """Hands out one and the same record, whoever writes: for one computation that must not see two moments."""

    record: YearRecord

    def get(self) -> YearRecord:
        """Return the pinned record, however old."""
        return self.record

    def forget(self) -> None:
        """Forget nothing: who wants a newer record asks the year that this one was pinned from."""


def read_year(memory: Memory, cycle: str) -> YearRecord:
    """Return the record of a year as it is now."""
    with reading(memory.engine) as connection:
        return YearRecord(
            memory=memory,
            cycle=cycle,
            newest=newest_results(connection, cycle),
            outcomes=outcomes_of(connection, cycle),
            decisions=decisions_of(connection, cycle),
            requests=requests_of(connection, cycle),
        )
