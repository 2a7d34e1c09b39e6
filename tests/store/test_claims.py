"""A claim ends with whoever made it: a full disk, a dead machine or a moved home holds no step for ever."""

from __future__ import annotations

import datetime as dt
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert

import cycle.store.years.claims
from cycle.errors import BusyError, FullDiskError
from cycle.store.memory import Memory, open_memory
from cycle.store.processes import LEASE, this_owner
from cycle.store.tables import claims

CYCLE, STEP = "bergensomradet/partnarskapsmote/2027", "letters.invitasjon"
ELSEWHERE = "a-machine-that-was:4711:1764400000.00"


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The disk is full whenever a claim is given back."""

    def no_room(_table: Any) -> Any:
        raise FullDiskError("database: the disk is full")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cycle.store.years.claims, "delete", no_room)
        yield


def test_a_claim_that_could_not_be_given_back_does_not_block_its_own_process(
    memory: Memory, now: dt.datetime, full: None
) -> None:
    done = []
    for _ in range(3):
        with memory.claims.hold(CYCLE, STEP, now=now):
            done.append(STEP)
    assert done == [STEP] * 3


@pytest.mark.usefixtures("full")
def test_while_it_is_held_a_left_claim_still_keeps_every_other_thread_out(memory: Memory, now: dt.datetime) -> None:
    with memory.claims.hold(CYCLE, STEP, now=now):
        pass
    refused: list[BusyError] = []

    def second() -> None:
        try:
            with memory.claims.hold(CYCLE, STEP, now=now):
                pass
        except BusyError as error:
            refused.append(error)

    with memory.claims.hold(CYCLE, STEP, now=now):
        other = threading.Thread(target=second)
        other.start()
        other.join()
    assert len(refused) == 1


def test_what_went_wrong_in_the_block_is_what_is_told(memory: Memory, now: dt.datetime, full: None) -> None:
    with pytest.raises(ZeroDivisionError), memory.claims.hold(CYCLE, STEP, now=now):
        _ = 1 / 0


@pytest.mark.parametrize(
    ("since", "seen", "free"),
    [
        (dt.timedelta(minutes=1), None, False),
        (LEASE, None, True),
        (10 * LEASE, LEASE - dt.timedelta(minutes=1), False),
        (10 * LEASE, LEASE, True),
    ],
    ids=["made just now", "nothing was ever heard", "its machine was heard of", "its machine is silent"],
)
def test_a_claim_of_another_machine_lasts_as_long_as_that_machine_is_heard_of(
    since: dt.timedelta, seen: dt.timedelta | None, free: bool, memory: Memory, now: dt.datetime
) -> None:
    claim(memory, ELSEWHERE, at=now - since)
    if seen is not None:
        memory.serving.say("a-machine-that-was:1:1.00", runs=(), now=now - seen)
    if free:
        with memory.claims.hold(CYCLE, STEP, now=now):
            pass
    else:
        with pytest.raises(BusyError), memory.claims.hold(CYCLE, STEP, now=now):
            pass


def test_whoever_owns_the_home_lets_go_of_what_other_machines_left_in_it(memory: Memory, now: dt.datetime) -> None:
    """A home that was moved, or a container with another name each time it starts."""
    claim(memory, ELSEWHERE, at=now)
    assert memory.claims.forget_elsewhere() == 1
    with memory.claims.hold(CYCLE, STEP, now=now):
        assert memory.claims.forget_elsewhere() == 0


def claim(memory: Memory, owner: str, *, at: dt.datetime) -> None:
    with memory.engine.begin() as connection:
        connection.execute(delete(claims))
        connection.execute(insert(claims).values(cycle=CYCLE, step=STEP, owner=owner, at=at))


# --- Who serves -----------------------------------------------------------------------------------------------------


def test_who_serves_is_known_while_it_lives_and_the_first_stands_in_front(memory: Memory, now: dt.datetime) -> None:
    minute = dt.timedelta(minutes=1)
    serving = memory.serving
    serving.say(this_owner(), runs={"b", "a"}, now=now)
    serving.say("elsewhere:1:1.00", runs=(), now=now - minute)
    host = this_owner().rpartition(":")[0].rpartition(":")[0]
    serving.say(f"{host}:{os.getpid()}:1.00", runs=("c",), now=now - 2 * minute)  # dead: another had this number
    living = serving.living(now=now)
    assert [(server.owner, sorted(server.runs)) for server in living] == [
        ("elsewhere:1:1.00", []),
        (this_owner(), ["a", "b"]),
    ]
    assert [server.owner for server in serving.living(now=now + 3 * minute)] == [this_owner()]
    serving.leave(this_owner())
    assert [server.owner for server in serving.living(now=now)] == ["elsewhere:1:1.00"]


def test_what_others_say_is_seen_through_another_connection(memory: Memory, tmp_path: Path, now: dt.datetime) -> None:
    memory.serving.say("elsewhere:1:1.00", runs=("r",), now=now)
    other = open_memory(str(memory.engine.url), folder=tmp_path / "files")
    try:
        assert other.serving.living(now=now)[0].runs == {"r"}
    finally:
        other.close()
