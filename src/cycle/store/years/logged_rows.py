"""Holds what a year was closed with, and what was done in it, against the log (hendingslogg), which cannot be changed.

The log names each such row by the digest of all it says, written in the same transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from cycle.model import digest
from cycle.store.events import Event, LoggedEvent, logged_at
from cycle.store.memory import Memory
from cycle.store.years.closings import CLOSING, Closing
from cycle.store.years.results import Outcome

FlawKind = Literal["changed", "added", "lost"]
"""Another than the log says · the log does not tell of it · the log tells of it, and it is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFlaw:
    """One row that is not as the log says; `where` says which."""

    kind: FlawKind
    where: str
    number: int = 0
    """Of a closing."""


def row_flaws(memory: Memory, cycle: str, log: Sequence[LoggedEvent]) -> tuple[RowFlaw, ...]:
    """Return each row of a year that is not as the log says: how it was closed, and what was done after approval."""
    return (
        *closing_flaws(cycle, memory.closings.of(cycle), log),
        *_outcome_flaws(cycle, memory.results.outcomes(cycle), log, since=memory.events.told_since(log)),
    )


def closing_flaws(cycle: str, rows: Iterable[Closing], log: Sequence[LoggedEvent]) -> Iterator[RowFlaw]:
    """Yield each closing or act of a year that is not as the log says."""
    logged = {event.says().get("number"): event for event in log if (event.what, event.cycle) == (CLOSING, cycle)}
    known = {row.number: row for row in rows}
    for number, row in known.items():
        if number not in logged:
            yield RowFlaw(kind="added", where=row.where, number=number)
        elif logged[number].says().get("seal") != row.seal:
            yield RowFlaw(kind="changed", where=row.where, number=number)
    for gone in logged.keys() - known.keys():
        if isinstance(gone, int) and logged[gone].says().get("seal"):  # else somebody confirmed that it is gone
            yield RowFlaw(kind="lost", where=f"{cycle} closing {gone}", number=gone)


def years_not_as_logged(memory: Memory, community: str) -> Iterator[tuple[RowFlaw, str, list[Closing]]]:
    """Yield each closing of a community that is not as the log says, with its year and how that stands now."""
    log, rows = memory.events.all(CLOSING), memory.closings.of_every_year()
    for cycle in sorted({event.cycle for event in log} | rows.keys()):
        if cycle.partition("/")[0] == community:
            known = rows.get(cycle, [])
            for flaw in closing_flaws(cycle, known, log):
                yield flaw, cycle, known


def confirm_closings(memory: Memory, community: str, *, who: str, why: str, now: dt.datetime) -> tuple[str, ...]:
    """Let the log tell how each year of a community is closed as it stands now, in a person's name.

    Return which rows it did not tell of so.
    """
    found = [*years_not_as_logged(memory, community)]
    for flaw, cycle, known in found:
        seal = next((row.seal for row in known if row.number == flaw.number), "")
        about = {"number": flaw.number, "seal": seal, "confirmed": flaw.kind}
        memory.events.add(Event(what=CLOSING, who=who, at=now, cycle=cycle, why=why, about=about))
    return tuple(flaw.where for flaw, *_ in found)


def _outcome_flaws(
    cycle: str, rows: Iterable[Outcome], log: Sequence[LoggedEvent], *, since: str | None
) -> Iterator[RowFlaw]:
    logged = {
        (str(event.says().get("step")), str(event.says().get("digest"))): event
        for event in log
        if event.cycle == cycle and event.what in {"send", "publish"} and "outcome" in event.says()
    }
    known = {(row.step, row.digest): row for row in rows}
    for key, row in known.items():
        if key in logged:
            event = logged[key]
            if (event.says()["outcome"], event.at) != (digest(row.body), logged_at(row.at)):
                yield RowFlaw(kind="changed", where=row.where)
        elif since is not None and logged_at(row.at) >= since:
            yield RowFlaw(kind="added", where=row.where)
    for step, named in logged.keys() - known.keys():
        yield RowFlaw(kind="lost", where=f"{cycle} {step} outcome {named[:12]}")
