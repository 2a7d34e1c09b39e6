"""Where the finished things of the service lie under its home folder."""

from __future__ import annotations

from pathlib import Path

from cycle.application.year.cycle import OpenCycle
from cycle.settings import Settings


def site_folder(cycle: OpenCycle) -> Path:
    """Return the folder of the published site."""
    return site_of(cycle.services.settings, cycle.row.community)


def site_of(settings: Settings, community: str) -> Path:
    """Return the folder of a community's published site: copy it to any web server, under any path."""
    return settings.home.absolute() / "site" / community


def preview_folder(cycle: OpenCycle) -> Path:
    """Return the folder of the site as it will be, for the approver only."""
    return preview_of(cycle.services.settings, cycle.row.community)


def preview_of(settings: Settings, community: str) -> Path:
    """Return the folder of a community's site preview."""
    return settings.home.absolute() / "preview" / community


def packages_folder(cycle: OpenCycle) -> Path:
    """Return the folder of the archive packages."""
    return packages_of(cycle.services.settings)


def packages_of(settings: Settings) -> Path:
    """Return the folder of the archive packages of all communities."""
    return settings.home.absolute() / "packages"
