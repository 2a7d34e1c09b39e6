"""A mail that was passed on from the address we wrote to has come there: a forward that fails is no wrong address."""

from __future__ import annotations

import datetime as dt

import pytest

from cycle.application.dispatches.contact_state import answers_of
from cycle.application.replies.answers import ReplyLine, reply_lines
from cycle.application.replies.reply_decisions import confirm
from cycle.model import OutboxRow
from tests.application.replies.test_replies import MAILING, hear, row_of
from tests.desk import MAYOR, Desk
from tests.mail.arriving import report

PRIVATE = "privat.malfrid@gmail.example"


@pytest.fixture
def mailed(desk: Desk) -> Desk:
    desk.walk(to=MAILING)
    desk.moment += dt.timedelta(days=3)
    return desk


def line_of(desk: Desk) -> ReplyLine:
    (line,) = (line for line in reply_lines(desk.cycle()) if line.name == MAYOR.name)
    return line


def with_original(row: OutboxRow, final: str = PRIVATE) -> bytes:
    """As a server reports that kept the recipient we asked it to name (ORCPT)."""
    return report(row, address=final).replace(
        b"Final-Recipient", f"Original-Recipient: rfc822; {row.address}\r\nFinal-Recipient".encode()
    )


def in_words(row: OutboxRow, *, failed: str = "", notice: str) -> bytes:
    head = f"X-Failed-Recipients: {failed}\r\n" if failed else ""
    return (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: post@helsefellesskapet.example\r\n"
        f"{head}Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <w@mx.example>\r\n"
        f"Date: Wed, 25 Nov 2026 10:00:00 +0000\r\n\r\n{notice}\r\n\r\nMessage-ID: {row.message_id}\r\n"
    ).encode()


PASSED_ON = {
    "unknown there": lambda row: report(row, address=PRIVATE),
    "full there": lambda row: report(row, address=PRIVATE, status="5.2.2", said="552 5.2.2 Mailbox full"),
    "refused there": lambda row: report(row, address=PRIVATE, status="5.7.26", said="550 5.7.26 unauthenticated"),
    "without a code": lambda row: report(row, address=PRIVATE, status="", said="no thanks"),
    "in capitals": lambda row: report(row, address=PRIVATE.upper()),
    "to another municipality": lambda row: report(row, address="malfrid@gulen.example"),
    "with the address we named": with_original,
    "named so alone": lambda row: with_original(row).replace(row.message_id.encode(), b""),
    "by its header": lambda row: in_words(
        row, failed=PRIVATE, notice=f"A message could not be delivered:\r\n\r\n  {PRIVATE}\r\n    550 no such user"
    ),
}


@pytest.mark.parametrize("what", PASSED_ON)
def test_a_forward_that_fails_is_asked_about_and_corrects_no_register(what: str, mailed: Desk) -> None:
    hear(mailed, PASSED_ON[what](row_of(mailed, MAYOR.name)))
    line = line_of(mailed)
    assert (line.reply_state.stand, line.reply_state.returned) == ("silent", None)
    other = "malfrid@gulen.example" if "municipality" in what else PRIVATE
    assert line.remedy == (
        f"E-posten vart send vidare til {other}, som ikkje tok imot han. Adressa i registeret kan vere rett: spør om "
        "e-posten er komen fram, og lat adressa stå om han er det."
    )
    assert answers_of(mailed.cycle())[line.recipient] == "silent", "she is reminded"
    read = confirm(mailed.cycle(), MAYOR.name, as_="read", name="Kari")
    assert (read.reply_state.stand, read.matters, read.remedy) == ("silent", (), "")


HERS = {
    "the address we wrote to": lambda row: report(row),
    "in capitals": lambda row: report(row, address=row.address.upper()),
    "another name of hers there": lambda row: report(row, address="malfrid.v@" + row.address.partition("@")[2]),
    "her mailbox within": lambda row: report(row, address="mv@post." + row.address.partition("@")[2]),
    "her mailbox at Microsoft": lambda row: report(row, address="mv@alverkommune.onmicrosoft.com"),
    "in words that name nobody for certain": lambda row: in_words(
        row, notice="Sorry, no mailbox here by that name. 5.1.1 Ask help@mx.example."
    ),
}


@pytest.mark.parametrize("what", HERS)
def test_a_mail_that_her_own_place_turns_down_has_come_back(what: str, mailed: Desk) -> None:
    hear(mailed, HERS[what](row_of(mailed, MAYOR.name)))
    line = line_of(mailed)
    assert (line.reply_state.stand, line.matters) == ("returned", ())
    if "another name" in what:
        assert line.reply_state.returned is not None
        assert line.reply_state.returned.text.startswith("malfrid.v@")


def test_a_forward_that_fails_does_not_hide_that_an_earlier_mail_came_back(mailed: Desk) -> None:
    row = row_of(mailed, MAYOR.name)
    later = report(row, address=PRIVATE, message_id="two@mx.example").replace(b"10:00:00", b"11:00:00")
    hear(mailed, report(row), later)
    assert line_of(mailed).reply_state.stand == "returned"


def test_where_the_other_address_is_forgotten_it_is_no_returned_mail(mailed: Desk) -> None:
    hear(mailed, report(row_of(mailed, MAYOR.name), address=PRIVATE))
    mailed.services.memory.replies.forget_words(before=mailed.moment + dt.timedelta(days=900))
    line = line_of(mailed)
    assert (line.reply_state.stand, "til ei anna adresse, som" in line.remedy) == ("silent", True)
