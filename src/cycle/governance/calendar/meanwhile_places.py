"""What changes between the record date and the meeting of organisations and bodies: who ends, begins, is renamed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cycle.catalogue import sentence
from cycle.governance.calendar.meanwhile_span import ONE_DAY, OrganisationOrBody, SpanInWords
from cycle.governance.inviting.seats import RuledSeat
from cycle.model import Meanwhile, Organisation
from cycle.wording import listed, long_date


def changed_places(context: SpanInWords) -> Iterator[Meanwhile]:
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


def _ended(context: SpanInWords, place: OrganisationOrBody) -> Meanwhile:
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


def _successor(context: SpanInWords, place: OrganisationOrBody) -> Organisation | None:
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


def _begun(context: SpanInWords, place: OrganisationOrBody) -> Meanwhile:
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
            _with_holders(context, ruled_seat, holders[seat])
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


def _with_holders(context: SpanInWords, seat: RuledSeat, people: Sequence[str]) -> str:
    return f"{seat.invited.title} ({context.people(people)})"


def _of_place(seats: Mapping[str, RuledSeat], place_id: str) -> dict[str, RuledSeat]:
    return {
        seat_id: seat for seat_id, seat in seats.items() if seat_id.partition(".")[0] == place_id and not seat.deputy_of
    }
