"""Tells a person whose answer does not count: what it is about has changed, or others had decided meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from cycle import wording
from cycle.application.actions.deciding.by_hand import known_now
from cycle.application.actions.running.states import StepState, step_state
from cycle.application.delivery import LATE, SECRETARIAT, Notice, coordinator_id, put, reason_kept, secretariat
from cycle.application.persons import to_those_in_secretariat
from cycle.application.year import (
    OpenCycle,
    TranslatedYear,
    gate_page_link,
    node_named,
    runs_link,
    same_person,
    unmarked,
)
from cycle.catalogue import same_in, say, sentence
from cycle.mail.message import ActionItem, Bodies, SecretariatMail
from cycle.model import Coordinator, Identified, Language
from cycle.services import OSLO
from cycle.store.years.decisions import Decision

OF_ANSWER = ".svar."
"""Stands in the kind of a mail about an answer that does not count, between its step and what names the answer."""
WAITS = frozenset({"waiting", "due"})
"""States of a step in which somebody is asked, or is about to be."""
NOT_COUNTED_TITLE = sentence("The answer does not count: {step} {year}")
NOT_COUNTED_THERE = sentence("The answer of {name} does not count. {why}")
NOT_COUNTED = sentence("The answer of {name} does not count, so it is asked again. {why}")
NAMELESS_THERE = sentence("An answer does not count. {why}")
NAMELESS = sentence("An answer does not count, so it is asked again. {why}")
TITLE = sentence("The approval does not count: {step} {year}")
OPENING = sentence(
    "{name} approved «{step}», revision {revision}, on {day}. The approval is kept, but it does not count: what it "
    "builds on has changed since."
)
YOURS = sentence(
    "You approved «{step}», revision {revision}, on {day}. The approval is kept, but it does not count: what it builds "
    "on has changed since."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedDown:
    """An answer to a form that does not count, and why; the form is put to people again."""

    key: str
    name: str
    person: str
    """Key of who gave it, where the door knew them."""
    why: str
    """In the community's language, or a sentence of the catalogue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCounted:
    """An answer that did not count, as its giver reads of it."""

    step: str
    title: str
    why: str
    """Empty where the mail about it is of an earlier version."""


def in_vain(cycle: OpenCycle, decision: Decision, language: Language = "nn") -> str:
    """Return in sentences that an approval does not count, and of what it was."""
    return _say(cycle, decision, OPENING, language)


def tell_in_vain(cycle: OpenCycle, decision: Decision) -> None:
    """Queue one mail to the person whose approval does not count; to the secretariat when nobody has that name."""
    found = _whose(cycle, person=decision.person, name=decision.name)
    language = _reads(cycle, found)
    matter = ActionItem(
        what=say(language, "What has changed is made again, and each step asks again."),
        how=say(
            language, "You need do nothing now. You get a mail when there is something to decide, with what is new."
        ),
        link=runs_link(cycle.services.settings, cycle.id, decision.step),
    )
    title = _say(cycle, decision, TITLE, language)
    opening = _say(cycle, decision, YOURS if found else OPENING, language)
    kind = f"{LATE}.{decision.step}.r{decision.revision}.{_mark(decision.key)}"
    _tell(cycle, kind, found, title=title, opening=opening, matter=matter, language=language)


def turned_down(cycle: OpenCycle, answer: TurnedDown, *, asked_again: bool = True) -> str:
    """Return in sentences that an answer does not count, and why."""
    if not answer.name:
        return cycle.say(NAMELESS if asked_again else NAMELESS_THERE, why=cycle.say(answer.why))
    words = NOT_COUNTED if asked_again else NOT_COUNTED_THERE
    return cycle.say(words, name=answer.name, why=cycle.say(answer.why))


def tell_turned_down(cycle: OpenCycle, step: str, answer: TurnedDown) -> None:
    """Queue one mail to the person whose answer does not count; to the secretariat when nobody has that name.

    In the community's language, as the reason is. It says how the step stands by now: others may have decided.
    """
    found = _whose(cycle, person=answer.person, name=answer.name)
    language, node = cycle.language, node_named(cycle.graph, step)
    cycle.read_again()
    waits = step_state(cycle, step).state in WAITS
    matter = ActionItem(
        what=_how_it_stands(language, waits=waits, by_known=found is not None),
        how=say(language, "The page of the step says who can decide, and what is new.")
        if waits
        else say(language, "You need do nothing now."),
        link=gate_page_link(cycle.services.settings, cycle.id, step),
    )
    title = say(language, NOT_COUNTED_TITLE, step=cycle.title_of(node, language), year=cycle.year)
    opening = turned_down(cycle, answer, asked_again=waits)
    kind = f"{LATE}.{step}{OF_ANSWER}{_mark(answer.key)}"
    reason = cycle.say(answer.why)
    _tell(cycle, kind, found, title=title, opening=opening, matter=matter, language=language, reason=reason)


def answers_turned_down(cycle: OpenCycle, who: Identified, steps: Sequence[StepState]) -> tuple[NotCounted, ...]:
    """Return the answers somebody gave in Prefect that did not count, until they decide again or nobody need.

    As the mails about them keep it; the newest of each step. `steps` are those of the year as they are now.
    """
    states = {step.step: step for step in steps}
    found: dict[str, NotCounted] = {}
    for row in cycle.record.mails:
        start, is_answer, _ = unmarked(row.kind).partition(OF_ANSWER)
        late, _, step = start.partition(".")
        if (late, bool(is_answer), row.recipient) != (LATE, True, coordinator_id(who.address)) or step not in states:
            continue
        again = any(
            (said.person or same_person(said.name)) in {who.person, same_person(who.name)} and said.at >= row.date
            for said in cycle.record.decisions_of(step)
        )
        found.pop(step, None)
        if states[step].state in WAITS and not again:
            why = reason_kept(cycle, row)
            said_in_form = same_in(cycle.as_written.language, cycle.language).get(why, why)
            found[step] = NotCounted(step=step, title=states[step].title, why=said_in_form)
    return tuple(found.values())


def _how_it_stands(language: Language, *, waits: bool, by_known: bool) -> str:
    """Return whether a step still waits for a decision after an answer that does not count, of a person who is known.

    A step that waits no more may be decided, stopped, called off or wait for another step: its page says which.
    """
    if not waits:
        return say(language, "The step waits for no decision now. Nothing was done by the answer.")
    if by_known:
        return say(language, "The step still waits for a decision. Nothing was done by your answer.")
    return say(language, "The step still waits for a decision. Nothing was done by the answer.")


def _whose(cycle: OpenCycle, *, person: str, name: str) -> Coordinator | None:
    """Return whose answer it is, with the mailbox they have now; None where nobody known has that name."""
    known = known_now(cycle)
    for someone in (*(there for there in known if person and there.key == person), *known):
        if (person and someone.key == person) or same_person(someone.name) == same_person(name):
            return Coordinator(name=someone.name, address=someone.address, language=someone.language)
    of_file = cycle.loaded.community.coordinators
    return next((there for there in of_file if same_person(there.name) == same_person(name)), None)


def _reads(cycle: OpenCycle, found: Coordinator | None) -> Language:
    return found.language if found and cycle.loaded.words else cycle.loaded.community.language


def _tell(
    cycle: OpenCycle,
    kind: str,
    found: Coordinator | None,
    *,
    title: str,
    opening: str,
    matter: ActionItem,
    language: Language,
    reason: str = "",
) -> None:
    """Queue a mail of this kind, once, to whose answer it is, or to the secretariat."""
    to = found or secretariat(cycle)
    year = TranslatedYear(cycle=cycle, language=language)
    mail = SecretariatMail(
        meeting=f"{year.meeting} {cycle.year}",
        community=year.community.name,
        title=title,
        opening=opening,
        name=found.name if found else "",
        matters=(matter,),
        contact=year.contact,
    )
    body = Bodies(cycle.services.settings.templates / "mail").render("sekretariat", mail, language=language)
    notice = Notice(
        recipient=coordinator_id(found.address) if found else SECRETARIAT,
        name=to.name,
        address=to.address,
        language=language,
        subject=mail.title,
        body=body,
        reason=reason,
    )
    put(cycle, kind, [notice] if found else to_those_in_secretariat(cycle, notice))


def _mark(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def _say(cycle: OpenCycle, decision: Decision, text: str, language: Language) -> str:
    nodes = {node.name: node for node in cycle.graph}
    return say(
        language,
        text,
        name=decision.name,
        step=cycle.title_of(nodes[decision.step], language) if decision.step in nodes else decision.step,
        year=cycle.year,
        revision=decision.revision,
        day=wording.long_date(decision.at.astimezone(OSLO).date(), language),
    )
