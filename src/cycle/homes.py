"""Tells a home folder of the service from a folder that is none, before anything is written in it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Literal

from cycle.errors import StoreError

SQLITE = "sqlite:///"
OURS = frozenset({"secret", "prefect", "owner", "door", ".demo"})
"""What a home has from its first start on, also before there is a database."""
HoldsHome = Literal["kept", "empty", "lost", "strange"]


def what_lies_in(home: Path, database: str) -> HoldsHome:
    """Return what a folder holds: a home, nothing yet, a home whose database is gone, or what is not ours."""
    with suppress(OSError):  # who then opens the database says what is wrong with the folder
        names = {path.name for path in home.iterdir()} if home.is_dir() else set()
        file = Path(database.removeprefix(SQLITE)) if database.startswith(SQLITE) and "?" not in database else None
        if file.exists() if file is not None else "secret" in names:
            # A file that is named on its own may be another home's.
            return "kept" if file is None or file.parent == home or not _is_strange(names) else "strange"
        if file is not None and _had_database(home, file):
            return "lost"
        return "strange" if _is_strange(names) else "empty"
    return "empty"


def refuse_no_home(home: Path, database: str, *, may_begin: bool) -> None:
    """Raise StoreError for a folder that is no home, or that may not become one; nothing is written in it."""
    holds = what_lies_in(home, database)
    if holds == "lost":
        raise StoreError(
            f"{home}: the home is there, and its database is gone ({database.removeprefix(SQLITE)}); restore it from "
            "the backup, or name an empty folder with CYCLE_HOME to begin again"
        )
    if holds == "strange":
        raise StoreError(
            f"{home}: holds other files and no home of the service, and is left alone; name the home with CYCLE_HOME, "
            "or an empty folder to begin one"
        )
    if holds == "empty" and not may_begin:
        raise StoreError(
            f"{home}: there is no home of the service there; name it with CYCLE_HOME, or begin one with `cycle up`"
        )


def _is_strange(names: set[str]) -> bool:
    """Return whether a folder has files that are not hidden, and none that every home has.

    A demo's home lies in the usual home as often as not.
    """
    return not names & OURS and any(not name.startswith(".") and name not in {"demo", "lost+found"} for name in names)


def _had_database(home: Path, file: Path) -> bool:
    """Return whether what is written once there is a database lies there without it."""
    beside = (file.with_name(f"{file.name}.seals"), home / "files")
    return any(folder.is_dir() and any(folder.iterdir()) for folder in beside)
