"""The years that are open are read from the file as it lies there, the same as through the opened database."""

from __future__ import annotations

import datetime as dt
import sqlite3
from pathlib import Path

import pytest

from cycle.model import DispatchRequest
from cycle.store.memory import Memory
from cycle.store.years.opened import OpenedYears, opened_years


def asked(cycle: str, number: int, now: dt.datetime) -> DispatchRequest:
    return DispatchRequest(
        cycle=cycle,
        id=f"endring.{number}",
        dispatch="endring",
        number=number,
        asked_by="Kari Sekretær",
        why="Ny sal",
        at=now + dt.timedelta(minutes=number),
        chosen=("adne-oy-1f3a9c02",) if number == 1 else (),
        include=("doubtful",),
        words="Møt opp «nede».",
        replaces=7 if number == 2 else None,
    )


def test_the_file_says_what_the_opened_database_says(memory: Memory, now: dt.datetime, tmp_path: Path) -> None:
    for year in (2027, 2026):
        memory.cycles.open("bergen", "møte", year, given={"venue": "Ørneset", "date": "2027-02-18"}, now=now)
    for number in (2, 1, 3):
        memory.requests.add(asked("bergen/møte/2027", number, now))
    memory.requests.withdraw("bergen/møte/2027", "endring.3", who="Ola", now=now)
    found = opened_years(f"sqlite:///{tmp_path / 'cycle.sqlite'}")
    wanted = OpenedYears(rows={row.id: row for row in memory.cycles.all()}, requests=memory.requests.of_every_year())
    assert found == wanted
    assert found is not None
    assert [request.number for request in found.requests["bergen/møte/2027"]] == [1, 2, 3]


def test_where_there_is_no_file_nothing_is_open_and_none_is_made(tmp_path: Path) -> None:
    assert opened_years(f"sqlite:///{tmp_path / 'cycle.sqlite'}") == OpenedYears(rows={}, requests={})
    assert list(tmp_path.iterdir()) == []


def test_an_older_database_is_left_to_who_brings_it_up_to_date(memory: Memory, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "cycle.sqlite") as database:
        database.execute("UPDATE alembic_version SET version_num = '0001'")
    assert opened_years(f"sqlite:///{tmp_path / 'cycle.sqlite'}") is None


@pytest.mark.parametrize("held", [b"", b"no database at all, but a text that is long enough to be one" * 99])
def test_what_cannot_be_read_is_left_to_who_tells_why(tmp_path: Path, held: bytes) -> None:
    (tmp_path / "cycle.sqlite").write_bytes(held)
    assert opened_years(f"sqlite:///{tmp_path / 'cycle.sqlite'}") is None


@pytest.mark.parametrize("url", ["postgresql+psycopg://db/cycle", "sqlite:///file:cycle?mode=ro&uri=true", "sqlite://"])
def test_another_kind_of_database_is_opened(url: str) -> None:
    assert opened_years(url) is None
