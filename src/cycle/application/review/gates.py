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
    is_outdated,
    is_uncovered,
    lateness,
    no_day,
    one_mailbox,
    others_than,
    reopened,
    step_state,
    still_wanted,
    unknown_hands,
)
from cycle.application.dispatches import gist_parts
from cycle.application.results import (
    HostResult,
    InvitationsResult,
    MailingResult,
    StepResult,
    mail_count,
    read_result,
)
from cycle.application.review.differences import (
    NO_EARLIER,
    OF_ITS_YEAR,
    LineChanges,
    is_of_its_year,
    on_the_page,
    since_last_year,
    since_revision,
)
from cycle.application.review.readers_words import readers_words
from cycle.application.year import (
    CHANNEL,
    REHEARSALS,
    Missing,
    OpenCycle,
    ReviewTable,
    StepNode,
    StepSummary,
    approved_at,
    node_named,
    upstream,
)
from cycle.catalogue import in_context, sentence
from cycle.services import OSLO
from cycle.store.years.decisions import Decision
from cycle.store.years.results import Result

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
_SEND: Mapping[str, str] = {
    "folder": sentence("Approve – {mails} made on trial, that nobody gets"),
    "redirect": sentence("Approve – {mails} go out now, on trial, to one address"),
}
"""What the button says of mails that do not go to those they are for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateView:
    """All that somebody needs to decide on one step."""

    node: StepNode
    title: str
    state: StepState
    result: Result
    parts: tuple[str, ...]
    """What is decided, one thing at a time, as markdown."""
    due: dt.date | None
    overdue: str
    """How long ago that day was, in the middle of a line; empty where it is to come."""
    no_day: str
    """Why there is no day by which it is decided; empty where there is one."""
    missing: Missing
    """What the approval still lacks."""
    approved_by: tuple[str, ...]
    approved_on: dt.date | None
    """The day it was approved; None while it is not, or no longer is."""
    waits_for: tuple[str, ...]
    """Names of those who are asked and have not approved."""
    sides: tuple[str, ...]
    """The sides that somebody must approve for, as printed."""
    one_mailbox: tuple[tuple[str, ...], ...]
    """Names of those who have one mailbox and count as one, where one approval is not enough."""
    hands: tuple[str, ...]
    """Who had a hand in what is decided on, so that another must approve, in whole sentences."""
    uncovered: bool
    """Those who are asked and are there cannot approve it between them."""
    why: tuple[str, ...]
    """Why it is asked about again."""
    before: LineChanges | None
    last_year: LineChanges | None
    no_last_year: str
    """Why no earlier year is compared with it; empty where one is."""
    on_the_page: LineChanges | None
    """What it changes on the page of a year that is closed."""
    summary: StepSummary
    said: tuple[Decision, ...]
    """What people have said about the step, or when they sent back to it; oldest first."""
    ways_back: tuple[tuple[str, str], ...]
    """Step and title of each step that it can be sent back to, the nearest first."""
    count: int
    """The number that a person types to approve; 0 where none is asked for."""
    trial: str
    """The mode in which none of those its mails are for gets them, `folder` or `redirect`; else empty."""
    approve: str
    """What the button says that approves."""
    stands: str
    """What a step is called that is approved; a host that nobody has decided is no host that is approved."""
    outdated: bool
    """What it rests on was edited since: somebody must have it made again before anybody decides."""

    @property
    def being_made(self) -> bool:
        """Return whether it is to be made again, and nobody need ask for it."""
        return self.state.state == "due" and not self.outdated

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


def gate_view(cycle: OpenCycle, node: StepNode) -> GateView | None:
    """Return the gate of a step by its newest result; None while there is none."""
    state = step_state(cycle, node.name)
    cycle = cycle.at_one_moment()
    result = cycle.record.latest(node.name)
    if result is None:
        return None
    words = readers_words(cycle, node)
    made, shown = read_result(result), words.of(result)
    due, missing, side = due_day(cycle, node), still_wanted(cycle, result), cycle.loaded.community.side
    last_year = since_last_year(cycle, node, shown, words)
    return GateView(
        node=node,
        title=cycle.title_of(node),
        state=state,
        result=result,
        parts=gist_parts(cycle, node, shown, cycle.language),
        due=due,
        overdue=lateness(cycle, node, result),
        no_day=no_day(cycle, node),
        missing=missing,
        approved_by=approvers(cycle, result),
        approved_on=_approved_on(cycle, state, result),
        waits_for=tuple(person.name for person in asked_about(cycle, result)),
        sides=tuple(side(lacking).name for lacking in missing.sides),
        one_mailbox=one_mailbox(cycle, result) if state.state == "waiting" else (),
        hands=(*others_than(cycle, result.step), *unknown_hands(cycle, result.step))
        if state.state == "waiting"
        else (),
        uncovered=state.state == "waiting" and is_uncovered(cycle, result),
        why=reopened(cycle, result, cycle.language),
        before=since_revision(cycle, shown, words),
        last_year=last_year,
        no_last_year=_no_last_year(cycle, node) if last_year is None else "",
        on_the_page=on_the_page(cycle, shown),
        summary=STEPS[node.kind].present(cycle, node, shown),
        said=_said(cycle, node),
        ways_back=tuple(
            (step, cycle.title_of(node_named(cycle.graph, step))) for step in reversed(upstream(cycle.graph, node.name))
        ),
        count=mail_count(result) or 0,
        trial=made.mode if isinstance(made, MailingResult) and made.mode in REHEARSALS else "",
        stands=_stands(cycle, result, made),
        approve=_approve(cycle, node, made, more=missing.number - 1),
        outdated=is_outdated(cycle, state),
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


def _approved_on(cycle: OpenCycle, state: StepState, result: Result) -> dt.date | None:
    moment = approved_at(cycle, result) if state.state in {"approved", "done"} else None
    return moment.astimezone(OSLO).date() if moment else None


def _no_last_year(cycle: OpenCycle, node: StepNode) -> str:
    return cycle.say(OF_ITS_YEAR, year=cycle.year) if is_of_its_year(cycle, node) else cycle.say(NO_EARLIER)


def _said(cycle: OpenCycle, node: StepNode) -> tuple[Decision, ...]:
    return tuple(row for row in cycle.record.decisions if node.name in {row.step, row.send_back_to})


def _stands(cycle: OpenCycle, result: Result, made: StepResult) -> str:
    rows = cycle.record.decisions_on(result.step, result.digest)
    if rows and all(row.channel == CHANNEL for row in rows):
        return cycle.say("Needs no decision")
    if isinstance(made, HostResult) and is_undecided(cycle, made):
        return cycle.say("Approved – no host is decided")
    return cycle.say(in_context("step", "Approved"))


def is_undecided(cycle: OpenCycle, made: HostResult) -> bool:
    """Return whether nobody knows who hosts: no rule and no decision names anybody, and the meeting is to have one."""
    return not (made.host.holder or made.host.organisation) and cycle.rules.host.how != "none"


def _approve(cycle: OpenCycle, node: StepNode, made: StepResult, *, more: int) -> str:
    """Return what happens when somebody approves; after it how many more must where one is not enough."""
    match made:
        case InvitationsResult(list=invited):
            whole = sentence("Approve – {people} on the list")
            people = len(invited.invitees)
            words = cycle.say(whole, people=cycle.count(people, "{number} person", "{number} people"))
            words = words if people else cycle.say("Approve – nobody is on the list")
        case HostResult() if is_undecided(cycle, made):
            words = cycle.say("Approve – no host is decided yet")
        case MailingResult() if not made.count:
            words = cycle.say("Approve – nobody gets mail")
        case MailingResult():
            mails = cycle.count(made.count, "{number} mail", "{number} mails")
            words = cycle.say(_SEND.get(made.mode, sentence("Approve – {mails} go out now")), mails=mails)
        case _:
            words = cycle.say(_APPROVE[node.kind])
    if more <= 0:
        return words
    return cycle.say("{deed}, when {number} more has approved", deed=words, number=more)
