"""What waits for a person among the answers: what is asked, and what can be decided about each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from cycle.mail.meaning import names_substitute
from cycle.mail.standing import ANSWERS, Standing
from cycle.model import Reply

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
    """What to do, in nynorsk."""
    proposes: Decision
    """The decision that is filled in already."""
    choices: tuple[Decision, ...]

    @property
    def id(self) -> str:
        """Return what names it in a form or a command."""
        return self.reply.key[:SHORT]


def matters_of(found: Standing) -> tuple[Matter, ...]:
    """Return what waits for a person about one recipient, oldest first."""
    return tuple(_matter(one) for one in found.waiting)


def _matter(reply: Reply) -> Matter:
    asks, proposes = _asked(reply)
    whose: tuple[Decision, ...] = ("theirs", "other") if reply.by else ()
    choices = dict.fromkeys((proposes, *whose, "accepted", "declined", "tentative", "substitute", "read"))
    return Matter(reply=reply, asks=asks, proposes=proposes, choices=tuple(choices))


def _asked(reply: Reply) -> tuple[str, Decision]:
    said = SAID.get(reply.suggests, "")
    if reply.what == "somebody":
        return f"Svaret «{said}» kom frå {reply.by}. Er det den inviterte si adresse, eller ein annan si?", "theirs"
    if names_substitute(reply.text):
        return "Det ser ut til at nokon møter i staden. Les det, og skriv inn vikaren.", "substitute"
    if reply.what in ANSWERS:
        return "Det står ord ved sida av svaret. Les dei.", "read"
    if reply.what == "proposed":
        return "Føreslår ei anna tid. Ta kontakt, og skriv inn svaret.", "read"
    who = f" Det kom frå {reply.by}." if reply.by else ""
    if said and reply.what == "concerns":
        return f"Kan gjelde møtet, og ser ut til å bety «{said}». Les e-posten, og stadfest.{who}", _decision(reply)
    if said:
        return f"Ser ut til å svare «{said}». Les e-posten, og stadfest.{who}", _decision(reply)
    if reply.what == "concerns":
        return "Kan gjelde møtet. Les e-posten i postkassa, og skriv inn svaret om det er eit.", "read"
    return f"Les e-posten i postkassa, og skriv inn svaret.{who}", "read"


def _decision(reply: Reply) -> Decision:
    return reply.suggests or "read"
