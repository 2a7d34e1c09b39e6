"""Mends what differs from what was published, from wherever it is whole: home folder, second copy, store or zip."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cycle.application.publishing.integrity.archive_findings import ArchiveFinding
from cycle.application.publishing.integrity.second_copy import copy_file, copy_published
from cycle.application.publishing.integrity.verifying import verify_archive
from cycle.application.publishing.integrity.whereabouts import (
    COPIED,
    PACKAGES,
    STORE,
    copy_of,
    home_of,
    is_there,
    is_zip,
    path_of,
)
from cycle.application.year import refuse_identity_number
from cycle.archive.tree import sha256_of_path, whole_file
from cycle.errors import InputError, Problem
from cycle.phrases import Phrase
from cycle.services import Services
from cycle.store.kept_files.publications import PublishedFile

MENDABLE = {"missing", "changed", "forged"}
REPAIRS = "repairs"
"""The place in the store's list that says what was mended, by whom and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired:
    """What a repair did."""

    mended: tuple[str, ...]
    """Each file that is whole again."""
    copied: tuple[str, ...]
    """Each package and list of files that is in the second copy now and was not."""
    left: tuple[ArchiveFinding, ...]
    """What is wrong still: no side is good, or a person must take it out."""


def repair_archive(services: Services, *, name: str, why: str, year: int | None = None) -> Repaired:
    """Mend each file that is missing or changed, from a side that is whole, and return what was done.

    A damaged file is put aside and not thrown away; nothing is deleted. InputError without a name and a reason.
    """
    named, reasoned = Phrase("a repair needs a name"), Phrase("a repair needs a reason")
    missing = [what for what, given in ((named, name), (reasoned, why)) if not given.strip()]
    if missing:
        remedy = Phrase('give --name "Kari Nordmann" --why "the disk failed"')
        raise InputError(Problem(file="", where="", what=what, remedy=remedy) for what in missing)
    refuse_identity_number(name, why)
    sources = _Sources(services)
    mended = [found for found in verify_archive(services, year=year) if sources.mend(found)]
    copied = copy_published(services)
    done = tuple(found.problem().file for found in mended)
    if done:
        _write_down(services, mended, said=f"{name.strip()}: {why.strip()}")
    return Repaired(mended=done, copied=copied, left=verify_archive(services, year=year))


class _Sources:
    """Everywhere a file may be whole."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._home = home_of(services.settings)
        copy = copy_of(services.settings)
        self._roots = [self._home, *([copy] if copy and is_there(copy) else [])]
        known = services.memory.publications
        self._files = {place: known.files(place) for place in known.newest() if place not in {COPIED, REPAIRS}}

    def mend(self, found: ArchiveFinding) -> bool:
        """Return whether the file of a finding is whole now."""
        file = self._file(found)
        if found.kind not in MENDABLE or file is None:
            return False
        place = found.place if found.place != STORE else f"{STORE}/"
        target = path_of(self._roots[-1] if found.in_copy else self._home, place, file.path)
        for source in self._candidates(file.sha256, but=target):
            if source.is_file() and not source.is_symlink() and sha256_of_path(source) == file.sha256:
                self._put_aside(target)
                return copy_file(source, target, sha256=file.sha256)
        return self._mend_from_zip(file, target) or self._zip_again(found, file, target)

    def _file(self, found: ArchiveFinding) -> PublishedFile | None:
        if found.place == STORE:
            return PublishedFile(path=found.path, sha256=found.path, size=0)
        return self._files.get(found.place, {}).get(found.path)

    def _candidates(self, sha256: str, *, but: Path) -> Iterator[Path]:
        """Yield each path where this content should lie, in any place of home and copy."""
        for root in self._roots:
            yield path_of(root, STORE, sha256)
            for place, files in self._files.items():
                yield from (
                    path
                    for file in files.values()
                    if file.sha256 == sha256 and (path := path_of(root, place, file.path)) != but
                )

    def _mend_from_zip(self, file: PublishedFile, target: Path) -> bool:
        for root in self._roots:
            for place, files in self._files.items():
                inside = next((held.path for held in files.values() if held.sha256 == file.sha256), None)
                zipped = root / f"{place}.zip"
                if inside is None or not place.startswith(f"{PACKAGES}/") or not zipped.is_file():
                    continue
                scratch = target.with_name(f".zip-{target.name}")
                try:
                    with zipfile.ZipFile(zipped) as archive:
                        data = archive.read(f"{zipped.stem}/{inside}")
                except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError):
                    continue
                target.parent.mkdir(parents=True, exist_ok=True)
                scratch.write_bytes(data)
                self._put_aside(target)
                done = copy_file(scratch, target, sha256=file.sha256)
                scratch.unlink()
                if done:
                    return True
        return False

    def _zip_again(self, found: ArchiveFinding, file: PublishedFile, target: Path) -> bool:
        """Pack a zip again of its folder; it counts when it is what was published."""
        if not is_zip(found.place):
            return False
        for root in self._roots:
            folder = root / found.place.removesuffix(".zip")
            if not folder.is_dir():
                continue
            scratch = target.with_name(f".zip-{target.name}")
            _pack(folder, scratch)
            whole = sha256_of_path(scratch) == file.sha256
            if whole:
                self._put_aside(target)
                copy_file(scratch, target, sha256=file.sha256)
            scratch.unlink()
            if whole:
                return True
        return False

    def _put_aside(self, target: Path) -> None:
        """Keep what lies in the place of a file that is mended."""
        if not target.is_symlink() and not target.exists():
            return
        root = next(root for root in reversed(self._roots) if target.is_relative_to(root))
        day = self._services.now().strftime("%Y%m%d-%H%M%S")
        aside = root / "set-aside" / day / target.relative_to(root)
        aside.parent.mkdir(parents=True, exist_ok=True)
        target.replace(aside)


def _pack(folder: Path, target: Path) -> None:
    """Pack a package as it is packed when it is published."""
    with whole_file(target) as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
        for name in sorted(paths):
            entry = zipfile.ZipInfo(f"{folder.name}/{name}", date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, paths[name].read_bytes())


def _write_down(services: Services, mended: list[ArchiveFinding], *, said: str) -> None:
    known, now = services.memory.publications, services.now()
    rows = dict(known.files(REPAIRS))
    for found in mended:
        path = f"{now:%Y-%m-%dT%H:%M:%S} {found.problem().file}"[-400:]
        rows[path] = PublishedFile(path=path, sha256="0" * 64, size=0, document=said[:400])
    known.finish(known.intend(REPAIRS, rows.values(), cycle="", now=now), now=now)
