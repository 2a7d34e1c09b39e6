"""Why somebody's approval would not count (innvendingar), said before it is given, and who can approve instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cycle import wording
from cycle.application.actions.deciding.by_hand import EDIT_WORDS
from cycle.application.actions.deciding.deciders import (
    Decider,
    approval_helps,
    approvals_given,
    deciders_on,
    edits_judged,
    has_approved,
    kinds_edited_by,
    mailbox_of_decider,
)
from cycle.application.year import (
    Approver,
    OpenCycle,
    kinds_edited,
    missing_of,
    same_person,
    still_missing,
    written_otherwise,
)
from cycle.catalogue import sentence
from cycle.model import Identified
from cycle.store.years.results import Result


def why_not_approve(cycle: OpenCycle, result: Result, who: Identified) -> str:
    """Return in a sentence why somebody's approval of a result would not count, and whose would; "" when it would."""
    given, deciders = approvals_given(cycle, result), deciders_on(cycle, result.step)
    kinds = kinds_edited_by(cycle, result.step, who)
    key = who.person or same_person(who.name)
    names = set() if who.person else {same_person(approver.name) for approver in given}
    if key in {approver.key for approver in given} | names:
        number, name = still_missing(cycle, result.step, given), who.name.strip()
        if number > 1:
            return cycle.say(
                "{name} has already approved. {number} others must also approve.", name=name, number=number
            )
        return cycle.say("{name} has already approved. Another person must also approve.", name=name)
    if (
        not who.person
        and (other := written_otherwise(cycle, who.name, given))
        and still_missing(cycle, result.step, given)
    ):
        may_be = sentence(
            "{name} may be {other}, who has already approved. Another person must also approve, with their whole name."
        )
        return cycle.say(may_be, name=who.name, other=other)
    own = Approver(key=key, name=who.name, sides=who.sides, by_hand=bool(kinds))
    if not still_missing(cycle, result.step, given) or approval_helps(cycle, result.step, given, own, among=deciders):
        return ""
    others = _others(cycle, result, given, without=key)
    can = wording.listed(others) if others else ""
    if kinds and approval_helps(cycle, result.step, given, replace(own, by_hand=False), among=deciders):
        alone = sum(mailbox_of_decider(decider) == who.address.casefold() for decider in deciders) < 2
        return _who_can(cycle, _did(cycle, result.step, who, kinds, alone=alone), can)
    if same := _of_mailbox(given, deciders, who):
        both = sentence("{name} has the same mailbox as {other}, who has approved: they count as one.")
        return _who_can(cycle, cycle.say(both, name=who.name, other=wording.listed(same)), can)
    lacking = missing_of(cycle, result.step, given)
    if lacking.sides:
        sides = wording.listed([cycle.loaded.community.side(side).name for side in lacking.sides])
        return _who_can(cycle, cycle.say("Somebody who decides for {sides} must approve.", sides=sides), can)
    return ""


def _did(cycle: OpenCycle, step: str, who: Identified, kinds: Sequence[str], *, alone: bool) -> str:
    """Return what somebody has done, or somebody who has the same mailbox, so that another must approve."""
    did = wording.listed([cycle.say(EDIT_WORDS[kind]) for kind in kinds])
    if alone or kinds_edited(edits_judged(cycle, step), person=who.person, name=who.name):
        return cycle.say("{name} has {deeds}, so another must approve.", name=who.name, deeds=did)
    theirs = sentence("Somebody with the same mailbox as {name} has {deeds}, so another must approve.")
    return cycle.say(theirs, name=who.name, deeds=did)


def _of_mailbox(given: Sequence[Approver], deciders: Sequence[Decider], who: Identified) -> list[str]:
    """Return the names of those who have approved and have somebody's mailbox."""
    return [
        decider.person.name
        for decider in deciders
        if who.address and mailbox_of_decider(decider) == who.address.casefold() and has_approved(decider, given)
    ]


def _who_can(cycle: OpenCycle, why: str, names: str) -> str:
    if names:
        return f"{why} {cycle.say('Those who can: {names}.', names=names)}"
    return f"{why} {cycle.say('Nobody on the list of people can: the secretariat must add somebody.')}"


def _others(cycle: OpenCycle, result: Result, given: Sequence[Approver], *, without: str) -> list[str]:
    """Return the names of those whose approval would count: those who are asked, else whoever may."""
    deciders = deciders_on(cycle, result.step)
    found = [
        decider
        for decider in deciders
        if decider.approver.key != without
        and not has_approved(decider, given)
        and approval_helps(cycle, result.step, given, decider.approver, among=deciders)
    ]
    asked = [decider for decider in found if decider.asked]
    return [decider.person.name for decider in asked or found]
