"""Builds the public site outside a year's flow, and checks packages long after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cycle.application.publishing.editions import site_pages
from cycle.application.publishing.past_documents import past_files
from cycle.application.year import load_named_community, packages_of, site_of
from cycle.archive.fixity import verify_package
from cycle.archive.site import build_site, write_site
from cycle.errors import Problem
from cycle.services import Services
from cycle.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltSite:
    """Where the site lies, how many pages it has, and what of the past years is not shown."""

    folder: Path
    pages: int
    problems: tuple[Problem, ...]


def rebuild_site(services: Services, *, community: str = "", folder: Path | None = None) -> BuiltSite:
    """Write the site of history and published years anew; a document of a past year that cannot be shown is told."""
    loaded = load_named_community(services.settings, community)
    site = build_site(site_pages(services, loaded), templates=services.settings.templates / "site")
    target = folder or site_of(services.settings, loaded.community.id)
    write_site(site, target, read=services.memory.files.read)
    return BuiltSite(
        folder=target,
        pages=len([file for file in site if file.path.endswith(".html")]),
        problems=past_files(services, loaded).problems,
    )


def verify_packages(settings: Settings, packages: Sequence[Path] = ()) -> tuple[Problem, ...]:
    """Return every missing, changed or unexpected file of the packages, or of all packages when none is named."""
    folder = packages_of(settings)
    chosen = packages or (sorted(folder.iterdir()) if folder.is_dir() else ())
    return tuple(problem for path in chosen if not path.name.startswith(".") for problem in verify_package(path))
