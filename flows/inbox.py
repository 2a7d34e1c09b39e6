"""Reads answers and returned mail every few minutes, and takes answers that people have given in another way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed
from pydantic import Field

from cycle import wording
from cycle.services import open_services
from cycle.steps.cycle import find_cycle
from cycle.steps.inbox import read_inbox
from cycle.steps.outbox import carry_on
from cycle.steps.replies import WORDS, Typed, type_in
from flows.ahead import plan_reading
from flows.artifacts import publish_overview

REPLY_FORM: Mapping[str, tuple[str, str]] = {
    "year": ("År", "Året møtet blir halde."),
    "who": ("Kven", "Namnet, e-postadressa eller id-en til den som har svart."),
    "answer": ("Svar", "Det siste svaret gjeld, same korleis det kom."),
    "name": ("Namnet ditt", "Den som tok imot svaret."),
    "why": ("Korleis", "Til dømes: «Ringde tysdag». Skriv ikkje noko om helse."),
    "meeting": ("Møtetype", "Tomt: den første i helsefellesskapet."),
    "community": ("Helsefellesskap", "Tomt: det som er sett opp."),
}
"""Label and help of each field in the form."""

Answer = Literal["Kjem", "Kjem ikkje", "Kanskje"]
ANSWERS: Mapping[Answer, Typed] = {"Kjem": "accepted", "Kjem ikkje": "declined", "Kanskje": "tentative"}
WHAT: Mapping[str, str] = {
    "accepted": "kjem",
    "declined": "kjem ikkje",
    "tentative": "kanskje",
    "proposed": "føreslår anna tid",
    "wrote": "har skrive",
    "automatic": "automatiske svar",
    "returned": "returar",
    "delayed": "forseinka",
    "delivered": "leverte",
    "unknown": "gjeld ikkje oss",
    "own": "kopiar av våre eigne",
}


@flow(name="innboks", flow_run_name="les svar og returar")
def inbox() -> State[Any]:
    """Read the mailbox once, after the next reading is planned; what was read before is not read again."""
    with open_services() as services:
        plan_reading(services.settings, services.now())
        found = read_inbox(services)
        for cycle_id in sorted(found.arrived):
            carry_on(services, cycle_id)
        for cycle_id in sorted(found.cycles | found.arrived):
            community, meeting, year = cycle_id.split("/")
            publish_overview(find_cycle(services, community=community, meeting=meeting, year=int(year)))
    told = [f"{number} {WHAT[what]}" for what, number in sorted(found.counts.items())]
    settled = f" {wording.count(found.settled, 'uviss e-post', 'uvisse e-postar')} kom fram." if found.settled else ""
    return Completed(message=(f"Nytt: {wording.listed(told)}." if told else "Ingenting nytt.") + settled)


@flow(name="svar", flow_run_name="svar {year}: {answer}")
def reply(
    year: Annotated[int, Field(ge=2000, le=2100)],
    who: Annotated[str, Field(min_length=2, max_length=200)],
    answer: Answer,
    name: Annotated[str, Field(min_length=2, max_length=200)],
    why: Annotated[str, Field(max_length=200)] = "",
    meeting: str = "",
    community: str = "",
) -> State[Any]:
    """Write down an answer somebody gave by telephone or in another way; who took it is kept."""
    with open_services() as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        line = type_in(cycle, who, as_=ANSWERS[answer], name=name, why=why)
    return Completed(message=f"Skrive inn: {WORDS[line.standing.stand]}.")
