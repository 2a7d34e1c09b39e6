"""The invitation list (invitasjonsliste): everyone the rules invite on the record date, once, with every reason."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from cycle.catalogue import say
from cycle.governance.addressing import NO_ADDRESS, address_for
from cycle.governance.left_out import left_out
from cycle.governance.rule import holds
from cycle.governance.rules import MeetingRules
from cycle.governance.seats import deputies_called, holders, invited_seats, mandates_on, printed_seats
from cycle.model import (
    Community,
    HostAnswer,
    InvitationList,
    InvitedSeat,
    Invitee,
    Language,
    LanguageDecision,
    LeftOut,
    Person,
    Register,
)


def invitation_list(
    rules: MeetingRules,
    community: Community,
    register: Register,
    year: int,
    record_date: dt.date,
    host: HostAnswer,
    *,
    printed: Mapping[str, tuple[str, str]] | None = None,
) -> InvitationList:
    """Return the list on the record date; the order of the register's rows does not matter.

    `printed` is `printed_seats` of all the community's meeting types, so that someone who sits for another meeting is
    left out with the right words; by default only this meeting's seats and the bodies' own are known.
    Raises InputError when the meeting type is not valid on that day, RegisterError when two people hold one seat.
    """
    seats = invited_seats(rules, community, on=record_date, host=host)
    held = holders(register, record_date)
    deputies = deputies_called([one for one in seats if one.meets_vacant], held)
    called = [one for one in seats if one.id in held and (not one.deputy_of or one.id in deputies)]
    by_person: dict[str, list[InvitedSeat]] = defaultdict(list)
    for seat in called:
        by_person[held[seat.id].id].append(seat.invited)
    vacancies = [one for one in seats if one.id not in held and not one.optional]
    settled = {one.id for one in (*called, *vacancies)}
    roles = {one.seat: one.role_address for one in mandates_on(register, record_date) if one.role_address}
    persons = {one.id: one for one in held.values()}
    decisions = _language_decisions(community, record_date)
    invitees = tuple(
        _invitee(
            persons[one],
            tuple(of),
            roles=roles,
            language=_language(persons[one], of, decisions) or community.language,
            own=community.language,
        )
        for one, of in by_person.items()
    )
    return InvitationList(
        year=year,
        meeting=rules.id,
        record_date=record_date,
        invitees=tuple(one for one in invitees if _reachable(one)),
        vacancies=tuple(one.vacancy() for one in vacancies),
        left_out=(
            *_unreachable(invitees, community.language),
            *left_out(
                rules,
                community,
                register,
                printed=printed_seats(community, [rules]) if printed is None else printed,
                seats=seats,
                uninvited={one.id: held.get(one.id) for one in seats if one.id not in settled},
                invited=by_person,
                stepped_in=frozenset(one.deputy_of for one in called if one.deputy_of),
                on=record_date,
            ),
        ),
        rules_version=rules.version,
    )


def _invitee(
    person: Person, seats: tuple[InvitedSeat, ...], *, roles: Mapping[str, str], language: Language, own: Language
) -> Invitee:
    address, why = address_for(person, seats, roles, own)
    return Invitee(
        id=person.id,
        name=person.name,
        address=address,
        address_why=why,
        language=language,
        seats=seats,
        shared_address=person.shared_address and address == person.address,
        postal=person.postal,
    )


def _reachable(invitee: Invitee) -> bool:
    return bool(invitee.address or invitee.postal)


def _unreachable(invitees: Iterable[Invitee], language: Language) -> Iterator[LeftOut]:
    """Yield each seat whose holder is to be invited and cannot be written to."""
    for invitee in invitees:
        for seat in invitee.seats if not _reachable(invitee) else ():
            why = say(language, NO_ADDRESS, seat=f"{seat.title} ({seat.organisation})")
            yield LeftOut(who=invitee.name, why=why, seat=seat.seat, clause=seat.clause, unreachable=True)


def _language_decisions(community: Community, on: dt.date) -> dict[str, LanguageDecision]:
    """Return organisation → what it has decided on its language, for those there are on the day."""
    return {one.id: one.language_decision for one in community.organisations if holds(one.valid_from, one.valid_to, on)}


def _language(
    person: Person, seats: Iterable[InvitedSeat], decisions: Mapping[str, LanguageDecision]
) -> Language | None:
    """Return what the person asked for, else what the first organisation with a decision has, else None."""
    if person.language:
        return person.language
    for seat in seats:
        match decisions.get(seat.organisation_id):
            case "nynorsk":
                return "nn"
            case "bokmål":
                return "nb"
    return None
