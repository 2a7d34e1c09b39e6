"""Holds what a year was closed with, and what was done in it, against the log (hendingslogg), which cannot be changed.

The log names each such row by the digest of all it says, written in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cycle.model import digest
from cycle.store.closings import CLOSING, Closing, sealed_older
from cycle.store.events import LoggedEvent, logged_at
from cycle.store.memory import Memory
from cycle.store.results import Outcome

FlawKind = Literal["changed", "added", "lost", "unsealed"]
"""Another than the log says · the log does not tell of it · the log tells of it, and it is gone · from before the log
told of such rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFlaw:
    """One row that is not as the log says; `where` says which."""

    kind: FlawKind
    where: str


def row_flaws(memory: Memory, cycle: str, log: Sequence[LoggedEvent]) -> tuple[RowFlaw, ...]:
    """Return each row of a year that is not as the log says: how it was closed, and what was done after approval."""
    return (
        *closing_flaws(cycle, memory.closings.of(cycle), log),
        *_outcome_flaws(cycle, memory.results.outcomes(cycle), log),
    )


def closing_flaws(cycle: str, rows: Iterable[Closing], log: Sequence[LoggedEvent]) -> Iterator[RowFlaw]:
    """Yield each closing or act of a year that is not as the log says."""
    logged = {event.says().get("number"): event for event in log if (event.what, event.cycle) == (CLOSING, cycle)}
    known = {row.number: row for row in rows}
    for number, row in known.items():
        if number in logged:
            if logged[number].says().get("seal") != row.seal:
                yield RowFlaw(kind="changed", where=row.where)
        else:
            yield RowFlaw(kind="unsealed" if _is_older(row, logged, log) else "added", where=row.where)
    for gone in logged.keys() - known.keys():
        yield RowFlaw(kind="lost", where=f"{cycle} closing {gone}")


def seal_older(memory: Memory) -> int:
    """Return how many closings from before the log told of them it tells of now, as they stand."""
    log, found = memory.events.all(CLOSING), memory.closings.of_every_year()
    flaws = [flaw for cycle, rows in found.items() for flaw in closing_flaws(cycle, rows, log)]
    unsealed = {flaw.where for flaw in flaws if flaw.kind == "unsealed"}
    older = [row for rows in found.values() for row in rows if row.where in unsealed]
    for row in older:
        memory.events.add(sealed_older(row))
    return len(older)


def _is_older(row: Closing, logged: Mapping[object, object], log: Sequence[LoggedEvent]) -> bool:
    """Return whether a closing is from before the log told of any; none is once those that were older are sealed."""
    sealed = [event for event in log if event.what == CLOSING]
    if any(event.says().get("older") for event in sealed):
        return False
    after = any(isinstance(number, int) and number < row.number for number in logged)
    return not after and all(logged_at(row.at) < event.at for event in sealed)


def _outcome_flaws(cycle: str, rows: Iterable[Outcome], log: Sequence[LoggedEvent]) -> Iterator[RowFlaw]:
    logged = {
        (str(event.says().get("step")), str(event.says().get("digest"))): event
        for event in log
        if event.cycle == cycle and event.what in {"send", "publish"} and "outcome" in event.says()
    }
    known = {(row.step, row.digest): row for row in rows}
    for key, row in known.items():
        if key in logged:
            if logged[key].says()["outcome"] != digest(row.body):
                yield RowFlaw(kind="changed", where=row.where)
        elif log and logged_at(row.at) >= log[0].at:
            yield RowFlaw(kind="added", where=row.where)
    for step, named in logged.keys() - known.keys():
        yield RowFlaw(kind="lost", where=f"{cycle} {step} outcome {named[:12]}")
