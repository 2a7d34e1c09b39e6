"""Whether rules, history and community fit together: every id that one names must exist in another."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cycle.errors import Problem, did_you_mean
from cycle.governance.community_data.history import History
from cycle.governance.community_data.office_rules import Office
from cycle.governance.community_data.plausible import against_itself, implausible
from cycle.governance.community_data.rule import holds_in
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.community_data.seat_rules import SeatRule
from cycle.governance.community_data.strict import is_slug
from cycle.governance.hosting.turns import by_calendar
from cycle.governance.inviting.seats import seats_twice
from cycle.model import Community
from cycle.phrases import Phrase

NameToCheck = tuple[str, str, Iterable[str]]
"""Where a word stands, the word, and the words it may be."""


def rule_problems(
    rules: MeetingRules, community: Community, *, seats: Iterable[str] = (), file: str = ""
) -> list[Problem]:
    """Return what the rules of one meeting type name that does not exist.

    `seats` are the ids of all seats the community's rules give; `file` the name of the file the rules were read from.
    """
    file = file or f"{rules.id}.toml"
    known = _KnownIds.of(community, rules, seats=seats)
    named = [*_office_names(rules, known), *_other_names(rules, known), *_override_names(rules, known)]
    for where, some in (("seats", rules.seats), ("committee.seats", rules.committee.seats)):
        for number, seat in enumerate(some):
            named += _seat_names(f"{where}[{number}]", seat, known)
    found = [_unknown(file, where, word, words) for where, word, words in named if word not in words]
    found += [
        problem for number, seat in enumerate(rules.seats) for problem in _own_seats(file, number, seat, community)
    ]
    if known.seats and not found:  # only seats whose places are known can be counted
        found += _given_twice(file, "seats", rules.seats, rules, community)
        found += _given_twice(file, "committee.seats", rules.committee.seats, rules, community)
    found += _own_deputies(file, rules, community)
    found += _sides_of_opposites(file, rules, community)
    found += _inner_anchors(file, rules)
    found += _hosts_that_are_gone(file, rules, community)
    found += _circles(file, rules)
    for where, words in (
        ("parts", [part.id for part in rules.parts]),
        ("offices", ["host", "chair", *(office.id for office in rules.offices)]),
        ("outputs", [output.id for output in rules.outputs]),
        ("beside", [beside.id for beside in rules.beside]),
        ("milestones", [milestone.id for milestone in rules.milestones]),
        ("dispatches", [dispatch.id for dispatch in rules.dispatches]),
        (
            "overrides",
            [f"{override.office} {override.year} {override.meeting or ''}".strip() for override in rules.overrides],
        ),
    ):
        found += _twice(file, where, words)
    return found + _subject_problems(file, rules)


def history_problems(
    history: History,
    community: Community,
    offices: Mapping[str, Sequence[str]],
    *,
    rules: Sequence[MeetingRules] = (),
) -> list[Problem]:
    """Return what the history names that does not exist, and what cannot be as it is written.

    `offices` are the ids of the offices of each meeting type, `rules` every version of the rules of each.
    """
    file = "history.toml"
    sides = [side.id for side in community.sides]
    organisations = [organisation.id for organisation in community.organisations]
    named: list[NameToCheck] = []
    for number, edition in enumerate(history.editions):
        at = f"editions[{number}]"
        named.append((f"{at}.meeting", edition.meeting, community.meetings))
        named += [(f"{at}.host_side.value", edition.host_side.value, sides)] if edition.host_side else []
        named += [(f"{at}.host.value", edition.host.value, organisations)] if edition.host else []
        for office, fact in edition.offices.items():
            named.append((f"{at}.offices.{office}", office, offices.get(edition.meeting, [office])))
            named.append((f"{at}.offices.{office}.value", fact.value, sides))
    found = [_unknown(file, where, word, words) for where, word, words in named if word not in words]
    ordinary = [f"{edition.meeting} {edition.year}" for edition in history.editions if not edition.extra]
    for number, edition in enumerate(history.editions):
        if ordinary.count(f"{edition.meeting} {edition.year}") < 2:  # else its year is told to be wrong already
            found += against_itself(file, f"editions[{number}]", edition, community)
    found += [
        _unknown(file, f"systems[{number}].meeting", system.meeting, community.meetings)
        for number, system in enumerate(history.systems)
        if system.meeting not in community.meetings
    ]
    found += implausible(file, history, rules)
    return found + _twice(file, "editions", ordinary, remedy=Phrase("mark the extra meeting with extra = true"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _KnownIds:
    """The ids that rules may name."""

    sides: list[str]
    areas: list[str]
    bodies: list[str]
    kinds: list[str]
    organisations: Mapping[str, str]
    """With the side of each."""
    meetings: list[str]
    milestones: list[str]
    offices: list[str]
    parts: list[str]
    seats: frozenset[str]

    @classmethod
    def of(cls, community: Community, rules: MeetingRules, *, seats: Iterable[str]) -> _KnownIds:
        return cls(
            sides=[side.id for side in community.sides],
            areas=[area.id for area in community.areas],
            bodies=[body.id for body in community.bodies],
            kinds=sorted({body.kind for body in community.bodies if body.kind}),
            organisations={organisation.id: organisation.side for organisation in community.organisations},
            meetings=list(community.meetings),
            milestones=[milestone.id for milestone in rules.milestones],
            offices=["host", "chair", *(office.id for office in rules.offices)],
            parts=list(rules.part_titles()),
            seats=frozenset(seats),
        )

    @property
    def parties(self) -> list[str]:
        return [*self.bodies, *self.organisations]


def _office_names(rules: MeetingRules, known: _KnownIds) -> Iterator[NameToCheck]:
    offices: list[tuple[str, Office]] = [("host", rules.host), ("chair", rules.chair)]
    offices += [(f"offices[{number}]", office) for number, office in enumerate(rules.offices)]
    for at, office in offices:
        yield from ((f"{at}.order[{number}]", side, known.sides) for number, side in enumerate(office.order))
        yield from (
            (f"{at}.continues[{number}]", meeting, known.meetings) for number, meeting in enumerate(office.continues)
        )
        yield from ((f"{at}.seats[{number}]", seat, known.seats) for number, seat in enumerate(office.seats))
        if office.side:
            yield f"{at}.side", office.side, known.sides
        if office.of:
            yield f"{at}.of", office.of, known.offices
        for number, inner in enumerate(office.inner):
            inside = [organisation for organisation, side in known.organisations.items() if side == inner.side]
            yield f"{at}.inner[{number}].side", inner.side, known.sides
            for place, member in enumerate(inner.order):
                yield f"{at}.inner[{number}].order[{place}]", member, inside
    for number, named in enumerate(rules.offices):
        if named.body:
            yield f"offices[{number}].body", named.body, known.bodies
        if named.kind:
            yield f"offices[{number}].kind", named.kind, known.kinds


def _other_names(rules: MeetingRules, known: _KnownIds) -> Iterator[NameToCheck]:
    if rules.secretariat.body:
        yield "secretariat.body", rules.secretariat.body, known.bodies
    for number, party in enumerate(rules.secretariat.together):
        yield f"secretariat.together[{number}]", party, known.parties
    if rules.committee.body:
        yield "committee.body", rules.committee.body, known.bodies
    if rules.costs.organisation:
        yield "costs.organisation", rules.costs.organisation, known.organisations
    for number, part in enumerate(rules.parts):
        if part.host:
            yield f"parts[{number}].host", part.host, known.offices
        if part.chair:
            yield f"parts[{number}].chair", part.chair, known.offices
    for number, output in enumerate(rules.outputs):
        yield from ((f"outputs[{number}].to[{at}]", party, known.parties) for at, party in enumerate(output.to))
    for number, beside in enumerate(rules.beside):
        if beside.side:
            yield f"beside[{number}].side", beside.side, known.sides
    for number, dispatch in enumerate(rules.dispatches):
        if dispatch.milestone:
            yield f"dispatches[{number}].milestone", dispatch.milestone, known.milestones


def _override_names(rules: MeetingRules, known: _KnownIds) -> Iterator[NameToCheck]:
    for number, override in enumerate(rules.overrides):
        at = f"overrides[{number}]"
        if override.side:
            yield f"{at}.side", override.side, known.sides
        yield f"{at}.office", override.office, known.offices
        if override.meeting:
            yield f"{at}.meeting", override.meeting, [rules.id, *rules.further()]
        if override.organisation:
            inside = [organisation for organisation, side in known.organisations.items() if override.side in {"", side}]
            yield f"{at}.organisation", override.organisation, inside


def _seat_names(at: str, seat: SeatRule, known: _KnownIds) -> Iterator[NameToCheck]:
    if seat.side:
        yield f"{at}.side", seat.side, known.sides
    if seat.kind:
        yield f"{at}.kind", seat.kind, known.kinds
    if seat.holder:
        yield f"{at}.holder", seat.holder, known.parties
    if seat.part:
        yield f"{at}.part", seat.part, known.parts
    yield from ((f"{at}.parts.{part}", part, known.parts) for part in seat.parts)
    yield from ((f"{at}.areas[{number}]", area, known.areas) for number, area in enumerate(seat.areas))
    yield from ((f"{at}.of[{number}]", party, known.parties) for number, party in enumerate(seat.of))
    for number, organisation in enumerate(seat.organisations):
        yield f"{at}.organisations[{number}]", organisation, known.organisations
    for number, exception in enumerate(seat.exceptions):
        yield f"{at}.exceptions[{number}].organisation", exception.organisation, known.organisations
    if is_slug(seat.named_by):
        yield f"{at}.named_by", seat.named_by, [*known.parties, *known.sides]


def _own_seats(file: str, number: int, seat: SeatRule, community: Community) -> Iterator[Problem]:
    """Yield the bodies that do not have the seat that is said to be their own, or none at all to invite."""
    for body in community.bodies if seat.whole else ():
        if not body.seats and (body.id == seat.holder or (seat.kind and body.kind == seat.kind)):
            what = Phrase("the whole of {body} is nobody: it has no seats", body=body.name)
            remedy = Phrase("write its seats under [[bodies.seats]] in community.toml")
            yield Problem(file=file, where=f"seats[{number}].whole", what=what, remedy=remedy)
    for body in community.bodies if seat.from_body else ():
        own = [seat.id for seat in body.seats]
        if (body.id == seat.holder or (seat.kind and body.kind == seat.kind)) and seat.id not in own:
            what = Phrase("{body} has no seat '{seat}'", body=body.name, seat=seat.id)
            yield Problem(file=file, where=f"seats[{number}].id", what=what, remedy=did_you_mean(seat.id, own))


def _given_twice(
    file: str, where: str, some: Sequence[SeatRule], rules: MeetingRules, community: Community
) -> Iterator[Problem]:
    for seat_id, first, second in seats_twice(some, rules, community):
        other = f"{where}[{first}]" if first != second else Phrase("the same rule")
        what = Phrase("{other} gives the seat '{seat}' too", other=other, seat=seat_id)
        remedy = Phrase("give one another id, or take it away")
        yield Problem(file=file, where=f"{where}[{second}].id", what=what, remedy=remedy)


def _own_deputies(file: str, rules: MeetingRules, community: Community) -> Iterator[Problem]:
    """Yield the deputies whose seat the body has as a seat of its own."""
    bodies = {body.id: {seat.id for seat in body.seats} for body in community.bodies}
    for number, rule in enumerate(rules.seats):
        holders = [
            body.id for body in community.bodies if body.id == rule.holder or (rule.kind and body.kind == rule.kind)
        ]
        for body in holders if rule.deputies else ():
            if f"{rule.id}-vara" in bodies[body]:
                what = Phrase("the deputy's seat '{seat}' is a seat of the body's own", seat=f"{body}.{rule.id}-vara")
                remedy = Phrase("leave out deputies, or take the seat away from the body")
                yield Problem(file=file, where=f"seats[{number}].deputies", what=what, remedy=remedy)


def _sides_of_opposites(file: str, rules: MeetingRules, community: Community) -> Iterator[Problem]:
    """Yield the offices across from another where the community has more or fewer than two sides."""
    for office_id in _office_ids(rules):
        if rules.office(office_id).how == "opposite" and len(community.sides) != 2:
            what = Phrase("'opposite' needs exactly two sides, and there are {number}", number=len(community.sides))
            remedy = Phrase("write how = 'rotates' with an order")
            yield Problem(file=file, where=f"{office_id}.how", what=what, remedy=remedy)


def _inner_anchors(file: str, rules: MeetingRules) -> Iterator[Problem]:
    """Yield the turns inside a side that are counted from a year when another side had the office."""
    for office_id in _office_ids(rules):
        office = rules.office(office_id)
        if office.how != "rotates" or office.counting is None or office.counting.by == "held_meeting":
            continue  # where meetings are counted, only the history knows
        for number, inner in enumerate(office.inner):
            turn = by_calendar(office, inner.anchor.year)
            if turn != inner.side:
                year, side = inner.anchor.year, inner.side
                what = Phrase("in {year} it was the turn of '{turn}', not of '{side}'", year=year, turn=turn, side=side)
                where = f"{office_id}.inner[{number}].anchor.year"
                remedy = Phrase("write a year when this side has the turn")
                yield Problem(file=file, where=where, what=what, remedy=remedy)


def _hosts_that_are_gone(file: str, rules: MeetingRules, community: Community) -> Iterator[Problem]:
    """Yield the decisions for an organisation that does not exist in their year."""
    for number, override in enumerate(rules.overrides):
        named = [organisation for organisation in community.organisations if organisation.id == override.organisation]
        if named and not any(
            holds_in(organisation.valid_from, organisation.valid_to, override.year) for organisation in named
        ):
            follower = named[-1].successor
            party, year = override.organisation, override.year
            what = Phrase("'{organisation}' is not a party in {year}", organisation=party, year=year)
            remedy = (
                Phrase("it became part of '{follower}'", follower=follower)
                if follower
                else Phrase("write an organisation that exists then")
            )
            yield Problem(file=file, where=f"overrides[{number}].organisation", what=what, remedy=remedy)


def _circles(file: str, rules: MeetingRules) -> Iterator[Problem]:
    """Yield the offices that follow themselves, round some others or directly."""
    known = _office_ids(rules)
    for office_id in known:
        seen, at = [office_id], rules.office(office_id).of
        while at in known and at not in seen:
            seen.append(at)
            at = rules.office(at).of
        if at == office_id:
            what = Phrase("{offices} goes round in a circle", offices=" → ".join([*seen, office_id]))
            remedy = Phrase("let one of them say its own rule")
            yield Problem(file=file, where=f"{office_id}.of", what=what, remedy=remedy)


def _office_ids(rules: MeetingRules) -> list[str]:
    return ["host", "chair", *(office.id for office in rules.offices)]


def _subject_problems(file: str, rules: MeetingRules) -> list[Problem]:
    found = []
    for number, dispatch in enumerate(rules.dispatches):
        try:
            fields = {name for _, name, _, _ in string.Formatter().parse(dispatch.subject) if name is not None}
        except ValueError:
            fields = {"{"}
        if fields - {"year", "meeting"}:
            found.append(
                Problem(
                    file=file,
                    where=f"dispatches[{number}].subject",
                    what=Phrase("the subject has a field that cannot be filled in"),
                    remedy=Phrase("use {first} and {second} only", first="{year}", second="{meeting}"),
                )
            )
    return found


def _unknown(file: str, where: str, word: str, known: Iterable[str]) -> Problem:
    what = Phrase("unknown '{word}'", word=word)
    return Problem(file=file, where=where, what=what, remedy=did_you_mean(word, known))


def _twice(file: str, where: str, words: Iterable[str], *, remedy: Phrase | None = None) -> list[Problem]:
    own = remedy or Phrase("give each its own")
    return [
        Problem(file=file, where=where, what=Phrase("'{word}' stands twice", word=word), remedy=own)
        for word, number in Counter(words).items()
        if number > 1
    ]
