"""The programme committee (programkomité) of a year: another body, or a list of its own, by seat."""

from __future__ import annotations

import datetime as dt

from cycle.catalogue import say, sentence
from cycle.errors import InputError, Problem
from cycle.governance.community_data.rule import holds
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.inviting.seats import RuledSeat, body_seats, deputies_called, expand, holders
from cycle.model import Committee, CommitteeMember, Community, HostAnswer, Person, Register
from cycle.phrases import Phrase


def programme_committee(
    rules: MeetingRules, community: Community, register: Register, host: HostAnswer, on: dt.date
) -> Committee:
    """Return the programme committee on the day: every member by seat with clause and reason, and the vacancies.

    A deputy is a member only while nobody holds the seat itself, and of several only the first.
    Raises InputError when the committee does not exist on the day, RegisterError when two people hold one seat.
    """
    held = holders(register, on)
    seats = committee_seats(rules, community, host=host, on=on)
    deputies = deputies_called(seats, held)
    sitting = (seat for seat in seats if seat.id in held and (not seat.deputy_of or seat.id in deputies))
    return Committee(
        year=host.year,
        name=say(community.language, rules.committee.name),
        members=tuple(_member(seat, held[seat.id]) for seat in sitting),
        vacancies=tuple(seat.vacancy() for seat in seats if seat.id not in held and not seat.optional),
        notes=() if seats else (_not_said(rules, community),),
    )


def committee_seats(
    rules: MeetingRules, community: Community, *, host: HostAnswer, on: dt.date
) -> tuple[RuledSeat, ...]:
    """Return the committee's seats on the day, filled or not; none where the rules do not say who sits in it."""
    if rules.committee.unstated:
        return ()
    if rules.committee.body is None:
        seats = expand(rules.committee.seats, rules, community, on=on, host=host)
    else:
        body = community.body(rules.committee.body)
        there = holds(body.valid_from, body.valid_to, on)
        if there and not body.seats:
            return ()
        seats = body_seats(body, rules, community, on=on) if there else ()
    if not seats:
        what = Phrase("{name} has no seats on {day}", name=Phrase(rules.committee.name), day=on)
        remedy = Phrase("choose another record date, or write in the rules who the programme committee is")
        raise InputError([Problem(file=f"{rules.id}.toml", where="committee", what=what, remedy=remedy)])
    return seats


def _not_said(rules: MeetingRules, community: Community) -> str:
    if rules.committee.body:
        unknown = sentence("The rules do not say who sits in {body}.")
        return say(community.language, unknown, body=community.body(rules.committee.body).name)
    return say(community.language, rules.committee.why)


def _member(seat: RuledSeat, person: Person) -> CommitteeMember:
    return CommitteeMember(
        seat=seat.id,
        title=seat.invited.title,
        organisation=seat.invited.organisation,
        person=person.name,
        person_id=person.id,
        clause=seat.invited.clause,
        why=seat.invited.why,
        basis=seat.invited.basis,
    )
