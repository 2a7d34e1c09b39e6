"""A request that is taken back takes its mails along that wait in the queue: nobody would ever touch them again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cycle.application.dispatches.requests import ask, withdraw
from cycle.errors import StoreError
from tests.desk import Desk


def queued(desk: Desk, kind: str) -> None:
    """Lay mails of a kind in the queue, as they wait while the server is down."""
    sent = desk.services.memory.outbox.rows(cycle=desk.cycle().id, kind="invitasjon@folder")
    rows = [
        replace(
            row, id=0, kind=kind, state="queued", message_id=f"<{kind}.{row.token}@x.example>", token=f"{kind}-{at}"
        )
        for at, row in enumerate(sent)
    ]
    desk.services.memory.outbox.enqueue(rows, now=desk.cycle().now)


@pytest.mark.parametrize("mark", ["", "@folder", "@redirect"])
def test_what_waits_in_the_queue_is_taken_back_with_the_request_in_whatever_mode(desk: Desk, mark: str) -> None:
    desk.walk(to="mailing.invitasjon")
    request = ask(desk.cycle(), "paminning", who="Kari Nordmann", why="prøve")
    for kind in (f"{request.id}{mark}", f"folgebrev{mark}"):
        queued(desk, kind)
    number = withdraw(desk.cycle(), request.id, who="Kari Nordmann")
    outbox, cycle = desk.services.memory.outbox, desk.cycle().id
    states = [(row.state, row.text) for row in outbox.rows(cycle=cycle, kind=f"{request.id}{mark}")]
    assert states == [("failed", "withdrawn before it was sent")] * number
    assert number > 1
    assert {row.state for row in outbox.rows(cycle=cycle, kind=f"folgebrev{mark}")} == {"queued"}
    [event] = {outbox.events(row.id)[-1].who for row in outbox.rows(cycle=cycle, kind=f"{request.id}{mark}")}
    assert event == "Kari Nordmann"


def test_a_request_without_mails_takes_none_back_and_one_that_is_not_there_is_refused(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    request = ask(desk.cycle(), "paminning", who="Kari Nordmann", why="prøve")
    assert withdraw(desk.cycle(), request.id, who="Kari Nordmann") == 0
    with pytest.raises(StoreError):
        withdraw(desk.cycle(), "ukjend", who="Kari Nordmann")
