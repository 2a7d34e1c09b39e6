"""Who is in the register and not invited, and which seats stand empty without being vacant, each with the reason."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cycle.catalogue import counted, say, sentence
from cycle.governance.community_data.rule import holds
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.inviting.places import place_of
from cycle.governance.inviting.seats import RuledSeat
from cycle.model import Community, InvitedSeat, Language, LeftOut, Mandate, Organisation, Person, Register
from cycle.wording import in_a_sentence, long_date, seat_label, seat_with_place

RECENTLY = dt.timedelta(days=365)
"""A mandate that ended longer ago than this before the record date is not mentioned."""
OTHERS = sentence(
    "The mandate as {seat} gives no seat at the meeting: the rules invite {number} from here, and "
    "this is not one of them ({clause})."
)
OTHERS_OF_MANY = sentence(
    "The mandates give no seat at the meeting: the rules invite {number} from the same place, and "
    "these are not among them ({clause})."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the reasons are made of."""

    rules: MeetingRules
    on: dt.date
    printed: Mapping[str, tuple[str, str]]
    """Every seat that any rule knows: organisation or body, and title."""
    beside: Mapping[str, Sequence[InvitedSeat]]
    """The seats the rules give, by the place they belong to."""
    organisations: Mapping[str, Organisation]
    """By id, the latest of those that had the same."""
    language: Language

    def say(self, text: str, /, **values: object) -> str:
        """Return a sentence of the catalogue in the form of the community."""
        return say(self.language, text, **values)


def left_out(
    rules: MeetingRules,
    community: Community,
    register: Register,
    *,
    printed: Mapping[str, tuple[str, str]],
    seats: Sequence[RuledSeat],
    uninvited: Mapping[str, Person | None],
    invited: Container[str],
    stepped_in: Container[str] = (),
    on: dt.date,
) -> tuple[LeftOut, ...]:
    """Return the persons that are not invited, by name, then the seats without an invitation and without a vacancy.

    `uninvited` are those seats with who holds them; `invited` the ids of the persons that are invited;
    `stepped_in` the empty seats that have a deputy on the list.
    """
    beside: dict[str, list[InvitedSeat]] = defaultdict(list)
    for seat in seats:
        if not seat.deputy_of:
            beside[place_of(seat.id)].append(seat.invited)
    around = Around(
        rules=rules,
        on=on,
        printed=printed,
        beside=beside,
        organisations={organisation.id: organisation for organisation in community.organisations},
        language=community.language,
    )
    empty = (_seat_left_out(seat, uninvited[seat.id], stepped_in, around) for seat in seats if seat.id in uninvited)
    return (*_persons(register, around, uninvited=uninvited, invited=invited), *empty)


def _persons(
    register: Register, around: Around, *, uninvited: Container[str], invited: Container[str]
) -> Iterator[LeftOut]:
    mandates: dict[str, list[Mandate]] = defaultdict(list)
    for held in register.mandates:
        explained = held.seat in uninvited and holds(held.valid_from, held.valid_to, around.on)
        mandates[held.person] += [] if explained else [held]
    for person in sorted(register.persons, key=lambda person: (person.name, person.id)):
        if person.id in invited:
            continue
        own = sorted(mandates.get(person.id, ()), key=lambda mandate: (mandate.seat, str(mandate.valid_from)))
        reasons = [(mandate, why) for mandate in own if (why := _why(mandate, around))]
        if person.id not in mandates:
            many = around.say("Are in the register without a seat.")
            yield LeftOut(who=person.name, why=around.say("Is in the register without a seat."), why_of_many=many)
        elif len(reasons) == 1:
            yield _by_one_reason(person, *reasons[0], around)
        elif reasons:
            yield LeftOut(who=person.name, why=" ".join(why for _, why in reasons))


def _by_one_reason(person: Person, mandate: Mandate, why: str, around: Around) -> LeftOut:
    """Return who is left out by one mandate, with what is said when others are left out by the same."""
    many = _why_of_many(mandate, around)
    if not many:
        return LeftOut(who=person.name, why=why)
    place, title = around.printed[mandate.seat]
    return LeftOut(who=person.name, why=why, title=title, place=place, why_of_many=many)


def _seat_left_out(seat: RuledSeat, person: Person | None, stepped_in: Container[str], around: Around) -> LeftOut:
    invited = seat.invited
    named = seat_with_place(invited.title, invited.organisation)
    if person and seat.deputy_of in stepped_in:
        why = sentence("The seat as {seat} gives no invitation: a deputy earlier in line is invited.")
    elif person:
        why = sentence("The seat as {seat} gives no invitation: a deputy attends only when called in.")
    elif seat.deputy_of:
        why = sentence("Nobody is named as {seat}.")
    else:
        why = sentence("The seat as {seat} is optional, and nobody has it.")
    who = person.name if person else seat_label(invited)
    return LeftOut(who=who, why=around.say(why, seat=named), seat=seat.id, clause=invited.clause)


def _why(mandate: Mandate, around: Around) -> str:
    """Return why this mandate gives no invitation; nothing when it ended long ago."""
    rules, on = around.rules, around.on
    meeting = in_a_sentence(rules.name_definite)
    if mandate.seat not in around.printed:
        unknown = sentence("The rules of {meeting} do not know the seat «{id}»; look for a slip of the pen.")
        return around.say(unknown, meeting=meeting, id=mandate.seat)
    place, title = around.printed[mandate.seat]
    seat = seat_with_place(title, place)
    if mandate.valid_to and mandate.valid_to < on:
        ended = around.say("The mandate as {seat} ended on {day}.", seat=seat, day=long_date(mandate.valid_to))
        return ended if on - mandate.valid_to <= RECENTLY else ""
    if mandate.valid_from and mandate.valid_from > on:
        later = sentence("The mandate as {seat} begins on {day}, after the record date {record}.")
        return around.say(later, seat=seat, day=long_date(mandate.valid_from), record=long_date(on))
    if gone := _dissolved(mandate, around):
        return around.say("The mandate as {seat} gives no seat at the meeting: {why}", seat=seat, why=gone)
    if others := around.beside.get(place_of(mandate.seat)):
        number = counted(around.language, len(others), "{number} seat", "{number} seats")
        return around.say(OTHERS, seat=seat, number=number, clause=others[0].clause)
    why = sentence("The mandate as {seat} gives no seat at the meeting: no rule of {meeting} gives one ({clause}).")
    return around.say(why, seat=seat, meeting=meeting, clause=rules.purpose.clause)


def _why_of_many(mandate: Mandate, around: Around) -> str:
    """Return the reason without the seat; nothing where it is a slip, or what became of one organisation."""
    rules, on = around.rules, around.on
    if mandate.seat not in around.printed:
        return ""
    if mandate.valid_to and mandate.valid_to < on:
        return around.say("The mandates ended on {day}.", day=long_date(mandate.valid_to))
    if mandate.valid_from and mandate.valid_from > on:
        later = sentence("The mandates begin on {day}, after the record date {record}.")
        return around.say(later, day=long_date(mandate.valid_from), record=long_date(on))
    if _dissolved(mandate, around):
        return ""
    if others := around.beside.get(place_of(mandate.seat)):
        number = counted(around.language, len(others), "{number} seat", "{number} seats")
        return around.say(OTHERS_OF_MANY, number=number, clause=others[0].clause)
    none = sentence("The mandates give no seat at the meeting: no rule of {meeting} gives one ({clause}).")
    return around.say(none, meeting=in_a_sentence(rules.name_definite), clause=rules.purpose.clause)


def _dissolved(mandate: Mandate, around: Around) -> str:
    """Return what became of the organisation when it no longer exists on the day."""
    organisation = around.organisations.get(place_of(mandate.seat))
    if organisation is None or organisation.valid_to is None or around.on <= organisation.valid_to:
        return ""
    successor = around.organisations.get(organisation.successor)
    gone = (
        sentence("{name} existed until {day} and then became part of {successor}.")
        if successor
        else sentence("{name} existed until {day}.")
    )
    day, follower = long_date(organisation.valid_to), successor.name if successor else ""
    return around.say(gone, name=organisation.name, day=day, successor=follower)
