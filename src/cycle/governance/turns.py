"""Whose turn it is to host: the two readings of *every other year*, by calendar and by meetings held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cycle.governance.history import History
from cycle.governance.rules import MeetingRules, Override, Rotation


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What happened or was decided: host sides by year, and meetings that fell away or came in addition."""

    sides: Mapping[int, str]
    cancelled: frozenset[int] = frozenset()
    extra: Mapping[int, int] | None = None


def known_turns(rules: MeetingRules, history: History, overrides: Iterable[Override]) -> Known:
    """Return what the history of this meeting type and those it continues states, and what overrides decide."""
    family = {rules.id, *rules.host.continues}
    editions = [one for one in history.editions if one.meeting in family]
    sides = {one.year: one.side for one in (*rules.overrides, *overrides)}
    sides |= {
        one.year: one.host_side.value
        for one in editions
        if one.host_side and one.host_side.basis == "stated" and not one.extra
    }
    extra: dict[int, int] = {}
    for one in editions:
        if one.extra and one.state == "held":
            extra[one.year] = extra.get(one.year, 0) + 1
    cancelled = frozenset(one.year for one in editions if one.state == "cancelled" and not one.extra)
    return Known(sides=sides, cancelled=cancelled, extra=extra)


def by_calendar(rotation: Rotation, year: int) -> str:
    """Return the side whose turn it is when calendar years are counted from the anchor."""
    return _turned(rotation, rotation.anchor.side, (year - rotation.anchor.year) // rotation.every)


def by_meetings(rotation: Rotation, known: Known, year: int) -> str:
    """Return the side whose turn it is when turns go on from the last meeting whose host is known.

    A cancelled meeting uses up the turn or not, an extra meeting takes a turn or not, as the rules say. Years nobody
    has written down count as one meeting each.
    """
    if rotation.every > 1:  # where in its period a later host stood is not known, so count from the anchor
        start, side = rotation.anchor.year, rotation.anchor.side
    else:
        start, side = _start(rotation, known, year)
    if year >= start:
        turns = sum(_used(rotation, known, one) for one in range(start, year))
    else:
        turns = -sum(_used(rotation, known, one) for one in range(year, start))
    return _turned(rotation, side, turns // rotation.every)


def _start(rotation: Rotation, known: Known, year: int) -> tuple[int, str]:
    """Return the nearest earlier year whose host is known, else the nearest later one."""
    sides: dict[int, str] = {rotation.anchor.year: rotation.anchor.side, **known.sides}
    before = [one for one in sides if one < year and sides[one] in rotation.order]
    after = [one for one in sides if one >= year and sides[one] in rotation.order]
    chosen = max(before) if before else min(after)
    return chosen, sides[chosen]


def _used(rotation: Rotation, known: Known, year: int) -> int:
    ordinary = 0 if year in known.cancelled and rotation.counting.on_cancelled == "hold" else 1
    extra = (known.extra or {}).get(year, 0) if rotation.counting.extra == "advances" else 0
    return ordinary + extra


def _turned(rotation: Rotation, side: str, turns: int) -> str:
    order: Sequence[str] = rotation.order
    return order[(order.index(side) + turns) % len(order)]
