"""Whether rules, history and community fit together: every id that one names must exist in another."""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Iterable

from cycle.errors import Problem, did_you_mean
from cycle.governance.history import History
from cycle.governance.rules import MeetingRules, SeatRule
from cycle.model import Community


def rule_problems(rules: MeetingRules, community: Community) -> list[Problem]:
    """Return what the rules of one meeting type name that does not exist."""
    file = f"{rules.id}.toml"
    sides = [one.id for one in community.sides]
    bodies = [one.id for one in community.bodies]
    milestones = [one.id for one in rules.milestones]
    named = [(f"host.order[{number}]", side, sides) for number, side in enumerate(rules.host.order)]
    named += [
        (f"host.continues[{number}]", one, list(community.meetings)) for number, one in enumerate(rules.host.continues)
    ]
    named += [("host.anchor.side", rules.host.anchor.side, list(rules.host.order))]
    named += [("secretariat.body", rules.secretariat.body, bodies)]
    named += [("committee.body", rules.committee.body, bodies)] if rules.committee.body else []
    for number, dispatch in enumerate(rules.dispatches):
        named.append((f"dispatches[{number}].milestone", dispatch.milestone, milestones))
    for number, override in enumerate(rules.overrides):
        named.append((f"overrides[{number}].side", override.side, list(rules.host.order)))
        if override.organisation:
            known = [one.id for one in community.organisations if one.side == override.side]
            named.append((f"overrides[{number}].organisation", override.organisation, known))
    found = [_unknown(file, where, word, known) for where, word, known in named if word not in known]
    for where, seats in (("seats", rules.seats), ("committee.seats", rules.committee.seats)):
        for number, seat in enumerate(seats):
            found += _seat_problems(file, f"{where}[{number}]", seat, community)
    found += _twice(file, "milestones", milestones)
    found += _twice(file, "dispatches", [one.id for one in rules.dispatches])
    found += _twice(file, "overrides", [str(one.year) for one in rules.overrides])
    return found + _subject_problems(rules)


def history_problems(history: History, community: Community) -> list[Problem]:
    """Return what the history names that does not exist, and a year with two ordinary meetings."""
    file = "history.toml"
    sides = [one.id for one in community.sides]
    organisations = [one.id for one in community.organisations]
    found = []
    for number, edition in enumerate(history.editions):
        at = f"editions[{number}]"
        if edition.meeting not in community.meetings:
            found.append(_unknown(file, f"{at}.meeting", edition.meeting, community.meetings))
        if edition.host_side and edition.host_side.value not in sides:
            found.append(_unknown(file, f"{at}.host_side.value", edition.host_side.value, sides))
        if edition.host and edition.host.value not in organisations:
            found.append(_unknown(file, f"{at}.host.value", edition.host.value, organisations))
    ordinary = [f"{one.meeting} {one.year}" for one in history.editions if not one.extra]
    return found + _twice(file, "editions", ordinary, remedy="mark the extra meeting with extra = true")


def _seat_problems(file: str, where: str, seat: SeatRule, community: Community) -> list[Problem]:
    organisations = [one.id for one in community.organisations]
    bodies = {one.id: one for one in community.bodies}
    kinds = {one.kind for one in community.bodies if one.kind}
    sides = [one.id for one in community.sides]
    found = []
    if seat.side and seat.side not in sides:
        found.append(_unknown(file, f"{where}.side", seat.side, sides))
    if seat.kind and seat.kind not in kinds:
        found.append(_unknown(file, f"{where}.kind", seat.kind, kinds))
    if seat.holder and seat.holder not in [*bodies, *organisations]:
        found.append(_unknown(file, f"{where}.holder", seat.holder, [*bodies, *organisations]))
    found += [
        _unknown(file, f"{where}.organisations[{number}]", one, organisations)
        for number, one in enumerate(seat.organisations)
        if one not in organisations
    ]
    found += [
        _unknown(file, f"{where}.exceptions[{number}].organisation", one.organisation, organisations)
        for number, one in enumerate(seat.exceptions)
        if one.organisation not in organisations
    ]
    if seat.from_body:
        for body in bodies.values():
            own = [one.id for one in body.seats]
            if (body.id == seat.holder or (seat.kind and body.kind == seat.kind)) and seat.id not in own:
                what = f"{body.name} has no seat '{seat.id}'"
                found.append(Problem(file=file, where=f"{where}.id", what=what, remedy=did_you_mean(seat.id, own)))
    return found


def _subject_problems(rules: MeetingRules) -> list[Problem]:
    found = []
    for number, dispatch in enumerate(rules.dispatches):
        try:
            fields = {name for _, name, _, _ in string.Formatter().parse(dispatch.subject) if name is not None}
        except ValueError:
            fields = {"{"}
        if fields - {"year", "meeting"}:
            found.append(
                Problem(
                    file=f"{rules.id}.toml",
                    where=f"dispatches[{number}].subject",
                    what="the subject has a field that cannot be filled in",
                    remedy="use {year} and {meeting} only",
                )
            )
    return found


def _unknown(file: str, where: str, word: str, known: Iterable[str]) -> Problem:
    return Problem(file=file, where=where, what=f"unknown '{word}'", remedy=did_you_mean(word, known))


def _twice(file: str, where: str, words: Iterable[str], *, remedy: str = "give each its own") -> list[Problem]:
    return [
        Problem(file=file, where=where, what=f"'{word}' stands twice", remedy=remedy)
        for word, number in Counter(words).items()
        if number > 1
    ]
