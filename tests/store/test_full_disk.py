"""A full disk is told in plain words, and nothing is there by half."""

from __future__ import annotations

import datetime as dt
import errno
import os
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event

from cycle.errors import StoreError
from cycle.model import Document
from cycle.store.database import empty_journal
from cycle.store.memory import Memory

LETTER = Document(name="brev.pdf", media_type="application/pdf", data=b"%PDF" * 1000)


def test_a_file_there_is_no_room_for_is_refused_and_comes_when_there_is(
    memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(StoreError, match=r"cannot be written \(No space left on device\); make room on the disk"):
            memory.files.put(LETTER)
    assert [path for path in memory.files.folder.rglob("*") if path.is_file()] == []
    assert memory.files.document(memory.files.put(LETTER)) == LETTER


def test_a_row_there_is_no_room_for_is_refused_and_the_others_stand(memory: Memory, now: dt.datetime) -> None:
    memory.renditions.add({"a" * 64: "b" * 64}, route="r", now=now)
    engine = memory.renditions.engine
    room = "PRAGMA max_page_count = 1"  # SQLite takes as many as the file has
    many = {f"{number:064}": "c" * 64 for number in range(5_000)}

    @event.listens_for(engine, "begin")
    def no_more(connection):  # type: ignore[no-untyped-def]
        connection.exec_driver_sql(room)

    with pytest.raises(StoreError, match="database: the disk is full; make room on it and run the step again"):
        memory.renditions.add(many, route="r", now=now)
    assert memory.renditions.known([*many, "a" * 64], route="r") == {"a" * 64: "b" * 64}


def test_a_journal_that_cannot_be_emptied_is_told_and_stops_no_round(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = tmp_path / "cycle.sqlite"
    broken.write_bytes(b"no database" * 1000)
    assert empty_journal(create_engine(f"sqlite:///{broken}")) is False
    assert "still holds what was deleted: file is not a database" in caplog.text
