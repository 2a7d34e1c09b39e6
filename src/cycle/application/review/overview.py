"""The year at a glance (årshjulet): what waits for whom by when, and its days as points on a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from cycle.application.actions import StepState, asked_about, due_day, same_person
from cycle.application.year import OpenCycle, link_named

APART = 2.5
"""Hundredths of the line that two points at least lie apart, so that both are seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingGate:
    """One gate that waits: for whom, and by when."""

    step: str
    title: str
    names: tuple[str, ...]
    """Those who are asked and have not approved; empty where the community names nobody."""
    due: dt.date | None
    late: bool

    def waits_for(self, name: str) -> bool:
        """Return whether it waits for a person of this name."""
        return bool(name) and same_person(name) in map(same_person, self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfYear:
    """One day on the line, at so many hundredths of it."""

    date: dt.date
    title: str
    at: float
    past: bool
    meeting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    """The days of a year from the first milestone to the last, and where on the line today is."""

    days: tuple[DayOfYear, ...]
    today: float | None
    """None where today is before the first or after the last."""

    @property
    def next(self) -> DayOfYear | None:
        """Return the next day that is to come."""
        return next((day for day in self.days if not day.past), None)


def waiting_gate(cycle: OpenCycle, step: StepState) -> WaitingGate:
    """Return who a gate waits for, and by when."""
    result, due = cycle.record.latest(step.step), due_day(cycle, link_named(cycle.chain, step.step))
    return WaitingGate(
        step=step.step,
        title=step.title,
        names=tuple(person.name for person in asked_about(cycle, result)) if result else (),
        due=due,
        late=due is not None and due < cycle.services.today,
    )


def year_line(cycle: OpenCycle) -> YearLine | None:
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
    places = _spread((day - first).days * 100 / whole for day in days)
    return YearLine(
        days=tuple(
            DayOfYear(date=day, title=points[day], at=place, past=day < today, meeting=day == facts.date)
            for day, place in zip(days, places, strict=True)
        ),
        today=round((today - first).days * 100 / whole, 1) if days[0] <= today <= days[-1] else None,
    )


def _spread(places: Iterable[float]) -> list[float]:
    """Return the places with those that lie too near moved a little to the right, within the line."""
    found: list[float] = []
    for place in places:
        found.append(round(max(place, found[-1] + APART), 1) if found else round(place, 1))
    too_far = found[-1] - 100
    return [round(place * 100 / (100 + too_far), 1) for place in found] if too_far > 0 else found
