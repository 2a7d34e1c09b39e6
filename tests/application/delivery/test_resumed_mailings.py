"""What a mailing could not send now goes on by itself, at the first moment it can, and never what a person decides."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from sqlalchemy import text

from cycle.application.actions.holding_against_log.year_check import verify_year
from cycle.application.actions.running.resume import goes_on_at
from cycle.application.actions.running.states import step_state
from cycle.application.delivery.staff_mail import notice_rows
from cycle.application.dispatches.requests import ask
from cycle.application.notifications.stopped_steps import notify_failed
from cycle.errors import HeldError, Unavailable
from cycle.mail.message.mail import Mail
from cycle.mail.transport.smtp import BeforeDot, Receipt, Smtp
from tests.desk import NOON, Desk

MAILING = "mailing.invitasjon"
DAY, HOUR, MINUTE = dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(minutes=1)


def next_of(desk: Desk) -> dt.datetime | None:
    cycle = desk.cycle()
    return goes_on_at(cycle, step_state(cycle, MAILING))


def try_to_send(desk: Desk) -> None:
    desk.walk(to="letters.invitasjon")
    desk.compute(MAILING)
    desk.approve(MAILING)
    assert next_of(desk) is None  # it has not begun
    with pytest.raises(Unavailable):
        desk.perform(MAILING)


@pytest.fixture
def live(posted: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk in mode live whose reserved names stand for real ones; one mail at a time."""
    monkeypatch.setattr("cycle.mail.transport.guard.is_reserved", lambda _domain: False)
    posted.settle(mail_mode="live", mail_connections=1)
    return posted


@pytest.fixture
def put_off(live: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The first mail of all is turned away for now, and goes a minute later at the soonest."""
    answers, real = [Unavailable("4.2.1 busy", code=450)], Smtp.send

    def send(self: Smtp, mail: Mail, *, before_dot: BeforeDot | None = None) -> Receipt:
        if answers:
            raise answers.pop()
        return real(self, mail, before_dot=before_dot)

    monkeypatch.setattr(Smtp, "send", send)
    try_to_send(live)
    return live


def test_what_was_put_off_goes_on_when_the_first_of_it_is_due(put_off: Desk) -> None:
    assert next_of(put_off) == NOON + MINUTE
    put_off.moment += HOUR
    assert next_of(put_off) == put_off.moment
    put_off.perform(MAILING)
    assert put_off.states()[MAILING] == "done 1"
    assert next_of(put_off) is None


def test_a_mailing_that_is_sent_in_part_is_in_the_log_from_its_first_mail_on_and_once(put_off: Desk) -> None:
    (begun,) = put_off.services.memory.events.all("send")
    assert (begun.says()["step"], begun.says()["begun"]) == (MAILING, True)
    assert (begun.cycle, begun.who) == (put_off.cycle().id, put_off.cycle().record.decisions[-1].name)
    with pytest.raises(Unavailable):
        put_off.perform(MAILING)
    assert put_off.services.memory.events.all("send") == (begun,)
    put_off.moment += HOUR
    put_off.perform(MAILING)
    first, finished = put_off.services.memory.events.all("send")
    assert (first, "outcome" in finished.says()) == (begun, True)
    assert verify_year(put_off.cycle()).flaws == ()


def test_that_a_mailing_began_does_not_stand_for_what_was_done_in_it(put_off: Desk) -> None:
    put_off.moment += HOUR
    put_off.perform(MAILING)
    newest = put_off.services.memory.events.newest()
    assert newest is not None
    with put_off.services.memory.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER events_delete"))
        connection.execute(text(f"DELETE FROM events WHERE number = {newest.number}"))
    flaws = verify_year(put_off.cycle()).flaws
    assert any("what was done after the approval of mailing.invitasjon" in flaw for flaw in flaws), flaws


def test_what_a_clock_that_was_ahead_put_off_goes_on_at_once(put_off: Desk) -> None:
    put_off.moment = NOON - 30 * DAY
    assert next_of(put_off) == put_off.moment


def test_what_the_day_has_no_room_for_goes_on_when_there_is_room_for_all_of_it(live: Desk) -> None:
    live.settle(mail_per_day=4)
    try_to_send(live)
    assert next_of(live) == NOON + DAY
    live.moment += 20 * HOUR
    assert next_of(live) == NOON + DAY
    live.moment = NOON + DAY
    assert next_of(live) == live.moment
    live.perform(MAILING)
    assert live.states()[MAILING] == "done 1"


def test_more_room_from_the_provider_lets_it_go_on_at_once(live: Desk) -> None:
    live.settle(mail_per_day=1)
    try_to_send(live)
    assert next_of(live) == NOON + DAY
    live.settle(mail_per_day=20)
    assert next_of(live) == live.moment


def test_a_server_that_was_down_is_tried_again_when_somebody_asks(posted: Desk) -> None:
    server_down(posted)
    assert next_of(posted) == posted.moment


def server_down(desk: Desk) -> None:
    desk.settle(mail_port=9)
    try_to_send(desk)


def test_a_mailing_that_waits_for_a_person_is_left_to_that_person(live: Desk) -> None:
    live.settle(mail_canary=1)
    live.walk(to="letters.invitasjon")
    live.compute(MAILING)
    live.approve(MAILING)
    with pytest.raises(HeldError):
        live.perform(MAILING)
    assert next_of(live) is None


def test_letters_that_changed_are_approved_first(put_off: Desk) -> None:
    put_off.edit_template("invitasjon.docx", "</w:body>", "<w:p/></w:body>")
    assert next_of(put_off) is None


def test_of_a_meeting_that_is_called_off_nothing_more_goes(put_off: Desk) -> None:
    ask(put_off.cycle(), "avlysing", who="Kari", why="for få")
    assert next_of(put_off) is None


def test_what_was_approved_before_the_meeting_is_no_longer_sent_by_itself_after_it(put_off: Desk) -> None:
    meeting = put_off.cycle().year_inputs.facts.date
    put_off.moment = dt.datetime.combine(meeting, dt.time(20), dt.UTC)
    assert next_of(put_off) == put_off.moment
    put_off.moment += DAY
    assert next_of(put_off) is None


def test_the_other_steps_do_not_go_on_by_themselves(desk: Desk) -> None:
    desk.walk(to=MAILING)
    cycle = desk.cycle()
    assert {goes_on_at(cycle, step_state(cycle, node.name)) for node in cycle.graph} == {None}


def test_the_secretariat_is_told_once_that_a_mailing_stopped_and_that_it_is_tried_again(posted: Desk) -> None:
    server_down(posted)
    for _ in range(2):
        notify_failed(posted.cycle(), MAILING, run="a-run", error="mail server: away", link="")
    [row] = notice_rows(posted.cycle(), "feil")
    text = json.loads(posted.services.memory.files.get(row.content))["text"]
    assert "Det som ikkje er sendt, står i kø, og ingen får noko to gonger." in text
    assert "Tenesta prøver igjen kvar arbeidsdag klokka åtte." in text
    assert "ikkje vidare av seg sjølv" not in text


def test_a_year_that_cannot_be_read_is_told_of_all_the_same(desk: Desk) -> None:
    desk.walk(to="letters.invitasjon")
    (desk.community / "register.xlsx").write_bytes(b"no spreadsheet")
    notify_failed(desk.cycle(), MAILING, run="a-run", error="register.xlsx: no spreadsheet", link="")
    [row] = notice_rows(desk.cycle(), "feil")
    assert "ikkje vidare av seg sjølv" in json.loads(desk.services.memory.files.get(row.content))["text"]
