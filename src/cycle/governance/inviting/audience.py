"""Who gets a dispatch and who does not, each with the reason: the same rule for every kind of letter."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from cycle.catalogue import say, sentence
from cycle.model import Audience, Invitee, Language, LeftOut

KnownAnswer = Literal["", "coming", "not", "maybe", "wrote"]
"""What somebody has answered that stands: nothing, yes, no, perhaps, or words that a person must read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contacted:
    """What is known of one person from the mails of the year (kontakt)."""

    reached: bool = False
    """Was sent an earlier dispatch, as far as anybody knows."""
    doubtful: bool = False
    """Nobody knows whether any of them arrived."""
    returned: bool = False
    """The last mail came back, or was refused."""
    answer: KnownAnswer = ""
    absent: bool = False
    """Known not to have come to the meeting."""
    present: bool = False
    """Known to have come."""
    namesake: bool = False
    """Somebody of this name came, and others on the list have it too."""
    deputy: str = ""
    """Who came in their place, or was to come while nobody has noted who did."""


UNKNOWN = Contacted()
CAME_INSTEAD = sentence("{name} was there in their place, and gets no letter. Thank them yourself.")
WAS_TO_COME = sentence("{name} was to come in their place, and gets no letter. Thank them yourself.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Those who get a dispatch, and those who do not, with the reason."""

    invitees: tuple[Invitee, ...]
    left_out: tuple[LeftOut, ...] = ()
    unsure: tuple[LeftOut, ...] = ()
    """Who gets it for having been there, though nobody knows whether they were; `why` says what is known."""
    by_deputy: tuple[LeftOut, ...] = ()
    """Who gets it and was there by a deputy, who gets none; `why` says who that was."""


def readers(
    audience: Audience,
    people: Iterable[Invitee],
    known: Mapping[str, Contacted],
    *,
    chosen: Collection[str] = (),
    include: Collection[str] = (),
    language: Language = "nn",
) -> Readers:
    """Return who of these people gets the dispatch, in their order; everybody is in exactly one of the two lists.

    `chosen` names the only ones who get it, whatever is known of them. `include` adds the `doubtful` or the
    `returned`, who are left out of a dispatch to the silent because it would not be fair, or of no use, to remind them.
    """
    taken, left_out, unsure, by_deputy = [], [], [], []
    for invitee in people:
        person = known.get(invitee.id, UNKNOWN)
        why = _against(audience, person, include) if not chosen else _not_named(invitee, chosen)
        if why:
            left_out.append(LeftOut(who=invitee.name, why=say(language, why)))
            continue
        taken.append(invitee)
        if audience == "present" and not chosen and (doubt := _maybe_there(person)):
            unsure.append(LeftOut(who=invitee.name, why=say(language, doubt)))
        if audience == "present" and person.deputy:
            words = CAME_INSTEAD if person.present else WAS_TO_COME
            by_deputy.append(LeftOut(who=invitee.name, why=say(language, words, name=person.deputy)))
    return Readers(invitees=tuple(taken), left_out=tuple(left_out), unsure=tuple(unsure), by_deputy=tuple(by_deputy))


def _not_named(invitee: Invitee, chosen: Collection[str]) -> str:
    return "" if invitee.id in chosen else sentence("Is not chosen for this dispatch.")


def _against(audience: Audience, person: Contacted, include: Collection[str]) -> str:
    """Return why somebody does not get the dispatch, by its nynorsk form; empty for one who does."""
    match audience:
        case "everyone" | "addressees":
            return ""
        case "told":
            return "" if person.reached else sentence("Has not been told of the meeting before.")
        case "present":
            return _was_not_there(person)
        case "silent":
            return _not_silent(person, include)


def _was_not_there(person: Contacted) -> str:
    if person.present:
        return ""
    if person.absent:
        return sentence("Is not among those present in the minutes.")
    return sentence("Answered that they did not come.") if person.answer == "not" else ""


def _maybe_there(person: Contacted) -> str:
    """Return why nobody knows whether somebody was there; empty for one who was noted, or said so before."""
    if person.namesake:
        return sentence(
            "The minutes name one of this name, and several on the list have it. Write the place in brackets after "
            "the name there, so that it is known who came."
        )
    if person.present or person.answer == "coming":
        return ""
    answers: Mapping[str, str] = {
        "maybe": sentence("Has answered: maybe."),
        "wrote": sentence("Has written to you. Read that first."),
    }
    return answers.get(person.answer, sentence("Has never answered."))


def _not_silent(person: Contacted, include: Collection[str]) -> str:
    answers: Mapping[str, str] = {
        "coming": sentence("Has answered: coming."),
        "not": sentence("Has answered: not coming."),
        "maybe": sentence("Has answered: maybe."),
        "wrote": sentence("Has written to you. Read that first."),
    }
    if person.answer:
        return answers[person.answer]
    if person.returned and "returned" not in include:
        return sentence("The last e-mail did not arrive. Correct the address, or call.")
    if person.doubtful and "doubtful" not in include:
        return sentence("It is uncertain whether the last e-mail arrived. Decide that first.")
    if not (person.reached or person.returned or person.doubtful):
        return sentence("Has not been sent the invitation yet.")
    return ""
