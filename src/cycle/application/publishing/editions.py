"""Every meeting as the public site shows it: the past from the history, later years from what was archived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from cycle import wording
from cycle.application.publishing.about_meeting import about_meeting, about_rules, about_system
from cycle.application.publishing.past_documents import NO_FILES, PastFiles, past_files
from cycle.application.publishing.private_matter import identity_numbers
from cycle.application.publishing.public_signals import site_signals
from cycle.application.results import ArchiveResult, ClosedYear, KeptFile, read
from cycle.application.year import LoadedCommunity
from cycle.archive.pages import (
    Edition,
    FactBasis,
    Meeting,
    PageContradiction,
    PageDocument,
    PageFact,
    PagePicture,
    Presentation,
    SitePages,
    Subject,
)
from cycle.archive.pages import Source as PageSource
from cycle.archive.site import edition_addresses
from cycle.archive.tree import TreeFile
from cycle.errors import InputError
from cycle.governance.history import History, PastEdition, contradictions
from cycle.governance.rules import MeetingRules
from cycle.model import Language, PublicAddress, Speaker
from cycle.services import Services

SINCE: Mapping[Language, str] = {"nn": "frå", "nb": "fra"}
SUBJECTS = ("date", "start", "end", "registration", "venue", "place", "host_side", "host", "chair", "outcome")


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


def past_editions(loaded: LoadedCommunity, *, files: PastFiles = NO_FILES) -> tuple[Edition, ...]:
    """Return the meetings of the history, with what is stated, inferred and contradicted kept apart.

    InputError names each text of it that holds a national identity number.
    """
    counted: dict[tuple[str, int], int] = {}
    found = []
    for past in loaded.history.editions:
        key = (past.meeting, past.year)
        counted[key] = counted.get(key, 0) + 1
        found.append(_past(loaded, past, number=counted[key], files=files))
    language = loaded.community.language
    if problems := [
        replace(problem, where=f"{edition.meeting} {edition.year}, {problem.where}")
        for edition in found
        for problem in identity_numbers(edition, file="history.toml", language=language)
    ]:
        raise InputError(problems)
    return tuple(found)


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
        slug=rules.id,
        period=period,
        about="\n\n".join(rules.purpose.text),
        system=about_meeting(loaded, rules),
    )


def _past(loaded: LoadedCommunity, past: PastEdition, *, number: int, files: PastFiles) -> Edition:
    history = loaded.history
    system = history.system_of(past)
    rules = loaded.meeting(past.meeting, on=past.date.value if past.date else dt.date(past.year, 12, 31))
    return Edition(
        meeting=past.meeting,
        year=past.year,
        title=past.title,
        number=number,
        date=past.date.value if past.date else None,
        start=past.start.value if past.start else None,
        end=past.end.value if past.end else None,
        registration=past.registration.value if past.registration else None,
        venue=past.venue.value if past.venue else "",
        place=past.place.value if past.place else "",
        host_side=loaded.community.side(past.host_side.value).name if past.host_side else "",
        host=_host(loaded, past) if past.host else "",
        chair=past.chair.value if past.chair else "",
        outcome=past.outcome.value if past.outcome else "",
        documents=tuple(
            PageDocument(
                title=document.title,
                kind=document.kind,
                file=files.documents.get(document.file),
                source=_source(history, document.source),
                note=document.note,
            )
            for document in past.documents
        ),
        presentations=tuple(
            Presentation(
                title=talk.title,
                subtitle=talk.subtitle,
                speakers=tuple(
                    Speaker(name=speaker.name, role=speaker.role, organisation=speaker.organisation)
                    for speaker in talk.speakers
                ),
                files=tuple(files.documents[file] for file in talk.files if file in files.documents),
            )
            for talk in past.talks
        ),
        contradictions=tuple(
            PageContradiction(
                subject=contradiction.subject,
                printed=contradiction.printed,
                likely=_printed(contradiction.likely, loaded.community.language),
                why=contradiction.why,
                source=_source(history, contradiction.source),
            )
            for contradiction in contradictions(past)
        ),
        facts=tuple(_facts(loaded, past)),
        notes=past.notes,
        pictures=tuple(
            PagePicture(
                file=made.file,
                width=made.width,
                height=made.height,
                alt=picture.alt,
                caption=picture.caption,
                source=_source(history, picture.source),
            )
            for picture in past.pictures
            if (made := files.pictures.get(picture.file))
        ),
        about=about_system(system, _source(history, system.source)) if system else about_rules(loaded, rules),
        cancelled=past.state == "cancelled",
    )


def _host(loaded: LoadedCommunity, past: PastEdition) -> str:
    """Return what the host was called on the day: as written in the history, else as its row of that day has it."""
    assert past.host is not None
    day = past.date.value if past.date else dt.date(past.year, 1, 1)
    return past.host.name or loaded.community.organisation(past.host.value, on=day).name


def _facts(loaded: LoadedCommunity, past: PastEdition) -> Iterator[PageFact]:
    pages = {"venue": "place"}
    for name in SUBJECTS:
        fact = getattr(past, name)
        if fact is None:
            continue
        basis: FactBasis = "corrected" if fact.contradicts else fact.basis
        subject = cast("Subject", pages.get(name, name))
        yield PageFact(
            subject=subject,
            value=_host(loaded, past) if name == "host" else _value(loaded, name, fact.value),
            basis=basis,
            source=_source(loaded.history, fact.source),
            why=fact.why,
        )


def _value(loaded: LoadedCommunity, name: str, value: Any) -> str:  # Any: the name says of what kind
    match name:
        case "date":
            return wording.full_date(value, loaded.community.language)
        case "start" | "end" | "registration":
            return f"kl. {wording.clock(value)}"
        case "host_side":
            return loaded.community.side(value).name
        case _:
            return str(value)


def _source(history: History, source: str) -> PageSource:
    known = history.sources.get(source)
    if known is None:
        return PageSource(title=source)
    return PageSource(title=known.title, address=known.address, read=known.updated)


def _printed(likely: str, language: Language) -> str:
    """Return an ISO date as readers know it, and anything else as it is."""
    try:
        return wording.full_date(dt.date.fromisoformat(likely), language)
    except ValueError:
        return likely
