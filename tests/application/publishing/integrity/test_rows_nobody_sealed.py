"""Rows without a seal of their own are held against what is sealed: the log, the lists, the packages, the mails."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, delete, insert, select, text, update

from cycle.application.publishing import verify_archive
from cycle.store.tables import addresses, cycles, messages, outbox, outbox_events, outcomes
from tests.application.closed_year import done
from tests.desk import YEAR, Desk

CYCLE = "bergensomradet/partnarskapsmote/2027"
SITE = "site/bergensomradet"
LATER = dt.timedelta(days=3)


@pytest.fixture
def closed(tmp_path: Path) -> Desk:
    """A year that was walked to its end; the database lets everything be changed."""
    desk = Desk(tmp_path)
    desk.walk()
    with desk.services.memory.engine.begin() as connection:
        for name in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
            connection.execute(text(f"DROP TRIGGER {name}"))
    return desk


def changed(desk: Desk, statement: Any) -> None:
    with desk.services.memory.engine.begin() as connection:
        connection.execute(statement)


def first(desk: Desk, table: Table) -> dict[str, Any]:
    with desk.services.memory.engine.begin() as connection:
        row = connection.execute(select(table)).mappings().first()
    assert row is not None
    return dict(row)


def errors(desk: Desk, *, year: int | None = None) -> list[tuple[str, str]]:
    return [(found.kind, found.place) for found in verify_archive(desk.services, year=year) if found.is_error]


def test_a_year_and_an_act_on_it_leave_nothing_to_tell(closed: Desk) -> None:
    assert errors(closed) == []
    done(closed, "correct", what="venue", new="Kulturhuset")
    closed.moment += dt.timedelta(hours=1)
    title = closed.cycle().closed
    assert title is not None
    done(closed, "take_down", what=title.edition.documents[0].title)
    assert errors(closed) == []


def test_when_something_was_done_is_as_the_log_says(closed: Desk) -> None:
    row = first(closed, outcomes)
    here = (outcomes.c.step == row["step"]) & (outcomes.c.digest == row["digest"])
    changed(closed, update(outcomes).where(here).values(at=row["at"] + LATER))
    assert [kind for kind, _ in errors(closed, year=YEAR)] == ["row changed"]


def test_a_year_that_is_taken_out_is_missed_by_the_log(closed: Desk) -> None:
    changed(closed, delete(cycles))
    assert ("row lost", CYCLE) in errors(closed)
    assert ("row lost", CYCLE) in errors(closed, year=YEAR)
    assert errors(closed, year=YEAR - 1) == []


@pytest.mark.parametrize("column", ["name", "sha256", "at"])
def test_whose_an_address_is_stands_as_it_was_given(closed: Desk, column: str) -> None:
    row = first(closed, addresses)
    value = row["at"] + LATER if column == "at" else "0" * 64
    changed(closed, update(addresses).where(addresses.c.address == row["address"]).values({column: value}))
    assert errors(closed) == [("address changed", SITE)]
    assert errors(closed, year=YEAR) == [("address changed", SITE)]


def test_an_address_that_is_taken_out_or_added_is_named(closed: Desk) -> None:
    row = first(closed, addresses)
    changed(closed, insert(addresses).values({**row, "address": row["address"] + "x"}))
    assert errors(closed) == [("address changed", SITE)]
    changed(closed, delete(addresses).where(addresses.c.address == row["address"] + "x"))
    assert errors(closed) == []
    with closed.services.memory.engine.begin() as connection:
        number = connection.execute(delete(addresses)).rowcount
    assert errors(closed) == [("address changed", SITE)] * number


def test_when_a_mail_arrived_is_told_one_way(closed: Desk) -> None:
    event = first(closed, outbox_events)
    for state in ("sending", "sent"):
        ours = (outbox_events.c.row == event["row"]) & (outbox_events.c.state == state)
        changed(closed, update(outbox_events).where(ours).values(at=event["at"] - LATER))
        assert errors(closed, year=YEAR) == [("mail times", CYCLE)], state
        changed(closed, update(outbox_events).where(ours).values(at=event["at"]))
        assert errors(closed) == []


def test_an_event_of_a_mail_that_is_added_or_taken_out_is_named(closed: Desk) -> None:
    event = first(closed, outbox_events)
    more = {"row": event["row"], "state": "sending", "at": event["at"] + LATER}
    changed(closed, insert(outbox_events).values(more))
    assert errors(closed) == [("mail times", CYCLE)]
    changed(closed, delete(outbox_events).where(outbox_events.c.at == more["at"]))
    assert errors(closed) == []
    changed(closed, delete(outbox_events).where(outbox_events.c.row == event["row"]))
    assert errors(closed) == [("mail times", CYCLE)]


def test_who_moves_every_moment_of_a_mail_is_found_out_by_the_package(closed: Desk) -> None:
    row = first(closed, outbox)
    moved = row["updated_at"] - LATER
    changed(closed, update(outbox).where(outbox.c.id == row["id"]).values(updated_at=moved))
    changed(closed, update(outbox_events).where(outbox_events.c.row == row["id"]).values(at=moved))
    changed(closed, update(messages).where(messages.c.sha256 == row["sha256"]).values(at=moved))
    assert [kind for kind, _ in errors(closed)] == ["mail lost"]
