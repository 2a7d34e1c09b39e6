"""The seats that rules give on a day: rules expanded over organisations and bodies, in list order."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from cycle.catalogue import say
from cycle.errors import InputError, Problem, RegisterError
from cycle.governance.community_data.rule import holds
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.community_data.seat_rules import SeatException, SeatRule
from cycle.governance.inviting.places import Place, places, places_of_any_day, turning_days
from cycle.model import (
    Body,
    BodySeat,
    Community,
    HostAnswer,
    InvitedSeat,
    Language,
    Mandate,
    PartRight,
    Person,
    Register,
    Vacancy,
)
from cycle.phrases import Phrase
from cycle.wording import seat_label, with_capital


@dataclass(frozen=True, slots=True, kw_only=True)
class RuledSeat:
    """A seat (plass) as the rules give it, filled or not."""

    invited: InvitedSeat
    named_by: str
    """Printed name of who names the seat."""
    optional: bool = False
    source: str = ""
    deputy_of: str = ""
    """Id of the seat whose holder this one is deputy for (vara)."""
    meets_vacant: bool = False
    """A deputy who is invited when nobody holds the seat itself."""
    term_years: int | None = None
    election: str = ""
    """The election after which the seat is filled again, `municipal`; empty for none."""

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
    names = _names(community)
    valid = [_Giving.of(rule, rules, names, community.language) for rule in seat_rules if rule.holds(on)]
    found = [seat for _, run in groupby(valid, key=_neighbours) for seat in _run(list(run), rules, community, on, host)]
    twice = [seat_id for seat_id, number in Counter(seat.id for seat in found).items() if number > 1]
    if twice:
        file = f"{rules.id}.toml"
        remedy = Phrase("give one another id")
        raise InputError(
            Problem(file=file, where="seats", what=Phrase("two rules give '{seat}'", seat=seat_id), remedy=remedy)
            for seat_id in twice
        )
    return tuple(found)


def body_seats(
    body: Body, rules: MeetingRules, community: Community, *, on: dt.date | None = None
) -> tuple[RuledSeat, ...]:
    """Return the seats a body has itself, on the day when one is named, deputies after each, in its own order."""
    names = _names(community)
    there = [seat for seat in body.seats if on is None or holds(seat.valid_from, seat.valid_to, on)]
    own = ((_own_seat(seat, body, rules, names), seat) for seat in there)
    return tuple(seat for ruled, rule in own for seat in _with_deputies(ruled, rule, community.language))


def deputies_called(seats: Iterable[RuledSeat], held: Container[str]) -> frozenset[str]:
    """Return the seats of the deputies who step in: for each empty seat the first of its deputies there is."""
    first: dict[str, str] = {}
    for seat in seats:
        if seat.deputy_of and seat.id in held and seat.deputy_of not in held:
            first.setdefault(seat.deputy_of, seat.id)
    return frozenset(first.values())


def seats_twice(
    seat_rules: Sequence[SeatRule], rules: MeetingRules, community: Community
) -> Iterator[tuple[str, int, int]]:
    """Yield each seat id that is given twice on some day, with the places of the two rules (or one rule twice)."""
    spans = [(rule.valid_from, rule.valid_to) for rule in seat_rules]
    reported: set[str] = set()
    for day in turning_days(community, spans):
        given: dict[str, int] = {}
        for number, rule in enumerate(seat_rules):
            for seat_id in _ids(rule, rules, community, on=day) if rule.holds(day) else ():
                if seat_id in given and seat_id not in reported:
                    reported.add(seat_id)
                    yield seat_id, given[seat_id], number
                given.setdefault(seat_id, number)


def _ids(rule: SeatRule, rules: MeetingRules, community: Community, *, on: dt.date) -> Iterator[str]:
    giving = _Giving.of(rule, rules, {}, community.language)
    there = places(rule, rules, community, on=on, host=None)
    for place in places_of_any_day(rule, rules, community) if rule.per == "host" else there:
        yield from (seat.id for seat in _seats(giving, place))


def seats_from(first: dt.date, community: Community, meetings: Iterable[MeetingRules]) -> tuple[str, ...]:
    """Return the id of every seat that somebody can be named for from this day on: of the meetings, of committees.

    Those of a host wait until one is decided.
    """
    found: dict[str, None] = {}
    for rules in meetings:
        spans = [(rule.valid_from, rule.valid_to) for rule in (*rules.seats, *rules.committee.seats)]
        spans.append((rules.valid_from, rules.valid_to))
        days = [first, *(day for day in turning_days(community, spans) if first < day < dt.date.max)]
        for day in (day for day in days if rules.holds(day)):
            found |= dict.fromkeys(seat.id for seat in expand(rules.seats, rules, community, on=day))
            found |= dict.fromkeys(seat.id for seat in expand(rules.committee.seats, rules, community, on=day))
            bodies = (body for body in community.bodies if body.id == rules.committee.body)
            there = (body for body in bodies if holds(body.valid_from, body.valid_to, day))
            found |= dict.fromkeys(seat.id for body in there for seat in body_seats(body, rules, community, on=day))
    return tuple(found)


def known_seats(community: Community, meetings: Iterable[MeetingRules]) -> frozenset[str]:
    """Return the id of every seat that any rule or body knows, on any day."""
    return frozenset(printed_seats(community, meetings))


def printed_seats(community: Community, meetings: Iterable[MeetingRules]) -> Mapping[str, tuple[str, str]]:
    """Return every seat that any rule or body knows, on any day: by id, organisation or body and title as printed."""
    bodies = {body.id: body for body in community.bodies}
    found: dict[str, tuple[str, str]] = {}
    for rules in meetings:
        for rule in (*rules.seats, *rules.committee.seats):
            for seat in _any_day(rule, rules, community):
                found.setdefault(seat.id, (seat.invited.organisation, seat.invited.title))
        for body in bodies.values():
            for seat in body_seats(body, rules, community):
                found.setdefault(seat.id, (seat.invited.organisation, seat.invited.title))
    return found


def holders(register: Register, on: dt.date) -> Mapping[str, Person]:
    """Return who holds each seat on the day.

    Raises RegisterError for a mandate of an unknown person, and for a seat that two people hold on the day.
    """
    persons = {person.id: person for person in register.persons}
    held: dict[str, Person] = {}
    problems = []
    for mandate in sorted(mandates_on(register, on), key=lambda mandate: (mandate.seat, mandate.person)):
        if mandate.person not in persons:
            what = Phrase("the mandate is held by '{person}', who is not in the register", person=mandate.person)
            remedy = Phrase("add the person")
            problems.append(Problem(file="register", where=mandate.seat, what=what, remedy=remedy))
        elif mandate.seat in held and held[mandate.seat].id != mandate.person:
            what = Phrase(
                "'{first}' and '{second}' both hold the seat on {day}",
                first=held[mandate.seat].id,
                second=mandate.person,
                day=on,
            )
            remedy = Phrase("end one of the mandates")
            problems.append(Problem(file="register", where=mandate.seat, what=what, remedy=remedy))
        else:
            held[mandate.seat] = persons[mandate.person]
    if problems:
        raise RegisterError(problems)
    return held


def mandates_on(register: Register, on: dt.date) -> list[Mandate]:
    """Return the mandates that run on the day, first and last day counted."""
    return [mandate for mandate in register.mandates if holds(mandate.valid_from, mandate.valid_to, on)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Giving:
    """A rule with what is the same for all its seats."""

    rule: SeatRule
    rights: tuple[PartRight, ...]
    in_parts: bool
    names: Mapping[str, str]
    language: Language

    @classmethod
    def of(cls, rule: SeatRule, rules: MeetingRules, names: Mapping[str, str], language: Language) -> _Giving:
        rights = _rights(rule, rules, language)
        return cls(rule=rule, rights=rights, in_parts=bool(rules.parts), names=names, language=language)


def _neighbours(giving: _Giving) -> tuple[object, ...]:
    rule = giving.rule
    if rule.per == "organisation" and not rule.organisations:
        return (rule.side, rule.group, rule.part)
    return (id(rule),)


def _run(
    run: Sequence[_Giving], rules: MeetingRules, community: Community, on: dt.date, host: HostAnswer | None
) -> Iterator[RuledSeat]:
    """Yield the seats of neighbouring rules, place by place."""
    for place in places(run[0].rule, rules, community, on=on, host=host):
        for giving in run:
            yield from _seats(giving, place)


def _seats(giving: _Giving, place: Place) -> Iterator[RuledSeat]:
    rule = giving.rule
    if rule.whole and place.body:
        for own in place.body.seats:
            yield from _with_deputies(_seat_of_whole(giving, place, own), own, giving.language)
        return
    special = next(
        (exception for exception in rule.exceptions if exception.organisation == place.organisation_id), None
    )
    for number in range(1, rule.most + 1):
        yield from _with_deputies(_seat(giving, place, special=special, number=number), rule, giving.language)


def _seat(giving: _Giving, place: Place, *, special: SeatException | None, number: int) -> RuledSeat:
    rule = giving.rule
    function = (special.id if special else None) or rule.id
    title = special.title if special else rule.title
    return RuledSeat(
        invited=InvitedSeat(
            seat=f"{place.id}.{function}" + (f"-{number}" if number > 1 else ""),
            title=title,
            organisation=place.name,
            clause=rule.clause,
            why=_filled(special.why if special else rule.why, organisation=place.name, title=title),
            reason=_filled(special.reason if special else rule.reason, organisation=place.name, title=title),
            label=_filled(special.label if special else rule.label, organisation=place.name, title=title),
            right=giving.rights[0].right,
            basis=special.basis if special else rule.basis,
            part=giving.rights[0].part,
            organisation_id=place.organisation_id,
            rights=giving.rights if giving.in_parts else (),
        ),
        named_by=_named_by(giving, place),
        optional=rule.optional or number > rule.least,
        source=rule.source,
        term_years=rule.term_years,
        election=rule.election or "",
    )


def _seat_of_whole(giving: _Giving, place: Place, own: BodySeat) -> RuledSeat:
    """Return a seat of a body whose every seat the rule invites: the body's own, by the clause of the rule."""
    rule = giving.rule
    seat = _seat(giving, place, special=None, number=1)
    return replace(
        seat,
        invited=replace(
            seat.invited,
            seat=f"{place.id}.{own.id}",
            title=own.title,
            why=_filled(rule.why, organisation=place.name, title=own.title),
            reason=_filled(rule.reason, organisation=place.name, title=own.title),
            label=_filled(rule.label, organisation=place.name, title=own.title),
        ),
        named_by=giving.names.get(own.named_by, own.named_by) or place.name,
        optional=rule.optional or own.optional,
        term_years=own.term_years,
    )


def _rights(rule: SeatRule, rules: MeetingRules, language: Language) -> tuple[PartRight, ...]:
    """Return the right in each part the seat is invited to: those the rule names, else all of them."""
    titles = rules.part_titles(language)
    alone = {rule.part: rule.right} if rule.part else dict.fromkeys(titles, rule.right)
    given: Mapping[str, str | None] = rule.parts or alone
    return tuple(
        PartRight(part=part, title=titles[part], right=given[part] or rules.rights.default)
        for part in titles
        if part in given
    )


def _named_by(giving: _Giving, place: Place) -> str:
    """Return who names the person: as the rule says, as the body's own seat says, else the place itself."""
    named = giving.rule.named_by
    if not named and giving.rule.from_body and place.body:
        named = next((seat.named_by for seat in place.body.seats if seat.id == giving.rule.id), "")
    return giving.names.get(named, named) or place.named_by or place.name


def _names(community: Community) -> Mapping[str, str]:
    """Return the printed name of everyone who may name a seat, by id; what is no id stands as it is written."""
    names = {side.id: side.name for side in community.sides}
    names |= {body.id: body.name for body in community.bodies}
    return names | {organisation.id: organisation.name for organisation in community.organisations}


def _own_seat(seat: BodySeat, body: Body, rules: MeetingRules, names: Mapping[str, str]) -> RuledSeat:
    return RuledSeat(
        invited=InvitedSeat(
            seat=f"{body.id}.{seat.id}",
            title=seat.title,
            organisation=body.name,
            clause=seat.clause,
            why=_filled(seat.why, organisation=body.name, title=seat.title),
            right=rules.rights.default,
            basis=seat.basis,
        ),
        named_by=names.get(seat.named_by, seat.named_by) or body.name,
        optional=seat.optional,
        source=seat.source,
        term_years=seat.term_years,
    )


def _with_deputies(seat: RuledSeat, rule: SeatRule | BodySeat, language: Language) -> Iterator[RuledSeat]:
    """Yield the seat and the seats of its deputies (vara), who are never missing: the seat itself is."""
    yield seat
    meets_vacant = isinstance(rule, SeatRule) and rule.deputy_meets == "when_vacant"
    for number in range(1, rule.deputies + 1):
        title = say(language, "deputy for {title}", title=seat.invited.title)
        vacant = say(language, "{deputy} is invited because nobody has the seat.", deputy=with_capital(title))
        yield replace(
            seat,
            invited=replace(
                seat.invited,
                seat=f"{seat.id}-vara" + (f"-{number}" if number > 1 else ""),
                title=title,
                why=vacant if meets_vacant else seat.invited.why,
                reason=vacant if meets_vacant else seat.invited.reason,
                label=say(language, "deputy for {title}", title=seat_label(seat.invited)),
            ),
            optional=True,
            deputy_of=seat.id,
            meets_vacant=meets_vacant,
        )


def _any_day(rule: SeatRule, rules: MeetingRules, community: Community) -> Iterator[RuledSeat]:
    giving = _Giving.of(rule, rules, _names(community), community.language)
    for place in places_of_any_day(rule, rules, community):
        yield from _seats(giving, place)


def _filled(sentence: str, *, organisation: str, title: str) -> str:
    return sentence.format(organisation=organisation, title=title)


def _not_valid(rules: MeetingRules, on: dt.date) -> Problem:
    first, last = rules.valid_from or Phrase("the beginning"), rules.valid_to
    what = (
        Phrase("{name} is valid from {first} to {last}, not on {day}", name=rules.name, first=first, last=last, day=on)
        if last
        else Phrase("{name} is valid from {first} on, not on {day}", name=rules.name, first=first, day=on)
    )
    remedy = Phrase("choose another record date or another meeting type")
    return Problem(file=f"{rules.id}.toml", where="valid_from, valid_to", what=what, remedy=remedy)
