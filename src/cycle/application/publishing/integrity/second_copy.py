"""The second copy of the archive: packages and the files they are made of, in a folder on another disk."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from cycle.application.publishing.integrity.place_differences import differences
from cycle.application.publishing.integrity.strange_packages import set_aside
from cycle.application.publishing.integrity.whereabouts import (
    COPIED,
    COPY_SAYS,
    MARK,
    PACKAGES,
    STORE,
    copy_of,
    home_of,
    is_there,
    path_of,
)
from cycle.archive.tree import sha256_of_path
from cycle.services import Services
from cycle.store.kept_files.publications import PublishedFile

log = logging.getLogger(__name__)


def copy_published(services: Services) -> tuple[str, ...]:
    """Return the places that were copied now: those that are new or were published again since.

    A copy that is not there, or a disk that fails, stops no publishing; `cycle archive verify` tells of it. Nothing is
    deleted there, and a package that the store does not know is set aside.
    """
    copy = copy_of(services.settings)
    if copy is None:
        return ()
    try:
        return tuple(_copy(services, copy)) if _is_ready(services, copy) else ()
    except OSError as error:
        log.warning("second copy: %s", error.strerror)
        return ()


def copy_file(source: Path, target: Path, *, sha256: str) -> bool:
    """Return whether the target holds what was published now: only a whole source is copied, and all or nothing."""
    target.parent.mkdir(parents=True, exist_ok=True)
    new = target.with_name(f".new-{target.name}")
    shutil.copyfile(source, new)
    with new.open("rb") as file:
        os.fsync(file.fileno())
    if sha256_of_path(new) != sha256:
        new.unlink()
        return False
    new.replace(target)
    return True


def _is_ready(services: Services, copy: Path) -> bool:
    """Return whether the copy may be written: it is there, or nothing was ever copied and its folder is empty."""
    if is_there(copy):
        return True
    if services.memory.publications.files(COPIED) or not copy.is_dir() or any(copy.iterdir()):
        return False
    (copy / MARK).write_text(COPY_SAYS, "utf-8")
    return True


def _copy(services: Services, copy: Path) -> Iterator[str]:
    known, home = services.memory.publications, home_of(services.settings)
    copied = dict(known.files(COPIED))
    for place, publications in known.newest().items():
        last = publications[-1]
        before = copied.get(place)
        if place.partition("/")[0] not in {PACKAGES, STORE} or (before and before.sha256 == last.digest):
            continue
        files = known.files(place)
        if place.startswith(f"{PACKAGES}/"):
            set_aside(services, copy, place)
        whole = True
        for found in differences(copy, place, files):
            if found.path in files:
                file = files[found.path]
                source = path_of(home, place, file.path)
                whole &= source.is_file() and copy_file(source, path_of(copy, place, file.path), sha256=file.sha256)
        if whole:
            copied[place] = PublishedFile(path=place, sha256=last.digest, size=last.files)
            number = known.intend(COPIED, copied.values(), cycle="", now=services.now())
            known.finish(number, now=services.now())
            yield place
