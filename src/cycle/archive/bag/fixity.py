"""An archive package is as it was made: every missing, changed or unexpected file is named."""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from cycle.errors import Problem

_FROM_BACKUP = "restore it from a backup"


def verify_package(package: Path) -> tuple[Problem, ...]:
    """Return every way a bag, as folder or zip, differs from its manifests (RFC 8493, 3); empty when it is whole.

    Nothing outside the package is read, whatever its manifests name, and a zip is never unpacked to disk.
    """
    if package.is_dir():
        return _verify(_Folder(package), name=package.name)
    if not package.is_file():
        return (Problem(file=str(package), where="", what="there is no such package"),)
    try:
        with zipfile.ZipFile(package) as archive:
            return _verify(_Zip(archive), name=package.name)
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError) as error:
        return (Problem(file=package.name, where="", what=f"the zip is damaged: {error}", remedy=_FROM_BACKUP),)


class _Bag(Protocol):
    """The files of a bag, wherever they lie."""

    def problems(self) -> list[Problem]:
        """Return what no bag may hold."""

    def paths(self) -> set[str]:
        """Return the path of every file."""

    def open(self, path: str) -> IO[bytes]:
        """Return the file for reading."""


@dataclass(frozen=True, slots=True)
class _Folder:
    root: Path

    def problems(self) -> list[Problem]:
        links = (path for path in sorted(self.root.rglob("*")) if path.is_symlink())
        return [
            Problem(file=path.relative_to(self.root).as_posix(), where="", what="is a link, which no package holds")
            for path in links
        ]

    def paths(self) -> set[str]:
        files = (path for path in self.root.rglob("*") if path.is_file() and not path.is_symlink())
        return {path.relative_to(self.root).as_posix() for path in files}

    def open(self, path: str) -> IO[bytes]:
        return (self.root / path).open("rb")


class _Zip:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        names = [name for name in archive.namelist() if not name.endswith("/")]
        tops = {name.partition("/")[0] for name in names if "/" in name}
        self.prefix = f"{tops.pop()}/" if len(tops) == 1 else ""
        self.twice = sorted({name for name in names if names.count(name) > 1})
        self.outside = [name for name in names if not name.startswith(self.prefix)]
        self.entries = {name.removeprefix(self.prefix): name for name in names if name.startswith(self.prefix)}

    def problems(self) -> list[Problem]:
        twice = [Problem(file=name, where="", what="stands twice in the zip") for name in self.twice]
        return twice + [Problem(file=name, where="", what="lies outside the package's folder") for name in self.outside]

    def paths(self) -> set[str]:
        return set(self.entries)

    def open(self, path: str) -> IO[bytes]:
        return self.archive.open(self.entries[path])


def _verify(bag: _Bag, *, name: str) -> tuple[Problem, ...]:
    paths = bag.paths()
    problems = bag.problems()
    if "bagit.txt" not in paths or "manifest-sha256.txt" not in paths:
        missing = ", ".join(sorted({"bagit.txt", "manifest-sha256.txt"} - paths))
        return (*problems, Problem(file=name, where="", what=f"is no archive package: {missing} is missing"))
    payload = _entries(bag, "manifest-sha256.txt", problems)
    tags = _entries(bag, "tagmanifest-sha256.txt", problems) if "tagmanifest-sha256.txt" in paths else {}
    if not tags:
        what = "is missing, so the descriptions cannot be checked"
        problems.append(Problem(file="tagmanifest-sha256.txt", where="", what=what, remedy=_FROM_BACKUP))
    expected = {**payload, **tags}
    problems += [_gone(path) for path in sorted(set(expected) - paths)]
    problems += [_extra(path) for path in sorted(paths - set(expected) - {"tagmanifest-sha256.txt"})]
    problems += [_changed(path) for path in sorted(set(expected) & paths) if _digest(bag, path) != expected[path]]
    return tuple(problems)


_LINE = re.compile(r"([0-9a-fA-F]{64})[ \t]+\*?(.+)")


def _entries(bag: _Bag, manifest: str, problems: list[Problem]) -> Mapping[str, str]:
    """Return path → digest of a manifest; a line that cannot be read, or names something outside, is a problem."""
    entries: dict[str, str] = {}
    try:
        with bag.open(manifest) as file:
            lines = re.split(r"\r\n|\r|\n", file.read().decode("utf-8").rstrip("\r\n"))
    except (UnicodeDecodeError, zipfile.BadZipFile):
        problems.append(Problem(file=manifest, where="", what="cannot be read", remedy=_FROM_BACKUP))
        return entries
    inside = manifest.startswith("manifest")
    for number, line in enumerate(lines, start=1):
        match = _LINE.fullmatch(line)
        path = _decoded(match.group(2)) if match else ""
        if not match or path in entries or not _allowed(path, payload=inside):
            what = "this line is no digest of a file in the package"
            problems.append(Problem(file=manifest, where=f"line {number}", what=what, remedy=_FROM_BACKUP))
        else:
            entries[path] = match.group(1).lower()
    return entries


def _allowed(path: str, *, payload: bool) -> bool:
    parts = path.split("/")
    return not {"", ".", ".."} & set(parts) and "\\" not in path and (parts[0] == "data") == payload


def _decoded(path: str) -> str:
    return re.sub(r"%(0D|0A|25)", lambda found: chr(int(found.group(1), 16)), path, flags=re.IGNORECASE)


def _digest(bag: _Bag, path: str) -> str:
    """Return the sha256 of a file, empty when it cannot be read; a zip's own check may fail first."""
    found = hashlib.sha256()
    try:
        with bag.open(path) as file:
            while block := file.read(1 << 20):
                found.update(block)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        return ""
    return found.hexdigest()


def _gone(path: str) -> Problem:
    return Problem(file=path, where="", what="is missing", remedy=_FROM_BACKUP)


def _extra(path: str) -> Problem:
    return Problem(file=path, where="", what="was not in the package when it was made", remedy="take it out")


def _changed(path: str) -> Problem:
    return Problem(file=path, where="", what="has changed since the package was made", remedy=_FROM_BACKUP)
