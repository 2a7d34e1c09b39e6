"""What came back is kept once, however often a mailbox is read, on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from cycle.model import Reply
from cycle.store.mails.mailboxes import Mailboxes, ReadPosition
from cycle.store.mails.replies import Replies

NOON = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
YES = Reply(
    key="a" * 64,
    cycle="c/m/2027",
    recipient="kari",
    kind="invitasjon",
    what="accepted",
    source="calendar",
    at=NOON,
    text="Eg gler meg",
    sequence=2**40,
    stamp=NOON - dt.timedelta(minutes=1),
)


@pytest.fixture
def replies(box) -> Replies:
    return Replies(box.engine)


@pytest.fixture
def mailboxes(box) -> Mailboxes:
    return Mailboxes(box.engine)


def test_the_same_mail_read_twice_is_one_answer(replies):
    assert replies.add([YES]) == (YES,)
    assert replies.add([YES, replace(YES, what="declined")]) == ()
    assert replies.of(YES.cycle) == (YES,)


def test_history_is_kept_oldest_first_and_one_mail_may_concern_two_people(replies):
    no = replace(YES, key="b" * 64, what="declined", at=NOON - dt.timedelta(hours=1))
    other = replace(YES, recipient="ola")
    assert replies.add([YES, no, other]) == (YES, no, other)
    assert replies.of(YES.cycle) == (no, YES, other)
    assert replies.of(YES.cycle, recipient="kari") == (no, YES)
    assert replies.of("c/m/2028") == ()


def test_how_far_a_mailbox_is_read_is_remembered(mailboxes):
    assert mailboxes.place("m") is None
    mailboxes.move("m", ReadPosition(validity=2**32 - 1, last=7), now=NOON)
    mailboxes.move("m", ReadPosition(validity=2**32 - 1, last=9), now=NOON)
    mailboxes.move("other", ReadPosition(validity=1, last=1), now=NOON)
    assert mailboxes.place("m") == ReadPosition(validity=2**32 - 1, last=9)


def test_a_handled_mail_is_not_unread_and_counts_once(mailboxes):
    mailboxes.done({"a": "accepted", "b": "unknown"}, now=NOON)
    mailboxes.done({"a": "accepted", "c": "unknown"}, now=NOON)
    assert mailboxes.unread(["a", "b", "d"]) == {"d"}
    assert mailboxes.unread([]) == set()
    assert mailboxes.counts() == {"accepted": 1, "unknown": 2}


def test_what_was_written_is_forgotten_and_what_was_answered_is_not(replies):
    later = NOON + dt.timedelta(days=1)
    replies_read = [
        YES,
        replace(YES, key="b", what="wrote", source="mail", text="Sjukmeld"),
        replace(YES, key="c", what="returned", source="mail", text="550 no such user"),
        replace(YES, key="d", source="typed", text="ringde", who="Kari"),
        replace(YES, key="e", at=later, text="Ny"),
        replace(YES, key="f", what="somebody", by="ola@x.example", who="Ola", text=""),
    ]
    replies.add(replies_read)
    assert replies.forget_words(before=later) == 2
    assert replies.forget_words(before=later) == 0
    assert {entry.key[0]: entry.text for entry in replies.of(YES.cycle)} == {
        "a": "",
        "b": "",
        "c": "550 no such user",
        "d": "ringde",
        "e": "Ny",
        "f": "",
    }
    assert {entry.who for entry in replies.of(YES.cycle)} == {"", "Kari"}, "a name beside an address goes as words do"


def test_a_mail_is_found_by_its_token_and_by_its_address_however_it_is_written(box, rows):
    first, second = rows(2), rows(2, kind="folgebrev")
    assert box.first_date() is None
    box.enqueue([*first, replace(second[0], address="P1@Kommune.example")], now=NOON)
    assert {name: entry.recipient for name, entry in box.named([first[1].token, "x", first[1].token]).items()} == {
        first[1].token: "p2"
    }
    assert box.named([]) == {}
    assert [entry.kind for entry in box.addressed("p1@kommune.EXAMPLE")] == ["invitasjon", "folgebrev"]
    assert box.addressed("x@y.example") == ()
    assert box.first_date() == first[0].date
