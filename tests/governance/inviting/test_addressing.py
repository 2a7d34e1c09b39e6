"""Which address a letter goes to, and why: the seat's mailbox before the person's own."""

from __future__ import annotations

from dataclasses import replace

from cycle.governance.inviting.invitations import invitation_list
from cycle.model import Invitee, Register
from tests.governance.conftest import HOST_2027, LOADED, RECORD_DATE, register_of

RULES = LOADED.meeting("partnarskapsmote")


def invited(register: Register) -> Invitee:
    (one,) = invitation_list(RULES, LOADED.community, register, 2027, RECORD_DATE, HOST_2027).invitees
    return one


def with_mailboxes(register: Register, **mailboxes: str) -> Register:
    by_seat = {seat.replace("_", "."): address for seat, address in mailboxes.items()}
    return replace(
        register,
        mandates=tuple(replace(mandate, role_address=by_seat.get(mandate.seat, "")) for mandate in register.mandates),
    )


def test_the_address_of_the_person_is_used_when_the_seat_has_none() -> None:
    one = invited(register_of({"alver.ordforar": "kari"}))
    assert (one.address, one.address_why) == ("kari@post.example", "Adressa som står på personen i registeret.")


def test_the_mailbox_of_the_seat_goes_before_the_address_of_the_person() -> None:
    register = with_mailboxes(register_of({"alver.ordforar": "kari"}), alver_ordforar="ordforar@alver.example")
    one = invited(register)
    assert (one.address, one.address_why) == (
        "ordforar@alver.example",
        "Rolleadressa til ordførar (Alver kommune).",
    )


def test_of_two_mailboxes_the_first_seat_of_the_list_decides_and_it_says_so() -> None:
    register = with_mailboxes(
        register_of({"ssu.leiar": "kari", "alver.ordforar": "kari"}),
        alver_ordforar="ordforar@alver.example",
        ssu_leiar="ssu@felles.example",
    )
    one = invited(register)
    assert one.address == "ordforar@alver.example"
    assert one.address_why == (
        "Rolleadressa til ordførar (Alver kommune); ho går føre den for leiar av Strategisk samarbeidsutval."
    )


def test_two_people_behind_one_mailbox_stay_two_and_both_are_told_why() -> None:
    register = register_of({"fedje.ordforar": "kari", "fedje.kommunedirektor": "ola"})
    shared = tuple(replace(person, address="post@fedje.example", shared_address=True) for person in register.persons)
    made = invitation_list(
        RULES, LOADED.community, replace(register, persons=shared), 2027, RECORD_DATE, HOST_2027
    ).invitees
    assert [(invitee.id, invitee.address) for invitee in made] == [
        ("kari", "post@fedje.example"),
        ("ola", "post@fedje.example"),
    ]
    assert {invitee.address_why for invitee in made} == {
        "Felles postkasse som fleire les; namnet på brevet seier kven det er til."
    }
