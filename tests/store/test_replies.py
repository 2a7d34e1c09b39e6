"""What came back is kept once, however often a mailbox is read, on both databases."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from cycle.model import Reply
from cycle.store.mailboxes import Mailboxes, Place
from cycle.store.replies import Replies

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
    mailboxes.move("m", Place(validity=2**32 - 1, last=7), now=NOON)
    mailboxes.move("m", Place(validity=2**32 - 1, last=9), now=NOON)
    mailboxes.move("other", Place(validity=1, last=1), now=NOON)
    assert mailboxes.place("m") == Place(validity=2**32 - 1, last=9)


def test_a_handled_mail_is_not_unread_and_counts_once(mailboxes):
    mailboxes.done({"a": "accepted", "b": "unknown"}, now=NOON)
    mailboxes.done({"a": "accepted", "c": "unknown"}, now=NOON)
    assert mailboxes.unread(["a", "b", "d"]) == {"d"}
    assert mailboxes.unread([]) == set()
    assert mailboxes.counts() == {"accepted": 1, "unknown": 2}
