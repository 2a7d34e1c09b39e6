"""What waits for a person among the answers: what is asked, and what can be decided about each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cycle.catalogue import say
from cycle.mail.inbox import ANSWERS, ReplyState, names_substitute
from cycle.model import Language, Reply

Decision = Literal["accepted", "declined", "tentative", "substitute", "theirs", "other", "read"]
"""What a person can decide: the answer, a substitute, whose the address is, or that there is no more to it."""

LABELS: Mapping[Decision, str] = {
    "accepted": "Kjem",
    "declined": "Kjem ikkje",
    "tentative": "Kanskje",
    "substitute": "Vikar kjem",
    "theirs": "Adressa er den inviterte si eiga",
    "other": "Adressa er ein annan si",
    "read": "Lese, ikkje noko å skrive inn",
}
SAID: Mapping[str, str] = {"accepted": "kjem", "declined": "kjem ikkje", "tentative": "kanskje"}
SHORT = 10
"""Signs of a key that name a matter in a form or a command."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One thing that was heard and that a person must read or confirm (sak til stadfesting)."""

    reply: Reply
    asks: str
    """What to do, as those who run the year read it."""
    proposes: Decision
    """The decision that is filled in already."""
    choices: tuple[Decision, ...]

    @property
    def id(self) -> str:
        """Return what names it in a form or a command."""
        return self.reply.key[:SHORT]


def matters_of(found: ReplyState, language: Language = "nn") -> tuple[Matter, ...]:
    """Return what waits for a person about one recipient, oldest first."""
    return tuple(_matter(one, language) for one in found.waiting)


def _matter(reply: Reply, language: Language) -> Matter:
    asks, proposes = _asked(reply, language)
    whose: tuple[Decision, ...] = ("theirs", "other") if reply.by else ()
    choices = dict.fromkeys((proposes, *whose, "accepted", "declined", "tentative", "substitute", "read"))
    return Matter(reply=reply, asks=asks, proposes=proposes, choices=tuple(choices))


def _asked(reply: Reply, language: Language) -> tuple[str, Decision]:
    said, by = say(language, SAID.get(reply.suggests, "")), reply.by
    if reply.what == "somebody":
        words = "Svaret «{said}» kom frå {by}. Er det den inviterte si adresse, eller ein annan si?"
        return say(language, words, said=said, by=by), "theirs"
    if names_substitute(reply.text):
        return say(language, "Det ser ut til at nokon møter i staden. Les det, og skriv inn vikaren."), "substitute"
    if reply.what in ANSWERS:
        return say(language, "Det står ord ved sida av svaret. Les dei."), "read"
    if reply.what == "proposed":
        return say(language, "Føreslår ei anna tid. Ta kontakt, og skriv inn svaret."), "read"
    who = " " + say(language, "Det kom frå {by}.", by=by) if by else ""
    if said and reply.what == "concerns":
        words = "Kan gjelde møtet, og ser ut til å bety «{said}». Les e-posten, og stadfest."
        return say(language, words, said=said) + who, _decision(reply)
    if said:
        return say(language, "Ser ut til å svare «{said}». Les e-posten, og stadfest.", said=said) + who, _decision(
            reply
        )
    if reply.what == "concerns":
        return say(language, "Kan gjelde møtet. Les e-posten i postkassa, og skriv inn svaret om det er eit."), "read"
    return say(language, "Les e-posten i postkassa, og skriv inn svaret.") + who, "read"


def _decision(reply: Reply) -> Decision:
    return reply.suggests or "read"
