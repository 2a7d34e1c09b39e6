"""What waits for a person among the answers: what is asked, and what can be decided about each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cycle.catalogue import say, sentence
from cycle.mail.inbox import ANSWERS, ReplyState, came_late, names_substitute, was_passed_on
from cycle.model import Language, Reply

ReplyDecision = Literal["accepted", "declined", "tentative", "substitute", "theirs", "other", "read"]
"""What a person can decide: the answer, a substitute, whose the address is, or that there is no more to it."""

LABELS: Mapping[ReplyDecision, str] = {
    "accepted": sentence("Coming"),
    "declined": sentence("Not coming"),
    "tentative": sentence("Maybe"),
    "substitute": sentence("A substitute is coming"),
    "theirs": sentence("The address is the invitee's own"),
    "other": sentence("The address is somebody else's"),
    "read": sentence("Read, nothing to enter"),
}
SAID: Mapping[str, str] = {
    "accepted": sentence("coming"),
    "declined": sentence("not coming"),
    "tentative": sentence("maybe"),
}
SHORT = 10
"""Characters of a key that name a matter in a form or a command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingReply:
    """One thing that was heard and that a person must read or confirm (sak til stadfesting)."""

    reply: Reply
    asks: str
    """What to do, as those who run the year read it."""
    proposes: ReplyDecision
    """The decision that is filled in already."""
    choices: tuple[ReplyDecision, ...]

    @property
    def id(self) -> str:
        """Return what names it in a form or a command."""
        return self.reply.key[:SHORT]


def matters_of(found: ReplyState, language: Language = "nn") -> tuple[PendingReply, ...]:
    """Return what waits for a person about one recipient, oldest first."""
    return tuple(_matter(reply, language, found.answer) for reply in found.waiting)


def _matter(reply: Reply, language: Language, answer: Reply | None) -> PendingReply:
    asks, proposes = _late(reply, language) if came_late(reply, answer) else _asked(reply, language)
    whose: tuple[ReplyDecision, ...] = ("theirs", "other") if reply.by and not was_passed_on(reply) else ()
    choices = dict.fromkeys((proposes, *whose, "accepted", "declined", "tentative", "substitute", "read"))
    return PendingReply(reply=reply, asks=asks, proposes=proposes, choices=tuple(choices))


def _late(reply: Reply, language: Language) -> tuple[str, ReplyDecision]:
    words = sentence("The answer “{said}” was read in after another was entered. Ask which holds, and confirm.")
    return say(language, words, said=say(language, SAID[reply.what])), _DECIDED[reply.what]


def _asked(reply: Reply, language: Language) -> tuple[str, ReplyDecision]:
    said = say(language, SAID.get(reply.suggests, ""))
    by = f"{reply.who} <{reply.by}>" if reply.who else reply.by
    if was_passed_on(reply):
        return say(language, _PASSED_ON, by=by or say(language, "another address")), "read"
    if reply.what == "somebody":
        words = sentence("The answer “{said}” came from {by}. Is that the invitee's address, or somebody else's?")
        return say(language, words, said=said, by=by), "theirs"
    if names_substitute(reply.text):
        return say(
            language, "It seems that somebody comes in their place. Read it, and enter the substitute."
        ), "substitute"
    if reply.what in ANSWERS:
        return say(language, "There are words beside the answer. Read them."), "read"
    if reply.what == "proposed":
        return say(language, "Proposes another time. Get in touch, and enter the answer."), "read"
    who = " " + say(language, "It came from {by}.", by=by) if by else ""
    if said and reply.what == "concerns":
        words = sentence("May be about the meeting, and seems to mean “{said}”. Read the mail, and confirm.")
        return say(language, words, said=said) + who, _decision(reply)
    if said:
        return say(language, "Seems to answer “{said}”. Read the mail, and confirm.", said=said) + who, _decision(reply)
    if reply.what == "concerns":
        return say(
            language, ("May be about the meeting. Read the mail in the mailbox, and enter the answer if it is one.")
        ), "read"
    return say(language, "Read the mail in the mailbox, and enter the answer.") + who, "read"


_PASSED_ON = sentence(
    "The mail was passed on to {by}, which did not take it. The address in the register can be right: ask whether "
    "the mail has come, and leave the address alone if it has."
)

_DECIDED: Mapping[str, ReplyDecision] = {
    "accepted": "accepted",
    "declined": "declined",
    "tentative": "tentative",
}


def _decision(reply: Reply) -> ReplyDecision:
    return reply.suggests or "read"
