"""To which address a letter goes when the register is changed after the invitation: one that somebody approved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cycle.application.dispatches.contact_state import everybody
from cycle.errors import InputError
from tests.application.asking import asked, listed_again, move, sent
from tests.desk import INVITED, MAYOR, PEOPLE, Desk

WRONG = replace(MAYOR, address="feil@annan.example")
RIGHT = replace(MAYOR, address="rett@alver.example")


@pytest.mark.parametrize("stopped", [False, True])
@pytest.mark.parametrize("kind", ["avlysing", "endring"])
def test_a_list_that_nobody_approved_gives_no_address(desk: Desk, kind: str, stopped: bool) -> None:
    desk.walk(to="mailing.invitasjon")
    listed_again(desk, WRONG, *PEOPLE[1:], approve=False, stop=stopped)
    if kind == "endring":
        move(desk)
    mails = sent(desk, asked(desk, kind))
    assert (len(mails), MAYOR.address in {mail.to for mail in mails}) == (len(INVITED), True)


@pytest.mark.parametrize("stopped", [False, True])
def test_who_was_on_no_approved_list_is_nobody_of_the_year(desk: Desk, stopped: bool) -> None:
    desk.walk(to="mailing.invitasjon")
    listed_again(desk, replace(MAYOR, name="Nils Ny"), *PEOPLE[1:], approve=False, stop=stopped)
    assert {invitee.name for invitee in everybody(desk.cycle())} == {*INVITED}
    with pytest.raises(InputError, match="is on no list of the year"):
        asked(desk, "avlysing", to=("Nils Ny",))


def test_an_approved_list_gives_the_new_address(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    listed_again(desk, RIGHT, *PEOPLE[1:], approve=True)
    mails = sent(desk, asked(desk, "avlysing"))
    assert {mail.to for mail in mails} & {MAYOR.address, RIGHT.address} == {RIGHT.address}


def test_before_any_list_is_approved_those_of_the_list_are_who_there_is(desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    assert {invitee.name for invitee in everybody(desk.cycle())} == {*INVITED}
