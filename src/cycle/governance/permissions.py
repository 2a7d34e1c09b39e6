"""Who may do what (rolle): a reader reads, a coordinator decides on steps, the secretariat does everything."""

from __future__ import annotations

from cycle.model import Deed, Identified

EVERY_STEP = "*"


def may(who: Identified, deed: Deed) -> bool:
    """Return whether somebody may do a deed at all; which steps they decide on is for `may_decide`."""
    if "secretariat" in who.roles:
        return True
    if deed == "decide":
        return bool(who.steps)
    return deed == "read" and bool(who.roles)


def may_decide(who: Identified, step: str) -> bool:
    """Return whether somebody may decide on a step; `letters.folgebrev` is one of `letters`."""
    return "secretariat" in who.roles or covers(who.steps, step)


def covers(steps: tuple[str, ...], step: str) -> bool:
    """Return whether a step is among those that are named."""
    return EVERY_STEP in steps or step in steps or step.partition(".")[0] in steps
