"""What changes between the record date and the meeting (i mellomtida): who ends, who begins, who follows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from cycle.catalogue import sentence
from cycle.governance.calendar.elections import election_between, election_of, later
from cycle.governance.calendar.meanwhile_places import changed_places
from cycle.governance.calendar.meanwhile_span import ONE_DAY, Span, SpanInWords
from cycle.governance.inviting.places import place_of
from cycle.governance.inviting.seats import RuledSeat, mandates_on
from cycle.model import Meanwhile, MeanwhileKind
from cycle.wording import in_a_sentence, listed, long_date, seat_label, seat_with_place

LEFT = frozenset({"ends", "seat", "runs_out", "handed_over"})
"""The changes after which those who were asked no longer hold their seats."""


def meanwhile(span: Span) -> tuple[Meanwhile, ...]:
    """Return what changes after the record date and no later than the meeting, by day; nothing where that is not so.

    Nothing is decided here: somebody who will have left stays on the list until people take them off it.
    """
    if span.meeting <= span.record_date:
        return ()
    context = SpanInWords.of(span)
    found = [*_rules(context), *changed_places(context), *_seats(context), *_mandates(context), *_elections(context)]
    return tuple(sorted(found, key=lambda change: (change.on, change.kind != "ends", change.what)))


def leaving(changes: Iterable[Meanwhile]) -> frozenset[str]:
    """Return the seats whose holders, as they are asked, will not hold them on the day of the meeting."""
    return frozenset(seat for change in changes if change.kind in LEFT for seat in change.seats)


def _rules(context: SpanInWords) -> Iterator[Meanwhile]:
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


def _seats(context: SpanInWords) -> Iterator[Meanwhile]:
    """Yield the seats that come or go by the rules while the place they belong to stays."""
    for seat_id, seat in context.now.items():
        if seat_id not in context.then and place_of(seat_id) not in context.gone and not seat.deputy_of:
            who = context.span.asked.get(seat_id, "")
            what = context.say(
                "By the rules, the seat as {seat} no longer exists on the day of the meeting.", seat=_named(seat)
            )
            what += " " + context.say("{name} is invited.", name=context.person(who)) if who else ""
            yield _change(context, "seat", seat_id, what, people=(who,) if who else ())
    for seat_id, seat in context.then.items():
        if (
            seat_id not in context.now
            and place_of(seat_id) not in context.new
            and not seat.deputy_of
            and not seat.optional
        ):
            people = context.holders(seat_id)
            new = sentence(
                "The rules give a seat as {seat} on the day of the meeting ({people}), and the seat is not on the list."
            )
            what = context.say(new, seat=_named(seat), people=context.people(people))
            yield _change(context, "seat", seat_id, what, follows=tuple(people))


def _mandates(context: SpanInWords) -> Iterator[Meanwhile]:
    """Yield the seats that have another holder, or none, on the day of the meeting."""
    for seat_id, seat in context.now.items():
        if seat_id not in context.then:
            continue
        who, people = context.span.asked.get(seat_id), context.holders(seat_id)
        if who is not None and people != [who]:
            yield _left(context, seat, who, people)
        elif who is None and not seat.deputy_of:
            yield from _filled(context, seat, people)


def _filled(context: SpanInWords, seat: RuledSeat, people: Sequence[str]) -> Iterator[Meanwhile]:
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


def _left(context: SpanInWords, seat: RuledSeat, who: str, people: Sequence[str]) -> Meanwhile:
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


def _last_day(context: SpanInWords, seat_id: str, who: str) -> dt.date:
    """Return the last day before the meeting on which the person holds the seat."""
    ends = [
        mandate.valid_to
        for mandate in context.span.register.mandates
        if (mandate.seat, mandate.person) == (seat_id, who)
        and mandate.valid_to
        and mandate.valid_to < context.span.meeting
    ]
    return max(ends, default=context.span.record_date)


def _elections(context: SpanInWords) -> Iterator[Meanwhile]:
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
    context: SpanInWords,
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
