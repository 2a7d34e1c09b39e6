"""Addresses of the review pages and of Prefect's run pages, as printed in gates, mails and commands."""

from __future__ import annotations

from urllib.parse import quote

from cycle.model import StoredFile
from cycle.settings import Settings
from cycle.steps.chain import Link
from cycle.steps.cycle import OpenCycle


def review_root(settings: Settings) -> str:
    """Return the address of the review pages."""
    return f"http://{settings.link_host}:{settings.web_port}"


def file_link(cycle: OpenCycle, file: StoredFile) -> str:
    """Return the address of one stored file."""
    return f"{review_root(cycle.services.settings)}/filer/{file.sha256}/{quote(file.name)}"


def letters_link(cycle: OpenCycle, link: Link) -> str:
    """Return the address of the page that shows all letters of a dispatch."""
    return f"{review_root(cycle.services.settings)}/{cycle.id}/{link.name}"


def site_preview_link(cycle: OpenCycle) -> str:
    """Return the address of the site as it will be published."""
    return f"{review_root(cycle.services.settings)}/framsyning/{cycle.row.meeting}/{cycle.year}/"


def site_link(cycle: OpenCycle) -> str:
    """Return the address of the published page on this machine."""
    return f"{review_root(cycle.services.settings)}/nettstad/{cycle.row.meeting}/{cycle.year}/"
