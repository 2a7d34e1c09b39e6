"""What differs from last year, and why."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cycle.governance.inviting.compare import changes
from cycle.governance.inviting.invitations import invitation_list
from cycle.model import Change, InvitationList, Register
from tests.governance.conftest import HOST_2027, LOADED, RECORD_DATE, SEATS_2027, register_of

RULES = LOADED.meeting("partnarskapsmote")
registers = st.dictionaries(st.sampled_from(SEATS_2027), st.sampled_from(["a", "b", "c"])).map(register_of)


def made(register: Register) -> InvitationList:
    return invitation_list(RULES, LOADED.community, register, 2027, RECORD_DATE, HOST_2027)


def test_each_difference_has_its_cause() -> None:
    old = register_of({"alver.ordforar": "a", "fedje.ordforar": "b", "voss.ordforar": "c"})
    new = register_of({"alver.ordforar": "d", "gulen.ordforar": "e", "voss.ordforar": "c"})
    moved = tuple(
        replace(person, address="ny@post.example", language="nb") if person.id == "c" else person
        for person in new.persons
    )

    assert changes(made(old), made(replace(new, persons=moved))) == (
        Change(what="ordførar i Alver kommune: Namn a → Namn d", cause="ny rolle: Namn d har teke over etter Namn a"),
        Change(what="ordførar i Gulen kommune: ledig → Namn e", cause="plassen var ledig; Namn e har fått rolla"),
        Change(what="ordførar i Fedje kommune: Namn b → ledig", cause="Namn b har slutta i rolla, og plassen er ledig"),
        Change(what="Namn c: c@post.example → ny@post.example", cause="adressa er endra i registeret"),
        Change(what="Namn c: nynorsk → bokmål", cause="ønsket eller språkvedtaket er endra"),
    )


def test_a_seat_that_the_rules_no_longer_give_is_the_rules_doing() -> None:
    register = register_of({"ssu.ks": "a"})
    newer = RULES.model_copy(
        update={"version": "2028", "seats": tuple(rule for rule in RULES.seats if rule.id != "ks")}
    )
    new = invitation_list(newer, LOADED.community, register, 2028, RECORD_DATE, HOST_2027)

    assert changes(made(register), new) == (
        Change(
            what="representant for KS (Strategisk samarbeidsutval): plassen er borte (Namn a)",
            cause="reglane er endra: 2022-08-01 → 2028",
        ),
    )


def test_the_change_of_system_is_the_cause_of_every_seat_that_came_or_went() -> None:
    toppleiarmote = LOADED.meeting("toppleiarmote")
    old = invitation_list(
        toppleiarmote, LOADED.community, register_of({}), 2022, dt.date(2022, 4, 6), replace(HOST_2027, year=2022)
    )
    found = changes(old, made(register_of({})))

    gone = [change.what for change in found if "plassen er borte" in change.what]
    assert len(gone) == 6 + 4 + 1
    assert "representant for hovudsamanslutninga (LO): plassen er borte (ledig)" in gone
    assert len([change for change in found if "ny plass" in change.what]) == 12
    assert {change.cause for change in found if "ny plass" in change.what or "plassen er borte" in change.what} == {
        "ein annan møtetype: toppleiarmote → partnarskapsmote"
    }


@given(register=registers)
def test_a_list_does_not_differ_from_itself(register: Register) -> None:
    assert changes(made(register), made(register)) == ()


@given(old=registers, new=registers)
def test_every_seat_that_changed_hands_is_told_exactly_once(old: Register, new: Register) -> None:
    before = {mandate.seat: mandate.person for mandate in old.mandates}
    after = {mandate.seat: mandate.person for mandate in new.mandates}
    differing = [seat for seat in SEATS_2027 if before.get(seat) != after.get(seat)]
    assert len(changes(made(old), made(new))) == len(differing)
