"""Where what was published lies on disk: under the home folder, and in the same order under the second copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from cycle.settings import Settings

SITE, PACKAGES, STORE = "site", "packages", "files"
"""The folders that hold what is published, and the files it is made of."""
MARK = "second-copy.txt"
"""The file that shows that a folder is the second copy, and not the place where its disk should be."""
COPIED = "copy"
"""The place in the store's list that says what has been copied."""
COPY_SAYS = "This folder is the second copy of the archive. The service tells by this file that its disk is there.\n"


def home_of(settings: Settings) -> Path:
    """Return the folder that places are told from."""
    return settings.home.absolute()


def copy_of(settings: Settings) -> Path | None:
    """Return the folder of the second copy; None where there is to be none."""
    return settings.archive_copy.absolute() if settings.archive_copy else None


def is_there(copy: Path) -> bool:
    """Return whether the second copy is there, and not only the folder where its disk is mounted."""
    return (copy / MARK).is_file()


def path_of(root: Path, place: str, path: str) -> Path:
    """Return where a file of a place lies under the home folder or the copy."""
    kind = place.partition("/")[0]
    if kind == STORE:
        return root / STORE / path[:2] / path
    return (root / place).parent / path if is_zip(place) else root / place / path


def is_zip(place: str) -> bool:
    """Return whether a place is a package as one file."""
    return place.startswith(f"{PACKAGES}/") and place.endswith(".zip")


def is_hidden(name: str) -> bool:
    """Return whether a name is one that a system hides: of what is half written, `.DS_Store`, `@eaDir` of a disk."""
    return name.startswith(".") or name == "@eaDir"


def is_half_written(name: str) -> bool:
    """Return whether a name is one that the service gives what it is writing, among packages and stored files."""
    ours = name.startswith(".") and name.endswith((".new", ".old"))
    return ours or name == ".made" or name.startswith((".new-", ".zip-"))


def files_below(folder: Path) -> Iterator[Path]:
    """Yield every file and link of a folder."""
    yield from sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())


def year_of(cycle: str) -> str:
    """Return the year of a cycle's id."""
    return cycle.rpartition("/")[2]


def of_year(path: str, year: int) -> bool:
    """Return whether a path of the site belongs to a year: `partnarskapsmote/2027/…`, `…/2027-2/…`."""
    return re.match(rf"[^/]+/{year}(-\d+)?/", path) is not None
