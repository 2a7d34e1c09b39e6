"""Norwegian public holidays and school breaks with their nynorsk names, computed from Easter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

FIXED: Mapping[tuple[int, int], str] = {
    (1, 1): "første nyttårsdag",
    (5, 1): "arbeidarane sin dag 1. mai",
    (5, 17): "grunnlovsdagen 17. mai",
    (12, 25): "første juledag",
    (12, 26): "andre juledag",
}
"""Month and day of the fixed holidays."""

FROM_EASTER: Mapping[int, str] = {
    -3: "skjertorsdag",
    -2: "langfredag",
    0: "første påskedag",
    1: "andre påskedag",
    39: "Kristi himmelfartsdag",
    49: "første pinsedag",
    50: "andre pinsedag",
}
"""Days from Easter Sunday to the movable holidays."""

SCHOOL_BREAKS: Mapping[int, str] = {9: "vinterferien", 41: "haustferien"}
"""ISO weeks when schools around Bergen are closed; each municipality decides its own."""


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


def school_break(day: dt.date) -> str:
    """Return the name of the school break the day lies in, or nothing."""
    return SCHOOL_BREAKS.get(day.isocalendar().week, "") if not is_weekend(day) else ""
