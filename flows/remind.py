"""Each morning of a working day: reminds of gates, tells the secretariat what is open, and goes on with what waits."""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from cycle import wording
from cycle.application.actions import MORNING, round_of
from cycle.application.notifications import SweepResult, announce_next_year, days_of_communities, sweep_all
from cycle.application.year import find_cycle, language_of
from cycle.catalogue import counted, say
from cycle.errors import CycleError
from cycle.model import Language
from cycle.services import Services, open_services
from flows.gates.choices import renew_choices
from flows.gates.failures import rounds_end
from flows.running.client import gate_link
from flows.running.launch import launch_rest, titles

log = logging.getLogger(__name__)


@flow(name="morgonrunde", flow_run_name="runden kl. 08.00")
def remind() -> State[Any]:
    """Go through every year once; what was written today is not written again."""
    return rounds_end(_sweep)


def _sweep() -> State[Any]:
    with open_services() as services, round_of(services, MORNING):
        for community in days_of_communities(services.settings):  # a day on which the service was down is made good
            try:
                announce_next_year(services, community=community)
            except CycleError as error:  # what one community cannot be told keeps no reminder back
                log.warning("%s: is not told that next year can be opened: %s", community, error)
        done = sweep_all(services, link=partial(gate_link, services.settings))
        renew_choices(services)
        going = [_go_on(services, row.id) for row in services.memory.cycles.all()]
        language = language_of(services)
    sentences = [_words(language, cycle_id, swept) for cycle_id, swept in done.items()]
    return Completed(
        message=" ".join(sentence for sentence in (*sentences, *going) if sentence)
        or say(language, "Nothing to remind of.")
    )


def _go_on(services: Services, cycle_id: str) -> str:
    """Start the mailings of a year that wait and nobody need decide about; return what was started, in words."""
    try:
        community, meeting, year = cycle_id.split("/")
        cycle = find_cycle(services, community=community, meeting=meeting, year=int(year))
        started = launch_rest(cycle)
    except CycleError:  # the sweep has told
        return ""
    if not started:
        return ""
    return f"{cycle_id}: " + cycle.say("goes on with {mailings}.", mailings=titles(cycle, started))


def _words(language: Language, cycle_id: str, done: SweepResult) -> str:
    parts = []
    if done.reminded:
        parts.append(
            counted(language, sum(done.reminded.values()), "{number} has been reminded", "{number} have been reminded")
        )
    if done.summary:
        parts.append(say(language, "the secretariat has been given an overview"))
    if done.queued:
        parts.append(counted(language, done.queued, "{number} mail waits", "{number} mails wait"))
    if done.trouble:
        parts.append(done.trouble)
    return f"{cycle_id}: {wording.listed(parts)}." if parts else ""
