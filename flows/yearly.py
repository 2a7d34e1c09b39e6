"""Once a year, on the community's own day: the secretariat gets a mail that next year can be opened."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.states import Completed

from cycle.application.notifications import announce_next_year
from cycle.application.year import language_of
from cycle.catalogue import say, sentence
from cycle.services import open_services
from flows.gates.failures import rounds_end
from flows.gates.forms import labelled
from flows.gates.notices import settle

NEXT_YEAR_FORM: Mapping[str, tuple[str, str]] = {
    "community": labelled("Health community", "Empty: the one in the settings."),
}
"""Label and help of the field in the form."""


@flow(name="neste-ar", flow_run_name="neste år")
def next_year(community: str = "") -> State[Any]:
    """Tell that next year can be opened; telling twice writes one mail."""
    return rounds_end(partial(_tell, community))


def _tell(community: str) -> State[Any]:
    with open_services() as services:
        language = language_of(services, community)
        announced = announce_next_year(services, community=community)
        if announced is None:
            return Completed(message=say(language, "Nothing to tell: the year is open, or the day has not come."))
        settle(announced.notified_in)
        words = sentence("The secretariat has been told by mail that {year} can be opened.")
        return Completed(message=say(language, words, year=announced.year))
