"""Whoever types an answer in has read what was read in by then, and no more: what comes in after waits for a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from cycle.application.replies.answers import ReplyLine, reply_lines
from cycle.application.replies.inbox import read_inbox
from cycle.application.replies.reply_decisions import Typed, confirm, type_in
from cycle.model import OutboxRow
from tests.application.replies.test_replies import MAILING, hear, row_of
from tests.desk import MAYOR, Desk
from tests.mail.arriving import answer, calendar, invitation_answer

WRITTEN = "Wed, 25 Nov 2026 11:50:00 +0000"
STAMP = ("SEQUENCE:0", "DTSTAMP:20261125T115000Z")
SAYS_NO = "Eg kan dessverre ikkje kome likevel."


def at(minute: int) -> dt.datetime:
    return dt.datetime(2026, 11, 25, 12, minute, tzinfo=dt.UTC)


@pytest.fixture
def mailed(desk: Desk) -> Desk:
    desk.walk(to=MAILING)
    return desk


def line_of(desk: Desk) -> ReplyLine:
    (line,) = (line for line in reply_lines(desk.cycle()) if line.name == MAYOR.name)
    return line


def typed(desk: Desk, minute: int, as_: Typed = "accepted") -> None:
    desk.moment = at(minute)
    type_in(desk.cycle(), MAYOR.name, as_=as_, name="Kari", why=f"ringde {minute}")


def read(desk: Desk, minute: int, *mails: bytes) -> None:
    desk.moment = at(minute)
    hear(desk, *mails)


def by_hand(row: OutboxRow, **headers: str) -> bytes:
    return answer(row, SAYS_NO, headers={"Date": WRITTEN, **headers})


def in_calendar(row: OutboxRow, *, partstat: str = "DECLINED", words: str = "", **more: object) -> bytes:
    lines = (*STAMP, f"COMMENT:{words}") if words else STAMP
    text = calendar(row, partstat=partstat, lines=lines, **more)  # type: ignore[arg-type]
    return invitation_answer(row, text, headers={"Date": WRITTEN})


LATE: dict[str, tuple[Callable[[OutboxRow], bytes], str]] = {
    "answered by hand": (by_hand, "declined"),
    "a new mail": (lambda row: by_hand(row, **{"In-Reply-To": "", "Subject": "Forfall til møtet"}), "declined"),
    "from another address": (lambda row: by_hand(row, From="privat@kari.example"), "declined"),
    "in the calendar": (in_calendar, "declined"),
    "in the calendar, maybe": (lambda row: in_calendar(row, partstat="TENTATIVE"), "tentative"),
    "in the calendar, with words": (lambda row: in_calendar(row, words="Eg er sjuk"), "declined"),
    "another time": (lambda row: in_calendar(row, method=("METHOD:COUNTER",)), "read"),
    "a colleague's calendar": (
        lambda row: in_calendar(row, attendee="ATTENDEE;PARTSTAT=DECLINED:mailto:x@y.example").replace(
            row.address.encode(), b"x@y.example"
        ),
        "theirs",
    ),
    "a mail of the day before": (lambda row: by_hand(row, Date="Tue, 24 Nov 2026 11:50:00 +0000"), "declined"),
    "words that say nothing clear": (lambda row: answer(row, "Ring meg.", headers={"Date": WRITTEN}), "read"),
}


@pytest.mark.parametrize("what", LATE)
def test_what_is_read_in_after_an_answer_was_typed_waits_for_a_person(what: str, mailed: Desk) -> None:
    make, proposes = LATE[what]
    typed(mailed, 5)
    read(mailed, 15, make(row_of(mailed, MAYOR.name)))
    line = line_of(mailed)
    assert (line.reply_state.stand, [matter.proposes for matter in line.matters]) == ("coming", [proposes])
    assert line.remedy == line.matters[0].asks
    mailed.moment = at(20)
    settled = confirm(mailed.cycle(), MAYOR.name, as_="read", name="Kari")
    assert (settled.reply_state.stand, settled.matters) == ("coming", ())


@pytest.mark.parametrize("what", LATE)
def test_what_was_read_in_before_an_answer_was_typed_has_been_read(what: str, mailed: Desk) -> None:
    read(mailed, 5, LATE[what][0](row_of(mailed, MAYOR.name)))
    typed(mailed, 15)
    assert (line_of(mailed).reply_state.stand, line_of(mailed).matters) == ("coming", ())


def test_an_answer_in_the_calendar_that_came_late_is_asked_about_and_can_be_confirmed(mailed: Desk) -> None:
    typed(mailed, 5)
    read(mailed, 15, in_calendar(row_of(mailed, MAYOR.name)))
    assert line_of(mailed).remedy == (
        "Svaret «kjem ikkje» vart lese inn etter at eit anna var ført inn. Spør kva som gjeld, og stadfest."
    )
    mailed.moment = at(20)
    assert confirm(mailed.cycle(), MAYOR.name, as_="declined", name="Kari").reply_state.stand == "not"
    assert line_of(mailed).matters == ()


def test_one_that_says_the_same_is_not_asked_about(mailed: Desk) -> None:
    typed(mailed, 5)
    read(mailed, 15, in_calendar(row_of(mailed, MAYOR.name), partstat="ACCEPTED"))
    assert (line_of(mailed).reply_state.stand, line_of(mailed).matters) == ("coming", ())


def test_reading_the_mailbox_again_makes_nothing_new_of_what_was_read(mailed: Desk) -> None:
    read(mailed, 5, by_hand(row_of(mailed, MAYOR.name)))
    typed(mailed, 10)
    mailed.moment = at(30)
    read_inbox(mailed.services, folder=mailed.home / "in")
    assert line_of(mailed).matters == ()


def test_an_answer_typed_in_again_has_read_what_came_between(mailed: Desk) -> None:
    typed(mailed, 5)
    read(mailed, 15, in_calendar(row_of(mailed, MAYOR.name)))
    typed(mailed, 20)
    assert (line_of(mailed).reply_state.stand, line_of(mailed).matters) == ("coming", ())
