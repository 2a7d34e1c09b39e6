"""Elections, terms and turns within a year, against slow readings of the calendar that go from day to day."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cycle.errors import ConfigError
from cycle.governance.calendar.elections import election_between, election_day, later
from cycle.governance.calendar.meanwhile import meanwhile
from cycle.governance.calendar.meanwhile_span import Span
from cycle.governance.community_data.history import History
from cycle.governance.community_data.rule import holds
from cycle.governance.hosting.host import hosts
from cycle.governance.inviting.seats import invited_seats
from cycle.model import Mandate, Meanwhile, Person, Register
from tests.governance.conftest import LOADED
from tests.governance.hosting.test_offices import HOSPITAL, MUNICIPAL, rotates, rules_with

ONE_DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(1955, 1, 1), dt.date(2195, 12, 31)
DAYS = st.dates(FIRST, LAST)


def days(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=number) for number in range((last - first).days + 1)]


def votes(year: int) -> dt.date:
    """Return the second Monday of September, as the calendar on the wall shows it."""
    mondays = [week[0] for week in calendar.Calendar().monthdatescalendar(year, 9) if week[0].month == 9]
    return mondays[1]


def elections(first: dt.date, last: dt.date) -> list[int]:
    """Return the years with elections, counted up and down from the one of 2023."""
    found = {2023}
    for step in (4, -4):
        year = 2023
        while first.year - 1 <= year + step <= last.year + 1:
            year += step
            found.add(year)
    return sorted(found)


def asked_about(record: dt.date, meeting: dt.date, since: dt.date | None) -> set[int]:
    """Return the elections that may have another hold a seat, from what councils do on each of the days between.

    A council that is elected in September meets for the first time in October. Somebody who got the seat after the
    voting was chosen by it, or knew of it.
    """
    found = set()
    for year in elections(FIRST, LAST):
        if since is not None and since > votes(year):
            continue
        october = days(dt.date(year, 10, 1), dt.date(year, 10, 31))
        if any(record < day + ONE_DAY for day in october[-1:]) and any(day <= meeting for day in october[:1]):
            found.add(year)
        if since is not None and 0 <= (record - (october[-1] + ONE_DAY)).days < 365:
            found.add(year)
    return found


@given(record=DAYS, ahead=st.integers(1, 700), before=st.none() | st.integers(0, 4000))
@settings(max_examples=400, deadline=None)
def test_an_election_is_told_exactly_when_a_council_may_have_come_in_the_meantime(
    record: dt.date, ahead: int, before: int | None
) -> None:
    meeting = min(record + dt.timedelta(days=ahead), LAST)
    since = max(record - dt.timedelta(days=before), FIRST) if before is not None else None
    found = asked_about(record, meeting, since)
    assert election_between(record, meeting, since) == (min(found) if found else None)


@pytest.mark.parametrize(
    ("year", "day"), [(2011, 12), (2015, 14), (2019, 9), (2023, 11), (2027, 13)], ids=lambda entry: str(entry)
)
def test_people_vote_on_the_second_monday_of_september(year: int, day: int) -> None:
    assert election_day(year) == votes(year) == dt.date(year, 9, day)


@given(day=DAYS, years=st.integers(1, 8))
@settings(max_examples=400, deadline=None)
def test_a_term_is_over_on_the_first_day_that_is_so_many_years_later(day: dt.date, years: int) -> None:
    """From day to day: the term is over when the date has come round so often, on 28 February for a leap day."""
    wanted = (day.month, day.day) if (day.month, day.day) != (2, 29) else (2, 28)
    at, rounds = day, 0
    while rounds < years:
        at += ONE_DAY
        rounds += (at.month, at.day) == wanted or (
            wanted == (2, 28) and day.day == 29 and (at.month, at.day) == (2, 28)
        )
    assert later(day, years) == at


SEAT = next(
    replace(seat, election="municipal", term_years=4)
    for seat in invited_seats(LOADED.meeting(), LOADED.community, on=dt.date(2026, 12, 1))
    if seat.id == "alver.ordforar"
)
TERMS = st.tuples(st.integers(-3000, 400), st.none() | st.integers(-30, 500), st.sampled_from(["a", "b"]))


@given(record=st.dates(dt.date(2020, 1, 1), dt.date(2190, 1, 1)), ahead=st.integers(1, 500), terms=st.lists(TERMS))
@settings(max_examples=300, deadline=None)
def test_whoever_holds_a_seat_on_neither_or_one_of_the_days_is_told_of_and_nobody_else(
    record: dt.date, ahead: int, terms: list[tuple[int, int | None, str]]
) -> None:
    meeting = record + dt.timedelta(days=ahead)
    mandates = [
        Mandate(
            person=person,
            seat=SEAT.id,
            valid_from=record + dt.timedelta(days=first),
            valid_to=None if last is None else record + dt.timedelta(days=max(first, last)),
        )
        for first, last, person in terms
    ]
    there = [mandate for mandate in mandates if holds(mandate.valid_from, mandate.valid_to, record)]
    if len({mandate.person for mandate in there}) != 1:
        return  # two at once are refused before anything is told, and nobody is another case
    who = there[0].person
    then = {mandate.person for mandate in mandates if holds(mandate.valid_from, mandate.valid_to, meeting)}
    of_the_seat = [change for change in changes(record, meeting, mandates, who) if change.seats == (SEAT.id,)]
    kinds = {change.kind for change in of_the_seat}
    assert all(record < change.on <= meeting for change in of_the_seat)
    if not then:
        assert kinds == {"runs_out"}
    elif who not in then:
        assert kinds == {"handed_over"}
    elif len(then) > 1:
        assert kinds - {"election"} == {"handed_over"}
    else:
        assert kinds <= {"election"}
        since = next(mandate.valid_from for mandate in mandates if holds(mandate.valid_from, mandate.valid_to, meeting))
        over = [day for day in days(record + ONE_DAY, meeting) if since and day == later(since, 4)]
        elected = asked_about(record, meeting, since)
        assert len(of_the_seat) == len(over) + bool(elected)


def changes(record: dt.date, meeting: dt.date, mandates: list[Mandate], who: str) -> tuple[Meanwhile, ...]:
    people = tuple(
        Person(id=name, name=name.upper(), address=f"{name}@x.example", language=None) for name in ("a", "b")
    )
    return meanwhile(
        Span(
            community=replace(LOADED.community, organisations=(), bodies=()),
            register=Register(persons=people, mandates=tuple(mandates)),
            record_date=record,
            meeting=meeting,
            seats=[SEAT],
            then=[SEAT],
            asked={SEAT.id: who},
        )
    )


@given(day=DAYS, over=st.dates(dt.date(2027, 1, 1), dt.date(2027, 12, 31)), every=st.integers(1, 3))
@settings(max_examples=200, deadline=None)
def test_a_turn_that_goes_on_within_the_year_is_the_one_of_the_day_as_counted_day_by_day(
    day: dt.date, over: dt.date, every: int
) -> None:
    turns_over = f"{over:%m-%d}"
    rules = rules_with(host=rotates(year=1955, every=every, turns_over=turns_over))
    answer = hosts(rules, History(), LOADED.community, [day.year], days={day.year: day})[0]
    number = -1 if turns_over != "01-01" else 0
    for year in range(1955, day.year + 1):
        passed = dt.date(year, over.month, over.day) <= day
        number += passed if (year, turns_over) != (1955, "01-01") else 0
    assert answer.side == [MUNICIPAL, HOSPITAL][(number // every) % 2]


@pytest.mark.parametrize("day", ["02-29", "02-30", "04-31", "11-31", "13-01"])
def test_a_day_that_not_every_year_has_is_none_for_the_turn_to_go_on(day: str) -> None:
    with pytest.raises(ConfigError, match="turns_over"):
        rules_with(host=rotates(turns_over=day))
