"""Whoever only looks waits for no writer, and what is wrong with a database is told with its own remedy."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from cycle.application.actions.running.states import step_states
from cycle.application.replies.answers import reply_lines
from cycle.errors import StoreError
from cycle.services import open_services
from cycle.store import database
from cycle.store.database import open_database
from tests import postgres
from tests.desk import Desk


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "cycle.sqlite"
    open_database(f"sqlite:///{path}").dispose()
    return path


@pytest.fixture
def locked(written: Path) -> Iterator[Path]:
    """A database that somebody else writes."""
    with closing(sqlite3.connect(written)) as connection:
        connection.isolation_level = None
        connection.execute("BEGIN IMMEDIATE")
        yield written


@pytest.mark.usefixtures("impatient")
def test_a_database_is_opened_while_somebody_writes(locked: Path) -> None:
    engine = open_database(f"sqlite:///{locked}")
    with database.reading(engine) as connection:
        assert connection.exec_driver_sql("select count(*) from cycles").scalar() == 0
    engine.dispose()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("copied", [False, True], ids=["at home", "copied"])
def test_where_a_year_stands_and_who_has_answered_is_seen_while_somebody_writes(copied: bool, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.walk(to="mailing.invitasjon")
    settings = desk.services.settings
    desk.close()
    if copied:
        guard_files = desk.home / "cycle.sqlite.seals"
        guard_files.rename(guard_files.with_name("gone"))
    with closing(sqlite3.connect(desk.home / "cycle.sqlite")) as connection:
        connection.isolation_level = None
        connection.execute("BEGIN IMMEDIATE")
        with open_services(settings, now=lambda: desk.moment) as services:
            assert services.away is copied
            desk.services = services
            assert {state.state for state in step_states(desk.cycle())} >= {"done"}
            assert len(reply_lines(desk.cycle())) == 5


def refusal(url: str) -> str:
    with pytest.raises(StoreError) as caught:
        open_database(url)
    return str(caught.value)


@pytest.mark.usefixtures("impatient")
def test_a_database_that_somebody_holds_is_told_to_be_held(locked: Path) -> None:
    engine = open_database(f"sqlite:///{locked}")
    words = r"database is locked; another program has held it.*wait and try again"
    with pytest.raises(StoreError, match=words), engine.begin():
        pytest.fail("two write at once")
    engine.dispose()


def test_a_file_that_is_no_database_and_one_that_is_damaged_are_restored(written: Path, tmp_path: Path) -> None:
    (tmp_path / "words.sqlite").write_text("no database at all, though long enough to be read as a header" * 9)
    assert "the file is no database; restore it" in refusal(f"sqlite:///{tmp_path / 'words.sqlite'}")
    engine = open_database(f"sqlite:///{written}")
    engine.dispose()
    data = bytearray(written.read_bytes())
    data[100:4096] = b"\xff" * 3996
    written.write_bytes(data)
    assert "is damaged; restore it from the backup" in refusal(f"sqlite:///{written}")


def test_a_place_that_can_be_no_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "let the service's user write to its folder" in refusal(f"sqlite:///{tmp_path / 'file' / 'cycle.sqlite'}")
    (tmp_path / "folder.sqlite").mkdir()
    assert "unable to open database file; let the service's user" in refusal(f"sqlite:///{tmp_path / 'folder.sqlite'}")


def test_a_newer_database_is_not_taken_for_one_that_cannot_be_written(written: Path) -> None:
    with closing(sqlite3.connect(written)) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
        connection.commit()
    assert refusal(f"sqlite:///{written}") == (
        "database: written by a newer version (9999); install that version or restore an older copy"
    )


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    said = refusal("postgresql+psycopg://user:hemmeleg@127.0.0.1:1/cycle")
    assert "see that the database server is up, and that host and port in CYCLE_DATABASE_URL are right" in said
    assert "hemmeleg" not in said


@pytest.mark.postgresql
def test_a_server_without_that_database_or_that_user_says_which(postgresql_server: str) -> None:
    url = f"postgresql+psycopg://{postgres.OWNER}@/nowhere?host={postgresql_server}"
    assert re.search(r"nowhere.*; there is no such database on that server; make it, or correct", refusal(url))


@pytest.mark.postgresql
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_goes_away_in_the_middle_is_told_so(database_url: str) -> None:
    engine = open_database(database_url)
    with engine.connect() as connection:
        number = connection.exec_driver_sql("select pg_backend_pid()").scalar()
        with psycopg.connect(database_url.replace("postgresql+psycopg", "postgresql"), autocommit=True) as other:
            other.execute(f"select pg_terminate_backend({number})")
        with pytest.raises(StoreError, match="see that the database server is up"):
            connection.exec_driver_sql("select 1")
    engine.dispose()
