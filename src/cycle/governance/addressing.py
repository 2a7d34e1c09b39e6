"""Which address a letter goes to, and why that one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cycle.governance.frames import said
from cycle.model import InvitedSeat, Language, Person
from cycle.wording import listed

ON_PAPER = "Har ikkje e-postadresse i registeret. Brevet går på papir til postadressa."
SHARED = "Felles postkasse som fleire les; namnet på brevet seier kven det er til."
OWN = "Adressa som står på personen i registeret."
NO_ADDRESS = "Har verken e-postadresse eller postadresse i registeret, og kan ikkje få brev. Plassen: {seat}."


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
        others = listed([f"{seat.title} ({seat.organisation})" for seat in with_mailbox[1:]])
        seat = f"{first.title} ({first.organisation})"
        why = "Rolleadressa til {seat}; ho går føre den for {others}." if others else "Rolleadressa til {seat}."
        return roles[first.seat], said(language, why, seat=seat, others=others)
    if not person.address:
        return "", said(language, ON_PAPER) if person.postal else ""
    if person.shared_address:
        return person.address, said(language, SHARED)
    return person.address, said(language, OWN)
