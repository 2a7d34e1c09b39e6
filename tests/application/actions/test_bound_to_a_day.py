"""An approval is what it was on its day: with the mailbox of then, in a name that was known then, and in the log."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from cycle.application.actions import is_approved, step_state
from cycle.application.actions.deciding.decide import decide_by_hand
from cycle.application.actions.holding_against_log.year_check import verify_year
from cycle.application.dispatches import ask
from cycle.application.persons import change_person, people
from cycle.cli import main
from cycle.errors import StepError
from tests.desk import Desk

KARI, OLA = "Kari Koordinator", "Ola Andrehand"
FORGED = """INSERT INTO decisions
(cycle, step, revision, digest, decision, name, send_back_to, comment, channel, key, at, person, known_by, event)
SELECT cycle, step, revision, digest, 'approve', '{name}', '', '', 'form', 'forged', '{at}', 'ola', 'link', {event}
FROM results WHERE step = '{step}' ORDER BY revision DESC LIMIT 1"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, identity="link")
    made.start()
    yield made
    made.close()


def approve(desk: Desk, step: str, *names: str) -> None:
    for name in names:
        assert desk.decide(step, name=name) == ""


def move_to_one_mailbox(desk: Desk) -> None:
    for row in people(desk.services):
        if row.person.name in {KARI, OLA}:
            change_person(desk.services, row, replace(row.person, address="post@fellesskapet.example"), by="test")


def forge(desk: Desk, *statements: str) -> None:
    with sqlite3.connect(desk.home / "cycle.sqlite") as database:
        for statement in statements:
            database.execute(statement)
    desk.settle()


def test_two_who_get_one_mailbox_later_were_two_when_they_approved(desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    approve(desk, "invitations", KARI, OLA)
    desk.do("letters.invitasjon")
    desk.compute("mailing.invitasjon")
    approve(desk, "mailing.invitasjon", KARI, OLA)
    move_to_one_mailbox(desk)
    assert step_state(desk.cycle(), "invitations").state == "done"
    assert step_state(desk.cycle(), "mailing.invitasjon").state == "approved", "nothing has left yet"
    desk.perform("mailing.invitasjon")
    assert step_state(desk.cycle(), "mailing.invitasjon").state == "done"
    found = verify_year(desk.cycle())
    assert (found.void, found.flaws) == ((), ())


def test_two_with_one_mailbox_stay_one_when_they_get_one_each(desk: Desk) -> None:
    desk.walk(to="host")
    move_to_one_mailbox(desk)
    result = desk.compute("invitations")
    approve(desk, "invitations", KARI)
    (row,) = desk.services.memory.decisions.of_step(desk.cycle().id, "invitations")
    desk.services.memory.decisions.add(replace(row, key="page:2", name=OLA, person="ola-andrehand"))
    for known in people(desk.services):
        if known.person.name == OLA:
            change_person(desk.services, known, replace(known.person, address="ola@eigen.example"), by="test")
    assert not is_approved(desk.cycle(), result)


def test_decisions_from_before_the_mailbox_was_kept_stay_where_the_year_went_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cycle.application.actions.running.run_step.address_digest", lambda _: "")
    desk.walk(to="host")
    desk.compute("invitations")
    approve(desk, "invitations", KARI, OLA)
    desk.compute("letters.invitasjon")
    move_to_one_mailbox(desk)
    assert step_state(desk.cycle(), "invitations").state == "done"


def test_a_name_that_was_typed_before_log_in_is_asked_for_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path, identity="name")
    desk.start()
    desk.walk(to="host")
    desk.compute("invitations")
    assert desk.decide("invitations", name=OLA) == ""
    assert step_state(desk.cycle(), "invitations").approved_by == (OLA,)
    desk.settle(identity="link")
    assert step_state(desk.cycle(), "host").state == "done", "what was decided before stands"
    state = step_state(desk.cycle(), "invitations")
    assert (state.approved_by, state.waits_for) == ((), "2 to approve")
    (void,) = verify_year(desk.cycle()).void
    assert void.why == "the name was typed while log-in was off, and it is asked for again"
    approve(desk, "invitations", KARI)
    assert step_state(desk.cycle(), "invitations").state == "waiting", "one known person is not two"
    approve(desk, "invitations", OLA)
    assert step_state(desk.cycle(), "invitations").state == "done"
    desk.close()


def test_what_enough_people_approved_before_log_in_stays_approved(tmp_path: Path) -> None:
    desk = Desk(tmp_path, identity="name")
    desk.start()
    desk.walk(to="host")
    desk.compute("invitations")
    approve(desk, "invitations", KARI, OLA)
    desk.settle(identity="link")
    assert step_state(desk.cycle(), "invitations").state == "done"
    desk.close()


@pytest.mark.parametrize("at", ["2020-01-01T00:00:00.000000+00:00", "2031-01-01T00:00:00.000000+00:00"])
@pytest.mark.parametrize("event", [0, 2])
def test_a_forged_approval_is_named_and_nothing_is_made_or_sent_on_it(desk: Desk, at: str, event: int) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    approve(desk, "invitations", KARI)
    forge(desk, FORGED.format(name=OLA, at=at, step="invitations", event=event))
    assert any("the log does not tell of it" in flaw for flaw in verify_year(desk.cycle()).flaws)
    with pytest.raises(StepError, match="the approval of invitations revision 1 by Ola Andrehand is not as the log"):
        desk.compute("letters.invitasjon")


@pytest.mark.parametrize("step", ["plan", "letters.invitasjon", "mailing.invitasjon"])
def test_nothing_is_sent_on_an_approval_that_was_changed_in_the_database(desk: Desk, step: str) -> None:
    desk.walk(to="letters.invitasjon")
    desk.compute("mailing.invitasjon")
    approve(desk, "mailing.invitasjon", KARI, OLA)
    forge(desk, f"UPDATE decisions SET name = 'Per' WHERE step = '{step}'")
    with pytest.raises(StepError, match=f"the approval of {step} revision 1 by Per is not as the log tells of it"):
        desk.perform("mailing.invitasjon")
    assert desk.mails() == ()


def test_stopping_and_approving_again_leads_on_from_a_forged_approval(desk: Desk) -> None:
    result = desk.compute("plan")
    forge(desk, FORGED.format(name=OLA, at="2020-01-01T00:00:00.000000+00:00", step="plan", event=0))
    with pytest.raises(StepError):
        desk.compute("committee")
    assert desk.decide("plan", "stop", name=KARI, comment="forfalska") == ""
    desk.start()
    assert not is_approved(desk.cycle(), result)
    approve(desk, "plan", KARI)
    assert desk.compute("committee").revision == 1


@pytest.mark.parametrize("name", [KARI, "kari-koordinator"])
def test_the_command_at_the_terminal_is_in_the_log_as_any_other(desk: Desk, name: str) -> None:
    desk.compute("plan")
    assert decide_by_hand(desk.cycle(), "plan", decision="approve", name=name, user="root") == ""
    assert desk.compute("committee").revision == 1


def test_more_who_must_approve_from_now_on_make_nothing_unapproved_that_was_sent(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    community = desk.community / "community.toml"
    text = community.read_text("utf-8")
    community.write_text(text.replace("\ninvitations = 2\n", "\ninvitations = 2\nplan = 2\nmailing = 2\n"), "utf-8")
    found = verify_year(desk.cycle())
    assert (found.void, found.flaws, found.mails) == ((), (), 5)
    forge(desk, "DELETE FROM decisions WHERE step = 'mailing.invitasjon'")
    flaws = verify_year(desk.cycle()).flaws
    assert "mailing.invitasjon revision 1: was carried out without the approvals it needs" in flaws
    desk.do("plan")
    desk.compute("committee")
    approve(desk, "committee", KARI)
    assert step_state(desk.cycle(), "committee").state == "done", "that takes one still"


@pytest.mark.parametrize(
    ("deed", "named"),
    [
        ("UPDATE requests SET asked_by = 'Ola Andrehand'", "request paminning: is not as event"),
        ("UPDATE requests SET why = 'noko anna'", "request paminning: is not as event"),
        ("DELETE FROM requests", "request paminning, by Kari Koordinator: event"),
        ("DELETE FROM persons WHERE key = 'ola-andrehand'", "person ola-andrehand: event"),
        ("UPDATE persons SET roles = '[\"secretariat\"]' WHERE key = 'ola-andrehand'", "person ola-andrehand: may do"),
        ("UPDATE persons SET steps = '[\"plan\"]' WHERE key = 'ola-andrehand'", "person ola-andrehand: may do"),
        (
            "UPDATE persons SET address = 'tjuv@annan.example' WHERE key = 'ola-andrehand'",
            "person ola-andrehand: may do",
        ),
        ("UPDATE persons SET removed_at = changed_at WHERE key = 'ola-andrehand'", "person ola-andrehand: may do"),
    ],
)
def test_what_was_asked_for_and_who_may_do_what_are_held_against_the_log(desk: Desk, deed: str, named: str) -> None:
    desk.walk(to="mailing.invitasjon")
    ask(desk.cycle(), "paminning", who=KARI, why="få svar")
    assert verify_year(desk.cycle()).flaws == ()
    forge(desk, deed)
    flaws = verify_year(desk.cycle()).flaws
    assert any(flaw.startswith(named) for flaw in flaws), flaws


def test_who_asks_at_the_terminal_is_somebody_on_the_list_of_people(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    asked = ["dispatch", "2027", "paminning", "--why", "få svar", "--name"]
    refused = CliRunner().invoke(main, [*asked, "Nokon Som Ikkje Finst"], env=desk.environment)
    assert refused.exit_code == 1
    assert "fits nobody who may decide" in refused.output
    assert desk.cycle().record.requests == ()
    taken = CliRunner().invoke(main, [*asked, "kari-koordinator"], env=desk.environment)
    assert taken.exit_code == 0, taken.output
    (request,) = desk.cycle().record.requests
    assert request.asked_by == KARI
    typed = CliRunner().invoke(
        main, ["replies", "add", "2027", "Tone", "--as", "declined", "--name", "Heilt Ukjend"], env=desk.environment
    )
    assert (typed.exit_code, desk.cycle().record.replies) == (1, ())


def test_an_approval_from_before_the_log_holds_for_what_came_back(desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    approve(desk, "invitations", KARI, OLA)
    lived = "UPDATE installations SET identity = 'name'"
    unlock = ("DROP TRIGGER events_change", "DROP TRIGGER events_delete")
    forge(desk, *unlock, "DELETE FROM events", "UPDATE decisions SET event = 0", "UPDATE persons SET changed_at = "
          "'2031-01-01T00:00:00.000000+00:00'", "DELETE FROM sessions", lived)  # fmt: skip
    desk.moment += dt.timedelta(days=1)
    facts = desk.year_folder / "meeting.toml"
    text = facts.read_text("utf-8")
    slip = '\n[[additions]]\nname = "Per Prat"\naddress = "per@x.example"\nrole = "x"\norganisation = "x"\n'
    facts.write_text(f'{text}{slip}reason = "x"\ndecided_by = "SSU"\n', "utf-8")
    assert desk.compute("invitations").revision == 2
    facts.write_text(text, "utf-8")
    assert desk.compute("invitations").revision == 3
    assert step_state(desk.cycle(), "invitations").state == "done"
    assert desk.compute("letters.invitasjon").revision == 1
