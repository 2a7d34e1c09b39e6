"""Which address a letter goes to, and why that one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cycle.catalogue import say, sentence
from cycle.model import InvitedSeat, Language, Person
from cycle.wording import listed, seat_with_place

ON_PAPER = sentence("Has no e-mail address in the register. The letter goes on paper to the postal address.")
SHARED = sentence("A shared mailbox that several read; the name on the letter says who it is for.")
OWN = sentence("The address that the person has in the register.")
NO_ADDRESS = sentence(
    "Has neither an e-mail nor a postal address in the register, and can get no letter. The seat: {seat}."
)


def address_for(
    person: Person, seats: Sequence[InvitedSeat], roles: Mapping[str, str], language: Language = "nn"
) -> tuple[str, str]:
    """Return the e-mail address and one sentence that says why; no address when letters go on paper.

    The mailbox of a seat comes before the person's own: whoever reads it can act, and nothing private is used. Of
    several seats with mailboxes, the first of the list counts. `roles` are the seats' mailboxes by seat id.
    """
    with_mailbox = [seat for seat in seats if roles.get(seat.seat)]
    if with_mailbox:
        first = with_mailbox[0]
        others = listed([seat_with_place(seat.title, seat.organisation) for seat in with_mailbox[1:]])
        seat = seat_with_place(first.title, first.organisation)
        why = (
            sentence("The role address of {seat}; it goes before that of {others}.")
            if others
            else sentence("The role address of {seat}.")
        )
        return roles[first.seat], say(language, why, seat=seat, others=others)
    if not person.address:
        return "", say(language, ON_PAPER) if person.postal else ""
    if person.shared_address:
        return person.address, say(language, SHARED)
    return person.address, say(language, OWN)
