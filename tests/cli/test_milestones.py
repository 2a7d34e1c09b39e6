"""`cycle milestones`: the days of the year, and moving the meeting with consent."""

from __future__ import annotations

import pytest

from tests.desk import YEAR, Desk


def meeting_toml(desk: Desk) -> str:
    return (desk.year_folder / "meeting.toml").read_text("utf-8")


def test_the_milestones_of_a_year_are_printed_by_date(run) -> None:
    said = run("milestones", YEAR, "--json").json
    assert said["date"] == "2027-02-18"
    assert [milestone["date"] for milestone in said["milestones"]] == sorted(
        milestone["date"] for milestone in said["milestones"]
    )
    assert {milestone["id"]: milestone["date"] for milestone in said["milestones"]}["invitasjon"] == "2026-12-10"
    assert (said["moves"], said["written"]) == ([], False)


def test_another_date_can_be_tried_without_writing_anything(desk: Desk, run) -> None:
    before = meeting_toml(desk)
    said = run("milestones", YEAR, "--date", "04.03.2027")
    assert said.code == 0
    assert "24.12.2026  Invitasjonen er send" in said.out
    assert "vinterferien i skulane" in said.out
    assert meeting_toml(desk) == before


def test_moving_shows_every_old_and_new_day_and_waits_for_consent(desk: Desk, run) -> None:
    before = meeting_toml(desk)
    said = run("milestones", YEAR, "--move", "2027-02-25")
    assert said.code == 0
    assert "10.12.2026  17.12.2026  Invitasjonen er send" in said.out
    assert said.out.endswith("nothing is written yet; add --yes to move the meeting\n")
    assert meeting_toml(desk) == before


def test_with_consent_the_date_is_written_and_every_comment_stays(desk: Desk, run) -> None:
    before = meeting_toml(desk)
    said = run("milestones", YEAR, "--move", "2027-02-25", "--yes")
    assert (said.code, said.err) == (0, "")
    after = meeting_toml(desk)
    changed = [line for line in after.splitlines() if line not in before.splitlines()]
    assert len(changed) == 1
    assert changed[0].startswith("date = 2027-02-25")
    assert "# flytta " in changed[0]
    assert run("milestones", YEAR, "--json").json["date"] == "2027-02-25"


def test_what_would_be_too_close_is_refused_with_the_earliest_date_unless_somebody_says_why(desk: Desk, run) -> None:
    desk.replace("partnarskapsmote-2027/meeting.toml", "reply_by = 2027-01-15", "reply_by = 2026-12-20")
    desk.replace("partnarskapsmote-2027/meeting.toml", "record_date = 2026-12-01", "record_date = 2026-11-24")
    refused = run("milestones", YEAR, "--move", "2027-01-07", "--yes")
    assert refused.code == 1
    assert (
        "Invitasjonen er send would have been on 2026-10-29, which is past; the earliest possible date is "
        in refused.err
    )
    assert "2027-02-18" in meeting_toml(desk)
    reason = "Helse Bergen treng svar før styremøtet"
    done = run("milestones", YEAR, "--move", "2027-01-07", "--yes", "--short-notice", reason)
    assert (done.code, done.err) == (0, "")
    assert f": {reason}" in meeting_toml(desk)


@pytest.mark.parametrize(
    ("to", "days"), [("18.11.2027", 352), ("2027-06-03", 184), ("2027-06-01", 0), ("2027-02-25", 0)]
)
def test_a_record_date_that_somebody_set_stays_and_is_named_with_how_old_it_is(
    desk: Desk, run, to: str, days: int
) -> None:
    said = run("milestones", YEAR, "--move", to, "--yes")
    assert "record_date is not moved: 01.12.2026" in said.out
    warned = f"1. desember 2026, {days} dagar før møtet"
    assert (warned in said.out) == bool(days)
    assert run("milestones", YEAR, "--json").json["record_date"] is None
    assert "record_date = 2026-12-01" in meeting_toml(desk)


def test_a_record_date_that_nobody_set_follows_the_meeting_in_silence(desk: Desk, run) -> None:
    desk.replace("partnarskapsmote-2027/meeting.toml", "record_date = 2026-12-01", "")
    said = run("milestones", YEAR, "--move", "18.11.2027")
    assert "record_date" not in said.out
    assert "Skjeringsdatoen" not in said.out


def test_a_comment_behind_the_date_stands_before_the_new_one(desk: Desk, run) -> None:
    desk.replace("partnarskapsmote-2027/meeting.toml", "date = 2027-02-18", "date = 2027-02-18 # sak 2026/14")
    for day in ("2027-02-25", "2027-03-04"):
        assert run("milestones", YEAR, "--move", day, "--yes").code == 0
    [line] = [line for line in meeting_toml(desk).splitlines() if line.startswith("date =")]
    assert line.startswith("date = 2027-03-04 # sak 2026/14")
    assert line.count("; flytta ") == 2


def test_consent_without_a_move_is_a_usage_error(run) -> None:
    assert run("milestones", YEAR, "--yes").code == 2
