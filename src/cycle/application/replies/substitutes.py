"""Who comes in somebody's place, held against the deputies that the register knows (vara)."""

from __future__ import annotations

from cycle.application.year import OpenCycle, register_of
from cycle.catalogue import say, sentence
from cycle.errors import CycleError
from cycle.governance.inviting.seats import body_seats, holders, invited_seats
from cycle.model import Language, Person, Substitute


def deputies_of(cycle: OpenCycle, seats: frozenset[str]) -> dict[str, Person]:
    """Return deputy seat → who holds it on the day of the meeting, for these seats; none where that cannot be told."""
    day, rules, community = cycle.year_inputs.facts.date, cycle.rules, cycle.loaded.community
    try:
        known = [*invited_seats(rules, community, on=day)]
        known += [seat for body in community.bodies for seat in body_seats(body, rules, community)]
        held = holders(register_of(cycle).register, day)
    except CycleError:
        return {}
    return {seat.id: held[seat.id] for seat in known if seat.deputy_of in seats and seat.id in held}


def checked_substitute(
    substitute: Substitute, deputies: dict[str, Person], language: Language
) -> tuple[Substitute, str]:
    """Return the substitute with the deputy's address where there is one, and what to look at."""
    if not substitute:
        return substitute, ""
    wanted = " ".join(substitute.name.split()).casefold()
    for person in deputies.values():
        if person.name.casefold() == wanted:
            known = Substitute(
                name=person.name, role=substitute.role or "vara", address=substitute.address or person.address
            )
            return known, ""
    if deputies:
        names = ", ".join(sorted({person.name for person in deputies.values()}))
        return (
            substitute,
            say(
                language,
                "{name} is not a deputy in the register; it has {names}. Check who comes.",
                name=substitute.name,
                names=names,
            ),
        )
    words = sentence("The register has no deputy for the seat. Check that {name} can come.")
    return substitute, say(language, words, name=substitute.name)
