"""Links to a form in the Prefect UI that is filled in already: one click more writes it down."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote

from cycle.application.year.for_readers.links import prefect_root
from cycle.settings import Settings

CONFIRM = "stadfest"
"""The deployment whose form confirms what waits among the answers."""
ENTER = "skriv-inn"
"""The deployment whose form takes an answer that was given by phone."""
FILE = "skjema.json"
"""Beside the database: which deployment has which form. Prefect gives the ids, and the pages cannot ask it."""


def note_form(settings: Settings, name: str, deployment_id: str) -> None:
    """Remember the id that Prefect has given a deployment."""
    path = settings.home / FILE
    path.write_text(json.dumps({**_forms(settings), name: deployment_id}, indent=1), "utf-8")


def form_link(settings: Settings, name: str, parameters: Mapping[str, object]) -> str:
    """Return the address of the filled-in form; empty while the service has not been started."""
    deployment_id = _forms(settings).get(name)
    if deployment_id is None:
        return ""
    # Prefect's page decodes the value once more than the browser does.
    given = quote(quote(json.dumps(dict(parameters), ensure_ascii=False)))
    return f"{prefect_root(settings)}/deployments/deployment/{deployment_id}/run?parameters={given}"


def _forms(settings: Settings) -> dict[str, str]:
    try:
        found = json.loads((settings.home / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
