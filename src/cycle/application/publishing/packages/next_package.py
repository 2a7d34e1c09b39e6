"""The next package of a closed year: all the year holds now, with the page as it stands, and why there is another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import PurePath

from cycle.application.publishing.integrity.second_copy import copy_published
from cycle.application.publishing.packages.closed import next_version
from cycle.application.publishing.packages.minutes_paper import with_minutes
from cycle.application.publishing.packages.records import year_records
from cycle.application.publishing.pages.editions import closed_years, edition_in_form, known_addresses, signals_in_other
from cycle.application.publishing.pages.names_down import names_down, without_names
from cycle.application.publishing.pages.public_signals import site_signals
from cycle.application.publishing.pages.written_forms import words_from
from cycle.application.publishing.publish import PublishedPackage, publish_package, refuse_damaged
from cycle.application.results import ArchiveResult, ClosedYear, KeptFile, read
from cycle.application.year import OpenCycle, live_community
from cycle.archive.bag.package import YearRecords
from cycle.archive.public_site.pages import Edition, PageSignal, SitePages, sha256_of
from cycle.archive.public_site.site import other_alone, year_site
from cycle.model import StoredFile


def publish_next_package(
    cycle: OpenCycle,
    closed: ClosedYear,
    edition: Edition,
    *,
    filed: Sequence[KeptFile],
    reason: str,
    publish_pages: Callable[[], object],
    taken_down: str = "",
) -> PublishedPackage:
    """Return where the next package of a closed year lies, with this page in it; the one before stays as it is.

    `publish_pages` puts the site where it belongs, once every stored file of the package is found whole; `taken_down`
    is a name that goes away with it.
    """
    records = partial(_records, cycle, closed, edition, filed=filed, reason=reason, taken_down=taken_down)
    refuse_damaged(cycle, records())
    publish_pages()
    package = publish_package(cycle, records())
    copy_published(cycle.services)
    return package


def _records(
    cycle: OpenCycle, closed: ClosedYear, edition: Edition, *, filed: Sequence[KeptFile], reason: str, taken_down: str
) -> YearRecords:
    archived = _archived(cycle)
    live = live_community(cycle)
    others = closed_years(cycle.services, live)
    pages = pages_of_closed(cycle, closed, edition)
    signals = site_signals(cycle.services, live, [year.edition for year in others.values()], others)
    words = words_from(live, pages.language)
    names = names_down(cycle.services, others, signals, of=edition, name=taken_down)
    return year_records(
        cycle,
        edition,
        day=cycle.services.today,
        proofs=archived.proofs,
        originals=_originals(archived, edition),
        filed=with_minutes(filed, closed.minutes),
        version=replace(next_version(cycle), reason=reason),
        site=year_site(
            without_names(_with_signals(pages, signals, words), names),
            pages.editions[0],
            templates=cycle.services.settings.templates / "site",
        ),
    )


def pages_of_closed(cycle: OpenCycle, closed: ClosedYear, edition: Edition) -> SitePages:
    """Return the page of this year with what it says beside its own, as when it was closed: names, contact, meetings.

    It comes in the form that had the addresses first, which may not be the one that the year is written in.
    """
    own = edition_in_form(edition, cycle.language, closed.pages.language)
    pages = replace(closed.pages, editions=(own,), addresses=known_addresses(cycle.services, cycle.loaded))
    return replace(pages, other=other_alone(pages, own))


def _with_signals(pages: SitePages, signals: tuple[PageSignal, ...], words: Mapping[str, str]) -> SitePages:
    """Return the pages with the signals, in the other written form as its page and the community's words have them."""
    own = replace(pages, signals=signals)
    if pages.other is None:
        return own
    followed, missing = signals_in_other(own, words)
    return replace(own, other=replace(pages.other, signals=followed, untranslated=missing))


def _archived(cycle: OpenCycle) -> ArchiveResult:
    """Return what was approved when the year was closed."""
    closed = [closing for closing in cycle.closings if closing.kind == "close"][-1]
    return read(ArchiveResult, next(row for row in cycle.record.revisions("archive") if row.digest == closed.digest))


def _originals(archived: ArchiveResult, edition: Edition) -> tuple[StoredFile, ...]:
    """Return the presentations as they came of what is still shown.

    An archive of an earlier version does not say which is whose: there a PDF has the name of what it was made of.
    """
    shown = {sha256_of(file) for talk in edition.presentations for file in talk.files}
    if archived.originals_of:
        pairs = zip(archived.originals, archived.originals_of, strict=True)
        return tuple(original for original, of in pairs if of in shown)
    files = [file for talk in archived.edition.presentations for file in talk.files]
    gone = {PurePath(file.name).stem for file in files if sha256_of(file) not in shown}
    return tuple(original for original in archived.originals if PurePath(original.name).stem not in gone)
