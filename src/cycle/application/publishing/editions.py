"""Every meeting as the public site shows it: the past from the history, later years from what was archived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cycle.application.publishing.about_meeting import about_meeting
from cycle.application.publishing.past_documents import past_files
from cycle.application.publishing.past_editions import past_editions
from cycle.application.publishing.public_signals import site_signals
from cycle.application.results import ArchiveResult, ClosedYear, KeptFile, read
from cycle.application.year import LoadedCommunity
from cycle.archive.pages import (
    Edition,
    Meeting,
    SitePages,
)
from cycle.archive.site import edition_addresses
from cycle.archive.tree import TreeFile
from cycle.governance.rules import MeetingRules
from cycle.model import Language, PublicAddress
from cycle.services import Services

SINCE: Mapping[Language, str] = {"nn": "frå", "nb": "fra"}


def site_pages(
    services: Services,
    loaded: LoadedCommunity,
    *,
    also: Edition | None = None,
    closed: Mapping[str, ClosedYear] | None = None,
) -> SitePages:
    """Return everything the site shows: history, the years that were published, and one year more when given."""
    past = past_editions(loaded, files=past_files(services, loaded))
    by_key = {_key(edition): edition for edition in past}
    known = closed_years(services, loaded) if closed is None else closed
    for edition in (*published_editions(services, loaded, closed=known), *([also] if also else [])):
        by_key[_key(edition)] = edition
    return SitePages(
        community=loaded.community.name,
        meetings=tuple(_meetings(loaded, by_key.values(), known.values())),
        editions=tuple(by_key.values()),
        contact=loaded.community.contact,
        language=loaded.community.language,
        addresses=known_addresses(services, loaded),
        base_address=services.settings.site_address,
        signals=site_signals(services, loaded, by_key.values(), known),
    )


def _key(edition: Edition) -> tuple[str, int, int]:
    return edition.meeting, edition.year, edition.number


def _meetings(loaded: LoadedCommunity, editions: Iterable[Edition], closed: Iterable[ClosedYear]) -> Iterator[Meeting]:
    """Yield the meeting types of the rules, further meetings of a year, and those only closed years still know."""
    yield from (meeting_page(loaded, rules) for rules in loaded.meetings.values())
    of_closed = {meeting.id: meeting for year in closed for meeting in year.pages.meetings}
    for meeting in dict.fromkeys([*(edition.meeting for edition in editions), *of_closed]):
        if meeting not in loaded.meetings:
            known = loaded.versions_of(meeting) or meeting not in of_closed
            yield meeting_page(loaded, loaded.meeting(meeting)) if known else of_closed[meeting]


def closed_years(services: Services, loaded: LoadedCommunity) -> dict[str, ClosedYear]:
    """Return year → how it was closed or corrected last, of a community; one that is open again until it is closed."""
    newest = services.memory.closings.newest_of_every_year()
    return {cycle: read(ClosedYear, row) for cycle, row in newest.items() if _is_of(cycle, loaded)}


def frozen_pages(
    services: Services, closed: Mapping[str, ClosedYear], *, but: Edition | None = None
) -> dict[tuple[str, int, int], tuple[TreeFile, ...]]:
    """Return the published files of each closed year by its edition, without those of one that is made anew."""
    return {
        _key(year.edition): tuple(_published(services, kept) for kept in year.site)
        for year in closed.values()
        if but is None or _key(year.edition) != _key(but)
    }


def _published(services: Services, kept: KeptFile) -> TreeFile:
    """Return a published file; a page is read, for it says which years stand beside it."""
    if kept.path.endswith(".html"):
        return TreeFile(path=kept.path, content=services.memory.files.read(kept.file))
    return TreeFile(path=kept.path, content=kept.file, name=kept.file.name)


def _is_of(cycle: str, loaded: LoadedCommunity) -> bool:
    return cycle.partition("/")[0] == loaded.community.id


def known_addresses(services: Services, loaded: LoadedCommunity) -> tuple[PublicAddress, ...]:
    """Return every address that a document has had on the site.

    What was published before addresses were written down had them in the order of what was published.
    """
    known = list(services.memory.publications.addresses(loaded.community.id))
    listed = {address.address.rsplit("/", 2)[0] for address in known}
    for result, _ in services.memory.results.carried_out("archive"):
        if result.cycle.partition("/")[0] == loaded.community.id:
            edition = read(ArchiveResult, result).edition
            folder = f"{edition.meeting}/{edition.year}" + (f"-{edition.number}" if edition.number > 1 else "")
            if folder not in listed:
                given = edition_addresses(edition, folder, known)
                known += [address for under in given.values() for address in under if address not in known]
    return tuple(known)


def published_editions(
    services: Services, loaded: LoadedCommunity, *, closed: Mapping[str, ClosedYear] | None = None
) -> Iterator[Edition]:
    """Yield the years whose archive step is done, as they were published, and as they were corrected since."""
    known = closed_years(services, loaded) if closed is None else closed
    done = {result.cycle: result for result, _ in services.memory.results.carried_out("archive")}  # the newest of each
    for row in services.memory.cycles.all():
        if row.id in known:
            yield known[row.id].edition
        elif row.community == loaded.community.id and row.id in done:
            yield read(ArchiveResult, done[row.id]).edition


def meeting_page(loaded: LoadedCommunity, rules: MeetingRules) -> Meeting:
    """Return a meeting type as the site shows it."""
    language = loaded.community.language
    first, last = rules.valid_from, rules.valid_to
    period = (
        f"{first.year if first else ''}–{last.year}" if last else f"{SINCE[language]} {first.year}" if first else ""
    )
    return Meeting(
        id=rules.id,
        title=rules.name,
        definite=rules.name_definite,
        slug=rules.id,
        period=period,
        about="\n\n".join(rules.purpose.text),
        system=about_meeting(loaded, rules),
    )
