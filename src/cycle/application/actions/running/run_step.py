"""Runs the steps of a year: computes each result once, keeps who decided what, and does what was approved."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from cycle.application.actions.deciding.deciders import kinds_edited_by
from cycle.application.actions.deciding.form_answers import held_stop
from cycle.application.actions.deciding.objections import why_not_approve
from cycle.application.actions.holding_against_log.log_check import approval_outside_log
from cycle.application.actions.holding_against_log.year_check import decision_flaws
from cycle.application.actions.running.registry import STEPS
from cycle.application.actions.running.states import (
    StepStates,
    closed_steps,
    inputs_of,
    is_approved,
    is_called_off,
    is_closed,
    is_done,
    step_state,
    step_states,
)
from cycle.application.persons import claimed
from cycle.application.results import mail_count, write
from cycle.application.year import (
    CHANNEL,
    OpenCycle,
    StepNode,
    approvals,
    node_named,
    result_of,
    same_person,
    upstream,
)
from cycle.catalogue import sentence
from cycle.errors import StepError
from cycle.model import Identified, address_digest, digest
from cycle.phrases import Phrase
from cycle.store.years.decisions import Decision
from cycle.store.years.decisions import DecisionKind as DecisionKind
from cycle.store.years.results import Outcome
from cycle.store.years.results import Result as Result
from cycle.visible import visible

SERVICE = sentence("the service (nothing to decide)")
"""Stands for the service in the record where nobody had anything to decide; it is no person's name."""

STOPPED_BY = sentence("{name} has stopped this. Start the year again, and decide then.")
FORGED = sentence(
    "A decision of {year} is not as the log of what people did says. No package is made of it. Tell whoever runs the "
    "service: the database must be restored from a backup."
)


def compute(cycle: OpenCycle, name: str) -> Result:
    """Return the step's result for its inputs as they are now; the same inputs give the stored result.

    StepError when a step it needs is not done; BusyError when another run is at work on it.
    """
    node = node_named(cycle.graph, name)
    cycle.read_again()
    if is_closed(cycle, name):
        return result_of(cycle, name)
    _require(cycle, node)
    with cycle.memory.claims.hold(cycle.id, name, now=cycle.now):
        pinned = cycle.at_one_moment()
        inputs, newest = inputs_of(pinned, node), pinned.record.latest(name)
        if newest is not None and newest.input_digest == digest(inputs):
            return newest
        made = STEPS[node.kind].prepare(cycle, node)
        return cycle.memory.results.add(cycle.id, name, inputs=inputs, made=write(made), now=cycle.now)


def settle_alone(cycle: OpenCycle, result: Result) -> str:
    """Put on record that nobody has anything to decide about a result, and return why; "" when somebody has.

    Once a person has said something about it, it is theirs.
    """
    cycle.read_again()
    node = node_named(cycle.graph, result.step)
    rows = cycle.record.decisions_on(result.step, result.digest)
    why = "" if any(row.channel != CHANNEL for row in rows) else STEPS[node.kind].settled(cycle, node, result)
    if why and not rows:
        cycle.memory.decisions.add(
            Decision(
                cycle=cycle.id,
                step=result.step,
                revision=result.revision,
                digest=result.digest,
                decision="approve",
                name=cycle.say(SERVICE),
                at=cycle.now,
                channel=CHANNEL,
                key=f"alone:{cycle.id}:{result.step}:r{result.revision}:{result.digest[:12]}",
                comment=why,
                count=mail_count(result),
            )
        )
    return why


def decide(
    cycle: OpenCycle,
    result: Result,
    *,
    decision: DecisionKind,
    name: str,
    key: str,
    channel: str,
    send_back_to: str = "",
    comment: str = "",
    count: int | None = None,
    who: Identified | None = None,
    shown: str = "",
) -> str:
    """Write the decision down and return "", or return in words why it cannot count and must be asked again.

    An approval is judged again when another decides meanwhile: it may be a stop, and whose a hand is depends on theirs.
    """
    while True:
        cycle.read_again()
        known = len(cycle.record.decisions_of(result.step))
        if objection := _objection(
            cycle, result, decision=decision, name=name, who=who, send_back_to=send_back_to, count=count
        ):
            return objection
        approver = who or claimed(cycle.loaded.community, name)
        kinds = kinds_edited_by(cycle, result.step, approver) if decision == "approve" else ()
        row = Decision(
            cycle=cycle.id,
            step=result.step,
            revision=result.revision,
            digest=result.digest,
            decision=decision,
            name=visible(" ".join(name.split())),
            at=cycle.now,
            channel=channel,
            key=key,
            send_back_to=send_back_to if decision == "send_back" else "",
            comment=visible(comment.strip()),
            count=count,
            shown=shown,
            person=who.person if who else "",
            known_by=who.known_by if who else "",
            session=who.session if who else "",
            proof=who.proof if who else "",
            sides=",".join(approver.sides),
            by_hand=",".join(kinds),
            mailbox=address_digest(who.address) if who else "",
        )
        if decision != "approve":
            cycle.memory.decisions.add(row)
            return ""
        if cycle.memory.decisions.add_after(row, known) is not None:
            return ""


def perform(cycle: OpenCycle, name: str) -> Outcome | None:
    """Return what was done after the approval; None of a step without one, which is done when it is approved.

    StepError when the step as it is now is not approved: nothing is sent or published on an old approval.
    """
    node = node_named(cycle.graph, name)
    act = STEPS[node.kind].perform
    with cycle.memory.claims.hold(cycle.id, name, now=cycle.now):
        result = _approved(cycle, name)
        if act is None or is_done(cycle, node, result):
            return cycle.record.outcome(name, result.digest)
        _require_logged(cycle, name, upstream(cycle.graph, name))
        if STEPS[node.kind].closing:
            _refuse_forged(cycle, name)
        rows = approvals(cycle.record.decisions_on(name, result.digest))
        who = ", ".join(dict.fromkeys(row.name for row in rows))
        why = "; ".join(row.comment for row in rows if row.comment)
        if node.kind == "mailing":
            cycle.memory.results.begin(cycle.id, name, result.digest, now=cycle.now, who=who, why=why)
        done = act(cycle, node, result)
        closes = STEPS[node.kind].closing
        closing = closes(cycle, node, result, done, closed_steps(cycle)) if closes else None
        return cycle.memory.results.finish(
            cycle.id,
            name,
            result.digest,
            write(done),
            now=cycle.now,
            closing=closing,
            who=who,
            why=why,
        )


def reopen_stopped(cycle: OpenCycle, *, name: str, user: str = "", by: Identified | None = None) -> tuple[str, ...]:
    """Open the gate of every stopped step again, because someone triggered the year; return their names.

    `user` is who the operating system says uses the machine, where it was triggered by a command there; `by` who it is,
    where the door knows.
    """
    terminal = replace(claimed(cycle.loaded.community, name), known_by="terminal", proof=user) if user else None
    who = by or terminal
    opened = []
    for found in step_states(cycle):
        if found.state == "stopped":
            result = result_of(cycle, found.step)
            key = f"reopen:{cycle.id}:{found.step}:r{result.revision}:{found.reopened}"
            decide(cycle, result, decision="reopen", name=name, key=key, channel="trigger", who=who)
            opened.append(found.step)
    return tuple(opened)


def _approved(cycle: OpenCycle, name: str) -> Result:
    """Return the step's result when it is approved and still what its inputs give; StepError otherwise."""
    state, result = step_state(cycle, name).state, result_of(cycle, name)
    if state in {"approved", "done"}:
        return result
    if state == "cancelled":
        raise _called_off(cycle, name)
    if is_approved(cycle, result):
        raise StepError(
            f"{cycle.id} {name}: what it builds on has changed since revision {result.revision} was approved; "
            "make it again and open its gate"
        ).with_message(
            Phrase(
                "What this builds on has changed since revision {revision} was approved. It is made again, and must be "
                "approved again.",
                revision=result.revision,
            )
        )
    what = f"{cycle.id} {name}: revision {result.revision} is not approved; open its gate and decide"
    raise StepError(what).with_message(
        Phrase("Revision {revision} is not approved. Open the approval, and decide.", revision=result.revision)
    )


def _called_off(cycle: OpenCycle, name: str) -> StepError:
    if cycle.called_off is None:
        what = f"{cycle.id} {name}: the meeting is held after all; ask for a new cancellation if it is called off again"
        return StepError(what).with_message(Phrase("The meeting is held after all, so nobody is told that it is not."))
    what = f"{cycle.id} {name}: the meeting is called off; ask for the dispatch if it is to go"
    return StepError(what).with_message(
        Phrase("The meeting is called off, so this is not done. Ask for the dispatch if it is to go all the same.")
    )


def _require(cycle: OpenCycle, node: StepNode) -> None:
    states = StepStates(cycle)
    if is_called_off(cycle, node) and states.of(node.name).state == "cancelled":
        raise _called_off(cycle, node.name)
    if missing := states.missing(node):
        needed = f"{cycle.id} {node.name}: needs {', '.join(missing)}, which is not done yet"
        raise StepError(needed).with_message(Phrase("Steps that this builds on are not done yet."))
    _require_logged(cycle, node.name, [step for step in upstream(cycle.graph, node.name) if step != node.name])


def _require_logged(cycle: OpenCycle, name: str, steps: Collection[str]) -> None:
    """Raise StepError where what is to be built on, or carried out, was approved by nobody that the log knows of."""
    row = approval_outside_log(cycle, steps)
    if row is None:
        return
    what = f"the approval of {row.step} revision {row.revision} by {row.name} is not as the log tells of it"
    remedy = f"see `cycle status {cycle.year} --verify`; restore the newest backup, or stop {row.step} and start again"
    raise StepError(f"{cycle.id} {name}: {what}; {remedy}").with_message(
        Phrase(
            "The approval of {step} by {name} was not given here: the log knows nothing of it, or knows it otherwise. "
            "Nothing is made or sent on it. Tell whoever runs the service.",
            step=cycle.title_of(node_named(cycle.graph, row.step)),
            name=row.name,
        )
    )


def _refuse_forged(cycle: OpenCycle, name: str) -> None:
    """Raise StepError where the package, which holds every decision of the year, would hold one the log denies."""
    if flaws := sorted(decision_flaws(cycle)):
        remedy = f"see `cycle status {cycle.year} --verify`; restore the database from a backup"
        what = f"no package is made of decisions that are not as the log says: {'; '.join(flaws[:3])}"
        raise StepError(f"{cycle.id} {name}: {what}; {remedy}").with_message(Phrase(FORGED, year=cycle.year))


def _objection(
    cycle: OpenCycle,
    result: Result,
    *,
    decision: DecisionKind,
    name: str,
    who: Identified | None,
    send_back_to: str,
    count: int | None,
) -> str:
    if not same_person(name):
        return cycle.say("Write your name.")
    if is_closed(cycle, result.step):
        return cycle.say("The year {year} is closed. It stands as it was, whatever is decided now.", year=cycle.year)
    if decision == "send_back" and send_back_to not in upstream(cycle.graph, result.step):
        return cycle.say("Choose which step to send it back to.")
    if decision != "approve":
        return ""
    if stop := held_stop(cycle.record.decisions_of(result.step)):
        return " ".join(filter(None, (cycle.say(STOPPED_BY, name=stop.name), stop.comment)))
    expected = mail_count(result)
    if expected and count != expected:
        return cycle.say(
            "The dispatch goes to {people}. Type the number {number} to confirm.",
            people=cycle.count(int(expected), "{number} recipient", "{number} recipients"),
            number=expected,
        )
    if STEPS[node_named(cycle.graph, result.step).kind].closing and decision_flaws(cycle):
        return cycle.say(FORGED, year=cycle.year)
    if is_approved(cycle, result):
        return ""
    return why_not_approve(cycle, result, who or claimed(cycle.loaded.community, name))
