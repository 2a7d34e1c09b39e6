"""Opens or continues a year: the flow that the secretariat triggers."""

from __future__ import annotations

from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed
from pydantic import Field

from cycle.services import open_services
from cycle.steps.cycle import open_cycle
from cycle.steps.run import reopen_stopped, standings
from flows.artifacts import publish_overview
from flows.launch import launch_due


@flow(name="annual-cycle", flow_run_name="{year} start")
def annual_cycle(
    year: Annotated[int, Field(title="År", description="Året møtet blir halde, til dømes 2027.", ge=2000, le=2100)],
    date: Annotated[
        str, Field(title="Dato", description="18.02.2027 eller 18. februar 2027. Tomt: det som står i årsmappa.")
    ] = "",
    start: Annotated[str, Field(title="Start", description="Klokkeslett, til dømes 09.00.")] = "",
    end: Annotated[str, Field(title="Slutt", description="Klokkeslett, til dømes 15.00.")] = "",
    venue: Annotated[str, Field(title="Møtelokale")] = "",
    place: Annotated[str, Field(title="Adresse eller stad")] = "",
    meeting: Annotated[str, Field(title="Møtetype", description="Tomt: den første i helsefellesskapet.")] = "",
    community: Annotated[str, Field(title="Helsefellesskap", description="Tomt: det som er sett opp.")] = "",
) -> State[Any]:
    """Open the year, or go on where it stands. Triggering it twice does nothing twice."""
    given = {"date": date, "start": start, "end": end, "venue": venue, "place": place}
    with open_services() as services:
        cycle = open_cycle(services, community=community, meeting=meeting, year=year, given=given)
        reopen_stopped(cycle, name="årsstart")
        started = launch_due(cycle, by_hand=True)
        publish_overview(cycle)
        if started:
            return Completed(message=f"Starta: {', '.join(started)}.")
        waiting = [one.title for one in standings(cycle) if one.state == "waiting"]
        return Completed(message=f"Ventar på avgjerd: {', '.join(waiting)}." if waiting else "Året er ferdig.")
