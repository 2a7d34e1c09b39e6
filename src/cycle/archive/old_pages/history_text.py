"""The proposed history as a file: TOML that loads when a person has taken out the question marks, with comments."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cycle.archive.old_pages.blocks import PageWords
from cycle.archive.old_pages.laid_beside import FoundFile, MatchedFile
from cycle.archive.old_pages.line_words import KnownNames
from cycle.archive.old_pages.proposed import Discrepancy, Proposal, ProposedEdition, ProposedValue, Sure
from cycle.archive.old_pages.systems import ProposedSystem
from cycle.catalogue import in_context, say, sentence
from cycle.model import Language
from cycle.wording import with_full_stop

SURE: Mapping[Sure, str] = {
    "sure": sentence(in_context("import", "sure")),
    "read": sentence(in_context("import", "read")),
    "guess": sentence(in_context("import", "guess")),
}
"""How sure a value is, as the comment behind it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSource:
    """What a page is called as a source; `own` when the community has no such yet."""

    id: str
    title: str
    address: str = ""
    updated: dt.date | None = None
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a file of a proposed history is made of."""

    proposal: Proposal
    names: KnownNames
    sources: Mapping[str, PageSource]
    """By the name of the page."""
    systems: Sequence[ProposedSystem] = ()
    files: Sequence[MatchedFile] = ()
    unplaced: Sequence[FoundFile] = ()
    folder_source: str = ""
    """Source of a document that only a folder has."""


def history_text(made: Written, *, language: Language) -> str:
    """Return the file."""
    return "\n".join(_lines(made, language)) + "\n"


def _lines(made: Written, language: Language) -> Iterator[str]:
    yield from _head(made, language)
    for source in {source.id: source for source in made.sources.values() if source.own}.values():
        yield ""
        yield f"[sources.{source.id}]"
        yield f"title = {_text(source.title)}"
        if source.address:
            yield f"address = {_text(source.address)}"
        if source.updated:
            yield f"updated = {source.updated}"
    for system in made.systems:
        yield ""
        yield from _system(made, system, language)
    for edition in made.proposal.editions:
        yield ""
        yield from _edition(made, edition, language)


def _head(made: Written, language: Language) -> Iterator[str]:
    yield _comment(say(language, "A proposal, read out of old pages and folders. It holds when you use it."))
    yield _comment(
        say(
            language,
            "Behind each value: sure (two pages say it), read (one does) or guess (look at it), and where it was read.",
        )
    )
    yield _comment(say(language, "A value that begins with ? is refused until you have corrected it and taken ? away."))
    if made.proposal.discrepancies:
        yield "#"
        yield _comment(say(language, "What does not agree, for you to decide:"))
        for number, discrepancy in enumerate(made.proposal.discrepancies, start=1):
            yield _comment(f"{number}. {discrepancy_line(discrepancy, made.names)}")
    for block in made.proposal.undated:
        yield _comment(say(language, "No line says of which year this is: {place}", place=_place((block.at,))))
    if made.unplaced:
        yield "#"
        yield _comment(say(language, "Files that fit no meeting, or more than one:"))
        for file in made.unplaced:
            yield _comment(f"  {file.folder}/{file.path}")


def discrepancy_line(discrepancy: Discrepancy, names: KnownNames) -> str:
    """Return what does not agree on one line: the meeting, what is printed, what is likely, why, and where."""
    meeting = (names.meetings.get(discrepancy.meeting) or [""])[0] if discrepancy.year else ""
    about = f"{meeting} {discrepancy.year}: " if discrepancy.year else ""
    likely = f" → {discrepancy.likely}" if discrepancy.likely else ""
    printed = with_full_stop(f"{about}{discrepancy.printed.rstrip('.')}{likely}")
    return f"{printed} {discrepancy.why} ({_place(discrepancy.at)})"


def _system(made: Written, system: ProposedSystem, language: Language) -> Iterator[str]:
    """Yield what a meeting was for; of two pages that say the same, both are named, and then it is sure."""
    said = [words for part in system.parts.values() for words in part]
    yield "[[systems]]"
    yield f"meeting = {_text(system.meeting)}"
    for key, day in (("valid_from", system.valid_from), ("valid_to", system.valid_to)):
        if day:
            yield f"{key} = {day} {_comment(say(language, 'As the rules say; no page says it.'))}"
    for part, lines in system.parts.items():
        if lines:
            yield f"{part} = ["
            for text in dict.fromkeys(words.text for words in lines):
                at = tuple(words for words in lines if words.text == text)
                sure: Sure = "sure" if len({words.page for words in at}) > 1 else "read"
                yield f"  {_text(text)}, {_behind(sure, at, language)}"
            yield "]"
    yield f"source = {_text(made.sources[said[0].page].id)}"


def _edition(made: Written, edition: ProposedEdition, language: Language) -> Iterator[str]:
    place = _behind(edition.sure, edition.at, language)
    title = edition.title or f"{(made.names.meetings.get(edition.meeting) or [''])[0]} {edition.year}"
    doubt = "? " if edition.sure == "guess" else ""
    yield f"[[editions]] {place}"
    yield f"year = {_text(doubt + str(edition.year)) if doubt else edition.year}"
    yield f"meeting = {_text(edition.meeting or '? ' + next(iter(made.names.meetings), ''))}"
    yield f"title = {_text(doubt + title)}"
    if edition.date:
        value = edition.date
        shown = _text(f"? {value.value}") if value.sure == "guess" else value.value
        yield _fact(made, "date", value, shown, language)
    for name in ("start", "end", "registration"):
        if name in edition.facts:
            value = edition.facts[name]
            shown = _doubted(value) if value.sure == "guess" else f"{value.value}:00"
            yield _fact(made, name, value, shown, language)
    if "venue" in edition.facts:
        yield _fact(made, "venue", edition.facts["venue"], _doubted(edition.facts["venue"]), language)
    if "host" in edition.facts:
        yield from _host(made, edition.facts["host"], language)
    source = made.sources[edition.at[0].page].id
    if edition.talks:
        yield f"talks_source = {_text(made.sources[edition.talks[0].page].id)}"
    yield from _talks(made, edition, language)
    yield from _documents(made, edition, source, language)
    yield from _contradictions(made, edition)


def _host(made: Written, value: ProposedValue, language: Language) -> Iterator[str]:
    known, side = made.names.organisation(value.value)
    doubt = "? " if value.sure == "guess" else ""
    if known:
        name = f", name = {_text(value.value)}"
        yield _fact(made, "host", value, _text(doubt + known) + name, language)
    if side:
        yield _fact(made, "host_side", value, _text(doubt + side), language)
    if not known:
        note = _text(say(language, "Host: {host}.", host=value.value))
        yield f"notes = [{note}] {_behind('read', value.at, language)}"


def _fact(made: Written, name: str, value: ProposedValue, shown: str, language: Language) -> str:
    source = made.sources[value.at[0].page].id
    parts = [f"value = {shown}", f"basis = {_text(value.basis)}", f"source = {_text(source)}"]
    parts += [f"printed = {_text(value.printed)}"] if value.printed else []
    parts += [f"why = {_text(value.why)}"] if value.why else []
    return f"{name} = {{ {', '.join(parts)} }} {_behind(value.sure, value.at, language)}"


def _talks(made: Written, edition: ProposedEdition, language: Language) -> Iterator[str]:
    for number, talk in enumerate(edition.talks):
        yield ""
        at = (PageWords(text=talk.title, page=talk.page, line=talk.line),)
        yield f"[[editions.talks]] {_behind('read', at, language)}"
        yield f"title = {_text(talk.title)}"
        if talk.subtitle:
            yield f"subtitle = {_text(talk.subtitle)}"
        if talk.speakers:
            spoken = [_speaker(speaker.name, speaker.role, speaker.organisation) for speaker in talk.speakers]
            yield f"speakers = [{', '.join(spoken)}]"
        files = [found for found in _of(made, edition) if found.talk == number]
        for found in files:
            yield _comment(f"{_sure_of(found, language)}: {found.file.folder}/{found.file.path}")
        if files:
            yield f"files = [{', '.join(_text(_doubt(found) + found.kept_as) for found in files)}]"


def _speaker(name: str, role: str, organisation: str) -> str:
    parts = {"name": name, "role": role, "organisation": organisation}
    return f"{{ {', '.join(f'{key} = {_text(value)}' for key, value in parts.items() if value)} }}"


def _documents(made: Written, edition: ProposedEdition, source: str, language: Language) -> Iterator[str]:
    files = list(_of(made, edition))
    for number, document in enumerate(edition.documents):
        found = next((file for file in files if file.document == number), None)
        yield ""
        yield f"[[editions.documents]] {_behind('read', (document.at,), language)}"
        title = document.title if str(edition.year) in document.title else f"{document.title}, {edition.title}"
        yield f"title = {_text(title)}"
        yield f'kind = "{document.kind}"'
        yield f"source = {_text(made.sources[document.at.page].id)}"
        if document.address:
            yield _comment(document.address)
        if found:
            yield _comment(f"{_sure_of(found, language)}: {found.file.folder}/{found.file.path}")
            yield f"file = {_text(_doubt(found) + found.kept_as)}"
    for found in files:
        if found.document is None and found.talk is None:
            yield ""
            yield from _only_in_folder(found, made.folder_source or source, language)


def _only_in_folder(found: MatchedFile, source: str, language: Language) -> Iterator[str]:
    """Yield a document or a picture that no page speaks of."""
    yield f"[[editions.{'pictures' if found.file.is_picture else 'documents'}]]"
    yield _comment(f"{_sure_of(found, language)}: {found.file.folder}/{found.file.path}")
    if found.file.is_picture:
        yield f"alt = {_text('? ' + say(language, 'Write what the picture shows.'))}"
    else:
        yield f"title = {_text('? ' + found.file.name.rpartition('.')[0])}"
        yield f'kind = "{found.kind}"'
    yield f"source = {_text(source)}"
    yield f"file = {_text('? ' + found.kept_as)}"


def _contradictions(made: Written, edition: ProposedEdition) -> Iterator[str]:
    for discrepancy in made.proposal.discrepancies:
        if (discrepancy.meeting, discrepancy.year) == (edition.meeting, edition.year) and not discrepancy.shown:
            yield ""
            yield "[[editions.contradictions]]"
            yield f'subject = "{discrepancy.subject}"'
            yield f"printed = {_text(discrepancy.printed)}"
            if discrepancy.likely:
                yield f"likely = {_text('? ' + discrepancy.likely)}"
            yield f"why = {_text(discrepancy.why)}"
            yield f"source = {_text(made.sources[discrepancy.at[0].page].id)}"


def _of(made: Written, edition: ProposedEdition) -> Iterator[MatchedFile]:
    return (found for found in made.files if (found.year, found.meeting) == (edition.year, edition.meeting))


def _doubt(found: MatchedFile) -> str:
    return "" if found.linked else "? "


def _sure_of(found: MatchedFile, language: Language) -> str:
    return say(language, SURE["read" if found.linked else "guess"])


def _doubted(value: ProposedValue) -> str:
    return _text(f"? {value.value}" if value.sure == "guess" else value.value)


def _behind(sure: Sure, at: tuple[PageWords, ...], language: Language) -> str:
    return _comment(f"{say(language, SURE[sure])}: {_place(at)}")


def _place(at: tuple[PageWords, ...]) -> str:
    return ", ".join(dict.fromkeys(f"{reading.page}:{reading.line}" for reading in at))


def _comment(text: str) -> str:
    return "# " + " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", " ", text).split())


def _text(text: str) -> str:
    """Return the text between the quotation marks of TOML."""
    whole = re.sub(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]", " ", text)
    return json.dumps(" ".join(whole.split()), ensure_ascii=False)
