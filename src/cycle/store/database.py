"""Opens the database: SQLite with its journal kept safe, or PostgreSQL by URL; brings an older one up to date."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, DatabaseError

from cycle.errors import FullDiskError, StoreError
from cycle.store.version import newest_version

log = logging.getLogger(__name__)
BUSY_SECONDS = 30
"""How long a writer waits for another."""
UNREACHABLE = "see that the database server is up, and that host and port in CYCLE_DATABASE_URL are right"
SQLITE_REMEDIES = {
    "SQLITE_BUSY": f"another program has held it for {BUSY_SECONDS} seconds; wait and try again, or end that program",
    "SQLITE_LOCKED": f"another program has held it for {BUSY_SECONDS} seconds; wait and try again, or end that program",
    "SQLITE_READONLY": "let the service's user write the file and its folder",
    "SQLITE_CANTOPEN": "let the service's user write to its folder, or name another with CYCLE_HOME",
    "SQLITE_NOTADB": "the file is no database; restore it from the backup",
    "SQLITE_CORRUPT": "the file is damaged; restore it from the backup",
    "SQLITE_IOERR": "the disk fails; see to it before anything else is written there",
}
"""What mends an error of SQLite, by how its name begins."""
POSTGRESQL_REMEDIES = {
    "3D000": "there is no such database on that server; make it, or correct CYCLE_DATABASE_URL",
    "28P01": "correct user and password in CYCLE_DATABASE_URL",
    "28000": "let that user log in to the server, or correct CYCLE_DATABASE_URL",
    "42501": "give that user the rights of the database's owner",
    "25006": "the server takes no writing now; name its primary in CYCLE_DATABASE_URL",
    "53300": "the server has no free connection; try again, or let it take more",
    "55P03": "another program holds it; wait and try again",
}
"""The same of PostgreSQL, by its code."""
POSTGRESQL_WORDS = {
    "does not exist": POSTGRESQL_REMEDIES["3D000"],
    "password authentication failed": POSTGRESQL_REMEDIES["28P01"],
    "no password supplied": POSTGRESQL_REMEDIES["28P01"],
}
"""Before there is a connection there is no code, only words."""


def open_database(url: str) -> Engine:
    """Return an engine on an up-to-date database.

    `synchronous=FULL` because a committed "sending" must survive a power cut. StoreError when the file cannot be
    opened or was written by a newer version of the service, or the URL names no database we can open.
    """
    try:
        target = make_url(url)
        engine = create_engine(target, hide_parameters=True)  # errors go to logs, and rows hold names
    except (ArgumentError, ImportError) as error:  # the URL may hold a password: it is not repeated
        remedy = "write sqlite:///path/to/file, or a URL of an installed driver such as postgresql+psycopg://…"
        raise StoreError(f"CYCLE_DATABASE_URL: {_first_line(error, url)}; {remedy}") from None
    try:
        if target.get_backend_name() == "sqlite":
            if target.database and target.database != ":memory:":
                Path(target.database).parent.mkdir(parents=True, exist_ok=True)
            event.listen(engine, "connect", _safe_sqlite)
            event.listen(engine, "begin", _begin)
        event.listen(engine, "handle_error", _in_words)
        _upgrade(engine)
    except StoreError:
        engine.dispose()
        raise
    except (DatabaseError, OSError) as error:
        engine.dispose()
        said = str(error.orig if isinstance(error, DatabaseError) else error.strerror)
        remedy = "let the service's user write to its folder" if isinstance(error, OSError) else "see what it says"
        raise StoreError(f"database {target.database}: cannot be opened ({said}); {remedy}") from error
    return engine


def empty_journal(engine: Engine) -> bool:
    """Let SQLite's journal hold nothing of what was there before, and return whether it does.

    What was deleted lies in it until it is overwritten. A reader that is at work for long holds it back; then the log
    says so, and the next time does it. So does a disk that is full.
    """
    if engine.dialect.name != "sqlite":
        return True
    try:
        with closing(engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            answer = cursor.fetchone()
    except (DatabaseError, engine.dialect.loaded_dbapi.Error) as error:  # a full disk says so by the driver's own
        log.warning("the journal of the database still holds what was deleted: %s; it is tried again later", error)
        return False
    is_held = answer is not None and bool(answer[0])
    if is_held:
        log.warning("the journal of the database still holds what was deleted: somebody reads; it is tried again later")
    return not is_held


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
    kept_safe = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
    for pragma in (f"busy_timeout={BUSY_SECONDS * 1000}", *kept_safe):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail at once instead of waiting for the other writer.
    only_reads = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


def _in_words(context: ExceptionContext) -> None:
    """Raise FullDiskError for a full disk, and StoreError with its own remedy for what else is no fault of ours."""
    error = context.original_exception
    name, state = getattr(error, "sqlite_errorname", "") or "", getattr(error, "sqlstate", "") or ""
    if "SQLITE_FULL" in name or state == "53100":
        raise FullDiskError(
            "database: the disk is full; make room on it and run the step again: what is done is kept"
        ) from error
    remedy = _remedy(name, state, str(error), unreachable=context.is_disconnect or context.connection is None)
    if remedy:
        where = context.engine.url.database if context.engine else ""
        raise StoreError(f"database {where}: {str(error).strip().partition(chr(10))[0]}; {remedy}") from error


def _remedy(name: str, state: str, said: str, *, unreachable: bool) -> str:
    """Return what would mend an error of the database; empty for what is a fault of ours."""
    for beginning, remedy in SQLITE_REMEDIES.items():
        if name.startswith(beginning):
            return remedy
    if state in POSTGRESQL_REMEDIES:
        return POSTGRESQL_REMEDIES[state]
    for words, remedy in POSTGRESQL_WORDS.items():
        if words in said:
            return remedy
    return UNREACHABLE if unreachable and not name else ""


def _upgrade(engine: Engine) -> None:
    """Bring an older database up to date; who finds it so waits for no writer and needs no migrations."""
    newest = newest_version()
    with reading(engine) as connection:
        if _version(connection) == newest:
            return
    from cycle.store.upgrade import upgrade  # noqa: PLC0415 - slow import, seldom needed

    with engine.begin() as connection:
        current = _version(connection)
        if current != newest:
            upgrade(connection, since=current)


def _version(connection: Connection) -> str | None:
    """Return what the database says it was brought to; None when it is new."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("select version_num from alembic_version")).scalar()
