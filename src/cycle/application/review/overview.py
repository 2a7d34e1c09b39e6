"""The year at a glance (årshjulet): what waits for whom by when, and its days as points on a line."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cycle import wording
from cycle.application.actions import (
    StepState,
    due_day,
    is_uncovered,
    lateness,
    milestone_day,
    no_day,
    step_states,
    still_asked,
    still_wanted,
)
from cycle.application.year import OpenCycle, StepNode, node_named, upstream
from cycle.model import Identified

APART = 4.0
"""Hundredths of the line that two points at least lie apart, so that both are seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingGate:
    """One gate that waits: for whom, and by when."""

    step: str
    title: str
    names: tuple[str, ...]
    """Those who are asked and have not approved; empty where the community names nobody."""
    keys: frozenset[str]
    """The keys of those of them who are known; empty where log-in is off."""
    due: dt.date | None
    overdue: str
    """How long ago that was, in the middle of a line; empty where it is to come."""
    no_day: str
    """Why there is no such day; empty where there is one."""
    missing: int = 0
    """How many people must still approve."""
    uncovered: bool = False
    """Those who are asked and are there cannot approve it between them."""

    def waits_for(self, who: Identified | None) -> bool:
        """Return whether it waits for somebody who is logged in: for them, not for another of their name."""
        return who is not None and bool(who.person) and who.person in self.keys


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewDay:
    """One day on the line, at so many hundredths of it."""

    date: dt.date
    title: str
    at: float
    past: bool
    meeting: bool = False
    reached: bool = False
    """What was to be decided by this day is decided and carried out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    """The days of a year from the first milestone to the last, and where on the line today is."""

    days: tuple[OverviewDay, ...]
    today: float | None
    """None where today is before the first or after the last."""

    @property
    def next(self) -> OverviewDay | None:
        """Return the next day that is to come and is not reached before its time."""
        return next((day for day in self.days if not day.past and not day.reached), None)


def waiting_gate(cycle: OpenCycle, step: StepState) -> WaitingGate:
    """Return who a gate waits for, nobody before its step has a result, and by when or why there is no day."""
    node = node_named(cycle.graph, step.step)
    result, due = cycle.as_written.record.latest(step.step), due_day(cycle, node)
    asked = still_asked(cycle, result) if result else ()
    return WaitingGate(
        step=step.step,
        title=step.title,
        names=tuple(decider.person.name for decider in asked),
        keys=frozenset(decider.known.key for decider in asked if decider.known is not None),
        due=due,
        overdue=lateness(cycle, node, result),
        no_day=no_day(cycle, node),
        missing=still_wanted(cycle, result).number if result else 0,
        uncovered=result is not None and is_uncovered(cycle, result),
    )


def year_line(cycle: OpenCycle, steps: Sequence[StepState]) -> YearLine | None:
    """Return the milestones and the meeting as points on a line; None where there are no two days."""
    facts, today = cycle.year_inputs.facts, cycle.services.today
    titles: dict[dt.date, list[str]] = {}
    for milestone in cycle.milestones:
        titles.setdefault(milestone.date, []).append(milestone.title)
    points = {day: "; ".join(found) for day, found in titles.items()}
    points.setdefault(facts.date, cycle.rules.name)
    days = sorted(points)
    if len(days) < 2:
        return None
    first, whole = days[0], (days[-1] - days[0]).days
    reached = _reached(cycle, steps) - {facts.date}
    places = _spread((day - first).days * 100 / whole for day in days)
    return YearLine(
        days=tuple(
            OverviewDay(
                date=day,
                title=points[day],
                at=place,
                past=day < today,
                meeting=day == facts.date,
                reached=day in reached,
            )
            for day, place in zip(days, places, strict=True)
        ),
        today=round((today - first).days * 100 / whole, 1) if days[0] <= today <= days[-1] else None,
    )


def comes_first(cycle: OpenCycle, node: StepNode) -> tuple[str, ...]:
    """Return what is to be done before a step can begin, in order, each with the day it is to be decided by."""
    states, today = {step.step: step for step in step_states(cycle)}, cycle.services.today
    names = [name for name in upstream(cycle.graph, node.name) if name != node.name]
    found = []
    for earlier in (node_named(cycle.graph, name) for name in names):
        due = due_day(cycle, earlier)
        if states[earlier.name].state in {"done", "cancelled"}:
            continue
        title = wording.in_a_sentence(cycle.title_of(earlier))
        day = wording.long_date(due, cycle.language) if due and due >= today else ""
        found.append(cycle.say("{step} (by {day})", step=title, day=day) if day else title)
    return tuple(found)


def _reached(cycle: OpenCycle, steps: Sequence[StepState]) -> set[dt.date]:
    """Return the days whose one milestone is a matter of steps that are all done."""
    done = {step.step for step in steps if step.state == "done"}
    milestones = Counter(milestone.date for milestone in cycle.milestones)
    needed: dict[dt.date, list[str]] = {}
    for node in cycle.graph:
        if day := milestone_day(cycle, node):
            needed.setdefault(day, []).append(node.name)
    return {day for day, names in needed.items() if milestones[day] == 1 and done.issuperset(names)}


def _spread(places: Iterable[float]) -> list[float]:
    """Return the places with those that lie too near moved a little to the right, within the line."""
    found: list[float] = []
    for place in places:
        found.append(round(max(place, found[-1] + APART), 1) if found else round(place, 1))
    too_far = found[-1] - 100
    return [round(place * 100 / (100 + too_far), 1) for place in found] if too_far > 0 else found
