"""Runs the steps of a year: computes results once, keeps who decided what, and knows what is due next."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from cycle.application.actions.decisions import approvals, held_stop
from cycle.application.actions.registry import STEPS
from cycle.application.results import StepResult, write
from cycle.application.year import Link, OpenCycle, falls_away, link_named, upstream
from cycle.errors import StepError
from cycle.model import digest
from cycle.store.decisions import Decision
from cycle.store.decisions import DecisionKind as DecisionKind
from cycle.store.formats import Stored
from cycle.store.results import Outcome
from cycle.store.results import Result as Result

State = Literal["blocked", "due", "waiting", "approved", "done", "stopped", "cancelled"]
"""blocked: a step it needs is not done · due: to be computed · waiting: for a decision · approved: to be performed ·
cancelled: the meeting is called off, and nobody has asked for this dispatch since."""


SERVICE, CHANNEL = "tenesta (ingenting å avgjere)", "service"
"""Stands for the service in the record where nobody had anything to decide; it is no person's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one step stands."""

    step: str
    title: str
    state: State
    revision: int
    """The revision that stands, or the one to be made when the step is due; 0 while blocked and never run."""
    digest: str = ""
    approved_by: tuple[str, ...] = ()
    waits_for: str = ""
    due_on: dt.date | None = None
    """The milestone before which the step does not start by itself."""
    reopened: int = 0
    """How many times the gate was opened again after a stop."""


def standings(cycle: OpenCycle) -> tuple[Standing, ...]:
    """Return where every step of the year stands, in the order of the chain."""
    seen: dict[str, Standing] = {}
    for link in cycle.chain:
        seen[link.name] = _standing(cycle, link, seen)
    return tuple(seen.values())


def standing_of(cycle: OpenCycle, name: str) -> Standing:
    """Return where one step stands."""
    link_named(cycle.chain, name)
    return {one.step: one for one in standings(cycle)}[name]


def compute(cycle: OpenCycle, name: str) -> Result:
    """Return the step's result for its inputs as they are now; the same inputs give the stored result.

    StepError when a step it needs is not done; BusyError when another run is at work on it.
    """
    link = link_named(cycle.chain, name)
    _require(cycle, link)
    with cycle.memory.claims.hold(cycle.id, name, now=cycle.now):
        inputs = inputs_of(cycle, link)
        newest = cycle.memory.results.latest(cycle.id, name)
        if newest is not None and newest.input_digest == digest(inputs):
            return newest
        made = STEPS[link.kind].prepare(cycle, link)
        return cycle.memory.results.add(cycle.id, name, inputs=inputs, made=_stored(made), now=cycle.now)


def inputs_of(cycle: OpenCycle, link: Link) -> dict[str, Any]:
    """Return the named inputs of a step: the digests of what it needs, its own, and how often it was sent back to."""
    needed = {need: made.digest for need in link.needs if (made := _needed(cycle, need)) is not None}
    own = STEPS[link.kind].inputs(cycle, link)
    return {**needed, **own, "sent_back": cycle.memory.decisions.sent_back_to(cycle.id, link.name)}


def is_approved(cycle: OpenCycle, result: Result) -> bool:
    """Return whether enough different people approved exactly this digest, or nobody had anything to decide."""
    rows = cycle.memory.decisions.on(cycle.id, result.step, result.digest)
    alone = any(row.channel == CHANNEL for row in approvals(rows))  # its name proves nothing: a person may type it
    return alone or len(_names(rows)) >= cycle.approvers_needed(result.step)


def settle_alone(cycle: OpenCycle, result: Result) -> str:
    """Put on record that nobody has anything to decide about a result, and return why; "" when somebody has.

    Once a person has said something about it, it is theirs.
    """
    link = link_named(cycle.chain, result.step)
    rows = cycle.memory.decisions.on(cycle.id, result.step, result.digest)
    why = "" if any(row.channel != CHANNEL for row in rows) else STEPS[link.kind].settled(cycle, link, result)
    if why and not rows:
        cycle.memory.decisions.add(
            Decision(
                cycle=cycle.id,
                step=result.step,
                revision=result.revision,
                digest=result.digest,
                decision="approve",
                name=SERVICE,
                at=cycle.now,
                channel=CHANNEL,
                key=f"alone:{cycle.id}:{result.step}:r{result.revision}:{result.digest[:12]}",
                comment=why,
                count=result.body.get("count"),
            )
        )
    return why


def approvers(cycle: OpenCycle, result: Result) -> tuple[str, ...]:
    """Return the names of those who approved this digest since it was last stopped or opened again."""
    return _names(cycle.memory.decisions.on(cycle.id, result.step, result.digest))


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
) -> str:
    """Write the decision down and return "", or return in nynorsk why it cannot count and must be asked again."""
    objection = _objection(cycle, result, decision=decision, name=name, send_back_to=send_back_to, count=count)
    if objection:
        return objection
    cycle.memory.decisions.add(
        Decision(
            cycle=cycle.id,
            step=result.step,
            revision=result.revision,
            digest=result.digest,
            decision=decision,
            name=" ".join(name.split()),
            at=cycle.now,
            channel=channel,
            key=key,
            send_back_to=send_back_to if decision == "send_back" else "",
            comment=comment.strip(),
            count=count,
        )
    )
    return ""


def perform(cycle: OpenCycle, name: str) -> Outcome | None:
    """Return what was done after the approval; None of a step without a deed, which is done when it is approved.

    StepError when the step as it is now is not approved: nothing is sent or published on an old approval.
    """
    link = link_named(cycle.chain, name)
    deed = STEPS[link.kind].perform
    with cycle.memory.claims.hold(cycle.id, name, now=cycle.now):
        result = _approved(cycle, name)
        if deed is None or _is_done(cycle, link, result):
            return cycle.memory.results.outcome(cycle.id, name, result.digest)
        done = _stored(deed(cycle, link, result))
        return cycle.memory.results.finish(cycle.id, name, result.digest, done, now=cycle.now)


def _stored(made: object) -> Stored:
    return Stored(format=1, body=made) if isinstance(made, dict) else write(cast("StepResult", made))


def reopen_stopped(cycle: OpenCycle, *, name: str) -> tuple[str, ...]:
    """Open the gate of every stopped step again, because someone triggered the year; return their names."""
    opened = []
    for one in standings(cycle):
        if one.state == "stopped":
            result = _result(cycle, one.step)
            key = f"reopen:{cycle.id}:{one.step}:r{result.revision}:{one.reopened}"
            decide(cycle, result, decision="reopen", name=name, key=key, channel="trigger")
            opened.append(one.step)
    return tuple(opened)


def same_person(name: str) -> str:
    """Return the name as it is held against another: one person however it is spaced and spelt with capitals.

    Signs that nobody sees, which come along when a name is copied, make no second person.
    """
    seen = "".join(sign for sign in unicodedata.normalize("NFKC", name) if unicodedata.category(sign) != "Cf")
    return " ".join(seen.split()).casefold()


def _standing(cycle: OpenCycle, link: Link, seen: Mapping[str, Standing]) -> Standing:
    result = cycle.memory.results.latest(cycle.id, link.name)
    title = cycle.title_of(link)
    due_on = cycle.starts_on(link)
    found = _standing_while_held(cycle, link, result, seen, title=title, due_on=due_on)
    found = _stopped(cycle, result, found)
    if found.state != "done" and _falls_away(cycle, link):
        return replace(found, state="cancelled", waits_for="nothing: the meeting is called off")
    return found


def _standing_while_held(
    cycle: OpenCycle,
    link: Link,
    result: Result | None,
    seen: Mapping[str, Standing],
    *,
    title: str,
    due_on: dt.date | None,
) -> Standing:
    missing = [need for need in link.needs if seen[need].state not in {"done", "cancelled"}]
    if missing:
        return Standing(
            step=link.name,
            title=title,
            state="blocked",
            revision=result.revision if result else 0,
            waits_for=", ".join(missing),
            due_on=due_on,
        )
    if result is None or result.input_digest != digest(inputs_of(cycle, link)):
        revision = result.revision + 1 if result else 1
        return Standing(step=link.name, title=title, state="due", revision=revision, due_on=due_on)
    return _standing_of_result(cycle, link, result, title=title, due_on=due_on)


def _stopped(cycle: OpenCycle, result: Result | None, found: Standing) -> Standing:
    """Return the step as stopped when somebody said so of the result they had read, though another is due by now."""
    if result is None or found.state in {"approved", "done"}:
        return found
    stop = held_stop(cycle.memory.decisions.of_step(cycle.id, found.step))
    if stop is None:
        return found
    waits_for = f"someone to start the year again (stopped by {stop.name})"
    return replace(found, state="stopped", waits_for=waits_for)


def _names(rows: Sequence[Decision]) -> tuple[str, ...]:
    names: dict[str, str] = {}
    for one in approvals(rows):
        if person := same_person(one.name):
            names.setdefault(person, one.name)
    return tuple(names.values())


def _falls_away(cycle: OpenCycle, link: Link) -> bool:
    """Return whether a dispatch is stopped because the meeting is called off and nobody has asked for it since."""
    return bool(link.dispatch) and falls_away(cycle.dispatch(link), cycle.called_off)


def _standing_of_result(
    cycle: OpenCycle, link: Link, result: Result, *, title: str, due_on: dt.date | None
) -> Standing:
    rows = cycle.memory.decisions.on(cycle.id, link.name, result.digest)
    names = _names(rows)
    state: State = "waiting"
    waits_for = f"{cycle.approvers_needed(link.name) - len(names)} to approve"
    if is_approved(cycle, result):
        done = _is_done(cycle, link, result)
        state, waits_for = ("done", "") if done else ("approved", "to be carried out")
    return Standing(
        step=link.name,
        title=title,
        state=state,
        revision=result.revision,
        digest=result.digest,
        approved_by=names,
        waits_for=waits_for,
        due_on=due_on,
        reopened=sum(1 for row in rows if row.decision == "reopen"),
    )


def _is_done(cycle: OpenCycle, link: Link, result: Result) -> bool:
    """Return whether nothing is left to do after the approval of this result."""
    step = STEPS[link.kind]
    if step.perform is None:
        return True
    acted = cycle.memory.results.outcome(cycle.id, link.name, result.digest) is not None
    return acted and not step.remains(cycle, link, result)


def _approved(cycle: OpenCycle, name: str) -> Result:
    """Return the step's result when it is approved and still what its inputs give; StepError otherwise."""
    standing, result = standing_of(cycle, name), _result(cycle, name)
    if standing.state in {"approved", "done"}:
        return result
    if standing.state == "cancelled":
        raise StepError(f"{cycle.id} {name}: the meeting is called off; ask for the dispatch if it is to go")
    if is_approved(cycle, result):
        raise StepError(
            f"{cycle.id} {name}: what it builds on has changed since revision {result.revision} was approved; "
            "make it anew and open its gate"
        )
    raise StepError(f"{cycle.id} {name}: revision {result.revision} is not approved; open its gate and decide")


def _require(cycle: OpenCycle, link: Link) -> None:
    found = {one.step: one.state for one in standings(cycle)}
    if found[link.name] == "cancelled":
        raise StepError(f"{cycle.id} {link.name}: the meeting is called off; ask for the dispatch if it is to go")
    missing = [need for need in link.needs if found[need] not in {"done", "cancelled"}]
    if missing:
        raise StepError(f"{cycle.id} {link.name}: needs {', '.join(missing)}, which is not done yet")


def _needed(cycle: OpenCycle, name: str) -> Result | None:
    """Return the result that another step builds on; none of a dispatch that falls away before anything was made."""
    link = link_named(cycle.chain, name)
    return cycle.memory.results.latest(cycle.id, name) if _falls_away(cycle, link) else _result(cycle, name)


def _result(cycle: OpenCycle, name: str) -> Result:
    result = cycle.memory.results.latest(cycle.id, name)
    if result is None:
        raise StepError(f"{cycle.id} {name}: has no result yet; run it first")
    return result


def _objection(
    cycle: OpenCycle, result: Result, *, decision: DecisionKind, name: str, send_back_to: str, count: int | None
) -> str:
    if not same_person(name):
        return cycle.say("Skriv namnet ditt.")
    if decision == "send_back" and send_back_to not in upstream(cycle.chain, result.step):
        return cycle.say("Vel kva steg det skal sendast tilbake til.")
    if decision != "approve":
        return ""
    expected = result.body.get("count") if link_named(cycle.chain, result.step).kind == "mailing" else None
    if expected and count != expected:
        return cycle.say(
            "Utsendinga går til {people}. Skriv talet {number} for å stadfeste.",
            people=cycle.count(int(expected), "mottakar", "mottakarar"),
            number=expected,
        )
    already = {same_person(one) for one in approvers(cycle, result)}
    if same_person(name) in already and not is_approved(cycle, result):
        return cycle.say("{name} har alt godkjent. Ein annan person må òg godkjenne.", name=name.strip())
    return ""
