"""Holds one place, a site or a package or the stored files, against a list of what should be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from cycle.application.publishing.integrity.archive_findings import ArchiveFinding
from cycle.application.publishing.integrity.whereabouts import PACKAGES, STORE, files_below, is_zip, path_of
from cycle.archive.bag.fixity import verify_package
from cycle.archive.tree import sha256_of_path
from cycle.store.kept_files.publications import PublishedFile

ListedFiles = Mapping[str, PublishedFile]


def differences(root: Path, place: str, files: ListedFiles) -> tuple[ArchiveFinding, ...]:
    """Return what is missing, changed or extra at a place under the home folder or the copy."""
    return tuple(_differences(root, place, files))


def given_differences(package: Path, place: str, files: ListedFiles) -> tuple[ArchiveFinding, ...]:
    """Return what differs between a package that lies anywhere and what was published at the place."""
    return tuple(_differences(package.parent, place, files, lies_at=package))


def _differences(
    root: Path, place: str, files: ListedFiles, *, lies_at: Path | None = None
) -> Iterator[ArchiveFinding]:
    folder = lies_at or root / place
    fits = _manifest(folder) if place.startswith(f"{PACKAGES}/") and not is_zip(place) else {}
    changed: list[str] = []
    if lies_at is None and folder.is_symlink() and not is_zip(place) and not place.startswith(f"{STORE}/"):
        yield ArchiveFinding(kind="link", place=place)
    for path, file in files.items():
        found = path_of(root, place, path) if lies_at is None else folder if is_zip(place) else folder / path
        if found.is_symlink():
            yield ArchiveFinding(kind="link", place=place, path=path)
        elif not found.is_file():
            yield ArchiveFinding(kind="missing", place=place, path=path)
        elif (is_now := sha256_of_path(found)) != file.sha256:
            changed.append(path)
            is_forged = fits.get(path) == is_now
            yield ArchiveFinding(kind="forged" if is_forged else "changed", place=place, path=path)
    if is_zip(place):
        yield from _inside(folder, place) if changed else ()
    elif not place.startswith(f"{STORE}/"):
        for found in files_below(folder):
            path = found.relative_to(folder).as_posix()
            if path not in files:
                yield ArchiveFinding(kind="list lost" if path in fits else "extra", place=place, path=path)


def _inside(zipped: Path, place: str) -> Iterator[ArchiveFinding]:
    """Yield what is wrong inside a zip that is not what was published."""
    for problem in verify_package(zipped):
        yield ArchiveFinding(kind="damaged", place=place, path=problem.file)


def _manifest(bag: Path) -> Mapping[str, str]:
    """Return path → sha256 of what a package says of itself now; empty where it cannot be read."""
    found: dict[str, str] = {}
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        try:
            text = (bag / name).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        found |= {line[66:]: line[:64] for line in text.splitlines() if line[64:66] == "  "}
    return found
