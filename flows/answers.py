"""Takes the answers that Prefect holds to the forms of a run, and puts each on record once."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import FlowRunInput
from prefect.logging import get_logger

from cycle.application.actions import Asked, Decision, record_answer
from cycle.application.persons import DoorAnswer, identity_of, who_answered
from cycle.model import from_plain
from cycle.services import Services

APPROVE, SEND_BACK, STOP = "Godkjenn", "Send tilbake", "Stopp"
ABOUT = "about"
"""Where a form's schema says what it is about."""
FORMS = "suspended-"
"""What Prefect's keys of a suspended run's form and answer begin with."""
MOST_FORMS = 200
NUDGE = "avgjort frå kommandolinja"
"""Stood as name on forms that only woke a waiting run, and were nobody's decision."""

log = get_logger("answers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What the forms of one run came to."""

    forms: int
    """How many times the run has asked."""
    decisions: tuple[Decision, ...]
    """What people answered, oldest first."""
    new: tuple[Decision, ...]
    """Those of them that were not on record before."""
    unknown: int = 0
    """How many answers no person who is known gave: they count for nothing."""


def take_answers(client: SyncPrefectClient, services: Services, run_id: UUID) -> Taken:
    """Return what a run has asked and been answered, with every answer on record under the result it was about.

    Reads nothing of the year's files: a file that somebody is just mending must not cost an answer.
    """
    kept = {form_input.key: form_input for form_input in client.filter_flow_run_input(run_id, FORMS, MOST_FORMS, set())}
    forms = sorted(
        (form_input for key, form_input in kept.items() if key.endswith("-schema")),
        key=lambda form_input: str(form_input.created),
    )
    found, new, unknown = [], [], 0
    for form in forms:
        stem = form.key.removesuffix("-schema")
        answer = kept.get(f"{stem}-response")
        if answer is None:
            continue
        key = f"{run_id}:{stem.removeprefix(FORMS)}"
        known = services.memory.decisions.under(key) or services.memory.decisions.under(re.sub(r"-a\d+$", "", key))
        who = who_answered(services, run=str(run_id), key=answer.key, answer=_content(answer))
        given = _given(services, _content(answer), who)
        if known is None and given is None:
            unknown += 1
            log.error("run %s: an answer that did not come through the door counts for nothing", run_id)
            continue
        row = known or _record(services, _content(form), given or {}, key=key, who=who)
        if row is not None:
            found.append(row)
            if known is None:
                new.append(row)
    return Taken(forms=len(forms), decisions=tuple(found), new=tuple(new), unknown=unknown)


def choices(ways_back: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the form lets people choose among, in the order they read it."""
    return (APPROVE, *ways_back, STOP)


def way_back(title: str) -> str:
    """Return the choice that sends back to a step."""
    return f"{SEND_BACK} til {title}"


def _given(services: Services, answer: Mapping[str, Any], who: DoorAnswer | None) -> Mapping[str, Any] | None:
    """Return an answer with the name of who gave it as the door knows them; None when no person who is known did.

    Where log-in is off the name is what was typed; an answer from before it was turned off has the person's.
    """
    if who is not None:
        return {**answer, "name": who.name}
    return answer if identity_of(services) == "name" and answer.get("name") else None


def _content(form_input: FlowRunInput) -> dict[str, Any]:
    return dict(json.loads(form_input.value))


def _record(
    services: Services, form: Mapping[str, Any], answer: Mapping[str, Any], *, key: str, who: DoorAnswer | None
) -> Decision | None:
    if ABOUT not in form or answer.get("name") == NUDGE:
        log.warning("run %s: its form is of an earlier version, so the gate is opened again", key.partition(":")[0])
        return None
    asked = from_plain(Asked, form[ABOUT])
    choice = str(answer["decision"])
    row = record_answer(
        services.memory,
        asked,
        decision={APPROVE: "approve", STOP: "stop"}.get(choice, "send_back"),  # type: ignore[arg-type]
        name=str(answer["name"]),
        key=key,
        now=services.now(),
        send_back_to=asked.ways_back.get(choice, ""),
        comment=str(answer.get("comment") or ""),
        count=answer.get("count"),
        who=who,
    )
    if row is None:
        log.warning("run %s: the number that was typed in is not the one asked for", key.partition(":")[0])
    return row
