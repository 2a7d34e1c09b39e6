"""Norwegian public holidays, working days and breaks with their nynorsk names, computed from Easter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Protocol

from cycle.catalogue import sentence
from cycle.model import Break

ONE_DAY = dt.timedelta(days=1)

FIXED: Mapping[tuple[int, int], str] = {
    (1, 1): sentence("New Year's Day"),
    (5, 1): sentence("Labour Day, 1 May"),
    (5, 17): sentence("Constitution Day, 17 May"),
    (12, 25): sentence("Christmas Day"),
    (12, 26): sentence("Boxing Day"),
}
"""Month and day of the fixed holidays."""

FROM_EASTER: Mapping[int, str] = {
    -3: sentence("Maundy Thursday"),
    -2: sentence("Good Friday"),
    0: sentence("Easter Sunday"),
    1: sentence("Easter Monday"),
    39: sentence("Ascension Day"),
    49: sentence("Whit Sunday"),
    50: sentence("Whit Monday"),
}
"""Days from Easter Sunday to the movable holidays."""

SCHOOL_BREAKS = (
    Break(name=sentence("the winter break in schools"), weeks=(9,)),
    Break(name=sentence("the autumn break in schools"), weeks=(41,)),
)
"""When schools around Bergen are closed, unless the community says otherwise; each municipality decides its own."""


class Lasting(Protocol):
    """What holds from a day to a day; None where it has always held, or holds still."""

    @property
    def valid_from(self) -> dt.date | None:
        """Return the first day."""

    @property
    def valid_to(self) -> dt.date | None:
        """Return the last day."""


@cache
def easter(year: int) -> dt.date:
    """Return Easter Sunday of the Gregorian year (the algorithm of Meeus, Jones and Butcher)."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (year % 19 + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


def holidays(day: dt.date) -> tuple[str, ...]:
    """Return the names of the public holidays that fall on the day; two may, as on 17 May 2027."""
    movable = FROM_EASTER.get((day - easter(day.year)).days)
    return tuple(name for name in (FIXED.get((day.month, day.day)), movable) if name)


def is_weekend(day: dt.date) -> bool:
    """Return whether the day is a Saturday or Sunday."""
    return day.isoweekday() > 5


def is_workday(day: dt.date) -> bool:
    """Return whether people are at work: no weekend, no public holiday."""
    return not is_weekend(day) and not holidays(day)


def add_workdays(day: dt.date, number: int) -> dt.date:
    """Return the day so many working days later, or earlier for a negative number; the day itself is not counted."""
    step = ONE_DAY if number > 0 else -ONE_DAY
    for _ in range(abs(number)):
        day += step
        while not is_workday(day):
            day += step
    return day


def break_on(day: dt.date, breaks: Sequence[Break] = ()) -> str:
    """Return the name of the break the day lies in, or nothing; weekends lie in none.

    The community's own breaks come first, then the last three weeks of July (fellesferie, by custom), the week before
    Easter and the days between Christmas and New Year.
    """
    if is_weekend(day):
        return ""
    for break_ in breaks or SCHOOL_BREAKS:
        if (not break_.years or day.year in break_.years) and _lies_in(break_, day):
            return break_.name
    if dt.date(day.year, 7, 11) <= day <= dt.date(day.year, 7, 31):
        return sentence("the common summer leave")
    if dt.timedelta(days=-6) <= day - easter(day.year) <= dt.timedelta(days=-4):
        return sentence("Easter week")
    return sentence("the days between Christmas and New Year") if day.month == 12 and day.day >= 27 else ""


def is_of_schools(name: str) -> bool:
    """Return whether a break is one of schools: ours, or one that the community calls so in its own words."""
    return name in {break_.name for break_ in SCHOOL_BREAKS} or "skul" in name or "skol" in name


def _lies_in(break_: Break, day: dt.date) -> bool:
    if break_.first and break_.last:
        return break_.first <= day <= break_.last
    return day.isocalendar().week in break_.weeks


def overlap(first: Lasting, second: Lasting) -> bool:
    """Return whether both hold on some day."""
    begins = max(first.valid_from or dt.date.min, second.valid_from or dt.date.min)
    return begins <= min(first.valid_to or dt.date.max, second.valid_to or dt.date.max)
