"""Brings an older database up to date, one version at a time; what fails changes nothing and names its version."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from cycle.errors import StoreError
from cycle.store.version import MIGRATIONS


def upgrade(connection: Connection, *, since: str | None) -> None:
    """Run every migration after a version, all in the transaction of the connection; none when the database is new.

    StoreError when that version is not of this release, or when a migration fails.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    revisions = [script.revision for script in reversed([*ScriptDirectory.from_config(config).walk_revisions()])]
    if since is not None and since not in revisions:
        raise StoreError(
            f"database: written by a newer version ({since}); install that version or restore an older copy"
        )
    config.attributes["connection"] = connection
    for revision in revisions[revisions.index(since) + 1 if since else 0 :]:
        _bring_to(config, revision, since=since)


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
