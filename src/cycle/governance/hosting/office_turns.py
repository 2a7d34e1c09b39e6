"""Whose turn an office is in a year, side and organisation, by both ways of counting, and what is in doubt about it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from cycle.catalogue import sentence
from cycle.governance.community_data.office_rules import InnerRotation, Office
from cycle.governance.hosting.office_sources import Sources, of_side
from cycle.governance.hosting.turns import KnownTurns, by_calendar, by_meetings, inside, known_turns
from cycle.model import HostStatus, OfficeAnswer, Organisation
from cycle.wording import long_date, with_capital


def in_turn(answer: OfficeAnswer, office: Office, sources: Sources, year: int) -> OfficeAnswer:
    """Return the answer with the side whose turn it is, why, and the organisation where the side has turns inside."""
    known = known_of(answer.id, sources).without(year)
    turn, doubts = turn_year(office, sources, year)
    side, unsure = _readings(office, known, sources, turn)
    doubts += unsure
    if office.anchor and office.anchor.basis == "ours":
        doubts.append(
            sources.doubt(sentence("In doubt: {why} If that is wrong, every year is wrong."), why=office.anchor.why)
        )
    status: HostStatus = "doubtful" if doubts else "ruled"
    why = _why_turn(answer.id, office, sources, turn, side, agree=not doubts)
    answer = replace(of_side(answer, sources, side, year), status=status, why=why, notes=tuple(doubts))
    inner = next((rotation for rotation in office.inner if rotation.side == side and rotation.holds_in(turn)), None)
    return with_inner_turn(answer, inner, office, known, sources, year, turn=turn) if inner else answer


def known_of(office_id: str, sources: Sources) -> KnownTurns:
    """Return every turn of the office that history or decision tells."""
    about = (sources.rules, sources.history, sources.overrides, sources.community)
    return known_turns(office_id, *about, meetings=sources.meetings)


def side_after(office: Office, side: str) -> str:
    """Return the side whose turn comes after this one's."""
    return office.order[(office.order.index(side) + 1) % len(office.order)]


def turn_year(office: Office, sources: Sources, year: int) -> tuple[int, list[str]]:
    """Return the year whose turn counts at the year's meeting, and the doubt while its day is not known."""
    day = sources.day(year)
    if not office.turns_over:
        return year, []
    if day is not None:
        return office.turn_year(day), []
    over = dt.date.fromisoformat(f"{year}-{office.turns_over}")
    doubt = sources.say(
        "In doubt: the turn passes on {day}, and the day of the meeting is not set. The answer is for a "
        "meeting after that day.",
        day=long_date(over, sources.community.language),
    )
    return year, [doubt]


def two_ways(sources: Sources, calendar: str, held: str, *, by_meetings: bool) -> str:
    """Return the doubt when the two ways of counting give `calendar` and `held`."""
    way = sources.say("meetings held" if by_meetings else "calendar years")
    return sources.doubt(
        sentence(
            "In doubt: counting calendar years, the turn is with {calendar}; counting meetings held, it is with "
            "{held}. The rules count {way}."
        ),
        calendar=calendar,
        held=held,
        way=way,
    )


def with_inner_turn(
    answer: OfficeAnswer,
    inner: InnerRotation,
    office: Office,
    known: KnownTurns,
    sources: Sources,
    year: int,
    *,
    turn: int,
) -> OfficeAnswer:
    """Return the answer with the organisation whose turn it is; none where it no longer exists, and then in doubt."""
    by_rule = office.counting is not None and office.counting.by == "held_meeting"
    now = inside(inner, office, known, turn, meetings=by_rule)
    organisation = sources.organisation(now, year)
    first = sources.organisation(inner.anchor.organisation, inner.anchor.year).name
    began, named = inner.anchor.year, organisation.name
    if turn == began:
        turned = sources.say("{first} had the turn in {start}.", first=first, start=began)
    else:
        had = sentence("{first} had the turn in {start}, so {organisation} has it in {year}.")
        if sources.past(year):
            had = sentence("{first} had the turn in {start}, so {organisation} had it in {year}.")
        turned = sources.say(had, first=first, start=began, organisation=named, year=turn)
    why = f"{inner.why} {turned}"
    doubt = sources.say("In doubt: {why} Decide the order and write it down.", why=inner.why)
    doubts = [doubt] if inner.basis == "ours" else []
    other = inside(inner, office, known, turn, meetings=not by_rule)
    if other != now and office.counting is not None and office.counting.by != "half_term":
        doubts.append(_other_turn(sources, organisation, sources.organisation(other, year), by_meetings=by_rule))
    answer = replace(answer, why=f"{answer.why} {why}")
    if sources.is_there(organisation, year):
        answer = replace(
            answer, organisation=organisation.name, organisation_id=organisation.id, holder=organisation.name
        )
    else:
        gone = sources.gone(organisation)
        doubts.append(
            sources.say("In doubt: the turn is with {gone} Decide who has the turn, and write it down.", gone=gone)
        )
    status: HostStatus = "doubtful" if doubts else answer.status
    return replace(answer, status=status, notes=(*answer.notes, *doubts))


def _readings(office: Office, known: KnownTurns, sources: Sources, year: int) -> tuple[str, list[str]]:
    """Return the side by the rules' own way of counting, and the doubt when the other way gives another side."""
    calendar = by_calendar(office, year)
    if office.counting is None or office.counting.by == "half_term":
        return calendar, []
    held = by_meetings(office, known, year)
    chosen = calendar if office.counting.by == "calendar_year" else held
    if calendar == held:
        return chosen, []
    sides = sources.side_name(calendar), sources.side_name(held)
    return chosen, [two_ways(sources, *sides, by_meetings=chosen != calendar)]


def _why_turn(office_id: str, office: Office, sources: Sources, year: int, side: str, *, agree: bool) -> str:
    if office.anchor is None:
        return office.why
    first = sources.side_name(office.anchor.side)
    began = office.anchor.year
    if office_id == "host":
        had = sources.say("{first} hosted in {year}", first=with_capital(first), year=began)
    else:
        had = sources.say("The turn was with {first} in {year}", first=first, year=began)
    start = f"{office.why} {had}"
    if year == office.anchor.year:
        return f"{start}."
    counted = office.counting is not None and office.counting.by != "half_term"
    same = sources.say(", whether calendar years or meetings held are counted") if agree and counted else ""
    turn = sentence("{start}, so in {year} it is the turn of {side}{same}.")
    if sources.past(year):
        turn = sentence("{start}, so in {year} it was the turn of {side}{same}.")
    return sources.say(turn, start=start, side=sources.side_name(side), year=year, same=same)


def _other_turn(sources: Sources, turn: Organisation, other: Organisation, *, by_meetings: bool) -> str:
    calendar, held = (other, turn) if by_meetings else (turn, other)
    return two_ways(sources, calendar.name, held.name, by_meetings=by_meetings)
