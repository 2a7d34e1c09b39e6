"""The days of the year counted from the meeting date (milepælar), and what speaks against a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from cycle.catalogue import say, sentence
from cycle.governance.calendar.days import (
    ONE_DAY,
    add_workdays,
    break_on,
    holidays,
    is_of_schools,
    is_weekend,
    is_workday,
)
from cycle.governance.community_data.rules import MeetingRules, MilestoneRule
from cycle.model import Break, Language, Milestone
from cycle.wording import full_date, listed

INVITATION, ANSWERS = "invitasjon", "svarfrist"
"""The milestones on which the invitation goes and answers are due, where the rules have them."""
FURTHEST = 1500
"""Days after today within which the earliest possible date is looked for; lead times are shorter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A milestone before and after the meeting got another date."""

    id: str
    title: str
    old: dt.date
    new: dt.date


def milestones(
    rules: MeetingRules,
    meeting_date: dt.date,
    breaks: Sequence[Break] = (),
    *,
    decided: Mapping[str, dt.date] | None = None,
    language: Language = "nn",
) -> tuple[Milestone, ...]:
    """Return the milestones by date; `decided` are the days that people have set, by milestone.

    One that falls on a weekend or public holiday moves to a working day as its rule says, by default away from the
    meeting: earlier before it, later after it; the note says from where. The meeting day itself never moves. One that
    falls in a break stays, and the note says so.
    """
    ruled = (_milestone(milestone, meeting_date, breaks, language) for milestone in rules.milestones)
    found = [_decided(milestone, decided or {}, language) for milestone in ruled]
    return tuple(sorted(found, key=lambda milestone: milestone.date))


def moved(before: Sequence[Milestone], after: Sequence[Milestone]) -> tuple[Moved, ...]:
    """Return every milestone with its old and its new day, in the new order."""
    days = {milestone.id: milestone.date for milestone in before}
    return tuple(
        Moved(id=milestone.id, title=milestone.title, old=days[milestone.id], new=milestone.date) for milestone in after
    )


def too_close(
    rules: MeetingRules, meeting_date: dt.date, today: dt.date, *, done: Collection[str] = ()
) -> tuple[Milestone, ...]:
    """Return the firm milestones that would be in the past already if the meeting had this date.

    `done` are the ids of those that are behind us anyway, such as an invitation that is sent.
    """
    firm = {milestone.id for milestone in rules.milestones if milestone.firm} - set(done)
    return tuple(
        milestone for milestone in milestones(rules, meeting_date) if milestone.id in firm and milestone.date < today
    )


def earliest_date(rules: MeetingRules, today: dt.date, *, done: Collection[str] = ()) -> dt.date:
    """Return the first working day from today on that leaves time for every firm milestone."""
    day = today
    for _ in range(FURTHEST):
        if is_workday(day) and not too_close(rules, day, today, done=done):
            return day
        day += ONE_DAY
    raise ValueError(f"no date within {FURTHEST} days leaves time for the milestones")


def date_warnings(
    meeting_date: dt.date, today: dt.date, breaks: Sequence[Break] = (), language: Language = "nn"
) -> tuple[str, ...]:
    """Return what speaks against the meeting date: past, weekend, public holiday, break."""
    day, found = full_date(meeting_date, language), []
    if meeting_date < today:
        found.append(say(language, "The meeting date {day} is past.", day=day))
    if is_weekend(meeting_date):
        found.append(say(language, "The meeting date {day} is at the weekend.", day=day))
    if names := holidays(meeting_date):
        free = listed([say(language, name) for name in names])
        found.append(say(language, "The meeting date {day} is a public holiday: {names}.", day=day, names=free))
    elif name := break_on(meeting_date, breaks):
        week = meeting_date.isocalendar().week
        in_break = sentence("The meeting date {day} is in week {week}, {name}.")
        found.append(say(language, in_break, day=day, week=week, name=say(language, name)))
        if is_of_schools(name):
            found[-1] += " " + say(language, "Each municipality decides on its own school year.")
    return tuple(found)


def _milestone(rule: MilestoneRule, meeting_date: dt.date, breaks: Sequence[Break], language: Language) -> Milestone:
    if rule.workdays:
        counted = day = add_workdays(meeting_date, rule.workdays)
    else:
        counted = day = meeting_date + dt.timedelta(days=rule.days)
        step = _step(rule)
        while rule.days and step and not is_workday(day):
            day += step
    note = "" if day == counted else _moved_from(counted, language)
    if not note and day != meeting_date and (name := break_on(day, breaks)):
        note = say(language, "The day is in {name}.", name=say(language, name))
    return Milestone(id=rule.id, title=rule.title, date=day, note=note)


def _decided(ruled: Milestone, decided: Mapping[str, dt.date], language: Language) -> Milestone:
    """Return the milestone on the day people have set, which may be another than the rule's."""
    day = decided.get(ruled.id, ruled.date)
    if day == ruled.date:
        return ruled
    by_rule = full_date(ruled.date, language)
    return replace(ruled, date=day, note=say(language, "Set in the year folder; the rules give {day}.", day=by_rule))


def _step(rule: MilestoneRule) -> dt.timedelta:
    match rule.free_day:
        case "earlier":
            return -ONE_DAY
        case "later":
            return ONE_DAY
        case "stay":
            return dt.timedelta()
        case "away":
            return ONE_DAY if rule.days > 0 else -ONE_DAY


def _moved_from(day: dt.date, language: Language) -> str:
    free = listed([say(language, holiday) for holiday in holidays(day)]) or say(language, "at the weekend")
    return say(language, "Moved from {day}, which is {free}.", day=full_date(day, language), free=free)
