"""Days as Norwegians write them, read without guessing the year; a weekday that is not the day's is refused."""

from __future__ import annotations

import datetime as dt
import re

from cycle.phrases import Phrase

MONTHS = {
    name: number
    for number, names in enumerate(
        ("januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november"), 1
    )
    for name in (names, names[:3])
} | {"sept": 9, "desember": 12, "des": 12}

WEEKDAYS = ("måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "søndag")
WEEKDAY_NUMBERS = {name: number for number, name in enumerate(WEEKDAYS)} | {
    "mandag": 0,
    "tirsdag": 1,
    "lørdag": 5,
    "sundag": 6,
}
"""Every spelling of a weekday in nynorsk and bokmål, Monday is 0."""


class DateError(ValueError):
    """What is no whole date: for those who write files, and as a key of `words` for a cell of a table."""

    def __init__(self, key: str, message: Phrase) -> None:
        self.key, self.message = key, message
        super().__init__(message)


def read_day(written: str) -> dt.date:
    """Return the day of `2027-02-18`, `18.02.2027`, `18. februar 2027` or `torsdag 18. februar 2027`.

    DateError, in words, for anything that is not one whole day, and for a weekday that the day is not.
    """
    text = " ".join(written.split())
    lower = text.casefold()
    named = re.match(r"([a-zøå]+dag),? (?:den )?", lower)
    day = _day(text, lower[named.end() :] if named else lower)
    weekday = WEEKDAY_NUMBERS.get(named[1]) if named else None
    if weekday is not None and weekday != day.weekday():
        what = Phrase("'{value}' was written, and the day is a {day}", value=text, day=WEEKDAYS[day.weekday()])
        raise DateError("date_weekday", what)
    return day


def _day(text: str, lower: str) -> dt.date:
    if found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[t ]00:00(?::00)?)?", lower):
        year, month, day = map(int, found.groups())
    elif found := re.fullmatch(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})", lower):
        day, month, year = map(int, found.groups())
    elif found := re.fullmatch(r"(\d{1,2})\.? ([a-z]+)\.? (\d{4})", lower):
        day, month, year = int(found[1]), _month(found[2], text), int(found[3])
    else:
        raise _why_not(text, lower)
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise DateError("date_calendar", Phrase("'{value}' is not a day in the calendar", value=text)) from None


def _why_not(text: str, lower: str) -> DateError:
    if re.fullmatch(r"\d{1,2}\.? (?:[a-z]+|\d{1,2})\.?|\d{1,2}\.\d{1,2}\.?", lower):
        return DateError("date_no_year", Phrase("'{value}' has no year", value=text))
    if re.fullmatch(r"\d{1,2}\. ?(?:\d{1,2}\. ?|[a-z]+ )\d{2}", lower):
        return DateError("date_short_year", Phrase("'{value}' has a year of two digits", value=text))
    if re.fullmatch(r"\d{4}", lower):
        return DateError("date_year", Phrase("'{value}' is a year, not a date", value=text))
    return DateError("date_none", Phrase("'{value}' is not a date", value=text))


def _month(word: str, text: str) -> int:
    if word not in MONTHS:
        raise DateError("date_month", Phrase("'{value}' names no month", value=text))
    return MONTHS[word]
