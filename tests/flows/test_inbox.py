"""Reading the mailbox by itself, and the form for an answer on the telephone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from cycle.mail.maildir import deliver, make_maildir
from flows.inbox import ANSWERS, WHAT, inbox, reply
from flows.serving import deployments
from tests.desk import MAYOR, YEAR, Desk


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


def schedules(name: str) -> list[object]:
    (found,) = (one for one in deployments() if one.name == name)
    return [one.schedule for one in found.schedules or []]


def test_the_mailbox_is_read_every_so_many_minutes_where_there_is_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (every,) = schedules("svar-og-returar")
    assert every.interval == dt.timedelta(minutes=7)  # type: ignore[attr-defined]
    monkeypatch.delenv("CYCLE_MAIL_INBOX")
    assert schedules("svar-og-returar") == []


def test_a_reading_says_what_it_found_without_names(desk: Desk) -> None:
    assert inbox.fn().message == "Ingenting nytt."
    deliver(desk.home / "in", "1.eml", b"From: x@y.example\r\nMessage-ID: <a@y.example>\r\n\r\nKjoep\r\n")
    assert inbox.fn().message == "Nytt: 1 gjeld ikkje oss."
    assert inbox.fn().message == "Ingenting nytt."


def test_an_answer_on_the_telephone_is_typed_into_a_form(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    made = reply.fn(year=YEAR, who=MAYOR.name, answer="Kjem ikkje", name="Kari Sekretær", why="ringde")
    assert made.message == "Skrive inn: kjem ikkje."
    (kept,) = desk.services.memory.replies.of(desk.cycle().id)
    assert (kept.what, kept.source, kept.who, kept.text) == ("declined", "typed", "Kari Sekretær", "ringde")


def test_every_answer_of_the_form_and_every_kind_of_mail_has_its_words() -> None:
    assert set(ANSWERS.values()) <= set(WHAT)
