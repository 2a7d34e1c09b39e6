"""The secretariat hears once of what needs a person: a mailing that waits, a run that failed, what is open."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from cycle.application.actions.asking.outbox_decisions import answer, let_go_on
from cycle.application.delivery.staff_mail import notice_rows, send_notices
from cycle.application.dispatches.requests import withdraw
from cycle.application.notifications.morning_sweep import SweepResult, next_morning, sweep, sweep_all
from cycle.application.notifications.open_items import open_items
from cycle.application.notifications.stopped_steps import notify_failed, notify_held
from cycle.errors import HeldError
from cycle.mail.transport.maildir import received
from cycle.model import Reply
from cycle.store.mails.outbox import is_withdrawn
from cycle.store.mails.printed_letters import PrintedLetter
from tests.application.asking import asked
from tests.desk import INVITED, Desk
from tests.mail.conftest import FaultServer

MAILING = "mailing.invitasjon"
RUN = "0b5e1f0e-3f1c-4a52-9b7d-0f6a1c2d3e4f"
OURS = "samarbeidssekretariatet@helsefellesskapet.example"


@pytest.fixture
def held(posted: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk in mode live whose mailing waits after the first; the reserved names stand for real ones."""
    monkeypatch.setattr("cycle.mail.transport.guard.is_reserved", lambda _domain: False)
    posted.settle(mail_mode="live", mail_canary=1)
    posted.walk(to="letters.invitasjon")
    posted.compute(MAILING)
    posted.approve(MAILING)
    with pytest.raises(HeldError):
        posted.perform(MAILING)
    return posted


def morning(desk: Desk) -> SweepResult:
    return sweep(desk.cycle(), link=lambda step: f"http://127.0.0.1:4200/{step}")


def later(desk: Desk, days: int) -> None:
    desk.moment += dt.timedelta(days=days)


def to_us(desk: Desk) -> list[str]:
    """Subjects of what the secretariat got."""
    folder = desk.given.get("mail_received") or desk.home / "mail"
    return [mail.subject for mail in received(Path(folder)) if mail.to == OURS]


def test_a_mailing_that_waits_is_told_once_with_how_it_goes_on(held: Desk) -> None:
    for _ in range(2):
        assert notify_held(held.cycle(), MAILING) == 1
        send_notices(held.cycle())
    assert to_us(held) == ["Ventar på deg: utsendinga (invitasjon) 2027 er sett på vent"]
    [mail] = [mail for mail in received(held.home / "post") if mail.to == OURS]
    assert "Den første e-posten er send." in mail.text
    assert "«cycle outbox continue 2027 invitasjon --name NAMN»" in mail.text


def test_calendar_invitations_that_wait_are_told_too(desk: Desk) -> None:
    desk.walk(to=MAILING)
    kind = "invitasjon.kalender@folder"
    desk.services.memory.holds.hold(desk.cycle().id, kind, "breaker", why="Mange vart avviste.", now=desk.moment)
    assert notify_held(desk.cycle(), MAILING) == 1
    [matter] = open_items(desk.cycle())
    assert matter.what == "Utsendinga (invitasjon): Mange vart avviste."


def test_coordinators_mails_do_not_move_the_canary(held: Desk) -> None:
    notify_held(held.cycle(), MAILING)
    send_notices(held.cycle())
    with pytest.raises(HeldError):
        held.perform(MAILING)
    counts = held.services.memory.outbox.counts(cycle=held.cycle().id, kind="invitasjon")
    assert (counts["sent"], counts["queued"]) == (1, len(INVITED) - 1)
    assert len(held.services.memory.outbox.sent_since(held.moment - dt.timedelta(days=1), now=held.moment)) == 2


def test_a_mail_about_a_mailing_that_goes_on_meanwhile_is_taken_back(held: Desk) -> None:
    notify_held(held.cycle(), MAILING)
    let_go_on(held.cycle(), who="Kari")
    assert morning(held).taken_back == 1
    assert all(is_withdrawn(row) for row in notice_rows(held.cycle(), "opphald"))


def test_what_needs_a_person_is_told_once_a_day_and_only_when_it_has_changed(held: Desk) -> None:
    assert [morning(held).summary for _ in range(2)] == [True, False]
    later(held, 1)
    assert morning(held).summary is False
    let_go_on(held.cycle(), who="Kari")
    later(held, 1)
    assert morning(held).summary is False
    assert to_us(held) == ["Ventar på deg: 1 ting i arbeidet med partnarskapsmøtet 2027"]


def test_a_failed_run_is_told_once_with_the_words_of_the_error(desk: Desk) -> None:
    desk.walk(to="host")
    for _ in range(2):
        notify_failed(desk.cycle(), "invitations", run=RUN, error="Register!C7: no such seat", link="http://x/1")
        send_notices(desk.cycle())
    [mail] = desk.mails()
    assert (mail.to, mail.subject) == (OURS, "Ventar på deg: invitasjonslista 2027 stansa")
    assert "    Register!C7: no such seat\n" in mail.text
    assert "Register!C7: no such seat" in mail.html


def test_an_error_is_quoted_as_it_is_and_not_for_ever(desk: Desk) -> None:
    desk.walk(to="host")
    notify_failed(desk.cycle(), "invitations", run=RUN, error="<b>{{ 7 * 7 }}</b>" + "x" * 100_000, link="http://x/1")
    send_notices(desk.cycle())
    [mail] = desk.mails()
    assert "&lt;b&gt;{{ 7 * 7 }}&lt;/b&gt;" in mail.html
    assert len(mail.html) < 20_000


def test_a_failure_that_is_mended_before_the_mail_could_go_is_not_told(desk: Desk) -> None:
    desk.walk(to="host")
    notify_failed(desk.cycle(), "host", run=RUN, error="mended since", link="http://x/1")
    assert morning(desk).taken_back == 1
    assert desk.mails() == ()


def test_refused_and_doubtful_letters_are_summed_up_until_somebody_decides(posted: Desk) -> None:
    """One is refused, the answer about another is lost: two things to look at."""
    server = FaultServer({"rcpt": ["550 5.1.1 no such user"], "dot": ["keep|drop"]})
    port = posted.given["mail_port"]
    posted.settle(mail_port=server.port, mail_received="")
    posted.walk(to=MAILING)
    posted.settle(mail_port=port)
    server.stop()
    rows = posted.services.memory.outbox.rows(cycle=posted.cycle().id)
    assert Counter(row.state for row in rows) == {"refused": 1, "uncertain": 1, "sent": len(INVITED) - 2}
    assert [morning(posted).summary for _ in range(2)] == [True, False]
    [mail] = received(posted.home / "post")
    assert mail.subject == "Ventar på deg: 2 ting i arbeidet med partnarskapsmøtet 2027"
    assert mail.text.startswith("Hei!\n\nDette må nokon avgjere. ")
    assert "Sjå kven det er og kva du gjer: på sida, eller «cycle outbox 2027».\n" in mail.text
    assert "- Utsendinga (invitasjon): 1 e-post er uavklart (sist 23. november 2026)\n" in mail.text
    assert "- Utsendinga (invitasjon): 1 e-post er avvist (sist 23. november 2026)\n" in mail.text
    doubtful = next(row for row in rows if row.state == "uncertain")
    answer(posted.services, doubtful.id, as_="sent", who="Kari", why="ho har fått det")
    for expected in (True, False):
        later(posted, 1)
        assert morning(posted).summary is expected


def test_all_years_are_swept_on_working_days_and_one_that_cannot_be_read_holds_up_no_other(desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    memory = desk.services.memory
    memory.cycles.open("borte", "partnarskapsmote", 2027, given={}, now=desk.moment)
    done = sweep_all(desk.services, link=lambda cycle_id, step: f"http://127.0.0.1:4200/{cycle_id}/{step}")
    assert {key: (dict(result.reminded), bool(result.trouble)) for key, result in done.items()} == {
        "bergensomradet/partnarskapsmote/2027": ({"invitations": 2}, False),
        "borte/partnarskapsmote/2027": ({}, True),
    }
    desk.moment = dt.datetime(2026, 12, 25, 7, tzinfo=dt.UTC)
    assert sweep_all(desk.services, link=lambda *_: "") == {}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-23T06:59+00:00", "2026-11-23T08:00+01:00"),
        ("2026-11-23T07:00+00:00", "2026-11-24T08:00+01:00"),
        ("2026-11-27T12:00+00:00", "2026-11-30T08:00+01:00"),
        ("2026-12-24T12:00+00:00", "2026-12-28T08:00+01:00"),
        ("2027-03-26T12:00+00:00", "2027-03-30T08:00+02:00"),
    ],
    ids=["before eight", "at eight", "on a Friday", "on Christmas Eve", "on Good Friday, before summer time"],
)
def test_the_sweep_is_due_at_eight_on_the_next_working_day(now: str, expected: str) -> None:
    assert next_morning(dt.datetime.fromisoformat(now)) == dt.datetime.fromisoformat(expected)


def test_the_silent_are_counted_when_they_are_about_to_be_reminded_and_answers_are_read(desk: Desk) -> None:
    desk.walk(to=MAILING)
    [first, *_] = [row for row in desk.services.memory.outbox.rows() if row.kind == "invitasjon@folder"]
    days = {milestone.id: milestone.date for milestone in desk.cycle().milestones}
    desk.moment = dt.datetime.combine(days["paminning"] - dt.timedelta(days=3), dt.time(7), dt.UTC)
    assert not any("ikkje svart" in item.what for item in open_items(desk.cycle()))
    yes = Reply(
        key="b" * 64,
        cycle=desk.cycle().id,
        recipient=first.recipient,
        kind="invitasjon",
        what="accepted",
        source="calendar",
        at=desk.moment,
    )
    desk.services.memory.replies.add([yes])
    assert not any("ikkje svart" in item.what for item in open_items(desk.cycle()))  # the answer is to another mode
    desk.services.memory.replies.add([replace(yes, key="a" * 64, kind="invitasjon@folder")])
    [unanswered] = [item for item in open_items(desk.cycle()) if "ikkje svart" in item.what]
    assert (unanswered.what, unanswered.how) == (
        f"{len(INVITED) - 1} inviterte har ikkje svart",
        "Be om påminninga innan 7. januar 2027. Svarfristen er 15. januar 2027.",
    )
    later(desk, 4)
    [unanswered] = [item for item in open_items(desk.cycle()) if "ikkje svart" in item.what]
    assert unanswered.how == (
        "Påminninga skulle gå 7. januar 2027, og ingen har bede om henne. Svarfristen er 15. januar 2027."
    )
    asked(desk, "paminning")
    assert not any("ikkje svart" in item.what for item in open_items(desk.cycle()))
    withdraw(desk.cycle(), "paminning", who="Kari")
    later(desk, 8)
    assert not any("ikkje svart" in item.what for item in open_items(desk.cycle()))


def test_whoever_has_the_invitation_on_paper_is_counted_among_the_silent(desk: Desk) -> None:
    desk.walk(to=MAILING)
    first, second, *_ = [row for row in desk.services.memory.outbox.rows() if row.kind == "invitasjon@folder"]
    days = {milestone.id: milestone.date for milestone in desk.cycle().milestones}
    desk.moment = dt.datetime.combine(days["paminning"] - dt.timedelta(days=1), dt.time(7), dt.UTC)
    back = Reply(
        key="b" * 64, cycle=first.cycle, recipient=first.recipient, kind=first.kind, what="returned", source="mail",
        at=desk.moment, code="5.1.1",
    )  # fmt: skip
    yes = replace(back, key="a" * 64, recipient=second.recipient, what="accepted", source="calendar", code="")
    desk.services.memory.replies.add([back, yes])
    [unanswered] = [item for item in open_items(desk.cycle()) if "ikkje svart" in item.what]
    assert unanswered.what == f"{len(INVITED) - 2} inviterte har ikkje svart"
    printed = PrintedLetter(
        cycle=first.cycle, kind=first.kind, recipient=first.recipient, content="ab" * 32, postal="Vegen 1",
        who="Kari", at=desk.moment, enclosures=(),
    )  # fmt: skip
    desk.services.memory.printed.add([printed])
    [unanswered] = [item for item in open_items(desk.cycle()) if "ikkje svart" in item.what]
    assert unanswered.what == f"{len(INVITED) - 1} inviterte har ikkje svart"
