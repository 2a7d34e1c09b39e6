"""Writes down a database as the code stands today, for later versions to be tried on: run it before a migration.

    python -m tests.store.past.keep

writes `VERSION.sqlite.sql` and `VERSION.postgresql.sql` beside this file, each table with two rows.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Engine, Integer, Table, text

from cycle.store.database import open_database
from cycle.store.tables import Moment, metadata

HERE = Path(__file__).parent
NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
KNOWN: Mapping[str, Mapping[str, str]] = {
    "decisions": {"decision": "approve"},
    "outbox": {"state": "queued"},
    "outbox_events": {"state": "queued"},
    "replies": {"what": "accepted", "source": "calendar"},
}
"""Columns that take only certain words."""


def keep_sqlite(folder: Path) -> Path:
    """Return the file with a SQLite database of today's version as SQL."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "cycle.sqlite"
        engine = open_database(f"sqlite:///{path}")
        version = fill(engine)
        engine.dispose()
        with sqlite3.connect(path) as connection:
            lines = list(connection.iterdump())
    return _write(folder / f"{version}.sqlite.sql", lines)


def keep_postgresql(folder: Path, *, url: str, dump: list[str]) -> Path:
    """Return the file with a PostgreSQL database of today's version as SQL; `dump` is the command that prints it."""
    engine = open_database(url)
    version = fill(engine)
    engine.dispose()
    printed = subprocess.run(dump, check=True, capture_output=True, text=True).stdout
    # Lines for psql alone, and settings of the server that wrote it, are nothing of the database's.
    psql = ("--", "\\", "SET ", "SELECT pg_catalog.set_config")
    kept = [line for line in printed.splitlines() if line and not line.startswith(psql)]
    return _write(folder / f"{version}.postgresql.sql", kept)


def fill(engine: Engine) -> str:
    """Put two rows into every table and return the version."""
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            connection.execute(table.insert(), [row_of(table, number) for number in (1, 2)])
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())


def row_of(table: Table, number: int) -> dict[str, Any]:
    """Return a row that fits the table, different for each number."""
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.name in KNOWN.get(table.name, {}):
            values[column.name] = KNOWN[table.name][column.name]
        elif column.primary_key and column.autoincrement is True:
            continue
        elif isinstance(column.type, Moment):
            values[column.name] = NOON
        elif isinstance(column.type, Integer):
            values[column.name] = number
        elif isinstance(column.type, JSON):
            values[column.name] = {"number": number, "name": "Åse Øvrebø"}
        else:
            length = getattr(column.type, "length", None) or 60
            values[column.name] = f"{column.name} {number} æøå"[:length]
    return values


def _write(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def main() -> None:
    """Keep today's version of both databases."""
    from tests import postgres

    programs = postgres.programs()
    if programs is None:
        sys.exit("PostgreSQL is not on this machine: apt-get install postgresql")
    print(keep_sqlite(HERE))
    with postgres.running(programs) as socket:
        url = f"postgresql+psycopg://{postgres.OWNER}@/postgres?host={socket}"
        dump = [str(programs / "pg_dump"), "--inserts", "--no-owner", "-h", socket, "-U", postgres.OWNER, "postgres"]
        print(keep_postgresql(HERE, url=url, dump=dump))


if __name__ == "__main__":
    main()
