"""The mails of reminder there are: which gates each names, what is lost with one taken back, and when it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from cycle.application.actions import Result
from cycle.application.delivery import REMINDER, coordinator_id, gates_named, is_secretariats, notice_rows
from cycle.application.notifications.gate_opened import gate_stem, open_gates
from cycle.application.year import OpenCycle, find_cycle, mode_suffix, unmarked
from cycle.errors import CycleError
from cycle.model import OutboxRow
from cycle.store.mails.outbox import is_withdrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderMails:
    """The reminders of all years of a community, as the ledger has them."""

    cycle: OpenCycle
    """One year of the community, whichever."""
    rows: tuple[OutboxRow, ...]

    def is_written(self, person: str, day: dt.date) -> bool:
        """Return whether somebody has their mail of the day."""
        return bool(self._current(person, day))

    def can_name(self, person: str, gate: tuple[str, str], day: dt.date) -> bool:
        """Return whether somebody's mail of the day names the gate: as it was written, or as it may yet be."""
        current = self._current(person, day)
        return not current or any(gate in (gates_named(self.cycle, row) or ()) for row in current)

    def is_lost(self, person: str, day: dt.date) -> bool:
        """Return whether the mail of a day was taken back before it went, so that nobody was reminded by it."""
        return not self._current(person, day) and any(row.recipient == person and _day(row) == day for row in self.rows)

    def owes_secretariat(self, cycle: OpenCycle) -> bool:
        """Return whether the newest mail to the secretariat on a year was taken back before it went."""
        rows = [row for row in self.rows if row.cycle == cycle.id and is_secretariats(row.recipient)]
        return bool(rows) and is_withdrawn(max(rows, key=_day))

    def _current(self, person: str, day: dt.date) -> list[OutboxRow]:
        return [row for row in self.rows if row.recipient == person and _day(row) == day and not is_withdrawn(row)]


def reminder_kind(day: dt.date) -> str:
    """Return what the reminders of a day are called."""
    return f"{REMINDER}.{day.isoformat()}"


def reminder_mails(cycle: OpenCycle) -> ReminderMails:
    """Return the reminders of every year of the community of this one, in this mode."""
    mark = mode_suffix(cycle.services.settings)
    return ReminderMails(
        cycle=cycle,
        rows=tuple(
            row
            for year in cycle.memory.cycles.all()
            if year.community == cycle.row.community
            for row in cycle.memory.outbox.rows(cycle=year.id)
            if row.kind.startswith(f"{REMINDER}.") and unmarked(row.kind) + mark == row.kind
        ),
    )


def take_back_reminders(cycle: OpenCycle) -> int:
    """Take back queued reminders of a day that is past, and those of which no gate waits for its reader any more."""
    queued = [row for row in notice_rows(cycle, REMINDER) if row.state == "queued"]
    outdated = [row for row in queued if _day(row) < cycle.services.today or not _still_waits(cycle, row)]
    return sum(
        cycle.memory.outbox.withdraw(
            cycle=cycle.id,
            kind=kind,
            keep={row.recipient for row in queued if row.kind == kind and row not in outdated},
            who="gate",
            now=cycle.now,
        )
        for kind in sorted({row.kind for row in outdated})
    )


def _day(row: OutboxRow) -> dt.date:
    return dt.date.fromisoformat(unmarked(row.kind).removeprefix(f"{REMINDER}."))


def _still_waits(cycle: OpenCycle, row: OutboxRow) -> bool:
    """Return whether a gate that a mail names waits for its reader, or as far as can be told may do so."""
    named = gates_named(cycle, row)
    if named is None:
        return True
    try:
        return any(
            (year.id, gate_stem(year, result)) in named and (is_secretariats(row.recipient) or row.recipient in readers)
            for year in _years(cycle, {year for year, _ in named})
            for result, readers in _readers(year)
        )
    except CycleError:  # a year whose files are wrong: its gates are not known to be decided
        return True


def _years(cycle: OpenCycle, ids: Collection[str]) -> Iterator[OpenCycle]:
    for row in cycle.memory.cycles.all():
        if row.id == cycle.id:
            yield cycle
        elif row.id in ids:
            yield find_cycle(cycle.services, community=row.community, meeting=row.meeting, year=row.year)


def _readers(cycle: OpenCycle) -> Iterator[tuple[Result, set[str]]]:
    """Yield each result that waits, with those a reminder of it goes to: who is asked, and their deputies."""
    for result, deciders in open_gates(cycle):
        people = [person for decider in deciders for person in (decider.person, *decider.deputies)]
        yield result, {coordinator_id(person.address) for person in people}
