"""The outbox on both databases: what a test asks for as `box` is tried on SQLite and on PostgreSQL."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from cycle.store.database import open_database
from cycle.store.mails.outbox import Outbox
from tests import postgres
from tests.kept import put_new_database

_NUMBER = itertools.count(1)
_DYING = "dying"
"""What a process that will be killed is called in PostgreSQL."""
_PATIENCE_SECONDS = 60
DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Return the folder of the socket of a PostgreSQL server that is there for this session."""
    programs = postgres.programs()
    if programs is None:
        pytest.skip("PostgreSQL is not on this machine: apt-get install postgresql")
    with postgres.running(programs) as socket:
        open_database(_url(socket, postgres.OWNER, "template1")).dispose()
        yield socket


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path) -> Iterator[str]:
    """Return the URL of an empty database of one kind, then of the other."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/cycle.sqlite"
        return
    socket = request.getfixturevalue("postgresql_server")
    name = f"t{next(_NUMBER)}"
    with psycopg.connect(host=socket, user=postgres.OWNER, dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield _url(socket, postgres.OWNER, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def box(database_url: str) -> Iterator[Outbox]:
    """Return an empty outbox."""
    if database_url.startswith("sqlite:///"):
        put_new_database(Path(database_url.removeprefix("sqlite:///")))
    engine = open_database(database_url)
    yield Outbox(engine)
    engine.dispose()


def to_be_killed(url: str) -> str:
    """Return the URL by which a process opens the database that is killed while it has it open."""
    return f"{url}&application_name={_DYING}" if url.startswith("postgresql") else url


def wait_until_it_let_go(url: str) -> None:
    """Return when the database has let go of whatever a killed process held by `to_be_killed`.

    The kernel frees the locks on SQLite's files as the process ends. PostgreSQL keeps a transaction and its advisory
    locks until its own process has seen that nobody is at the other end, which takes a moment on a busy machine.
    """
    if not url.startswith("postgresql"):
        return
    query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"
    end = time.monotonic() + _PATIENCE_SECONDS
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        while connection.execute(query, (_DYING,)).fetchone() != (0,):
            assert time.monotonic() < end
            time.sleep(0.01)


def _url(socket: str, user: str, name: str) -> str:
    return f"postgresql+psycopg://{user}@/{name}?host={socket}"
