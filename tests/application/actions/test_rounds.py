"""What is done again and again is missed when it is not done, and told when it does not go well for a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from cycle.application.actions.running.rounds import (
    CHECK,
    MORNING,
    READING,
    last_reading,
    latest_morning,
    overdue,
    round_of,
    to_be_told,
)
from cycle.mail.transport.maildir import make_maildir
from cycle.services import OSLO
from tests.desk import Desk

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with a mailbox that is read every ten minutes; all rounds were made just now, on a Monday at noon."""
    one = Desk(tmp_path)
    make_maildir(one.home / "in")
    one.settle(mail_inbox=one.home / "in", mail_inbox_minutes=10)
    for name in (READING, MORNING, CHECK):
        with round_of(one.services, name):
            pass
    yield one
    one.close()


@pytest.mark.parametrize(
    ("after", "missed"),
    [
        (19 * MINUTE, ()),
        (20 * MINUTE, (READING,)),
        (DAY - 4 * HOUR, (READING,)),
        (DAY - 3 * HOUR, (READING, MORNING)),
        (33 * DAY, (READING, MORNING, CHECK)),
    ],
    ids=str,
)
def test_a_round_is_missed_when_its_time_is_past(after: dt.timedelta, missed: tuple[str, ...], desk: Desk) -> None:
    began = desk.moment
    desk.moment += after
    assert overdue(desk.services, up_since=began) == missed


def test_nothing_is_missed_in_the_first_minutes_of_a_service(desk: Desk) -> None:
    desk.moment += 40 * DAY
    assert overdue(desk.services, up_since=desk.moment - 9 * MINUTE) == ()
    assert overdue(desk.services, up_since=desk.moment - 10 * MINUTE) == (READING, MORNING, CHECK)


def test_without_a_mailbox_no_reading_is_missed_nor_told_of(desk: Desk) -> None:
    began = desk.moment
    desk.settle(mail_inbox=None)
    desk.moment += 2 * HOUR
    assert overdue(desk.services, up_since=began) == ()
    assert last_reading(desk.services) is None


def test_a_round_of_a_clock_that_was_ahead_does_not_count_as_made(desk: Desk) -> None:
    desk.services.memory.rounds.made(READING, now=desk.moment + 400 * DAY)
    assert READING in overdue(desk.services, up_since=desk.moment - HOUR)


def test_a_round_that_fails_for_a_day_is_told_of_once_until_it_goes_well_again(desk: Desk) -> None:
    began, rounds = desk.moment, desk.services.memory.rounds
    hours = []
    for _ in range(60):
        desk.moment += HOUR
        rounds.made(READING, now=desk.moment, trouble="the mailbox does not answer")
        if READING in to_be_told(desk.services, up_since=began):
            hours.append((desk.moment - began) // HOUR)
            rounds.mark_notified(READING, now=desk.moment)
    assert hours == [25]
    rounds.made(READING, now=desk.moment)
    desk.moment += 2 * DAY
    assert READING in to_be_told(desk.services, up_since=began)


def test_pages_say_when_answers_were_read_last_and_why_not_since(desk: Desk) -> None:
    found = last_reading(desk.services)
    assert found is not None
    assert found.words() == "Svara er sist lesne 23. november 2026 kl. 12.00."
    desk.moment += HOUR
    with pytest.raises(ZeroDivisionError), round_of(desk.services, READING):
        _ = 1 / 0
    found = last_reading(desk.services)
    assert found is not None
    assert found.words().startswith(
        "Svara er sist lesne 23. november 2026 kl. 12.00. Det siste forsøket gjekk ikkje: Tenesta gjorde ein feil som "
        "ikkje er din."
    )
    assert found.words().endswith("(ZeroDivisionError).")


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        ("2026-11-23T07:59", "2026-11-20T08:00"),
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-22T20:00", "2026-11-20T08:00"),
        ("2027-03-29T12:00", "2027-03-24T08:00"),  # Easter Monday; Maundy Thursday is no working day
    ],
)
def test_the_last_morning_was_a_working_day(now: str, morning: str) -> None:
    def moment(text: str) -> dt.datetime:
        return dt.datetime.fromisoformat(text).replace(tzinfo=OSLO)

    assert latest_morning(moment(now)) == moment(morning)
