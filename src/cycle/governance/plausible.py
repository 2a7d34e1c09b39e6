"""Whether the history can be true: days, times and hosts that cannot be, and lines that contradict themselves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import suppress

from cycle.errors import Problem
from cycle.governance.days import holidays
from cycle.governance.history import Fact, History, PastEdition, PastSystem
from cycle.governance.rule import holds, holds_in
from cycle.governance.rules import MeetingRules
from cycle.model import Community, Organisation
from cycle.wording import long_date
from cycle.written_days import read_day

SUNDAY = 6


def against_itself(file: str, at: str, edition: PastEdition, community: Community) -> Iterator[Problem]:
    """Yield the facts of one meeting that cannot all be true: its year and date, its host and side, the times."""
    date = edition.date
    if date and date.value.year != edition.year and not date.why:
        what = f"the date {date.value} is not in {edition.year}"
        remedy = f"write year = {date.value.year} or another date; was it moved over New Year, write why = … beside it"
        yield Problem(file=file, where=f"{at}.date.value", what=what, remedy=remedy)
    if edition.registration and edition.start and edition.registration.value > edition.start.value:
        begins = f"{edition.start.value:%H.%M}"
        what = f"the registration opens {edition.registration.value:%H.%M}, after the meeting has begun at {begins}"
        yield Problem(file=file, where=f"{at}.registration.value", what=what, remedy="correct one of them")
    if edition.start and edition.end and edition.end.value <= edition.start.value:
        what = f"the meeting ends {edition.end.value:%H.%M}, not after its start {edition.start.value:%H.%M}"
        yield Problem(file=file, where=f"{at}.end.value", what=what, remedy="correct one of them")
    if edition.host is None:
        return
    named = [organisation for organisation in community.organisations if organisation.id == edition.host.value]
    there = [organisation for organisation in named if _was_there(organisation, edition)]
    if (
        edition.host_side
        and named
        and edition.host_side.value not in {organisation.side for organisation in there or named}
    ):
        what = f"'{edition.host.value}' belongs to '{named[-1].side}', and host_side says '{edition.host_side.value}'"
        yield Problem(file=file, where=f"{at}.host.value", what=what, remedy="correct one of them")
    if named and not there:
        when = date.value if date else edition.year
        what = f"'{edition.host.value}' was not a party {'on' if date else 'in'} {when}"
        yield Problem(file=file, where=f"{at}.host.value", what=what, remedy="write who hosted then")


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
    free = holidays(date.value) or (("sundag",) if date.value.weekday() == SUNDAY else ())
    if free:
        what = f"{long_date(date.value)} is {'a Sunday' if free == ('sundag',) else free[0]}"
        remedy = "write another date; was the meeting held on such a day, write why = … beside it"
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
        what = f"there was no '{edition.meeting}' on {day}, by its valid_from and valid_to"
        yield Problem(file=file, where=f"{at}.meeting", what=what, remedy=f"the meeting then was '{others[0]}'")


def _printed_alike(file: str, at: str, edition: PastEdition) -> Iterator[Problem]:
    """Yield the facts that say they correct the source, and say what it says."""
    for name in ("date", "start", "end", "registration", "venue", "place", "chair"):
        fact: Fact[object] | None = getattr(edition, name)
        if fact and fact.printed and fact.value in {fact.printed, _as_day(fact.printed)}:
            what = f"printed says '{fact.printed}', and so does value"
            yield Problem(
                file=file, where=f"{at}.{name}.printed", what=what, remedy="correct one, or take printed away"
            )


def _as_day(printed: str) -> dt.date | None:
    with suppress(ValueError):
        return read_day(printed)
    return None


def _the_same_twice(file: str, at: str, edition: PastEdition) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for where, path in edition.files():
        if path in first:
            what = f"'{path}' stands at {first[path]} too"
            yield Problem(file=file, where=f"{at}.{where}", what=what, remedy="name a file once")
        first.setdefault(path, where)


def _one_day(file: str, history: History) -> Iterator[Problem]:
    first: dict[tuple[str, dt.date], int] = {}
    for number, edition in enumerate(history.editions):
        if edition.date is None or edition.date.why:
            continue
        key = (edition.meeting, edition.date.value)
        if key in first:
            what = f"editions[{first[key]}] was held on {edition.date.value} too"
            yield Problem(file=file, where=f"editions[{number}].date.value", what=what, remedy="correct one of them")
        first.setdefault(key, number)


def _two_systems(file: str, systems: Sequence[PastSystem]) -> Iterator[Problem]:
    for number, system in enumerate(systems):
        if system.valid_from and system.valid_to and system.valid_to < system.valid_from:
            what = "valid_to is before valid_from"
            yield Problem(file=file, where=f"systems[{number}].valid_to", what=what, remedy="correct one of them")
        for earlier, before in enumerate(systems[:number]):
            if before.meeting == system.meeting and _meet(before, system):
                what = f"systems[{earlier}] of '{system.meeting}' holds on some of the same days"
                remedy = "let valid_to of the earlier be the day before valid_from of the later"
                yield Problem(file=file, where=f"systems[{number}].valid_from", what=what, remedy=remedy)


def _meet(one: PastSystem, other: PastSystem) -> bool:
    starts = (one.valid_from or dt.date.min, other.valid_from or dt.date.min)
    ends = (one.valid_to or dt.date.max, other.valid_to or dt.date.max)
    return max(starts) <= min(ends)
