"""Who speaks for whom a meeting gives a steering signal: bodies, parties and sides, and those on the list for them."""

from __future__ import annotations

import datetime as dt
import posixpath
from collections.abc import Iterable, Iterator, Mapping

from cycle.model import Community, Invitee

LEADERS = frozenset({"leiar", "leder"})
"""The function in a body whose holder answers for all of it."""


def addressees(community: Community, *, on: dt.date) -> Mapping[str, frozenset[str]]:
    """Return each name that a signal may be addressed to on a day, with the ids of the bodies and parties it is.

    A name is that of a body or party, in full or short, of all bodies of a kind, or of a side.
    """
    found: dict[str, frozenset[str]] = {}
    for name, holder in (*_bodies(community), *_kinds(community), *_parties(community, on), *_sides(community, on)):
        found[name] = found.get(name, frozenset()) | holder
    return found


def spoken_for(holders: Iterable[str], people: Iterable[Invitee]) -> tuple[str, ...]:
    """Return the ids of those on the list who answer for these bodies and parties, in the order of the list.

    For a body its leader; everybody who sits in it where no leader is on the list. For a party all it has there.
    """
    everyone = tuple(people)
    answering: set[str] = set()
    for holder in holders:
        there = {
            invitee.id: {seat.seat.rpartition(".")[2] for seat in invitee.seats if _holder(seat.seat) == holder}
            for invitee in everyone
        }
        leading = {who for who, functions in there.items() if functions & LEADERS}
        answering |= leading or {who for who, functions in there.items() if functions}
    return tuple(invitee.id for invitee in everyone if invitee.id in answering)


def _holder(seat: str) -> str:
    return seat.rpartition(".")[0]


def _bodies(community: Community) -> Iterator[tuple[str, frozenset[str]]]:
    for body in community.bodies:
        yield from ((name, frozenset({body.id})) for name in (body.name, body.short) if name)


def _kinds(community: Community) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield what all bodies of a kind are called together: `Områdeutvala` of those that begin with `Områdeutval`."""
    for kind in dict.fromkeys(body.kind for body in community.bodies if body.kind):
        alike = [body for body in community.bodies if body.kind == kind]
        shared = posixpath.commonprefix([body.name for body in alike]).strip()
        if len(alike) > 1 and len(shared) > 4:
            ids = frozenset(body.id for body in alike)
            yield from ((name, ids) for name in (f"{shared}a", f"{shared}ene", f"{shared}et", shared))


def _parties(community: Community, on: dt.date) -> Iterator[tuple[str, frozenset[str]]]:
    for organisation in community.organisations:
        if organisation.holds(on):
            names = (organisation.name, organisation.short)
            yield from ((name, frozenset({organisation.id})) for name in names if name)


def _sides(community: Community, on: dt.date) -> Iterator[tuple[str, frozenset[str]]]:
    for side in community.sides:
        of = (
            organisation.id
            for organisation in community.organisations
            if organisation.side == side.id and organisation.holds(on)
        )
        yield side.name, frozenset(of)
