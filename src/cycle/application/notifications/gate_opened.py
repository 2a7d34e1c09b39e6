"""Tells those who decide that a gate waits, once when it opens; reminders are in `reminders.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from cycle import wording
from cycle.application.actions import (
    Decider,
    Result,
    StepState,
    approval_so_far,
    approvers,
    asked_about,
    deadline,
    due_day,
    reopened,
    step_states,
    still_asked,
)
from cycle.application.delivery import GATE, UNCOVERED, Notice, coordinator_id, notice_rows, put, take_back
from cycle.application.dispatches import gist_parts
from cycle.application.persons import identity_of, mailed_link
from cycle.application.results import mail_count
from cycle.application.year import OpenCycle, StepNode, TranslatedYear, node_named, unmarked
from cycle.catalogue import say, sentence
from cycle.mail.message import Bodies, GateMail
from cycle.model import Coordinator, Language

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
    notify_gate_to(cycle, result, asked, link=link)
    return len(asked)


def notify_gate_to(cycle: OpenCycle, result: Result, people: Sequence[Coordinator], *, link: str) -> int:
    """Queue a mail to these people that a gate waits, and return how many they are; nobody is told a second time."""
    if people:
        put(cycle, gate_stem(cycle, result), [_notice(cycle, result, person, link=link) for person in people])
    return len(people)


def take_back_decided(cycle: OpenCycle) -> int:
    """Take back queued mails about gates that no longer wait, or to people who have decided; return how many."""
    rows = {status.step: status for status in step_states(cycle)}
    results = {step: cycle.record.latest(step) for step, status in rows.items() if _waits(status)}
    stems = [gate_stem(cycle, result) for result in results.values() if result is not None]

    stems += [gate_stem(cycle, result, first=UNCOVERED) for result in results.values() if result is not None]

    def outdated(kind: str) -> bool:
        return kind.startswith((f"{GATE}.", f"{UNCOVERED}.")) and not any(is_about(kind, stem) for stem in stems)

    return take_back(cycle, outdated, who="gate") + sum(
        _spare_those_who_approved(cycle, result) for result in results.values() if result is not None
    )


def open_gates(cycle: OpenCycle) -> Iterator[tuple[Result, tuple[Decider, ...]]]:
    """Yield each result that waits for a decision, with those who are still asked about it."""
    for status in step_states(cycle):
        result = cycle.record.latest(status.step)
        if _waits(status) and result is not None:
            yield result, still_asked(cycle, result)


def gate_stem(cycle: OpenCycle, result: Result, *, first: str = GATE) -> str:
    """Return what mails about this opening of the gate are called: `vent.invitations.r2`, `.o1` after a stop."""
    rows = cycle.record.decisions_on(result.step, result.digest)
    reopened = sum(row.decision == "reopen" for row in rows)
    return f"{first}.{result.step}.r{result.revision}" + (f".o{reopened}" if reopened else "")


def running_text(cycle: OpenCycle, node: StepNode, language: Language) -> str:
    """Return what is decided on in running text, `breva (invitasjon)`; a dispatch that goes by the same word, once."""
    words = say(language, RUNNING_TEXT[node.kind])
    if not node.dispatch:
        return words
    name = cycle.name_of(node, language)
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


def _notice(cycle: OpenCycle, result: Result, to: Coordinator, *, link: str) -> Notice:
    language = reads(cycle, to)
    year = TranslatedYear(cycle=cycle, language=language)
    step = node_named(cycle.graph, result.step)
    due, today = due_day(cycle, step), cycle.services.today
    page, put_in = mailed_link(
        cycle.services,
        to.address,
        community=cycle.loaded.community.id,
        page=f"/{cycle.id}/godkjenning/{result.step}",
    )
    mail = GateMail(
        name=to.name,
        meeting=f"{year.meeting} {cycle.year}",
        community=year.community.name,
        step=running_text(cycle, step, language),
        summary=tuple(without_markdown(part) for part in gist_parts(cycle, step, result, language)),
        link=page,
        prefect=link,
        contact=year.contact,
        due=due,
        late=due is not None and due < today,
        by_when=deadline(cycle, step, result, language),
        needed=cycle.approvers_needed(result.step),
        approved_by=approvers(cycle, result),
        wanted=approval_so_far(cycle, result, language),
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
        put_in=put_in,
    )


def _subject(cycle: OpenCycle, mail: GateMail, *, language: Language) -> str:
    values = {"step": mail.step, "year": cycle.year}
    if mail.due is None:
        return say(language, "Waiting for you: {step} {year}", **values)
    here = mail.due.year == cycle.services.today.year
    day = wording.day_and_month(mail.due) if here else wording.long_date(mail.due, language)
    late = sentence("Waiting for you: {step} {year} (as soon as you can)")
    return say(language, late if mail.late else "Waiting for you: {step} {year} (by {day})", day=day, **values)


def _spare_those_who_approved(cycle: OpenCycle, result: Result) -> int:
    stem = gate_stem(cycle, result)
    keep = {coordinator_id(coordinator.address) for coordinator in asked_about(cycle, result)}
    kinds = {row.kind for row in notice_rows(cycle, GATE) if row.state == "queued" and is_about(row.kind, stem)}
    outbox = cycle.memory.outbox
    return sum(outbox.withdraw(cycle=cycle.id, kind=kind, keep=keep, who="gate", now=cycle.now) for kind in kinds)


def is_about(kind: str, stem: str) -> bool:
    """Return whether a mail is about this opening of the gate, first or reminder."""
    found = unmarked(kind)
    return found == stem or (found.startswith(f"{stem}.") and not found.startswith(f"{stem}.o"))


def _waits(step: StepState) -> bool:
    return step.state == "waiting"
