"""Every letter that reached somebody (melding), and what it told of the meeting: the plan as it was approved then."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from cycle.application.results import PlanResult, read
from cycle.application.year import (
    OpenCycle,
    dispatch_of,
    is_calendar,
    last_approved_at,
    mark_on,
    mode_suffix,
    rows_of_mode,
)
from cycle.model import Dispatch, MeetingFacts, OutboxRow
from cycle.store.years.results import Result

REACHED = frozenset({"sent", "sending", "uncertain"})
"""The states of a mail that has arrived, as far as anybody knows."""

Plans = Sequence[tuple[dt.datetime, MeetingFacts]]
"""When each plan was approved, and its facts, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastLetter:
    """One letter to one person."""

    dispatch: Dispatch
    at: dt.datetime
    """When the mail was handed over, however much later somebody settled that it arrived; or when it was printed."""
    facts: MeetingFacts | None
    """None when no plan was approved by then."""
    on_paper: bool = False

    @property
    def has_calendar(self) -> bool:
        """Return whether the meeting came to the reader's calendar with it."""
        return self.dispatch.calendar != "none" and not self.on_paper


def letters_received(cycle: OpenCycle) -> dict[str, list[PastLetter]]:
    """Return person id → the letters of the year that reached them in this mode, oldest first."""
    return cycle.record.once("letters that reached", lambda: _past_letters(cycle))


def _past_letters(cycle: OpenCycle) -> dict[str, list[PastLetter]]:
    plans, moments = plans_of(cycle), cycle.record.handed_over
    dispatches = {dispatch.id: dispatch for dispatch in cycle.dispatches}
    found: defaultdict[str, list[PastLetter]] = defaultdict(list)
    for row in rows_of_mode(cycle):
        dispatch, at = dispatches.get(dispatch_of(row.kind)), handed_over(row, moments)
        if dispatch is not None and at is not None and not is_calendar(row.kind):
            found[row.recipient].append(PastLetter(dispatch=dispatch, at=at, facts=in_force(plans, at)))
    mark = mode_suffix(cycle.services.settings)
    for printed_letter in cycle.record.printed:
        dispatch = dispatches.get(dispatch_of(printed_letter.kind))
        if dispatch is not None and mark_on(printed_letter.kind) == mark:
            facts = in_force(plans, printed_letter.at)
            found[printed_letter.recipient].append(
                PastLetter(dispatch=dispatch, at=printed_letter.at, facts=facts, on_paper=True)
            )
    return {who: sorted(heard, key=lambda letter: letter.at) for who, heard in found.items()}


def handed_over(row: OutboxRow, moments: dict[int, dt.datetime]) -> dt.datetime | None:
    """Return when a mail that arrived, as far as anybody knows, was handed over; None for one that did not."""
    return moments.get(row.id, row.updated_at) if row.state in REACHED else None


def plans_of(cycle: OpenCycle) -> Plans:
    """Return when each plan of the year was approved, and its facts, oldest first."""
    return cycle.record.once("plans", lambda: _plans(cycle))


def _plans(cycle: OpenCycle) -> Plans:
    found = []
    for result in cycle.record.revisions("plan"):
        moment = _approved_at(cycle, result)
        if moment is not None:
            found.append((moment, read(PlanResult, result).facts))
    return sorted(found, key=lambda plan: plan[0])


def in_force(plans: Plans, moment: dt.datetime) -> MeetingFacts | None:
    """Return the facts that were approved at a moment."""
    known = [facts for approved, facts in plans if approved <= moment]
    return known[-1] if known else None


def _approved_at(cycle: OpenCycle, result: Result) -> dt.datetime | None:
    """Return when the revision was approved; one that holds by the approval of an earlier one, when it was made.

    Before version 0.3 a plan that was put back to what it had been was approved as soon as it was made.
    """
    moment = last_approved_at(cycle, result)
    return max(result.made_at, moment) if moment else None
