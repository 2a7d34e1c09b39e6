"""Who gets a dispatch of this year, and in a letter about a change what they were told before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from cycle.application.dispatches.contact_state import answers_of, contacted, everybody, told_facts
from cycle.application.dispatches.signal_letters import ADDRESSEES, signals_of
from cycle.application.results import LettersResult, read
from cycle.application.year import OpenCycle, dispatch_of, invitation_list_of, rows_of_mode
from cycle.catalogue import say, sentence
from cycle.governance.inviting.audience import Readers, readers
from cycle.letters.fields import changed_facts
from cycle.model import Dispatch, Invitee, Language, LeftOut, MeetingFacts

ANSWERED = "answered"
"""Why somebody gets no mail after all: they have answered since the letters were made."""
WHY_NOT: Mapping[str, str] = {
    ANSWERED: sentence("Has answered since the letters were made."),
    "Har svart sidan breva vart laga.": sentence("Has answered since the letters were made."),
}
"""In words; a version before this one kept the nynorsk itself."""
"""Why a reminder is not sent to somebody after all."""


def audience_of(cycle: OpenCycle, dispatch: Dispatch) -> Readers:
    """Return those who get the dispatch and those who do not, with the reason.

    Once it has begun to go out, those it was made for stay the same, however much is heard meanwhile; only a dispatch
    to everyone follows the list.
    """
    request = dispatch.request
    chosen, include = (request.chosen, request.include) if request else ((), ())
    if dispatch.audience == "everyone" and not chosen:
        return Readers(invitees=invitation_list_of(cycle).invitees)
    if dispatch.audience == ADDRESSEES and not chosen:
        wanted = {person for signal in signals_of(cycle, dispatch) for person in signal.people}
        return Readers(invitees=tuple(invitee for invitee in everybody(cycle) if invitee.id in wanted))
    people = everybody(cycle) if chosen or dispatch.audience == "told" else invitation_list_of(cycle).invitees
    begun = _begun(cycle, dispatch)
    if begun:
        return Readers(invitees=tuple(invitee for invitee in people if invitee.id in begun))
    language = cycle.loaded.community.language
    met = contacted(cycle, dispatch)
    found = readers(dispatch.audience, people, met, chosen=chosen, include=include, language=language)
    if dispatch.tells == "change" and not chosen:
        found = _only_those_told_otherwise(cycle, dispatch, found)
    return replace(found, left_out=() if chosen else found.left_out)


def before_of(cycle: OpenCycle, dispatch: Dispatch) -> dict[str, MeetingFacts]:
    """Return person id → the facts they were told before, for a change or a cancellation; else nothing."""
    return told_facts(cycle, dispatch) if dispatch.tells != "meeting" else {}


def answered_since(cycle: OpenCycle, dispatch: Dispatch, recipients: Iterable[str]) -> dict[str, str]:
    """Return person id → why a reminder is not sent after all: they have answered since the letters were made."""
    if dispatch.audience != "silent" or (dispatch.request and dispatch.request.chosen):
        return {}
    answers = answers_of(cycle)
    return {
        recipient: ANSWERED
        for recipient in recipients
        if answers.get(recipient, "") in {"coming", "not", "maybe", "wrote"}
    }


def why_not(language: Language, kept: str) -> str:
    """Return why somebody gets no mail, in words: by its code, or as it was written for this year."""
    return say(language, WHY_NOT.get(kept, kept))


def _begun(cycle: OpenCycle, dispatch: Dispatch) -> frozenset[str]:
    """Return those the letters were made for, once a mail of the dispatch is in the outbox; else nobody."""
    if not any(dispatch_of(row.kind) == dispatch.id for row in rows_of_mode(cycle)):
        return frozenset()
    made = cycle.record.latest(f"letters.{dispatch.id}")
    return frozenset(letter.recipient for letter in read(LettersResult, made).letters) if made else frozenset()


def _only_those_told_otherwise(cycle: OpenCycle, dispatch: Dispatch, found: Readers) -> Readers:
    before, now = told_facts(cycle, dispatch), cycle.year_inputs.facts
    different = {facts: bool(changed_facts(facts, now)) for facts in set(before.values())}  # most were told the same
    same = {invitee.id for invitee in found.invitees if invitee.id in before and not different[before[invitee.id]]}

    def stays(invitee: Invitee) -> bool:
        return invitee.id not in same

    why = say(cycle.loaded.community.language, "Has been told already what holds now.")
    known = tuple(LeftOut(who=invitee.name, why=why) for invitee in found.invitees if not stays(invitee))
    return Readers(invitees=tuple(filter(stays, found.invitees)), left_out=(*found.left_out, *known))
