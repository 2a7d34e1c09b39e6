"""The database itself refuses what our code would never do: wrong moves, changed names, rewritten history."""

from __future__ import annotations

import datetime as dt
from itertools import product
from typing import get_args

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cycle.model import OUTBOX_TRANSITIONS, OutboxState

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
WAY: dict[OutboxState, tuple[OutboxState, ...]] = {
    "queued": (),
    "sending": ("sending",),
    "sent": ("sending", "sent"),
    "refused": ("refused",),
    "failed": ("failed",),
    "uncertain": ("sending", "uncertain"),
}
"""How a mail comes to each state."""


def set_state(box, state: str) -> None:
    with box.engine.begin() as connection:
        connection.execute(text("UPDATE outbox SET state = :state"), {"state": state})


@pytest.mark.parametrize(("source", "target"), list(product(get_args(OutboxState), repeat=2)))
def test_the_database_allows_exactly_the_moves_that_the_code_knows(box, rows, source, target) -> None:
    box.enqueue(rows(1), now=NOON)
    for state in WAY[source]:
        set_state(box, state)
    if target == source or target in OUTBOX_TRANSITIONS[source]:
        set_state(box, target)
        assert box.row(1).state == target
    else:
        with pytest.raises(DBAPIError, match="this move is not allowed"):
            set_state(box, target)
        assert box.row(1).state == source


@pytest.mark.parametrize("column", ["cycle", "kind", "recipient", "message_id", "token"])
def test_whom_a_mail_is_for_and_its_message_id_never_change(box, rows, column) -> None:
    box.enqueue(rows(1), now=NOON)
    before = box.rows()
    with pytest.raises(DBAPIError, match="are fixed"), box.engine.begin() as connection:
        connection.execute(text(f"UPDATE outbox SET {column} = 'nokon annan'"))
    assert box.rows() == before


def test_no_mail_begins_as_sent(box, rows) -> None:
    box.enqueue(rows(1), now=NOON)
    copied = (
        "INSERT INTO outbox (id, cycle, kind, recipient, address, message_id, token, date, content, state, attempt, "
        "text, sha256, updated_at) SELECT 99, cycle, kind, 'ny', address, 'm', 't', date, content, 'sent', 0, '', '', "
        "updated_at FROM outbox"
    )
    with pytest.raises(DBAPIError, match="begins as queued"), box.engine.begin() as connection:
        connection.execute(text(copied))


@pytest.mark.parametrize("change", ["UPDATE outbox_events SET text = 'nei'", "DELETE FROM outbox_events"])
def test_what_happened_is_never_rewritten(box, rows, change) -> None:
    box.enqueue(rows(1), now=NOON)
    before = box.events(1)
    with pytest.raises(DBAPIError, match="what happened is never changed"), box.engine.begin() as connection:
        connection.execute(text(change))
    assert box.events(1) == before
