"""Days counted from the meeting, and what speaks against a date."""

from __future__ import annotations

import datetime as dt

import pytest
from dateutil.easter import easter as other_easter
from hypothesis import given
from hypothesis import strategies as st

from cycle.governance.days import easter, holidays, is_workday
from cycle.governance.milestones import date_warnings, milestones
from tests.governance.conftest import LOADED

RULES = LOADED.meeting("partnarskapsmote")
TODAY = dt.date(2026, 8, 1)
days = st.dates(dt.date(1990, 1, 1), dt.date(2200, 12, 31))


def test_the_days_of_2027_are_counted_back_from_the_meeting() -> None:
    found = milestones(RULES, dt.date(2027, 2, 18))

    assert [(one.id, one.date.isoformat()) for one in found] == [
        ("vertskap", "2026-08-20"),
        ("hald-av-datoen", "2026-09-17"),
        ("programkomite", "2026-10-29"),
        ("invitasjonsliste", "2026-11-26"),
        ("invitasjon", "2026-12-10"),
        ("svarfrist", "2027-01-14"),
        ("folgebrev", "2027-01-28"),
        ("presentasjonar", "2027-02-15"),
        ("mote", "2027-02-18"),
        ("publisering", "2027-03-04"),
    ]
    assert {one.note for one in found} == {""}


def test_a_deadline_on_a_holiday_comes_earlier_and_says_why() -> None:
    found = {one.id: one for one in milestones(RULES, dt.date(2027, 3, 12))}  # ten weeks before is 1 January
    assert found["invitasjon"].date == dt.date(2026, 12, 31)

    christmas = {one.id: one for one in milestones(RULES, dt.date(2027, 3, 5))}["invitasjon"]
    assert (christmas.date, christmas.note) == (
        dt.date(2026, 12, 24),
        "Flytta frå fredag 25. desember 2026, som er første juledag.",
    )


def test_what_comes_after_the_meeting_moves_later() -> None:
    found = {one.id: one for one in milestones(RULES, dt.date(2027, 3, 11))}  # two weeks after is Maundy Thursday
    assert (found["publisering"].date, found["publisering"].note) == (
        dt.date(2027, 3, 30),
        "Flytta frå torsdag 25. mars 2027, som er skjertorsdag.",
    )


@given(day=days)
def test_every_milestone_is_a_working_day_and_on_its_side_of_the_meeting(day: dt.date) -> None:
    offsets = {one.id: one.days for one in RULES.milestones}
    for one in milestones(RULES, day):
        counted = day + dt.timedelta(days=offsets[one.id])
        if offsets[one.id] == 0:
            assert one.date == day
        else:
            assert is_workday(one.date)
            assert (one.date <= counted < day) if offsets[one.id] < 0 else (one.date >= counted > day)
            assert bool(one.note) == (one.date != counted)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2027-02-18", ()),
        ("2026-07-31", ("Møtedatoen fredag 31. juli 2026 har alt vore.",)),
        ("2027-02-20", ("Møtedatoen laurdag 20. februar 2027 er i helga.",)),
        ("2027-03-25", ("Møtedatoen torsdag 25. mars 2027 er ein heilagdag: skjertorsdag.",)),
        (
            "2027-05-17",
            ("Møtedatoen måndag 17. mai 2027 er ein heilagdag: grunnlovsdagen 17. mai og andre pinsedag.",),
        ),
        (
            "2027-03-04",
            (
                (
                    "Møtedatoen torsdag 4. mars 2027 er i veke 9, vinterferien i skulane. "
                    "Kvar kommune avgjer sin eigen skulerute."
                ),
            ),
        ),
        (
            "2027-10-14",
            (
                (
                    "Møtedatoen torsdag 14. oktober 2027 er i veke 41, haustferien i skulane. "
                    "Kvar kommune avgjer sin eigen skulerute."
                ),
            ),
        ),
        (
            "2027-03-28",
            (
                "Møtedatoen søndag 28. mars 2027 er i helga.",
                "Møtedatoen søndag 28. mars 2027 er ein heilagdag: første påskedag.",
            ),
        ),
    ],
)
def test_a_date_that_does_not_suit_is_warned_about_by_name(day: str, expected: tuple[str, ...]) -> None:
    assert date_warnings(dt.date.fromisoformat(day), TODAY) == expected


@given(year=st.integers(1583, 4099))
def test_easter_agrees_with_dateutil(year: int) -> None:
    assert easter(year) == other_easter(year)


def test_a_year_has_twelve_holidays_unless_two_fall_together() -> None:
    year = [dt.date(2027, 1, 1) + dt.timedelta(days=number) for number in range(365)]
    assert [(f"{day:%m-%d}", holidays(day)) for day in year if holidays(day)] == [
        ("01-01", ("første nyttårsdag",)),
        ("03-25", ("skjertorsdag",)),
        ("03-26", ("langfredag",)),
        ("03-28", ("første påskedag",)),
        ("03-29", ("andre påskedag",)),
        ("05-01", ("arbeidarane sin dag 1. mai",)),
        ("05-06", ("Kristi himmelfartsdag",)),
        ("05-16", ("første pinsedag",)),
        ("05-17", ("grunnlovsdagen 17. mai", "andre pinsedag")),
        ("12-25", ("første juledag",)),
        ("12-26", ("andre juledag",)),
    ]
