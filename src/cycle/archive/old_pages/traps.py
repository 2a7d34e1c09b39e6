"""What pages say that does not agree: spellings, names of other times, days of the page itself, what we hold."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from cycle.archive.old_pages.blocks import PageWords
from cycle.archive.old_pages.line_words import MEETING, MEETING_OF_YEAR, KnownNames, years_in
from cycle.archive.old_pages.page import OldPage
from cycle.archive.old_pages.proposed import FACTS, Discrepancy, ProposedEdition
from cycle.catalogue import say
from cycle.model import Language
from cycle.wording import listed, long_date
from cycle.written_days import MONTHS

Held = Mapping[tuple[str, int], Mapping[str, str]]
"""What the history already says: by meeting type and year, each fact as printed."""

_MONTH = "|".join(month for month in MONTHS if len(month) > 4 or month in {"mars", "mai", "juni", "juli"})
_BEGAN = re.compile(
    r"(?:implementer\w*|innf[øo]r\w*|gjeld\w*|trådte? i kraft|tek\w* i bruk|oppstart)[\w\s,«»-]{0,60}?\s(?:i|frå|fra)\s"
    rf"((?:\d{{1,2}}\.\s?)?({_MONTH})\s+(\d{{4}}))",
    re.IGNORECASE,
)


def traps_of(
    pages: Sequence[OldPage], editions: Sequence[ProposedEdition], names: KnownNames, held: Held, *, language: Language
) -> list[Discrepancy]:
    """Return everything in the pages that a person should look at beside the days and the documents."""
    found: list[Discrepancy] = []
    for page in pages:
        found += _other_year(page, language)
        found += _spellings(page, names, language)
        found += _small_letters(page, names, language)
        found += _bodies_of_another_time(page, names, language)
        found += _began(page, names, language)
    return [*found, *_against_held(editions, held, language)]


def _at(page: OldPage, line: int, text: str) -> PageWords:
    return PageWords(text=text, page=page.name, line=line)


def _other_year(page: OldPage, language: Language) -> Iterator[Discrepancy]:
    """Yield a page whose address or first day is of another year than what it now tells of."""
    of_years = {int(found[2]) for line in page.lines for found in MEETING_OF_YEAR.finditer(line.text)}
    if not of_years:
        return
    stated = {*years_in(page.address), *([page.published.year] if page.published else [])}
    if stated and not stated & of_years and max(of_years) > max(stated):
        first = listed([str(year) for year in sorted(stated)])
        day = long_date(page.updated, language) if page.updated else ""
        updated = say(language, "The page was changed {day}.", day=day) if day else ""
        yield Discrepancy(
            subject="other",
            printed=say(
                language,
                "Address or publishing day says {first}, and the page tells of {told}.",
                first=first,
                told=listed([str(year) for year in sorted(of_years)]),
            ),
            likely=say(language, "The text was written over."),
            why=f"{say(language, 'No year is read from an address or a publishing day.')} {updated}".strip(),
            at=(_at(page, 1, page.address or page.title),),
        )


def _spellings(page: OldPage, names: KnownNames, language: Language) -> Iterator[Discrepancy]:
    """Yield the ways the name of a meeting is misspelt."""
    odd: dict[str, dict[str, int]] = {}
    for line in page.lines:
        for found in MEETING.finditer(line.text):
            meeting = names.meeting(found[1])
            if meeting and not names.is_spelt(found[1]):
                odd.setdefault(meeting, {}).setdefault(found[1], line.number)
    for meeting, words in odd.items():
        yield Discrepancy(
            subject="other",
            printed=listed([f"«{word}»" for word in words]),
            likely=listed(list(names.meetings[meeting])),
            why=say(language, "The name of the meeting is spelt in several ways."),
            at=tuple(_at(page, number, word) for word, number in words.items()),
            meeting=meeting,
        )


def _small_letters(page: OldPage, names: KnownNames, language: Language) -> Iterator[Discrepancy]:
    """Yield proper names that the page writes with a small letter."""
    proper = {name.casefold(): name for name in names.proper}
    seen: dict[str, int] = {}
    for line in page.lines:
        for word in re.findall(r"\b[a-zæøå][\wæøå-]{4,}", line.text):
            if word in proper and word != proper[word]:
                seen.setdefault(word, line.number)
    for word, number in seen.items():
        yield Discrepancy(
            subject="other",
            printed=f"«{word}»",
            likely=f"«{proper[word]}»",
            why=say(language, "The name is written with a capital elsewhere."),
            at=(_at(page, number, word),),
        )


def _bodies_of_another_time(page: OldPage, names: KnownNames, language: Language) -> Iterator[Discrepancy]:
    """Yield bodies that were not there when the page was last changed."""
    day = page.updated or page.published
    if day is None:
        return
    there = {name.split()[0].casefold() for name, first, last in names.bodies if _holds(first, last, day)}
    gone = {name.split()[0]: last for name, _, last in names.bodies if last and last < day}
    for word, last in gone.items():
        if word.casefold() in there:
            continue
        line = next((line for line in page.lines if re.search(rf"\b{re.escape(word)}", line.text)), None)
        if line:
            yield Discrepancy(
                subject="other",
                printed=f"«{word}»",
                likely="",
                why=say(
                    language,
                    "It was there until {last}, and the page was changed {day}.",
                    last=long_date(last, language),
                    day=long_date(day, language),
                ),
                at=(_at(page, line.number, word),),
            )


def _holds(first: dt.date | None, last: dt.date | None, day: dt.date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _began(page: OldPage, names: KnownNames, language: Language) -> Iterator[Discrepancy]:
    """Yield a month when something is said to have begun, where the rules have another of the same year."""
    for line in page.lines:
        found = _BEGAN.search(line.text)
        if not found:
            continue
        for meeting, (first, _) in names.periods.items():
            if first and first.year == int(found[3]) and first.month != MONTHS[found[2].casefold()]:
                yield Discrepancy(
                    subject="other",
                    printed=f"«{found[0]}»",
                    likely="",
                    why=say(
                        language,
                        "The rules hold from {day}; an agreement holds on one day, a model is put to use on another.",
                        day=long_date(first, language),
                    ),
                    at=(_at(page, line.number, found[0]),),
                    meeting=meeting,
                )


def _against_held(editions: Sequence[ProposedEdition], held: Held, language: Language) -> Iterator[Discrepancy]:
    """Yield what the history already says otherwise."""
    for edition in editions:
        known = held.get((edition.meeting, edition.year), {})
        read = {**edition.facts, **({"date": edition.date} if edition.date else {})}
        for name, value in read.items():
            if name in known and not _alike(known[name], value.value, language):
                yield Discrepancy(
                    subject="date" if name == "date" else FACTS[name],
                    printed=value.value,
                    likely=known[name],
                    why=say(language, "history.toml says «{known}».", known=known[name]),
                    at=value.at,
                    year=edition.year,
                    meeting=edition.meeting,
                )


def _alike(known: str, read: str, language: Language) -> bool:
    """Return whether a value of the history says what was read: a day in words and in figures are alike."""
    forms = {known.casefold(), known.casefold().removesuffix(":00")}
    with suppress(ValueError):
        forms.add(long_date(dt.date.fromisoformat(known), language).casefold())
    return read.casefold() in forms
