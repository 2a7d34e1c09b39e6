"""Lists of choices in the forms, as they are when the flows are served; what is not on a list can still be written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cycle.errors import CycleError
from cycle.settings import Settings
from cycle.steps.community import load_named_community

CHOOSE, OTHER = "Vel", "Noko anna"


def dispatch_titles(settings: Settings) -> tuple[str, ...]:
    """Return the dispatches of every meeting type by their titles, none where the rules cannot be read now."""
    try:
        meetings = load_named_community(settings).meetings.values()
    except CycleError:  # told by every command and step that needs them
        return ()
    return tuple(dict.fromkeys(one.title for rules in meetings for one in rules.dispatch_values()))


def offered(field: dict[str, Any], choices: Sequence[str]) -> dict[str, Any]:
    """Return the schema of a text field with a list to choose from, beside the free text it takes.

    Prefect refuses what a schema does not allow, and a list may be outdated: so free text stays allowed.
    """
    if not choices:
        return field
    about = {key: value for key, value in field.items() if key in {"title", "description", "position"}}
    text = {key: value for key, value in field.items() if key not in about}
    listed = {"type": "string", "title": CHOOSE, "enum": [*choices]}
    return {**about, "anyOf": [listed, {**text, "title": OTHER}]}
