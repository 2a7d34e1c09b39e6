"""The calendar entry of each recipient: one UID over all mails of a year, and a SEQUENCE that counts its changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from cycle.mail.calendar import Method
from cycle.mail.sender import token
from cycle.model import Dispatch
from cycle.steps.contact import REACHED
from cycle.steps.cycle import OpenCycle
from cycle.steps.kinds import CALENDAR, dispatch_of, rows_of_mode
from cycle.steps.modes import mark_of

MEETING = "møte"
"""Stands for a dispatch in the token of the calendar entry, which is the same whatever letter brings it."""


def meeting_token(cycle: OpenCycle, recipient: str) -> str:
    """Return the left side of the recipient's calendar UID; a rehearsal has its own, as its mails do."""
    return token(cycle.services.secret, cycle.id, MEETING + mark_of(cycle.services.settings), recipient)


def method_of(dispatch: Dispatch) -> Method:
    """Return what the calendar file of a dispatch asks of the calendar (RFC 5546)."""
    return "CANCEL" if dispatch.tells == "cancellation" else "REQUEST"


def sequences(cycle: OpenCycle, dispatch: Dispatch) -> Mapping[str, int]:
    """Return person id → SEQUENCE of the calendar entry that this dispatch brings, whoever is asked for.

    Each change, cancellation and correction that reached the person before counts one, and this one too if it is such.
    """
    changing = {one.id for one in cycle.dispatches if _changes(one) and one.id != dispatch.id}
    reached: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows_of_mode(cycle):
        if row.state in REACHED and CALENDAR not in row.kind:
            reached[row.recipient].add(dispatch_of(row.kind))
    own = int(_changes(dispatch))
    found = {who: own + len(changing & ids) for who, ids in reached.items()}
    return defaultdict(lambda: own, found)


def _changes(dispatch: Dispatch) -> bool:
    corrects = dispatch.request is not None and dispatch.request.replaces is not None
    return dispatch.calendar != "none" and (dispatch.tells != "meeting" or corrects)
