"""The gate of a step: shows the result, suspends the run until a person decides, and never asks the same twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput, keyset_from_base_key, read_flow_run_input
from prefect.runtime import flow_run
from pydantic import Field, create_model

from cycle import wording
from cycle.steps.chain import link_named, upstream
from cycle.steps.cycle import OpenCycle
from cycle.steps.markdown import paragraphs, plain
from cycle.steps.run import DecisionKind, Result, approvers, decide, is_approved
from cycle.steps.step import Presentation
from flows.artifacts import publish, publish_overview
from flows.notices import tell_waiting

APPROVE, SEND_BACK, STOP = "Godkjenn", "Send tilbake", "Stopp"
NOWHERE = "–"
NUDGE = "avgjort frå kommandolinja"
"""Stands as name on a form that only wakes a waiting run; it is nobody's decision."""
PARAGRAPH = "\n\n\n"
"""The classic UI takes one line break off the help of a field."""
DECISIONS = Literal["Godkjenn", "Send tilbake", "Stopp"]
KINDS: Mapping[str, DecisionKind] = {APPROVE: "approve", SEND_BACK: "send_back", STOP: "stop"}

Verdict = Literal["approved", "sent back", "stopped"]


class Review(RunInput):
    """The form a coordinator fills in (godkjenningsskjema)."""

    decision: DECISIONS
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

    Answers this run already got are read again, and those on record count once, so a run that was killed or retried
    does not ask again, whoever else decided meanwhile and from where.
    """
    rows = cycle.memory.decisions.on(cycle.id, result.step, result.digest)
    reopened = sum(row.decision == "reopen" for row in rows)
    round_ = f"-o{reopened}" if reopened else ""
    number, objection = 0, ""
    while True:
        verdict = _verdict(cycle, result)
        if verdict:
            return verdict
        number += 1
        base = f"{result.step.replace('.', '-')}-r{result.revision}-{result.digest[:8]}{round_}-g{number}"
        key = f"{flow_run.get_id()}:{base}"
        answer = _ask(cycle, result, presentation, base=base, objection=objection)
        if answer.name == NUDGE or _is_on_record(cycle, result, key):
            continue
        objection = decide(
            cycle,
            result,
            decision=answer.decision,
            name=answer.name,
            key=key,
            channel="form",
            send_back_to=answer.send_back_to,
            comment=answer.comment,
            count=answer.count,
        )


def form_for(cycle: OpenCycle, result: Result, *, about: str = "") -> type[Review]:
    """Return the form of this step's gate: where it may be sent back to, and for a mailing the exact count.

    `about` stands as help above the decision: the classic UI gives a form's description only the height that is left
    over, which on a laptop is none.
    """
    choices = (NOWHERE, *(cycle.title_of(link_named(cycle.chain, one)) for one in upstream(cycle.chain, result.step)))
    fields: dict[str, Any] = {
        "decision": (DECISIONS, Field(title="Avgjerd", description=about or "Vel kva som skal skje.")),
        "send_back_to": (
            Literal[choices],
            Field(NOWHERE, title="Send tilbake til", description="Berre når du vel «Send tilbake»."),
        ),
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


def _is_on_record(cycle: OpenCycle, result: Result, key: str) -> bool:
    return any(row.key == key for row in cycle.memory.decisions.on(cycle.id, result.step, result.digest))


def _ask(cycle: OpenCycle, result: Result, presentation: Presentation, *, base: str, objection: str) -> Answer:
    attempt = int(flow_run.run_count or 1)
    given = _given_before(base, attempt)
    if given is None:
        details = publish(cycle, result, presentation)
        form = form_for(cycle, result, about=_about(cycle, result, presentation, objection, details))
        publish_overview(cycle)
        tell_waiting(cycle, result, presentation)
        asked = form.with_initial_data(description=_description(result, presentation))
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


def _about(cycle: OpenCycle, result: Result, presentation: Presentation, objection: str, details: str) -> str:
    """Return what is decided, in few words, with the way to the rest.

    Without bold type: the classic UI renders help as markdown, the new one shows it as it is.
    """
    names = approvers(cycle, result)
    needed = cycle.approvers_needed(result.step)
    parts = [
        objection,
        f"{presentation.summary.replace('**', '')} [Les heile grunnlaget]({details}).",
        f"Godkjent av {plain(wording.listed(names))}. Ein annan person må òg godkjenne." if names else "",
        f"{needed} personar må godkjenne kvar for seg." if needed > 1 and not names else "",
    ]
    return PARAGRAPH.join(part for part in parts if part)


def _description(result: Result, presentation: Presentation) -> str:
    return paragraphs(
        f"## {presentation.title}",
        presentation.markdown,
        f"*Revisjon {result.revision}, kontrollsum `{result.digest[:12]}`.*",
    )
