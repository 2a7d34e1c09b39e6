"""The gate of a step: shows the result, suspends the run until a person decides, and never asks the same twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput, keyset_from_base_key, read_flow_run_input
from prefect.runtime import flow_run
from pydantic import Field, create_model

from cycle.steps.chain import link_named, upstream
from cycle.steps.cycle import OpenCycle
from cycle.steps.run import DecisionKind, Result, approvers, decide, is_approved
from cycle.steps.step import Presentation
from flows.artifacts import publish

APPROVE, SEND_BACK, STOP = "Godkjenn", "Send tilbake", "Stopp"
NOWHERE = "–"
KINDS: Mapping[str, DecisionKind] = {APPROVE: "approve", SEND_BACK: "send_back", STOP: "stop"}

Verdict = Literal["approved", "sent back", "stopped"]


class Review(RunInput):
    """The form a coordinator fills in (godkjenningsskjema)."""

    decision: Literal["Godkjenn", "Send tilbake", "Stopp"] = Field(
        title="Avgjerd", description="Vel kva som skal skje."
    )
    name: str = Field(title="Namnet ditt", description="Fornamn og etternamn.", min_length=2, max_length=100)
    comment: str = Field("", title="Kommentar", description="Seier til dei andre kvifor.", max_length=2000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the form came back with."""

    decision: DecisionKind
    name: str
    send_back_to: str
    comment: str
    count: int | None


def pass_gate(cycle: OpenCycle, result: Result, presentation: Presentation) -> Verdict:
    """Return what people decided about this result; suspends the run as often as it takes.

    Rows already on record count, so a run that was killed or retried does not ask again.
    """
    number = len(cycle.memory.decisions.on(cycle.id, result.step, result.digest))
    objection = ""
    while True:
        verdict = _verdict(cycle, result)
        if verdict:
            return verdict
        number += 1
        base = f"{result.step.replace('.', '-')}-r{result.revision}-{result.digest[:8]}-g{number}"
        answer = _ask(cycle, result, presentation, base=base, objection=objection)
        objection = decide(
            cycle,
            result,
            decision=answer.decision,
            name=answer.name,
            key=f"{flow_run.get_id()}:{base}",
            channel="form",
            send_back_to=answer.send_back_to,
            comment=answer.comment,
            count=answer.count,
        )


def form_for(cycle: OpenCycle, result: Result) -> type[Review]:
    """Return the form of this step's gate: where it may be sent back to, and for a mailing the exact count."""
    choices = (NOWHERE, *(cycle.title_of(link_named(cycle.chain, one)) for one in upstream(cycle.chain, result.step)))
    fields: dict[str, Any] = {
        "send_back_to": (
            Literal[choices],
            Field(NOWHERE, title="Send tilbake til", description="Berre når du vel «Send tilbake»."),
        )
    }
    if "count" in result.body and link_named(cycle.chain, result.step).kind == "mailing":
        help_text = "Skriv kor mange som skal få e-post, slik det står over. Gjeld berre når du godkjenner."
        fields["count"] = (int, Field(0, title="Talet på mottakarar", description=help_text, ge=0))
    return create_model("Review", __base__=Review, **fields)


def _verdict(cycle: OpenCycle, result: Result) -> Verdict | None:
    if is_approved(cycle, result):
        return "approved"
    rows = cycle.memory.decisions.on(cycle.id, result.step, result.digest)
    if rows and rows[-1].decision == "stop":
        return "stopped"
    if rows and rows[-1].decision == "send_back":
        return "sent back"
    return None


def _ask(cycle: OpenCycle, result: Result, presentation: Presentation, *, base: str, objection: str) -> Answer:
    form = form_for(cycle, result)
    attempt = int(flow_run.run_count or 1)
    given = _given_before(base, attempt)
    if given is None:
        publish(cycle, result, presentation)
        asked = form.with_initial_data(description=_description(cycle, result, presentation, objection))
        # The attempt is part of the key: Prefect 3.8 cannot ask again under a key that was answered before a retry.
        given = suspend_flow_run(wait_for_input=asked, timeout=None, key=f"{base}-a{attempt}").model_dump()
    back_to = given.get("send_back_to", NOWHERE)
    steps = {cycle.title_of(link): link.name for link in cycle.chain}
    return Answer(
        decision=KINDS[given["decision"]],
        name=given["name"],
        send_back_to=steps.get(back_to, ""),
        comment=given.get("comment", ""),
        count=given.get("count"),
    )


def _given_before(base: str, attempt: int) -> dict[str, Any] | None:
    """Return the answer that this run already got under this gate.

    A resumed run starts from the top, and a process may be killed after the person answered and before the answer
    was written down; Prefect still holds it.
    """
    for one in range(attempt, 0, -1):
        answer: Any = read_flow_run_input(keyset_from_base_key(f"suspended-{base}-a{one}")["response"])
        if answer is not None:
            return dict(answer)
    return None


def _description(cycle: OpenCycle, result: Result, presentation: Presentation, objection: str) -> str:
    needed, names = cycle.approvers_needed(result.step), approvers(cycle, result)
    parts = [f"> **{objection}**"] if objection else []
    parts.append(f"## {presentation.title}\n\n{presentation.markdown}")
    if names:
        parts.append(f"Godkjent av {', '.join(names)}. **Ein annan person må òg godkjenne.**")
    elif needed > 1:
        parts.append(f"**{needed} personar må godkjenne kvar for seg.**")
    parts.append(f"*Revisjon {result.revision}, kontrollkode `{result.digest[:12]}`.*")
    return "\n\n".join(parts)
