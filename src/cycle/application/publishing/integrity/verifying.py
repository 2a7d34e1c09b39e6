"""Holds packages, site, stored files and the second copy against what the store knows, and the store against them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from zipfile import ZipFile

from cycle.application.publishing.integrity.archive_findings import ArchiveFinding, ArchiveFindingKind
from cycle.application.publishing.integrity.kept_rows import mail_findings, row_findings
from cycle.application.publishing.integrity.place_differences import ListedFiles, differences
from cycle.application.publishing.integrity.strange_packages import aside_findings
from cycle.application.publishing.integrity.whereabouts import (
    COPIED,
    PACKAGES,
    SITE,
    STORE,
    copy_of,
    files_below,
    home_of,
    is_half_written,
    is_hidden,
    is_there,
    is_zip,
    of_year,
    path_of,
    year_of,
)
from cycle.application.results import ArchiveOutcome, ClosedYear, read
from cycle.application.year import community_id, kept_files
from cycle.archive.bag.fixity import verify_package
from cycle.archive.bag.package import MAILS
from cycle.archive.tree import sha256_of_path
from cycle.errors import ConfigError, StoreError
from cycle.model import OutboxRow
from cycle.services import Services
from cycle.store.kept_files.publications import Publication, PublishedFile
from cycle.store.years.closings import Closing


def verify_archive(services: Services, *, year: int | None = None) -> tuple[ArchiveFinding, ...]:
    """Return all that is missing, extra, changed or forged, of one year or of all; empty when all is as published."""
    archive = _Archive(services, year)
    return (
        *archive.lists(),
        *archive.places(),
        *archive.others(),
        *archive.stored(),
        *archive.results(),
        *archive.rows(),
        *archive.copied(),
    )


def has_packages(services: Services, *, year: int | None = None) -> bool:
    """Return whether the store knows, or the folder holds, any package."""
    archive = _Archive(services, year)
    strange = [finding.place for finding in archive.others() if finding.kind != "left"]
    return bool(archive.packages or archive.outcomes or any(place.startswith(f"{PACKAGES}/") for place in strange))


@dataclass(frozen=True)
class _Archive:
    services: Services
    year: int | None

    def lists(self) -> Iterator[ArchiveFinding]:
        """Yield the places and addresses whose list in the store is not as it was written."""
        for place in self.services.memory.publications.broken():
            yield ArchiveFinding(kind="list changed", place=place)
        for site, address in self.services.memory.publications.strange_addresses():
            if self.year is None or of_year(address, self.year):
                yield ArchiveFinding(kind="address changed", place=f"{SITE}/{site}", path=address)

    def places(self) -> Iterator[ArchiveFinding]:
        """Yield what differs at each place under the home folder."""
        for place, publications in self.known.items():
            if place.partition("/")[0] in {SITE, PACKAGES} and self._is_chosen(place, publications):
                yield from self._of_place(place, publications)

    def others(self) -> Iterator[ArchiveFinding]:
        """Yield what lies among packages and sites without being known, and what was published before the lists."""
        home = home_of(self.services.settings)
        yield from aside_findings(self.services) if self.year is None else ()
        for kind in (SITE, PACKAGES, STORE):
            if (home / kind).is_symlink():
                yield ArchiveFinding(kind="top link", place=kind)
        for outcome in self.outcomes:
            yield from _by_outcome(home, outcome)
        older = {f"{PACKAGES}/{name}" for outcome in self.outcomes for name in (outcome.package, outcome.zip)}
        sites = {f"{SITE}/{row.community}" for row in self.services.memory.cycles.all()}
        with suppress(ConfigError):  # the configured community may be gone, and its years are here still
            sites.add(f"{SITE}/{community_id(self.services.settings)}")
        half = {f"{site}.{ending}" for site in sites | self.known.keys() for ending in ("new", "old")}
        for kind in (SITE, PACKAGES):
            for path in sorted((home / kind).iterdir()) if (home / kind).is_dir() else ():
                place = f"{kind}/{path.name}"
                if kind == PACKAGES and is_hidden(path.name):
                    yield ArchiveFinding(kind="left" if is_half_written(path.name) else "hidden", place=place)
                elif kind == SITE and path.name.startswith(".") and place.replace("/.", "/") in half:
                    yield ArchiveFinding(kind="left", place=place)
                elif place in sites - self.known.keys() and path.is_dir() and not path.is_symlink():
                    yield ArchiveFinding(kind="unlisted", place=place)
                elif place not in self.known and place not in older and self.year is None:
                    yield from _unknown(path, place)

    def stored(self) -> Iterator[ArchiveFinding]:
        """Yield each stored file that is gone, changed, not named by its content, or named by nothing on record."""
        folder = home_of(self.services.settings) / STORE
        files = [*files_below(folder)]
        there = {path.name for path in files if path == path_of(folder.parent, STORE, path.name)}
        shown = {file.sha256 for place in self.known if place.startswith(f"{SITE}/") for file in self._files(place)}
        harmless = self.services.memory.renditions.files() | shown
        for sha256 in sorted(self.named - there):
            yield ArchiveFinding(kind="missing", place=STORE, path=sha256)
        for path in files:
            name = path.name
            if self.year is not None and name not in self.named:
                continue
            if path != path_of(folder.parent, STORE, name) or path.is_symlink() or not _is_sha256(name):
                kept = path.relative_to(folder).as_posix()
                yield ArchiveFinding(kind="left" if name.startswith(".new-") else "misnamed", place=STORE, path=kept)
            elif sha256_of_path(path) != name:
                yield ArchiveFinding(kind="changed", place=STORE, path=name)
            elif name not in self.named | harmless:
                yield ArchiveFinding(kind="orphan", place=STORE, path=name)

    def results(self) -> Iterator[ArchiveFinding]:
        """Yield each result of the store that is not what its digest says, or that only a package has still."""
        memory = self.services.memory
        for row in memory.cycles.all():
            if self.year is None or row.year == self.year:
                for result in memory.results.of(row.id):
                    if hashlib.sha256(result.evidence).hexdigest() != result.digest:
                        yield ArchiveFinding(kind="result changed", place=row.id, path=result.where)
        for place in self.packages:
            if not is_zip(place):
                yield from self._lost(place)

    def rows(self) -> Iterator[ArchiveFinding]:
        """Yield each closing, act, outcome and kept mail of the database that is not what was written."""
        memory = self.services.memory
        reported = {event.cycle for event in memory.events.all() if event.cycle}
        there = {row.id for row in memory.cycles.all()}
        known = there | memory.closings.of_every_year().keys() | reported
        cycles = sorted(cycle for cycle in known if self._is_of_year(cycle))
        yield from (ArchiveFinding(kind="row lost", place=cycle) for cycle in cycles if cycle in reported - there)
        yield from row_findings(self.services, cycles)
        for cycle in cycles:
            yield from mail_findings(self.services, cycle, known_files=self.named)

    def copied(self) -> Iterator[ArchiveFinding]:
        """Yield what differs in the second copy; nothing there is read when the copy is not there."""
        copy, known = copy_of(self.services.settings), self.services.memory.publications
        if copy is None:
            return
        there = known.files(COPIED)
        if not is_there(copy):
            if there or self.packages:
                yield ArchiveFinding(kind="copy absent", place=str(copy))
            return
        for place, publications in self.known.items():
            if place.partition("/")[0] not in {PACKAGES, STORE} or not self._is_chosen(place, publications):
                continue
            files = known.files(place)
            if place not in there:
                yield ArchiveFinding(kind="not copied", place=place)
            else:
                yield from (replace(found, in_copy=True) for found in differences(copy, place, files))
        if self.year is None:
            yield from (replace(found, in_copy=True) for found in self._strange_in(copy))

    # --- What is known ----------------------------------------------------------------------------------------------

    @cached_property
    def known(self) -> Mapping[str, Sequence[Publication]]:
        """Return place → what was published there last."""
        found = self.services.memory.publications.newest()
        return {place: publications for place, publications in found.items() if place != COPIED}

    @property
    def packages(self) -> tuple[str, ...]:
        """Return the places of the packages that are asked for."""
        places = (place for place in self.known if place.startswith(f"{PACKAGES}/"))
        return tuple(place for place in places if self._is_chosen(place, self.known[place]))

    @property
    def outcomes(self) -> tuple[ArchiveOutcome, ...]:
        """Return the newest package of each year that was published before the store kept lists."""
        return tuple(outcome for cycle, outcome in self._unlisted.items() if self._is_of_year(cycle))

    @cached_property
    def _unlisted(self) -> Mapping[str, ArchiveOutcome]:
        """Return year → its newest package, of every year that was published before the store kept lists."""
        done = {result.cycle: outcome for result, outcome in self.services.memory.results.carried_out("archive")}
        found = {cycle: read(ArchiveOutcome, outcome) for cycle, outcome in done.items()}
        return {of: outcome for of, outcome in found.items() if f"{PACKAGES}/{outcome.package}" not in self.known}

    @cached_property
    def named(self) -> set[str]:
        """Return the sha256 of every stored file that the lists or anything on record names."""
        memory = self.services.memory
        found: set[str] = set()
        for place, publications in self.known.items():
            if place.startswith(f"{STORE}/") and self._is_of_year(publications[-1].cycle):
                found |= memory.publications.files(place).keys()
        for row in memory.cycles.all():
            if self._is_of_year(row.id):
                found |= {sha256 for result in memory.results.of(row.id) for sha256 in result.files}
                found |= {sha256 for done in memory.results.outcomes(row.id) for sha256 in done.files}
                found |= {mail.content for mail in memory.outbox.rows(cycle=row.id) if self._is_stored(mail.content)}
                found |= {letter.content for letter in memory.printed.of(row.id)}
                for closing in memory.closings.of(row.id):
                    found |= closing.files.keys() | self._snapshot(closing)
        return found

    def _strange_in(self, copy: Path) -> Iterator[ArchiveFinding]:
        """Yield what lies in the second copy and was never copied there; nothing is deleted there by itself."""
        for path in sorted((copy / PACKAGES).iterdir()) if (copy / PACKAGES).is_dir() else ():
            place = f"{PACKAGES}/{path.name}"
            if place not in self.known:
                kind: ArchiveFindingKind = "left" if is_half_written(path.name) else "hidden"
                is_left = is_hidden(path.name)
                yield from [ArchiveFinding(kind=kind, place=place)] if is_left else _unknown(path, place)
        stores = [place for place in self.known if place.startswith(f"{STORE}/")]
        copied = {file.path for place in stores for file in self._files(place)} | self.named
        for path in files_below(copy / STORE):
            kept = path.relative_to(copy / STORE).as_posix()
            if any(is_hidden(part) for part in kept.split("/")):
                left: ArchiveFindingKind = "left" if is_half_written(path.name) else "hidden"
                yield ArchiveFinding(kind=left, place=STORE, path=kept)
            elif path.is_symlink() or not _is_sha256(path.name) or path != path_of(copy, STORE, path.name):
                yield ArchiveFinding(kind="misnamed", place=STORE, path=kept)
            elif path.name not in copied:
                yield ArchiveFinding(kind="orphan", place=STORE, path=path.name)

    def _files(self, place: str) -> Iterable[PublishedFile]:
        return self.services.memory.publications.files(place).values()

    def _snapshot(self, closing: Closing) -> set[str]:
        """Return the sha256 of every file that a closed year rests on; none where the list itself cannot be read."""
        try:
            kept = kept_files(self.services.memory.files, read(ClosedYear, closing).snapshot)
        except StoreError:
            return set()
        return {file.file.sha256 for file in kept}

    def _is_stored(self, sha256: str) -> bool:
        return _is_sha256(sha256) and self.services.memory.files.path(sha256).exists()

    def _is_of_year(self, cycle: str) -> bool:
        return self.year is None or year_of(cycle) == str(self.year)

    def _is_chosen(self, place: str, publications: Sequence[Publication]) -> bool:
        return place.startswith(f"{SITE}/") or self._is_of_year(publications[-1].cycle)

    def _of_place(self, place: str, publications: Sequence[Publication]) -> Iterator[ArchiveFinding]:
        """Yield what differs; of a publishing that was interrupted, from the nearest of before and after."""
        root, known = home_of(self.services.settings), self.services.memory.publications
        states = [known.files(place, at=publication.number) for publication in publications]
        differing = [[*differences(root, place, files)] for files in states]
        nearest = min(range(len(states)), key=lambda number: (len(differing[number]), -number))
        if publications[-1].done_at is None:
            yield ArchiveFinding(kind="interrupted", place=place)
        for found in differing[nearest]:
            if self.year is None or not place.startswith(f"{SITE}/") or of_year(found.path, self.year):
                yield found

    def _lost(self, place: str) -> Iterator[ArchiveFinding]:
        """Yield the results and mails that a package of ours holds and the store has lost."""
        memory, cycle = self.services.memory, self.known[place][-1].cycle
        folder = home_of(self.services.settings) / place / "data"
        digests = {result.digest for result in memory.results.of(cycle)}
        for path in sorted((folder / "resultat").rglob("*.json")):
            if sha256_of_path(path) not in digests:
                yield ArchiveFinding(kind="result lost", place=place, path=path.relative_to(folder.parent).as_posix())
        mails = {file.sha256: file.path for file in self._files(place) if file.path.startswith(f"data/{MAILS}/")}
        for sha256 in sorted(mails.keys() - memory.messages.sizes(mails).keys()):
            yield ArchiveFinding(kind="mail lost", place=place, path=mails[sha256])
        rows = {row.message_id: row for row in memory.outbox.rows(cycle=cycle)}
        for kept in _table(folder / "utsendingar.json"):
            if not self._is_as_kept(rows.get(kept.get("message_id", "")), kept):
                yield ArchiveFinding(kind="mail lost", place=place, path=f"{kept.get('kind')} {kept.get('recipient')}")

    def _is_as_kept(self, row: OutboxRow | None, kept: Mapping[str, str]) -> bool:
        """Return whether a mail is as a package tells, or became what it is since: what was sent never changes.

        A mail that had not arrived is decided on afterwards, and then each change of it is on record.
        """
        if row is None:
            return False
        if (row.state, row.sha256) == (kept.get("state"), kept.get("sha256")):
            return kept.get("state") != "sent" or row.updated_at == _moment(kept.get("updated_at"))
        if kept.get("state") == "sent":
            return False
        events, left = self.services.memory.outbox.events(row.id), _moment(kept.get("updated_at"))
        since = [event.state for event in events if event.at >= left]
        return since[-1:] == [row.state] and (row.sha256 == kept.get("sha256") or "sending" in since)


def _unknown(path: Path, place: str) -> Iterator[ArchiveFinding]:
    if place.startswith(f"{SITE}/"):
        yield ArchiveFinding(kind="unknown site", place=place)
        return
    yield ArchiveFinding(kind="unknown", place=place)
    for problem in verify_package(path):
        yield ArchiveFinding(kind="damaged", place=place, path="" if problem.file == path.name else problem.file)


def _by_outcome(home: Path, outcome: ArchiveOutcome) -> Iterator[ArchiveFinding]:
    """Yield what differs of a package from before the lists: its zip is known, and its folder is held against that."""
    folder, zipped = home / PACKAGES / outcome.package, home / PACKAGES / outcome.zip
    place, whole = f"{PACKAGES}/{outcome.package}", f"{PACKAGES}/{outcome.zip}"
    for path, name in ((folder, place), (zipped, whole)):
        if not path.exists():
            yield ArchiveFinding(kind="missing", place=name)
    if zipped.is_file() and sha256_of_path(zipped) != outcome.zip_sha256:
        yield ArchiveFinding(kind="changed", place=whole)
        if folder.is_dir():
            for problem in verify_package(folder):
                yield ArchiveFinding(kind="damaged", place=place, path=problem.file)
    elif zipped.is_file() and folder.is_dir():
        yield from differences(home, place, _zipped(zipped))
    yield ArchiveFinding(kind="unlisted", place=place)


def _zipped(path: Path) -> ListedFiles:
    found = {}
    with ZipFile(path) as archive:
        for entry in archive.infolist():
            name = entry.filename.partition("/")[2]
            data = archive.read(entry)
            found[name] = PublishedFile(path=name, sha256=hashlib.sha256(data).hexdigest(), size=len(data))
    return found


def _table(path: Path) -> list[dict[str, str]]:
    try:
        rows = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):  # gone or damaged, which is told of the file itself
        return []
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _moment(written: str | None) -> dt.datetime:
    """Return when a mail was touched last, by its package; the beginning of time where that does not say."""
    try:
        return dt.datetime.fromisoformat(written or "")
    except ValueError:
        return dt.datetime.min.replace(tzinfo=dt.UTC)


def _is_sha256(name: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{64}", name) is not None
