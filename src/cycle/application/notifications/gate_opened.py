"""Tells those who decide that a gate waits: once when it opens, then once a week when its day is near."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping

from cycle import wording
from cycle.application.actions import (
    Result,
    StepState,
    approvers,
    asked_about,
    due_day,
    reopened,
    step_states,
)
from cycle.application.delivery import GATE, Notice, coordinator_id, notice_rows, put, take_back
from cycle.application.dispatches import gist_parts
from cycle.application.persons import identity_of, mailed_link
from cycle.application.results import mail_count
from cycle.application.year import OpenCycle, StepNode, TranslatedYear, link_named, unmarked
from cycle.catalogue import say, sentence
from cycle.governance.days import ONE_DAY
from cycle.mail.message import Bodies, GateMail
from cycle.model import Coordinator, Language
from cycle.services import OSLO
from cycle.store.outbox import is_withdrawn

NEAR = 7 * ONE_DAY
"""How long before its day a gate that waits is reminded of."""

RUNNING_TEXT: Mapping[str, str] = {
    "plan": sentence("the year plan"),
    "committee": sentence("the programme committee"),
    "host": sentence("the host and the chair"),
    "invitations": sentence("the invitation list"),
    "signals": sentence("the steering signals"),
    "letters": sentence("the letters"),
    "mailing": sentence("the dispatch"),
    "archive": sentence("the archive and the web page"),
    "act": sentence("the act on a closed year"),
}
"""What is decided on, by the kind of the step."""


def notify_gate(cycle: OpenCycle, result: Result, *, link: str) -> int:
    """Queue a mail to everyone who decides on this result and was not told of it; return how many are told by now.

    Whoever has approved it already is left in peace.
    """
    asked = asked_about(cycle, result)
    stem = gate_stem(cycle, result)
    put(cycle, stem, [_notice(cycle, result, coordinator, link=link, again=False) for coordinator in asked])
    return len(asked)


def remind_of_gate(cycle: OpenCycle, result: Result, *, link: str) -> int:
    """Queue a mail to everyone who decides and heard nothing of this gate this week; return how many that are.

    Those who were never told are told. The others are reminded when its day is within a week or has passed.
    """
    stem, today = gate_stem(cycle, result), cycle.services.today
    rows = [row for row in notice_rows(cycle, GATE) if not is_withdrawn(row) and _is_about(row.kind, stem)]
    known = {row.recipient for row in rows}
    lately = {row.recipient for row in rows if week_of(row.date.astimezone(OSLO).date()) == week_of(today)}
    due = due_day(cycle, link_named(cycle.chain, result.step))
    near = due is not None and due - today <= NEAR
    new, again = [], []
    for coordinator in asked_about(cycle, result):
        key = coordinator_id(coordinator.address)
        if key not in known:
            new.append(coordinator)
        elif near and key not in lately:
            again.append(coordinator)
    if new or again:
        put(cycle, stem, [_notice(cycle, result, coordinator, link=link, again=False) for coordinator in new])
        weekly = f"{stem}.{week_of(today)}"
        put(cycle, weekly, [_notice(cycle, result, coordinator, link=link, again=True) for coordinator in again])
    return len(new) + len(again)


def remind_of_gates(cycle: OpenCycle, *, link: Callable[[str], str]) -> dict[str, int]:
    """Return how many were told or reminded of each gate that waits; `link` gives the run page of a step."""
    known = {}
    for status in step_states(cycle):
        result = cycle.record.latest(status.step)
        if status.state == "waiting" and result is not None:
            known[status.step] = remind_of_gate(cycle, result, link=link(status.step))
    return {step: number for step, number in known.items() if number}


def take_back_decided(cycle: OpenCycle) -> int:
    """Take back queued mails about gates that no longer wait, or to people who have decided; return how many."""
    rows = {status.step: status for status in step_states(cycle)}
    results = {step: cycle.record.latest(step) for step, status in rows.items() if _waits(status)}
    stems = [gate_stem(cycle, result) for result in results.values() if result is not None]

    def outdated(kind: str) -> bool:
        return kind.startswith(f"{GATE}.") and not any(_is_about(kind, stem) for stem in stems)

    return take_back(cycle, outdated, who="gate") + sum(
        _spare_those_who_approved(cycle, result) for result in results.values() if result is not None
    )


def gate_stem(cycle: OpenCycle, result: Result) -> str:
    """Return what mails about this opening of the gate are called: `vent.invitations.r2`, `.o1` after a stop."""
    rows = cycle.record.decisions_on(result.step, result.digest)
    reopened = sum(row.decision == "reopen" for row in rows)
    return f"{GATE}.{result.step}.r{result.revision}" + (f".o{reopened}" if reopened else "")


def week_of(day: dt.date) -> str:
    """Return the ISO week, `2026w48`."""
    year, week, _ = day.isocalendar()
    return f"{year}w{week:02}"


def running_text(cycle: OpenCycle, link: StepNode, language: Language) -> str:
    """Return what is decided on in running text, `breva (invitasjon)`; a dispatch that goes by the same word, once."""
    words = say(language, RUNNING_TEXT[link.kind])
    if not link.dispatch:
        return words
    name = cycle.name_of(link, language)
    return words if words.casefold().startswith(name[:-1].casefold()) else f"{words} ({name})"


def reads(cycle: OpenCycle, to: Coordinator) -> Language:
    """Return the language a coordinator is told in: the community's own where it has no words in theirs."""
    loaded = cycle.loaded
    return to.language if loaded.words else loaded.community.language


def without_markdown(words: str) -> str:
    """Return markdown as plain words on one line: no stars, no addresses, no escapes."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", words)
    plain = re.sub(r"\\([\\`*_{}\[\]()#+.!|<>~@:&-])", r"\1", plain.replace("**", ""))
    return " ".join(plain.split())


def _notice(cycle: OpenCycle, result: Result, to: Coordinator, *, link: str, again: bool) -> Notice:
    language = reads(cycle, to)
    year = TranslatedYear(cycle=cycle, language=language)
    step = link_named(cycle.chain, result.step)
    due, today = due_day(cycle, step), cycle.services.today
    mail = GateMail(
        name=to.name,
        meeting=f"{year.meeting} {cycle.year}",
        community=year.community.name,
        step=running_text(cycle, step, language),
        summary=tuple(without_markdown(part) for part in gist_parts(cycle, step, result, language)),
        link=mailed_link(
            cycle.services,
            to.address,
            community=cycle.loaded.community.id,
            page=f"/{cycle.id}/godkjenning/{result.step}",
            about=f"{gate_stem(cycle, result)} {cycle.services.today if again else ''}",
        ),
        prefect=link,
        contact=year.contact,
        due=due,
        late=due is not None and due < today,
        again=again,
        needed=cycle.approvers_needed(result.step),
        approved_by=approvers(cycle, result),
        count=mail_count(result) or None,  # the form asks for no number where nobody gets mail
        logged_in=identity_of(cycle.services) != "name",
        why=reopened(cycle, result, language),
    )
    bodies = Bodies(cycle.services.settings.templates / "mail")
    return Notice(
        recipient=coordinator_id(to.address),
        name=to.name,
        address=to.address,
        language=language,
        subject=_subject(cycle, mail, language=language),
        body=bodies.render("vent", mail, language=language),
    )


def _subject(cycle: OpenCycle, mail: GateMail, *, language: Language) -> str:
    values = {"step": mail.step, "year": cycle.year}
    if mail.due is None:
        first, again = sentence("Waiting for you: {step} {year}"), sentence("Still waiting for you: {step} {year}")
        return say(language, again if mail.again else first, **values)
    here = mail.due.year == cycle.services.today.year
    day = wording.day_and_month(mail.due) if here else wording.long_date(mail.due, language)
    return say(language, _WITH_DAY[mail.again, mail.late], day=day, **values)


_WITH_DAY: Mapping[tuple[bool, bool], str] = {
    (False, False): sentence("Waiting for you: {step} {year} (by {day})"),
    (False, True): sentence("Waiting for you: {step} {year} (was due on {day})"),
    (True, False): sentence("Still waiting for you: {step} {year} (by {day})"),
    (True, True): sentence("Still waiting for you: {step} {year} (was due on {day})"),
}
"""The subject, by whether it is a reminder and whether the day has passed."""


def _spare_those_who_approved(cycle: OpenCycle, result: Result) -> int:
    stem = gate_stem(cycle, result)
    keep = {coordinator_id(coordinator.address) for coordinator in asked_about(cycle, result)}
    kinds = {row.kind for row in notice_rows(cycle, GATE) if row.state == "queued" and _is_about(row.kind, stem)}
    outbox = cycle.memory.outbox
    return sum(outbox.withdraw(cycle=cycle.id, kind=kind, keep=keep, who="gate", now=cycle.now) for kind in kinds)


def _is_about(kind: str, stem: str) -> bool:
    """Return whether a mail is about this opening of the gate, first or reminder."""
    found = unmarked(kind)
    return found == stem or (found.startswith(f"{stem}.") and not found.startswith(f"{stem}.o"))


def _waits(step: StepState) -> bool:
    return step.state == "waiting"
