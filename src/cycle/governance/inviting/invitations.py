"""The invitation list (invitasjonsliste): everyone the rules invite on the record date, once, with every reason."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cycle.catalogue import say
from cycle.governance.community_data.rule import holds
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.inviting.addressing import NO_ADDRESS, address_for
from cycle.governance.inviting.left_out import left_out
from cycle.governance.inviting.seats import deputies_called, holders, invited_seats, mandates_on, printed_seats
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
from cycle.wording import seat_with_place


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
    deputies = deputies_called([seat for seat in seats if seat.meets_vacant], held)
    called = [seat for seat in seats if seat.id in held and (not seat.deputy_of or seat.id in deputies)]
    by_person: dict[str, list[InvitedSeat]] = defaultdict(list)
    for seat in called:
        by_person[held[seat.id].id].append(seat.invited)
    vacancies = [seat for seat in seats if seat.id not in held and not seat.optional]
    settled = {seat.id for seat in (*called, *vacancies)}
    invitees = _invitees(community, register, record_date, by_person)
    return InvitationList(
        year=year,
        meeting=rules.id,
        record_date=record_date,
        invitees=tuple(invitee for invitee in invitees if _reachable(invitee)),
        vacancies=tuple(seat.vacancy() for seat in vacancies),
        left_out=(
            *_unreachable(invitees, community.language),
            *left_out(
                rules,
                community,
                register,
                printed=printed_seats(community, [rules]) if printed is None else printed,
                seats=seats,
                uninvited={seat.id: held.get(seat.id) for seat in seats if seat.id not in settled},
                invited=by_person,
                stepped_in=frozenset(seat.deputy_of for seat in called if seat.deputy_of),
                on=record_date,
            ),
        ),
        rules_version=rules.version,
    )


def _invitees(
    community: Community, register: Register, on: dt.date, seats: Mapping[str, Sequence[InvitedSeat]]
) -> tuple[Invitee, ...]:
    """Return who is invited for which seats, each by the person's id, with address and language."""
    roles = {mandate.seat: mandate.role_address for mandate in mandates_on(register, on) if mandate.role_address}
    persons = {person.id: person for person in holders(register, on).values()}
    decisions = _language_decisions(community, on)
    return tuple(
        _invitee(
            persons[person_id],
            tuple(of),
            roles=roles,
            language=_language(persons[person_id], of, decisions) or community.language,
            own=community.language,
        )
        for person_id, of in seats.items()
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
            why = say(language, NO_ADDRESS, seat=seat_with_place(seat.title, seat.organisation))
            yield LeftOut(who=invitee.name, why=why, seat=seat.seat, clause=seat.clause, unreachable=True)


def _language_decisions(community: Community, on: dt.date) -> dict[str, LanguageDecision]:
    """Return organisation → what it has decided on its language, for those there are on the day."""
    return {
        organisation.id: organisation.language_decision
        for organisation in community.organisations
        if holds(organisation.valid_from, organisation.valid_to, on)
    }


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
