"""The log of all that people did: a changed, removed or moved row is found and named, and the database refuses."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from cycle.errors import BusyError
from cycle.model import KnownPerson
from cycle.store.events import Event, flaws_of
from cycle.store.memory import Memory, open_memory
from cycle.store.people.persons import PersonRow
from cycle.store.people.sessions import SessionRow
from cycle.store.years.decisions import Decision

NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
UNLOCK = ("DROP TRIGGER events_change", "DROP TRIGGER events_delete")


@pytest.fixture
def memory(database_url: str, tmp_path: Path):
    opened = open_memory(database_url, folder=tmp_path / "files")
    yield opened
    opened.close()


def fill(memory: Memory, number: int = 5) -> None:
    for count in range(1, number + 1):
        memory.events.add(Event(what="login", who=f"Kari {count}", at=NOON, about={"session": count}))


def test_the_log_follows_row_by_row(memory: Memory) -> None:
    fill(memory)
    log = memory.events.all()
    assert [row.number for row in log] == [1, 2, 3, 4, 5]
    assert [row.before for row in log[1:]] == [row.hash for row in log[:-1]]
    assert list(flaws_of(log)) == []


def test_those_who_write_at_once_get_a_number_each(memory: Memory) -> None:
    with ThreadPoolExecutor(8) as threads:
        numbers = set(threads.map(lambda _: memory.events.add(Event(what="login", who="x", at=NOON)), range(40)))
    assert numbers == set(range(1, 41))
    assert list(flaws_of(memory.events.all())) == []


def test_a_decision_and_its_event_are_written_together_once(memory: Memory) -> None:
    decision = Decision(
        cycle="a/b/2027",
        step="plan",
        revision=1,
        digest="d",
        decision="approve",
        name="Kari",
        at=NOON,
        channel="page",
        key="k",
        known_by="link",
    )
    with ThreadPoolExecutor(8) as threads:  # a double click, and a run that takes up the same answer
        first, *others = threads.map(lambda _: memory.decisions.add(decision), range(16))
    assert set(others) == {first}
    (event,) = memory.events.all()
    assert first.event == event.number
    assert event.says()["known_by"] == "link"


@pytest.mark.parametrize("deed", ["UPDATE events SET who = 'Ola'", "DELETE FROM events WHERE number = 2"])
def test_the_database_refuses_to_rewrite_the_log(memory: Memory, deed: str) -> None:
    fill(memory)
    with pytest.raises(DBAPIError, match="never changed"), memory.engine.begin() as connection:
        connection.execute(text(deed))
    assert list(flaws_of(memory.events.all())) == []


@pytest.mark.parametrize(
    ("deed", "named"),
    [
        ("UPDATE events SET who = 'Ola' WHERE number = 3", [3]),
        ("UPDATE events SET about = '{}' WHERE number = 1", [1]),
        ("UPDATE events SET at = '2026-01-01T00:00:00.000000+00:00' WHERE number = 5", [5]),
        ("DELETE FROM events WHERE number = 2", [2]),
        ("DELETE FROM events WHERE number = 1", [1]),
        ("DELETE FROM events WHERE number IN (2, 3)", [2]),
    ],
)
def test_what_is_changed_behind_the_triggers_is_found_and_named(tmp_path: Path, deed: str, named: list[int]) -> None:
    memory = open_memory(f"sqlite:///{tmp_path / 'x.sqlite'}", folder=tmp_path / "files")
    fill(memory)
    with memory.engine.begin() as connection:
        for statement in (*UNLOCK, deed):
            connection.execute(text(statement))
    assert [number for number, _ in flaws_of(memory.events.all())] == named
    memory.close()


def test_two_rows_that_changed_places_are_both_named(tmp_path: Path) -> None:
    memory = open_memory(f"sqlite:///{tmp_path / 'x.sqlite'}", folder=tmp_path / "files")
    fill(memory)
    with memory.engine.begin() as connection:
        for statement in (
            *UNLOCK,
            "UPDATE events SET number = 99 WHERE number = 2",
            "UPDATE events SET number = 2 WHERE number = 3",
            "UPDATE events SET number = 3 WHERE number = 99",
        ):
            connection.execute(text(statement))
    assert {number for number, _ in flaws_of(memory.events.all())} >= {2, 3}
    memory.close()


def test_who_logs_in_and_out_and_who_may_do_what_is_in_the_log(memory: Memory) -> None:
    kari = KnownPerson(
        community="a",
        key="kari",
        name="Kari Koordinator",
        address="kari@kommunen.example",
        language="nn",
        roles=("reader",),
    )
    row = memory.persons.add(PersonRow(person=kari, changed_by="Sekretær", changed_at=NOON))
    memory.persons.change(replace(row, person=replace(kari, roles=("secretariat",))))
    with pytest.raises(BusyError):
        memory.persons.change(row)
    for name in ("one", "two"):
        memory.sessions.begin(
            SessionRow(
                hash=name,
                name=name,
                community="a",
                person="kari",
                known_by="link",
                proof="link door",
                browser="x",
                made_at=NOON,
                seen_at=NOON,
                ends_at=NOON,
            )
        )
    assert memory.sessions.end("a", "one", by="Kari Koordinator", now=NOON)
    assert not memory.sessions.end("a", "one", by="Kari Koordinator", now=NOON)
    memory.sessions.end_all("a", "kari", by="Sekretær", now=NOON)
    log = memory.events.all()
    assert [(row.what, row.who) for row in log] == [
        ("person", "Sekretær"),
        ("person", "Sekretær"),
        ("login", "kari"),
        ("login", "kari"),
        ("logout", "Kari Koordinator"),
        ("logout", "Sekretær"),
    ]
    assert [row.says().get("roles") for row in log[:2]] == [["reader"], ["secretariat"]]
    assert "example" not in "".join(row.about for row in log)
    assert list(flaws_of(log)) == []
