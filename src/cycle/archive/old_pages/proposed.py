"""A proposed history: every meeting that old pages tell of, each value with where it stands and how sure it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Literal

from cycle.archive.old_pages.blocks import Block, FoundDocument, PageWords, blocks_of
from cycle.archive.old_pages.days_on_lines import written_day
from cycle.archive.old_pages.line_words import KnownNames
from cycle.archive.old_pages.page import OldPage
from cycle.archive.old_pages.talks import FoundTalk
from cycle.catalogue import counted, say
from cycle.model import Language
from cycle.wording import full_date, listed, long_date

Sure = Literal["sure", "read", "guess"]
"""`sure`: two pages say it; `read`: one says it; `guess`: it follows from something, and a person must look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedValue:
    """A value of a meeting, with the words it was read from."""

    value: str
    sure: Sure
    at: tuple[PageWords, ...]
    basis: Literal["stated", "inferred"] = "stated"
    printed: str = ""
    why: str = ""


@dataclass(slots=True, kw_only=True)
class ProposedEdition:
    """One meeting of one year as the pages tell it."""

    year: int
    meeting: str
    title: str
    at: tuple[PageWords, ...]
    sure: Sure = "read"
    date: ProposedValue | None = None
    facts: dict[str, ProposedValue] = field(default_factory=dict)
    documents: list[FoundDocument] = field(default_factory=list)
    talks: list[FoundTalk] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """What cannot be right as printed, or what two places say differently; for a person to decide."""

    subject: Literal["date", "time", "place", "host", "documents", "other"]
    printed: str
    likely: str
    why: str
    at: tuple[PageWords, ...]
    year: int | None = None
    meeting: str = ""
    shown: bool = False
    """Whether the value itself already shows what was printed beside what is likely."""


@dataclass(slots=True, kw_only=True)
class Proposal:
    """Everything that was read out of a number of pages."""

    editions: list[ProposedEdition] = field(default_factory=list)
    discrepancies: list[Discrepancy] = field(default_factory=list)
    undated: list[Block] = field(default_factory=list)
    """What speaks of a meeting of which no line says the year."""


FACTS: Mapping[str, Literal["time", "place", "host"]] = {
    "start": "time",
    "end": "time",
    "registration": "time",
    "venue": "place",
    "host": "host",
}

NEAR = 60
"""Days: two meetings of one kind are hardly held so close to each other."""


def proposed(pages: Sequence[OldPage], names: KnownNames, *, language: Language) -> Proposal:
    """Return what the pages tell of each meeting, put together."""
    found = {page.name: blocks_of(page, names) for page in pages}
    made = Proposal()
    for page in pages:
        _date_the_undated(page, found, made)
    keys = dict.fromkeys((block.year, block.meeting) for blocks in found.values() for block in blocks if block.year)
    for year, meeting in sorted(keys, key=lambda key: (key[0] or 0, key[1])):
        blocks = [
            block for blocks in found.values() for block in blocks if (block.year, block.meeting) == (year, meeting)
        ]
        made.editions.append(_edition(blocks, made.discrepancies, language))
    _days(made, language)
    _documents_of_one_page(found, made, {page.name: page.title for page in pages}, language)
    return made


def _date_the_undated(page: OldPage, found: Mapping[str, list[Block]], made: Proposal) -> None:
    """Give a meeting without a year the only year it can have: after all known ones, before the page was changed."""
    known = [block for blocks in found.values() for block in blocks if block.year]
    for block in found[page.name]:
        if block.year:
            continue
        if block.day and block.day.year:
            block.year = block.day.year
            continue
        latest = max((block.year for block in known if block.year), default=0)
        if not (block.day and page.updated and latest):
            made.undated.append(block)
            continue
        days = [block.day.in_year(year) for year in range(latest, page.updated.year + 1)]
        dates = [_date_of(other) for other in known]
        last = max((date for date in dates if date), default=dt.date.min)
        fitting = [day for day in days if day and last < day <= page.updated]
        if len(fitting) == 1:
            block.year, block.title = fitting[0].year, ""
        else:
            made.undated.append(block)


def _date_of(block: Block) -> dt.date | None:
    return block.day.in_year(block.year) if block.day and block.year else None


def _edition(blocks: Sequence[Block], discrepancies: list[Discrepancy], language: Language) -> ProposedEdition:
    first = blocks[0]
    assert first.year is not None
    titles = [block.title for block in blocks if block.title]
    edition = ProposedEdition(
        year=first.year,
        meeting=first.meeting,
        title=titles[-1] if titles else "",
        at=tuple(block.at for block in blocks),
        sure="guess" if not titles else "sure" if len({block.at.speaker for block in blocks}) > 1 else "read",
    )
    for name, subject in FACTS.items():
        readings = [block.facts[name] for block in blocks if name in block.facts]
        if readings:
            edition.facts[name] = _agreed(readings)
            _differing(readings, subject, edition, discrepancies, language)
    for block in blocks:
        kinds = {document.kind for document in edition.documents}
        edition.documents += [document for document in block.documents if document.kind not in kinds]
        edition.talks = edition.talks or block.talks
    dated = [block for block in blocks if block.day and block.day_at]
    if dated:
        edition.date = _agreed_day(dated, _date(dated, edition, language), language)
    if edition.date is None:
        discrepancies += _no_day(blocks, edition, language)
    return edition


def _agreed_day(blocks: Sequence[Block], date: ProposedValue | None, language: Language) -> ProposedValue | None:
    """Return the day, and as a question where another page, or another line, has another."""
    days = {(block.day.month, block.day.day): block.day.printed for block in blocks if block.day}
    if date is None or len(days) < 2:
        return date
    first = blocks[0].day
    assert first is not None
    printed = list(dict.fromkeys([first.printed, *days.values()]))
    why = " ".join(filter(None, [say(language, "The pages do not agree."), date.why]))
    with suppress(ValueError):
        date = replace(date, value=long_date(dt.date.fromisoformat(date.value), language))
    return replace(date, sure="guess", basis="inferred", printed=" / ".join(printed), why=why)


def _no_day(blocks: Sequence[Block], edition: ProposedEdition, language: Language) -> Iterator[Discrepancy]:
    """Yield what stands where the day of a meeting should, and is no day: one the calendar lacks, or other words."""
    impossible = say(language, "There is no such day in {year}.", year=edition.year)
    unread = say(language, "No one day is read from this. Look at the page, and write the day.")
    for block in blocks:
        missing = [(block.day_at, impossible)] if block.day_at else []
        for at, why in (*missing, *((words, unread) for words in block.unread)):
            yield Discrepancy(
                subject="date",
                printed=at.text,
                likely="",
                why=why,
                at=(at,),
                year=edition.year,
                meeting=edition.meeting,
            )


def _agreed(readings: Sequence[PageWords]) -> ProposedValue:
    pages = {reading.speaker for reading in readings}
    alike = len({reading.text for reading in readings}) == 1
    sure: Sure = "guess" if not alike else "sure" if len(pages) > 1 else "read"
    return ProposedValue(value=readings[0].text, sure=sure, at=tuple(readings))


def _differing(
    readings: Sequence[PageWords],
    subject: Literal["time", "place", "host"],
    edition: ProposedEdition,
    discrepancies: list[Discrepancy],
    language: Language,
) -> None:
    texts = list(dict.fromkeys(reading.text for reading in readings))
    if len(texts) > 1:
        why = say(language, "The pages do not agree.")
        discrepancies.append(
            Discrepancy(
                subject=subject,
                printed=" / ".join(texts),
                likely="",
                why=why,
                at=tuple(readings),
                year=edition.year,
                meeting=edition.meeting,
            )
        )


def _date(blocks: Sequence[Block], edition: ProposedEdition, language: Language) -> ProposedValue | None:
    """Return the day in the edition's year; what the page prints beside it where that is something else."""
    first = blocks[0]
    assert first.day is not None
    day, at = first.day, tuple(block.day_at for block in blocks if block.day_at)
    value = day.in_year(edition.year)
    if value is None:
        return None
    whole = day.year == edition.year and not day.misspelt and not day.several
    fits = day.weekday is None or day.weekday == value.weekday()
    if whole and fits:
        sure: Sure = "sure" if len({reading.speaker for reading in at}) > 1 else "read"
        return ProposedValue(value=value.isoformat(), sure=sure, at=at)
    why = _why(edition, blocks[0], value, language)
    confirmed = day.year is None and day.weekday == value.weekday() and not day.misspelt and not day.several
    confirmed = confirmed and edition.sure != "guess"
    return ProposedValue(
        value=value.isoformat() if confirmed else long_date(value, language),
        sure="read" if confirmed else "guess",
        at=at,
        basis="inferred",
        printed="" if confirmed else day.printed,
        why=why,
    )


def _why(edition: ProposedEdition, block: Block, value: dt.date, language: Language) -> str:
    day = block.day
    assert day is not None
    said = []
    if day.year is None:
        said.append(say(language, "The page says «{printed}» without a year.", printed=day.printed))
    elif day.year != edition.year:
        said.append(say(language, "The page has «{printed}» under {title}.", printed=day.printed, title=edition.title))
        if wrong := day.in_year(day.year):
            said.append(say(language, "That day was {day}.", day=full_date(wrong, language)))
    if day.several:
        said.append(say(language, "The page has more than one day; this is the first of them."))
    if day.misspelt:
        said.append(say(language, "The month is misspelt."))
    if day.weekday is not None and day.weekday != value.weekday():
        said.append(say(language, "The weekday is not the day's."))
    if edition.sure == "guess":
        said.append(say(language, "No page says the year; only this one lies between the last meeting and the page."))
    said.append(say(language, "In {year} it was {day}.", year=edition.year, day=full_date(value, language)))
    return " ".join(said)


def _days(made: Proposal, language: Language) -> None:
    """Tell of each day that is not as printed, with how the printed one would lie to the other meetings."""
    for edition in made.editions:
        date = edition.date
        if date is None or not date.printed:
            continue
        near = [
            counted(
                language,
                days,
                "It would be {number} day after {title}.",
                "It would be {number} days after {title}.",
                title=other.title,
            )
            for other in made.editions
            if other is not edition and (days := _days_after(other, date)) is not None and 0 < days < NEAR
        ]
        edition.date = date = replace(date, why=" ".join([date.why, *near]))
        made.discrepancies.append(
            Discrepancy(
                subject="date",
                printed=date.printed,
                likely=date.value,
                why=date.why,
                at=date.at,
                year=edition.year,
                meeting=edition.meeting,
                shown=True,
            )
        )


def _days_after(other: ProposedEdition, date: ProposedValue) -> int | None:
    """Return how many days after another meeting the printed day would lie; None where one of them is not known."""
    found = written_day(date.printed)
    day = found.in_year(found.year) if found and found.year else None
    if day is None or other.date is None or other.date.sure == "guess":
        return None
    return (day - dt.date.fromisoformat(other.date.value)).days


def _documents_of_one_page(
    found: Mapping[str, list[Block]], made: Proposal, titles: Mapping[str, str], language: Language
) -> None:
    """Tell of documents that one page of a meeting shows and another does not."""
    for edition in made.editions:
        shown_by = {
            page: {document.kind for block in blocks if _is_of(block, edition) for document in block.documents}
            for page, blocks in found.items()
            if any(_is_of(block, edition) for block in blocks)
        }
        for document in edition.documents:
            without = [page for page, kinds in shown_by.items() if document.kind not in kinds]
            if without:
                pages = listed([f"«{titles[page]}»" for page in without])
                printed = say(language, "The page {page} does not show «{title}».", page=pages, title=document.title)
                made.discrepancies.append(
                    Discrepancy(
                        subject="documents",
                        printed=printed,
                        likely=say(language, "The document exists."),
                        why=say(language, "The page «{page}» shows it.", page=titles[document.at.page]),
                        at=(document.at,),
                        year=edition.year,
                        meeting=edition.meeting,
                    )
                )


def _is_of(block: Block, edition: ProposedEdition) -> bool:
    return (block.year, block.meeting) == (edition.year, edition.meeting)
