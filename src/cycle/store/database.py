"""Opens the database: SQLite with its journal kept safe, or PostgreSQL by URL; brings an older one up to date."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError

from cycle.errors import FullDiskError, StoreError

MIGRATIONS = Path(__file__).parent / "migrations"


def open_database(url: str) -> Engine:
    """Return an engine on an up-to-date database.

    `synchronous=FULL` because a committed "sending" must survive a power cut. StoreError when the file cannot be
    opened or was written by a newer version of the service, or the URL names no database we can open.
    """
    try:
        target = make_url(url)
        engine = create_engine(target)
    except (ArgumentError, ImportError) as error:  # the URL may hold a password: it is not repeated
        remedy = "write sqlite:///path/to/file, or a URL of an installed driver such as postgresql+psycopg://…"
        raise StoreError(f"CYCLE_DATABASE_URL: {_first_line(error, url)}; {remedy}") from None
    try:
        if target.get_backend_name() == "sqlite":
            if target.database and target.database != ":memory:":
                Path(target.database).parent.mkdir(parents=True, exist_ok=True)
            event.listen(engine, "connect", _safe_sqlite)
            event.listen(engine, "begin", _begin)
        event.listen(engine, "handle_error", _full_disk)
        _upgrade(engine)
    except (DatabaseError, OSError) as error:
        engine.dispose()
        said = error.orig if isinstance(error, DatabaseError) else error.strerror
        raise StoreError(f"database {target.database}: cannot be opened ({said}); is the folder writable?") from error
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that only reads: it waits for no writer and holds none up."""
    with engine.connect() as connection:
        yield connection.execution_options(reading=True)


def _first_line(error: Exception, url: str) -> str:
    return str(error).partition("\n")[0].replace(url, "the URL")


def _safe_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's "begin" event opens the transaction instead of sqlite3
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail at once instead of waiting for the other writer.
    only_reads = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


def _full_disk(context: ExceptionContext) -> None:
    """Raise FullDiskError for a disk that is full; every other error goes on as it is."""
    error = context.original_exception
    if "SQLITE_FULL" in (getattr(error, "sqlite_errorname", "") or "") or getattr(error, "sqlstate", "") == "53100":
        raise FullDiskError(
            "database: the disk is full; make room on it and run the step again: what is done is kept"
        ) from error


def _upgrade(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    newest = ScriptDirectory.from_config(config).get_current_head()
    with engine.begin() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        if current == newest:
            return
        revisions = [script.revision for script in reversed([*ScriptDirectory.from_config(config).walk_revisions()])]
        if current is not None and current not in revisions:
            raise StoreError(
                f"database: written by a newer version ({current}); install that version or restore an older copy"
            )
        config.attributes["connection"] = connection
        for revision in revisions[revisions.index(current) + 1 if current else 0 :]:
            _bring_to(config, revision, since=current)


def _bring_to(config: Config, revision: str, *, since: str | None) -> None:
    """Run one migration; StoreError naming it when it fails, with everything as it was before."""
    try:
        command.upgrade(config, revision)
    except DBAPIError as error:
        if not _is_of_the_statement(error):
            raise
        raise StoreError(
            f"database: cannot be brought from version {since or 'none'} to {revision} ({error.orig}); nothing was "
            "changed. Go on with the release that wrote it and send the developers this message; if its tables were "
            "changed by hand, restore the newest backup"
        ) from error


def _is_of_the_statement(error: DBAPIError) -> bool:
    """Return whether the statement itself does not fit, and not that the database is locked, full or out of reach."""
    name = getattr(error.orig, "sqlite_errorname", "") or ""
    state = getattr(error.orig, "sqlstate", "") or ""
    return name == "SQLITE_ERROR" or name.startswith("SQLITE_CONSTRAINT") or state[:2] in {"22", "23", "42"}
