"""Who is to decide on a step, and by when (kven som avgjer): by the list of people, or the file, and the milestones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cycle import wording
from cycle.application.actions.deciding.by_hand import edits_in_mailboxes, known_now
from cycle.application.persons import (
    asked_to_decide,
    identity_of,
    sides_of,
    who_may_decide,
)
from cycle.application.year import (
    Approver,
    HandEdit,
    Missing,
    OpenCycle,
    StepNode,
    approvers_among,
    kinds_edited,
    missing_of,
    same_person,
    still_missing,
    upstream,
)
from cycle.catalogue import counted, say, sentence
from cycle.model import Coordinator, Identified, KnownPerson, Language
from cycle.services import OSLO
from cycle.store.years.results import Result

MILESTONES: Mapping[str, str] = {
    "plan": "hald-av-datoen",
    "committee": "programkomite",
    "host": "vertskap",
    "invitations": "invitasjonsliste",
}
"""The day by which a step without a milestone of its own is decided, where the community has such a one."""


NO_DAY = sentence("no deadline: the rules of the health community give no day for this step")
NO_DAY_OF_KIND: Mapping[str, str] = {
    "act": sentence("no deadline: the closed year stands as it is until it is decided"),
    "signals": sentence("no deadline: the letters about the signals are not made before it is decided"),
}
NO_DAY_ASKED_FOR = sentence("no deadline: the dispatch was asked for, and goes when it is approved")
"""Why no day is set by which a step is to be decided."""
DO_NOW = sentence("Decide as soon as you can, or tell the secretariat what is missing.")
"""What to do when the day has passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decider:
    """Somebody who decides on a step, as they would stand among those who approve it."""

    person: Coordinator
    approver: Approver
    known: KnownPerson | None = None
    """The person, where log-in is on."""
    deputies: tuple[Coordinator, ...] = ()
    """Those who stand in for them that day, or would if they were away, and are not away themselves."""
    away: bool = False
    asked: bool = True
    """Whether they are told that it waits; the secretariat may decide on all, and is told of what nobody covers."""


def asked_about(cycle: OpenCycle, result: Result) -> tuple[Coordinator, ...]:
    """Return those who decide on the step, have not approved this result, and whose approval is still wanted.

    Where log-in is on they are the people who are known, without those who are away and with their deputies; else those
    of the community's file, in its order.
    """
    return tuple(decider.person for decider in still_asked(cycle, result))


def still_asked(cycle: OpenCycle, result: Result) -> tuple[Decider, ...]:
    """Return those of `asked_about`, with what is known of them."""
    given, deciders = approvals_given(cycle, result), deciders_on(cycle, result.step)
    return tuple(
        decider
        for decider in deciders
        if decider.asked
        and not has_approved(decider, given)
        and approval_helps(cycle, result.step, given, decider.approver, among=deciders)
    )


def is_uncovered(cycle: OpenCycle, result: Result) -> bool:
    """Return whether those who are asked and are there cannot approve it between them, where log-in is on."""
    if identity_of(cycle.services) == "name":
        return False
    given, deciders = approvals_given(cycle, result), deciders_on(cycle, result.step)
    there = [
        decider.approver
        for decider in deciders
        if decider.asked and not decider.away and not has_approved(decider, given)
    ]
    if not still_missing(cycle, result.step, given):
        return False
    helps = any(approval_helps(cycle, result.step, given, approver, among=deciders) for approver in there)
    return not helps or still_missing(cycle, result.step, [*given, *there]) > 0


def still_wanted(cycle: OpenCycle, result: Result) -> Missing:
    """Return what the approval of a result still lacks: one more, where whoever had no hand in it must be among them.

    Where all who are asked had a hand in it, two of them approve it.
    """
    given, deciders = approvals_given(cycle, result), deciders_on(cycle, result.step)
    found = missing_of(cycle, result.step, given)
    if not found.number or not edits_judged(cycle, result.step) or not all(approver.by_hand for approver in given):
        return found
    eyes = _other_eyes(cycle, result.step, given, deciders)
    if eyes:
        least = min(missing_of(cycle, result.step, [*given, other.approver]).number for other in eyes)
        return replace(found, number=max(found.number, least + 1))
    there = [decider for decider in deciders if not decider.away]
    asked = [decider for decider in there if decider.asked]
    if given or not any(len(some) > 1 and all(decider.approver.by_hand for decider in some) for some in (asked, there)):
        return found
    return replace(found, number=max(found.number, 2), people=max(found.people, 2))


def one_mailbox(cycle: OpenCycle, result: Result) -> tuple[tuple[str, ...], ...]:
    """Return the names of those who decide and have one mailbox, where one approval is not enough: they count as one.

    Empty where log-in is off: then nobody's mailbox says who they are.
    """
    if identity_of(cycle.services) == "name" or not _takes_several(cycle, result.step):
        return ()
    given = approvals_given(cycle, result)
    found: dict[str, list[str]] = {}
    for decider in deciders_on(cycle, result.step):
        if decider.asked or has_approved(decider, given):
            found.setdefault(mailbox_of_decider(decider), []).append(decider.person.name)
    return tuple(tuple(names) for names in found.values() if len(names) > 1)


def kinds_edited_by(cycle: OpenCycle, step: str, who: Identified) -> tuple[str, ...]:
    """Return the codes of what somebody made by hand of what a step decides on, where another must approve it."""
    return kinds_edited(edits_judged(cycle, step), person=who.person, name=who.name, address=who.address)


def edits_judged(cycle: OpenCycle, step: str) -> tuple[HandEdit, ...]:
    """Return what was made by hand of what a step decides on, by whoever reads the mailbox of who did."""
    return cycle.record.once(("edits by hand", step), lambda: edits_in_mailboxes(cycle, step))


def approvals_given(cycle: OpenCycle, result: Result) -> tuple[Approver, ...]:
    """Return who has approved, with the hand they are known to have had in it, also where none was asked for then."""
    edits = edits_judged(cycle, result.step)
    return tuple(
        replace(
            approver, by_hand=approver.by_hand or bool(kinds_edited(edits, person=approver.key, name=approver.name))
        )
        for approver in approvers_among(cycle, cycle.record.decisions_on(result.step, result.digest))
    )


def mailbox_of_decider(decider: Decider) -> str:
    """Return the mailbox of somebody who decides, as it is held against another's."""
    return decider.person.address.casefold()


def _takes_several(cycle: OpenCycle, step: str) -> bool:
    """Return whether one person's approval may not be enough."""
    community = cycle.loaded.community
    return cycle.approvers_needed(step) > 1 or community.needs_each_side(step) or bool(edits_judged(cycle, step))


def has_approved(decider: Decider, given: Sequence[Approver]) -> bool:
    """Return whether somebody is among those who have approved."""
    if not given:
        return False
    keys = {approver.key for approver in given}
    name = same_person(decider.person.name)
    return decider.approver.key in keys or name in keys


def approval_helps(
    cycle: OpenCycle, step: str, given: Sequence[Approver], own: Approver, *, among: Sequence[Decider]
) -> bool:
    """Return whether somebody's approval brings it nearer: any part of what is missing, so that no order locks it.

    Somebody who had no hand in it is among those who approve. When nobody such is asked, or there, two who had a hand
    in it approve it.
    """
    before, after = missing_of(cycle, step, given), missing_of(cycle, step, [*given, own])
    only_edited = all(approver.by_hand for approver in given)
    if only_edited and own.by_hand and not after.number and _other_eyes(cycle, step, [*given, own], among):
        return False
    if after.people < before.people or len(after.sides) < len(before.sides):
        return True
    if given:
        return only_edited and not own.by_hand and before.number > 0
    if not after.other_eyes:
        return False
    there = [decider for decider in among if not decider.away and decider.approver.key != own.key]
    asked = [decider for decider in there if decider.asked]
    return any(
        all(other.approver.by_hand for other in others)
        and not missing_of(cycle, step, [own, *(other.approver for other in others)]).people
        for others in (asked, there)
    )


def _other_eyes(
    cycle: OpenCycle, step: str, given: Sequence[Approver], among: Sequence[Decider]
) -> tuple[Decider, ...]:
    """Return who is there, had no hand in it and has not approved: of those asked, where they can approve it.

    Whoever approved and is away since, or decides no more, counts with those asked: they were asked when they did.
    """
    there = [decider for decider in among if not decider.away]
    asked = [decider for decider in there if decider.asked]
    merely_may = [decider for decider in among if not decider.asked]
    were = [approver for approver in given if not any(has_approved(decider, [approver]) for decider in merely_may)]
    left = [decider.approver for decider in asked if not has_approved(decider, given)]
    enough = not still_missing(cycle, step, [*were, *left])
    keys = {approver.key for approver in given}
    return tuple(
        decider
        for decider in (asked if asked and enough else there)
        if not decider.approver.by_hand and decider.approver.key not in keys and not has_approved(decider, given)
    )


def deciders_on(cycle: OpenCycle, step: str) -> tuple[Decider, ...]:
    """Return those who may decide on a step; where log-in is off, those of the community's file."""
    return cycle.record.once(("deciders", step), lambda: _who_decides(cycle, step))


def _who_decides(cycle: OpenCycle, step: str) -> tuple[Decider, ...]:
    edits = edits_judged(cycle, step)
    if identity_of(cycle.services) == "name":
        return tuple(
            Decider(
                person=known,
                approver=Approver(
                    key=same_person(known.name),
                    name=known.name,
                    by_hand=bool(kinds_edited(edits, person="", name=known.name, address=known.address)),
                ),
            )
            for known in cycle.loaded.community.coordinators
            if known.decides_on(step)
        )
    today = cycle.services.today
    persons = known_now(cycle)
    asked = asked_to_decide(persons, step, on=today)
    keys = {person.key for person in asked}
    rest = [person for person in who_may_decide(persons, step, on=today) if person.key not in keys]
    return tuple(
        Decider(
            person=_as_coordinator(person),
            approver=Approver(
                key=person.key,
                name=person.name,
                sides=sides_of(person, persons, on=today),
                by_hand=bool(kinds_edited(edits, person=person.key, name=person.name, address=person.address)),
            ),
            known=person,
            deputies=tuple(
                _as_coordinator(other)
                for other in (persons if person.deputies else ())
                if any(deputy.person == other.key and deputy.holds(today, away=True) for deputy in person.deputies)
                and not other.is_away(today)
            ),
            away=person.is_away(today),
            asked=person.key in keys,
        )
        for person in (*asked, *rest)
    )


def _as_coordinator(person: KnownPerson) -> Coordinator:
    return Coordinator(
        name=person.name, address=person.address, language=person.language, steps=person.steps, side=person.side
    )


def due_day(cycle: OpenCycle, node: StepNode) -> dt.date | None:
    """Return the day by which the step is to be decided, or None when the community has no milestone for it.

    What others wait for is decided no later than any of them, whatever day its own milestone has.
    """
    later = (link for link in cycle.graph if node.name in upstream(cycle.graph, link.name))
    days = [day for link in later if not link.dispatch and (day := milestone_day(cycle, link))]
    own = milestone_day(cycle, node)
    return min([own, *days]) if own else None


def milestone_day(cycle: OpenCycle, node: StepNode) -> dt.date | None:
    """Return the day of the step's own milestone, or None when the community has no such milestone."""
    wanted = node.milestone or MILESTONES.get(node.kind, "")
    return {milestone.id: milestone.date for milestone in cycle.milestones}.get(wanted)


def no_day(cycle: OpenCycle, node: StepNode, language: Language | None = None) -> str:
    """Return why no day is set by which the step is to be decided, in the middle of a line; empty where one is."""
    if due_day(cycle, node) is not None:
        return ""
    asked_for = node.dispatch and cycle.dispatch(node).request is not None
    words = NO_DAY_OF_KIND.get(node.kind, NO_DAY_ASKED_FOR if asked_for else NO_DAY)
    return say(language or cycle.language, words)


def lateness(cycle: OpenCycle, node: StepNode, result: Result | None, language: Language | None = None) -> str:
    """Return how long ago a step was to be decided, in the middle of a line; empty where the day is to come or none is.

    What was made after its day was due to nobody before.
    """
    due, today = due_day(cycle, node), cycle.services.today
    if due is None or due >= today:
        return ""
    if result is not None and result.made_at.astimezone(OSLO).date() > due:
        return say(language or cycle.language, "this came after that day")
    return counted(language or cycle.language, (today - due).days, "{number} day ago", "{number} days ago")


def deadline(cycle: OpenCycle, node: StepNode, result: Result | None = None, language: Language | None = None) -> str:
    """Return by when the step is to be decided, or why there is no day, and what to do when it has passed."""
    due, language = due_day(cycle, node), language or cycle.language
    if due is None:
        return f"{wording.with_capital(no_day(cycle, node, language))}."
    day, late = wording.long_date(due, language), lateness(cycle, node, result, language)
    if not late:
        return say(language, "Decide by {day}.", day=day)
    return f"{say(language, 'The deadline was {day}; {late}.', day=day, late=late)} {say(language, DO_NOW)}"
