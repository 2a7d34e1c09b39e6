"""Has a proposal made again (lag framlegget på nytt): what it rests on was edited, and a person says it may be read."""

from __future__ import annotations

from cycle.application.actions.running.states import StepState
from cycle.application.actions.running.taking_up import is_ours
from cycle.application.year import OpenCycle
from cycle.model import Identified
from cycle.store.years.decisions import Decision
from cycle.store.years.results import Result


def is_outdated(cycle: OpenCycle, step: StepState) -> bool:
    """Return whether what a step rests on was edited after its proposal was made, and nobody has asked for a new one.

    Nobody decides on such a proposal, and nothing makes it again by itself: the editing may not be finished.
    """
    return step.state == "due" and cycle.record.latest(step.step) is not None and not is_ours(cycle, step)


def remake(cycle: OpenCycle, result: Result, *, who: Identified, key: str, channel: str, comment: str = "") -> Decision:
    """Put on record that somebody wants the proposal made again; the first row written under the key stays.

    It is a proposal sent back to its own step: an input of the step, so that whoever watches sees that it is to run.
    """
    return cycle.memory.decisions.add(
        Decision(
            cycle=cycle.id,
            step=result.step,
            revision=result.revision,
            digest=result.digest,
            decision="send_back",
            send_back_to=result.step,
            name=" ".join(who.name.split()),
            at=cycle.now,
            channel=channel,
            key=key,
            comment=comment.strip(),
            person=who.person,
            known_by=who.known_by,
            session=who.session,
            proof=who.proof,
        )
    )
