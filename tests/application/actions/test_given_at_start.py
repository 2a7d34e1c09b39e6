"""What a year was started with goes before its folder in the pure answers too, as it does in the year itself."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import replace

from cycle.application.actions.asking.host_answers import host_answers
from cycle.application.actions.asking.pure_answers import committee_answer, invitations_answer
from tests.desk import MAYOR, PEOPLE, YEAR, Desk

NEW = replace(MAYOR, name="Nye Hansen", address="nye@alver.example", valid_from=dt.date(2027, 7, 1))
AUTUMN = {"date": "2027-11-25", "venue": "Kulturhuset"}


def test_a_year_without_a_folder_is_of_the_day_it_was_started_with(desk: Desk) -> None:
    shutil.rmtree(desk.year_folder)
    desk.register(replace(MAYOR, valid_to=dt.date(2027, 6, 30)), NEW, *PEOPLE[1:])
    desk.start(**AUTUMN)
    for step in ("plan", "committee", "host", "invitations"):
        desk.do(step)
    found = invitations_answer(desk.services, YEAR, amended=True)
    assert (found.meeting_date, found.made.record_date) == (dt.date(2027, 11, 25), dt.date(2027, 9, 9))
    assert found.made.changes == ()
    assert NEW.name in {invitee.name for invitee in found.made.invitees}
    [frequency] = [check for check in found.checks if check.id == "frequency"]
    assert frequency.state == "ok"
    assert committee_answer(desk.services, YEAR).year == YEAR


def test_a_day_given_at_the_start_goes_before_the_one_in_the_folder(desk: Desk) -> None:
    desk.start(date="2027-02-25")
    assert invitations_answer(desk.services, YEAR).meeting_date == dt.date(2027, 2, 25)
    assert host_answers(desk.services.settings, [YEAR], today=dt.date(2026, 12, 1)).answers[0].year == YEAR


def test_a_folder_that_names_no_day_is_whole_with_the_one_that_was_given(desk: Desk) -> None:
    (desk.year_folder / "meeting.toml").unlink()
    desk.start(**AUTUMN)
    assert invitations_answer(desk.services, YEAR).meeting_date == dt.date(2027, 11, 25)
    [answer] = host_answers(desk.services.settings, [YEAR], today=dt.date(2026, 12, 1)).answers
    assert answer.status


def test_a_year_nobody_has_said_anything_of_is_still_answered_for(desk: Desk) -> None:
    shutil.rmtree(desk.year_folder)
    assert invitations_answer(desk.services, YEAR).meeting_date is None
