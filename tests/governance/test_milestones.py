"""Days counted from the meeting, and what speaks against a date."""

from __future__ import annotations

import datetime as dt

import pytest
from dateutil.easter import easter as other_easter
from hypothesis import given
from hypothesis import strategies as st

from cycle.catalogue import say
from cycle.errors import ConfigError
from cycle.governance.calendar.days import add_workdays, break_on, easter, holidays, is_workday
from cycle.governance.calendar.milestones import date_warnings, earliest_date, milestones, moved, too_close
from cycle.governance.community_data.rules import MeetingRules, MilestoneRule
from cycle.governance.community_data.strict import parse
from cycle.model import Break
from tests.governance.conftest import LOADED

RULES = LOADED.meeting("partnarskapsmote")
TODAY = dt.date(2026, 8, 1)
days = st.dates(dt.date(1990, 1, 1), dt.date(2200, 12, 31))


def test_the_days_of_2027_are_counted_back_from_the_meeting() -> None:
    found = milestones(RULES, dt.date(2027, 2, 18))

    assert [(milestone.id, milestone.date.isoformat()) for milestone in found] == [
        ("vertskap", "2026-08-20"),
        ("hald-av-datoen", "2026-09-17"),
        ("programkomite", "2026-10-29"),
        ("invitasjonsliste", "2026-11-26"),
        ("invitasjon", "2026-12-10"),
        ("paminning", "2027-01-07"),
        ("svarfrist", "2027-01-14"),
        ("folgebrev", "2027-01-28"),
        ("sakspapir", "2027-02-11"),
        ("presentasjonar", "2027-02-15"),
        ("mote", "2027-02-18"),
        ("publisering", "2027-03-04"),
        ("referat", "2027-03-11"),
    ]
    assert {milestone.id: milestone.note for milestone in found if milestone.note} == {
        "publisering": "Dagen er i vinterferien i skulane."
    }


def test_a_deadline_on_a_holiday_comes_earlier_and_says_why() -> None:
    found = {
        milestone.id: milestone for milestone in milestones(RULES, dt.date(2027, 3, 12))
    }  # ten weeks before is 1 January
    assert found["invitasjon"].date == dt.date(2026, 12, 31)

    christmas = {milestone.id: milestone for milestone in milestones(RULES, dt.date(2027, 3, 5))}["invitasjon"]
    assert (christmas.date, christmas.note) == (
        dt.date(2026, 12, 24),
        "Flytta frå fredag 25. desember 2026, som er første juledag.",
    )


def test_what_comes_after_the_meeting_moves_later() -> None:
    found = {
        milestone.id: milestone for milestone in milestones(RULES, dt.date(2027, 3, 11))
    }  # two weeks after is Maundy Thursday
    assert (found["publisering"].date, found["publisering"].note) == (
        dt.date(2027, 3, 30),
        "Flytta frå torsdag 25. mars 2027, som er skjertorsdag.",
    )


@given(day=days)
def test_every_milestone_is_a_working_day_and_on_its_side_of_the_meeting(day: dt.date) -> None:
    rules = {milestone.id: milestone for milestone in RULES.milestones}
    for milestone in milestones(RULES, day):
        offset = rules[milestone.id].days
        counted = day + dt.timedelta(days=offset)
        if rules[milestone.id].workdays:
            between = [day + dt.timedelta(days=number) for number in range(-60, 61)]
            passed = [
                each
                for each in between
                if is_workday(each) and min(day, milestone.date) < each < max(day, milestone.date)
            ]
            assert is_workday(milestone.date)
            assert len(passed) == abs(rules[milestone.id].workdays) - 1
        elif offset == 0:
            assert milestone.date == day
        else:
            assert is_workday(milestone.date)
            assert (milestone.date <= counted < day) if offset < 0 else (milestone.date >= counted > day)
            assert milestone.note.startswith("Flytta frå") == (milestone.date != counted)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2027-02-18", ()),
        ("2026-06-30", ("Møtedatoen tysdag 30. juni 2026 har alt vore.",)),
        ("2027-07-30", ("Møtedatoen fredag 30. juli 2027 er i veke 30, fellesferien.",)),
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
                    "Kvar kommune avgjer si eiga skulerute."
                ),
            ),
        ),
        (
            "2027-10-14",
            (
                (
                    "Møtedatoen torsdag 14. oktober 2027 er i veke 41, haustferien i skulane. "
                    "Kvar kommune avgjer si eiga skulerute."
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
    assert [(f"{day:%m-%d}", tuple(say("nn", name) for name in holidays(day))) for day in year if holidays(day)] == [
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


def with_milestones(*plain: dict[str, object]) -> MeetingRules:
    rules = tuple(
        parse(MilestoneRule, {"id": f"m{at}", "title": "t", **entry}, file="x") for at, entry in enumerate(plain)
    )
    return RULES.model_copy(update={"milestones": rules})


@given(day=days, later=st.integers(0, 400))
def test_a_later_meeting_never_makes_a_milestone_earlier(day: dt.date, later: int) -> None:
    before = {milestone.id: milestone.date for milestone in milestones(RULES, day)}
    for milestone in milestones(RULES, day + dt.timedelta(days=later)):
        assert milestone.date >= before[milestone.id]


@given(today=st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
def test_the_earliest_date_is_the_first_that_leaves_time(today: dt.date) -> None:
    earliest = earliest_date(RULES, today)
    assert is_workday(earliest)
    assert too_close(RULES, earliest, today) == ()
    day = earliest - dt.timedelta(days=1)
    while not is_workday(day):
        day -= dt.timedelta(days=1)
    assert day < today or too_close(RULES, day, today)


def test_an_invitation_that_is_sent_holds_nothing_back() -> None:
    meeting, today = dt.date(2027, 1, 5), dt.date(2026, 12, 1)
    assert [milestone.id for milestone in too_close(RULES, meeting, today)] == ["invitasjon"]
    assert too_close(RULES, meeting, today, done={"invitasjon"}) == ()


def test_moving_the_meeting_moves_everything_counted_from_it() -> None:
    found = {
        milestone.id: (milestone.old.isoformat(), milestone.new.isoformat())
        for milestone in moved(milestones(RULES, dt.date(2027, 2, 18)), milestones(RULES, dt.date(2027, 2, 25)))
    }
    assert found["invitasjon"] == ("2026-12-10", "2026-12-17")
    assert found["mote"] == ("2027-02-18", "2027-02-25")
    assert len(found) == len(RULES.milestones)


@pytest.mark.parametrize(
    ("free_day", "expected"),
    [("away", "2026-12-24"), ("earlier", "2026-12-24"), ("later", "2026-12-28"), ("stay", "2026-12-25")],
)
def test_where_a_milestone_goes_from_a_holiday_is_the_rules_own_choice(free_day: str, expected: str) -> None:
    rules = with_milestones({"weeks_before": 10, "free_day": free_day})
    assert milestones(rules, dt.date(2027, 3, 5))[0].date.isoformat() == expected


@given(day=days, number=st.integers(-40, 40).filter(bool))
def test_working_days_are_counted_there_and_back(day: dt.date, number: int) -> None:
    found = add_workdays(day, number)
    assert is_workday(found)
    assert (found > day) == (number > 0)
    if is_workday(day):
        assert add_workdays(found, -number) == day


def test_an_offset_is_given_exactly_once() -> None:
    with pytest.raises(ConfigError, match="give exactly one of days_before, weeks_before, workdays_before"):
        with_milestones({"weeks_before": 1, "workdays_before": 3})


def test_a_community_says_itself_when_its_schools_are_closed() -> None:
    own = (
        Break(name="vinterferien i Oslo", weeks=(8,)),
        Break(name="planleggingsdagane", first=dt.date(2027, 1, 4), last=dt.date(2027, 1, 5), years=(2027,)),
    )
    assert break_on(dt.date(2027, 2, 25), own) == "vinterferien i Oslo"
    assert break_on(dt.date(2027, 3, 4), own) == ""
    assert break_on(dt.date(2027, 1, 4), own) == "planleggingsdagane"
    assert date_warnings(dt.date(2027, 2, 25), TODAY, own) == (
        "Møtedatoen torsdag 25. februar 2027 er i veke 8, vinterferien i Oslo.",
    )


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2027-03-04", "vinterferien i skulane"),
        ("2027-10-14", "haustferien i skulane"),
        ("2027-07-12", "fellesferien"),
        ("2027-07-30", "fellesferien"),
        ("2027-08-02", ""),
        ("2027-03-23", "påskeveka"),
        ("2027-12-29", "romjula"),
        ("2027-03-06", ""),
    ],
)
def test_breaks_have_their_nynorsk_names(day: str, name: str) -> None:
    assert say("nn", break_on(dt.date.fromisoformat(day))) == name
