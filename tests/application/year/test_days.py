"""The days of a year fit each other: each is told from one source, and days that cannot be are refused together."""

from __future__ import annotations

import datetime as dt
import re
import shutil

import pytest

from cycle.application.actions.asking.meeting_move import move_meeting
from cycle.application.actions.running.registry import STEPS
from cycle.application.year.cycle import look_at, open_cycle
from cycle.errors import ConfigError
from tests.desk import YEAR, Desk

WRITTEN = dt.date(2027, 1, 15)


def plan_of(desk: Desk) -> str:
    cycle = desk.cycle()
    return STEPS["plan"].present(cycle, cycle.graph[0], desk.newest("plan")).markdown


def milestone(desk: Desk, name: str = "svarfrist") -> dt.date:
    return {milestone.id: milestone.date for milestone in desk.cycle().milestones}[name]


def meeting(desk: Desk, **days: str | None) -> None:
    """Write days in the year's file, or take them out."""
    path = desk.year_folder / "meeting.toml"
    text = path.read_text()
    for key, day in days.items():
        text = re.sub(rf"(?m)^{key} = .*\n", f"{key} = {day}\n" if day else "", text)
    path.write_text(text)


def test_the_day_answers_are_due_is_one_day_wherever_the_plan_says_it(desk: Desk) -> None:
    desk.start()
    desk.compute("plan")
    assert milestone(desk) == WRITTEN
    assert "Svarfrist: fredag 15. januar 2027." in plan_of(desk)
    assert "| fredag 15. januar 2027 | Svarfristen går ut | Sett i årsmappa; reglane gjev torsdag 14. januar 2027" in (
        plan_of(desk).replace("\\", "")
    )
    assert "14. januar 2027 | Svarfristen" not in plan_of(desk)


def test_where_nobody_has_said_when_answers_are_due_the_rules_do(desk: Desk) -> None:
    meeting(desk, reply_by=None)
    desk.start()
    assert milestone(desk) == desk.cycle().year_inputs.facts.reply_by == dt.date(2027, 1, 14)


def test_a_meeting_that_is_moved_takes_the_day_answers_are_due_with_it_where_it_cannot_stay(desk: Desk) -> None:
    desk.start()
    found = move_meeting(desk.services, YEAR, dt.date(2027, 4, 15), yes=True)
    assert {milestone.id: milestone.new for milestone in found.moves}["svarfrist"] == dt.date(2027, 3, 12)
    assert milestone(desk) == desk.cycle().year_inputs.facts.reply_by == dt.date(2027, 3, 12)
    assert "# flytta" in (desk.year_folder / "meeting.toml").read_text().partition("reply_by")[2].partition("\n")[0]


def test_a_year_copied_from_last_year_with_only_the_date_changed_is_refused_with_every_day_at_once(desk: Desk) -> None:
    shutil.copytree(desk.year_folder, desk.community / "partnarskapsmote-2028")
    copy = desk.community / "partnarskapsmote-2028" / "meeting.toml"
    copy.write_text(copy.read_text().replace("date = 2027-02-18", "date = 2028-02-17", 1))
    with pytest.raises(ConfigError) as caught:
        open_cycle(desk.services, year=2028)
    assert {problem.where: problem.what for problem in caught.value.problems} == {
        "reply_by": "answers are due 2027-01-15, more than a year before the meeting 2028-02-17: "
        "the day is of another year's meeting",
        "record_date": "the record date 2026-12-01 is more than a year before the meeting 2028-02-17: "
        "the day is of another year's meeting",
    }
    assert "leave it out: it is then 2028-01-13" in caught.value.problems[0].remedy


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        ({"reply_by": "2027-02-18"}, {"reply_by"}),
        ({"reply_by": "2027-03-01"}, {"reply_by"}),
        ({"reply_by": "2026-12-10", "record_date": "2026-12-01"}, {"reply_by"}),
        ({"reply_by": "2026-12-11"}, set()),
        ({"reply_by": "2026-01-15"}, {"reply_by"}),
        ({"record_date": "2027-02-18"}, {"record_date"}),
        ({"record_date": "2027-12-01"}, {"record_date"}),
        ({"record_date": "2025-12-01"}, {"record_date"}),
        ({"record_date": "2027-01-16"}, {"record_date"}),
        ({"record_date": "2027-01-15"}, set()),
        ({"reply_by": "2028-01-15", "record_date": "2027-12-01"}, {"reply_by", "record_date"}),
        ({"reply_by": "2026-01-15", "record_date": "2025-12-01"}, {"reply_by", "record_date"}),
    ],
)
def test_days_that_cannot_be_are_refused_and_those_beside_them_are_not(
    days: dict[str, str], wrong: set[str], desk: Desk
) -> None:
    meeting(desk, **days)
    if not wrong:
        assert look_at(desk.services, year=YEAR).year == YEAR
        return
    with pytest.raises(ConfigError) as caught:
        look_at(desk.services, year=YEAR)
    assert {problem.where for problem in caught.value.problems} == wrong


def test_a_date_given_when_the_year_is_started_is_held_against_the_days_in_its_file(desk: Desk) -> None:
    with pytest.raises(ConfigError) as caught:
        desk.start(date="15.04.2027")
    assert [problem.what for problem in caught.value.problems] == [
        "answers are due 2027-01-15, not after the day the invitation goes, 2027-02-04"
    ]


def test_the_plan_shows_what_stands_word_for_word_as_last_year(desk: Desk) -> None:
    before = desk.community / f"partnarskapsmote-{YEAR - 1}"
    before.mkdir()
    text = (desk.year_folder / "meeting.toml").read_text()
    (before / "meeting.toml").write_text(text.replace('theme = "', 'theme = "Ikkje '))
    desk.start()
    desk.compute("plan")
    shown = plan_of(desk).partition(f"### Ordrett som i {YEAR - 1}")[2].partition("###")[0]
    assert "- målet med møtet\n" in shown
    assert "temaet" not in shown


def test_the_plan_says_nothing_of_last_year_where_nothing_was_copied(desk: Desk) -> None:
    desk.start()
    desk.compute("plan")
    assert "Ordrett som i" not in plan_of(desk)
