"""Whether the history can be true: days, times and hosts that cannot be, and lines that contradict themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import suppress

from cycle.catalogue import sentence
from cycle.errors import Problem
from cycle.governance.calendar.days import holidays
from cycle.governance.community_data.history import Fact, History, PastEdition, PastSystem
from cycle.governance.community_data.rule import holds, holds_in
from cycle.governance.community_data.rules import MeetingRules
from cycle.model import Community, Organisation
from cycle.phrases import Phrase
from cycle.written_days import read_day

SUNDAY = 6
CORRECT = Phrase("correct one of them")


def against_itself(file: str, at: str, edition: PastEdition, community: Community) -> Iterator[Problem]:
    """Yield the facts of one meeting that cannot all be true: its year and date, its host and side, the times."""
    date = edition.date
    if date and date.value.year != edition.year and not date.why:
        what = Phrase("the date {date} is not in {year}", date=date.value, year=edition.year)
        remedy = Phrase(
            "write year = {year} or another date; was it moved over New Year, write why = … beside it",
            year=date.value.year,
        )
        yield Problem(file=file, where=f"{at}.date.value", what=what, remedy=remedy)
    if edition.registration and edition.start and edition.registration.value > edition.start.value:
        opens, start = edition.registration.value, edition.start.value
        what = Phrase(
            "the registration opens {opens}, after the meeting has begun at {start}", opens=opens, start=start
        )
        yield Problem(file=file, where=f"{at}.registration.value", what=what, remedy=CORRECT)
    if edition.start and edition.end and edition.end.value <= edition.start.value:
        start, end = edition.start.value, edition.end.value
        what = Phrase("the meeting ends {end}, not after its start {start}", end=end, start=start)
        yield Problem(file=file, where=f"{at}.end.value", what=what, remedy=CORRECT)
    if edition.host is None:
        return
    named = [organisation for organisation in community.organisations if organisation.id == edition.host.value]
    there = [organisation for organisation in named if _was_there(organisation, edition)]
    if (
        edition.host_side
        and named
        and edition.host_side.value not in {organisation.side for organisation in there or named}
    ):
        what = Phrase(
            "'{host}' belongs to '{side}', and host_side says '{host_side}'",
            host=edition.host.value,
            side=named[-1].side,
            host_side=edition.host_side.value,
        )
        yield Problem(file=file, where=f"{at}.host.value", what=what, remedy=CORRECT)
    if named and not there:
        host = edition.host.value
        what = (
            Phrase("'{host}' was not a party on {day}", host=host, day=date.value)
            if date
            else Phrase("'{host}' was not a party in {year}", host=host, year=edition.year)
        )
        yield Problem(file=file, where=f"{at}.host.value", what=what, remedy=Phrase("write who hosted then"))


def implausible(file: str, history: History, rules: Sequence[MeetingRules]) -> Iterator[Problem]:
    """Yield what is hardly so: a meeting on a Sunday, of a type that was not there, two on one day, a file twice."""
    for number, edition in enumerate(history.editions):
        at = f"editions[{number}]"
        yield from _free_day(file, at, edition)
        yield from _of_another_time(file, at, edition, rules)
        yield from _printed_alike(file, at, edition)
        yield from _the_same_twice(file, at, edition)
    yield from _one_day(file, history)
    yield from _two_systems(file, history.systems)


def _was_there(organisation: Organisation, edition: PastEdition) -> bool:
    first, last = organisation.valid_from, organisation.valid_to
    return holds(first, last, edition.date.value) if edition.date else holds_in(first, last, edition.year)


def _free_day(file: str, at: str, edition: PastEdition) -> Iterator[Problem]:
    date = edition.date
    if date is None or date.why:
        return
    free = holidays(date.value) or ((sentence("a Sunday"),) if date.value.weekday() == SUNDAY else ())
    if free:
        what = Phrase("{day} is {name}", day=date.value, name=Phrase(free[0]))
        remedy = Phrase("write another date; was the meeting held on such a day, write why = … beside it")
        yield Problem(file=file, where=f"{at}.date.value", what=what, remedy=remedy)


def _of_another_time(file: str, at: str, edition: PastEdition, rules: Sequence[MeetingRules]) -> Iterator[Problem]:
    """Yield a meeting type that the rules do not know on the day, where they know another that was held then."""
    if edition.date is None:
        return
    day = edition.date.value
    own = [version for version in rules if version.id == edition.meeting]
    others = [version.id for version in rules if version.id != edition.meeting and version.holds(day)]
    known = [version for version in own if version.valid_from or version.valid_to]
    if known and not any(version.holds(day) for version in own) and len(set(others)) == 1:
        what = Phrase(
            "there was no '{meeting}' on {day}, by its valid_from and valid_to", meeting=edition.meeting, day=day
        )
        remedy = Phrase("the meeting then was '{meeting}'", meeting=others[0])
        yield Problem(file=file, where=f"{at}.meeting", what=what, remedy=remedy)


def _printed_alike(file: str, at: str, edition: PastEdition) -> Iterator[Problem]:
    """Yield the facts that say they correct the source, and say what it says."""
    for name in ("date", "start", "end", "registration", "venue", "place", "chair"):
        fact: Fact[object] | None = getattr(edition, name)
        if fact and fact.printed and fact.value in {fact.printed, _as_day(fact.printed)}:
            what = Phrase("printed says '{printed}', and so does value", printed=fact.printed)
            remedy = Phrase("correct one, or take printed away")
            yield Problem(file=file, where=f"{at}.{name}.printed", what=what, remedy=remedy)


def _as_day(printed: str) -> dt.date | None:
    with suppress(ValueError):
        return read_day(printed)
    return None


def _the_same_twice(file: str, at: str, edition: PastEdition) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for where, path in edition.files():
        if path in first:
            what = Phrase("'{path}' stands at {place} too", path=path, place=first[path])
            yield Problem(file=file, where=f"{at}.{where}", what=what, remedy=Phrase("name a file once"))
        first.setdefault(path, where)


def _one_day(file: str, history: History) -> Iterator[Problem]:
    first: dict[tuple[str, dt.date], int] = {}
    for number, edition in enumerate(history.editions):
        if edition.date is None or edition.date.why:
            continue
        key = (edition.meeting, edition.date.value)
        if key in first:
            what = Phrase("editions[{number}] was held on {day} too", number=first[key], day=edition.date.value)
            yield Problem(file=file, where=f"editions[{number}].date.value", what=what, remedy=CORRECT)
        first.setdefault(key, number)


def _two_systems(file: str, systems: Sequence[PastSystem]) -> Iterator[Problem]:
    for number, system in enumerate(systems):
        if system.valid_from and system.valid_to and system.valid_to < system.valid_from:
            what = Phrase("valid_to is before valid_from")
            yield Problem(file=file, where=f"systems[{number}].valid_to", what=what, remedy=CORRECT)
        for earlier, before in enumerate(systems[:number]):
            if before.meeting == system.meeting and _meet(before, system):
                what = Phrase(
                    "systems[{number}] of '{meeting}' holds on some of the same days",
                    number=earlier,
                    meeting=system.meeting,
                )
                remedy = Phrase("let valid_to of the earlier be the day before valid_from of the later")
                yield Problem(file=file, where=f"systems[{number}].valid_from", what=what, remedy=remedy)


def _meet(one: PastSystem, other: PastSystem) -> bool:
    starts = (one.valid_from or dt.date.min, other.valid_from or dt.date.min)
    ends = (one.valid_to or dt.date.max, other.valid_to or dt.date.max)
    return max(starts) <= min(ends)
