"""The seats that rules give on a day: rules expanded over organisations and bodies, in list order."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from cycle.errors import InputError, Problem, RegisterError
from cycle.governance.rules import MeetingRules, SeatException, SeatRule, holds
from cycle.model import Body, Community, HostAnswer, InvitedSeat, Mandate, Organisation, Person, Register, Vacancy


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledSeat:
    """A seat (plass) as the rules give it, filled or not."""

    invited: InvitedSeat
    named_by: str
    """Printed name of who names the seat."""
    optional: bool = False
    source: str = ""

    @property
    def id(self) -> str:
        """The seat id, `alver.ordforar`."""
        return self.invited.seat

    def vacancy(self) -> Vacancy:
        """Return the seat as a vacancy."""
        return Vacancy(
            seat=self.invited.seat,
            title=self.invited.title,
            organisation=self.invited.organisation,
            named_by=self.named_by,
            clause=self.invited.clause,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a seat belongs: an organisation, a body, or a side whose host organisation is not decided."""

    id: str
    name: str
    organisation_id: str = ""
    body: Body | None = None


def invited_seats(
    rules: MeetingRules, community: Community, *, on: dt.date, host: HostAnswer | None = None
) -> tuple[RuledSeat, ...]:
    """Return the seats that are invited on the day, in list order; InputError when the meeting type is not valid then.

    Municipalities come in the community's order, political before administrative, then hospitals, then bodies.
    """
    if not rules.holds(on):
        raise InputError([_not_valid(rules, on)])
    return expand(rules.seats, rules, community, on=on, host=host)


def expand(
    seat_rules: Iterable[SeatRule],
    rules: MeetingRules,
    community: Community,
    *,
    on: dt.date,
    host: HostAnswer | None = None,
) -> tuple[RuledSeat, ...]:
    """Return the seats these rules give on the day, each once; InputError when two rules give the same seat."""
    valid = [one for one in seat_rules if one.holds(on)]
    found = [seat for _, run in groupby(valid, key=_neighbours) for seat in _run(list(run), rules, community, on, host)]
    twice = [one for one, number in Counter(one.id for one in found).items() if number > 1]
    if twice:
        file = f"{rules.id}.toml"
        raise InputError(
            Problem(file=file, where="seats", what=f"two rules give '{one}'", remedy="give one another id")
            for one in twice
        )
    return tuple(found)


def body_seats(body: Body, rules: MeetingRules) -> tuple[RuledSeat, ...]:
    """Return the seats a body has itself, in its own order."""
    return tuple(
        RuledSeat(
            invited=InvitedSeat(
                seat=f"{body.id}.{one.id}",
                title=one.title,
                organisation=body.name,
                clause=one.clause,
                why=_filled(one.why, organisation=body.name, title=one.title),
                right=rules.rights.default,
                basis=one.basis,
            ),
            named_by=one.named_by or body.name,
            optional=one.optional,
            source=one.source,
        )
        for one in body.seats
    )


def known_seats(community: Community, meetings: Iterable[MeetingRules]) -> frozenset[str]:
    """Return the id of every seat that any rule or body knows, on any day."""
    return frozenset(printed_seats(community, meetings))


def printed_seats(community: Community, meetings: Iterable[MeetingRules]) -> Mapping[str, tuple[str, str]]:
    """Return every seat that any rule or body knows, on any day: by id, organisation or body and title as printed."""
    bodies = {one.id: one for one in community.bodies}
    found: dict[str, tuple[str, str]] = {}
    for rules in meetings:
        for rule in (*rules.seats, *rules.committee.seats):
            for seat in _any_day(rule, rules, community):
                found.setdefault(seat.id, (seat.invited.organisation, seat.invited.title))
        for body in bodies.values():
            for seat in body_seats(body, rules):
                found.setdefault(seat.id, (seat.invited.organisation, seat.invited.title))
    return found


def holders(register: Register, on: dt.date) -> Mapping[str, Person]:
    """Return who holds each seat on the day.

    Raises RegisterError for a mandate of an unknown person, and for a seat that two people hold on the day.
    """
    persons = {one.id: one for one in register.persons}
    held: dict[str, Person] = {}
    problems = []
    for mandate in sorted(mandates_on(register, on), key=lambda one: (one.seat, one.person)):
        if mandate.person not in persons:
            what = f"the mandate is held by '{mandate.person}', who is not in the register"
            problems.append(Problem(file="register", where=mandate.seat, what=what, remedy="add the person"))
        elif mandate.seat in held and held[mandate.seat].id != mandate.person:
            what = f"'{held[mandate.seat].id}' and '{mandate.person}' both hold the seat on {on}"
            problems.append(Problem(file="register", where=mandate.seat, what=what, remedy="end one of the mandates"))
        else:
            held[mandate.seat] = persons[mandate.person]
    if problems:
        raise RegisterError(problems)
    return held


def mandates_on(register: Register, on: dt.date) -> list[Mandate]:
    """Return the mandates that run on the day, first and last day counted."""
    return [one for one in register.mandates if holds(one.valid_from, one.valid_to, on)]


def _neighbours(rule: SeatRule) -> tuple[object, ...]:
    if rule.per == "organisation" and rule.side:
        return (rule.side, rule.group, rule.part)
    return (id(rule),)


def _run(
    run: Sequence[SeatRule], rules: MeetingRules, community: Community, on: dt.date, host: HostAnswer | None
) -> Iterator[RuledSeat]:
    """Yield the seats of neighbouring rules, place by place."""
    for place in _places(run[0], community, on, host):
        for rule in run:
            yield from _seats(rule, place, rules)


def _places(rule: SeatRule, community: Community, on: dt.date, host: HostAnswer | None) -> list[Place]:
    organisations = (one for one in community.organisations if holds(one.valid_from, one.valid_to, on))
    bodies = (one for one in community.bodies if holds(one.valid_from, one.valid_to, on))
    match rule.per:
        case "organisation" if rule.organisations:
            return [_at(one) for one in organisations if one.id in rule.organisations]
        case "organisation":
            return [_at(one) for one in organisations if one.side == rule.side]
        case "body":
            return [Place(id=one.id, name=one.name, body=one) for one in bodies if one.kind == rule.kind]
        case "one":
            inside = [_at(one) for one in organisations if one.id == rule.holder]
            return inside + [Place(id=one.id, name=one.name, body=one) for one in bodies if one.id == rule.holder]
        case _:
            return [_host_place(community, host)] if host else []


def _host_place(community: Community, host: HostAnswer) -> Place:
    for one in community.organisations:
        if one.name == host.organisation:
            return _at(one)
    return Place(id=host.side, name=host.side)


def _at(organisation: Organisation) -> Place:
    return Place(id=organisation.id, name=organisation.name, organisation_id=organisation.id)


def _seats(rule: SeatRule, place: Place, rules: MeetingRules) -> Iterator[RuledSeat]:
    special = next((one for one in rule.exceptions if one.organisation == place.organisation_id), None)
    for number in range(1, rule.count + 1):
        yield _seat(rule, place, rules, special=special, number=number)


def _seat(
    rule: SeatRule,
    place: Place,
    rules: MeetingRules,
    *,
    special: SeatException | None,
    number: int,
) -> RuledSeat:
    function = (special.id if special else None) or rule.id
    title = special.title if special else rule.title
    return RuledSeat(
        invited=InvitedSeat(
            seat=f"{place.id}.{function}" + (f"-{number}" if number > 1 else ""),
            title=title,
            organisation=place.name,
            clause=rule.clause,
            why=_filled(special.why if special else rule.why, organisation=place.name, title=title),
            right=rule.right or rules.rights.default,
            basis=special.basis if special else rule.basis,
            part=rule.part,
            organisation_id=place.organisation_id,
        ),
        named_by=rule.named_by or _named_by_body(rule, place) or place.name,
        optional=rule.optional,
        source=rule.source,
    )


def _named_by_body(rule: SeatRule, place: Place) -> str:
    """Return who names the body's own seat that this one is derived from."""
    if not rule.from_body or place.body is None:
        return ""
    return next((one.named_by for one in place.body.seats if one.id == rule.id), "")


def _any_day(rule: SeatRule, rules: MeetingRules, community: Community) -> Iterator[RuledSeat]:
    if rule.per == "host":
        places = [_at(one) for one in community.organisations]
        places += [Place(id=one.id, name=one.name) for one in community.sides]
    else:
        by_id = {place.id: place for day in _turning_days(community) for place in _places(rule, community, day, None)}
        places = list(by_id.values())
    for place in places:
        yield from _seats(rule, place, rules)


def _turning_days(community: Community) -> list[dt.date]:
    """Return days enough to meet every organisation and body on one of them."""
    days = {dt.date.min, dt.date.max}
    for organisation in community.organisations:
        days |= {day for day in (organisation.valid_from, organisation.valid_to) if day}
    for body in community.bodies:
        days |= {day for day in (body.valid_from, body.valid_to) if day}
    return sorted(days)


def _filled(sentence: str, *, organisation: str, title: str) -> str:
    return sentence.format(organisation=organisation, title=title)


def _not_valid(rules: MeetingRules, on: dt.date) -> Problem:
    span = f"from {rules.valid_from or 'the beginning'} {f'to {rules.valid_to}' if rules.valid_to else 'on'}"
    return Problem(
        file=f"{rules.id}.toml",
        where="valid_from, valid_to",
        what=f"{rules.name} is valid {span}, not on {on}",
        remedy="choose another record date or another meeting type",
    )
