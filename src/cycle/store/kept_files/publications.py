"""What was published where (publisert): every file with its sha256, and the one document each address belongs to.

An intention is written before a folder is touched, and marked as done when the folder is there. Each publication is
sealed with the one before it, so that a row that is changed or taken away is found.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, insert, select, update

from cycle.errors import StoreError
from cycle.model import PublicAddress, digest
from cycle.store.database import reading
from cycle.store.tables import addresses, publications, published_files


class PublishedFile(NamedTuple):
    """One file at a place. `document` says what it is, empty for a page. A plain tuple, for a site has thousands."""

    path: str
    sha256: str
    size: int
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One time that something was published; `done_at` is None while it is intended only."""

    number: int
    place: str
    cycle: str
    files: int
    digest: str
    seal: str
    at: dt.datetime
    done_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Publications:
    """The tables of what was published."""

    engine: Engine

    def intend(
        self,
        place: str,
        files: Iterable[PublishedFile],
        *,
        cycle: str,
        now: dt.datetime,
        site: str = "",
        given: Sequence[PublicAddress] = (),
    ) -> int:
        """Return the number of what is about to be published: these files at the place, and nothing else.

        `given` are the addresses of a site that are used; StoreError when one belongs to another document.
        """
        wanted = {file.path: file for file in files}
        with self.engine.begin() as connection:
            _give(connection, site, given, now)
            number = _add(connection, place, cycle, _digest(wanted), len(wanted), now)
            there = _files(connection, place, at=number)
            gone = [path for path, file in there.items() if wanted.get(path) != file]
            new = [file for path, file in wanted.items() if there.get(path) != file]
            for path in gone:
                current = (published_files.c.place == place) & (published_files.c.path == path)
                open_ended = current & published_files.c.until.is_(None)
                connection.execute(update(published_files).where(open_ended).values(until=number))
            if new:
                rows = [file._asdict() | {"place": place, "since": number} for file in new]
                connection.execute(insert(published_files), rows)
        return number

    def finish(self, number: int, *, now: dt.datetime) -> None:
        """Write that it is there."""
        with self.engine.begin() as connection:
            connection.execute(update(publications).where(publications.c.number == number).values(done_at=now))

    def all(self) -> tuple[Publication, ...]:
        """Return every publication, oldest first."""
        with reading(self.engine) as connection:
            found = connection.execute(select(publications).order_by(publications.c.number)).mappings()
            return tuple(Publication(**row) for row in found)

    def files(
        self, place: str, *, at: int | None = None, paths: Collection[str] | None = None
    ) -> dict[str, PublishedFile]:
        """Return path → file of what is at a place, or was after the publication with this number; of some `paths`."""
        with reading(self.engine) as connection:
            return _files(connection, place, at=at, paths=paths)

    def is_unsettled(self, place: str) -> bool:
        """Return whether the last publication there was intended only: the files before it or its own are there."""
        last = select(publications.c.done_at).where(publications.c.place == place)
        with reading(self.engine) as connection:
            found = connection.execute(last.order_by(publications.c.number.desc()).limit(1)).first()
        return found is not None and found.done_at is None

    def addresses(self, site: str) -> tuple[PublicAddress, ...]:
        """Return every address that ever was given on a site."""
        query = select(addresses.c.address, addresses.c.name, addresses.c.sha256).where(addresses.c.site == site)
        with reading(self.engine) as connection:
            found = connection.execute(query.order_by(addresses.c.address)).mappings()
            return tuple(PublicAddress(**row) for row in found)

    def strange_addresses(self) -> tuple[tuple[str, str], ...]:
        """Return site and address of each row that is not as the lists say: whose it was first, of what, since when.

        A row that is gone is one too, and one of an address where nothing was ever published since there are lists of
        the site. Lists from before documents were told from pages say when an address was first used, and no more.
        """
        listed = select(published_files, publications.c.at).join(
            publications, publications.c.number == published_files.c.since
        )
        sites = published_files.c.place.startswith("site/")
        with reading(self.engine) as connection:
            held = {(row.site, row.address): row for row in connection.execute(select(addresses))}
            first: dict[tuple[str, str], Any] = {}
            since: dict[str, dt.datetime] = {}
            for row in connection.execute(listed.where(sites).order_by(published_files.c.since)):
                site = row.place.removeprefix("site/")
                first.setdefault((site, row.path), row)
                since.setdefault(site, row.at)
        lost = [key for key, row in first.items() if row.document and key not in held]
        since_lists = {
            key: row for key, row in held.items() if key in first or (key[0] in since and row.at >= since[key[0]])
        }
        return (*lost, *(key for key, row in since_lists.items() if not _is_first(row, first.get(key))))

    def broken(self) -> tuple[str, ...]:
        """Return each place whose list is not as it was written: a row was changed, added or taken away."""
        known, before, found = self.all(), "", []
        for publication in known:
            if publication.seal != _seal(before, asdict(publication)):
                found.append(publication.place)
            before = publication.seal
        newest = {publication.place: publication for publication in known}
        with reading(self.engine) as connection:
            held = {row.place for row in connection.execute(select(published_files.c.place).distinct())}
        found += sorted(held - newest.keys())
        found += [place for place, last in newest.items() if _digest(self.files(place)) != last.digest]
        return tuple(dict.fromkeys(found))

    def newest(self) -> Mapping[str, Sequence[Publication]]:
        """Return place → the last publication that is done there and all that were intended since, oldest first."""
        found: defaultdict[str, list[Publication]] = defaultdict(list)
        for publication in self.all():
            if publication.done_at is not None:
                found[publication.place] = []
            found[publication.place].append(publication)
        return found


def _is_first(address: Any, listed: Any) -> bool:
    """Return whether an address is as it was listed the first time something lay there."""
    if listed is None:
        return False
    if not listed.document:
        return True
    return (address.name, address.sha256, address.at) == (listed.document, listed.sha256, listed.at)


def _add(connection: Connection, place: str, cycle: str, whole: str, files: int, now: dt.datetime) -> int:
    last = connection.execute(select(publications).order_by(publications.c.number.desc()).limit(1)).mappings().first()
    row: dict[str, Any] = {"place": place, "cycle": cycle, "files": files, "digest": whole, "at": now}
    row["seal"] = _seal(last["seal"] if last else "", row)
    key = connection.execute(insert(publications).values(**row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _seal(before: str, row: Mapping[str, Any]) -> str:
    said = [before, *(row[name] for name in ("place", "cycle", "files", "digest")), row["at"].astimezone(dt.UTC)]
    return hashlib.sha256("\n".join(map(str, said)).encode()).hexdigest()


def _digest(files: Mapping[str, PublishedFile]) -> str:
    return digest({path: file.sha256 for path, file in files.items()})


def _files(
    connection: Connection, place: str, *, at: int | None, paths: Collection[str] | None = None
) -> dict[str, PublishedFile]:
    columns = published_files.c
    query = select(columns.path, columns.sha256, columns.size, columns.document).where(columns.place == place)
    if paths is not None:
        query = query.where(published_files.c.path.in_(paths))
    if at is None:
        query = query.where(published_files.c.until.is_(None))
    else:
        still = published_files.c.until.is_(None) | (published_files.c.until > at)
        query = query.where(published_files.c.since <= at, still)
    rows = connection.execute(query.order_by(published_files.c.path)).tuples().all()
    return {file.path: file for file in map(PublishedFile._make, rows)}


def _give(connection: Connection, site: str, given: Sequence[PublicAddress], now: dt.datetime) -> None:
    known = select(addresses.c.address, addresses.c.name).where(addresses.c.site == site)
    held = dict(connection.execute(known).tuples().all())
    named = dict(held)
    for address in given:
        if named.setdefault(address.address, address.name) != address.name:
            what = f"belongs to '{named[address.address]}' for ever, and not to '{address.name}'"
            raise StoreError(f"{site}/{address.address}: {what}; build the site again")
    new = [asdict(address) | {"site": site, "at": now} for address in given if address.address not in held]
    if new:
        connection.execute(insert(addresses), new)
