"""A folder made alike to another by links, so that what has not changed costs a look at it and no more."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType


def made_alike(
    folder: Path, like: Path, sizes: Mapping[str, int], *, known: Mapping[str, int] = MappingProxyType({})
) -> dict[str, int]:
    """Make the folder hold these files of the other and nothing else; return those that could be had, with which file.

    `sizes` is path → number of bytes that was written there. A file that anybody else has touched since is not taken,
    nor is any on a disk without links. What the folder holds of it already, from the last time, stays. `known` are
    those that were looked at just now.
    """
    ours = {
        path: found for path, size in sizes.items() if (found := known.get(path) or _as_written(f"{like}/{path}", size))
    }
    folder.mkdir(exist_ok=True)
    held: set[str] = set()
    _held(f"{folder}/", "", ours, held)
    made: set[str] = set()
    for path in ours.keys() - held:
        with contextlib.suppress(OSError):
            if (parent := f"{folder}/{path}".rpartition("/")[0]) not in made:
                os.makedirs(parent, exist_ok=True)
                made.add(parent)
            os.link(f"{like}/{path}", f"{folder}/{path}")
            held.add(path)
    return {path: ours[path] for path in held}


def _as_written(path: str, size: int) -> int | None:
    """Return which file it is (its inode), when it is as we wrote it: what we write has a whole second for its time."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    is_ours = stat.S_ISREG(found.st_mode) and found.st_size == size and not found.st_mtime_ns % 1_000_000_000
    return found.st_ino if is_ours else None


def _held(root: str, under: str, ours: Mapping[str, int], held: set[str]) -> None:
    """Gather the files that are the very ones asked for; all else is taken out, and folders that are empty then."""
    with os.scandir(root + under) as entries:
        found = list(entries)
    for entry in found:
        path = under + entry.name
        if entry.is_dir(follow_symlinks=False):
            _held(root, f"{path}/", ours, held)
            with contextlib.suppress(OSError):  # it holds something
                os.rmdir(root + path)
        elif ours.get(path) == entry.inode():
            held.add(path)
        else:
            os.unlink(root + path)
