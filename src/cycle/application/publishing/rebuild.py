"""Builds the public site outside a year's flow."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cycle.application.publishing.acts.files_down import files_back
from cycle.application.publishing.integrity.kept_rows import refuse_changed
from cycle.application.publishing.not_for_all.past_remarks import past_remarks
from cycle.application.publishing.pages.editions import closed_years, frozen_pages, site_pages
from cycle.application.publishing.publish import publish_site
from cycle.application.year import load_named_community, refuse_identity_number
from cycle.archive.public_site.kept_pages import KeptPages
from cycle.archive.public_site.site import build_site, write_site
from cycle.errors import InputError, Problem
from cycle.phrases import Phrase
from cycle.services import Services
from cycle.store.years.logged_rows import confirm_closings


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltSite:
    """Where the site lies, how many pages it has, and what there is to look at of what it shows or does not."""

    folder: Path
    pages: int
    problems: tuple[Problem, ...]
    confirmed: tuple[str, ...] = ()
    """Each row of how a year is closed that the log tells of as it stands now, and did not."""


def rebuild_site(
    services: Services, *, community: str = "", folder: Path | None = None, name: str = "", why: str = ""
) -> BuiltSite:
    """Write the site of history and published years again; a document of a past year that cannot be shown is told.

    With a name and a reason, that person says that the years are closed as they stand, whatever the log said.
    InputError for the one without the other, StoreError when a year is not closed as the log says and nobody says so.
    """
    loaded = load_named_community(services.settings, community)
    confirmed = _confirmed(services, loaded.community.id, name=name.strip(), why=why.strip())
    refuse_changed(services, loaded.community.id)
    closed = closed_years(services, loaded)
    pages, frozen = site_pages(services, loaded, closed=closed), frozen_pages(services, closed)
    kept = KeptPages(known={}, read=lambda _path: None)
    site = build_site(pages, templates=services.settings.templates / "site", frozen=frozen, kept=kept)
    if folder is None:
        # All of it again, whatever lies there: this is how a damaged site is mended.
        target = publish_site(services, loaded.community.id, site, kept=kept, whole=True)
    else:
        target = folder
        write_site(site, target, read=services.memory.files.read)
    return BuiltSite(
        folder=target,
        pages=len([file for file in site if file.path.endswith(".html")]),
        problems=(*past_remarks(services, loaded), *files_back(services, loaded.community.id, site)),
        confirmed=confirmed,
    )


def _confirmed(services: Services, community: str, *, name: str, why: str) -> tuple[str, ...]:
    """Return what is confirmed by this person; nothing where nobody is named."""
    if bool(name) != bool(why):
        what = Phrase("whoever says that a year is closed as it stands gives a name and a reason")
        remedy = Phrase('give --name "Kari Nordmann" --why "closed while an older version ran"')
        raise InputError([Problem(file="", where="", what=what, remedy=remedy)])
    refuse_identity_number(name, why)
    return confirm_closings(services.memory, community, who=name, why=why, now=services.now()) if name else ()
