"""Who was at the meeting as the public page tells it, body by body (deltakarar): only where the community says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from cycle.application.dispatches import substitutes_of, who_came
from cycle.application.year import OpenCycle, TranslatedYear, host_of, invitation_list_of, load_minutes
from cycle.archive.public_site.pages import PageBody, PageParticipant
from cycle.catalogue import say
from cycle.model import Body, InvitedSeat, Invitee, Language, Organisation, ParticipantsOnPage, Substitute
from cycle.register.seat_ids import SeatWords, organisation_words
from cycle.store.people.retention import ERASED, erasure_rule, erasures_in
from cycle.wording import function_and_place


def participants(cycle: OpenCycle, language: Language | None = None) -> tuple[PageBody, ...]:
    """Return those whom the minutes note as present, each once, under the body of the first seat they hold.

    Nobody where the community does not say so, of a meeting called off, and while nobody has noted who came. Somebody
    of whom nothing is noted, or where two have one name and nobody can tell which came, stands nowhere; who did not
    come is never said, so a substitute stands without whose place it was. Whoever was erased is counted and not named.
    `language` is the form the page is in.
    """
    rule = cycle.loaded.community.participants
    if rule is None or cycle.called_off is not None:
        return ()
    year = TranslatedYear(cycle=cycle, language=language or cycle.language)
    host, counted, erased = host_of(cycle), _CountedOnly.of(cycle, rule), _erased(cycle)
    bodies: dict[str, list[tuple[Invitee, InvitedSeat, Substitute]]] = {}
    for invitee, instead in _present(cycle):
        seat = year.invitee(invitee, host=host).seats[0]
        bodies.setdefault(_body(invitee.seats[0]), []).append((invitee, seat, instead))
    return tuple(
        PageBody(
            name=_body(people[0][1]),
            number=len(people),
            people=tuple(
                _named(invitee, seat, instead, year.language)
                for invitee, seat, instead in people
                if rule.show == "names"
                and not counted.has(invitee)
                and (instead.name != ERASED if instead else erasure_rule(invitee.id) not in erased)
            ),
        )
        for people in bodies.values()
    )


def erased_participants(cycle: OpenCycle) -> tuple[str, ...]:
    """Return what stands for each who came, would be named on the page and was erased; none where it names nobody."""
    rule = cycle.loaded.community.participants
    if rule is None or rule.show != "names" or cycle.called_off is not None:
        return ()
    counted, erased = _CountedOnly.of(cycle, rule), _erased(cycle)
    named = [invitee.id for invitee, instead in _present(cycle) if not instead and not counted.has(invitee)]
    return tuple(sorted({erasure_rule(person) for person in named} & erased))


def _present(cycle: OpenCycle) -> Iterator[tuple[Invitee, Substitute]]:
    """Yield those of the list whom the minutes note as present, with who came in their place, if anybody."""
    invited = invitation_list_of(cycle).invitees
    noted = who_came(load_minutes(cycle.year_folder), invited, substitutes_of(cycle))
    yield from ((invitee, instead) for invitee, (there, instead) in zip(invited, noted, strict=True) if there)


def _erased(cycle: OpenCycle) -> frozenset[str]:
    return erasures_in(cycle.memory.retention.acts(), cycle.row.community)


def _body(seat: InvitedSeat) -> str:
    return seat.organisation or seat.title


@dataclass(frozen=True, slots=True)
class _CountedOnly:
    """Whom the page counts and never names: by the ids of seats, and by what a body or a seat is called.

    Whoever is added by hand, or hosts, has no seat id of the body they stand under.
    """

    ids: frozenset[str]
    bodies: frozenset[str]
    seats: SeatWords

    @classmethod
    def of(cls, cycle: OpenCycle, rule: ParticipantsOnPage) -> Self:
        community, ids = cycle.loaded.community, frozenset(rule.only_counted)
        words = cycle.loaded.words
        known: tuple[Body | Organisation, ...] = (*community.bodies, *community.organisations)
        names = {name for holder in known if holder.id in ids for name in (holder.id, holder.name, holder.short)}
        names |= {words[name] for name in names & words.keys()}
        return cls(
            ids=ids,
            bodies=frozenset(map(organisation_words, names)) - {""},
            seats=SeatWords.of(ids & cycle.loaded.printed.keys(), cycle.loaded.printed),
        )

    def has(self, invitee: Invitee) -> bool:
        """Return whether any seat of somebody is counted only: whoever holds two is not named for the other."""
        return any(
            seat.seat in self.ids
            or seat.seat.partition(".")[0] in self.ids
            or organisation_words(_body(seat)) in self.bodies
            or self.seats.seats(seat.organisation, seat.title)
            for seat in invitee.seats
        )


def _named(invitee: Invitee, seat: InvitedSeat, substitute: Substitute, language: Language) -> PageParticipant:
    if substitute:
        return PageParticipant(name=substitute.name, role=say(language, "deputy"))
    return PageParticipant(name=invitee.name, role=function_and_place(seat)[0])
