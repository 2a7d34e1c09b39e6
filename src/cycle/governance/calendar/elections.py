"""When the municipal elections (kommuneval) are, and when a term ends: then somebody else may hold a seat."""

from __future__ import annotations

import datetime as dt

KNOWN_FOR = dt.timedelta(days=365)
"""How long after an election a mandate from before it is asked about."""


def election_between(record_date: dt.date, meeting: dt.date, since: dt.date | None) -> int | None:
    """Return the year of an election that may have another hold a seat on the day of the meeting, None for no such.

    `since` is the first day of the mandate. One from after the election is no doubt. One from before it is, when the
    new council comes between the two days, or came in the year before the record date.
    """
    for year in range(record_date.year - 1, meeting.year + 1):
        if not is_election_year(year) or (since is not None and since > election_day(year)):
            continue
        over = election_of(year)
        if record_date < over and dt.date(year, 10, 1) <= meeting:
            return year
        if since is not None and over <= record_date < over + KNOWN_FOR:
            return year
    return None


def election_of(year: int) -> dt.date:
    """Return the first day on which every new council of an election year has met: they do so by the end of October."""
    return dt.date(year, 11, 1)


def election_day(year: int) -> dt.date:
    """Return the day of an election year on which people vote: the second Monday of September."""
    first = dt.date(year, 9, 1)
    return first + dt.timedelta(days=(-first.weekday()) % 7 + 7)


def is_election_year(year: int) -> bool:
    """Return whether municipalities and counties elect that autumn: every fourth year, 2023, 2027."""
    return year % 4 == 3


def later(day: dt.date, years: int) -> dt.date:
    """Return the same day that many years later; 28 February for a leap day."""
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)
