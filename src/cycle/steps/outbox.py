"""The ledger of mails as people and scripts read it: one row per recipient, with what to do about it."""

from __future__ import annotations

from typing import Any, Literal

from cycle.errors import StepError
from cycle.mail.remedies import remedy
from cycle.model import OutboxRow
from cycle.services import Services
from cycle.steps.cycle import OpenCycle, find_cycle
from cycle.steps.post import kind_of
from cycle.steps.run import perform, standing_of


def ledger_rows(cycle: OpenCycle) -> list[dict[str, Any]]:
    """Return id, kind, recipient id, state, the server's code and words, and the remedy of every mail."""
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "recipient": row.recipient,
            "state": row.state,
            "code": row.code,
            "text": row.text,
            "remedy": remedy(row),
        }
        for row in cycle.memory.outbox.rows(cycle=cycle.id)
    ]


def let_go_on(cycle: OpenCycle, *, dispatch: str = "", who: str) -> tuple[str, ...]:
    """Return the steps whose mailing goes on now that a person has looked; StepError when none waits.

    Unavailable when the server is down: the mails stay queued, and the same call later goes on.
    """
    mailings = [link for link in cycle.chain if link.kind == "mailing" and link.dispatch == (dispatch or link.dispatch)]
    released = []
    for link in mailings:
        if cycle.memory.holds.release(cycle.id, kind=kind_of(cycle, link), who=who, now=cycle.now):
            released.append(link.name)
    if not released:
        raise StepError(f"{cycle.id} {dispatch}: no mailing waits for a person".replace("  ", " "))
    for step in released:
        if standing_of(cycle, step).state == "approved":
            perform(cycle, step)
    return tuple(released)


def adopt(services: Services, *, who: str) -> int:
    """Let a restored or copied database send again; return how many mails a person must decide about first.

    What is queued may have been sent after the copy was made, so each such mail becomes `uncertain`.
    """
    doubtful = services.memory.outbox.doubt_queued(who=who, now=services.now())
    services.memory.installation.adopt(who=who, now=services.now())
    return doubtful


def answer(services: Services, row_id: int, *, as_: Literal["sent", "resend"], who: str, why: str) -> OutboxRow:
    """Return the mail after a person's answer; one that is to go again is sent at once, if its step still stands.

    When the step's letters have changed since, it stays queued and goes with the next approved sending. StoreError when
    the mail takes no such answer; Unavailable when the server is down: it stays queued.
    """
    outbox = services.memory.outbox
    outbox.resolve(row_id, as_=as_, who=who, why=why, now=services.now())
    row = outbox.row(row_id)
    if row.state == "queued":
        community, meeting, year = row.cycle.split("/")
        cycle = find_cycle(services, community=community, meeting=meeting, year=int(year))
        step = f"mailing.{row.kind.partition('@')[0]}"
        if standing_of(cycle, step).state in {"approved", "done"}:
            perform(cycle, step)
    return outbox.row(row_id)
