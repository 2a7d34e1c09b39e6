"""Finds several people whom somebody names by id, address or name, and says of all at once who was not found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from cycle.application.year import chosen_among, named_invitee
from cycle.errors import Problem, nearest
from cycle.model import Invitee
from cycle.phrases import Phrase


def people_named(people: Sequence[Invitee], wanted: Sequence[str]) -> tuple[tuple[str, ...], list[Problem]]:
    """Return the ids of those named, in the order of the list, and a problem for each that fits none or several."""
    found, problems = set(), []
    named = [named_invitee(invitee) for invitee in people]
    for name in wanted:
        chosen = chosen_among(named, name)
        fits = [chosen] if chosen else [invitee.id for invitee in _called(people, name)]
        if len(fits) == 1:
            found.update(fits)
        else:
            what = Phrase("is on no list of the year") if not fits else Phrase("fits {number} people", number=len(fits))
            near = nearest(name, [invitee.name for invitee in people])
            there = (
                Phrase("did you mean '{near}'?", near=near)
                if near
                else Phrase("write the name as it stands on the list")
            )
            remedy = Phrase("write the id: {ids}", ids=", ".join(fits)) if fits else there
            problems.append(Problem(file="", where=name, what=what, remedy=remedy))
    return tuple(invitee.id for invitee in people if invitee.id in found), problems


def not_found(people: Sequence[Invitee], problems: Sequence[Problem]) -> Iterator[Phrase]:
    """Yield who was not found, and who goes by a name that several have, with their seats."""
    for problem in problems:
        name = problem.where
        fits = _called(people, name)
        if fits:
            each = tuple(
                Phrase("{person}, write {id}", person=named_invitee(invitee).words, id=invitee.id) for invitee in fits
            )
            yield Phrase("{number} people are called «{name}»: {who}.", number=len(fits), name=name, who=each)
        elif near := get_close_matches(name, [invitee.name for invitee in people], n=1):
            yield Phrase("«{name}» is not on the list. Did you mean «{near}»?", name=name, near=near[0])
        else:
            yield Phrase("«{name}» is not on the list. Write the name as it stands on the list.", name=name)


def _called(people: Sequence[Invitee], name: str) -> list[Invitee]:
    said = " ".join(name.split()).casefold()
    known = {invitee.id: {invitee.id, invitee.name, invitee.address} - {""} for invitee in people}
    return [invitee for invitee in people if said in {word.casefold() for word in known[invitee.id]}]
