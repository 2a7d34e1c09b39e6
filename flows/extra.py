"""Asking for letters in the Prefect UI: a dispatch that is sent on request, and a corrected letter to one person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field

from cycle.application.dispatches import ask
from cycle.application.dispatches import correct as ask_for_correction
from cycle.application.year import OpenCycle, find_cycle, language_of
from cycle.catalogue import say
from cycle.services import open_services
from flows.artifacts import publish_overview
from flows.forms import done_or_told, where_of
from flows.gate import TWO_LETTERS
from flows.launch import launch_due, titles

EXTRA_FORM: Mapping[str, tuple[str, str]] = {
    "year": ("År", "Året møtet blir halde."),
    "dispatch": ("Utsending", "Vel i lista. Står ho ikkje der enno, trykk «Noko anna» og skriv namnet på utsendinga."),
    "name": ("Namnet ditt", "Den som ber om utsendinga."),
    "why": ("Kvifor", "Blir lagra saman med året. Står ikkje i brevet."),
    "to": (
        "Berre til",
        "Vel i lista, eller trykk «Noko anna» og skriv namn med semikolon mellom. Tomt: alle utsendinga er for.",
    ),
    "include": ("Ta òg med", "Gjeld påminning: dei det er uvisst om har fått e-post, og dei som fekk han i retur."),
    "words": ("Eigne ord", "Ei setning eller to i e-posten; ved endring og avlysing òg i brevet, som grunn."),
    "meeting": ("Møtetype", "Tomt: den første i helsefellesskapet."),
    "community": ("Helsefellesskap", "Tomt: det som er sett opp."),
}
CORRECT_FORM: Mapping[str, tuple[str, str]] = {
    "mail": ("Nummer", "Nummeret på e-posten med brevet som var feil, slik det står i lista over utsendinga."),
    "name": ("Namnet ditt", "Den som ber om rettinga."),
    "why": ("Kvifor", "Kva som var feil. Blir lagra saman med året."),
    "words": ("Eigne ord", "Ei setning eller to i e-posten, om du vil forklare rettinga."),
}
"""Label and help of each field in the two forms."""

Group = Literal["–", "uavklarte", "i retur", "uavklarte og i retur"]
GROUPS: Mapping[str, tuple[str, ...]] = {
    "–": (),
    "uavklarte": ("doubtful",),
    "i retur": ("returned",),
    "uavklarte og i retur": ("doubtful", "returned"),
}
Name = Annotated[str, Field(min_length=2, max_length=200, pattern=TWO_LETTERS)]
Reason = Annotated[str, Field(min_length=1, max_length=2000)]


@flow(name="ekstra-utsending", flow_run_name="{year} be om {dispatch}")
def extra(
    year: Annotated[int, Field(ge=2000, le=2100)],
    dispatch: Annotated[str, Field(min_length=1, max_length=60)],
    name: Name,
    why: Reason,
    to: str | list[str] = "",
    include: Group = "–",
    words: str = "",
    meeting: str = "",
    community: str = "",
) -> State[Any]:
    """Ask for a dispatch; its letters are made at once and wait at a gate of their own."""
    named = [address.strip() for address in (to.split(";") if isinstance(to, str) else to) if address.strip()]
    where: Mapping[str, Any] = {"community": community, "meeting": meeting, "year": year}

    def deed(since: dt.datetime | None) -> str:
        with open_services() as services:
            cycle = find_cycle(services, **where)
            request = ask(
                cycle,
                dispatch.strip(),
                who=name,
                why=why,
                to=named,
                include=GROUPS[include],
                words=words,
                since=since,
            )
            return cycle.say("Bede om: {request}.", request=request.id)

    def then() -> str:
        with open_services() as services:
            return _under_way(find_cycle(services, **where))

    return done_or_told("be om «{dispatch}»", where, deed, about={"dispatch": dispatch}, then=then)


@flow(name="retting", flow_run_name="retting av e-post {mail}")
def correct(mail: Annotated[int, Field(ge=1)], name: Name, why: Reason, words: str = "") -> State[Any]:
    """Ask for a corrected letter to the one person whose mail this was."""

    def deed(since: dt.datetime | None) -> str:
        with open_services() as services:
            request = ask_for_correction(services, mail, who=name, why=why, words=words, since=since)
            language = language_of(services, services.memory.outbox.row(mail).cycle.partition("/")[0])
            return say(language, "Bede om: {request}.", request=request.id)

    def then() -> str:
        with open_services() as services:
            community, meeting, year = services.memory.outbox.row(mail).cycle.split("/")
            return _under_way(find_cycle(services, community=community, meeting=meeting, year=int(year)))

    return done_or_told("retting av e-post {mail}", where_of(mail), deed, about={"mail": mail}, then=then)


def _under_way(cycle: OpenCycle) -> str:
    """Start what was asked for, and return what was started in words."""
    started = launch_due(cycle, by_hand=True)
    publish_overview(cycle)
    return cycle.say("Starta: {steps}.", steps=titles(cycle, started)) if started else ""
