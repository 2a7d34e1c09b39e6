"""What comes after a decision (kva som skjer no), said to whoever took it: it agrees with how the step is by now."""

from __future__ import annotations

from collections.abc import Mapping

from cycle.application.review.gates import GateView
from cycle.application.year import OpenCycle
from cycle.catalogue import plural, sentence
from cycle.store.years.decisions import Decision

GOES_ON = sentence("The year goes on by itself. You need do no more here.")
MORE_MUST = plural(
    "{number} more person must approve before anything happens.",
    "{number} more people must approve before anything happens.",
)
STAYS_STOPPED = sentence("Nothing more happens with the step until somebody starts the year again.")
OPENED_SINCE = sentence("It has been opened for approval again since. See below.")
STOPPED_SINCE = sentence("Somebody has stopped the step since. See below.")
GONE_ON_SINCE = sentence("It has gone on since. See below.")
CHANGED_SINCE = sentence("What was approved has changed since, so the approval does not hold any more. See below.")
MADE_SINCE = sentence("It is done again by now. See below what is new, and decide on it.")
TO_BE_MADE = sentence("Then it is opened for approval, and those who decide are told.")
TO_BE_DONE = sentence("It is done again, with all that rests on it. Those who decide are told when it is their turn.")

_AFTER: Mapping[str, str] = {"stop": STAYS_STOPPED, "remake": TO_BE_MADE, "send_back": TO_BE_DONE}


def what_follows(cycle: OpenCycle, view: GateView | None, done: Decision) -> str:
    """Return what happens now, or what has become of the decision since it was taken."""
    deed = "remake" if had_made_again(done) else done.decision
    if view is None:
        return cycle.say(_AFTER.get(deed, GOES_ON))
    state, newer = view.state.state, view.result.revision > done.revision
    changed = view.result.digest != done.digest or state in {"blocked", "due"}
    match deed:
        case "stop" if state != "stopped":
            words = OPENED_SINCE if view.open else GONE_ON_SINCE
        case "approve" if changed:
            words = CHANGED_SINCE
        case "approve" if view.open:
            return cycle.count(view.missing.number, *MORE_MUST)
        case "approve" | "remake" | "send_back" if state == "stopped":
            words = STOPPED_SINCE
        case "remake" | "send_back" if newer:
            words = MADE_SINCE if view.open else GONE_ON_SINCE
        case _:
            words = _AFTER.get(deed, GOES_ON)
    return cycle.say(words)


def had_made_again(done: Decision) -> bool:
    """Return whether somebody had the proposal made again: it is sent back to the very step, without a reason."""
    return done.send_back_to == done.step and not done.comment
