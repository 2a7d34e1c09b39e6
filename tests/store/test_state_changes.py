"""Many moves in one go leave the ledger as if each had been made alone."""

from __future__ import annotations

import datetime as dt

import pytest

from cycle.model import OutboxRow
from cycle.store.mails.outbox import Outbox
from cycle.store.mails.state_changes import StateChange, StateConflict, write_together
from tests.outboxes import box, database_url, postgresql_server

__all__ = ["box", "database_url", "postgresql_server"]
NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(minutes=5)


def enqueue(box: Outbox, number: int) -> None:
    """Write down this many mails; their ids begin at one."""
    row = {"cycle": "c", "kind": "invitasjon", "address": "a@b.example", "date": NOON, "content": "", "state": "queued"}
    names = [
        {"recipient": f"p{number}", "message_id": f"<{number}@x>", "token": f"t{number}"} for number in range(number)
    ]
    box.enqueue([OutboxRow(id=0, **row, **name) for name in names], now=NOON)


def story(box: Outbox, row: int) -> object:
    found = box.row(row)
    last = (found.state, found.attempt, found.code, found.text, found.not_before, found.sha256, found.updated_at)
    return last, [(event.state, event.code, event.text, event.at) for event in box.events(row)]


STROKES = [
    *(StateChange(row=number, state="sending", at=NOON, sha256=f"{number}" * 64) for number in (1, 2, 3, 4)),
    StateChange(row=1, state="sent", at=LATER, code=250, text="ok"),
    StateChange(row=2, state="refused", at=LATER, code=550, text="no such user"),
    StateChange(row=5, state="queued", at=NOON, code=450, text="full", not_before=LATER),
    StateChange(row=5, state="queued", at=LATER, code=450, text="still full", not_before=LATER),
    StateChange(row=5, state="failed", at=LATER, text="given up"),
    StateChange(row=3, state="uncertain", at=LATER),
]


def test_many_moves_at_once_are_the_same_as_one_after_the_other(box: Outbox) -> None:
    enqueue(box, 10)
    with box.engine.begin() as connection:
        write_together(connection, STROKES)
    for change in STROKES:
        if change.state == "sending":
            box.mark_sending(change.row + 5, sha256=change.sha256, now=change.at)
        else:
            more = {"code": change.code, "text": change.text, "not_before": change.not_before}
            box.settle(change.row + 5, change.state, now=change.at, **more)
    assert [row.state for row in box.rows()] == ["sent", "refused", "uncertain", "sending", "failed"] * 2
    assert [story(box, row) for row in range(1, 6)] == [story(box, row) for row in range(6, 11)]
    assert (box.row(5).attempt, box.row(5).text, box.row(1).sha256) == (2, "given up", "1" * 64)


def test_one_move_that_is_not_allowed_stops_them_all(box: Outbox) -> None:
    enqueue(box, 2)
    before = [story(box, row) for row in (1, 2)]
    wrong = [StateChange(row=1, state="sending", at=NOON), StateChange(row=2, state="sent", at=NOON)]
    with pytest.raises(StateConflict), box.engine.begin() as connection:
        write_together(connection, wrong)
    assert [story(box, row) for row in (1, 2)] == before
