"""Holds a package that lies anywhere, under whatever name, against what was published of the year it says it is of."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cycle.application.publishing.integrity.place_differences import given_differences
from cycle.application.publishing.integrity.whereabouts import PACKAGES
from cycle.archive.bag.fixity import verify_package
from cycle.archive.bag.package import package_of
from cycle.catalogue import sentence
from cycle.errors import Problem
from cycle.phrases import Phrase
from cycle.services import Services

INFO, TAGS = "bag-info.txt", "tagmanifest-sha256.txt"
_YEAR, _VERSION = "external-identifier", "package-version"
UNKNOWN = sentence("the store knows of no such package; it was held against its own manifest only")
NEVER = sentence("it says that it is {package} of this home, and no such package was published")
OTHER = sentence("it says that it is {package}, and is not what was published as that")
SAME_AS = sentence("it is {package} under another name, each file as it was published")
NEW_ZIP = sentence("it is {package} packed again: each file is as it was published, the zip is not")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageClaim:
    """What a package says of itself: the folder it is packed in, its year and its version, each as often as it does."""

    folder: str
    years: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    tags: str = ""
    """The sha256 of its list of descriptions, which names the sha256 of all else."""

    def packages(self) -> Iterator[str]:
        """Yield the name of each package that it says it is."""
        for year in self.years:
            for version in self.versions or ("1",):
                yield package_of(year, int(version)) if version.isdecimal() else f"{package_of(year, 1)}-v{version}"
        yield self.folder


def verify_given(services: Services, package: Path) -> tuple[Problem, ...]:
    """Return what is wrong with a package: by the store that made it, else by its manifests.

    What it is called is one name of it, the folder in its zip and what it says of itself are others.
    """
    published = services.memory.publications
    place = f"{PACKAGES}/{package.absolute().name}"
    if files := published.files(place):
        return tuple(found.problem() for found in given_differences(package.absolute(), place, files))
    claim, own = _claim(package), verify_package(package)
    known = [name for name in dict.fromkeys(claim.packages()) if published.files(f"{PACKAGES}/{name}")]
    said = next(claim.packages())
    if not known:
        is_ours = any(_is_of_home(services, year) for year in claim.years)
        severity = "error" if is_ours else "warning"
        what = Phrase(NEVER, package=said) if is_ours else Phrase(UNKNOWN)
        return (*own, Problem(file=package.name, where="", what=what, severity=severity))
    if known[0] != said and any(_is_of_home(services, year) for year in claim.years):
        return (*own, Problem(file=package.name, where="", what=Phrase(NEVER, package=said)))
    return _held(services, package, known[0], claim, own)


def _held(
    services: Services, package: Path, name: str, claim: PackageClaim, own: tuple[Problem, ...]
) -> tuple[Problem, ...]:
    """Return what differs between a package and the published one that it says it is."""
    place = f"{PACKAGES}/{name}"
    files = services.memory.publications.files(place)
    if package.is_dir():
        found = tuple(found.problem() for found in given_differences(package.absolute(), place, files))
    else:
        found = own
    as_listed = TAGS in files and claim.tags == files[TAGS].sha256
    if found or not as_listed:
        return (*found, Problem(file=package.name, where="", what=Phrase(OTHER, package=name)))
    zipped = services.memory.publications.files(f"{place}.zip")
    is_zip_of_then = not package.is_dir() and _sha256(package) in {file.sha256 for file in zipped.values()}
    what = SAME_AS if package.is_dir() or is_zip_of_then else NEW_ZIP
    return (Problem(file=package.name, where="", what=Phrase(what, package=name), severity="warning"),)


def _is_of_home(services: Services, year: str) -> bool:
    """Return whether a year is one of a community that this home knows."""
    return year.partition("/")[0] in {row.community for row in services.memory.cycles.all()}


def _claim(package: Path) -> PackageClaim:
    """Return what a package says of itself; nothing where it cannot be read, which is told by its own manifests."""
    try:
        if package.is_dir():
            info, tags = (_bytes(package / name) for name in (INFO, TAGS))
            return _claimed(package.absolute().name, info, tags)
        with zipfile.ZipFile(package) as packed:
            names = packed.namelist()
            folder = next((name.partition("/")[0] for name in names if name.endswith(f"/{INFO}")), "")
            prefix = f"{folder}/" if folder else ""
            info, tags = (packed.read(prefix + name) if prefix + name in names else b"" for name in (INFO, TAGS))
            return _claimed(folder or package.stem, info, tags)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return PackageClaim(folder=package.stem)


def _claimed(folder: str, info: bytes, tags: bytes) -> PackageClaim:
    lines = info.decode("utf-8", "replace").replace("\r", "\n").replace("\n ", " ").replace("\n\t", " ").split("\n")
    said = [(label.strip().casefold(), text.strip()) for label, _, text in (line.partition(":") for line in lines)]
    return PackageClaim(
        folder=folder,
        years=tuple(text for label, text in said if label == _YEAR and text),
        versions=tuple(text for label, text in said if label == _VERSION and text),
        tags=hashlib.sha256(tags).hexdigest(),
    )


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
