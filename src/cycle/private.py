"""Keeps the home folder to its own user, whatever the machine's habits are: it holds names, letters and secrets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

OTHERS = 0o077
"""The bits of a mode by which a group or everybody may do anything."""
users_mask: int | None = None


def keep_private(home: Path) -> None:
    """Make the home folder when it is missing, shut it to others, and let nothing this process writes be theirs."""
    global users_mask
    with suppress(OSError):  # who then opens the database says what is wrong with the folder
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    _shut(home)
    before = os.umask(OTHERS)
    if users_mask is None:
        users_mask = before


def mend(home: Path) -> int:
    """Shut everything in the home folder to others, as earlier versions did not; return how many things were open."""
    mended = 0
    for folder, folders, files in os.walk(home):
        for name in (*folders, *files):
            mended += _shut(Path(folder) / name)
    return mended


def open_to_others(path: Path) -> bool:
    """Return whether others on this machine may do anything with what is there."""
    try:
        return bool(path.stat().st_mode & OTHERS)
    except OSError:
        return False


@contextmanager
def given_out() -> Iterator[None]:
    """Write as the user's own programs do while the block runs: what somebody asked for in a folder of their own."""
    if users_mask is None:
        yield
        return
    before = os.umask(users_mask)
    try:
        yield
    finally:
        os.umask(before)


def _shut(path: Path) -> bool:
    """Take away what others may do; what is another user's is left, and `cycle doctor` tells of it."""
    with suppress(OSError):
        mode = path.lstat().st_mode
        if mode & OTHERS and not path.is_symlink():
            path.chmod(mode & 0o7700)
            return True
    return False
