"""Who has approved a result (godkjend av): each person once, whatever they are called by now."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cycle.application.year.cycle import OpenCycle
from cycle.application.year.person_names import may_write_as, same_person
from cycle.model import KnownPerson, address_digest
from cycle.store.years.decisions import Decision
from cycle.store.years.results import Result

CHANNEL = "service"
"""The channel of an approval that the service put on record, where nobody had anything to decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approver:
    """One person who has approved, by the name of their first approval."""

    key: str
    """Key of the person; of somebody who is in no list of people, the name as it is held against another."""
    name: str
    sides: tuple[str, ...] = ()
    """The sides they may stand for; they stand for one."""
    mailbox: str = ""
    """What stands for the address they had when they approved; empty where nobody wrote it down."""
    by_hand: bool = False
    """They made by hand some of what is decided on, and another must approve that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What an approval still lacks."""

    number: int
    """How many people must still approve, at least."""
    people: int
    """How many of them it takes whatever side they stand for."""
    sides: tuple[str, ...] = ()
    """The sides that nobody has approved for yet, where the community wants each."""
    other_eyes: bool = False
    """Whoever approved had made some of it by hand, and nobody else has approved."""


def approved_at(cycle: OpenCycle, result: Result) -> dt.datetime | None:
    """Return when a result was approved as its gate counts: by enough people, of each side, after the last other word.

    This is the one rule: what says that something was approved, on a page or in a letter, asks here. None while it is
    not approved. What a later step was made of stays approved when people get one mailbox, or more must approve.
    """
    rows = cycle.record.decisions_on(result.step, result.digest)
    return _moment(cycle, result.step, rows) or _passed_at(cycle, result, approvals(rows))


def was_approved(cycle: OpenCycle, result: Result) -> bool:
    """Return whether it was approved at any time, though somebody has stopped it or opened it again since."""
    return last_approved_at(cycle, result) is not None


def revision_before(cycle: OpenCycle, result: Result) -> Result | None:
    """Return what a result is to be compared with: what was approved last before it, else the revision before.

    Whoever approves the third revision decides on the second one's changes too, where nobody approved that.
    """
    earlier = [made for made in cycle.record.revisions(result.step) if made.revision < result.revision]
    approved = [made for made in earlier if was_approved(cycle, made)]
    found = approved or earlier
    return found[-1] if found else None


def last_approved_at(cycle: OpenCycle, result: Result) -> dt.datetime | None:
    """Return when a result was last approved as its gate counts, though somebody stopped it since; None if never."""
    rows = cycle.record.decisions_on(result.step, result.digest)
    moments = (_moment(cycle, result.step, rows[:number]) for number in range(len(rows), 0, -1))
    return next((moment for moment in moments if moment is not None), None) or _passed_at(cycle, result, rows)


def _passed_at(cycle: OpenCycle, result: Result, rows: Sequence[Decision]) -> dt.datetime | None:
    """Return when a result was approved that was carried out, or that a later step was made of: by the rule of its day.

    How many must approve, and who may, is written in files that change; what was approved then stays so.
    """
    given = [row.at for row in rows if row.decision == "approve"]
    later = (node.name for node in cycle.graph if given and result.step in node.needs)
    made = (made for step in later for made in cycle.record.revisions(step))
    moments = [made.made_at for made in made if made.inputs.get(result.step) == result.digest]
    done = cycle.record.outcome(result.step, result.digest) if given else None
    moments += [done.at] if done is not None else []
    return max((at for at in given if at <= max(moments)), default=None) if moments else None


def _moment(cycle: OpenCycle, step: str, rows: Sequence[Decision]) -> dt.datetime | None:
    given = approvals(rows)
    for number, row in enumerate(given, start=1):
        alone = row.channel == CHANNEL  # its name proves nothing: a person may type it
        if alone or still_missing(cycle, step, approvers_among(cycle, given[:number])) == 0:
            return row.at
    return None


def approvals(rows: Sequence[Decision]) -> tuple[Decision, ...]:
    """Return the approvals of one result that count, of its decisions oldest first: those after the last other word."""
    found: list[Decision] = []
    stopped = False
    for row in rows:
        if row.decision != "approve":
            found.clear()
            stopped = row.decision == "stop"
        elif not stopped or row.channel == "cli":
            found.append(row)
            stopped = False
    return tuple(found)


def approvers_among(cycle: OpenCycle, rows: Sequence[Decision]) -> tuple[Approver, ...]:
    """Return those who approved, by decisions on one result: who has another name by now is one person all the same."""
    given = approvals(rows)
    if is_asked_for_again(cycle, given):
        given = tuple(row for row in given if not _is_typed(row))
    return _who(cycle, given)


def is_asked_for_again(cycle: OpenCycle, given: Sequence[Decision]) -> bool:
    """Return whether approvals in names that somebody typed do not count, because log-in has been turned on since.

    Where as many had typed theirs as it took, it was approved then, and stays so.
    """
    typed = [row for row in given if _is_typed(row)]
    if not typed or cycle.services.identity == "name":
        return False
    return still_missing(cycle, typed[0].step, _who(cycle, typed)) > 0


def _is_typed(row: Decision) -> bool:
    return not row.person and row.known_by in {"", "name"} and row.channel != CHANNEL


def _who(cycle: OpenCycle, given: Sequence[Decision]) -> tuple[Approver, ...]:
    keys = _keys_of_everybody(cycle) if any(row.person for row in given) else {}
    found: dict[str, Approver] = {}
    for row in given:
        if name := same_person(row.name):
            key = row.person or keys.get(name, name)
            sides = tuple(filter(None, row.sides.split(",")))
            by_hand = bool(row.by_hand)
            found.setdefault(key, Approver(key=key, name=row.name, sides=sides, mailbox=row.mailbox, by_hand=by_hand))
    return tuple(found.values())


def written_otherwise(cycle: OpenCycle, name: str, approvers: Sequence[Approver]) -> str:
    """Return the name of whoever of these may be the one who types this name, written otherwise; "" when it is nobody.

    Two who both stand in the community's file under these very names are two.
    """
    listed = {same_person(known.name) for known in cycle.loaded.community.coordinators}
    names = [approver.name for approver in approvers]
    others = [other for other in names if not {same_person(name), same_person(other)} <= listed]
    return next((other for other in others if may_write_as(name, other)), "")


def still_missing(cycle: OpenCycle, step: str, approvers: Sequence[Approver]) -> int:
    """Return how many must still approve, when these people have; what they lack, `missing_of` says."""
    return missing_of(cycle, step, approvers).number


def missing_of(cycle: OpenCycle, step: str, approvers: Sequence[Approver]) -> Missing:
    """Return what is still missing, when these people have approved.

    Where log-in is on, people who share a mailbox when they approve are one: whoever reads it can be each of them.
    Where the community wants somebody from each side, each side that is not there yet is somebody who must, and one
    person stands for one side only. What somebody made by hand, another approves: two who both had a hand in it approve
    what the other did.
    Whoever was taken out of the list of people since counts as they did.
    """
    needed, community = cycle.approvers_needed(step), cycle.loaded.community
    sides = [side.id for side in community.sides] if community.needs_each_side(step) else []
    hands = bool(approvers) and all(approver.by_hand for approver in approvers)
    if not approvers or (needed == 1 and not sides and not hands):
        there, left = len(approvers), sides
    elif cycle.services.identity == "name":
        said = {same_person(known.name): known.side for known in community.coordinators}
        left = _left(sides, [(said.get(same_person(approver.name), ""),) for approver in approvers])
        there = len(approvers)
    else:
        known = {person.key: person for person in _everybody(cycle)}
        by_name = _keys_of_everybody(cycle)
        people = [(approver, known.get(by_name.get(approver.key, approver.key))) for approver in approvers]
        now = {approver.key: address_digest(person.address) if person else approver.key for approver, person in people}
        there = len({approver.mailbox or now[approver.key] for approver in approvers})
        left = _left(sides, [approver.sides or (person.side if person else "",) for approver, person in people])
    alone = hands and there == 1
    lacking = max(needed - there, int(alone))
    return Missing(number=max(lacking, len(left)), people=lacking, sides=tuple(left), other_eyes=alone)


def _left(sides: Sequence[str], stand_for: Sequence[Sequence[str]]) -> list[str]:
    """Return the sides that nobody stands for, when as many as can be are stood for and each person takes one."""
    taken: dict[str, int] = {}

    def seat(person: int, seen: set[str]) -> bool:
        for side in stand_for[person]:
            if side in sides and side not in seen:
                seen.add(side)
                if side not in taken or seat(taken[side], seen):
                    taken[side] = person
                    return True
        return False

    for person in range(len(stand_for)):
        seat(person, set())
    return [side for side in sides if side not in taken]


def _everybody(cycle: OpenCycle) -> tuple[KnownPerson, ...]:
    """Return everybody who was ever in the list of people of the community."""
    community, rows = cycle.loaded.community.id, cycle.memory.persons.rows
    return cycle.record.once_for_all(("everybody", community), lambda: tuple(row.person for row in rows(community)))


def _keys_of_everybody(cycle: OpenCycle) -> Mapping[str, str]:
    community = cycle.loaded.community.id
    return cycle.record.once_for_all(("names", community), lambda: _keys_by_name(_everybody(cycle)))


def _keys_by_name(people: Iterable[KnownPerson]) -> dict[str, str]:
    """Return name → key of each name that only one person has."""
    known = list(people)
    times = Counter(same_person(person.name) for person in known)
    return {same_person(person.name): person.key for person in known if times[same_person(person.name)] == 1}
