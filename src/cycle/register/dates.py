"""Dates and times of day as Norwegians and spreadsheets write them, read without guessing the year."""

from __future__ import annotations

import datetime as dt
import re

from cycle.written_days import DateError, read_day

DATE_REMEDY = "write day, month and year: 18.02.2027, 18. februar 2027 or 2027-02-18"
TIME_REMEDY = "write hour and minute: 09.00 or 09:00"

FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Excel's day numbers from 1954 to 2119: a date cell that lost its date format."""
DAY_ZERO = dt.date(1899, 12, 30)
"""The day that Excel counts from, for every day after February 1900."""


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
            return read_day(value)
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
