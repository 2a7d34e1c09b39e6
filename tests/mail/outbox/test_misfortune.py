"""A full disk, a clock that jumps and two senders at once: nobody gets two letters, nobody none."""

from __future__ import annotations

import datetime as dt
import os
import random
import subprocess
import sys
import textwrap
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import event, text

from cycle.errors import BusyError, StoreError
from cycle.mail.outbox.dispatcher import Tally, dispatch
from cycle.mail.transport import local_server as postoffice
from cycle.mail.transport.smtp import Smtp
from cycle.store.database import open_database
from cycle.store.mails.outbox import Outbox
from tests.mail.conftest import NOON, FaultServer
from tests.mail.outbox.test_outbox import DISPATCHER, Clock, copies, letter, states

MAILS = 60


def taken(server: FaultServer, box: Outbox) -> dict[int, int]:
    """Return row → how many times the server took its mail."""
    mails = [data for _, _, data in server.kept]
    return {row.id: sum(row.message_id.encode() in data for data in mails) for row in box.rows()}


# --- A full disk ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("connections", [1, 3])
def test_a_disk_that_fills_up_under_way_stops_the_mailing_and_only_what_was_handed_over_is_in_doubt(
    connections, tmp_path, rows, fault_server, reach
):
    engine = open_database(f"sqlite:///{tmp_path}/cycle.sqlite")
    box, server, room = Outbox(engine), fault_server(), {"pages": 1_000_000}
    box.enqueue(rows(MAILS), now=NOON)

    @event.listens_for(engine, "begin")
    def no_more_than(connection):
        connection.exec_driver_sql(f"PRAGMA max_page_count = {room['pages']}")

    def send() -> Tally:
        first, *others = [Smtp(reach(server)) for _ in range(connections)]
        truth = taken(server, box)
        return dispatch(
            box, carrier=first, others=others, build=letter, now=Clock(), evidence=lambda row: truth[row.id] == 1
        )

    with engine.connect() as connection:
        room["pages"] = connection.execute(text("PRAGMA page_count")).scalar() + 2
    for _ in range(2):  # the second finds it full
        with pytest.raises(StoreError, match="the disk is full"):
            send()
        server.quiet()
        truth = taken(server, box)
        assert 0 < sum(truth.values()) < MAILS
        assert Counter(states(box))["sending"] <= connections
        for row in box.rows():
            assert row.state in {"sending", "uncertain"} or (row.state, truth[row.id]) in {("sent", 1), ("queued", 0)}
    room["pages"] = 1_000_000
    assert send().sent == MAILS - sum(truth.values())
    assert states(box) == ["sent"] * MAILS
    assert set(taken(server, box).values()) == {1}
    engine.dispose()


# --- The clock ------------------------------------------------------------------------------------------------------


class Jumping(Clock):
    """A clock that is somewhere else each time it is read."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._chance = random.Random(seed)

    def __call__(self) -> dt.datetime:
        return self.now + dt.timedelta(days=self._chance.randint(-400, 400))


@pytest.mark.parametrize("connections", [1, 3])
def test_a_clock_that_jumps_all_through_a_mailing_gives_everyone_one_letter(
    connections, box, rows, fault_server, reach
):
    server = fault_server(rcpt=["250 ok", "450 4.2.1 busy"] * 5)
    box.enqueue(rows(20), now=NOON)
    first, *others = [Smtp(reach(server)) for _ in range(connections)]
    dispatch(box, carrier=first, others=others, build=letter, now=Jumping(connections), retry=(60,))
    steady = Clock()
    steady.now += dt.timedelta(days=1_000)
    dispatch(box, carrier=Smtp(reach(server)), build=letter, now=steady)
    assert states(box) == ["sent"] * 20
    assert set(taken(server, box).values()) == {1}
    assert [row.date for row in box.rows()] == [NOON] * 20


def test_a_mail_put_off_by_a_clock_that_was_a_year_ahead_goes_when_the_clock_is_right(box, rows, fault_server, reach):
    server, clock = fault_server(rcpt=["450 4.2.1 busy"]), Clock()
    box.enqueue(rows(1), now=NOON)
    clock.now += dt.timedelta(days=365)
    assert dispatch(box, carrier=Smtp(reach(server)), build=letter, now=clock) == Tally(postponed=1)
    clock.now = NOON
    assert dispatch(box, carrier=Smtp(reach(server)), build=letter, now=clock) == Tally(sent=1)


# --- Two senders ----------------------------------------------------------------------------------------------------


def test_two_processes_that_start_at_once_give_everyone_one_letter(box, database_url, tmp_path, rows):
    box.enqueue(rows(40), now=NOON)
    office = postoffice.start(tmp_path / "post", delay=0.02)
    command = [sys.executable, "-c", textwrap.dedent(DISPATCHER), database_url, str(office.folder), str(office.port)]
    both = [subprocess.Popen(command, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(2)]
    stderr = [process.communicate(timeout=120)[1] for process in both]
    office.stop()
    ended = Counter(process.returncode for process in both)
    assert ended[0] >= 1
    assert [
        words for words in stderr if words and "BusyError: outbox: another dispatcher is at work" not in words
    ] == []
    assert ended[1] == sum(bool(words) for words in stderr)
    assert states(box) == ["sent"] * 40
    assert copies(office.folder) == {f"p{number}@kommune.example": 1 for number in range(1, 41)}


def test_a_ledger_opened_by_another_name_is_the_same_ledger(tmp_path: Path):
    (tmp_path / "real").mkdir()
    there = open_database(f"sqlite:///{tmp_path}/real/cycle.sqlite")
    os.symlink(tmp_path / "real" / "cycle.sqlite", tmp_path / "cycle.sqlite")
    here = open_database(f"sqlite:///{tmp_path}/cycle.sqlite")
    with Outbox(there).alone(), pytest.raises(BusyError), Outbox(here).alone():
        raise AssertionError("two hold it")
    there.dispose()
    here.dispose()
