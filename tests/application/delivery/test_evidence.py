"""A mail whose answer was lost is settled by the evidence there is, and where it cannot tell, a person is asked."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cycle.application.actions.asking.outbox_decisions import let_go_on
from cycle.application.delivery import sending as post
from cycle.application.delivery.evidence.evidence_sources import GRACE, LOG_GRACE, evidence_of
from cycle.application.doctor.checks import diagnose
from cycle.errors import BusyError, HeldError
from cycle.mail.outbox.dispatcher import Tally
from tests.desk import INVITED, Desk
from tests.mail.conftest import FaultServer

LETTERS, MAILING = "letters.invitasjon", "mailing.invitasjon"
KIND = "invitasjon"


@pytest.fixture
def server() -> Iterator[FaultServer]:
    """A mail server that takes the first letter and dies before it says so."""
    server = FaultServer({"dot": ["keep|drop"]})
    yield server
    server.stop()


@pytest.fixture
def approved(posted: Desk, server: FaultServer) -> Desk:
    """A desk whose mailing may begin, with no evidence."""
    posted.settle(mail_port=server.port, mail_received="", mail_connections=1)
    posted.walk(to=LETTERS)
    posted.compute(MAILING)
    posted.approve(MAILING)
    return posted


def first_mail(desk: Desk) -> str:
    return desk.services.memory.outbox.row(1).message_id


def write_log(desk: Desk, *lines: str) -> Path:
    """Write what Postfix would about the first mail, in this machine's time."""
    path = desk.home / "mail.log"
    stamp = desk.moment.isoformat()
    named = f"cleanup[3]: 4jZVtw2MHszJkqj: message-id={first_mail(desk)}"
    client = "smtpd[2]: 4jZVtw2MHszJkqj: client=localhost[127.0.0.1]"
    path.write_text("".join(f"{stamp} post postfix/{line}\n" for line in (client, named, *lines)))
    os.utime(path, (desk.moment.timestamp(),) * 2)
    return path


ACCEPTED = "qmgr[4]: 4jZVtw2MHszJkqj: from=<a@b.example>, size=9, nrcpt=1 (queue active)"
BROKEN = "smtpd[2]: lost connection after DATA (9 bytes) from localhost[127.0.0.1]"


def lose_the_answer(desk: Desk) -> None:
    """Send with the log as the only evidence: it cannot tell about the first mail yet."""
    desk.settle(mail_log=desk.home / "mail.log")
    with pytest.raises(BusyError, match="1 mails from before a crash may still be arriving"):
        desk.perform(MAILING)
    assert list(desk.ledger(KIND).values()) == ["uncertain", *["sent"] * 4]


def test_what_the_log_saw_accepted_is_sent_at_once(approved: Desk, server: FaultServer) -> None:
    lose_the_answer(approved)
    write_log(approved, ACCEPTED)
    assert approved.perform(MAILING)["counts"]["sent"] == len(INVITED)
    assert len(server.kept) == len(INVITED)


def test_what_the_log_saw_break_off_goes_again_when_its_time_has_passed(approved: Desk, server: FaultServer) -> None:
    lose_the_answer(approved)
    write_log(approved, BROKEN)
    with pytest.raises(BusyError):
        approved.perform(MAILING)
    approved.moment += LOG_GRACE
    assert approved.perform(MAILING)["counts"]["sent"] == len(INVITED)
    assert len(server.kept) == len(INVITED) + 1  # this server had kept it all the same


def test_a_log_that_cannot_tell_is_waited_for_a_while_and_then_a_person_is_asked(approved: Desk) -> None:
    lose_the_answer(approved)
    approved.moment += LOG_GRACE - dt.timedelta(seconds=1)
    with pytest.raises(BusyError):
        approved.perform(MAILING)
    approved.moment += dt.timedelta(seconds=1)
    counts = approved.perform(MAILING)["counts"]
    assert (counts["uncertain"], counts["sent"]) == (1, 4)
    assert approved.states()[MAILING] == "done 1"


def test_a_mail_whose_fate_was_learnt_while_the_others_went_is_settled_and_no_mailing_is_done_before(
    approved: Desk, server: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others took longer than a doubt is waited for: on a busy machine 51 of 56 were sent, and it was done."""
    real, waits = post.send_due, [LOG_GRACE]

    def slow(*args: Any, **given: Any) -> Tally:
        tally = real(*args, **given)
        if waits:
            write_log(approved, ACCEPTED)
            approved.moment += waits.pop()
        return tally

    approved.settle(mail_log=approved.home / "mail.log")
    monkeypatch.setattr(post, "send_due", slow)
    with pytest.raises(BusyError, match="1 mails from before a crash can be settled now"):
        approved.perform(MAILING)
    assert approved.states()[MAILING] == "approved 1"
    assert approved.perform(MAILING)["counts"]["sent"] == len(INVITED)
    assert len(server.kept) == len(INVITED)


def test_a_clock_that_was_set_back_makes_nobody_wait_once_a_person_has_looked(approved: Desk) -> None:
    lose_the_answer(approved)
    approved.moment -= dt.timedelta(days=365)
    with pytest.raises(HeldError):
        approved.perform(MAILING)
    let_go_on(approved.cycle(), who="Kari Koordinator")
    assert approved.perform(MAILING)["counts"]["uncertain"] == 1


def test_two_sources_must_agree_that_a_mail_is_absent(approved: Desk) -> None:
    lose_the_answer(approved)
    write_log(approved)
    (approved.home / "nothing" / "new").mkdir(parents=True)
    approved.settle(mail_received=approved.home / "nothing")
    approved.moment += LOG_GRACE
    assert approved.perform(MAILING)["counts"]["uncertain"] == 1


def test_a_maildir_here_is_no_evidence_of_what_another_machine_was_handed(approved: Desk) -> None:
    approved.settle(mail_received=approved.home / "post", mail_host="smtp.helsefellesskapet.example")
    assert evidence_of(approved.cycle()) is None


def test_a_maildir_that_is_not_there_is_no_evidence(approved: Desk) -> None:
    approved.settle(mail_received=approved.home / "moved")
    with pytest.raises(BusyError):
        approved.perform(MAILING)
    approved.moment += GRACE
    assert approved.perform(MAILING)["counts"]["uncertain"] == 1


def test_the_doctor_says_when_the_log_cannot_be_read(approved: Desk) -> None:
    approved.settle(mail_log=approved.home / "mail.log")
    [problem] = [problem for problem in diagnose(approved.services.settings) if problem.where == "CYCLE_MAIL_LOG"]
    assert (problem.severity, "cannot be read (No such file or directory)" in problem.what) == ("warning", True)
    approved.settle(mail_log="")
    assert [problem for problem in diagnose(approved.services.settings) if problem.where == "CYCLE_MAIL_LOG"] == []
