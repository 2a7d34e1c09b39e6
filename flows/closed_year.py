"""Asking for an act on a closed year in the Prefect UI: correct its page, take something down, or open it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field

from cycle.application.actions import ActKind, ask_for_act
from cycle.application.year import OpenCycle, community_folder, find_cycle
from cycle.catalogue import say, sentence
from cycle.model import LANGUAGES
from cycle.services import open_services
from flows.gates.artifacts import publish_overview
from flows.gates.forms import done_or_told, labelled
from flows.gates.gate import Name, Reason
from flows.running.launch import launch_due, titles

CLOSED_YEAR_FORM: Mapping[str, tuple[str, str]] = {
    "year": labelled("Year", "The year the meeting was held."),
    "deed": labelled("What is to be done", "Correct or take down what is wrong. Opening the whole year is rare."),
    "what": labelled(
        "What it is about",
        "Choose from the list: a fact, words on the page, a name, or a document. Empty when the year is opened again.",
    ),
    "old": labelled("The words as they stand", "For words on the page and for a name."),
    "new": labelled(
        "What is right", "The right words, day or time. For a document: the name of the file in the year folder."
    ),
    "name": labelled("Your name", "Whoever asks for it."),
    "why": labelled("Why", "Is kept with the year and its package. Is not on the page."),
    "meeting": labelled("Meeting type", "Empty: the first of the health community."),
    "community": labelled("Health community", "Empty: the one in the settings."),
}
"""Label and help of each field in the form."""
ActChoice = Literal["Rett", "Ta ned", "Opne heile året att", "Åpne hele året igjen"]
ACT_LABELS: Mapping[ActKind, str] = {
    "correct": sentence("Correct"),
    "take_down": sentence("Take down"),
    "reopen": sentence("Open the whole year again"),
}
ACTS_CHOSEN: Mapping[str, ActKind] = {
    say(language, label): kind for kind, label in ACT_LABELS.items() for language in LANGUAGES
}
"""In both written forms: a form offers those of its readers, and takes the others from a form that is older."""


@flow(name="avslutta-ar", flow_run_name="{year} {deed}")
def closed_year(
    year: Annotated[int, Field(ge=2000, le=2100)],
    deed: ActChoice,
    name: Name,
    why: Reason,
    what: str = "",
    old: str = "",
    new: str = "",
    meeting: str = "",
    community: str = "",
) -> State[Any]:
    """Ask for an act on a closed year; it waits at a gate of its own, and the page says so when it is done."""
    where: Mapping[str, Any] = {"community": community, "meeting": meeting, "year": year}

    def asked(since: dt.datetime | None) -> str:
        with open_services() as services:
            cycle = find_cycle(services, **where)
            file = _file(cycle, new)
            act = ask_for_act(
                cycle,
                ACTS_CHOSEN[deed],
                who=name,
                why=why,
                what=what,
                old=old,
                new="" if file else new,
                file=file,
                since=since,
            )
            return cycle.say("Asked for: {request}.", request=f"act.{act.number}")

    def then() -> str:
        with open_services() as services:
            cycle = find_cycle(services, **where)
            started = launch_due(cycle, by_hand=True)
            publish_overview(cycle)
            return cycle.say("Started: {steps}.", steps=titles(cycle, started)) if started else ""

    return done_or_told("the act on the closed year {year}", where, asked, about={"year": year}, then=then)


def _file(cycle: OpenCycle, named: str) -> Path | None:
    """Return the file of that name in the year's own folder, where people put the right document; None for words."""
    folder = community_folder(cycle.services.settings, cycle.row.community) / cycle.year_folder.name
    found = {path.name: path for path in folder.rglob("*") if path.is_file()} if named.strip() else {}
    return found.get(named.strip())
