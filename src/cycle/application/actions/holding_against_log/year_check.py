"""Works out again whether each approval of a year stands, each mail that left was approved, and the log is whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cycle.application.actions.holding_against_log.log_check import (
    decisions_not_in_log,
    is_as_logged,
    not_as_logged,
    not_in_log,
)
from cycle.application.actions.running.states import is_approved
from cycle.application.publishing import lost_mails, row_findings
from cycle.application.results import MailingResult, read
from cycle.application.year import CHANNEL, OpenCycle, approvals, is_asked_for_again, was_approved
from cycle.store.events import LoggedEvent, flaws_of
from cycle.store.noted_head import not_as_noted
from cycle.store.years.decisions import Decision
from cycle.store.years.results import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidApproval:
    """An approval that does not hold for what stands now, and why."""

    step: str
    revision: int
    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedAgain:
    """A stopped step that was opened again, by whoever started the year or by hand: who, and how that is known."""

    step: str
    revision: int
    name: str
    person: str
    known_by: str
    event: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What came out of working it all out again."""

    approvals: int
    valid: int
    void: tuple[VoidApproval, ...]
    unproved: int
    """Approvals in a name that nobody had to prove: log-in was off, so anybody may have given them."""
    opened_again: tuple[OpenedAgain, ...]
    """Stopped steps that somebody opened again."""
    mails: int
    """Mails that left and were found to be under an approval of exactly what they said."""
    events: int
    head: str
    """Hash of the newest row of the log. The home notes it too, and tells when rows at the end are gone since; who
    notes it down elsewhere finds that out also where somebody wrote in the home."""
    flaws: tuple[str, ...]
    """What was changed, removed or put elsewhere, each named; empty when nothing was."""


def verify_year(cycle: OpenCycle) -> Verified:
    """Return what the rows of the year say when everything is worked out from the stored results again."""
    cycle.read_again()
    record, memory = cycle.record, cycle.memory
    noted = memory.noted_head.read()  # before the log, which only grows
    results = {(row.step, row.revision): row for row in memory.results.of(cycle.id)}
    log = memory.events.all()
    rows = [row for row in record.decisions if row.decision == "approve"]
    changed = {key: row for key, row in results.items() if not row.is_unchanged}
    whole = [row for key, row in results.items() if key not in changed]
    too_few = _too_few(cycle, whole, log)
    void = [
        VoidApproval(step=row.step, revision=row.revision, name=row.name, why=why)
        for row in rows
        if (why := _void(cycle, row, results, changed, too_few))
    ]
    sent, unapproved = _mails(cycle, whole, too_few)
    in_log = (*(words for _, words in flaws_of(log)), *not_as_noted(noted, log))
    flaws = (
        *(f"{step} revision {revision}: its content is not what its digest names" for step, revision in changed),
        *in_log,
        *(
            f"{row.step} revision {row.revision}: was carried out without the approvals it needs"
            for row in whole
            if row.digest in too_few
        ),
        *not_in_log(cycle, log),
        *not_as_logged(cycle, log),
        *_against_log(cycle, record.decisions, log),
        *(f"{finding.problem()}" for finding in row_findings(cycle.services, [cycle.id]) if finding.is_error),
        *(f"{finding.problem()}" for finding in lost_mails(cycle.services, cycle.id)),
        *unapproved,
    )
    if not in_log:
        memory.noted_head.note(memory.events, now=cycle.services.now())
    return Verified(
        approvals=len(rows),
        valid=len(rows) - len(void),
        void=tuple(void),
        unproved=sum(not row.person and row.channel != CHANNEL for row in rows),
        opened_again=tuple(
            OpenedAgain(**{name: getattr(row, name) for name in OpenedAgain.__slots__})
            for row in record.decisions
            if row.decision == "reopen"
        ),
        mails=sent,
        events=len(log),
        head=log[-1].hash if log else "",
        flaws=flaws,
    )


def decision_flaws(cycle: OpenCycle) -> tuple[str, ...]:
    """Return each decision of a year that is not as the log tells, is gone, or that the log does not tell of."""

    def look() -> tuple[str, ...]:
        cycle.read_again()
        log = cycle.memory.events.all()
        return (*_against_log(cycle, cycle.record.decisions, log), *decisions_not_in_log(cycle, log))

    found = look()
    return tuple(set(found) & {*look()}) if found else ()  # what was written in between is right the second time


def _void(
    cycle: OpenCycle,
    row: Decision,
    results: Mapping[tuple[str, int], Result],
    changed: Mapping[tuple[str, int], Result],
    too_few: frozenset[str],
) -> str:
    """Return why an approval does not hold; empty when it does."""
    about, newest = results.get((row.step, row.revision)), cycle.record.latest(row.step)
    if about is None or about.digest != row.digest:
        return "what it approved is not stored any more"
    if (row.step, row.revision) in changed:
        return "what it approved was changed in the store"
    if newest is not None and newest.revision != row.revision and newest.digest != row.digest:
        return f"revision {newest.revision} stands in its place"
    given = approvals(cycle.record.decisions_on(row.step, row.digest))
    if row not in given:
        return "it was sent back, stopped or opened again afterwards"
    if about.digest in too_few or not is_approved(cycle, about):
        if is_asked_for_again(cycle, given) and not row.person:
            return "the name was typed while log-in was off, and it is asked for again"
        return "more people must approve before it counts"
    return ""


def _too_few(cycle: OpenCycle, results: Sequence[Result], log: Sequence[LoggedEvent]) -> frozenset[str]:
    """Return the digests of results that were carried out without the approvals they need.

    How many they need may be more by now than on that day: the log says by whose approvals each was carried out.
    """
    by = {(said.get("step"), said.get("digest")): event.who for event in log if (said := _done(cycle, event))}
    found = set()
    for row in results:
        outcome = cycle.record.outcome(row.step, row.digest)
        if outcome is None:
            continue
        given = [known for known in cycle.record.decisions_on(row.step, row.digest) if known.at <= outcome.at]
        unnamed = by.get((row.step, row.digest), "")
        for name in sorted({known.name for known in given if known.decision == "approve"}, key=len, reverse=True):
            unnamed = unnamed.replace(name, "")
        if not was_approved(cycle, row) or unnamed.strip(", "):
            found.add(row.digest)
    return frozenset(found)


def _done(cycle: OpenCycle, event: LoggedEvent) -> Mapping[str, object]:
    """Return what an event says that was done after an approval in the year; nothing of another event."""
    return event.says() if event.what in {"send", "publish"} and event.cycle == cycle.id else {}


def _against_log(cycle: OpenCycle, rows: Sequence[Decision], log: Sequence[LoggedEvent]) -> Iterator[str]:
    """Yield each decision that the log tells of otherwise than it stands, and each that only the log tells of."""
    reported = {event.says().get("key"): event for event in log if (event.what, event.cycle) == ("decision", cycle.id)}
    for row in rows:
        named = f"{row.step} revision {row.revision}, {row.decision} by {row.name}"
        event = reported.get(row.key)
        if event is not None and not is_as_logged(event, row):
            yield f"decision {named}: is not as event {event.number} tells of it"
    known = {row.key for row in rows}
    for event in log:
        if event.what == "decision" and event.cycle == cycle.id and event.says().get("key") not in known:
            said = event.says()
            step, what = said.get("step", "?"), said.get("decision", "?")
            yield f"decision {step}, {what} by {event.who}: event {event.number} tells of it, and it is gone"


def _mails(cycle: OpenCycle, results: Sequence[Result], too_few: frozenset[str]) -> tuple[int, list[str]]:
    """Return how many mails left under an approval of what they said, and each that did not."""
    approved: set[tuple[str, str, str, str]] = set()
    dispatches = set()
    for row in results:
        if not row.step.startswith("mailing."):
            continue
        dispatch = row.step.removeprefix("mailing.")
        dispatches.add(dispatch)
        if row.digest not in too_few and was_approved(cycle, row):
            mails = read(MailingResult, row).mails
            approved |= {(dispatch, mail.recipient, mail.address, mail.content) for mail in mails}
    left = [
        row
        for row in cycle.record.mails
        if row.state in {"sent", "sending", "uncertain"} and row.kind.partition("@")[0] in dispatches
    ]
    said = {(dispatch, recipient, content) for dispatch, recipient, _, content in approved}
    wrong = []
    for mail in left:
        dispatch = mail.kind.partition("@")[0]
        if (dispatch, mail.recipient, mail.content) not in said:
            wrong.append(f"mail {mail.id} ({mail.kind}): no approval names what it said")
        elif (dispatch, mail.recipient, mail.address, mail.content) not in approved:
            wrong.append(f"mail {mail.id} ({mail.kind}): no approval names where it went")
    return len(left) - len(wrong), wrong
