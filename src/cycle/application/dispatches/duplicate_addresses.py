"""Who is to get a dispatch that the same address has got already, under a name that is not on the list any more.

A corrected spelling of a name makes another person of somebody, since ids follow names; a successor in a seat reads the
mailbox of the one before. What tells the two apart is in docs/decisions/0012.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from cycle.application.dispatches.contact_state import everybody
from cycle.application.dispatches.letter_history import REACHED
from cycle.application.results import AddressOverlap
from cycle.application.year import OpenCycle, StepNode, dispatch_of, kind_of, register_of, role_seats_of, rows_of_mode
from cycle.model import Dispatch, Invitee, OutboxRow
from cycle.register.name_reading.spelling import shares_a_name, spelt_alike
from cycle.store.mails.outbox import is_withdrawn


def overlaps(cycle: OpenCycle, node: StepNode, invitees: Sequence[Invitee]) -> tuple[AddressOverlap, ...]:
    """Return each of those with letters who has no mail of the dispatch yet, while their address has one.

    Two people behind a mailbox that is shared or follows the seat are not among them, nor is a successor there.
    """
    rows = [row for row in cycle.record.mails_of(kind_of(cycle, node)) if not is_withdrawn(row)]
    has_mail = {row.recipient for row in rows}
    reached: defaultdict[str, list[OutboxRow]] = defaultdict(list)
    for row in rows:
        if row.state in REACHED:
            reached[row.address.casefold()].append(row)
    met = [
        (invitee, reached[invitee.address.casefold()])
        for invitee in invitees
        if invitee.address and invitee.id not in has_mail
    ]
    met = [(invitee, there) for invitee, there in met if there]
    if not met:
        return ()
    people, known = {invitee.id: invitee for invitee in everybody(cycle)}, _Known.of(cycle, invitees)
    again = _asked_again(cycle, cycle.dispatch(node))
    found = []
    for new, there in met:
        pairs = [(row, people[row.recipient]) for row in there if row.recipient in people]
        judged = [(known.may_be_one(new, old), row, old) for row, old in pairs]
        doubtful = [pair for pair in judged if pair[0] or not known.is_office(new)]
        if doubtful:
            held, row, old = max(doubtful, key=lambda pair: (pair[0], pair[1].id))
            found.append(
                AddressOverlap(
                    recipient=new.id,
                    name=new.name,
                    address=new.address,
                    before=old.name,
                    person=old.id,
                    mail=row.id,
                    held=held,
                    settled=again.get(new.id, ""),
                )
            )
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the register and the list know of people and mailboxes now."""

    listed: Set[str]
    registered: Set[str]
    of_seats: Set[str]
    """Mailboxes that follow a seat."""
    role_seats: Set[str]
    """Seats with such a mailbox, whose holders are written to there: a closed year keeps these, and no addresses."""

    @classmethod
    def of(cls, cycle: OpenCycle, invitees: Sequence[Invitee]) -> _Known:
        register = register_of(cycle).register
        return cls(
            listed={invitee.id for invitee in invitees},
            registered={person.id for person in register.persons},
            of_seats={mandate.role_address.casefold() for mandate in register.mandates if mandate.role_address},
            role_seats=role_seats_of(cycle) if cycle.closed else frozenset(),
        )

    def is_office(self, invitee: Invitee) -> bool:
        """Return whether the mailbox is read by several, or by whoever holds the seat."""
        has_one = any(seat.seat in self.role_seats for seat in invitee.seats)
        return invitee.shared_address or has_one or invitee.address.casefold() in self.of_seats

    def may_be_one(self, new: Invitee, old: Invitee) -> bool:
        """Return whether the two names may be one person's."""
        if self.is_office(new):
            gone = old.id not in self.registered | self.listed
            same_seat = bool({seat.seat for seat in new.seats} & {seat.seat for seat in old.seats})
            return gone and same_seat and spelt_alike(new.name, old.name)
        alike = spelt_alike if old.id in self.listed else shares_a_name
        return alike(new.name, old.name)


def _asked_again(cycle: OpenCycle, dispatch: Dispatch) -> Mapping[str, str]:
    """Return person id → a dispatch of the same kind, asked for on its own, that has reached them."""
    kind = dispatch.request.dispatch if dispatch.request else dispatch.id
    same = {
        other.id
        for other in cycle.dispatches
        if other.request and other.request.dispatch == kind and other.id != dispatch.id
    }
    return {
        row.recipient: dispatch_of(row.kind)
        for row in rows_of_mode(cycle)
        if row.state in REACHED and dispatch_of(row.kind) in same
    }
