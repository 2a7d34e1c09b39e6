"""The invitation list (invitasjonsliste): everyone the rules invite on the record date, once, with every reason."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence

from cycle.governance.rules import MeetingRules
from cycle.governance.seats import RuledSeat, holders, invited_seats, printed_seats
from cycle.model import (
    Community,
    HostAnswer,
    InvitationList,
    InvitedSeat,
    Invitee,
    Language,
    LanguageDecision,
    LeftOut,
    Mandate,
    Person,
    Register,
)
from cycle.wording import long_date

RECENTLY = dt.timedelta(days=365)
"""A mandate that ended longer ago than this before the record date is not mentioned."""


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
    by_person: dict[str, list[InvitedSeat]] = defaultdict(list)
    for seat in seats:
        if seat.id in held:
            by_person[held[seat.id].id].append(seat.invited)
    persons = {one.id: one for one in held.values()}
    decisions = {one.id: one.language_decision for one in community.organisations}
    return InvitationList(
        year=year,
        meeting=rules.id,
        record_date=record_date,
        invitees=tuple(
            _invitee(persons[one], tuple(of), language=_language(persons[one], of, decisions) or community.language)
            for one, of in by_person.items()
        ),
        vacancies=tuple(one.vacancy() for one in seats if one.id not in held and not one.optional),
        left_out=_left_out(
            rules,
            register,
            printed=printed_seats(community, [rules]) if printed is None else printed,
            seats=seats,
            invited=by_person,
            on=record_date,
        ),
        rules_version=rules.version,
    )


def _invitee(person: Person, seats: tuple[InvitedSeat, ...], *, language: Language) -> Invitee:
    return Invitee(
        id=person.id,
        name=person.name,
        address=person.address,
        language=language,
        seats=seats,
        shared_address=person.shared_address,
    )


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


def _left_out(
    rules: MeetingRules,
    register: Register,
    *,
    printed: Mapping[str, tuple[str, str]],
    seats: Sequence[RuledSeat],
    invited: Container[str],
    on: dt.date,
) -> tuple[LeftOut, ...]:
    beside: dict[str, list[InvitedSeat]] = defaultdict(list)
    for seat in seats:
        beside[_holder(seat.id)].append(seat.invited)
    mandates: dict[str, list[Mandate]] = defaultdict(list)
    for one in register.mandates:
        mandates[one.person].append(one)
    found = []
    for person in sorted(register.persons, key=lambda one: (one.name, one.id)):
        if person.id in invited:
            continue
        own = sorted(mandates[person.id], key=lambda one: (one.seat, str(one.valid_from)))
        whys = [_why_left_out(one, rules, printed=printed, beside=beside, on=on) for one in own]
        why = " ".join(one for one in whys if one) if own else "Står i registeret utan verv."
        if why:
            found.append(LeftOut(who=person.name, why=why))
    return tuple(found)


def _why_left_out(
    mandate: Mandate,
    rules: MeetingRules,
    *,
    printed: Mapping[str, tuple[str, str]],
    beside: Mapping[str, Sequence[InvitedSeat]],
    on: dt.date,
) -> str:
    """Return why this mandate gives no invitation; nothing when it ended long ago."""
    if mandate.seat not in printed:
        return f"Reglane for {rules.name_definite} kjenner ikkje plassen {mandate.seat}; sjå etter skrivefeil."
    place, title = printed[mandate.seat]
    seat = f"Vervet som {title} ({place})"
    if mandate.valid_to and mandate.valid_to < on:
        return f"{seat} gjekk ut {long_date(mandate.valid_to)}." if on - mandate.valid_to <= RECENTLY else ""
    if mandate.valid_from and mandate.valid_from > on:
        return f"{seat} tek til {long_date(mandate.valid_from)}, etter skjeringsdatoen {long_date(on)}."
    if others := beside.get(_holder(mandate.seat)):
        why = f"reglane inviterer {len(others)} av plassane herifrå, og denne er ikkje mellom dei"
        return f"{seat} gjev ikkje plass i møtet: {why} ({others[0].clause})."
    return f"{seat} gjev ikkje plass i møtet: ingen regel for {rules.name_definite} gjev det ({rules.purpose.clause})."


def _holder(seat: str) -> str:
    return seat.partition(".")[0]
