"""What the store says is due though nobody works on it: what is taken up again, how often, and what is given up.

Prefect's runs may die in any way; what decides is what is done and decided here.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from cycle.application.actions.running.states import StepState, StepStates, inputs_of
from cycle.application.delivery import ADDRESSES, letter_rows
from cycle.application.year import OpenCycle, calendar_kind, kind_of, node_named, words_of
from cycle.errors import BusyError, ConversionError, CycleError, StepError, StoreError
from cycle.store.years.tries import TryVerdict

UNDER_WAY = frozenset({"due", "waiting", "approved"})
PASSING = (BusyError, ConversionError, StepError, StoreError)
"""Errors that may be gone the next time: somebody else was at work, LibreOffice was killed, the disk was full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stuck:
    """A step that died as often as it was tried, or whose error a person must mend."""

    step: str
    title: str
    tries: int
    why: str
    """The error's words; empty when its process died without any."""
    since: dt.datetime


def is_ours(cycle: OpenCycle, step: StepState) -> bool:
    """Return whether a run should be at work on the step, or ask a person about it, by what is decided.

    Not when only its own files were edited: an edit waits until somebody answers the gate, sends back or starts the
    year. An address that was approved since is no edit. Not when its mailing is held for a person.
    """
    if step.state not in UNDER_WAY or _is_held(cycle, step):
        return False
    newest = cycle.record.latest(step.step)
    if step.state != "due" or newest is None:
        return True
    node = node_named(cycle.graph, step.step)
    now = inputs_of(cycle, node)
    return any(now.get(name) != newest.inputs.get(name) for name in (*node.needs, "sent_back", ADDRESSES))


def take_up(cycle: OpenCycle, step: StepState, *, counted: bool = True) -> TryVerdict:
    """Return whether the step is to be started now, counted when it is; what gets further is counted again."""
    return cycle.memory.tries.again(
        cycle.id,
        step.step,
        about=_about(step),
        progress=_progress(cycle),
        now=cycle.now,
        counted=counted,
    )


def note_failure(cycle: OpenCycle, step: StepState, error: Exception) -> bool:
    """Write why a run of the step failed, and return whether a person must mend it: then it is not tried again."""
    for_person = mended_by_person(error)
    words = words_of(error, cycle.loaded.community.language)
    cycle.memory.tries.failed(cycle.id, step.step, about=_about(step), why=words, for_person=for_person, now=cycle.now)
    return for_person


def mended_by_person(error: Exception) -> bool:
    """Return whether the same will happen again until a person has mended something."""
    return isinstance(error, CycleError) and not isinstance(error, PASSING)


def stuck_steps(cycle: OpenCycle) -> tuple[Stuck, ...]:
    """Return the steps that nobody tries any more until a person starts the year again."""
    given_up = {step.what: step for step in cycle.record.tries if step.given_up_at}
    if not given_up:
        return ()
    found, states = [], StepStates(cycle)
    for name in (node.name for node in cycle.graph if node.name in given_up):
        step, last = states.of(name), given_up[name]
        if last.given_up_at and last.about == _about(step) and step.state in UNDER_WAY:
            stuck = Stuck(step=name, title=step.title, tries=last.number, why=last.why, since=last.given_up_at)
            found.append(stuck)
    return tuple(found)


def _about(step: StepState) -> str:
    return f"r{step.revision}:o{step.reopened}:{step.state}"


def _is_held(cycle: OpenCycle, step: StepState) -> bool:
    node = node_named(cycle.graph, step.step)
    if node.kind != "mailing" or step.state != "approved":
        return False
    return bool(cycle.record.waiting(kind_of(cycle, node), calendar_kind(cycle, node)))


def _progress(cycle: OpenCycle) -> str:
    """Return how far the year has come in what a killed step keeps: letters made, decisions, mails sent."""
    states = Counter(row.state for row in letter_rows(cycle))
    settled = sum(states[state] for state in ("sent", "refused", "failed"))
    made = cycle.memory.renditions.count()
    decided = len(cycle.record.decisions)
    return f"{made}:{decided}:{settled}"
