"""The meetings of the history as the public site shows them, with what is stated, inferred and contradicted apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from cycle import wording
from cycle.application.publishing.not_for_all.private_texts import identity_numbers, identity_numbers_in
from cycle.application.publishing.pages.about_meeting import about_rules, about_system
from cycle.application.publishing.pages.past_documents import NO_FILES, PastFiles
from cycle.application.publishing.pages.written_forms import names_of, other_community, past_in_other_form
from cycle.application.year import LoadedCommunity
from cycle.archive.public_site.pages import (
    AboutMeeting,
    Edition,
    FactBasis,
    PageContradiction,
    PageDocument,
    PageFact,
    PagePicture,
    Presentation,
    Subject,
)
from cycle.archive.public_site.pages import Source as PageSource
from cycle.catalogue import say
from cycle.errors import InputError
from cycle.governance.community_data.history import History, PastEdition, contradictions
from cycle.model import Language, Speaker

SUBJECTS = ("date", "start", "end", "registration", "venue", "place", "host_side", "host", "chair", "outcome")


def past_editions(loaded: LoadedCommunity, *, files: PastFiles = NO_FILES) -> tuple[Edition, ...]:
    """Return the meetings of the history, with what is stated, inferred and contradicted kept apart.

    Each comes with its page in the other written form, where all of it is written in that form. InputError names each
    text of it that holds a national identity number, and each of the history that no page shows today.
    """
    counted: dict[tuple[str, int], int] = {}
    found, other = [], other_community(loaded)
    for past in loaded.history.editions:
        key = (past.meeting, past.year)
        counted[key] = counted.get(key, 0) + 1
        own = _past(loaded, past, number=counted[key], files=files)
        if other is not None:
            on = own.date or dt.date(own.year, 12, 31)
            names = names_of(loaded.meeting(past.meeting, on=on), other.meeting(past.meeting, on=on))
            framed = _past(other, past, number=counted[key], files=files)
            own = past_in_other_form(own, framed, names, loaded.words)
        found.append(own)
    language = loaded.community.language
    if problems := [
        replace(problem, where=f"{edition.meeting} {edition.year}, {problem.where}")
        for edition in found
        for problem in identity_numbers(edition, file="history.toml", language=language)
    ] or identity_numbers_in(loaded.history.model_dump(warnings=False), file="history.toml", language=language):
        raise InputError(problems)
    return tuple(found)


def _past(loaded: LoadedCommunity, past: PastEdition, *, number: int, files: PastFiles) -> Edition:
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
        documents=_past_documents(loaded, past, files),
        presentations=_past_talks(past, files),
        contradictions=_past_contradictions(loaded, past),
        facts=tuple(_facts(loaded, past)),
        notes=past.notes,
        pictures=_past_pictures(loaded.history, past, files),
        about=_about(loaded, past),
        cancelled=past.state == "cancelled",
    )


def _past_documents(loaded: LoadedCommunity, past: PastEdition, files: PastFiles) -> tuple[PageDocument, ...]:
    """Return the documents the history names; one that is here and may not be shown is said to be no lost one."""
    withheld = say(loaded.community.language, "The document is not published.")
    there = files is not NO_FILES
    return tuple(
        PageDocument(
            title=document.title,
            kind=document.kind,
            file=files.documents.get(document.file),
            source=_source(loaded.history, document.source),
            note=document.note or (withheld if there and document.file not in {"", *files.documents} else ""),
        )
        for document in past.documents
    )


def _past_talks(past: PastEdition, files: PastFiles) -> tuple[Presentation, ...]:
    return tuple(
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
    )


def _past_contradictions(loaded: LoadedCommunity, past: PastEdition) -> tuple[PageContradiction, ...]:
    return tuple(
        PageContradiction(
            subject=contradiction.subject,
            printed=contradiction.printed,
            likely=_printed(contradiction.likely, loaded.community.language),
            why=contradiction.why,
            source=_source(loaded.history, contradiction.source),
        )
        for contradiction in contradictions(past)
    )


def _past_pictures(history: History, past: PastEdition, files: PastFiles) -> tuple[PagePicture, ...]:
    return tuple(
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
    )


def _about(loaded: LoadedCommunity, past: PastEdition) -> AboutMeeting:
    """Return what was true of such a meeting then: as its system says, or as the rules of its day do."""
    if system := loaded.history.system_of(past):
        return about_system(system, _source(loaded.history, system.source))
    on = past.date.value if past.date else dt.date(past.year, 12, 31)
    return about_rules(loaded, loaded.meeting(past.meeting, on=on))


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
