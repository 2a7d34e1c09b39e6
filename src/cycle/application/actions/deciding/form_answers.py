"""Puts the answer to a form on record before anything is computed, under the result the person had read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cycle.application.actions.deciding.objections import why_not_approve
from cycle.application.persons import claimed
from cycle.application.year import HandEdit, approved_at, find_cycle, kinds_edited
from cycle.model import address_digest
from cycle.services import Services
from cycle.store.memory import Memory
from cycle.store.people.door_answers import DoorAnswer
from cycle.store.years.decisions import Decision as Decision
from cycle.store.years.decisions import DecisionKind
from cycle.visible import visible

APPROVE = "Godkjenn"
"""The choice of a form that approves."""
SEND_BACK = "Send tilbake"
"""What the choices begin with that send back."""


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
    hands: tuple[tuple[str, str], ...] = ()
    """Code and name of each thing that somebody made by hand of it, where another must approve that."""


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
    why_not: Callable[[], str] | None = None,
) -> Decision | None:
    """Return the decision, on record under its key; None for an approval that confirms another number than was asked.

    `who` is who gave the answer as the door knew them; None where log-in is off.

    Whether it counts is for whoever looks at what stands now: an approval names a digest, and counts for no other. But
    where the person had a hand in it, `why_not` judges it by who has approved when it is put on record, not when it was
    answered; None too when it says why it does not count.
    """
    if decision == "approve" and asked.count and count != asked.count:
        return None
    row = Decision(
        cycle=asked.cycle,
        step=asked.step,
        revision=asked.revision,
        digest=asked.digest,
        decision=decision,
        name=visible(" ".join(name.split())),
        at=now,
        channel="form",
        key=key,
        send_back_to=send_back_to if decision == "send_back" else "",
        comment=visible(comment.strip()),
        count=count,
        person=who.person if who else "",
        known_by=who.known_by if who else "name",
        session=who.session if who else "",
        proof=who.proof if who else "",
        sides=who.sides if who else "",
        by_hand=",".join(_kinds_edited(asked, name, who)) if decision == "approve" else "",
        mailbox=address_digest(who.address) if who else "",
    )
    while row.by_hand and why_not is not None:
        known = len(memory.decisions.of_step(asked.cycle, asked.step))
        if why_not():
            return memory.decisions.under(key)  # none, unless another process has just put this very answer on record
        if kept := memory.decisions.add_after(row, known):
            return kept
    return memory.decisions.add(row)


def why_not_by_form(services: Services, asked: Asked, *, name: str, who: DoorAnswer | None) -> str:
    """Return why an approval by a form would not count by now; "" when it would, or what it is about stands no more."""
    community, meeting, year = asked.cycle.split("/")
    cycle = find_cycle(services, community=community, meeting=meeting, year=int(year))
    result = cycle.record.latest(asked.step)
    if result is None or result.digest != asked.digest or approved_at(cycle, result) is not None:
        return ""
    own = claimed(cycle.loaded.community, name)
    if who is not None:
        sides = tuple(filter(None, who.sides.split(",")))
        own = replace(own, person=who.person, address=who.address, known_by=who.known_by, sides=sides)
    return why_not_approve(cycle, result, own)


def _kinds_edited(asked: Asked, name: str, who: DoorAnswer | None) -> tuple[str, ...]:
    edits = [HandEdit(kind=kind, name=made_by) for kind, made_by in asked.hands]
    return kinds_edited(edits, person=who.person if who else "", name=name, address=who.address if who else "")


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
