"""`cycle inbox` and `cycle replies`, as somebody types them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from cycle.application.actions.running.rounds import READING
from cycle.application.actions.running.states import step_state
from cycle.application.actions.running.taking_up import note_failure
from cycle.application.doctor.checks import diagnose
from cycle.application.replies import type_in
from cycle.cli import main
from cycle.errors import ConfigError, Problem
from cycle.governance.community_data.table_errors import MISSING
from cycle.mail.transport.maildir import deliver
from cycle.model import Reply
from tests.desk import COMMUNITY, MAYOR, YEAR, Desk
from tests.mail.arriving import answer, calendar, invitation_answer
from tests.web.conftest import Reader


@pytest.fixture
def desk(tmp_path, monkeypatch):
    desk = Desk(tmp_path)
    desk.walk(to="mailing.invitasjon")
    for name, value in desk.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    yield desk
    desk.close()


def run(*arguments: str, code: int = 0) -> str:
    found = CliRunner().invoke(main, [*arguments], catch_exceptions=False)
    assert found.exit_code == code, found.output
    return found.output


def test_a_folder_is_read_by_hand_and_the_list_tells_who_comes(desk: Desk) -> None:
    first, second = desk.services.memory.outbox.rows(kind="invitasjon@folder")[:2]
    deliver(desk.home / "in", "1.eml", invitation_answer(first, calendar(first)))
    deliver(desk.home / "in", "2.eml", answer(second, headers={"In-Reply-To": "<x@y>"}))
    read = ("inbox", "--from", str(desk.home / "in"), "--json")
    assert json.loads(run(*read)) == {
        "new": 2,
        "known": 0,
        "settled": 0,
        "counts": {"accepted": 1, "concerns": 1},
    }
    assert json.loads(run(*read)) == {"new": 0, "known": 2, "settled": 0, "counts": {}}
    found = json.loads(run("replies", str(YEAR), "--json"))
    assert found["counts"] == {"coming": 1, "not": 0, "maybe": 0, "wrote": 1, "returned": 0, "silent": 3}
    assert [row["id"] for row in found["rows"] if row["stand"] == "coming"] == [first.recipient]
    assert run("replies", "show", str(YEAR)).startswith("1 coming, 1 wrote, 3 silent\n")


def test_an_answer_by_telephone_is_typed_in(desk: Desk) -> None:
    said = run("replies", "add", str(YEAR), MAYOR.name, "--as", "declined", "--name", "Kari", "--why", "ringde")
    answer, rehearsed = said.splitlines()
    assert answer.endswith(": not")
    assert rehearsed.startswith("Dette er ei øving")
    assert json.loads(run("replies", str(YEAR), "--json"))["counts"]["not"] == 1
    run("replies", "add", str(YEAR), "Ingen", "--as", "declined", "--name", "Kari", code=1)
    run("replies", "add", str(YEAR), MAYOR.name, "--as", "perhaps", "--name", "Kari", code=2)


def test_an_answer_just_after_midnight_has_the_day_it_is_in_norway(desk: Desk) -> None:
    desk.moment = dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)
    type_in(desk.cycle(), MAYOR.name, as_="accepted", name="Kari", why="ringde")
    line = next(line for line in run("replies", "show", str(YEAR)).splitlines() if MAYOR.name in line)
    assert "2027-01-01" in line


def test_nothing_to_read_from_is_a_problem_that_is_told(desk: Desk) -> None:
    assert "no mailbox is set up" in run("inbox", "--json", code=1)
    assert "there is no such folder" in run("inbox", "--from", str(desk.home / "nei"), "--json", code=1)


def test_a_copied_home_is_named_by_every_command_and_page_and_keeps_its_answers(desk: Desk) -> None:
    """56 were called silent in a year with 44 answers, since a copy counted its rehearsals."""
    first, second = desk.services.memory.outbox.rows(kind="invitasjon@folder")[:2]
    real = [  # as the real mailing would have them
        replace(row, kind="invitasjon", message_id=f"<real-{row.id}@x.example>", token=f"real-{row.id}")
        for row in (first, second)
    ]
    desk.services.memory.outbox.enqueue(real, now=desk.moment)
    desk.services.memory.replies.add(
        Reply(
            key=f"answer-{row.id}",
            cycle=row.cycle,
            recipient=row.recipient,
            kind="invitasjon",
            what="accepted",
            source="mail",
            at=desk.moment,
        )
        for row in (first, second)
    )
    at_home = json.loads(run("replies", "2027", "--json"))
    assert (at_home["away"], at_home["counts"]["coming"]) == (False, 0)  # in a rehearsal, real answers do not count
    guard_files = desk.home / "cycle.sqlite.seals"
    guard_files.rename(guard_files.with_name("gone"))
    copied = json.loads(run("replies", "2027", "--json"))
    assert (copied["away"], copied["counts"]["coming"]) == (True, 2)
    assert run("replies", "2027").startswith("this home was copied or restored: nothing goes on by itself")
    assert run("status", "2027").startswith("this home was copied or restored: nothing goes on by itself")
    assert json.loads(run("status", "2027", "--json"))["away"] is True
    [problem] = [problem for problem in diagnose(desk.services.settings) if problem.file == "home"]
    assert (problem.severity, problem.remedy) == (
        "warning",
        "If this is the one that counts: cycle outbox adopt --name NAME",
    )
    pages = Reader(desk.services)
    for page in ("/", f"/{COMMUNITY}/partnarskapsmote/2027/svar"):
        assert "Dette er ein kopi." in pages.get(page).text


def test_status_and_pages_say_when_answers_were_read_last_and_what_stands_still(desk: Desk) -> None:
    desk.settle(mail_inbox=desk.home / "in")
    rounds, tries = desk.services.memory.rounds, desk.services.memory.tries
    rounds.made(READING, now=desk.moment)
    rounds.made(READING, now=desk.moment, trouble="imap.example: does not answer")
    wrong = ConfigError([Problem(file="meeting.toml", where="date", what=MISSING)])
    step = step_state(desk.cycle(), "letters.folgebrev")
    assert note_failure(desk.cycle(), step, wrong)
    assert [tried.given_up_at for tried in tries.of(desk.cycle().id)] == [desk.moment]
    given = {"CYCLE_MAIL_INBOX": str(desk.home / "in")}
    said = CliRunner().invoke(main, ["status", "2027"], env=given).output
    assert said.startswith(
        "answers were last read 2026-11-23 12:00; the last try failed: imap.example: does not answer\n"
    )
    assert "letters.folgebrev: stopped since 2026-11-23" in said
    found = json.loads(CliRunner().invoke(main, ["status", "2027", "--json"], env=given).output)
    assert found["read"]["trouble"] == "imap.example: does not answer"
    assert [(entry["step"], entry["why"]) for entry in found["stuck"]] == [
        ("letters.folgebrev", "I meeting.toml, «date» (Dato): dette manglar.")
    ]
    page = Reader(desk.services).get("/").text.replace("\xa0", " ")
    assert "Svara er sist lesne 23. november 2026 kl. 12.00. Det siste forsøket gjekk ikkje: imap.example" in page
    assert "1 steg står stille." in page
    assert "I meeting.toml, «date» (Dato): dette manglar." in page
