"""Dates and times of day as Norwegians and spreadsheets write them, read without guessing the year."""

from __future__ import annotations

import datetime as dt
import re

from cycle.phrases import Phrase
from cycle.written_days import DateError, read_day

DATE_REMEDY = Phrase("write day, month and year: 18.02.2027, 18. februar 2027 or 2027-02-18")
TIME_REMEDY = Phrase("write hour and minute: 09.00 or 09:00")

FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Excel's day numbers from 1954 to 2119: a date cell that lost its date format."""
DAY_ZERO = dt.date(1899, 12, 30)
"""The day that Excel counts from, for every day after February 1900."""


class TimeError(ValueError):
    """What is no time of day."""

    def __init__(self, message: Phrase) -> None:
        self.message = message
        super().__init__(message)


def read_date(value: object) -> dt.date:
    """Return the date in a cell or a text. DateError for anything that is not one whole date."""
    match value:
        case dt.datetime():
            return value.date()
        case dt.date():
            return value
        case bool():
            raise DateError("date_none", Phrase("'{value}' is not a date", value=str(value)))
        case int() | float():
            return _serial(value)
        case str():
            return read_day(value)
        case _:
            raise DateError("date_none", Phrase("'{value}' is not a date", value=str(value)))


def read_time(value: object) -> dt.time:
    """Return the time of day in a cell or a text, to the minute. TimeError for anything else."""
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
            raise TimeError(Phrase("'{value}' is not a time of day", value=str(value)))


def _serial(number: float) -> dt.date:
    if FIRST_SERIAL <= number <= LAST_SERIAL:
        return DAY_ZERO + dt.timedelta(days=int(number))
    if number in range(1900, 2200):
        raise DateError("date_year", Phrase("'{value}' is a year, not a date", value=f"{number:g}"))
    raise DateError("date_number", Phrase("'{value}' is a number, not a date", value=f"{number:g}"))


def _clock(text: str) -> dt.time:
    found = re.fullmatch(r"(?:kl\.? ?)?(\d{1,2})(?:[.:](\d{2})(?::00)?)?", text.casefold())
    if not found or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise TimeError(Phrase("'{value}' is not a time of day", value=text))
    return dt.time(int(found[1]), int(found[2] or 0))


def _minutes(minutes: int) -> dt.time:
    return dt.time(minutes // 60 % 24, minutes % 60)
