"""Dates and times are read as Norwegians write them, and nothing is guessed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cycle.register.dates import read_date, read_time
from cycle.wording import clock, full_date, long_date

DAYS = st.dates(min_value=dt.date(1900, 1, 1), max_value=dt.date(2199, 12, 31))


@settings(deadline=None)
@given(DAYS)
def test_every_way_we_write_a_date_is_read_back(day: dt.date) -> None:
    ways = [
        long_date(day),
        long_date(day, "nb"),
        full_date(day),
        full_date(day, "nb"),
        day.isoformat(),
        f"{day:%d.%m.%Y}",
    ]
    assert {read_date(way) for way in ways} == {day}


@settings(deadline=None)
@given(st.times())
def test_every_way_we_write_a_time_is_read_back(time: dt.time) -> None:
    minute = time.replace(second=0, microsecond=0)
    ways = [clock(minute), f"kl. {clock(minute)}", f"{minute:%H:%M}", time, (minute.hour * 60 + minute.minute) / 1440]
    assert {read_time(way) for way in ways} == {minute}


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("18. februar", "'18. februar' has no year"),
        ("18.02", "'18.02' has no year"),
        ("18.02.", "'18.02.' has no year"),
        ("18.02.27", "'18.02.27' has a year of two digits"),
        ("2027", "'2027' is a year, not a date"),
        (2027, "'2027' is a year, not a date"),
        (7, "'7' is a number, not a date"),
        ("30. februar 2027", "'30. februar 2027' is not a day in the calendar"),
        ("18. febuar 2027", "'18. febuar 2027' names no month"),
        ("onsdag 18. februar 2027", "'onsdag 18. februar 2027' was written, and the day is a torsdag"),
        ("02/18/2027", "'02/18/2027' is not a date"),
        (True, "'True' is not a date"),
        (None, "'None' is not a date"),
    ],
)
def test_a_date_that_is_not_whole_is_refused_in_words(written: object, why: str) -> None:
    with pytest.raises(ValueError, match=r"'") as caught:
        read_date(written)
    assert str(caught.value) == why


@pytest.mark.parametrize("written", ["25.00", "9.60", "9.3.2", "ni", "", -1, dt.timedelta(days=1), True])
def test_a_time_that_is_none_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="is not a time of day"):
        read_time(written)


def test_excels_own_numbers_are_read() -> None:
    assert read_date(46436) == dt.date(2027, 2, 18)
    assert read_date(46436.0) == dt.date(2027, 2, 18)
    assert read_time(9.3) == dt.time(9, 30)
    assert read_time(9) == dt.time(9)
