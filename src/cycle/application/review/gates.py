"""One gate as people look at it (godkjenning): what is decided by when, what is new, all it rests on, who else must."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cycle.application.actions import (
    STEPS,
    StepState,
    approvers,
    asked_about,
    due_day,
    reopened,
    step_state,
)
from cycle.application.dispatches import gist_parts
from cycle.application.results import (
    InvitationsResult,
    MailingResult,
    StepResult,
    mail_count,
    read_result,
)
from cycle.application.review.differences import LineChanges, since_last_year, since_revision
from cycle.application.year import OpenCycle, ReviewTable, StepNode, StepSummary, link_named, upstream
from cycle.catalogue import sentence
from cycle.store.decisions import Decision
from cycle.store.results import Result

MOST_ROWS = 1500
"""Rows of a table that one page shows; what is beyond is found by searching."""
CHANGED = "endra"
"""The filter that leaves only what is another than before."""

_APPROVE: Mapping[str, str] = {
    "plan": sentence("Approve – the programme committee and the host come next"),
    "committee": sentence("Approve the programme committee"),
    "host": sentence("Approve host and chair"),
    "signals": sentence("Approve – the letters about them come next, and nothing is sent yet"),
    "letters": sentence("Approve – the mailing comes next, and nothing is sent yet"),
    "archive": sentence("Approve – the page is then published for everyone"),
    "act": sentence("Approve – it is then done to the closed year"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GateView:
    """All that somebody needs to decide on one step."""

    link: StepNode
    title: str
    state: StepState
    result: Result
    parts: tuple[str, ...]
    """What is decided, one thing at a time, as markdown."""
    due: dt.date | None
    late: bool
    needed: int
    approved_by: tuple[str, ...]
    waits_for: tuple[str, ...]
    """Names of those who are asked and have not approved."""
    why: tuple[str, ...]
    """Why it is asked about again."""
    before: LineChanges | None
    last_year: LineChanges | None
    summary: StepSummary
    said: tuple[Decision, ...]
    """What people have said about the step, or when they sent back to it; oldest first."""
    ways_back: tuple[tuple[str, str], ...]
    """Step and title of each step that it can be sent back to, the nearest first."""
    count: int
    """The number that a person types to approve; 0 where none is asked for."""
    approve: str
    """What the button says that approves."""

    @property
    def open(self) -> bool:
        """Return whether a decision is asked for."""
        return self.state.state == "waiting"

    @property
    def mark(self) -> str:
        """Return what names exactly this proposal."""
        return mark_of(self.result)


def mark_of(result: Result) -> str:
    """Return what names one result to those who decide on it, `r2-1f0c9a3b7d21`: its revision and its digest."""
    return f"r{result.revision}-{result.digest}"


def gate_view(cycle: OpenCycle, link: StepNode) -> GateView | None:
    """Return the gate of a step by its newest result; None while there is none."""
    state = step_state(cycle, link.name)
    cycle = cycle.at_one_moment()
    result = cycle.record.latest(link.name)
    if result is None:
        return None
    due, needed, names = due_day(cycle, link), cycle.approvers_needed(link.name), approvers(cycle, result)
    return GateView(
        link=link,
        title=cycle.title_of(link),
        state=state,
        result=result,
        parts=gist_parts(cycle, link, result, cycle.language),
        due=due,
        late=due is not None and due < cycle.services.today,
        needed=needed,
        approved_by=names,
        waits_for=tuple(person.name for person in asked_about(cycle, result)),
        why=reopened(cycle, result, cycle.language),
        before=since_revision(cycle, result),
        last_year=since_last_year(cycle, result),
        summary=STEPS[link.kind].present(cycle, link, result),
        said=_said(cycle, link),
        ways_back=tuple(
            (step, cycle.title_of(link_named(cycle.chain, step))) for step in reversed(upstream(cycle.chain, link.name))
        ),
        count=mail_count(result) or 0,
        approve=_approve(cycle, link, read_result(result), more=needed - len(names) - 1),
    )


def rows_of(table: ReviewTable, *, search: str = "", only: frozenset[str] | None = None) -> Sequence[Mapping[str, str]]:
    """Return the rows of a table that hold every word searched for, and of them those that are among `only`."""
    words = search.casefold().split()
    return [
        row
        for row in table.rows
        if all(word in " ".join(row.values()).casefold() for word in words)
        and (only is None or any(_names(text, only) for text in row.values()))
    ]


def _names(text: str, only: frozenset[str]) -> bool:
    return bool(text) and any(text == name or name.startswith(f"{text}, ") for name in only)


def _said(cycle: OpenCycle, link: StepNode) -> tuple[Decision, ...]:
    return tuple(row for row in cycle.record.decisions if link.name in {row.step, row.send_back_to})


def _approve(cycle: OpenCycle, link: StepNode, made: StepResult, *, more: int) -> str:
    """Return what happens when somebody approves; after it how many more must where one is not enough."""
    match made:
        case InvitationsResult(list=invited):
            whole = sentence("Approve – {people} on the list")
            words = cycle.say(whole, people=cycle.count(len(invited.invitees), "{number} person", "{number} people"))
        case MailingResult() if not made.count:
            words = cycle.say("Approve – nobody gets mail")
        case MailingResult():
            mails = cycle.count(made.count, "{number} mail", "{number} mails")
            out = made.mode in {"live", "allowlist"}
            now = (
                sentence("Approve – {mails} go out now") if out else sentence("Approve – {mails} go out now, on trial")
            )
            words = cycle.say(now, mails=mails)
        case _:
            words = cycle.say(_APPROVE[link.kind])
    if more <= 0:
        return words
    return cycle.say("{deed}, when {number} more has approved", deed=words, number=more)
