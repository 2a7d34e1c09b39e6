"""What the step `archive` stores: the year as it was published, and where it is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cycle.application.results.closing import KeptFile
from cycle.archive.public_site.pages import Edition
from cycle.model import Language, StoredFile


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPackage:
    """The archive package as it will be written."""

    name: str
    files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchProof:
    """The proof of notice (utsendingskvittering) of a dispatch: a spreadsheet file and a page."""

    dispatch: str
    files: tuple[StoredFile, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveResult:
    """The year as it is published when somebody approves it."""

    edition: Edition
    site: str
    """Digest of every file of the public site."""
    pages: int
    package: PlannedPackage
    made: dt.date
    """The day on the package."""
    proofs: tuple[DispatchProof, ...] = ()
    problems: tuple[str, ...] = ()
    """What is wrong with the presentations, of years from before it was kept apart."""
    remarks: StoredFile | None = None
    """The same, a line each: it quotes what is not for everybody, and so it is in no package."""
    originals: tuple[StoredFile, ...] = ()
    """Presentations as they came, of those who agreed to publishing; for the package, not for the page."""
    originals_of: tuple[str, ...] = ()
    """The sha256 of what the page shows of each of them; empty in results from before this was written down."""
    filed: tuple[KeptFile, ...] = ()
    """The messages for the records system, as they lie in the package."""
    minutes: StoredFile | None = None
    """The minutes as a document, None where there are none; the year is closed with these very bytes."""
    language: Language | None = None
    """What the edition is written in, the community's own form that day; None in results from before it was kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveOutcome:
    """Where the page and the package are."""

    page: str
    """Path of the page of the year on the site."""
    package: str
    """Name of its folder."""
    zip: str
    zip_sha256: str
