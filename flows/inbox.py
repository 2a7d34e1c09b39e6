"""Reads answers and returned mail every few minutes, and takes answers that people have given in another way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed
from pydantic import Field

from cycle import wording
from cycle.application.actions import READING, carry_on, round_of
from cycle.application.replies import WORDS, ReplyLine, Typed, confirm, read_inbox, type_in
from cycle.application.year import LABELS, Decision, find_cycle, language_of
from cycle.catalogue import counted, say
from cycle.errors import BusyError, InputError
from cycle.model import Language, Substitute
from cycle.services import Services, open_services
from flows.artifacts import publish_overview
from flows.failures import rounds_end
from flows.forms import done_or_told, form_id
from flows.gate import TWO_LETTERS

REPLY_FORM: Mapping[str, tuple[str, str]] = {
    "year": ("År", "Året møtet blir halde."),
    "who": (
        "Kven",
        "Vel i lista, eller trykk «Noko anna» og skriv namnet. Heiter to det same, skriv plassen òg.",
    ),
    "answer": ("Svar", "Det siste svaret gjeld, same korleis det kom."),
    "name": ("Namnet ditt", "Den som tok imot svaret."),
    "why": ("Korleis", "Til dømes: «Ringde tysdag». Skriv ikkje noko om helse."),
    "substitute": ("Vikar", "Namnet på den som møter i staden. Tomt: ingen."),
    "role": ("Kva vikaren er", "Til dømes: varaordførar. Det står på namneskiltet."),
    "address": ("E-postadressa til vikaren", "Tomt: den som står i registeret."),
    "meeting": ("Møtetype", "Tomt: den første i helsefellesskapet."),
    "community": ("Helsefellesskap", "Tomt: det som er sett opp."),
}
"""Label and help of each field in the form."""
CONFIRM_FORM: Mapping[str, tuple[str, str]] = {
    **{field: told for field, told in REPLY_FORM.items() if field not in {"answer", "why"}},
    "decision": ("Avgjerd", "Kva de vil skrive inn om det som ventar."),
    "which": ("Kva sak", "Står i lenkja frå sida Svar. Tomt når berre éi ventar."),
}
"""Label and help of each field in the form."""

Answer = Literal["Kjem", "Kommer", "Kjem ikkje", "Kommer ikke", "Kanskje"]
ANSWERS: Mapping[Answer, Typed] = {
    "Kjem": "accepted",
    "Kommer": "accepted",
    "Kjem ikkje": "declined",
    "Kommer ikke": "declined",
    "Kanskje": "tentative",
}
"""In both written forms: a form offers those of its readers, and takes the others from a form that is older."""
Decided = Literal[
    "Kjem",
    "Kommer",
    "Kjem ikkje",
    "Kommer ikke",
    "Kanskje",
    "Vikar kjem",
    "Vikar kommer",
    "Adressa er den inviterte si eiga",
    "Adressen er den invitertes egen",
    "Adressa er ein annan si",
    "Adressen er en annens",
    "Lese, ikkje noko å skrive inn",
    "Lest, ikke noe å skrive inn",
]
FORMS: tuple[Language, ...] = ("nn", "nb")
DECISIONS: Mapping[str, Decision] = {
    say(language, label): decision for decision, label in LABELS.items() for language in FORMS
}
WHAT: Mapping[str, str] = {
    "accepted": "kjem|kjem",
    "declined": "kjem ikkje|kjem ikkje",
    "tentative": "kanskje|kanskje",
    "proposed": "føreslår anna tid|føreslår anna tid",
    "wrote": "har skrive|har skrive",
    "somebody": "svar frå ei ukjend adresse|svar frå ukjende adresser",
    "concerns": "kan gjelde møtet|kan gjelde møtet",
    "automatic": "automatisk svar|automatiske svar",
    "returned": "retur|returar",
    "delayed": "forseinka|forseinka",
    "delivered": "levert|leverte",
    "unknown": "gjeld ikkje oss|gjeld ikkje oss",
    "own": "kopi av vår eigen|kopiar av våre eigne",
}
"""What was heard, once and more often."""


@flow(name="innboks", flow_run_name="les svar og returar")
def inbox() -> State[Any]:
    """Read the mailbox once; what was read before is not read again."""
    return rounds_end(_read)


def _read() -> State[Any]:
    with open_services() as services:
        language = language_of(services)
        try:
            with services.memory.claims.hold("", READING, now=services.now()), round_of(services, READING):
                found = read_inbox(services)
        except BusyError:
            return Completed(message=say(language, "Ei anna lesing er i gang."))
        unread = [
            cycle_id
            for cycle_id in sorted(found.cycles | found.arrived)
            if not _shown(services, cycle_id, found.arrived)
        ]
    told = [f"{number} {_noun(language, what, number)}" for what, number in sorted(found.counts.items())]
    words = [say(language, "Nytt: {news}.", news=wording.listed(told)) if told else say(language, "Ingenting nytt.")]
    if found.settled:
        arrived = counted(language, found.settled, "uavklart e-post kom fram", "uavklarte e-postar kom fram")
        words.append(f"{arrived}.")
    words += [say(language, "Filene til {year} kan ikkje lesast.", year=cycle_id) for cycle_id in unread]
    return Completed(message=" ".join(words))


def _noun(language: Language, what: str, number: int) -> str:
    """Return what was heard so many times, in the form of its number."""
    return say(language, WHAT[what]).split("|")[number != 1]


def _shown(services: Services, cycle_id: str, arrived: Collection[str]) -> bool:
    """Go on with what waited for news of a year and show it; return whether its files could be read.

    The answers are on record: a year that somebody is just mending must not make the reading fail.
    """
    community, meeting, year = cycle_id.split("/")
    try:
        if cycle_id in arrived:
            carry_on(services, cycle_id)
        publish_overview(find_cycle(services, community=community, meeting=meeting, year=int(year)))
    except InputError:
        return False
    return True


@flow(name="svar", flow_run_name="svar {year}: {answer}")
def reply(
    year: Annotated[int, Field(ge=2000, le=2100)],
    who: Annotated[str, Field(min_length=2, max_length=200)],
    answer: Answer,
    name: Annotated[str, Field(min_length=2, max_length=200, pattern=TWO_LETTERS)],
    why: Annotated[str, Field(max_length=200)] = "",
    substitute: Annotated[str, Field(max_length=200)] = "",
    role: Annotated[str, Field(max_length=200)] = "",
    address: Annotated[str, Field(max_length=320)] = "",
    meeting: str = "",
    community: str = "",
) -> State[Any]:
    """Write down an answer somebody gave by telephone or in another way; who took it is kept."""
    instead = Substitute(name=substitute, role=role, address=address)
    where: Mapping[str, Any] = {"community": community, "meeting": meeting, "year": year}

    def deed(_since: dt.datetime | None) -> str:
        with open_services() as services:
            cycle = find_cycle(services, **where)
            line = type_in(cycle, who, as_=ANSWERS[answer], name=name, why=why, substitute=instead, once=form_id())
            return cycle.say("Skrive inn: {answer}.", answer=stands(line, cycle.language)) + _noted(line)

    return done_or_told("skriv inn svaret frå «{who}»", where, deed, about={"who": who})


@flow(name="stadfesting", flow_run_name="stadfest {year}: {decision}")
def confirmation(
    year: Annotated[int, Field(ge=2000, le=2100)],
    who: Annotated[str, Field(min_length=2, max_length=200)],
    decision: Decided,
    which: Annotated[str, Field(max_length=64)] = "",
    name: Annotated[str, Field(min_length=2, max_length=200, pattern=TWO_LETTERS)] = "sekretariatet",
    substitute: Annotated[str, Field(max_length=200)] = "",
    role: Annotated[str, Field(max_length=200)] = "",
    address: Annotated[str, Field(max_length=320)] = "",
    meeting: str = "",
    community: str = "",
) -> State[Any]:
    """Write down what a person has decided about something that waits among the answers."""
    instead = Substitute(name=substitute, role=role, address=address)
    where: Mapping[str, Any] = {"community": community, "meeting": meeting, "year": year}

    def deed(since: dt.datetime | None) -> str:
        with open_services() as services:
            cycle = find_cycle(services, **where)
            line = confirm(
                cycle,
                who,
                as_=DECISIONS[decision],
                name=name,
                which=which,
                substitute=instead,
                once=form_id(),
                since=since,
            )
            return cycle.say("Stadfesta: {answer}.", answer=stands(line, cycle.language)) + _noted(line)

    return done_or_told("stadfest svaret frå «{who}»", where, deed, about={"who": who})


def stands(line: ReplyLine, language: Language) -> str:
    """Return how somebody stands."""
    return say(language, "vikar kjem" if line.substitute else WORDS[line.standing.stand])


def _noted(line: ReplyLine) -> str:
    return f" {line.note}" if line.note else ""
