"""What changes between the record date and the meeting (i mellomtida): who ends, who begins, who follows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cycle.catalogue import say, sentence
from cycle.governance.elections import election_between, election_of, later
from cycle.governance.rule import holds
from cycle.governance.rules import MeetingRules
from cycle.governance.seats import RuledSeat, mandates_on
from cycle.model import Body, Community, Mandate, Meanwhile, MeanwhileKind, Organisation, Register
from cycle.wording import in_a_sentence, listed, long_date, seat_label, seat_with_place

ONE_DAY = dt.timedelta(days=1)
LEFT = frozenset({"ends", "seat", "runs_out", "handed_over"})
"""The changes after which those who were asked no longer hold their seats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days from the record date to the meeting, and what is known about them."""

    community: Community
    register: Register
    record_date: dt.date
    meeting: dt.date
    """The day of the meeting."""
    seats: Sequence[RuledSeat]
    """The seats the rules give on the record date."""
    then: Sequence[RuledSeat]
    """The seats the rules give on the day of the meeting."""
    asked: Mapping[str, str]
    """Seat → id of the person who is asked for it: on the list, or a member."""
    rules: MeetingRules | None = None
    rules_then: MeetingRules | None = None
    """The rules on either day; None for those on the day of the meeting when none hold then."""


def meanwhile(span: Span) -> tuple[Meanwhile, ...]:
    """Return what changes after the record date and no later than the meeting, by day; nothing where that is not so.

    Nothing is decided here: somebody who will have left stays on the list until people take them off it.
    """
    if span.meeting <= span.record_date:
        return ()
    context = _Context.of(span)
    found = [*_rules(context), *_places(context), *_seats(context), *_mandates(context), *_elections(context)]
    return tuple(sorted(found, key=lambda change: (change.on, change.kind != "ends", change.what)))


def leaving(changes: Iterable[Meanwhile]) -> frozenset[str]:
    """Return the seats whose holders, as they are asked, will not hold them on the day of the meeting."""
    return frozenset(seat for change in changes if change.kind in LEFT for seat in change.seats)


Place = Organisation | Body


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """The span with what the sentences are made of."""

    span: Span
    before: Mapping[str, Place]
    """Organisations and bodies on the record date, by id."""
    after: Mapping[str, Place]
    """The same on the day of the meeting."""
    names: Mapping[str, str]
    """Persons' names by id."""
    now: Mapping[str, RuledSeat]
    then: Mapping[str, RuledSeat]
    held: Mapping[str, Sequence[Mandate]]
    """Who holds each seat on the day of the meeting."""

    @classmethod
    def of(cls, span: Span) -> _Context:
        held: dict[str, list[Mandate]] = defaultdict(list)
        for mandate in sorted(
            mandates_on(span.register, span.meeting), key=lambda mandate: (mandate.seat, mandate.person)
        ):
            held[mandate.seat].append(mandate)
        return cls(
            span=span,
            before=_there(span.community, span.record_date),
            after=_there(span.community, span.meeting),
            names={person.id: person.name for person in span.register.persons},
            now={seat.id: seat for seat in span.seats},
            then={seat.id: seat for seat in span.then},
            held=held,
        )

    def holders(self, seat: str) -> list[str]:
        """Return the ids of those who hold the seat on the day of the meeting."""
        return list(dict.fromkeys(mandate.person for mandate in self.held.get(seat, ())))

    def person(self, person_id: str) -> str:
        """Return the person's name; the id of one who is not in the register."""
        return self.names.get(person_id, person_id)

    def say(self, text: str, /, **values: object) -> str:
        """Return a sentence of the catalogue in the form of the community."""
        return say(self.span.community.language, text, **values)

    def people(self, person_ids: Iterable[str]) -> str:
        """Return the persons' names; that there is nobody in the register for none."""
        return listed([self.person(person_id) for person_id in person_ids]) or self.say("nobody in the register")

    @property
    def gone(self) -> frozenset[str]:
        """The places that are no more on the day of the meeting."""
        return frozenset(self.before) - frozenset(self.after)

    @property
    def new(self) -> frozenset[str]:
        """The places that are not there yet on the record date."""
        return frozenset(self.after) - frozenset(self.before)


def _there(community: Community, on: dt.date) -> dict[str, Place]:
    places: list[Place] = [*community.organisations, *community.bodies]
    return {body.id: body for body in places if holds(body.valid_from, body.valid_to, on)}


def _rules(context: _Context) -> Iterator[Meanwhile]:
    """Yield that other rules, or none, hold on the day of the meeting."""
    span = context.span
    if span.rules is None or span.rules_then is span.rules:
        return
    if span.rules_then is None:
        last = span.rules.valid_to or span.meeting
        none = sentence("The rules of {meeting} hold until {day}; on the day of the meeting no rules hold.")
        what = context.say(none, meeting=in_a_sentence(span.rules.name_definite), day=long_date(last))
        yield Meanwhile(kind="rules", on=last + ONE_DAY, what=what)
    elif span.rules_then.version != span.rules.version:
        first = span.rules_then.valid_from or span.meeting
        what = context.say(
            "The rules have a new version from {day} ({new}). The list follows those that hold on the record "
            "date ({old}).",
            day=long_date(first),
            new=span.rules_then.version,
            old=span.rules.version,
        )
        yield Meanwhile(kind="rules", on=first, what=what)


def _places(context: _Context) -> Iterator[Meanwhile]:
    """Yield the organisations and bodies that end, begin or get another name."""
    for place_id, place in context.before.items():
        if place_id in context.gone and (isinstance(place, Organisation) or _of_place(context.now, place_id)):
            yield _ended(context, place)
        elif place_id in context.after and context.after[place_id].name != place.name:
            now = context.after[place_id]
            first = now.valid_from or context.span.meeting
            renamed = sentence("{was} is called {now} from {day}. Letters from before that have the old name.")
            what = context.say(renamed, was=place.name, now=now.name, day=long_date(first))
            yield Meanwhile(kind="renamed", on=first, what=what, seats=tuple(_of_place(context.now, place_id)))
    for place_id in context.after:
        if place_id in context.new and (
            isinstance(context.after[place_id], Organisation) or _of_place(context.then, place_id)
        ):
            yield _begun(context, context.after[place_id])


def _ended(context: _Context, place: Place) -> Meanwhile:
    last = place.valid_to or context.span.meeting
    seats = _of_place(context.now, place.id)
    asked = {seat: context.span.asked[seat] for seat in seats if seat in context.span.asked}
    follower = _successor(context, place)
    ends = (
        sentence("{place} exists until {day} and then becomes part of {follower}.")
        if follower
        else sentence("{place} exists until {day}.")
    )
    sentences = [
        context.say(ends, place=place.name, day=long_date(last), follower=follower.name if follower else ""),
    ]
    if not follower and isinstance(place, Organisation):
        sentences.append(context.say("Nobody is entered as its successor."))
    if asked:
        people = [f"{context.person(who)} ({seats[seat].invited.title})" for seat, who in asked.items()]
        invited = (
            sentence("{people} is invited from here.")
            if len(set(asked.values())) == 1
            else sentence("{people} are invited from here.")
        )
        sentences.append(context.say(invited, people=listed(people)))
    else:
        sentences.append(context.say("Nobody from here is on the list."))
    return Meanwhile(
        kind="ends",
        on=last + ONE_DAY,
        what=" ".join(sentences),
        seats=tuple(seats),
        people=tuple(dict.fromkeys(asked.values())),
        follows=(follower.id,) if follower else (),
    )


def _successor(context: _Context, place: Place) -> Organisation | None:
    """Return the organisation it became part of, or the one that did so in turn, that is there on the meeting day."""
    organisations = {organisation.id: organisation for organisation in context.span.community.organisations}
    seen: set[str] = set()
    at = place.successor if isinstance(place, Organisation) else ""
    while at in organisations and at not in seen:
        there = context.after.get(at)
        if isinstance(there, Organisation):
            return there
        seen.add(at)
        at = organisations[at].successor
    return None


def _begun(context: _Context, place: Place) -> Meanwhile:
    first = place.valid_from or context.span.meeting
    seats = _of_place(context.then, place.id)
    before = [
        body.name for body in context.before.values() if isinstance(body, Organisation) and body.successor == place.id
    ]
    begins = (
        sentence("{place} exists from {day} and takes over from {before}.")
        if before
        else sentence("{place} exists from {day}.")
    )
    sentences = [context.say(begins, place=place.name, day=long_date(first), before=listed(before))]
    holders = {seat: context.holders(seat) for seat in seats}
    if seats:
        named = [
            _with_names(context, ruled_seat, holders[seat])
            for seat, ruled_seat in seats.items()
            if not ruled_seat.deputy_of
        ]
        not_there = sentence("The rules give a seat to {people}, but none of them is on the list.")
        if len(named) == 1:
            not_there = sentence("The rules give a seat to {people}, who is not on the list.")
        sentences.append(context.say(not_there, people=listed(named)))
    else:
        sentences.append(context.say("The rules give no seat at the meeting from here."))
    follows = tuple(dict.fromkeys(who for some in holders.values() for who in some))
    return Meanwhile(kind="begins", on=first, what=" ".join(sentences), seats=tuple(seats), follows=follows)


def _with_names(context: _Context, seat: RuledSeat, people: Sequence[str]) -> str:
    return f"{seat.invited.title} ({context.people(people)})"


def _of_place(seats: Mapping[str, RuledSeat], place_id: str) -> dict[str, RuledSeat]:
    return {
        seat_id: seat for seat_id, seat in seats.items() if seat_id.partition(".")[0] == place_id and not seat.deputy_of
    }


def _seats(context: _Context) -> Iterator[Meanwhile]:
    """Yield the seats that come or go by the rules while the place they belong to stays."""
    for seat_id, seat in context.now.items():
        if seat_id not in context.then and _place(seat_id) not in context.gone and not seat.deputy_of:
            who = context.span.asked.get(seat_id, "")
            what = context.say(
                "By the rules, the seat as {seat} no longer exists on the day of the meeting.", seat=_named(seat)
            )
            what += " " + context.say("{name} is invited.", name=context.person(who)) if who else ""
            yield _change(context, "seat", seat_id, what, people=(who,) if who else ())
    for seat_id, seat in context.then.items():
        if (
            seat_id not in context.now
            and _place(seat_id) not in context.new
            and not seat.deputy_of
            and not seat.optional
        ):
            people = context.holders(seat_id)
            new = sentence(
                "The rules give a seat as {seat} on the day of the meeting ({people}), and the seat is not on the list."
            )
            what = context.say(new, seat=_named(seat), people=context.people(people))
            yield _change(context, "seat", seat_id, what, follows=tuple(people))


def _mandates(context: _Context) -> Iterator[Meanwhile]:
    """Yield the seats that have another holder, or none, on the day of the meeting."""
    for seat_id, seat in context.now.items():
        if seat_id not in context.then:
            continue
        who, people = context.span.asked.get(seat_id), context.holders(seat_id)
        if who is not None and people != [who]:
            yield _left(context, seat, who, people)
        elif who is None and not seat.deputy_of:
            yield from _filled(context, seat, people)


def _filled(context: _Context, seat: RuledSeat, people: Sequence[str]) -> Iterator[Meanwhile]:
    """Yield that somebody nobody asked holds the seat on the day of the meeting, where nobody is asked for it."""
    before = {
        mandate.person
        for mandate in mandates_on(context.span.register, context.span.record_date)
        if mandate.seat == seat.id
    }
    asked = set(context.span.asked.values())
    new = [person for person in people if person not in before and person not in asked]
    if not new:
        return
    on = min(mandate.valid_from or context.span.meeting for mandate in context.held[seat.id] if mandate.person in new)
    filled = sentence(
        "The seat as {seat} is vacant on the record date; {people} begins on {day} and is not on the list."
    )
    if before:
        filled = sentence(
            "The seat as {seat} has no person on the list; {people} begins on {day} and is not on the list."
        )
    what = context.say(filled, seat=_named(seat), people=context.people(new), day=long_date(on))
    yield Meanwhile(kind="filled", on=on, what=what, seats=(seat.id,), follows=tuple(new))


def _left(context: _Context, seat: RuledSeat, who: str, people: Sequence[str]) -> Meanwhile:
    last = _last_day(context, seat.id, who)
    about = {"name": context.person(who), "seat": _named(seat), "day": long_date(last)}
    others = [person for person in people if person != who]
    if who in people:
        both = sentence("{people} have the same seat on the day of the meeting: {seat}. Correct the register.")
        what = context.say(both, people=context.people([who, *others]), **about)
        return _change(context, "handed_over", seat.id, what, people=(who,), follows=tuple(others))
    if others:
        follows = sentence("{name} is {seat} until {day}. {others} takes over and is not on the list.")
        if all(other in set(context.span.asked.values()) for other in others):
            follows = sentence("{name} is {seat} until {day}. {others} takes over and is on the list already.")
        what = context.say(follows, others=context.people(others), **about)
        return _change(context, "handed_over", seat.id, what, people=(who,), follows=tuple(others), on=last + ONE_DAY)
    nobody = sentence("{name} is {seat} until {day}. Nobody is entered after that; {namer} must name somebody new.")
    what = context.say(nobody, namer=seat.named_by, **about)
    return _change(context, "runs_out", seat.id, what, people=(who,), on=last + ONE_DAY)


def _last_day(context: _Context, seat_id: str, who: str) -> dt.date:
    """Return the last day before the meeting on which the person holds the seat."""
    ends = [
        mandate.valid_to
        for mandate in context.span.register.mandates
        if (mandate.seat, mandate.person) == (seat_id, who)
        and mandate.valid_to
        and mandate.valid_to < context.span.meeting
    ]
    return max(ends, default=context.span.record_date)


def _elections(context: _Context) -> Iterator[Meanwhile]:
    """Yield the elections and the ends of terms after which somebody else may hold a seat."""
    by_election: dict[int, list[str]] = defaultdict(list)
    for seat_id, who in context.span.asked.items():
        seat = context.now.get(seat_id)
        mandate = next((mandate for mandate in context.held.get(seat_id, ()) if mandate.person == who), None)
        if seat is None or mandate is None or seat_id not in context.then:
            continue
        if seat.election and (
            year := election_between(context.span.record_date, context.span.meeting, mandate.valid_from)
        ):
            by_election[year].append(seat_id)
        if seat.term_years and mandate.valid_from:
            over = later(mandate.valid_from, seat.term_years)
            if context.span.record_date < over <= context.span.meeting:
                what = context.say(
                    "The term of {years} years as {seat} ends on {day} for {name}. Ask whether they stay.",
                    years=seat.term_years,
                    seat=_named(seat),
                    day=long_date(over - ONE_DAY),
                    name=context.person(who),
                )
                yield _change(context, "election", seat_id, what, people=(who,), on=over)
    for year, seats in by_election.items():
        named = [seat_label(context.now[seat].invited) for seat in seats]
        what = context.say(
            "After the municipal elections in the autumn of {year} somebody else may hold these seats on the "
            "day of the meeting: {seats}. The register says nothing of it yet.",
            year=year,
            seats=listed(named),
        )
        people = tuple(dict.fromkeys(context.span.asked[seat] for seat in seats))
        on = min(max(election_of(year), context.span.record_date + ONE_DAY), context.span.meeting)
        yield Meanwhile(kind="election", on=on, what=what, seats=tuple(seats), people=people)


def _change(
    context: _Context,
    kind: MeanwhileKind,
    seat: str,
    what: str,
    *,
    people: tuple[str, ...] = (),
    follows: tuple[str, ...] = (),
    on: dt.date | None = None,
) -> Meanwhile:
    return Meanwhile(kind=kind, on=on or context.span.meeting, what=what, seats=(seat,), people=people, follows=follows)


def _named(seat: RuledSeat) -> str:
    return seat_with_place(seat.invited.title, seat.invited.organisation)


def _place(seat: str) -> str:
    return seat.partition(".")[0]
