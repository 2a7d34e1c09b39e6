"""Puts results where coordinators look in the Prefect UI: one markdown and one table artifact per step and year."""

from __future__ import annotations

import re
from typing import Any

from prefect.artifacts import create_markdown_artifact, create_table_artifact

from cycle.application.actions import Result, StepState, lines_of_acts, step_states
from cycle.application.dispatches import suggestions
from cycle.application.year import (
    OpenCycle,
    StepSummary,
    artifact_link,
    cell,
    gate_page_link,
    lines_since_closed,
    plain,
    runs_link,
)
from cycle.catalogue import sentence

STATES = {
    "blocked": sentence("waits for other steps"),
    "due": sentence("ready to run"),
    "waiting": sentence("**waits for a decision**"),
    "approved": sentence("approved, to be carried out"),
    "done": sentence("done"),
    "stopped": sentence("**stopped**"),
    "cancelled": sentence("not needed: the meeting is called off"),
}


HELD_AFTER_ALL = sentence("not needed: the meeting is held after all")
"""What calls a meeting off that everybody was invited to again."""
CLOSED = sentence("**The year is closed.** It stands as it stood, whatever is changed since.")
CALLED_OFF = sentence("**The meeting is called off.** Nothing goes out unless somebody asks for it.")


def publish(cycle: OpenCycle, result: Result, presentation: StepSummary) -> str:
    """Show a result: its words as markdown, its lists as tables. Return the address of the words."""
    key = artifact_key(cycle, result.step)
    made: Any = create_markdown_artifact(
        key=key,
        markdown=f"# {plain(presentation.title)}\n\n{_ours(cycle, result)}\n\n{presentation.markdown}",
        description=f"{cycle.year}: {presentation.title}, {cycle.say('revision')} {result.revision}",
    )
    for table in presentation.tables:
        rows = [{key: cell(text) for key, text in row.items()} for row in table.rows]
        if rows:
            create_table_artifact(key=f"{key}-{table.id}", table=rows, description=table.title)
    return artifact_link(cycle.services.settings, str(made))


def _ours(cycle: OpenCycle, result: Result) -> str:
    """Return the way to our own page of the step, which shows all this with its decision."""
    address = gate_page_link(cycle.services.settings, cycle.id, result.step)
    return f"[{cycle.say('Read and decide on our own page')}]({address})"


def publish_overview(cycle: OpenCycle, *, note: str = "") -> None:
    """Show where the whole year stands, under one key whose history tells the year's story.

    `note` is what somebody asked for and could not have.
    """
    lines = [
        f"# {plain(cycle.rules.name)} {cycle.year}",
        "",
        *([f"{cycle.say('**Not done.**')} {plain(note)}", ""] if note else []),
        cycle.say("| Step | Status | Revision | Approved by |"),
        "|---|---|---|---|",
        *(_row(cycle, status) for status in step_states(cycle)),
        *([] if cycle.called_off is None else ["", cycle.say(CALLED_OFF)]),
        *([] if cycle.closing is None else ["", cycle.say(CLOSED)]),
        *(f"\n- {plain(line)}" for line in (*lines_since_closed(cycle), *lines_of_acts(cycle))),
        *(f"\n- {plain(suggestion.words)}" for suggestion in suggestions(cycle)),
    ]
    create_markdown_artifact(
        key=artifact_key(cycle),
        markdown="\n".join(lines),
        description=cycle.say("The year {year}: where do we stand?", year=cycle.year),
    )


def _row(cycle: OpenCycle, status: StepState) -> str:
    runs = runs_link(cycle.services.settings, cycle.id, status.step)
    title = f"[{plain(status.title)}]({runs})" if status.state in {"waiting", "stopped"} else plain(status.title)
    names = plain(", ".join(status.approved_by))
    return f"| {title} | {cycle.say(_state(cycle, status))} | {status.revision or ''} | {names} |"


def artifact_key(cycle: OpenCycle, step: str = "") -> str:
    """Return the artifact key, `partnarskapsmote-2027-letters-invitasjon`: lower case, digits and dashes."""
    words = f"{cycle.row.meeting}-{cycle.year}-{step}" if step else f"{cycle.row.meeting}-{cycle.year}"
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def _state(cycle: OpenCycle, status: StepState) -> str:
    off = cycle.called_off is not None
    return HELD_AFTER_ALL if status.state == "cancelled" and not off else STATES[status.state]
