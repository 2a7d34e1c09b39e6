"""Who is added to the list or taken off it by a decision, and what is said when that does not fit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle.errors import InputError
from cycle.governance.inviting.additions import Addition, Removal, adjusted
from cycle.governance.inviting.compare import changes
from cycle.governance.inviting.invitations import invitation_list
from cycle.model import Change, InvitationList, LeftOut
from tests.governance.conftest import HOST_2027, LOADED, RECORD_DATE, SEATS_2027, register_of

RULES = LOADED.meeting("partnarskapsmote")
HELD = {"alver.ordforar": "kari", "ssu.leiar": "kari", "fedje.ordforar": "ola"}
GUEST = Addition(
    id="rektor-1",
    name="Eli Rektor",
    address="eli@hogskule.example",
    role="rektor",
    organisation="Høgskulen",
    reason="Rektoren skal halde innlegg om utdanning",
    decided_by="SSU-sak 2026/31",
    language="nn",
    right="speak",
)


def made_of(held: dict[str, str]) -> InvitationList:
    return invitation_list(RULES, LOADED.community, register_of(held), 2027, RECORD_DATE, HOST_2027)


def removal(who: str, **more: Any) -> Removal:
    return Removal(**{"who": who, "reason": "Har bede seg fri", "decided_by": "SSU-sak 2026/32", **more})


def test_somebody_added_is_last_with_the_decision_as_clause_and_the_reason_in_print() -> None:
    found = adjusted(made_of(HELD), additions=[GUEST])
    assert [invitee.id for invitee in found.invitees] == ["kari", "ola", "rektor-1"]
    seat = found.invitees[-1].seats[0]
    assert (seat.seat, seat.title, seat.organisation) == ("tillegg.rektor-1", "rektor", "Høgskulen")
    assert (seat.clause, seat.why, seat.right) == (
        "SSU-sak 2026/31",
        "Rektoren skal halde innlegg om utdanning.",
        "speak",
    )


def test_somebody_taken_off_is_left_out_once_for_each_seat_with_reason_and_who() -> None:
    found = adjusted(made_of(HELD), removals=[removal("Namn kari")])
    assert [invitee.id for invitee in found.invitees] == ["ola"]
    assert found.left_out[-2:] == (
        LeftOut(
            who="Namn kari",
            why="Teken ut som ordførar (Alver kommune): Har bede seg fri. Avgjort av SSU-sak 2026/32.",
            seat="alver.ordforar",
            clause="SSU-sak 2026/32",
        ),
        LeftOut(
            who="Namn kari",
            why="Teken ut som leiar av Strategisk samarbeidsutval: Har bede seg fri. Avgjort av SSU-sak 2026/32.",
            seat="ssu.leiar",
            clause="SSU-sak 2026/32",
        ),
    )


def test_one_seat_may_be_taken_off_and_the_person_still_comes_for_the_other() -> None:
    found = adjusted(made_of(HELD), removals=[removal("ssu.leiar")])
    assert [(invitee.id, [seat.seat for seat in invitee.seats]) for invitee in found.invitees] == [
        ("kari", ["alver.ordforar"]),
        ("ola", ["fedje.ordforar"]),
    ]


def test_everything_that_does_not_fit_is_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        adjusted(
            made_of(HELD),
            additions=[replace(GUEST, id="ola", name="Namn ola")],
            removals=[removal("Namn karri"), removal("Heilt Ukjend")],
            file="partnarskapsmote-2027/meeting.toml",
        )
    assert [str(problem) for problem in caught.value.problems] == [
        (
            "partnarskapsmote-2027/meeting.toml: removals[0].who: nobody on the list is 'Namn karri', and no seat is; "
            "did you mean 'Namn kari'?"
        ),
        (
            "partnarskapsmote-2027/meeting.toml: removals[1].who: nobody on the list is 'Heilt Ukjend', "
            "and no seat is; take the removal away"
        ),
        (
            "partnarskapsmote-2027/meeting.toml: additions[0].name: Namn ola is invited already: "
            "ordførar (Fedje kommune); take the addition away; if it is somebody else of the same name, "
            "write namesake = true there"
        ),
    ]


def test_two_additions_of_one_person_are_refused_and_of_two_with_one_name_are_not() -> None:
    twice = replace(GUEST, role="dekan")
    with pytest.raises(InputError, match=r"additions\[1\].name: Eli Rektor is invited already: rektor \(Høgskulen\)"):
        adjusted(made_of(HELD), additions=[GUEST, twice], file="m.toml")
    found = adjusted(made_of(HELD), additions=[GUEST, replace(twice, id="rektor-2")])
    assert [invitee.id for invitee in found.invitees] == ["kari", "ola", "rektor-1", "rektor-2"]


def test_a_change_by_decision_says_so() -> None:
    before = made_of(HELD)
    after = adjusted(before, additions=[GUEST], removals=[removal("ssu.leiar")])
    assert changes(before, after) == (
        Change(
            what="leiar av Strategisk samarbeidsutval: plassen er borte (Namn kari)",
            cause="Teken ut som leiar av Strategisk samarbeidsutval: Har bede seg fri. Avgjort av SSU-sak 2026/32.",
        ),
        Change(what="rektor ved Høgskulen: ny plass (Eli Rektor)", cause="lagt til ved vedtak: SSU-sak 2026/31"),
    )
    assert changes(adjusted(before, additions=[GUEST]), before) == (
        Change(what="rektor ved Høgskulen: plassen er borte (Eli Rektor)", cause="vedtaket om tillegget er borte"),
    )


@given(data=st.data())
def test_taking_somebody_off_changes_nobody_else(data: Any) -> None:
    held = data.draw(st.dictionaries(st.sampled_from(SEATS_2027), st.sampled_from("abcde"), min_size=1, max_size=12))
    made = made_of(held)
    gone = data.draw(st.sampled_from(made.invitees))
    found = adjusted(made, removals=[removal(gone.id)])
    assert found.invitees == tuple(invitee for invitee in made.invitees if invitee.id != gone.id)
    ends = [seat.seat for invitee in found.invitees for seat in invitee.seats]
    ends += [vacancy.seat for vacancy in found.vacancies] + [
        left_out.seat for left_out in found.left_out if left_out.seat
    ]
    assert sorted(ends) == sorted(SEATS_2027)


@pytest.mark.parametrize("who", ["Jon Myr", "jon myr", " Jon  MYR "])
def test_a_removal_by_a_name_that_two_have_is_refused_with_whom_it_could_mean(who: str) -> None:
    found = made_of(HELD)
    two = replace(found, invitees=tuple(replace(invitee, name="Jon Myr") for invitee in found.invitees))
    with pytest.raises(InputError) as caught:
        adjusted(two, removals=[removal(who), removal("Jon Myr")], file="m.toml")
    assert [str(problem) for problem in caught.value.problems] == [
        f"m.toml: removals[{at}].who: 2 on the list are called {said}: kari (alver.ordforar, ssu.leiar), "
        "ola (fedje.ordforar); write the id of the person, or of one seat"
        for at, said in ((0, who), (1, "Jon Myr"))
    ]
    for by_id in ("ola", "fedje.ordforar"):
        assert [invitee.id for invitee in adjusted(two, removals=[removal(by_id)]).invitees] == ["kari"]
