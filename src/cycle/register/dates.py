"""Dates and times of day as Norwegians and spreadsheets write them, read without guessing the year."""

from __future__ import annotations

import datetime as dt
import re

MONTHS = {
    name: number
    for number, names in enumerate(
        ("januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november"), 1
    )
    for name in (names, names[:3])
} | {"sept": 9, "desember": 12, "des": 12}

DATE_REMEDY = "write day, month and year: 18.02.2027, 18. februar 2027 or 2027-02-18"
TIME_REMEDY = "write hour and minute: 09.00 or 09:00"

FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Excel's day numbers from 1954 to 2119: a date cell that lost its date format."""
DAY_ZERO = dt.date(1899, 12, 30)
"""The day that Excel counts from, for every day after February 1900."""


class DateError(ValueError):
    """What is no whole date: in English for those who write files, and as a key of `words` for secretaries."""

    def __init__(self, key: str, what: str) -> None:
        self.key = key
        super().__init__(what)


def read_date(value: object) -> dt.date:
    """Return the date in a cell or a text. ValueError, in words, for anything that is not one whole date."""
    match value:
        case dt.datetime():
            return value.date()
        case dt.date():
            return value
        case bool():
            raise DateError("date_none", f"'{value}' is not a date")
        case int() | float():
            return _serial(value)
        case str():
            return _written(" ".join(value.split()))
        case _:
            raise DateError("date_none", f"'{value}' is not a date")


def read_time(value: object) -> dt.time:
    """Return the time of day in a cell or a text, to the minute. ValueError, in words, for anything else."""
    match value:
        case dt.datetime():
            return value.time().replace(second=0, microsecond=0)
        case dt.time():
            return value.replace(second=0, microsecond=0)
        case dt.timedelta() if dt.timedelta() <= value < dt.timedelta(days=1):
            return _minutes(round(value.total_seconds() / 60))
        case float() if 0 <= value < 1:  # a time cell that lost its format is a part of a day
            return _minutes(round(value * 24 * 60))
        case float():  # 9.3 is what Excel makes of 9.30 typed into a number cell
            return _clock(f"{value:.2f}")
        case str() | int() if not isinstance(value, bool):
            return _clock(" ".join(str(value).split()))
        case _:
            raise ValueError(f"'{value}' is not a time of day")


def _written(text: str) -> dt.date:
    lower = re.sub(r"^[a-zøå]+dag,? ", "", text.casefold())
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
        raise DateError("date_calendar", f"'{text}' is not a day in the calendar") from None


def _why_not(text: str, lower: str) -> DateError:
    if re.fullmatch(r"\d{1,2}\.? (?:[a-z]+|\d{1,2})\.?|\d{1,2}\.\d{1,2}\.?", lower):
        return DateError("date_no_year", f"'{text}' has no year")
    if re.fullmatch(r"\d{1,2}\. ?(?:\d{1,2}\. ?|[a-z]+ )\d{2}", lower):
        return DateError("date_short_year", f"'{text}' has a year of two digits")
    if re.fullmatch(r"\d{4}", lower):
        return DateError("date_year", f"'{text}' is a year, not a date")
    return DateError("date_none", f"'{text}' is not a date")


def _month(word: str, text: str) -> int:
    if word not in MONTHS:
        raise DateError("date_month", f"'{text}' names no month")
    return MONTHS[word]


def _serial(number: float) -> dt.date:
    if FIRST_SERIAL <= number <= LAST_SERIAL:
        return DAY_ZERO + dt.timedelta(days=int(number))
    if number in range(1900, 2200):
        raise DateError("date_year", f"'{number:g}' is a year, not a date")
    raise DateError("date_number", f"'{number:g}' is a number, not a date")


def _clock(text: str) -> dt.time:
    found = re.fullmatch(r"(?:kl\.? ?)?(\d{1,2})(?:[.:](\d{2})(?::00)?)?", text.casefold())
    if not found:
        raise ValueError(f"'{text}' is not a time of day")
    if int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise ValueError(f"'{text}' is not a time of day")
    return dt.time(int(found[1]), int(found[2] or 0))


def _minutes(minutes: int) -> dt.time:
    return dt.time(minutes // 60 % 24, minutes % 60)
