"""Puts the answer to a form on record before anything is computed, under the result the person had read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cycle.store.decisions import Decision as Decision
from cycle.store.decisions import DecisionKind
from cycle.store.door_answers import DoorAnswer
from cycle.store.memory import Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a form is about: it is kept with the form, so that its answer needs no file to be understood."""

    cycle: str
    step: str
    revision: int
    digest: str
    count: int | None = None
    """The number of recipients that an approval confirms, for a mailing."""
    ways_back: Mapping[str, str] = field(default_factory=dict)
    """Choice of the form → the step it sends back to."""


def record_answer(
    memory: Memory,
    asked: Asked,
    *,
    decision: DecisionKind,
    name: str,
    key: str,
    now: dt.datetime,
    send_back_to: str = "",
    comment: str = "",
    count: int | None = None,
    who: DoorAnswer | None = None,
) -> Decision | None:
    """Return the decision, on record under its key; None for an approval that confirms another number than was asked.

    `who` is who gave the answer as the door knew them; None where log-in is off.

    Whether it counts is for whoever looks at what stands now: an approval names a digest, and counts for no other.
    """
    if decision == "approve" and asked.count and count != asked.count:
        return None
    return memory.decisions.add(
        Decision(
            cycle=asked.cycle,
            step=asked.step,
            revision=asked.revision,
            digest=asked.digest,
            decision=decision,
            name=" ".join(name.split()),
            at=now,
            channel="form",
            key=key,
            send_back_to=send_back_to if decision == "send_back" else "",
            comment=comment.strip(),
            count=count,
            person=who.person if who else "",
            known_by=who.known_by if who else "",
            session=who.session if who else "",
            proof=who.proof if who else "",
        )
    )


def held_stop(rows: Sequence[Decision]) -> Decision | None:
    """Return the stop that holds a step, of its decisions oldest first; a new start or a later decision ends it.

    What a form brings about the very result that was stopped was written before the person saw that it is.
    """
    held: Decision | None = None
    for row in rows:
        if row.decision == "stop":
            held = row
        elif held is not None and (row.digest != held.digest or row.decision == "reopen" or row.channel == "cli"):
            held = None
    return held


def approvals(rows: Sequence[Decision]) -> tuple[Decision, ...]:
    """Return the approvals of one result that count, of its decisions oldest first: those after the last other word."""
    found: list[Decision] = []
    stopped = False
    for row in rows:
        if row.decision != "approve":
            found.clear()
            stopped = row.decision == "stop"
        elif not stopped or row.channel == "cli":
            found.append(row)
            stopped = False
    return tuple(found)
