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
from flows.gates.artifacts import publish_overview
from flows.gates.forms import done_or_told, labelled, where_of
from flows.gates.gate import Name, Reason
from flows.running.launch import launch_due, titles

EXTRA_FORM: Mapping[str, tuple[str, str]] = {
    "year": labelled("Year", "The year the meeting is held."),
    "dispatch": labelled(
        "Dispatch",
        "Choose from the list. If it is not there yet, press “Something else” and write the name of the dispatch.",
    ),
    "name": labelled("Your name", "Whoever asks for the dispatch."),
    "why": labelled("Why", "Is kept with the year. Is not in the letter."),
    "to": labelled(
        "Only to",
        "Choose from the list, or press “Something else” and write names with semicolons between. "
        "Empty: all the dispatch is for.",
    ),
    "include": labelled(
        "Include", "For reminders: those who may or may not have got the mail, and those whose mail was returned."
    ),
    "words": labelled(
        "Your own words",
        "A sentence or two in the mail; for a change and a cancellation also in the letter, as the reason.",
    ),
    "meeting": labelled("Meeting type", "Empty: the first of the health community."),
    "community": labelled("Health community", "Empty: the one in the settings."),
}
CORRECT_FORM: Mapping[str, tuple[str, str]] = {
    "mail": labelled(
        "Number", "The number of the mail with the letter that was wrong, as it stands in the list of the mailing."
    ),
    "name": labelled("Your name", "Whoever asks for the correction."),
    "why": labelled("Why", "What was wrong. Is kept with the year."),
    "words": labelled("Your own words", "A sentence or two in the mail, if you want to explain the correction."),
}
"""Label and help of each field in the two forms."""

Group = Literal["–", "uavklarte", "i retur", "uavklarte og i retur"]
GROUPS: Mapping[str, tuple[str, ...]] = {
    "–": (),
    "uavklarte": ("doubtful",),
    "i retur": ("returned",),
    "uavklarte og i retur": ("doubtful", "returned"),
}


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

    def action(since: dt.datetime | None) -> str:
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
            return cycle.say("Asked for: {request}.", request=request.id)

    def then() -> str:
        with open_services() as services:
            return _under_way(find_cycle(services, **where))

    return done_or_told("ask for “{dispatch}”", where, action, about={"dispatch": dispatch}, then=then)


@flow(name="retting", flow_run_name="rett e-post {mail}")
def correct(mail: Annotated[int, Field(ge=1)], name: Name, why: Reason, words: str = "") -> State[Any]:
    """Ask for a corrected letter to the one person whose mail this was."""

    def action(since: dt.datetime | None) -> str:
        with open_services() as services:
            request = ask_for_correction(services, mail, who=name, why=why, words=words, since=since)
            language = language_of(services, services.memory.outbox.row(mail).cycle.partition("/")[0])
            return say(language, "Asked for: {request}.", request=request.id)

    def then() -> str:
        with open_services() as services:
            community, meeting, year = services.memory.outbox.row(mail).cycle.split("/")
            return _under_way(find_cycle(services, community=community, meeting=meeting, year=int(year)))

    return done_or_told("correction of mail {mail}", where_of(mail), action, about={"mail": mail}, then=then)


def _under_way(cycle: OpenCycle) -> str:
    """Start what was asked for, and return what was started in words."""
    started = launch_due(cycle, by_hand=True)
    publish_overview(cycle)
    return cycle.say("Started: {steps}.", steps=titles(cycle, started)) if started else ""
