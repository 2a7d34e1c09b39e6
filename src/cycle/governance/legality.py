"""Whether a year's meeting is as the rules say: how often, who is represented, who hosts, which seats and terms."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from cycle.catalogue import counted, in_context, sentence
from cycle.governance.calendar.elections import later
from cycle.governance.calendar.meanwhile import leaving
from cycle.governance.community_data.rule import holds
from cycle.governance.hosting.office_sources import Sources
from cycle.governance.hosting.offices import ruled_answer
from cycle.governance.hosting.turns import family
from cycle.governance.inviting.places import place_of
from cycle.governance.inviting.seats import RuledSeat, mandates_on
from cycle.model import (
    Check,
    Community,
    HostAnswer,
    InvitationList,
    Mandate,
    Meanwhile,
    Register,
    RuleCheck,
    Vacancy,
)
from cycle.wording import listed, long_date, seat_with_place, with_capital

ALL_FILLED = sentence("All {number} seats that the rules give are filled.")


def legality(
    sources: Sources,
    register: Register,
    host: HostAnswer,
    made: InvitationList,
    *,
    seats: Iterable[RuledSeat],
    planned: Collection[dt.date] = (),
    changes: Sequence[Meanwhile] = (),
    meeting: dt.date | None = None,
) -> tuple[RuleCheck, ...]:
    """Return what the rules demand of the year and whether it is so, each with its clause.

    `seats` are those the rules give on the record date, `planned` the days of meetings that are set for the year,
    `changes` what happens between the record date and the day of the `meeting`, where that is known.
    """
    return (
        _frequency(sources, made.year, planned),
        _represented(sources, made, changes, on=max(made.record_date, meeting or made.record_date)),
        _hosted(sources, host),
        _filled(sources, made),
        *_terms(sources, register, seats, on=made.record_date),
        *_changing(sources, changes),
    )


def _frequency(sources: Sources, year: int, planned: Collection[dt.date]) -> RuleCheck:
    rule, meetings = sources.rules.frequency, family(sources.rules)
    of = [edition for edition in sources.history.of(year) if edition.meeting in meetings]
    held = [edition for edition in of if edition.state == "held"]
    known = {edition.date.value for edition in held if edition.date}
    days = {*planned, *sources.meetings.days.get(year, ())}
    number = len(held) + len([day for day in days if day.year == year and day not in known])
    often, most = (
        counted(sources.community.language, rule.minimum, "{number} meeting", "{number} meetings"),
        str(rule.maximum),
    )
    words = {0: sentence(in_context("meetings", "none")), 1: sentence(in_context("meetings", "one"))}
    wanted = sentence("The rules say at least {often} a year; we know of {number} in {year}.")
    if rule.minimum == 0:
        wanted = sentence("The rules demand no meeting every year; we know of {number} in {year}.")
        if rule.maximum is not None:
            most = counted(sources.community.language, rule.maximum, "{number} meeting", "{number} meetings")
            wanted = sentence("The rules say at most {most} a year; we know of {number} in {year}.")
    elif rule.maximum is not None:
        wanted = sentence("The rules say at least {often} a year and at most {most}; we know of {number} in {year}.")
        if rule.maximum == rule.minimum:
            wanted = sentence("The rules say {often} a year; we know of {number} in {year}.")
    known_of = sources.say(words[number]) if number in words else number
    said = sources.say(wanted, often=often, most=most, number=known_of, year=year)
    state: Check = "ok"
    if number < rule.minimum:
        state = "problem" if of else "unknown"  # a year nobody has written down may well have had its meeting
        said += " " + sources.say("Called off.") if of and not held else ""
    elif rule.maximum is not None and number > rule.maximum:
        state = "ok" if rule.extraordinary == "allowed" else "problem"
        said += " " + sources.say("Extraordinary meetings are allowed.") if state == "ok" else ""
    return RuleCheck(id="frequency", state=state, what=said, clause=rule.clause)


def _represented(sources: Sources, made: InvitationList, changes: Sequence[Meanwhile], *, on: dt.date) -> RuleCheck:
    """Return whether every party, and every body that a seat belongs to, has somebody on the list who is there then.

    What counts is the day of the meeting: a party that is no more then needs nobody, one that has begun does, and
    somebody who will have left speaks for nobody.
    """
    left = leaving(changes)
    on_list = {place_of(seat.seat) for invitee in made.invitees for seat in invitee.seats}
    invited = {place_of(seat.seat) for invitee in made.invitees for seat in invitee.seats if seat.seat not in left}
    asked = on_list | {place_of(vacancy.seat) for vacancy in made.vacancies}
    community = sources.community
    parties = {
        organisation.id: organisation.name
        for organisation in community.organisations
        if holds(organisation.valid_from, organisation.valid_to, on)
    }
    bodies = {
        body.id: body.name
        for body in community.bodies
        if body.id in asked and holds(body.valid_from, body.valid_to, on)
    }
    places = {**parties, **bodies}
    missing = [name for place, name in places.items() if place not in on_list]
    gone = [name for place, name in places.items() if place in on_list and place not in invited]
    ended = [
        organisation.name
        for organisation in community.organisations
        if organisation.id not in parties and organisation.id in _there(community, made)
    ]
    said = []
    if missing:
        said.append(sources.say("Nobody on the list from {who}.", who=listed(missing)))
    if gone:
        left_then = sentence("Those invited from {who} do not hold their seats on the day of the meeting.")
        said.append(sources.say(left_then, who=listed(gone)))
    if not said:
        said.append(_everybody(sources, len(places)))
    if ended:
        no_more = sentence("{who} no longer exists on the day of the meeting and is not counted.")
        said.append(sources.say(no_more, who=listed(list(dict.fromkeys(ended)))))
    return RuleCheck(
        id="represented",
        state="problem" if missing or gone else "ok",
        what=" ".join(said),
        clause=sources.rules.purpose.clause,
    )


def _everybody(sources: Sources, number: int) -> str:
    if number == 0:
        return sources.say("No party exists on the day of the meeting.")
    if number == 1:
        return sources.say("The one party with a seat has somebody on the list.")
    return sources.say("All {number} parties and bodies with a seat have somebody on the list.", number=number)


def _there(community: Community, made: InvitationList) -> frozenset[str]:
    """Return the organisations there are on the record date."""
    on = made.record_date
    return frozenset(
        organisation.id
        for organisation in community.organisations
        if holds(organisation.valid_from, organisation.valid_to, on)
    )


def _hosted(sources: Sources, host: HostAnswer) -> RuleCheck:
    ruled = ruled_answer("host", sources, host.year)
    name, year = with_capital(host.organisation or host.holder), host.year
    state: Check = "ok"
    if not name and sources.rules.host.how == "none":
        said = sources.say("The rules have no host, and nobody hosts in {year}.", year=year)
    elif not name:
        state, said = "unknown", sources.say("Nobody has said who hosts in {year}.", year=year)
    elif host.status == "doubtful":
        state, said = "unknown", sources.say("{name} hosts in {year}, but it is in doubt.", name=name, year=year)
    elif ruled.side and host.side != ruled.side:
        turn = sources.side_name(ruled.side)
        state = "ok" if host.status == "override" else "problem"
        against = sentence("{name} hosts in {year}, but it was the turn of {turn}. {why}")
        said = sources.say(against, name=name, year=year, turn=turn, why=host.why)
    else:
        said = sources.say("{name} hosts in {year}, and that is by the rules.", name=name, year=year)
    return RuleCheck(id="host", state=state, what=said, clause=host.clause)


def _filled(sources: Sources, made: InvitationList) -> RuleCheck:
    by_namer: dict[str, list[Vacancy]] = defaultdict(list)
    for vacancy in made.vacancies:
        by_namer[vacancy.named_by].append(vacancy)
    if not by_namer:
        all_of = {0: sentence("The rules give no seats."), 1: sentence("The one seat that the rules give is filled.")}
        said = sources.say(all_of.get(made.seats, ALL_FILLED), number=made.seats)
    else:
        namers: dict[str, list[str]] = defaultdict(list)
        for namer, some in by_namer.items():
            namers[listed([_seat(vacancy) for vacancy in some])].append(namer)
        one, each = sentence("{namer} must name {seats}"), sentence("{namers} must each name {seats}")
        missing = "; ".join(
            sources.say(one, namer=who[0], seats=seats)
            if len(who) == 1
            else sources.say(each, namers=listed(who), seats=seats)
            for seats, who in namers.items()
        )
        language = sources.community.language
        seats, empty = (
            counted(language, made.seats, "{number} seat", "{number} seats"),
            counted(language, len(made.vacancies), "{number} is vacant", "{number} are vacant"),
        )
        said = sources.say("The rules give {seats}; {empty}: {missing}.", seats=seats, empty=empty, missing=missing)
    return RuleCheck(id="seats", state="problem" if by_namer else "ok", what=said, clause=sources.rules.seats[0].clause)


def _seat(vacancy: Vacancy) -> str:
    named = vacancy.organisation == vacancy.named_by
    return vacancy.title if named else seat_with_place(vacancy.title, vacancy.organisation)


def _terms(sources: Sources, register: Register, seats: Iterable[RuledSeat], *, on: dt.date) -> Iterator[RuleCheck]:
    """Yield one check for all terms, where the rules know any."""
    terms = {seat.id: seat for seat in seats if seat.term_years}
    if not terms:
        return
    late = [mandate for mandate in mandates_on(register, on) if mandate.seat in terms and _over(mandate, terms, on)]
    if late:
        said = (
            "; ".join(_late(sources, mandate, terms) for mandate in sorted(late, key=lambda mandate: mandate.seat))
            + "."
        )
    else:
        said = sources.say("Nobody has held a seat longer than its term.")
    clause = next(iter(terms.values())).invited.clause
    yield RuleCheck(id="terms", state="problem" if late else "ok", what=said, clause=clause)


def _changing(sources: Sources, changes: Sequence[Meanwhile]) -> Iterator[RuleCheck]:
    """Yield one check where something changes before the meeting: people decide what follows from it."""
    if changes:
        said = sources.say("{number} things change between the record date and the meeting.", number=len(changes))
        yield RuleCheck(id="meanwhile", state="unknown", what=said, clause=sources.rules.purpose.clause)


def _over(mandate: Mandate, terms: Mapping[str, RuledSeat], on: dt.date) -> bool:
    years = terms[mandate.seat].term_years or 0
    return mandate.valid_from is not None and later(mandate.valid_from, years) <= on


def _late(sources: Sources, mandate: Mandate, terms: Mapping[str, RuledSeat]) -> str:
    seat = terms[mandate.seat]
    since = long_date(mandate.valid_from) if mandate.valid_from else ""
    return sources.say(
        "{seat} has been the same person since {since}; the term is {years} years",
        seat=with_capital(seat_with_place(seat.invited.title, seat.invited.organisation)),
        since=since,
        years=seat.term_years,
    )
