"""When a mailing that was approved and begun goes on by itself, and when it waits for a person."""

from __future__ import annotations

import datetime as dt

from cycle.application.actions.running.states import StepState
from cycle.application.delivery import DAY, provider_of
from cycle.application.year import OpenCycle, calendar_kind, kind_of, node_named
from cycle.model import OutboxRow
from cycle.services import OSLO

SECOND = dt.timedelta(seconds=1)


def goes_on_at(cycle: OpenCycle, step: StepState) -> dt.datetime | None:
    """Return the first moment, now or later, when the rest of a mailing can go; None when it is not ours to go on.

    Ours is what was approved as it stands and has begun. It is a person's when it is held, when its letters changed,
    when the meeting is called off, and when the meeting has been held since it was approved.
    """
    node = node_named(cycle.graph, step.step)
    if node.kind != "mailing" or step.state != "approved" or _was_held_since(cycle, step):
        return None
    kinds = (kind_of(cycle, node), calendar_kind(cycle, node))
    if cycle.record.waiting(*kinds):
        return None
    rows = [row for kind in kinds for row in cycle.record.mails_of(kind)]
    if not rows:
        return None
    queued = [row for row in rows if row.state == "queued"]
    return max(_first_due(queued, now=cycle.now), _room_from(cycle, len(queued)))


def _was_held_since(cycle: OpenCycle, step: StepState) -> bool:
    """Return whether the meeting took place after the mailing was approved: what it says may be of no use by now."""
    decided = cycle.record.decisions_on(step.step, step.digest)
    approved = max(decision.at for decision in decided if decision.decision == "approve").astimezone(OSLO).date()
    return approved <= cycle.year_inputs.facts.date < cycle.services.today


def _first_due(queued: list[OutboxRow], *, now: dt.datetime) -> dt.datetime:
    """Return when the first of the mails is due, to the whole second, as the outbox itself counts."""
    put_off = [row.not_before for row in queued if row.not_before and not (row.updated_at and row.updated_at > now)]
    if len(put_off) < len(queued) or not put_off:
        return now
    return _whole(max(min(put_off), now))


def _room_from(cycle: OpenCycle, number: int) -> dt.datetime:
    """Return when the provider has room for so many mails, or for as many as it takes in a day."""
    provider = provider_of(cycle.services.settings)
    sent = cycle.memory.outbox.sent_since(cycle.now - DAY, now=cycle.now) if provider.per_day else ()
    too_many = len(sent) + min(number, provider.per_day) - provider.per_day
    return _whole(sent[too_many - 1] + DAY) if sent and too_many > 0 else cycle.now


def _whole(moment: dt.datetime) -> dt.datetime:
    return moment.replace(microsecond=0) + SECOND if moment.microsecond else moment
