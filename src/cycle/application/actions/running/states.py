"""Where each step of a year stands, by one record of it: each is computed once, with those it needs and no other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cycle.application.actions.deciding.form_answers import held_stop
from cycle.application.actions.running.registry import STEPS
from cycle.application.results import ClosedStep
from cycle.application.year import (
    OpenCycle,
    StepNode,
    approved_at,
    approvers_among,
    falls_away,
    node_named,
    result_of,
    still_missing,
    was_approved,
)
from cycle.model import LANGUAGES, digest
from cycle.store.years.results import Result

State = Literal["blocked", "due", "waiting", "approved", "done", "stopped", "cancelled"]
"""blocked: a step it needs is not done · due: to be computed · waiting: for a decision · approved: to be performed ·
cancelled: the meeting is called off, and nobody has asked for this dispatch since; or it is held after all, and this
is what called it off."""

PUT_BACK = "put_back"
"""The input that counts how often what was approved before came back."""

KEPT = frozenset({"approved", "done", "cancelled"})
"""The states of a step that is kept with a year that is closed; one that was asked for and not done goes on."""

PASSED = frozenset({"done", "cancelled"})
"""The states of a step that keep nothing back that needs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepState:
    """Where one step stands (stode)."""

    step: str
    title: str
    state: State
    revision: int
    """The revision that stands, or the one to be made when the step is due; 0 while blocked and never run."""
    digest: str = ""
    approved_by: tuple[str, ...] = ()
    waits_for: str = ""
    due_on: dt.date | None = None
    """The milestone before which the step does not start by itself."""
    missing: int = 0
    """How many people must still approve, while it waits."""
    reopened: int = 0
    """How many times the gate was opened again after a stop."""


def step_states(cycle: OpenCycle) -> tuple[StepState, ...]:
    """Return where every step of the year stands now, in the order of the graph."""
    cycle.read_again()
    states = StepStates(cycle)
    return tuple(states.of(node.name) for node in cycle.graph)


def step_state(cycle: OpenCycle, name: str) -> StepState:
    """Return where one step stands now; StepError when there is no such step."""
    node_named(cycle.graph, name)
    cycle.read_again()
    return StepStates(cycle).of(name)


class StepStates:
    """The states of a year's steps, all by one record: that of the moment these are made; each computed when asked."""

    def __init__(self, cycle: OpenCycle) -> None:
        """Pin the record and compute nothing yet."""
        pinned = cycle.at_one_moment()
        self._cycle, self._read = pinned.as_written, pinned
        self._links = {node.name: node for node in cycle.graph}
        self._known: dict[str, StepState] = {}
        closed = cycle.closed
        self._closed = {step.step: step for step in closed.steps} if closed else {}

    def of(self, name: str) -> StepState:
        """Return where a step of the year stands."""
        if name not in self._known:
            self._known[name] = self._state(self._links[name])
        return self._known[name]

    def missing(self, node: StepNode) -> list[str]:
        """Return the steps that a step waits for."""
        return [need for need in node.needs if self.of(need).state not in PASSED]

    def _state(self, node: StepNode) -> StepState:
        if node.name in self._closed:
            return self._as_closed(node, self._closed[node.name])
        result = self._cycle.record.latest(node.name)
        found = _stopped(self._cycle, result, self._unless_stopped(node, result))
        if found.state != "done" and is_called_off(self._cycle, node):
            why = "held after all" if self._cycle.called_off is None else "called off"
            return replace(found, state="cancelled", waits_for=f"nothing: the meeting is {why}")
        return found

    def _as_closed(self, node: StepNode, kept: ClosedStep) -> StepState:
        """Return the step as it stood when the year was closed; only a mail that is queued again is still to go."""
        cycle, result = self._cycle, self._cycle.record.latest(node.name)
        rest = not kept.cancelled and result is not None and STEPS[node.kind].remains(cycle, node, result)
        state: State = "cancelled" if kept.cancelled else "approved" if rest else "done"
        return StepState(
            step=node.name,
            title=kept.titles[self._read.language],
            state=state,
            revision=kept.revision,
            digest=kept.digest,
            approved_by=kept.approved_by,
            waits_for="to be carried out" if rest else "",
        )

    def _unless_stopped(self, node: StepNode, result: Result | None) -> StepState:
        revision = result.revision if result else 0
        found = StepState(
            step=node.name,
            title=self._read.title_of(node),
            state="blocked",
            revision=revision,
            due_on=self._cycle.starts_on(node),
        )
        if missing := self.missing(node):
            return replace(found, waits_for=", ".join(missing))
        if result is None or not (
            self._stands(node, result) or result.input_digest == digest(inputs_of(self._cycle, node))
        ):
            return replace(found, state="due", revision=revision + 1)
        return _decided(self._cycle, node, result, found)

    def _stands(self, node: StepNode, result: Result) -> bool:
        """Return whether a result is what its inputs give; of a closed year what is done stands, whatever is edited."""
        if self._cycle.closing and is_approved(self._cycle, result) and is_done(self._cycle, node, result):
            return True
        return result.input_digest == digest(inputs_of(self._cycle, node))


def is_closed(cycle: OpenCycle, name: str) -> bool:
    """Return whether the year is closed with this step in it: it stands as it stood then."""
    closed = cycle.closed
    return closed is not None and any(step.step == name for step in closed.steps)


def closed_steps(cycle: OpenCycle) -> tuple[ClosedStep, ...]:
    """Return how the steps of a year stand, to be kept when it is closed."""
    states = StepStates(cycle)
    found = [(node, states.of(node.name)) for node in cycle.graph]
    return tuple(
        _closed_step(
            cycle,
            node,
            revision=state.revision,
            digest=state.digest,
            names=state.approved_by,
            cancelled=state.state == "cancelled",
        )
        for node, state in found
        if state.state in KEPT
    )


def published_steps(cycle: OpenCycle) -> tuple[ClosedStep, ...]:
    """Return how the steps of a year stood that was published, whatever was edited since: by what was approved last."""
    found = []
    for node in cycle.graph:
        approved = [row for row in cycle.record.revisions(node.name) if is_approved(cycle, row)]
        if approved:
            row = approved[-1]
            names = approvers(cycle, row)
            found.append(_closed_step(cycle, node, revision=row.revision, digest=row.digest, names=names))
        elif is_called_off(cycle, node):
            found.append(_closed_step(cycle, node, cancelled=True))
    return tuple(found)


def _closed_step(
    cycle: OpenCycle,
    node: StepNode,
    *,
    revision: int = 0,
    digest: str = "",
    names: Sequence[str] = (),
    cancelled: bool = False,
) -> ClosedStep:
    return ClosedStep(
        step=node.name,
        titles={language: cycle.title_of(node, language) for language in LANGUAGES},
        revision=revision,
        digest=digest,
        approved_by=tuple(names),
        cancelled=cancelled,
    )


def inputs_of(cycle: OpenCycle, node: StepNode) -> dict[str, object]:
    """Return the named inputs of a step: the digests of what it needs, its own, and how often it was sent back to.

    And how often it was put back to what it had been after something else was approved: that is asked about again.
    """
    cycle = cycle.as_written.at_one_moment()
    needed = {need: made.digest for need in node.needs if (made := _needed(cycle, need)) is not None}
    own = STEPS[node.kind].inputs(cycle, node)
    found = {**needed, **own, "sent_back": cycle.record.sent_back_to(node.name)}
    times = _put_back(cycle, node, found)
    return {**found, PUT_BACK: times} if times else found


def _put_back(cycle: OpenCycle, node: StepNode, found: dict[str, object]) -> int:
    """Return how often these inputs came back after a result of others was approved.

    Without it the newest result would have the digest of an old one, and that one's approval, though what everybody
    knows since is another. What nobody approved in between is a slip that was mended, and changes nothing.
    """
    newest = cycle.record.latest(node.name)
    if newest is None or newest.revision == 1:
        return 0
    same = digest(found)
    if _digest_but_put_back(newest) == same:
        return int(newest.inputs.get(PUT_BACK, 0))
    approved = False
    for earlier in reversed(cycle.record.revisions(node.name)):
        if _digest_but_put_back(earlier) == same:
            return int(earlier.inputs.get(PUT_BACK, 0)) + approved
        same_mode = earlier.inputs.get("mode") == found.get("mode")  # what a rehearsal approved is no other letter
        approved = approved or (same_mode and was_approved(cycle, earlier))
    return 0


def _digest_but_put_back(result: Result) -> str:
    if PUT_BACK not in result.inputs:
        return result.input_digest
    return digest({name: value for name, value in result.inputs.items() if name != PUT_BACK})


def is_approved(cycle: OpenCycle, result: Result) -> bool:
    """Return whether enough different people approved exactly this digest, or nobody had anything to decide."""
    return approved_at(cycle, result) is not None


def is_done(cycle: OpenCycle, node: StepNode, result: Result) -> bool:
    """Return whether nothing is left to do after the approval of this result."""
    step = STEPS[node.kind]
    if step.perform is None:
        return True
    cycle = cycle.at_one_moment()
    acted = cycle.record.outcome(node.name, result.digest) is not None
    return acted and not step.remains(cycle, node, result)


def is_called_off(cycle: OpenCycle, node: StepNode) -> bool:
    """Return whether a dispatch is stopped: the meeting is called off, or, for what says so, is held after all."""
    return bool(node.dispatch) and falls_away(cycle.dispatch(node), cycle.dispatches)


def approvers(cycle: OpenCycle, result: Result) -> tuple[str, ...]:
    """Return the names of those who approved this digest since it was last stopped or opened again."""
    rows = cycle.record.decisions_on(result.step, result.digest)
    return tuple(approver.name for approver in approvers_among(cycle, rows))


def _decided(cycle: OpenCycle, node: StepNode, result: Result, found: StepState) -> StepState:
    """Return the state of a step whose result is made of what its inputs are now: what is decided and done about it."""
    rows = cycle.record.decisions_on(node.name, result.digest)
    approving = approvers_among(cycle, rows)
    state: State = "waiting"
    missing = still_missing(cycle, node.name, approving)
    waits_for = f"{missing} to approve"
    if is_approved(cycle, result):
        state, waits_for = ("done", "") if is_done(cycle, node, result) else ("approved", "to be carried out")
    return replace(
        found,
        state=state,
        digest=result.digest,
        approved_by=tuple(approver.name for approver in approving),
        waits_for=waits_for,
        missing=missing if state == "waiting" else 0,
        reopened=sum(row.decision == "reopen" for row in rows),
    )


def _stopped(cycle: OpenCycle, result: Result | None, found: StepState) -> StepState:
    """Return the step as stopped when somebody said so of the result they had read, though another is due by now."""
    if result is None or found.state in {"approved", "done"}:
        return found
    stop = held_stop(cycle.record.decisions_of(found.step))
    if stop is None:
        return found
    waits_for = f"someone to start the year again (stopped by {stop.name})"
    return replace(found, state="stopped", waits_for=waits_for)


def _needed(cycle: OpenCycle, name: str) -> Result | None:
    """Return the result that another step builds on; none of a dispatch that falls away before anything was made."""
    node = node_named(cycle.graph, name)
    return cycle.record.latest(name) if is_called_off(cycle, node) else result_of(cycle, name)
