"""Every meeting as the public site shows it: the past from the history, later years from what was archived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from cycle import wording
from cycle.application.results import ArchiveResult, ClosedYear, KeptFile, read
from cycle.application.year import LoadedCommunity
from cycle.archive.pages import (
    DocumentKind,
    Edition,
    FactBasis,
    Meeting,
    PageContradiction,
    PageDocument,
    PageFact,
    Presentation,
    SitePages,
    Subject,
)
from cycle.archive.pages import Source as PageSource
from cycle.archive.tree import TreeFile
from cycle.governance.history import History, PastEdition, contradictions
from cycle.governance.rules import MeetingRules
from cycle.model import Language, Speaker
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
    by_key = {_key(edition): edition for edition in past_editions(loaded)}
    known = closed_years(services, loaded) if closed is None else closed
    for edition in (*published_editions(services, loaded, closed=known), *([also] if also else [])):
        by_key[_key(edition)] = edition
    return SitePages(
        community=loaded.community.name,
        meetings=tuple(_meetings(loaded, by_key.values(), known.values())),
        editions=tuple(by_key.values()),
        contact=loaded.community.contact,
        language=loaded.community.language,
    )


def _key(edition: Edition) -> tuple[str, int, int]:
    return edition.meeting, edition.year, edition.number


def _meetings(loaded: LoadedCommunity, editions: Iterable[Edition], closed: Iterable[ClosedYear]) -> Iterator[Meeting]:
    """Yield the meeting types of the rules, further meetings of a year, and those only closed years still know."""
    language = loaded.community.language
    rules = [*loaded.meetings.values()]
    yield from (_meeting(ruled, language) for ruled in rules)
    seen = {ruled.id for ruled in rules}
    of_closed = {meeting.id: meeting for year in closed for meeting in year.pages.meetings}
    for meeting in dict.fromkeys([*(edition.meeting for edition in editions), *of_closed]):
        if meeting not in seen:
            known = loaded.versions_of(meeting) or meeting not in of_closed
            yield _meeting(loaded.meeting(meeting), language) if known else of_closed[meeting]


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
    page = kept.path.endswith(".html")
    return TreeFile(path=kept.path, content=services.memory.files.read(kept.file) if page else kept.file)


def _is_of(cycle: str, loaded: LoadedCommunity) -> bool:
    return cycle.partition("/")[0] == loaded.community.id


def past_editions(loaded: LoadedCommunity) -> tuple[Edition, ...]:
    """Return the meetings of the history, with what is stated, inferred and contradicted kept apart."""
    counted: dict[tuple[str, int], int] = {}
    found = []
    for past in loaded.history.editions:
        key = (past.meeting, past.year)
        counted[key] = counted.get(key, 0) + 1
        found.append(_past(loaded, past, number=counted[key]))
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


def _meeting(rules: MeetingRules, language: Language) -> Meeting:
    first, last = rules.valid_from, rules.valid_to
    period = (
        f"{first.year if first else ''}–{last.year}" if last else f"{SINCE[language]} {first.year}" if first else ""
    )
    about = "\n\n".join(rules.purpose.text)
    return Meeting(id=rules.id, title=rules.name, slug=rules.id, period=period, about=about)


def _past(loaded: LoadedCommunity, past: PastEdition, *, number: int) -> Edition:
    history = loaded.history
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
        host=loaded.community.organisation(past.host.value).name if past.host else "",
        chair=past.chair.value if past.chair else "",
        outcome=past.outcome.value if past.outcome else "",
        documents=tuple(
            PageDocument(
                title=document.title,
                kind=_kind(document.kind),
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
        cancelled=past.state == "cancelled",
    )


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
            value=_value(loaded, name, fact.value),
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
        case "host":
            return loaded.community.organisation(value).name
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


def _kind(kind: str) -> DocumentKind:
    known = {"programme", "cover_letter", "invitation", "minutes", "news"}
    return cast("DocumentKind", kind) if kind in known else "other"
