"""Where every step of a year stands as it is told: of one that waits, how many must still approve and who they are."""

from __future__ import annotations

from dataclasses import replace

from cycle.application.actions.asking.unfit_acts import unfit_acts
from cycle.application.actions.deciding.deciders import is_uncovered, one_mailbox, still_asked, still_wanted
from cycle.application.actions.running.states import StepState, step_states
from cycle.application.year import OpenCycle

_TAKEN_BACK = "nobody: it cannot be done as the page is now; `cycle archive withdraw {year} {number}`"


def reported_states(cycle: OpenCycle) -> tuple[StepState, ...]:
    """Return the states of all steps, with what the approval of each lacks that waits, as its page says it."""
    unfit = unfit_acts(cycle)
    return tuple(
        replace(state, waits_for=_TAKEN_BACK.format(year=cycle.year, number=state.step.removeprefix("act.")))
        if state.step in unfit
        else _reported(cycle, state)
        if state.state == "waiting"
        else state
        for state in step_states(cycle)
    )


def _reported(cycle: OpenCycle, state: StepState) -> StepState:
    result = cycle.record.latest(state.step)
    if result is None:
        return state
    wanted, side = still_wanted(cycle, result), cycle.loaded.community.side
    names = ", ".join(decider.person.name for decider in still_asked(cycle, result))
    parts = [
        f"{wanted.number} to approve" + (f", of {names}" if names else ""),
        *(f"one who decides for {side(lacking).name}" for lacking in wanted.sides),
        *(f"{' and '.join(people)} have one mailbox and count as one" for people in one_mailbox(cycle, result)),
        *(["nobody who can is there"] if is_uncovered(cycle, result) else []),
    ]
    return replace(state, missing=wanted.number, waits_for="; ".join(parts))
