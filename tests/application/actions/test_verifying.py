"""Everything is worked out again: which approvals hold, that each mail was approved, and that the log is whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from cycle.application.actions import is_approved
from cycle.application.actions.deciding.gate_decisions import decide_on_page
from cycle.application.actions.holding_against_log.year_check import verify_year
from cycle.application.actions.running.run_step import perform
from cycle.application.results import MailingResult, read
from cycle.application.review import gate_view
from cycle.application.review.differences import since_revision
from cycle.application.year import node_named
from cycle.errors import StepError
from cycle.model import Identified
from cycle.store.mails.outbox import Outbox
from tests.desk import APPROVERS, CHIEF, INVITED, MAYOR, Desk

KARI = Identified(
    community="bergensomradet",
    person="kari",
    name=APPROVERS[0],
    address="kari@x.example",
    language="nn",
    roles=("secretariat",),
    known_by="link",
    proof="link asked for at the door",
    session="s1",
)
FORGED = (
    "INSERT INTO decisions (cycle, step, revision, digest, decision, send_back_to, name, comment, channel, key, at) "
    "SELECT cycle, 'host', revision, digest, decision, '', 'Per', '', channel, 'forged', at FROM decisions "
    "WHERE step = 'plan'"
)
UNLOCK = ("DROP TRIGGER events_change", "DROP TRIGGER events_delete")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def tamper(desk: Desk, *statements: str) -> tuple[str, ...]:
    """Change the database as somebody with the file would, and return what is found."""
    with desk.services.memory.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    return verify_year(desk.cycle()).flaws


def test_every_approval_of_a_finished_year_holds_and_every_mail_was_approved(desk: Desk) -> None:
    desk.walk()
    found = verify_year(desk.cycle())
    assert found.approvals == found.valid == 10
    assert (found.void, found.flaws) == ((), ())
    assert found.mails == 10
    assert found.events >= 10
    kinds = {event.what for event in desk.services.memory.events.all()}
    assert {"decision", "send", "publish"} <= kinds


def test_a_decision_keeps_who_it_was_how_that_is_known_and_the_page_it_was_made_on(desk: Desk) -> None:
    desk.start()
    result = desk.compute("plan")
    cycle = desk.cycle()
    assert decide_on_page(cycle, result, decision="approve", who=KARI, key="page:1", shown="f" * 64) == ""
    (row,) = cycle.memory.decisions.of_step(cycle.id, "plan")
    assert (row.person, row.known_by, row.session, row.proof) == ("kari", "link", "s1", KARI.proof)
    assert (row.shown, row.digest) == ("f" * 64, result.digest)
    (event,) = [event for event in cycle.memory.events.all() if event.what == "decision"]
    assert (event.number, event.says()["shown"]) == (row.event, "f" * 64)


def test_approvals_in_a_name_that_nobody_had_to_prove_are_counted(desk: Desk) -> None:
    desk.start()
    desk.do("plan")
    desk.compute("committee")
    cycle = desk.cycle()
    assert decide_on_page(cycle, desk.newest("committee"), decision="approve", who=KARI, key="page:1", shown="f") == ""
    found = verify_year(desk.cycle())
    assert (found.approvals, found.valid, found.unproved) == (2, 2, 1)


def test_an_approval_of_what_has_changed_since_is_void_and_says_what_stands_in_its_place(desk: Desk) -> None:
    desk.walk(to="invitations")
    desk.register(MAYOR, CHIEF)
    desk.do("committee")
    desk.compute("invitations")
    found = verify_year(desk.cycle())
    assert {(void.step, void.why) for void in found.void} == {
        ("committee", "revision 2 stands in its place"),
        ("invitations", "revision 2 stands in its place"),
    }
    assert found.valid == found.approvals - len(found.void)
    assert found.flaws == (), "that something changed is no fault"


@pytest.mark.parametrize(
    ("deed", "named"),
    [
        (
            "UPDATE decisions SET name = 'Per' WHERE step = 'plan'",
            "decision plan revision 1, approve by Per: is not as",
        ),
        ("UPDATE decisions SET count = 3 WHERE step = 'plan'", "decision plan revision 1"),
        ("UPDATE decisions SET known_by = 'oidc' WHERE step = 'plan'", "decision plan revision 1"),
        ("UPDATE decisions SET event = 0, name = 'Per'", "decision plan revision 1, approve by Per: is not as"),
        ("UPDATE decisions SET event = 0 WHERE step = 'plan'", "decision plan revision 1"),
        ("UPDATE decisions SET at = '2026-01-01 10:00:00.000000' WHERE step = 'plan'", "decision plan revision 1"),
        ("DELETE FROM decisions WHERE step = 'host'", "decision host, approve by Kari Sekretær: event"),
        (
            FORGED,
            "decision host revision 1, approve by Per: the log does not tell of it",
        ),
        ("UPDATE results SET body = '{}' WHERE step = 'plan'", "plan revision 1: its content is not what"),
    ],
)
def test_what_is_changed_in_the_store_is_found_and_named(desk: Desk, deed: str, named: str) -> None:
    desk.walk(to="invitations")
    flaws = tamper(desk, deed)
    assert any(fault.startswith(named) for fault in flaws), flaws


def test_a_log_that_was_rewritten_is_found_and_named(desk: Desk) -> None:
    desk.walk(to="invitations")
    flaws = tamper(desk, *UNLOCK, "UPDATE events SET who = 'Per' WHERE number = 2")
    assert any(fault.startswith("event 2: was changed") for fault in flaws), flaws


def test_decisions_from_before_there_was_a_log_are_no_fault(desk: Desk) -> None:
    desk.walk(to="invitations")
    lived = "UPDATE installations SET identity = 'name'"  # as the upgrade left it
    assert tamper(desk, *UNLOCK, "DELETE FROM events", "UPDATE decisions SET event = 0", lived) == ()


@pytest.mark.parametrize("what", ["address", "content", "the words of the mail"])
def test_a_mail_that_is_not_what_was_approved_does_not_leave(desk: Desk, monkeypatch, what: str) -> None:
    """Whoever changes it between the approval and the last dot: in the database, or the template on disk."""
    step = "mailing.invitasjon"
    desk.walk(to="letters.invitasjon")
    desk.compute(step)
    desk.approve(step)
    withdraw = Outbox.withdraw

    def changed_meanwhile(outbox: Outbox, **more: Any) -> int:
        if what == "the words of the mail":
            desk.replace("templates/mail/invitasjon.txt", "Velkomen til", "Betal til kontoen for")
        else:
            with outbox.engine.begin() as connection:
                connection.execute(text(f"UPDATE outbox SET {what} = 'mallory@evil.example' WHERE state = 'queued'"))
        return withdraw(outbox, **more)

    monkeypatch.setattr(Outbox, "withdraw", changed_meanwhile)
    with pytest.raises(StepError, match="nothing more is sent"):
        perform(desk.cycle(), step)
    assert desk.mails() == ()
    assert set(desk.ledger().values()) == {"queued"}


def test_a_mail_that_left_under_no_approval_is_named(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    flaws = tamper(desk, "UPDATE outbox SET content = 'other' WHERE id = 1")
    assert flaws == ("mail 1 (invitasjon@folder): no approval names what it said",)


def test_a_mail_that_went_elsewhere_than_was_approved_is_named(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    flaws = tamper(desk, "UPDATE outbox SET address = 'mallory@evil.example' WHERE id = 1")
    assert flaws == ("mail 1 (invitasjon@folder): no approval names where it went",)


def test_one_approval_where_two_are_asked_for_lets_nothing_go_and_is_said(desk: Desk) -> None:
    desk.replace("community.toml", "[gates]", '[gates]\n"mailing.invitasjon" = 2')
    desk.walk(to="mailing.invitasjon")
    assert verify_year(desk.cycle()).flaws == ()
    named = tamper(desk, *UNLOCK, "DELETE FROM events WHERE what = 'decision' AND about LIKE '%mailing%'",
                   f"DELETE FROM decisions WHERE step = 'mailing.invitasjon' AND name = '{APPROVERS[1]}'")  # fmt: skip
    assert "mailing.invitasjon revision 1: was carried out without the approvals it needs" in named
    assert sum("no approval names what it said" in flaw for flaw in named) == 5
    (void,) = verify_year(desk.cycle()).void
    assert (void.step, void.why) == ("mailing.invitasjon", "more people must approve before it counts")


def test_a_day_of_sending_that_is_moved_opens_the_mailing_again_and_is_shown(desk: Desk) -> None:
    step = "mailing.invitasjon"
    desk.walk(to="letters.invitasjon")
    first = desk.compute(step)
    desk.approve(step)
    assert read(MailingResult, first).send_by == dt.date(2026, 12, 10)
    desk.replace("partnarskapsmote.toml", "weeks_before = 10\nfirm", "weeks_before = 9\nfirm")
    for earlier in ("plan", "committee", "host", "invitations", "letters.invitasjon"):
        desk.do(earlier)
    again = desk.compute(step)
    assert not is_approved(desk.cycle(), again)
    changes = since_revision(desk.cycle(), again)
    assert changes
    assert ("Skal vere ute", "torsdag 10. desember 2026", "torsdag 17. desember 2026") in [
        (line.what, line.before.lower(), line.now.lower()) for line in changes.lines
    ]


@pytest.mark.parametrize("what", ["letter", "mail", "recipients"])
def test_what_was_approved_and_changed_opens_again_and_shows_each_line_with_what_was_said_before(
    desk: Desk, what: str
) -> None:
    step = "letters.invitasjon" if what == "letter" else "mailing.invitasjon"
    desk.walk(to="invitations" if what == "letter" else "letters.invitasjon")
    first = desk.compute(step)
    assert desk.decide(step, comment="Fint brev.") == ""
    assert is_approved(desk.cycle(), first)
    if what == "letter":
        desk.edit_template("invitasjon.docx", "inviterer deg til", "ynskjer deg til")
    elif what == "mail":
        file = desk.root / "templates" / "mail" / "invitasjon.txt"
        file.write_text(file.read_text("utf-8") + "Ta med matpakke.\n", "utf-8")
    else:
        desk.register(MAYOR, CHIEF)
        for earlier in ("plan", "committee", "host", "invitations", "letters.invitasjon"):
            desk.do(earlier)
    again = desk.compute(step)
    assert (again.revision, is_approved(desk.cycle(), again)) == (2, False)
    view = gate_view(desk.cycle(), node_named(desk.cycle().graph, step))
    assert view is not None
    assert view.before is not None
    shown = {(line.before, line.now) for line in view.before.lines}
    if what == "letter":
        assert any("inviterer" in before and "ynskjer" in now for before, now in shown)
    elif what == "mail":
        assert ("", "Ta med matpakke.") in shown
    else:
        gone = " ".join(f"{line.what} {line.before}" for line in view.before.lines if not line.now)
        assert {name for name in INVITED if name in gone} == {*INVITED} - {MAYOR.name, CHIEF.name}
    assert ("approve", "Fint brev.", 1) in [(row.decision, row.comment, row.revision) for row in view.said]
