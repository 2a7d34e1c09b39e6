"""Reading the mailbox by itself, and the form for an answer on the telephone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import get_args

import pytest
from prefect.client.schemas.objects import StateType
from sqlalchemy import delete

from cycle.application.actions.running.rounds import READING
from cycle.application.replies.inbox import read_inbox
from cycle.mail.transport.maildir import deliver, make_maildir
from cycle.store.tables import outbox
from flows.inbox import ANSWERS, DECISIONS, WHAT, Decided, confirmation, inbox, reply
from tests.desk import INVITED, MAYOR, YEAR, Desk
from tests.mail.arriving import answer


@pytest.fixture
def desk(tmp_path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk whose settings the flows read, with a Maildir of what came back."""
    desk = Desk(tmp_path)
    make_maildir(desk.home / "in")
    desk.settle(mail_inbox=desk.home / "in", mail_inbox_minutes=7)
    for name, value in desk.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    yield desk
    desk.close()


def test_a_reading_is_noted_with_how_it_went(desk: Desk) -> None:
    rounds = desk.services.memory.rounds
    inbox.fn()
    first = rounds.last(READING)
    assert first is not None
    assert (first.well_at, first.trouble) == (first.at, "")
    (desk.home / "in").rename(desk.home / "away")
    ended = inbox.fn()
    words = f"Mappa {desk.home / 'in'} finst ikkje. Sei det til den som driftar tenesta."
    assert (ended.type, ended.message) == (StateType.FAILED, f"STANSA. {words}")
    last = rounds.last(READING)
    assert last is not None
    assert (last.well_at, last.trouble) == (first.at, words)
    assert last.at > first.at


def test_two_readings_never_read_at_once(desk: Desk) -> None:
    with desk.services.memory.claims.hold("", READING, now=desk.moment):
        assert inbox.fn().message == "Ei anna lesing er i gang."
    assert inbox.fn().message == "Ingenting nytt."


def test_a_reading_says_what_it_found_without_names(desk: Desk) -> None:
    assert inbox.fn().message == "Ingenting nytt."
    deliver(desk.home / "in", "1.eml", b"From: x@y.example\r\nMessage-ID: <a@y.example>\r\n\r\nKjoep\r\n")
    assert inbox.fn().message == "Nytt: 1 gjeld ikkje oss."
    assert inbox.fn().message == "Ingenting nytt."


def test_a_letter_that_an_answer_proves_to_have_arrived_is_followed_by_its_calendar_invitation(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.inbox.publish_overview", lambda _cycle: None)
    desk.replace("partnarskapsmote.toml", "calendar = true", 'calendar = "invitation"')
    desk.walk(to="mailing.invitasjon")
    ledger = desk.services.memory.outbox
    letter, *_ = ledger.rows(kind="invitasjon@folder")
    with desk.services.memory.engine.begin() as connection:  # as if the server had not answered to the letter
        connection.execute(delete(outbox).where(outbox.c.recipient == letter.recipient))
    ledger.enqueue([letter], now=desk.moment)
    [again] = [row for row in ledger.rows(kind=letter.kind) if row.recipient == letter.recipient]
    ledger.mark_sending(again.id, sha256=letter.sha256, now=desk.moment)
    ledger.settle(again.id, "uncertain", now=desk.moment)
    deliver(desk.home / "in", "1.eml", answer(letter))
    assert inbox.fn().message == "Nytt: 1 har skrive. 1 uavklart e-post kom fram."
    invited = [row.recipient for row in ledger.rows(kind="invitasjon.kalender@folder")]
    assert (len(invited), invited[-1]) == (len(INVITED), letter.recipient)


def test_an_answer_on_the_telephone_is_typed_into_a_form(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    made = reply.fn(year=YEAR, who=MAYOR.name, answer="Kjem ikkje", name="Kari Sekretær", why="ringde")
    assert made.message == (
        "Skrive inn: kjem ikkje. Dette er ei øving, og svaret gjeld berre i henne. Skriv det inn på nytt når brev går "
        "til mottakarane."
    )
    (kept,) = desk.services.memory.replies.of(desk.cycle().id)
    assert (kept.what, kept.source, kept.who, kept.text) == ("declined", "typed", "Kari Sekretær", "ringde")


def test_clear_words_are_confirmed_in_a_form(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    (mayor,) = (row for row in desk.services.memory.outbox.rows() if row.address == MAYOR.address)
    desk.moment += dt.timedelta(days=3)
    deliver(desk.home / "in", "1.eml", answer(mayor, "Eg kjem ikkje sjølv, men Per møter for meg."))
    read_inbox(desk.services, folder=desk.home / "in")
    made = confirmation.fn(
        year=YEAR, who=mayor.recipient, decision="Vikar kjem", substitute="Per Vara", role="varaordførar"
    )
    assert made.message.startswith("Stadfesta: vikar kjem. Registeret har ingen vara for plassen.")
    said, decided = desk.services.memory.replies.of(desk.cycle().id)
    assert (said.what, decided.what, decided.about, decided.who) == ("wrote", "accepted", said.key, "sekretariatet")


def test_every_choice_of_the_form_is_a_decision() -> None:
    assert get_args(Decided) == tuple(DECISIONS)


def test_every_answer_of_the_form_and_every_kind_of_mail_has_its_words() -> None:
    assert set(ANSWERS.values()) <= set(WHAT)
