"""The gate of a step: shows the result, suspends the run until a person decides, and never asks the same twice."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from prefect.flow_runs import suspend_flow_run
from prefect.input import RunInput
from prefect.runtime import flow_run
from pydantic import ConfigDict, Field, create_model

from cycle import wording
from cycle.application.actions import (
    EDIT_WORDS,
    LONGEST_COMMENT,
    LONGEST_NAME,
    Asked,
    Result,
    approval_so_far,
    deadline,
    edits_in_mailboxes,
    edits_on,
    one_mailbox,
    reopened,
    turned_down,
)
from cycle.application.persons import identity_of
from cycle.application.results import mail_count
from cycle.application.year import (
    OpenCycle,
    StepSummary,
    as_paragraphs,
    bullets,
    gate_page_link,
    node_named,
    plain,
    upstream,
)
from cycle.model import to_plain
from flows.gates.answers import ABOUT, APPROVE, Taken, choices, way_back
from flows.gates.artifacts import publish, publish_overview
from flows.gates.notices import notify_waiting

PARAGRAPH = "\n\n\n"
"""The classic UI takes one line break off the help of a field."""

_SEEN = r"[^\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
TWO_LETTERS = rf"{_SEEN}[\s\S]*{_SEEN}"
"""What a name at least holds: two characters that can be seen."""
Name = Annotated[str, Field(min_length=2, max_length=200, pattern=TWO_LETTERS)]
"""Who fills in a form, where the form asks."""
Reason = Annotated[str, Field(min_length=1, max_length=LONGEST_COMMENT)]


def ask(cycle: OpenCycle, result: Result, presentation: StepSummary, *, taken: Taken) -> None:
    """End the run's process until a person has answered; `taken` is what this run has asked and been answered before.

    Every form has a key of its own: Prefect 3.8 cannot ask again under one that was answered before a retry.
    """
    details = publish(cycle, result, presentation)
    form = form_for(cycle, result, about=text_of_form(cycle, result, presentation, details, taken=taken))
    publish_overview(cycle)
    notify_waiting(cycle, result)
    asked = form.with_initial_data(description=_description(cycle, result, presentation))
    attempt = int(flow_run.run_count or 1)
    key = f"{result.step.replace('.', '-')}-r{result.revision}-{result.digest[:8]}-g{taken.forms + 1}-a{attempt}"
    suspend_flow_run(wait_for_input=asked, timeout=None, key=key)


def form_for(cycle: OpenCycle, result: Result, *, about: str = "") -> type[RunInput]:
    """Return the form of this step's gate: what may be decided, and for a mailing the exact count.

    `about` stands as help above the decision: the classic UI gives a form's description only the height that is left
    over, which on a laptop is none.
    """
    steps, say = upstream(cycle.graph, result.step), cycle.say
    ways_back = {way_back(cycle.title_of(node_named(cycle.graph, step))): step for step in steps}
    count = mail_count(result)
    mark = f"r{result.revision}-{result.digest[:8]}"
    fields: dict[str, Any] = {
        "decision": (
            Literal[choices(ways_back)],
            Field(title=say("Decision"), description=about or say("Choose what is to happen.")),
        ),
        **({"name": _name_field(cycle)} if identity_of(cycle.services) == "name" else {}),
        **({"count": _count_field(cycle, int(count))} if count else {}),
        "comment": (
            str,
            Field(
                "",
                title=say("Comment"),
                description=say("Tells the others why. Must be filled in to send it back."),
                max_length=2000,
            ),
        ),
        "proposal": (
            Literal[mark],
            Field(
                mark, title=say("Proposal"), description=say("Stays as it is. If it has changed since, open it again.")
            ),
        ),
    }
    asked = Asked(
        cycle=cycle.id,
        step=result.step,
        revision=result.revision,
        digest=result.digest,
        count=count,
        ways_back=ways_back,
        hands=tuple((edit.kind, edit.name) for edit in edits_in_mailboxes(cycle, result.step)),
    )
    schema: dict[str, Any] = {ABOUT: to_plain(asked)}
    if count:
        approving = {"properties": {"decision": {"const": APPROVE}}, "required": ["decision"]}
        schema |= {"if": approving, "then": {"required": ["count"]}}
    base = type("Form", (RunInput,), {"model_config": ConfigDict(extra="forbid", json_schema_extra=schema)})
    return create_model("Review", __base__=base, **fields)


def _name_field(cycle: OpenCycle) -> tuple[Any, Any]:
    """Return the box for a name, where the door does not know who answers."""
    asked = Field(
        title=cycle.say("Your name"),
        description=cycle.say("First name and last name. Log-in is off, so the name proves nothing."),
        min_length=2,
        max_length=LONGEST_NAME,
        pattern=TWO_LETTERS,
    )
    return str, asked


def _count_field(cycle: OpenCycle, count: int) -> tuple[Any, Any]:
    """Return the box that takes the one number that is right; empty at first, so that a person types it."""
    help_text = cycle.say(
        "Type {number} when you approve: that many get mail. Otherwise the field may be empty.", number=count
    )
    bounds = {"minimum": count, "maximum": count}

    def without_default(schema: dict[str, Any]) -> None:
        schema.pop("default", None)
        schema.update(bounds)

    return int, Field(
        None, title=cycle.say("Number of recipients"), description=help_text, json_schema_extra=without_default
    )


def text_of_form(cycle: OpenCycle, result: Result, presentation: StepSummary, details: str, *, taken: Taken) -> str:
    """Return what is decided, in few words, with the way to the rest; first why it is asked again.

    Without bold type: the classic UI renders help as markdown, the new one shows it as it is.
    """
    parts = [
        plain(turned_down(cycle, taken.asked_again_for)) if taken.asked_again_for else "",
        *(plain(line) for line in reopened(cycle, result, cycle.language)),
        f"[{cycle.say('Read and decide on our own page')}]({_page(cycle, result)})",
        f"{presentation.summary.replace('**', '')} [{cycle.say('Read all that it rests on')}]({details}).",
        deadline(cycle, node_named(cycle.graph, result.step), result),
        *approval_so_far(cycle, result, cycle.language, name=plain),
        *_who_must(cycle, result),
    ]
    return PARAGRAPH.join(part for part in parts if part)


def _who_must(cycle: OpenCycle, result: Result) -> list[str]:
    """Return that others than made it must be among those who approve, and who count as one."""
    say = cycle.say
    made = [(plain(edit.name), say(EDIT_WORDS[edit.kind])) for edit in edits_on(cycle, result.step)]
    lines = [say("{name} has {deeds}, so another must approve.", name=name, deeds=deed) for name, deed in made]
    shared = [plain(wording.listed(names)) for names in one_mailbox(cycle, result)]
    return lines + [say("{names} have one mailbox and count as one.", names=names) for names in shared]


def _description(cycle: OpenCycle, result: Result, presentation: StepSummary) -> str:
    again = reopened(cycle, result, cycle.language)
    return as_paragraphs(
        f"## {plain(presentation.title)}",
        f"[{cycle.say('Read and decide on our own page')}]({_page(cycle, result)})",
        deadline(cycle, node_named(cycle.graph, result.step), result),
        cycle.say("### Why you are asked again") + f"\n\n{bullets(again)}" if again else "",
        presentation.markdown,
        cycle.say("*Revision {number}, checksum `{sum}`.*", number=result.revision, sum=result.digest[:12]),
    )


def _page(cycle: OpenCycle, result: Result) -> str:
    return gate_page_link(cycle.services.settings, cycle.id, result.step)
