"""What is done again and again is planned by whoever runs, and however often it is planned, it is done once."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from flows.ahead import next_slot

MOMENTS = st.integers(1_800_000_000, 1_900_000_000).map(lambda second: dt.datetime.fromtimestamp(second, dt.UTC))


@given(MOMENTS, st.integers(1, 1440))
def test_the_next_reading_is_ahead_no_further_than_the_interval_and_the_same_for_all_who_ask(
    now: dt.datetime, minutes: int
) -> None:
    when = next_slot(now, minutes=minutes)
    assert dt.timedelta(0) < when - now <= dt.timedelta(minutes=minutes)
    assert next_slot(when - dt.timedelta(seconds=1), minutes=minutes) == when
