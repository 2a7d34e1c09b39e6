"""The ledger of mails as people and scripts read it: one row per recipient, with what to do about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from typing import Literal

from cycle.application.actions.running.run_step import perform
from cycle.application.actions.running.states import step_state, step_states
from cycle.application.delivery import (
    OURSELVES,
    MailPlan,
    hold_reason,
    in_order,
    is_notice,
    mail_plan,
    names_in,
    needs_person,
    remedies,
    send_notices,
)
from cycle.application.year import (
    OpenCycle,
    calendar_kind,
    dispatch_named,
    dispatch_of,
    find_cycle,
    kind_of,
    node_named,
    refuse_identity_number,
    unmarked,
)
from cycle.catalogue import sentence
from cycle.errors import BusyError, HeldError, StepError, Unavailable, did_you_mean
from cycle.model import OutboxRow, OutboxState
from cycle.phrases import Phrase
from cycle.services import Services
from cycle.store.events import Event
from cycle.store.noted_head import not_as_noted

MAILING = "mailing."
RESTORED = hold_reason("restored")
"""Why an approved mailing waits after a restore, as it is kept."""
NONE_WAITS = sentence("No dispatch waits for you in {year}. The overview of the year says what is queued.")
NONE_NAMED = sentence(
    "No dispatch called «{dispatch}» waits for you in {year}. The overview of the year says what is queued."
)


def ledger_rows(cycle: OpenCycle, *, kind: str = "", state: OutboxState | None = None) -> list[dict[str, object]]:
    """Return every mail with who it is to, its state, the server's words and the remedy; who needs a person first.

    `kind` is a dispatch, its rehearsals included, or a rehearsal of it, `invitasjon@folder`. StepError naming those
    there are when there is none such.
    """
    rows = cycle.record.mails
    kinds = {row.kind for row in rows} | {node.dispatch for node in cycle.graph if node.kind == "mailing"}
    if kind and kind not in kinds | {unmarked(kind) for kind in kinds}:
        raise StepError(f"{cycle.id}: no mails are called {kind!r}; {did_you_mean(kind, kinds)}").with_message(
            Phrase("No mails are called «{name}».", name=kind)
        )
    chosen = [row for row in rows if kind in {"", row.kind, unmarked(row.kind)} and state in {None, row.state}]
    advice, names = remedies(cycle, rows), names_in(cycle)
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "recipient": row.recipient,
            "name": names.get(row.recipient, ""),
            "address": row.address,
            "state": row.state,
            "code": row.code,
            "text": row.text,
            "remedy": advice[row.id],
            "needs_person": needs_person(row),
            "at": row.updated_at,
        }
        for row in in_order(chosen)
    ]


def plans(cycle: OpenCycle, *, dispatch: str = "") -> tuple[MailPlan, ...]:
    """Return the plan of each mailing that is made, or of one dispatch; StepError when there is none to show.

    What has gone out since the plan was made is not counted.
    """
    mailings = [node for node in cycle.graph if node.kind == "mailing"]
    if dispatch and dispatch not in {node.dispatch for node in mailings}:
        known = [node.dispatch for node in mailings]
        near = did_you_mean(dispatch, known)
        raise StepError(f"{cycle.id}: there is no dispatch {dispatch!r}; {near}").with_message(
            Phrase("The year has no dispatch called «{name}».", name=dispatch)
        )
    made = [
        mail_plan(cycle, node, result)
        for node in mailings
        if dispatch in {"", node.dispatch} and (result := cycle.record.latest(node.name))
    ]
    if not made:
        what = f"{cycle.id} {dispatch}: no mailing is planned; approve the letters first".replace("  ", " ")
        raise StepError(what).with_message(Phrase("No mailing is planned yet. Approve the letters first."))
    return tuple(made)


def let_go_on(cycle: OpenCycle, *, dispatch: str = "", who: str, since: dt.datetime | None = None) -> tuple[str, ...]:
    """Return the steps whose mailing goes on now that a person has looked; StepError when none waits.

    `since` is when they said so, where that was before: what was held later they have not looked at, and what they
    have released already goes on. Unavailable when the server is down: the mails stay queued, and the same call later
    goes on.
    """
    released = release(cycle, dispatch=dispatch, who=who, since=since)
    send_released(cycle, released)
    return released


def release(cycle: OpenCycle, *, dispatch: str = "", who: str, since: dt.datetime | None = None) -> tuple[str, ...]:
    """Note that a person has looked, as `let_go_on` says, and return the steps that may go on; nothing is sent yet."""
    all_ = [node for node in cycle.graph if node.kind == "mailing"]
    named = dispatch_named(dispatch, {node.dispatch: cycle.name_of(node) for node in all_})
    mailings = [node for node in all_ if node.dispatch == (named or node.dispatch)]
    released = []
    for node in mailings:
        kinds = (kind_of(cycle, node), calendar_kind(cycle, node))
        before = [hold for kind in kinds for hold in cycle.memory.holds.of(cycle.id, kind)]
        did = [hold for hold in before if since and hold.released_by == who and (hold.released_at or since) >= since]
        waited = [
            hold
            for kind in kinds
            for hold in cycle.memory.holds.release(cycle.id, kind=kind, who=who, now=cycle.now, until=since)
        ]
        if waited or did:
            released.append(node.name)
    if not released:
        error = StepError(f"{cycle.id} {dispatch}: no mailing waits for a person".replace("  ", " "))
        none = (
            Phrase(NONE_NAMED, dispatch=dispatch, year=cycle.year) if dispatch else Phrase(NONE_WAITS, year=cycle.year)
        )
        raise error.with_message(none)
    return tuple(released)


def send_released(cycle: OpenCycle, steps: Iterable[str]) -> None:
    """Send what was released, where it is approved; Unavailable when the server is down: the mails stay queued."""
    for step in steps:
        if step_state(cycle, step).state == "approved":
            perform(cycle, step)


def lacks_what_was_noted(services: Services) -> bool:
    """Return whether the log of events is not what this home has noted of it, as after a backup was put back."""
    noted = services.memory.noted_head.read()
    return bool([*not_as_noted(noted, services.memory.events.all())])


def adopt(services: Services, *, who: str) -> int:
    """Let a restored or copied database send again; return how many mails a person must decide about first.

    What is queued may have been sent after the copy was made, so each such mail becomes `uncertain`; and a mailing that
    is approved and not done waits until a person has looked. BusyError when a dispatcher is at work.
    """
    with services.memory.outbox.alone():
        doubtful = services.memory.outbox.doubt_queued(who=who, now=services.now())
        for decision in services.memory.decisions.not_carried_out(steps=MAILING):
            kind = decision.step.removeprefix(MAILING)
            services.memory.holds.hold(decision.cycle, kind, "restored", why=RESTORED, now=services.now())
        services.memory.installation.adopt(who=who, now=services.now())
        _answer_for_log(services, who=who)
    return doubtful


def _answer_for_log(services: Services, *, who: str) -> None:
    """Write into the log that somebody took it as it is, with what this home had noted of it, and forget that."""
    noted = services.memory.noted_head.read()
    about = {"noted": asdict(noted)} if noted and lacks_what_was_noted(services) else {}
    services.memory.events.add(Event(what="release", who=who, at=services.now(), about={"adopted": True, **about}))
    services.memory.noted_head.forget()


def answer(services: Services, row_id: int, *, as_: Literal["sent", "resend"], who: str, why: str) -> OutboxRow:
    """Return the mail after a person's answer, as `answer_all` does for several."""
    return answer_all(services, [row_id], as_=as_, who=who, why=why)[0]


def answer_all(
    services: Services, row_ids: Iterable[int], *, as_: Literal["sent", "resend"], who: str, why: str
) -> tuple[OutboxRow, ...]:
    """Return the mails after a person's answer to all of them; those to go again are sent at once if their step stands.

    When a step's letters have changed since, they stay queued and go with the next approved sending. A letter that
    arrived is followed by its calendar invitation, where that is a mail of its own. StepError when
    nobody or no reason is named; StoreError when one of the mails takes no such answer: then none has got it.
    Unavailable when the server is down: they stay queued.
    """
    wanted = sorted(set(row_ids))
    resolve(services, wanted, as_=as_, who=who, why=why)
    go_on_after(services, wanted)
    return tuple(services.memory.outbox.row(row_id) for row_id in wanted)


def resolve(services: Services, row_ids: Iterable[int], *, as_: Literal["sent", "resend"], who: str, why: str) -> None:
    """Write down a person's answer to these mails, as `answer_all` does; nothing is sent yet."""
    who, why = " ".join(who.split()), " ".join(why.split())
    if not (who and why):
        what = "outbox: who decides and why are kept with the year and stand in the proof; give both"
        raise StepError(what).with_message(Phrase("Write who decides, and why."))
    if who.casefold() in OURSELVES:
        what = f"outbox: {who!r} is how the service signs what it found itself, and no person; write who decides"
        raise StepError(what).with_message(Phrase("«{name}» is nobody's name. Write your name.", name=who))
    refuse_identity_number(who, why)
    services.memory.outbox.resolve(*row_ids, as_=as_, who=who, why=why, now=services.now())


def go_on_after(services: Services, row_ids: Iterable[int]) -> None:
    """Send what is to go again, and what follows a letter that arrived; Unavailable when the server is down."""
    rows = [services.memory.outbox.row(row_id) for row_id in row_ids]
    for year, kind in dict.fromkeys((row.cycle, row.kind) for row in rows if row.state == "queued"):
        _send_again(services, year, kind)
    for year in dict.fromkeys(row.cycle for row in rows if row.state == "sent"):
        carry_on(services, year)


def carry_on(services: Services, cycle_id: str) -> tuple[str, ...]:
    """Carry out what is left of a year's mailings that were carried out once, and return their steps.

    What the server does not take now, or a person is to look at first, waits: its step is approved and not done.
    """
    community, meeting, year = cycle_id.split("/")
    cycle, carried = find_cycle(services, community=community, meeting=meeting, year=int(year)), []
    for status in step_states(cycle):
        acted = cycle.record.outcome(status.step, status.digest) is not None
        if acted and status.state == "approved" and node_named(cycle.graph, status.step).kind == "mailing":
            with suppress(Unavailable, BusyError, HeldError):
                perform(cycle, status.step)
                carried.append(status.step)
    return tuple(carried)


def _send_again(services: Services, cycle_id: str, kind: str) -> None:
    """Send what is queued of one kind, if its step still stands."""
    community, meeting, year = cycle_id.split("/")
    cycle = find_cycle(services, community=community, meeting=meeting, year=int(year))
    if is_notice(kind):
        send_notices(cycle)
        return
    step = f"mailing.{dispatch_of(kind)}"
    if step_state(cycle, step).state in {"approved", "done"}:
        perform(cycle, step)
