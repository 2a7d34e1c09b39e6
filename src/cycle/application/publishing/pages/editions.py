"""Every meeting as the public site shows it: the past from the history, later years from what was archived."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from cycle.application.publishing.pages.about_meeting import about_meeting
from cycle.application.publishing.pages.names_down import names_down, without_names
from cycle.application.publishing.pages.past_documents import past_files
from cycle.application.publishing.pages.past_editions import past_editions
from cycle.application.publishing.pages.public_signals import site_signals
from cycle.application.publishing.pages.written_forms import in_other_form, other_community
from cycle.application.results import ArchiveResult, ClosedYear, read
from cycle.application.year import LoadedCommunity
from cycle.archive.public_site.pages import (
    Beside,
    Edition,
    Meeting,
    PageSignal,
    SitePages,
)
from cycle.archive.public_site.printed import OTHER_FORM
from cycle.archive.public_site.site import kept_file
from cycle.archive.public_site.site_paths import edition_addresses
from cycle.archive.public_site.year_pages import key_of_edition
from cycle.archive.tree import TreeFile
from cycle.catalogue import in_context, say
from cycle.governance.community_data.rules import MeetingRules
from cycle.model import Language, PublicAddress
from cycle.services import Services


def site_pages(
    services: Services,
    loaded: LoadedCommunity,
    *,
    also: Edition | None = None,
    written: Language | None = None,
    taken_down: str = "",
    closed: Mapping[str, ClosedYear] | None = None,
) -> SitePages:
    """Return everything the site shows: history, the years that were published, and one year more when given.

    `written` is the form that this one is written in, where it is not what the community writes today; `taken_down` is
    a name that goes away with it.
    """
    past = past_editions(loaded, files=past_files(services, loaded))
    by_key = {key_of_edition(edition): edition for edition in past}
    known = closed_years(services, loaded) if closed is None else closed
    language = loaded.community.language
    shown = [*published_editions(services, loaded, closed=known), *([(also, written or language)] if also else [])]
    for edition, form in shown:
        by_key[key_of_edition(edition)] = edition_in_form(edition, form, language)
    pages = SitePages(
        community=loaded.community.name,
        meetings=tuple(_meetings(loaded, by_key.values(), known.values())),
        editions=tuple(by_key.values()),
        contact=loaded.community.contact,
        language=language,
        addresses=known_addresses(services, loaded),
        base_address=services.settings.site_address,
        signals=site_signals(services, loaded, by_key.values(), known),
    )
    names = names_down(services, known, pages.signals, of=also, name=taken_down)
    return without_names(_in_both_forms(services, pages, loaded, known), names)


def _in_both_forms(
    services: Services, pages: SitePages, loaded: LoadedCommunity, closed: Mapping[str, ClosedYear]
) -> SitePages:
    """Return the pages with those of the other written form beside, where the community has or had its words in it.

    The form that had the addresses first keeps them, also when the community has changed to the other since.
    """
    frame = _other_frame(pages, loaded, closed)
    if frame is None:
        return pages
    signals, untranslated = signals_in_other(pages, loaded.words)
    other = replace(
        frame,
        addresses=pages.addresses,
        base_address=pages.base_address,
        editions=tuple(_in_other(edition, pages.language) for edition in pages.editions),
        beside=Beside(language=pages.language),
        signals=signals,
        untranslated=untranslated,
    )
    if _first_form(services, pages, loaded, closed) == other.language:
        turned = replace(pages, folder=pages.language, beside=Beside(language=other.language))
        first = replace(other, folder="", beside=Beside(language=pages.language, folder=pages.language))
        return replace(first, other=turned)
    return replace(pages, beside=Beside(language=other.language, folder=other.folder), other=other)


def _first_form(
    services: Services, pages: SitePages, loaded: LoadedCommunity, closed: Mapping[str, ClosedYear]
) -> Language:
    """Return the form that had the addresses first: that of the years that were published, else today's."""
    if closed:
        return next(iter(closed.values())).pages.language
    published = [result for result, _ in services.memory.results.carried_out("archive") if _is_of(result.cycle, loaded)]
    forms = (read(ArchiveResult, result).language for result in published)
    return next((form for form in forms if form is not None), pages.language)


def _other_frame(pages: SitePages, loaded: LoadedCommunity, closed: Mapping[str, ClosedYear]) -> SitePages | None:
    """Return what stands around the pages in the other form: as the words say it, else as a closed year kept it."""
    translated = other_community(loaded)
    if translated is not None:
        of_closed = [year.pages.other.meetings for year in closed.values() if year.pages.other is not None]
        there = {meeting.id: meeting for meetings in of_closed for meeting in meetings}
        own = {meeting.id: meeting for meeting in pages.meetings}
        framed = [_meeting_in(translated, meeting, there) for meeting in own]
        meetings, missing = in_other_form(pages.meetings, tuple(framed), loaded.words)
        if not missing:
            language = translated.community.language
            return SitePages(
                community=translated.community.name,
                meetings=meetings,
                editions=(),
                contact=translated.community.contact,
                language=language,
                folder=language,
            )
    in_two = [year for year in closed.values() if year.edition.other or form_of_closed(year) != year.pages.language]
    kept = [frame for year in in_two for frame in (year.pages, year.pages.other) if frame is not None]
    wanted = OTHER_FORM[pages.language]
    newest = next((frame for frame in reversed(kept) if frame.language == wanted), None)
    return None if newest is None else replace(newest, folder=wanted, other=None)


def _meeting_in(translated: LoadedCommunity, meeting: str, of_closed: Mapping[str, Meeting]) -> Meeting:
    known = meeting in translated.meetings or translated.versions_of(meeting) or meeting not in of_closed
    return meeting_page(translated, translated.meeting(meeting)) if known else of_closed[meeting]


def edition_in_form(edition: Edition, written: Language, wanted: Language) -> Edition:
    """Return an edition as pages in a form list it: a community may have changed its form since the year was closed.

    One that is in the other form only says so.
    """
    if written == wanted:
        return edition
    if edition.other is None:
        return replace(edition, language=written)
    return replace(edition.other, other=replace(edition, other=None))


def _in_other(edition: Edition, language: Language) -> Edition:
    """Return an edition as the pages in the other form list it; one without a page there says what its page is in."""
    if edition.other is not None:
        return edition.other
    return replace(edition, language=language if edition.language is None else None)


def signals_in_other(pages: SitePages, words: Mapping[str, str]) -> tuple[tuple[PageSignal, ...], frozenset[str]]:
    """Return the signals as the pages in the other form have them, and which have no page there.

    The page of a closed year has the words of a signal in both forms, for as long as the signal has those words. It
    leads to the signal's page in the other form whatever its words are since: as long as nobody has written them in
    that form they are read there as they were approved, and never as they were before.
    """
    there = {
        (signal.number, *_words_of(signal)): _words_of(translated)
        for edition in pages.editions
        if edition.other is not None
        for signal in edition.signals
        for translated in edition.other.signals
        if translated.number == signal.number
    }
    led_to = {number for number, *_ in there}
    found, missing = [], set()
    for signal in pages.signals:
        kept = there.get((signal.number, *_words_of(signal)))
        if signal.number not in led_to and (signal.text not in words or (signal.plan and signal.plan not in words)):
            missing.add(signal.number)
        to, text, plan = kept or (words.get(said, said) for said in _words_of(signal))
        found.append(replace(signal, to=to, text=text, plan=plan))
    return tuple(found), frozenset(missing)


def _words_of(signal: PageSignal) -> tuple[str, str, str]:
    return signal.to, signal.text, signal.plan


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
    """Return the published files of each closed year by its edition, without those of one that is made again."""
    return {
        key_of_edition(year.edition): tuple(
            kept_file(kept.path, kept.file, read=services.memory.files.read) for kept in year.site
        )
        for year in closed.values()
        if but is None or key_of_edition(year.edition) != key_of_edition(but)
    }


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
) -> Iterator[tuple[Edition, Language]]:
    """Yield the years whose archive step is done, as they were published and corrected since, with their form."""
    known = closed_years(services, loaded) if closed is None else closed
    done = {result.cycle: result for result, _ in services.memory.results.carried_out("archive")}  # the newest of each
    for row in services.memory.cycles.all():
        if row.id in known:
            yield known[row.id].edition, form_of_closed(known[row.id])
        elif row.community == loaded.community.id and row.id in done:
            published = read(ArchiveResult, done[row.id])
            yield published.edition, published.language or loaded.community.language


def form_of_closed(year: ClosedYear) -> Language:
    """Return what the edition of a closed year is written in: a fact of that year, whatever the community writes."""
    return year.language or year.pages.language


def meeting_page(loaded: LoadedCommunity, rules: MeetingRules) -> Meeting:
    """Return a meeting type as the site shows it."""
    language = loaded.community.language
    first, last = rules.valid_from, rules.valid_to
    since = say(language, in_context("years a meeting is held in", "from {year}"), year=first.year) if first else ""
    period = f"{first.year if first else ''}–{last.year}" if last else since
    return Meeting(
        id=rules.id,
        title=rules.name,
        definite=rules.name_definite,
        slug=rules.id,
        period=period,
        about="\n\n".join(rules.purpose.text),
        system=about_meeting(loaded, rules),
    )
