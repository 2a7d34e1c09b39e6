"""Writes down a database as the code stands today, for later versions to be tried on: run it before a migration.

    python -m tests.store.past.keep [VERSION]

writes `VERSION.sqlite.sql` and `VERSION.postgresql.sql` beside this file, each table with two rows. Without a version
it is today's; an older one is made by the migrations up to it, which are frozen.
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

from alembic import command
from alembic.config import Config
from sqlalchemy import JSON, Boolean, Engine, Integer, Table, column, create_engine, inspect, text
from sqlalchemy import table as light_table

from cycle.store.database import open_database
from cycle.store.tables import Moment, metadata
from cycle.store.version import MIGRATIONS

HERE = Path(__file__).parent
NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
KNOWN: Mapping[str, Mapping[str, str]] = {
    "decisions": {"decision": "approve"},
    "login_links": {"origin": "door"},
    "outbox": {"state": "queued"},
    "outbox_events": {"state": "queued"},
    "replies": {"what": "accepted", "source": "calendar"},
}
"""Columns that take only certain words."""


def keep_sqlite(folder: Path, *, version: str = "") -> Path:
    """Return the file with a SQLite database of that version as SQL."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "cycle.sqlite"
        engine = made(f"sqlite:///{path}", version=version)
        version = fill(engine)
        engine.dispose()
        with sqlite3.connect(path) as connection:
            lines = list(connection.iterdump())
    return _write(folder / f"{version}.sqlite.sql", lines)


def keep_postgresql(folder: Path, *, url: str, dump: list[str], version: str = "") -> Path:
    """Return the file with a PostgreSQL database of that version as SQL; `dump` is the command that prints it."""
    engine = made(url, version=version)
    version = fill(engine)
    engine.dispose()
    printed = subprocess.run(dump, check=True, capture_output=True, text=True).stdout
    # Lines for psql alone, and settings of the server that wrote it, are nothing of the database's.
    psql = ("--", "\\", "SET ", "SELECT pg_catalog.set_config")
    kept = [line for line in printed.splitlines() if line and not line.startswith(psql)]
    return _write(folder / f"{version}.postgresql.sql", kept)


def made(url: str, *, version: str) -> Engine:
    """Return an engine on a database of that version, or of today's when none is named."""
    if not version:
        return open_database(url)
    engine = create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    return engine


def fill(engine: Engine) -> str:
    """Put two rows into every table the database has and return its version."""
    with engine.begin() as connection:
        # On the same connection: another would wait for this one, which holds the database.
        look = inspect(connection)
        for table in metadata.sorted_tables:
            if not look.has_table(table.name):
                continue
            names = {found["name"] for found in look.get_columns(table.name)}
            fields = [column(field.name, field.type) for field in table.columns if field.name in names]
            insert = light_table(table.name, *fields).insert()
            for number in (1, 2):
                row = {name: value for name, value in row_of(table, number).items() if name in names}
                connection.execute(insert.values(row))
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())


def row_of(table: Table, number: int) -> dict[str, Any]:
    """Return a row that fits the table, different for each number."""
    values: dict[str, Any] = {}
    for field in table.columns:
        if field.name in KNOWN.get(table.name, {}):
            values[field.name] = KNOWN[table.name][field.name]
        elif field.primary_key and field.autoincrement is True:
            continue
        elif isinstance(field.type, Moment):
            values[field.name] = NOON
        elif isinstance(field.type, Boolean):
            values[field.name] = True
        elif isinstance(field.type, Integer):
            values[field.name] = number
        elif isinstance(field.type, JSON):
            values[field.name] = {"number": number, "name": "Åse Øvrebø"}
        else:
            length = getattr(field.type, "length", None) or 60
            values[field.name] = f"{field.name} {number} æøå"[:length]
    return values


def _write(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def main() -> None:
    """Keep a version of both databases."""
    from tests import postgres

    programs = postgres.programs()
    if programs is None:
        sys.exit("PostgreSQL is not on this machine: apt-get install postgresql")
    version = sys.argv[1] if len(sys.argv) > 1 else ""
    print(keep_sqlite(HERE, version=version))
    with postgres.running(programs) as socket:
        url = f"postgresql+psycopg://{postgres.OWNER}@/postgres?host={socket}"
        dump = [str(programs / "pg_dump"), "--inserts", "--no-owner", "-h", socket, "-U", postgres.OWNER, "postgres"]
        print(keep_postgresql(HERE, url=url, dump=dump, version=version))


if __name__ == "__main__":
    main()
