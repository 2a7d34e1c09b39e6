"""The sha256 of files that may be large: read again only when they were touched, since a year is looked at often.

What is known is kept under the home folder, for the next process too. It may be lost: then each file is read again.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cycle.archive.tree import sha256_of_path, whole_file
from cycle.settings import Settings

LARGE = 2_000_000
"""Bytes from which on a sha256 is remembered; a smaller file is read as fast as its name is looked up."""


@dataclass(frozen=True, slots=True)
class FileDigests:
    """What is known of large files: by path, how they lay and their sha256."""

    file: Path
    known: dict[str, tuple[tuple[int, ...], str]]

    def of(self, path: Path) -> str:
        """Return the sha256 of a file; OSError where it cannot be read."""
        stat, name = path.stat(), str(path.absolute())
        if stat.st_size < LARGE:
            return sha256_of_path(path)
        lies = (stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
        if name not in self.known or self.known[name][0] != lies:
            self.known[name] = (lies, sha256_of_path(path))
            self._keep()
        return self.known[name][1]

    def _keep(self) -> None:
        there = {name: found for name, found in {**_kept(self.file), **self.known}.items() if Path(name).is_file()}
        with suppress(OSError):  # the next process reads the files again
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with whole_file(self.file) as file:
                file.write(json.dumps(there, sort_keys=True).encode())


def known_digests(settings: Settings) -> FileDigests:
    """Return what is known of large files in a home folder."""
    return _of_home(settings.home.absolute() / "run" / "large-files.json")


@cache
def _of_home(file: Path) -> FileDigests:
    return FileDigests(file, _kept(file))


def _kept(file: Path) -> dict[str, tuple[tuple[int, ...], str]]:
    try:
        return {str(name): (tuple(lies), str(sha256)) for name, (lies, sha256) in json.loads(file.read_bytes()).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
