"""The days of the year counted from the meeting date (milepælar), and what speaks against a date."""

from __future__ import annotations

import datetime as dt

from cycle.governance.days import holidays, is_weekend, is_workday, school_break
from cycle.governance.rules import MeetingRules
from cycle.model import Milestone
from cycle.wording import full_date, listed

ONE_DAY = dt.timedelta(days=1)


def milestones(rules: MeetingRules, meeting_date: dt.date) -> tuple[Milestone, ...]:
    """Return the milestones by date.

    One that falls on a weekend or public holiday moves to the nearest working day away from the meeting: earlier
    before it, later after it; the note says from where. The meeting day itself never moves.
    """
    found = [_milestone(one.id, one.title, meeting_date, days=one.days) for one in rules.milestones]
    return tuple(sorted(found, key=lambda one: one.date))


def date_warnings(meeting_date: dt.date, today: dt.date) -> tuple[str, ...]:
    """Return what speaks against the meeting date, in nynorsk: past, weekend, public holiday, school break."""
    day = full_date(meeting_date)
    found = []
    if meeting_date < today:
        found.append(f"Møtedatoen {day} har alt vore.")
    if is_weekend(meeting_date):
        found.append(f"Møtedatoen {day} er i helga.")
    if names := holidays(meeting_date):
        found.append(f"Møtedatoen {day} er ein heilagdag: {listed(names)}.")
    if name := school_break(meeting_date):
        week = meeting_date.isocalendar().week
        found.append(f"Møtedatoen {day} er i veke {week}, {name} i skulane. Kvar kommune avgjer sin eigen skulerute.")
    return tuple(found)


def _milestone(milestone_id: str, title: str, meeting_date: dt.date, *, days: int) -> Milestone:
    counted = meeting_date + dt.timedelta(days=days)
    day = counted
    while days and not is_workday(day):
        day += ONE_DAY if days > 0 else -ONE_DAY
    note = "" if day == counted else f"Flytta frå {full_date(counted)}, som er {_free_day(counted)}."
    return Milestone(id=milestone_id, title=title, date=day, note=note)


def _free_day(day: dt.date) -> str:
    return listed(holidays(day)) or "i helga"
