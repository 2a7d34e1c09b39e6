"""Keeps what lies where a package is to be put and is none that the store knows: it is set aside, never written over.

That is so after the database was restored from a backup: the year was closed already, and the package that lies there
may be the only whole proof of what was approved and published then.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from cycle.application.publishing.integrity.archive_findings import ArchiveFinding
from cycle.application.publishing.integrity.place_differences import ListedFiles
from cycle.application.publishing.integrity.whereabouts import (
    PACKAGES,
    copy_of,
    files_below,
    home_of,
    is_hidden,
    is_there,
    is_zip,
)
from cycle.application.year import OpenCycle, plain
from cycle.archive.tree import sha256_of_path
from cycle.services import Services

ASIDE = "set-aside"
"""The folder of what was in the way, below the home folder and the second copy."""
STRANGE = "unknown-"
"""How the folders begin there that hold packages which the store does not know."""
log = logging.getLogger(__name__)


def set_aside(services: Services, root: Path, place: str, *, also: ListedFiles | None = None) -> bool:
    """Move away what lies at a place of home or copy, where the store knows of no such package; return whether it did.

    What it knows is what was published there last, and what was intended since; `also` is what is put there now.
    """
    if not is_strange(root, place, [*_known(services, place), *([also] if also else [])]):
        return False
    aside = root / ASIDE / f"{STRANGE}{services.now():%Y%m%d-%H%M%S}" / place
    while aside.exists() or aside.is_symlink():
        aside = aside.with_name(f"{aside.name}-2")
    aside.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(root / place, aside)  # packages may lie on a disk of their own
    log.warning("%s: the store knows of no such package; it is set aside as %s", root / place, aside)
    return True


def is_strange(root: Path, place: str, lists: Sequence[ListedFiles]) -> bool:
    """Return whether anything lies at the place that none of the lists has; what a system hides counts as nothing."""
    path = root / place
    if path.is_symlink():
        return True
    if not path.exists():
        return False
    if path.is_dir() == is_zip(place):
        return True
    for found in [path] if is_zip(place) else files_below(path):
        name = found.relative_to(path.parent if is_zip(place) else path).as_posix()
        if any(is_hidden(part) for part in name.split("/")):
            continue
        listed = {files[name].sha256 for files in lists if name in files}
        if found.is_symlink() or not listed or sha256_of_path(found) not in listed:
            return True
    return False


def aside_findings(services: Services) -> Iterator[ArchiveFinding]:
    """Yield each package that was set aside, at home and in the second copy, for as long as it lies there."""
    copy = copy_of(services.settings)
    for root in (home_of(services.settings), *([copy] if copy is not None and is_there(copy) else [])):
        for path in sorted(root.glob(f"{ASIDE}/{STRANGE}*/{PACKAGES}/*")):
            yield ArchiveFinding(kind="set aside", place=path.relative_to(root).as_posix(), in_copy=root == copy)


def strange_remarks(cycle: OpenCycle, package: str) -> tuple[str, ...]:
    """Return what a gate says before a package of this name is made: that another lies there already."""
    home = home_of(cycle.services.settings)
    places = (f"{PACKAGES}/{package}", f"{PACKAGES}/{package}.zip")
    if not any(is_strange(home, place, _known(cycle.services, place)) for place in places):
        return ()
    said = cycle.say(
        "A package {name} lies there already, and the store knows of none: the year may have been closed before, and "
        "the database restored from a backup since. Restore the newest database before you approve. If you approve, "
        "that package is kept below set-aside/.",
        name=plain(package),
    )
    return (said,)


def aside_remarks(cycle: OpenCycle, package: str) -> tuple[str, ...]:
    """Return what is said when a package of this name is made: what lay there before is kept, and where."""
    places = [finding.place for finding in aside_findings(cycle.services) if not finding.in_copy]
    kept = [place for place in places if place.rpartition("/")[2].startswith(package)]
    if not kept:
        return ()
    named = ", ".join(f"`{place}`" for place in kept)
    return (cycle.say("A package that the store did not know lay there. It is kept as {places}.", places=named),)


def _known(services: Services, place: str) -> list[ListedFiles]:
    known = services.memory.publications
    return [known.files(place, at=publication.number) for publication in known.newest().get(place, ())]
