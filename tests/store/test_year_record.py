"""A record of a year never changes; who has written, in this process or another, reads another one."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, insert

from cycle.model import DispatchRequest
from cycle.store.formats import Stored
from cycle.store.memory import Memory, open_memory
from cycle.store.tables import tries
from cycle.store.years import year_record
from cycle.store.years.year_record import NewestRecord, PinnedRecord, YearRecord, read_year
from tests.kept import put_new_database
from tests.statements import statements
from tests.store.test_memory import CYCLE, a_decision


def add(memory: Memory, step: str, now: dt.datetime, **inputs: int) -> None:
    memory.results.add(CYCLE, step, inputs=inputs, made=Stored(format=1, body={"made": step, **inputs}), now=now)


@pytest.fixture
def memory(database_url: str, tmp_path: Path) -> Iterator[Memory]:
    """An empty memory on each kind of database."""
    if database_url.startswith("sqlite:///"):
        put_new_database(Path(database_url.removeprefix("sqlite:///")))
    opened = open_memory(database_url, folder=tmp_path / "files")
    yield opened
    opened.close()


@pytest.fixture
def records(memory: Memory) -> NewestRecord:
    return NewestRecord(memory, CYCLE)


def test_a_year_that_nothing_is_known_of_has_an_empty_record(memory: Memory) -> None:
    record = read_year(memory, CYCLE)
    assert (record.newest, record.outcomes, record.decisions, record.requests) == ({}, {}, (), ())
    assert (record.latest("plan"), record.revisions("plan"), record.mails, record.holds) == (None, (), (), ())


def test_a_record_says_what_the_tables_say(memory: Memory, now: dt.datetime) -> None:
    for number in (1, 2):
        add(memory, "plan", now, of=number)
    add(memory, "host", now)
    newest = memory.results.latest(CYCLE, "plan")
    assert newest is not None
    memory.results.finish(CYCLE, "plan", newest.digest, Stored(format=1, body={"done": True}), now=now)
    for key, back in (("k1", ""), ("k2", "plan"), ("k3", "plan")):
        memory.decisions.add(
            replace(a_decision(now), key=key, decision="send_back" if back else "approve", send_back_to=back)
        )
    memory.requests.add(
        DispatchRequest(cycle=CYCLE, id="endring", number=1, dispatch="endring", asked_by="Kari", why="lokale", at=now)
    )

    record = read_year(memory, CYCLE)
    for step in ("plan", "host", "committee"):
        assert record.latest(step) == memory.results.latest(CYCLE, step)
        assert record.revisions(step) == memory.results.revisions(CYCLE, step)
        assert record.decisions_of(step) == memory.decisions.of_step(CYCLE, step)
        assert record.sent_back_to(step) == memory.decisions.sent_back_to(CYCLE, step)
    assert record.outcome("plan", newest.digest) == memory.results.outcome(CYCLE, "plan", newest.digest)
    assert record.decisions == memory.decisions.of(CYCLE)
    assert record.decisions_on("host", "a" * 64) == memory.decisions.on(CYCLE, "host", "a" * 64)
    assert record.requests == memory.requests.of(CYCLE)
    assert read_year(memory, "another/year/2027").newest == {}


def test_a_record_is_read_in_four_statements_however_many_steps_have_run(memory: Memory, now: dt.datetime) -> None:
    for number in range(30):
        add(memory, f"letters.{number}", now)
    with statements() as asked:
        record = read_year(memory, CYCLE)
        assert all(record.revisions(f"letters.{number}") for number in range(30))
    assert asked.number == 4


def test_what_a_record_has_once_read_is_not_read_again(memory: Memory) -> None:
    record = read_year(memory, CYCLE)
    with statements() as asked:
        for _ in range(3):
            assert (record.mails, record.mails_of("invitasjon"), record.replies, record.printed) == ((), (), (), ())
            assert (record.waiting("invitasjon"), record.tries, record.mail_events, record.handed_over) == (
                (),
                (),
                {},
                {},
            )
    assert asked.number == 7


def test_a_record_stays_as_it_was_read_and_who_has_written_gets_another(
    memory: Memory, records: NewestRecord, now: dt.datetime
) -> None:
    add(memory, "plan", now)
    before = records.get()
    assert records.get() is before
    add(memory, "plan", now, of=2)
    assert before.latest("plan") == before.revisions("plan")[-1]
    assert [result.revision for result in (before.newest["plan"], records.get().newest["plan"])] == [1, 2]


def test_reading_alone_makes_no_record_old(memory: Memory, records: NewestRecord) -> None:
    before = records.get()
    memory.results.latest(CYCLE, "plan")
    memory.outbox.rows(cycle=CYCLE)
    assert records.get() is before


def test_a_claim_makes_a_record_old_for_it_may_have_been_waited_for(
    memory: Memory, records: NewestRecord, now: dt.datetime
) -> None:
    before = records.get()
    with memory.claims.hold(CYCLE, "plan", now=now):
        assert records.get() is not before


def test_what_another_part_of_the_process_writes_is_seen_too(
    memory: Memory, records: NewestRecord, now: dt.datetime, tmp_path: Path
) -> None:
    assert records.get().latest("plan") is None
    other = open_memory(str(memory.engine.url), folder=tmp_path / "files")
    add(other, "plan", now)
    other.close()
    assert records.get().latest("plan") is not None


def test_a_write_that_was_taken_back_makes_a_record_old_at_most(memory: Memory, records: NewestRecord) -> None:
    before = records.get()
    with pytest.raises(ZeroDivisionError), memory.engine.begin():
        raise ZeroDivisionError
    assert records.get().newest == before.newest


def test_what_another_process_writes_is_seen_once_the_record_is_forgotten(
    memory: Memory, records: NewestRecord, now: dt.datetime
) -> None:
    before = records.get()
    values = {"about": "r1", "progress": "", "number": 1, "last_at": now}
    engine = create_engine(memory.engine.url)  # nobody counts what it writes
    with engine.begin() as connection:
        connection.execute(insert(tries).values(cycle=CYCLE, what="plan", **values))
    engine.dispose()
    assert records.get() is before
    records.forget()
    assert [tried.what for tried in records.get().tries] == ["plan"]


class SlowRead:
    """Reads a year as ever, and holds back what the first thread read until told to go on."""

    def __init__(self) -> None:
        self.has_read, self.go_on = threading.Event(), threading.Event()

    def __call__(self, memory: Memory, cycle: str) -> YearRecord:
        found = read_year(memory, cycle)
        if not self.has_read.is_set():
            self.has_read.set()
            assert self.go_on.wait(10)
        return found


class Overtaken(NewestRecord):
    """Lets the thread that reads slowly keep what it read as soon as the other has assigned anything at all."""

    overtake: threading.Thread | None = None
    slow: SlowRead

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        other = self.overtake
        if other is not None and name != "overtake" and threading.current_thread() is not other:
            super().__setattr__("overtake", None)
            self.slow.go_on.set()
            other.join(10)


def test_a_thread_that_was_overtaken_leaves_no_old_record_as_the_newest(
    memory: Memory, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(memory, "plan", now)
    shared = Overtaken(memory, CYCLE)
    shared.slow = SlowRead()
    monkeypatch.setattr(year_record, "read_year", shared.slow)
    other = threading.Thread(target=shared.get)
    other.start()
    assert shared.slow.has_read.wait(10)
    add(memory, "plan", now, of=2)
    shared.overtake = other
    assert shared.get().newest["plan"].revision == 2
    assert not other.is_alive()
    assert shared.get().newest["plan"].revision == 2


def test_a_thread_that_read_before_another_forgot_does_not_answer_it(
    memory: Memory, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    records, slow = NewestRecord(memory, CYCLE), SlowRead()
    monkeypatch.setattr(year_record, "read_year", slow)
    other = threading.Thread(target=records.get)
    other.start()
    assert slow.has_read.wait(10)
    engine = create_engine(memory.engine.url)  # nobody counts what it writes
    with engine.begin() as connection:
        values = {"about": "r1", "progress": "", "number": 1, "last_at": now}
        connection.execute(insert(tries).values(cycle=CYCLE, what="plan", **values))
    engine.dispose()
    records.forget()
    slow.go_on.set()
    other.join(10)
    assert [tried.what for tried in records.get().tries] == ["plan"]


def test_a_pinned_record_is_the_same_whoever_writes_or_forgets(memory: Memory, now: dt.datetime) -> None:
    pinned = PinnedRecord(read_year(memory, CYCLE))
    add(memory, "plan", now)
    pinned.forget()
    assert pinned.get().latest("plan") is None
