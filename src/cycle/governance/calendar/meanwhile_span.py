"""What is known of the days between the record date and the meeting, and how it is said."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cycle.catalogue import say
from cycle.governance.community_data.rule import holds
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.inviting.seats import RuledSeat, mandates_on
from cycle.model import Body, Community, Mandate, Organisation, Register
from cycle.wording import listed

ONE_DAY = dt.timedelta(days=1)
OrganisationOrBody = Organisation | Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The days from the record date to the meeting, and what is known about them."""

    community: Community
    register: Register
    record_date: dt.date
    meeting: dt.date
    """The day of the meeting."""
    seats: Sequence[RuledSeat]
    """The seats the rules give on the record date."""
    then: Sequence[RuledSeat]
    """The seats the rules give on the day of the meeting."""
    asked: Mapping[str, str]
    """Seat → id of the person who is asked for it: on the list, or a member."""
    rules: MeetingRules | None = None
    rules_then: MeetingRules | None = None
    """The rules on either day; None for those on the day of the meeting when none hold then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanInWords:
    """The span with what the sentences are made of."""

    span: Span
    before: Mapping[str, OrganisationOrBody]
    """Organisations and bodies on the record date, by id."""
    after: Mapping[str, OrganisationOrBody]
    """The same on the day of the meeting."""
    names: Mapping[str, str]
    """Persons' names by id."""
    now: Mapping[str, RuledSeat]
    then: Mapping[str, RuledSeat]
    held: Mapping[str, Sequence[Mandate]]
    """Who holds each seat on the day of the meeting."""

    @classmethod
    def of(cls, span: Span) -> SpanInWords:
        """Return the span with what is looked up in it, seats and their holders by id."""
        held: dict[str, list[Mandate]] = defaultdict(list)
        for mandate in sorted(
            mandates_on(span.register, span.meeting), key=lambda mandate: (mandate.seat, mandate.person)
        ):
            held[mandate.seat].append(mandate)
        return cls(
            span=span,
            before=_there(span.community, span.record_date),
            after=_there(span.community, span.meeting),
            names={person.id: person.name for person in span.register.persons},
            now={seat.id: seat for seat in span.seats},
            then={seat.id: seat for seat in span.then},
            held=held,
        )

    def holders(self, seat: str) -> list[str]:
        """Return the ids of those who hold the seat on the day of the meeting."""
        return list(dict.fromkeys(mandate.person for mandate in self.held.get(seat, ())))

    def person(self, person_id: str) -> str:
        """Return the person's name; the id of one who is not in the register."""
        return self.names.get(person_id, person_id)

    def say(self, text: str, /, **values: object) -> str:
        """Return a sentence of the catalogue in the form of the community."""
        return say(self.span.community.language, text, **values)

    def people(self, person_ids: Iterable[str]) -> str:
        """Return the persons' names; that there is nobody in the register for none."""
        return listed([self.person(person_id) for person_id in person_ids]) or self.say("nobody in the register")

    @property
    def gone(self) -> frozenset[str]:
        """The places that are no more on the day of the meeting."""
        return frozenset(self.before) - frozenset(self.after)

    @property
    def new(self) -> frozenset[str]:
        """The places that are not there yet on the record date."""
        return frozenset(self.after) - frozenset(self.before)


def _there(community: Community, on: dt.date) -> dict[str, OrganisationOrBody]:
    places: list[OrganisationOrBody] = [*community.organisations, *community.bodies]
    return {body.id: body for body in places if holds(body.valid_from, body.valid_to, on)}
