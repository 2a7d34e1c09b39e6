"""Who is added to the invitation list or taken off it by a decision (tillegg og frådrag), each with reason and who."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cycle.catalogue import say, sentence
from cycle.errors import InputError, Problem, did_you_mean, nearest
from cycle.model import ADDED, InvitationList, InvitedSeat, Invitee, Language, LeftOut
from cycle.phrases import Phrase
from cycle.wording import seat_with_place, with_full_stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """Somebody who is invited though no rule says so."""

    id: str
    """The person's id, as the register would give it."""
    name: str
    address: str
    role: str
    """As printed after the name, `rektor`."""
    organisation: str
    reason: str
    """One sentence fit to print in the letter."""
    decided_by: str
    language: Language
    right: str = "attend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """A person, or one seat of the list, that is taken off it."""

    who: str
    """Name or id of a person, or the id of a seat."""
    reason: str
    decided_by: str


def adjusted(
    made: InvitationList,
    *,
    additions: Sequence[Addition] = (),
    removals: Sequence[Removal] = (),
    file: str = "",
    language: Language = "nn",
) -> InvitationList:
    """Return the list with those added last and those taken off among the left out, each with reason and who.

    InputError with every removal that fits nobody on the list and every addition of somebody who is on it already.
    """
    problems = [*_not_there(made, removals, file), *_there_already(made, additions, file)]
    if problems:
        raise InputError(problems)
    for removal in removals:
        made = _without(made, removal, language)
    return replace(
        made,
        invitees=(*made.invitees, *(_invitee(addition, language) for addition in additions)),
    )


def _not_there(made: InvitationList, removals: Iterable[Removal], file: str) -> Iterable[Problem]:
    known = {invitee.name: invitee for invitee in made.invitees}
    for number, removal in enumerate(removals):
        named = [invitee for invitee in made.invitees if _fits(removal, invitee)]
        if len(named) > 1:
            people = tuple(_with_seats(invitee) for invitee in named)
            yield Problem(
                file=file,
                where=f"removals[{number}].who",
                what=Phrase(
                    "{number} on the list are called {who}: {people}", number=len(named), who=removal.who, people=people
                ),
                remedy=Phrase("write the id of the person, or of one seat"),
            )
        if not any(_fits(removal, invitee) or _seats(removal, invitee) for invitee in made.invitees):
            words = [*known, *(seat.seat for invitee in made.invitees for seat in invitee.seats)]
            yield Problem(
                file=file,
                where=f"removals[{number}].who",
                what=Phrase("nobody on the list is '{who}', and no seat is", who=removal.who),
                remedy=did_you_mean(removal.who, words)
                if nearest(removal.who, words)
                else Phrase("take the removal away"),
            )


def _there_already(made: InvitationList, additions: Iterable[Addition], file: str) -> Iterable[Problem]:
    titles = {
        invitee.id: _titles((seat.title, seat.organisation) for seat in invitee.seats) for invitee in made.invitees
    }
    for number, addition in enumerate(additions):
        if addition.id in titles:
            yield Problem(
                file=file,
                where=f"additions[{number}].name",
                what=Phrase("{name} is invited already: {titles}", name=addition.name, titles=titles[addition.id]),
                remedy=Phrase(
                    "take the addition away; if it is somebody else of the same name, write namesake = true there"
                ),
            )
        titles.setdefault(addition.id, _titles([(addition.role, addition.organisation)]))


def _titles(places: Iterable[tuple[str, str]]) -> str:
    return ", ".join(seat_with_place(title, organisation) for title, organisation in places)


def _without(made: InvitationList, removal: Removal, language: Language) -> InvitationList:
    """Return the list without the person, or without the one seat; someone without a seat left is off the list."""
    invitees, gone = [], []
    for invitee in made.invitees:
        mine = invitee.seats if _fits(removal, invitee) else _seats(removal, invitee)
        rest = tuple(seat for seat in invitee.seats if seat not in mine)
        gone += [_left_out(invitee, seat, removal, language) for seat in mine]
        invitees += [replace(invitee, seats=rest)] if rest else []
    return replace(made, invitees=tuple(invitees), left_out=(*made.left_out, *gone))


def _fits(removal: Removal, invitee: Invitee) -> bool:
    wanted = " ".join(removal.who.split()).casefold()
    return wanted in {invitee.name.casefold(), invitee.id}


def _with_seats(invitee: Invitee) -> str:
    """Return a person's id and the seats, by which those of one name are told apart."""
    return f"{invitee.id} ({', '.join(seat.seat for seat in invitee.seats)})"


def _seats(removal: Removal, invitee: Invitee) -> tuple[InvitedSeat, ...]:
    return tuple(seat for seat in invitee.seats if seat.seat == removal.who)


def _left_out(invitee: Invitee, seat: InvitedSeat, removal: Removal, language: Language) -> LeftOut:
    named = seat_with_place(seat.title, seat.organisation)
    taken = sentence("Taken out as {seat}: {reason} Decided by {who}.")
    why = say(language, taken, seat=named, reason=with_full_stop(removal.reason), who=removal.decided_by)
    return LeftOut(who=invitee.name, why=why, seat=seat.seat, clause=removal.decided_by)


def _invitee(addition: Addition, language: Language) -> Invitee:
    seat = InvitedSeat(
        seat=f"{ADDED}.{addition.id}",
        title=addition.role,
        organisation=addition.organisation,
        clause=addition.decided_by,
        why=with_full_stop(addition.reason),
        right=addition.right,
        basis="ours",
    )
    return Invitee(
        id=addition.id,
        name=addition.name,
        address=addition.address,
        address_why=say(language, "The address in the year folder."),
        language=addition.language,
        seats=(seat,),
    )
