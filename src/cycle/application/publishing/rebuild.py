"""Builds the public site outside a year's flow, and checks packages long after."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cycle.application.publishing.editions import closed_years, frozen_pages, site_pages
from cycle.application.year import load_named_community, packages_of, site_of
from cycle.archive.fixity import verify_package
from cycle.archive.site import build_site, write_site
from cycle.errors import Problem
from cycle.services import Services
from cycle.settings import Settings


def rebuild_site(services: Services, *, community: str = "", folder: Path | None = None) -> tuple[Path, int]:
    """Return where the site of history and published years was written, and how many pages it has."""
    loaded = load_named_community(services.settings, community)
    closed = closed_years(services, loaded)
    pages, frozen = site_pages(services, loaded, closed=closed), frozen_pages(services, closed)
    site = build_site(pages, templates=services.settings.templates / "site", frozen=frozen)
    target = folder or site_of(services.settings, loaded.community.id)
    write_site(site, target, read=services.memory.files.read)
    return target, len([file for file in site if file.path.endswith(".html")])


def verify_packages(settings: Settings, packages: Sequence[Path] = ()) -> tuple[Problem, ...]:
    """Return every missing, changed or unexpected file of the packages, or of all packages when none is named."""
    folder = packages_of(settings)
    chosen = packages or (sorted(folder.iterdir()) if folder.is_dir() else ())
    return tuple(problem for path in chosen if not path.name.startswith(".") for problem in verify_package(path))
