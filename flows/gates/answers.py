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

from cycle.application.actions import APPROVE as APPROVE
from cycle.application.actions import (
    LONGEST_COMMENT,
    LONGEST_NAME,
    SEND_BACK,
    Asked,
    Decision,
    TurnedDown,
    record_answer,
    why_not_by_form,
    why_not_stored,
)
from cycle.application.persons import DoorAnswer, identity_of, who_answered
from cycle.catalogue import sentence
from cycle.model import from_plain
from cycle.services import Services

STOP = "Stopp"
ABOUT = "about"
"""Where a form's schema says what it is about."""
FORMS = "suspended-"
"""What Prefect's keys of a suspended run's form and answer begin with."""
MOST_FORMS = 200
MOST_COUNTED = 2**31
OTHER_NUMBER = sentence("The number that was typed in is not how many get mail.")
OLD_FORM = sentence("The form was of an earlier version of the service.")
UNREADABLE = sentence(
    "It could not be read: half a character, a number that is too large, or a choice that was not given."
)
JUDGED_BEFORE = sentence("When it was put on record, others had decided meanwhile so that it no longer counts.")
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
    turned_down: tuple[TurnedDown, ...] = ()
    """Answers of people that do not count, each with why, oldest first: they are told, and asked again."""
    asked_again_for: TurnedDown | None = None
    """What the newest answer was turned down for, where it was: the reason that the form comes again."""
    unknown: int = 0
    """How many answers no person who is known gave: they count for nothing."""


def take_answers(client: SyncPrefectClient, services: Services, run_id: UUID) -> Taken:
    """Return what a run has asked and been answered, with every answer on record under the result it was about.

    Reads nothing of the year's files: a file that somebody is just mending must not cost an answer. Only the approval
    of who had a hand in it is judged by them, and stays with Prefect while they cannot be read.
    """
    kept = {form_input.key: form_input for form_input in client.filter_flow_run_input(run_id, FORMS, MOST_FORMS, set())}
    forms = sorted(
        (form_input for key, form_input in kept.items() if key.endswith("-schema")),
        key=lambda form_input: str(form_input.created),
    )
    found: list[Decision] = []
    new: list[Decision] = []
    turned_down: list[TurnedDown] = []
    newest: TurnedDown | None = None
    unknown = 0
    for form in forms:
        stem = form.key.removesuffix("-schema")
        answer = kept.get(f"{stem}-response")
        if answer is None:
            continue
        key = f"{run_id}:{stem.removeprefix(FORMS)}"
        known = services.memory.decisions.under(key) or services.memory.decisions.under(re.sub(r"-a\d+$", "", key))
        content = _read(answer)
        who = None if content is None else who_answered(services, run=str(run_id), key=answer.key, answer=content)
        given = _given(services, content, who)
        if known is None and given is None:
            unknown += 1
            log.error("run %s: an answer that did not come through the door counts for nothing", run_id)
            continue
        row = known or _record(
            services, _content(form), given or {}, key=key, who=who, asked_again=form is not forms[-1]
        )
        newest = row if isinstance(row, TurnedDown) else None
        if isinstance(row, TurnedDown):
            turned_down.append(row)
        elif row is not None:
            found.append(row)
            if known is None:
                new.append(row)
    return Taken(
        forms=len(forms),
        decisions=tuple(found),
        new=tuple(new),
        turned_down=tuple(turned_down),
        asked_again_for=newest,
        unknown=unknown,
    )


def choices(ways_back: Mapping[str, str]) -> tuple[str, ...]:
    """Return what the form lets people choose among, in the order they read it."""
    return (APPROVE, *ways_back, STOP)


def way_back(title: str) -> str:
    """Return the choice that sends back to a step."""
    return f"{SEND_BACK} til {title}"


def _given(services: Services, answer: Mapping[str, Any] | None, who: DoorAnswer | None) -> Mapping[str, Any] | None:
    """Return an answer with the name of who gave it as the door knows them; None when no person who is known did.

    Where log-in is off the name is what was typed; an answer from before it was turned off has the person's. One that
    cannot be read is empty there: whoever gave it is to be told that it does not count.
    """
    if answer is None:
        return {} if identity_of(services) == "name" else None
    if who is not None:
        return {**answer, "name": who.name}
    return answer if identity_of(services) == "name" and answer.get("name") else None


def _content(form_input: FlowRunInput) -> dict[str, Any]:
    return dict(json.loads(form_input.value))


def _read(answer: FlowRunInput) -> dict[str, Any] | None:
    """Return what a form was answered with; None for what nobody can store or understand: it must stop no run."""
    try:
        found = json.loads(answer.value)
        if not isinstance(found, dict) or why_not_stored(found):
            return None
    except (ValueError, RecursionError):
        return None
    texts = (found.get(field) or "" for field in ("decision", "name", "comment"))
    count = found.get("count")
    is_count = count is None or (type(count) is int and 0 <= count < MOST_COUNTED)
    is_flat = not any(isinstance(value, dict | list) for value in found.values())
    name, comment = str(found.get("name") or ""), str(found.get("comment") or "")
    fits = len(name) <= LONGEST_NAME and len(comment) <= LONGEST_COMMENT
    return found if fits and is_flat and is_count and all(isinstance(text, str) for text in texts) else None


def _record(
    services: Services,
    form: Mapping[str, Any],
    answer: Mapping[str, Any],
    *,
    key: str,
    who: DoorAnswer | None,
    asked_again: bool,
) -> Decision | TurnedDown | None:
    """Put an answer on record, or return why it does not count, after which the run has `asked_again`.

    None for what was nobody's answer.
    """
    name, run = str(answer.get("name") or ""), key.partition(":")[0]
    if answer.get("name") == NUDGE:
        return None
    if ABOUT not in form:
        log.warning("run %s: its form is of an earlier version, so the gate is opened again", run)
        return TurnedDown(key=key, name=name, person=who.person if who else "", why=OLD_FORM)
    asked, said, tries = from_plain(Asked, form[ABOUT]), "", services.memory.tries
    choice = str(answer.get("decision") or "")
    if choice not in choices(asked.ways_back):
        log.warning("run %s: an answer cannot be read, so the gate is opened again", run)
        return TurnedDown(key=key, name=name, person=who.person if who else "", why=UNREADABLE)

    def why_not() -> str:
        nonlocal said
        said = tries.why_turned_down(key)  # judged once, also by a process that has ended since
        if not said:
            said = JUDGED_BEFORE if asked_again else why_not_by_form(services, asked, name=name, who=who)
        return said

    row = record_answer(
        services.memory,
        asked,
        decision={APPROVE: "approve", STOP: "stop"}.get(choice, "send_back"),  # type: ignore[arg-type]
        name=name,
        key=key,
        now=services.now(),
        send_back_to=asked.ways_back.get(choice, ""),
        comment=str(answer.get("comment") or ""),
        count=answer.get("count"),
        who=who,
        why_not=why_not,
    )
    if row is not None:
        return row
    why = tries.turn_down(key, why=said, now=services.now()) if said else OTHER_NUMBER
    log.warning("run %s: an approval does not count, so the gate is opened again: %s", run, why)
    return TurnedDown(key=key, name=name, person=who.person if who else "", why=why)
