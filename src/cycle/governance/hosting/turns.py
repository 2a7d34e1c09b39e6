"""Whose turn it is: *every other year* read by calendar and by meetings held, and turns inside a side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cycle.governance.community_data.history import Fact, History, PastEdition
from cycle.governance.community_data.office_rules import InnerRotation, Office, Override
from cycle.governance.community_data.rules import MeetingRules
from cycle.model import Community


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTurns:
    """What happened or was decided: sides by year, and meetings that fell away or came in addition."""

    sides: Mapping[int, str] = field(default_factory=dict)
    cancelled: frozenset[int] = frozenset()
    extra: Mapping[int, int] = field(default_factory=dict)

    def without(self, year: int) -> KnownTurns:
        """Return the same without what is known of this year's side."""
        sides = {other_year: side for other_year, side in self.sides.items() if other_year != year}
        return KnownTurns(sides=sides, cancelled=self.cancelled, extra=self.extra)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meetings:
    """The meetings of the years' own folders, as far as they move the turns."""

    called_off: frozenset[int] = frozenset()
    """Years whose ordinary meeting was called off."""
    further: Mapping[int, int] = field(default_factory=dict)
    """How many further meetings a year has, held or planned."""
    days: Mapping[int, Sequence[dt.date]] = field(default_factory=dict)
    """The days of a year's other meetings."""


def family(rules: MeetingRules) -> frozenset[str]:
    """Return the ids of this meeting type and of those whose turns it continues."""
    return frozenset({rules.type_id, *rules.host.continues})


def known_turns(
    office_id: str,
    rules: MeetingRules,
    history: History,
    overrides: Iterable[Override],
    community: Community,
    *,
    meetings: Meetings | None = None,
) -> KnownTurns:
    """Return what the history of this meeting type and those it continues states, and what overrides decide.

    A meeting that the history and the years' own folders both know counts once.
    """
    own = meetings or Meetings()
    editions = [edition for edition in history.editions if edition.meeting in family(rules)]
    given = (
        override
        for override in (*rules.overrides, *overrides)
        if override.office == office_id and not is_further(override, rules)
    )
    sides = {override.year: side for override in given if (side := decided_side(override, community))}
    facts = ((edition.year, side_fact(edition, office_id, community)) for edition in editions if not edition.extra)
    sides |= {year: fact.value for year, fact in facts if fact is not None and fact.value and fact.basis == "stated"}
    extra: dict[int, int] = {}
    for edition in editions:
        if edition.extra and edition.state == "held":
            extra[edition.year] = extra.get(edition.year, 0) + 1
    for year, number in own.further.items():
        extra[year] = max(extra.get(year, 0), number)
    ordinary = {edition.year: edition.state for edition in editions if not edition.extra}
    called_off = {*own.called_off} - {year for year, state in ordinary.items() if state == "held"}
    cancelled = {year for year, state in ordinary.items() if state == "cancelled"} | called_off
    return KnownTurns(sides=sides, cancelled=frozenset(cancelled), extra=extra)


def is_further(override: Override, rules: MeetingRules) -> bool:
    """Return whether the decision is for a further meeting of its year, and not for the ordinary one."""
    return override.meeting not in {None, rules.type_id}


def side_fact(edition: PastEdition, office_id: str, community: Community) -> Fact[str] | None:
    """Return which side the history says had the office at this meeting, None when it says nothing.

    A host organisation says its side too.
    """
    if office_id != "host":
        return edition.offices.get(office_id)
    if edition.host_side or edition.host is None:
        return edition.host_side
    sides = {organisation.id: organisation.side for organisation in community.organisations}
    side = sides.get(edition.host.value)
    return None if side is None else edition.host.model_copy(update={"value": side, "printed": ""})


def decided_side(override: Override, community: Community) -> str:
    """Return the side a decision is for: the one it names, else its organisation's; empty without sides."""
    sides = {organisation.id: organisation.side for organisation in community.organisations}
    return override.side or sides.get(override.organisation or "", "")


def by_calendar(office: Office, year: int) -> str:
    """Return the side whose turn it is when calendar years are counted from the anchor."""
    start, side = _anchor(office)
    return _turned(office.order, side, (year - start) // office.years_each)


def by_meetings(office: Office, known: KnownTurns, year: int) -> str:
    """Return the side whose turn it is when turns go on from the last meeting whose side is known.

    A cancelled meeting uses up the turn or not, an extra meeting takes a turn or not, as the rules say. Years nobody
    has written down count as one meeting each.
    """
    if office.years_each > 1:  # where in its period a later side stood is not known, so count from the anchor
        _, side = _anchor(office)
        return _turned(office.order, side, _number(office, known, year) // office.years_each)
    start, side = _start(office, known, year)
    if year >= start:
        turns = sum(_used(office, known, passed_year) for passed_year in range(start, year))
    else:
        turns = -sum(_used(office, known, passed_year) for passed_year in range(year, start))
    return _turned(office.order, side, turns)


def inside(inner: InnerRotation, office: Office, known: KnownTurns, year: int, *, meetings: bool) -> str:
    """Return the id of the organisation whose turn it is inside the side, in a year when the side has the office.

    What uses up a turn of the side uses up one inside it: with `meetings`, a cancelled meeting and an extra one do as
    the rules say; without, every calendar year counts.
    """
    first, last = sorted((inner.anchor.year, year))
    if inner.each == "turn" and office.years_each > 1:
        turns = _round(office, known, last, meetings=meetings) - _round(office, known, first, meetings=meetings)
    else:
        years = (_owners(office, known, passed_year, meetings=meetings) for passed_year in range(first, last))
        turns = sum(owners.count(inner.side) for owners in years)
    return _turned(inner.order, inner.anchor.organisation, turns if year >= inner.anchor.year else -turns)


def _owners(office: Office, known: KnownTurns, year: int, *, meetings: bool) -> list[str]:
    """Return the sides whose turns the year uses up: one each for a meeting that counts."""
    if not meetings:
        return [by_calendar(office, year)]
    used = _used(office, known, year)
    if office.years_each > 1:
        _, side = _anchor(office)
        number = _number(office, known, year)
        return [_turned(office.order, side, (number + turn) // office.years_each) for turn in range(used)]
    had = known.sides.get(year) or by_meetings(office, known, year)
    if had not in office.order:
        return [had] * min(used, 1)
    return [_turned(office.order, had, turn) for turn in range(used)]


def _number(office: Office, known: KnownTurns, year: int) -> int:
    """Return how many meetings that count there were from the anchor to the year, negative before it."""
    start, _ = _anchor(office)
    counted = sum(_used(office, known, passed_year) for passed_year in range(min(start, year), max(start, year)))
    return counted if year >= start else -counted


def _round(office: Office, known: KnownTurns, year: int, *, meetings: bool) -> int:
    """Return how many rounds of all the sides have gone since the anchor."""
    start, side = _anchor(office)
    number = _number(office, known, year) if meetings else year - start
    return (number // office.years_each + office.order.index(side)) // len(office.order)


def _anchor(office: Office) -> tuple[int, str]:
    if office.anchor is None:  # a rotation without one is refused when the rules are read
        raise ValueError("only an office that rotates has turns")
    return office.anchor.year, office.anchor.side


def _start(office: Office, known: KnownTurns, year: int) -> tuple[int, str]:
    """Return the nearest earlier year whose side is known, else the nearest later one."""
    anchored, anchor = _anchor(office)
    sides: dict[int, str] = {anchored: anchor, **known.sides}
    before = [known_year for known_year in sides if known_year < year and sides[known_year] in office.order]
    after = [known_year for known_year in sides if known_year >= year and sides[known_year] in office.order]
    chosen = max(before) if before else min(after)
    return chosen, sides[chosen]


def _used(office: Office, known: KnownTurns, year: int) -> int:
    counting = office.counting
    ordinary = 0 if counting and year in known.cancelled and counting.on_cancelled == "hold" else 1
    extra = known.extra.get(year, 0) if counting and counting.extra == "advances" else 0
    return ordinary + extra


def _turned(order: Sequence[str], first: str, turns: int) -> str:
    return order[(order.index(first) + turns) % len(order)]
