"""Which address a letter goes to, and why that one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cycle.model import InvitedSeat, Person
from cycle.wording import listed


def address_for(person: Person, seats: Sequence[InvitedSeat], roles: Mapping[str, str]) -> tuple[str, str]:
    """Return the address and one nynorsk sentence that says why.

    The mailbox of a seat comes before the person's own: whoever reads it can act, and nothing private is used. Of
    several seats with mailboxes, the first of the list counts. `roles` are the seats' mailboxes by seat id.
    """
    with_mailbox = [one for one in seats if roles.get(one.seat)]
    if with_mailbox:
        first = with_mailbox[0]
        others = listed([f"{one.title} ({one.organisation})" for one in with_mailbox[1:]])
        why = f"Rolleadressa til {first.title} ({first.organisation})"
        return roles[first.seat], f"{why}; ho går føre den for {others}." if others else f"{why}."
    if person.shared_address:
        return person.address, "Felles postkasse som fleire les; namnet på brevet seier kven det er til."
    return person.address, "Adressa som står på personen i registeret."
