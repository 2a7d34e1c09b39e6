"""Everybody either gets a dispatch or is left out of it with a reason."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cycle.governance.inviting.audience import Contacted, readers
from cycle.model import Invitee

IDS = ("a", "b", "c", "d", "e")
PEOPLE = tuple(
    Invitee(id=identifier, name=f"Namn {identifier}", address=f"{identifier}@x.example", language="nn", seats=())
    for identifier in IDS
)
CONTACTED = st.builds(
    Contacted,
    reached=st.booleans(),
    doubtful=st.booleans(),
    returned=st.booleans(),
    answer=st.sampled_from(["", "coming", "not", "maybe", "wrote"]),
    absent=st.booleans(),
)
KNOWN = st.dictionaries(st.sampled_from(IDS), CONTACTED)
AUDIENCE = st.sampled_from(["everyone", "silent", "told", "present"])
INCLUDE = st.sets(st.sampled_from(["doubtful", "returned"]))


@given(AUDIENCE, KNOWN, st.sets(st.sampled_from(IDS)), INCLUDE)
def test_everybody_either_gets_it_or_is_left_out_with_a_reason(audience, known, chosen, include) -> None:  # type: ignore[no-untyped-def]
    found = readers(audience, PEOPLE, known, chosen=chosen, include=include)
    names = [invitee.name for invitee in found.invitees] + [left_out.who for left_out in found.left_out]
    assert sorted(names) == sorted(invitee.name for invitee in PEOPLE)
    assert all(left_out.why.endswith(".") for left_out in found.left_out)


@given(AUDIENCE, KNOWN, st.sets(st.sampled_from(IDS), min_size=1), INCLUDE)
def test_those_who_are_chosen_get_it_and_nobody_else(audience, known, chosen, include) -> None:  # type: ignore[no-untyped-def]
    found = readers(audience, PEOPLE, known, chosen=chosen, include=include)
    assert {invitee.id for invitee in found.invitees} == chosen


@given(KNOWN, INCLUDE)
def test_nobody_who_has_answered_or_was_never_invited_is_reminded(known, include) -> None:  # type: ignore[no-untyped-def]
    for invitee in readers("silent", PEOPLE, known, include=include).invitees:
        person = known[invitee.id]
        assert person.answer == ""
        assert person.reached or person.doubtful or person.returned
        assert not person.doubtful or "doubtful" in include
        assert not person.returned or "returned" in include


@given(KNOWN, INCLUDE)
def test_asking_for_more_groups_only_adds_people(known, include) -> None:  # type: ignore[no-untyped-def]
    some = {invitee.id for invitee in readers("silent", PEOPLE, known, include=include).invitees}
    all_of_them = readers("silent", PEOPLE, known, include={"doubtful", "returned"}).invitees
    assert some <= {invitee.id for invitee in all_of_them}
