"""The years that are open, as their rows say; read from the file alone where somebody only wants to know of them."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cycle.model import DispatchRequest
from cycle.store.version import newest_version

SQLITE = "sqlite:///"
"""How the URL of a database in a file begins; the path follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleRow:
    """One year (syklus). `given` holds the facts given at the trigger, as plain text."""

    id: str
    community: str
    meeting: str
    year: int
    given: Mapping[str, Any]
    opened_at: dt.datetime
    closed: bool = False
    """Whether it was closed when it was read, where that was asked for."""
    opened_again: bool = False
    """Whether it was closed, and is open again."""


def cycle_id(community: str, meeting: str, year: int) -> str:
    """Return the natural key of a year, `bergensomradet/partnarskapsmote/2027`."""
    return f"{community}/{meeting}/{year}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedYears:
    """The open years of every community, and the dispatches that were asked for in each, in the order of asking."""

    rows: Mapping[str, CycleRow]
    requests: Mapping[str, tuple[DispatchRequest, ...]]


def opened_years(url: str) -> OpenedYears | None:
    """Return the open years of a database in a file, read as it lies there; none where there is no such file yet.

    None where it must be opened for that: another kind of database, an older one, or one that cannot be read.
    """
    if not url.startswith(SQLITE) or "?" in url:
        return None
    file = Path(url.removeprefix(SQLITE))
    if not file.exists():
        return OpenedYears(rows={}, requests={})
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        database.execute("BEGIN")
        if database.execute("SELECT version_num FROM alembic_version").fetchone()[0] == newest_version():
            return OpenedYears(
                rows={row["id"]: _cycle(row) for row in database.execute("SELECT * FROM cycles ORDER BY id")},
                requests=_requests(database),
            )
    return None


def _requests(database: sqlite3.Connection) -> Mapping[str, tuple[DispatchRequest, ...]]:
    found: defaultdict[str, list[DispatchRequest]] = defaultdict(list)
    for row in database.execute("SELECT * FROM requests ORDER BY at, id"):
        found[row["cycle"]].append(_request(row))
    return {cycle: tuple(asked) for cycle, asked in found.items()}


def _cycle(row: sqlite3.Row) -> CycleRow:
    said = {"given": json.loads(row["given"]), "opened_at": dt.datetime.fromisoformat(row["opened_at"])}
    return CycleRow(**{**dict(row), **said})


def _request(row: sqlite3.Row) -> DispatchRequest:
    withdrawn = row["withdrawn_at"]
    said = {
        "at": dt.datetime.fromisoformat(row["at"]),
        "chosen": tuple(json.loads(row["chosen"])),
        "include": tuple(json.loads(row["include"])),
        "withdrawn_at": dt.datetime.fromisoformat(withdrawn) if withdrawn else None,
    }
    return DispatchRequest(**{**dict(row), **said})
