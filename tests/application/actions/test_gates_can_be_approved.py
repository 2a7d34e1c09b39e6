"""No gate that nobody can approve: in whatever order people come, all who are needed may; else it says what to do."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cycle.application.actions.deciding import deciders, objections
from cycle.application.year import Approver, missing_of
from cycle.model import Identified, KnownPerson

SIDES = ("kommunane", "sjukehusa")
STEP = "invitations"


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """One who may decide, as a gate sees them; whoever shares a mailbox with somebody who had a hand in it had one."""

    key: str
    mailbox: str
    sides: tuple[str, ...]
    hand: bool
    away: bool
    asked: bool

    @property
    def approver(self) -> Approver:
        return Approver(key=self.key, name=self.key.upper(), sides=self.sides, by_hand=self.hand)

    @property
    def known(self) -> KnownPerson:
        name = self.key.upper()
        return KnownPerson(community="c", key=self.key, name=name, address=self.mailbox, language="nn", roles=())


class Gate:
    """A gate of which nothing is real but who may decide, and what counts."""

    def __init__(self, people: Sequence[Somebody], *, needed: int, sides: tuple[str, ...], patch: Any) -> None:
        self.people, self.given, self.sides = people, list[Approver](), sides
        named = {side: SimpleNamespace(id=side, name=side) for side in SIDES}
        community = SimpleNamespace(
            id="c", sides=[named[side] for side in sides], needs_each_side=lambda _step: bool(sides), side=named.get
        )
        rows = tuple(SimpleNamespace(person=somebody.known) for somebody in people)
        self.cycle: Any = SimpleNamespace(
            approvers_needed=lambda _step: needed,
            loaded=SimpleNamespace(community=community),
            services=SimpleNamespace(identity="link", today=dt.date(2026, 11, 23)),
            record=SimpleNamespace(once=lambda _what, make: make(), once_for_all=lambda _what, make: make()),
            memory=SimpleNamespace(persons=SimpleNamespace(rows=lambda _community: rows)),
            say=lambda said, **values: said.format(**values),
        )
        self.result: Any = SimpleNamespace(step=STEP, digest="d")
        found = tuple(
            deciders.Decider(
                person=deciders._as_coordinator(somebody.known),
                approver=somebody.approver,
                known=somebody.known,
                away=somebody.away,
                asked=somebody.asked,
            )
            for somebody in people
        )
        for module in (deciders, objections):
            patch.setattr(module, "deciders_on", lambda _cycle, _step: found)
            patch.setattr(module, "approvals_given", lambda _cycle, _result: tuple(self.given))
        made = [SimpleNamespace(kind="list", name=somebody.mailbox) for somebody in people if somebody.hand]
        for module in (deciders, objections):
            patch.setattr(module, "edits_judged", lambda _cycle, _step: made)

    def missing(self, people: Sequence[Approver]) -> int:
        return missing_of(self.cycle, STEP, people).number

    def why_not(self, somebody: Somebody) -> str:
        who = Identified(
            community="c", person=somebody.key, name=somebody.key.upper(), address=somebody.mailbox, language="nn",
            roles=("coordinator",), steps=(), sides=somebody.sides, known_by="link",
        )  # fmt: skip
        return objections.why_not_approve(self.cycle, self.result, who)

    def everybody_tries(self, order: Sequence[Somebody]) -> dict[str, str]:
        """Let each try in turn until nobody gets further; return what those read who were refused at last."""
        refused: dict[str, str] = {}
        tried = -1
        while self.missing(self.given) and tried != len(self.given):
            tried = len(self.given)
            refused = {}
            for somebody in order:
                if somebody.approver in self.given or not self.missing(self.given):
                    continue
                if why := self.why_not(somebody):
                    refused[somebody.key] = why
                else:
                    self.given.append(somebody.approver)
        return refused


PEOPLE = st.lists(
    st.builds(
        Somebody,
        key=st.just(""),
        mailbox=st.sampled_from(["a@x.example", "b@x.example", "c@x.example", "d@x.example"]),
        sides=st.sampled_from([(), SIDES[:1], SIDES[1:], SIDES]),
        hand=st.booleans(),
        away=st.sampled_from([False, False, False, True]),
        asked=st.sampled_from([True, True, False]),
    ),
    min_size=1,
    max_size=5,
).map(
    lambda people: [
        replace(somebody, key=f"p{number}", hand=any(it.hand for it in people if it.mailbox == somebody.mailbox))
        for number, somebody in enumerate(people)
    ]
)


@settings(max_examples=300, deadline=None)
@given(PEOPLE, st.integers(1, 3), st.sampled_from([(), SIDES]), st.integers(0, 10**6))
def test_whoever_is_there_approves_in_any_order_or_it_is_said_that_nobody_can(
    people: list[Somebody], needed: int, sides: tuple[str, ...], seed: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        gate = Gate(people, needed=needed, sides=sides, patch=patch)
        there = [somebody for somebody in people if not somebody.away]
        possible = gate.missing([somebody.approver for somebody in there]) == 0
        random.Random(seed).shuffle(there)
        refused = gate.everybody_tries(there)
        assert (gate.missing(gate.given) == 0) is possible
        if possible:
            asked = [somebody for somebody in there if somebody.asked]
            can = asked if asked and gate.missing([somebody.approver for somebody in asked]) == 0 else there
            eyes = [somebody for somebody in can if not somebody.hand]
            assert not eyes or any(not approver.by_hand for approver in gate.given), "one who had no hand in it"
            return
        assert deciders.is_uncovered(gate.cycle, gate.result), "the secretariat is told"
        away = {somebody.key.upper() for somebody in people if somebody.away}
        for why in refused.values():
            names = why.partition("Those who can: ")[2].rstrip(".")
            assert "the secretariat must add somebody" in why or set(names.replace(" og ", ", ").split(", ")) <= away


@settings(max_examples=200, deadline=None)
@given(PEOPLE, st.integers(1, 3), st.sampled_from([(), SIDES]), st.integers(0, 10**6), st.booleans())
def test_whoever_is_asked_is_not_refused_and_somebody_is_asked_or_the_secretariat_told(
    people: list[Somebody], needed: int, sides: tuple[str, ...], seed: int, secretariat: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        gate = Gate(people, needed=needed, sides=sides, patch=patch)
        order = list(people)
        random.Random(seed).shuffle(order)
        by_key = {somebody.key: somebody for somebody in people}
        while gate.missing(gate.given):
            asked = deciders.still_asked(gate.cycle, gate.result)
            assert all(gate.why_not(by_key[decider.approver.key]) == "" for decider in asked)
            if not any(not decider.away for decider in asked):
                assert deciders.is_uncovered(gate.cycle, gate.result)
                return
            may = [*by_key] if secretariat else [decider.approver.key for decider in asked]
            first = next(
                who for who in order if who.key in may and who.approver not in gate.given and not gate.why_not(who)
            )
            gate.given.append(first.approver)


def somebody(key: str, *sides: str, hand: bool = False, mailbox: str = "") -> Somebody:
    return Somebody(key=key, mailbox=mailbox or f"{key}@x.example", sides=sides, hand=hand, away=False, asked=True)


@pytest.mark.parametrize("shared", ["", "post@x.example"])
@pytest.mark.parametrize("first", ["m", "h", "s"])
def test_both_sides_each_with_a_hand_in_it_lock_nobody_out(
    first: str, shared: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two must approve, one for each side, and both have added somebody; with one mailbox, a third must too."""
    people = [
        somebody("m", SIDES[0], hand=True, mailbox=shared),
        somebody("h", SIDES[1], hand=True, mailbox=shared),
        somebody("s"),
    ]
    gate = Gate(people, needed=2, sides=SIDES, patch=monkeypatch)
    order = sorted(people, key=lambda who: who.key != first)
    assert gate.everybody_tries(order) == {}
    assert gate.missing(gate.given) == 0


def test_two_who_both_had_a_hand_in_it_approve_it_when_nobody_else_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [somebody("a", hand=True), somebody("b", hand=True)]
    gate = Gate(people, needed=1, sides=(), patch=monkeypatch)
    assert deciders.still_wanted(gate.cycle, gate.result).number == 2
    assert gate.everybody_tries(people) == {}
    assert len(gate.given) == 2


def test_where_two_must_approve_one_who_had_no_hand_in_it_is_among_them(monkeypatch: pytest.MonkeyPatch) -> None:
    a, b, c = somebody("a", hand=True), somebody("b", hand=True), somebody("c")
    gate = Gate([a, b, c], needed=2, sides=(), patch=monkeypatch)
    gate.given.append(a.approver)
    assert "Those who can: C." in gate.why_not(b)
    assert gate.why_not(c) == ""
    assert deciders.still_wanted(gate.cycle, gate.result).number == 1
    assert [decider.approver.key for decider in deciders.still_asked(gate.cycle, gate.result)] == ["c"]
    gate.given.append(c.approver)
    assert gate.missing(gate.given) == 0


def test_it_is_said_when_another_must_approve_besides_those_of_a_side_who_had_a_hand_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people = [somebody("m", SIDES[0], hand=True), somebody("h", SIDES[1], hand=True), somebody("s")]
    gate = Gate(people, needed=2, sides=SIDES, patch=monkeypatch)
    gate.given.append(people[0].approver)
    assert deciders.still_wanted(gate.cycle, gate.result).number == 2
    assert "Those who can: S." in gate.why_not(people[1])
    gate.given.append(people[2].approver)
    assert gate.why_not(people[1]) == ""


def test_who_has_the_mailbox_of_somebody_who_has_approved_reads_that_they_count_as_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people = [somebody("a", mailbox="p@x.example"), somebody("b", mailbox="p@x.example"), somebody("c")]
    gate = Gate(people, needed=2, sides=(), patch=monkeypatch)
    assert deciders.one_mailbox(gate.cycle, gate.result) == (("A", "B"),)
    gate.given.append(people[0].approver)
    assert gate.why_not(people[1]) == (
        "B has the same mailbox as A, who has approved: they count as one. Those who can: C."
    )
    assert gate.why_not(people[2]) == ""


def test_nothing_is_said_of_a_mailbox_where_one_approval_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [somebody("a", mailbox="p@x.example"), somebody("b", mailbox="p@x.example")]
    gate = Gate(people, needed=1, sides=(), patch=monkeypatch)
    assert deciders.one_mailbox(gate.cycle, gate.result) == ()


def test_two_are_said_to_be_needed_also_when_the_secretariat_that_nobody_asks_had_no_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people = [somebody("a", hand=True), somebody("b", hand=True), replace(somebody("s"), asked=False)]
    gate = Gate(people, needed=1, sides=(), patch=monkeypatch)
    assert deciders.still_wanted(gate.cycle, gate.result).number == 2
    gate.given.append(people[0].approver)
    assert gate.missing(gate.given) == 1, "as was said"


def test_who_approved_and_decides_no_more_counts_with_those_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two with a hand in it were asked; one approved and was taken off the list: the other may still."""
    gone, b, s = somebody("a", hand=True), somebody("b", hand=True), replace(somebody("s"), asked=False)
    gate = Gate([b, s], needed=1, sides=(), patch=monkeypatch)
    gate.given.append(gone.approver)
    assert gate.why_not(b) == ""
    gate.given.append(b.approver)
    assert gate.missing(gate.given) == 0


def test_one_asked_and_one_who_merely_may_do_not_approve_past_somebody_without_a_hand_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a, b = somebody("a", hand=True), replace(somebody("b", hand=True), asked=False)
    gate = Gate([a, b, replace(somebody("s"), asked=False)], needed=1, sides=(), patch=monkeypatch)
    gate.given.append(b.approver)
    assert "Those who can: S." in gate.why_not(a)


def test_who_approved_and_is_away_since_counts_with_those_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    a, b, s = (
        replace(somebody("a", hand=True), away=True),
        somebody("b", hand=True),
        replace(somebody("s"), asked=False),
    )
    gate = Gate([a, b, s], needed=2, sides=(), patch=monkeypatch)
    gate.given.append(a.approver)
    assert gate.why_not(b) == ""
    assert not deciders.is_uncovered(gate.cycle, gate.result)


def test_the_secretariat_is_told_when_who_is_left_of_those_asked_had_a_hand_in_it_and_cannot_approve(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    a, b = somebody("a", hand=True), replace(somebody("b", hand=True), asked=False)
    gate = Gate([a, b, replace(somebody("s"), asked=False)], needed=2, sides=(), patch=monkeypatch)
    gate.given.append(b.approver)
    assert "Those who can: S." in gate.why_not(a)
    assert deciders.is_uncovered(gate.cycle, gate.result)


def test_who_stands_for_both_sides_is_counted_once_among_those_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """One person for both sides and their neighbour in one mailbox do not approve past one without a hand."""
    both = somebody("b", *SIDES, hand=True, mailbox="p@x.example")
    side = replace(somebody("m", SIDES[0], hand=True, mailbox="p@x.example"), asked=False)
    people = [both, somebody("h", hand=True), side, replace(somebody("s"), asked=False)]
    gate = Gate(people, needed=1, sides=SIDES, patch=monkeypatch)
    gate.given.extend([people[0].approver, people[1].approver])
    assert "Those who can: S." in gate.why_not(side)


def test_who_can_be_covered_by_nobody_reads_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [somebody("a", hand=True, mailbox="p@x.example"), somebody("b", hand=True, mailbox="p@x.example")]
    gate = Gate(people, needed=1, sides=(), patch=monkeypatch)
    assert [gate.why_not(who).partition("Nobody")[1:] for who in people] == [
        ("Nobody", " on the list of people can: the secretariat must add somebody.")
    ] * 2
