"""What is kept of a year that is closed (avslutta år): the snapshot it rests on, how its steps stood, its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cycle.archive.public_site.pages import Edition, SitePages
from cycle.model import Language, StoredFile


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedStep:
    """Where a step stood when the year was closed."""

    step: str
    titles: Mapping[Language, str]
    revision: int
    digest: str
    approved_by: tuple[str, ...] = ()
    cancelled: bool = False
    """It was never done, since the meeting was called off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file and where it lies, in the snapshot, on the site or in the package."""

    path: str
    file: StoredFile


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedYear:
    """The year as it stands closed; an act on it makes another."""

    snapshot: StoredFile
    """The list of all it rests on, each file by its sha256: rules, register, templates, what the store says."""
    edition: Edition
    """What its page shows."""
    pages: SitePages
    """What all pages of the site said that day, without its editions: names, contact, the meeting types."""
    steps: tuple[ClosedStep, ...]
    site: tuple[KeptFile, ...]
    """The page of the year and its documents as they are published, by path on the site."""
    package: str
    """Name of the folder of the archive package."""
    zip: str
    zip_sha256: str
    minutes: StoredFile | None = None
    """The minutes as a document, where there were any; None in years that were closed before they were kept."""
    afterwards: bool = False
    """The year was published by a version that closed none; what it rests on was kept later, as it was then."""
    language: Language | None = None
    """What the edition is written in, the community's own form that year; None where that of `pages` is the same."""
