"""Puts a site or a package where it belongs, and writes down what is there: before it is touched, and when it is done.

A kill in between leaves the old folder or the new one, and a publication that is intended only; publishing again mends
it, and `cycle archive verify` tells of it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from cycle.application.delivery import read_kept
from cycle.application.publishing.integrity.kept_rows import refuse_changed
from cycle.application.publishing.integrity.strange_packages import set_aside
from cycle.application.publishing.integrity.whereabouts import PACKAGES, SITE, STORE, home_of
from cycle.application.publishing.pages.last_time import keep_last_time, twin_of
from cycle.application.results import ClosedYear, read
from cycle.application.year import OpenCycle, kept_files, packages_folder, site_of
from cycle.archive.bag.package import YearRecords, build_package, package_name, write_package_zip
from cycle.archive.public_site.kept_pages import KeptPages
from cycle.archive.public_site.site import SiteFile, write_site
from cycle.archive.tree import TreeFile, content_of, mend_trees, only_writer, sha256_of_path, write_tree
from cycle.model import PublicAddress
from cycle.services import Services
from cycle.store.kept_files.publications import PublishedFile

MADE = ".made"
"""Where a zip is made, beside the packages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPackage:
    """Where a package lies under the folder of packages, and its zip beside it."""

    folder: str
    zip: str
    zip_sha256: str


def publish_site(
    services: Services,
    community: str,
    site: Sequence[SiteFile],
    *,
    kept: KeptPages | None = None,
    cycle: str = "",
    whole: bool = False,
) -> Path:
    """Return the folder of a community's public site, which holds exactly these files now.

    Files that are there and have not changed stay, unless all is to be written, the `whole` of it, or the last time was
    interrupted: then nobody knows which files are there. What the pages of the site were made of is in `kept`.
    StoreError when an address belongs to another document, or a closed year of the site is not as the log says.
    """
    refuse_changed(services, community, cycle=cycle)
    known, place = services.memory.publications, f"{SITE}/{community}"
    there = (
        {} if whole or known.is_unsettled(place) else {path: file.sha256 for path, file in known.files(place).items()}
    )
    given = [PublicAddress(address=file.path, name=file.name, sha256=file.sha256) for file in site if file.name]
    number = known.intend(place, _listed(site), cycle=cycle, now=services.now(), site=community, given=given)
    target = site_of(services.settings, community)
    spare = twin_of(services, community)
    write_site(site, target, read=services.memory.files.read, there=there, spare=spare)
    known.finish(number, now=services.now())
    if kept is not None:
        keep_last_time(services, community, kept)
    return target


def refuse_damaged(cycle: OpenCycle, records: YearRecords) -> None:
    """Read every stored file of a package, before anything is published; StoreError of one that is gone or changed."""
    reading = read_kept(cycle.memory, records.messages)
    for file in build_package(records):
        content_of(file, read=reading)


def publish_package(cycle: OpenCycle, records: YearRecords) -> PublishedPackage:
    """Return where the package of a year lies now, as a folder and as a zip; the store knows every file of both.

    A package of that name which the store does not know is set aside first.
    """
    known, into, name = cycle.memory.publications, packages_folder(cycle), package_name(records)
    reading = read_kept(cycle.memory, records.messages)
    list_stored(cycle)
    tree, home = build_package(records), home_of(cycle.services.settings)
    listed = _listed(tree)
    set_aside(cycle.services, home, f"{PACKAGES}/{name}", also={file.path: file for file in listed})
    number = known.intend(f"{PACKAGES}/{name}", listed, cycle=cycle.id, now=cycle.services.now())
    write_tree(tree, into / name, read=reading)
    known.finish(number, now=cycle.services.now())
    with only_writer(into):
        try:
            made = write_package_zip(records, into / MADE, read=reading)
            zipped = into / made.name
            sha256 = sha256_of_path(made)
            whole = PublishedFile(path=zipped.name, sha256=sha256, size=made.stat().st_size)
            set_aside(cycle.services, home, f"{PACKAGES}/{zipped.name}", also={whole.path: whole})
            number = known.intend(f"{PACKAGES}/{zipped.name}", [whole], cycle=cycle.id, now=cycle.services.now())
            made.replace(zipped)
        finally:
            shutil.rmtree(into / MADE, ignore_errors=True)
    known.finish(number, now=cycle.services.now())
    return PublishedPackage(folder=name, zip=zipped.name, zip_sha256=sha256)


def clear_half_written(services: Services) -> tuple[str, ...]:
    """Take away what a publishing that was killed has left among sites and packages, and return what it was of.

    The old folder stands as it stood. Whoever publishes right now is let be.
    """
    home = home_of(services.settings)
    sites, packages = mend_trees(home / SITE), mend_trees(home / PACKAGES, scratch=MADE)
    return (*(f"{SITE}/{name}" for name in sites), *(f"{PACKAGES}/{name}" for name in packages))


def list_stored(cycle: OpenCycle, also: Mapping[str, int] = MappingProxyType({})) -> None:
    """Write down which stored files a year rests on, so that one that goes missing is missed and all are copied.

    `also` is sha256 → size of those that no result and no closing of the year names.
    """
    known = cycle.memory.publications
    steps = [result for step in cycle.record.newest for result in cycle.record.revisions(step)]
    named = {sha256: size for result in steps for sha256, size in result.files.items()} | dict(also)
    named |= {sha256: size for done in cycle.record.outcomes.values() for sha256, size in done.files.items()}
    for closing in cycle.memory.closings.of(cycle.id):
        kept = kept_files(cycle.memory.files, read(ClosedYear, closing).snapshot)
        named |= {**closing.files, **{listed.file.sha256: listed.file.size for listed in kept}}
    files = [PublishedFile(path=sha256, sha256=sha256, size=size) for sha256, size in named.items()]
    number = known.intend(f"{STORE}/{cycle.id}", files, cycle=cycle.id, now=cycle.services.now())
    known.finish(number, now=cycle.services.now())


def _listed(files: Iterable[TreeFile]) -> list[PublishedFile]:
    return [PublishedFile(path=file.path, sha256=file.sha256, size=file.size, document=file.name) for file in files]
