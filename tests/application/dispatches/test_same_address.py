"""A corrected name sends nobody a second letter unasked, and whoever comes next in a seat gets theirs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from cycle.application.delivery.evidence.proof_of_notice import proof_rows
from cycle.application.delivery.planned_mails import mail_plan
from cycle.application.dispatches import everybody
from cycle.application.dispatches.duplicate_addresses import overlaps
from cycle.application.dispatches.requests import ask, correct
from cycle.application.steps.mailing import STEP
from cycle.application.year import REGISTER, ROLE_SEATS, kept_files, role_seats_of
from cycle.application.year.step_graph import node_named
from cycle.register.workbooks.workbook import RegisterRow
from tests.desk import CHIEF, LEADER, MAYOR, PEOPLE, SHARED, Desk, letter_of, words

MAILING = "mailing.invitasjon"
CORRECTED = replace(MAYOR, name="Ådne Bjørnson Øy")
WHO = {"who": "Kari Sekretær", "why": "namnet var feil"}
OFFICE = "ordforar@alver.example"


def changed(*pairs: tuple[RegisterRow, RegisterRow]) -> list[RegisterRow]:
    """The register with rows in the place of others."""
    return [dict(pairs).get(row, row) for row in PEOPLE]


def again(desk: Desk, *rows: RegisterRow) -> dict[str, Any]:
    """The register is another; the mailing is made again and waits at its gate."""
    desk.moment += dt.timedelta(hours=1)
    desk.register(*rows)
    desk.walk(to="letters.invitasjon")
    return desk.compute(MAILING).body


def at_the_gate(desk: Desk) -> str:
    cycle = desk.cycle()
    return STEP.present(cycle, node_named(cycle.graph, MAILING), desk.newest(MAILING)).markdown.replace("\\", "")


def warnings(desk: Desk) -> list[str]:
    cycle = desk.cycle()
    plan_warnings = mail_plan(cycle, node_named(cycle.graph, MAILING), desk.newest(MAILING)).warnings
    return [text for text in plan_warnings if "utsendinga" in text]


def go(desk: Desk) -> list[str]:
    """Approve and send; the addresses that got a mail."""
    before = desk.mails()
    desk.approve(MAILING)
    desk.perform(MAILING)
    return [mail.to for mail in desk.mails() if mail not in before]


def test_a_corrected_name_waits_for_a_person_and_the_gate_says_who_and_what_to_do(desk: Desk) -> None:
    desk.walk(to=MAILING)
    row = next(row for row in desk.services.memory.outbox.rows() if row.address == MAYOR.address)
    body = again(desk, *changed((MAYOR, CORRECTED)))
    [one] = body["same_address"]
    assert (body["count"], one["name"], one["before"], one["mail"]) == (0, CORRECTED.name, MAYOR.name, row.id)
    text = at_the_gate(desk)
    assert "### Har kanskje fått ho under eit anna namn: avgjer kvar og ein" in text
    assert f"{CORRECTED.name} | {MAYOR.address} | {MAYOR.name} (e-post {row.id}) | {row.recipient} | " in text
    assert f"cycle outbox correct {row.id} --name NAMN --why GRUNN" in text
    assert f"cycle dispatch 2027 invitasjon --to {one['recipient']} --name NAMN --why GRUNN" in text
    assert [words.endswith("Avgjer om det er same person.") for words in warnings(desk)] == [True]
    assert go(desk) == []
    cycle = desk.cycle()
    proof = proof_rows(cycle, node_named(cycle.graph, MAILING), "nn")
    assert CORRECTED.name in {row.name for row in proof}


def test_whoever_has_the_id_of_before_is_one_person_whose_letter_may_be_corrected(desk: Desk) -> None:
    desk.walk(to=MAILING)
    row = next(row for row in desk.services.memory.outbox.rows() if row.address == MAYOR.address)
    body = again(desk, *changed((MAYOR, replace(CORRECTED, person_id=row.recipient))))
    assert (body["count"], body["same_address"], CORRECTED.name in body["changed_since_sent"]) == (0, [], True)
    before = desk.mails()
    request = correct(desk.services, row.id, **WHO)
    for step in (f"letters.{request.id}", f"mailing.{request.id}"):
        desk.do(step)
    [mail] = [mail for mail in desk.mails() if mail not in before]
    assert (mail.to, CORRECTED.name in words([letter_of(mail)])) == (MAYOR.address, True)


def test_a_letter_asked_for_on_its_own_goes_and_the_question_is_settled(desk: Desk) -> None:
    desk.walk(to=MAILING)
    [one] = again(desk, *changed((MAYOR, CORRECTED)))["same_address"]
    before = desk.mails()
    request = ask(desk.cycle(), "invitasjon", to=[one["recipient"]], **WHO)
    for step in (f"letters.{request.id}", f"mailing.{request.id}"):
        desk.do(step)
    assert [mail.to for mail in desk.mails() if mail not in before] == [MAYOR.address]
    body = again(desk, *changed((MAYOR, CORRECTED), (CHIEF, replace(CHIEF, phone="55 00 00 00"))))
    assert {"who": CORRECTED.name, "why": "Har fått ho i eige namn, i utsendinga invitasjon.2."} in body["left_out"]
    assert (body["count"], warnings(desk), "avgjer kvar og ein" in at_the_gate(desk)) == (0, [], False)


def test_a_name_corrected_in_one_of_two_rows_sends_no_second_letter(desk: Desk) -> None:
    desk.walk(to=MAILING)
    body = again(desk, *changed((LEADER, replace(LEADER, name="Tone Kvale"))))
    assert (body["count"], [entry["before"] for entry in body["same_address"]]) == (0, [CHIEF.name])


def test_a_new_surname_at_ones_own_address_waits_for_a_person(desk: Desk) -> None:
    desk.walk(to=MAILING)
    assert again(desk, *changed((MAYOR, replace(MAYOR, name="Ådne Nes"))))["count"] == 0


def test_another_name_at_a_personal_address_gets_a_letter_and_the_gate_asks_whether_the_address_is_right(
    desk: Desk,
) -> None:
    desk.walk(to=MAILING)
    body = again(desk, *changed((MAYOR, replace(MAYOR, name="Berit Haug"))))
    assert (body["count"], [entry["held"] for entry in body["same_address"]]) == (1, [False])
    assert warnings(desk) == [
        f"Berit Haug har same adresse som {MAYOR.name}, som har fått utsendinga: {MAYOR.address}. Er ho rett?"
    ]
    assert go(desk) == [MAYOR.address]


@pytest.mark.parametrize("name", ["Berit Haug", "Ådne Nes"])
def test_a_successor_at_the_mailbox_of_the_seat_gets_an_invitation(desk: Desk, name: str) -> None:
    mayor = replace(MAYOR, role_address=OFFICE)
    desk.register(*changed((MAYOR, mayor)))
    desk.walk(to=MAILING)
    body = again(desk, *changed((MAYOR, replace(mayor, name=name, address=""))))
    assert (body["count"], body["same_address"]) == (1, [])
    assert go(desk) == [OFFICE]


def test_a_namesake_who_follows_in_the_seat_gets_an_invitation_where_the_register_says_that_the_first_left(
    desk: Desk,
) -> None:
    mayor = replace(MAYOR, role_address=OFFICE)
    desk.register(*changed((MAYOR, mayor)))
    desk.walk(to=MAILING)
    day = desk.cycle().year_inputs.facts.record_date
    left = replace(mayor, valid_to=day - dt.timedelta(days=1))
    body = again(desk, *changed((MAYOR, left)), replace(mayor, name=CORRECTED.name, address="", valid_from=day))
    assert (body["count"], body["same_address"]) == (1, [])
    assert go(desk) == [OFFICE]


def test_a_corrected_name_at_the_mailbox_of_the_seat_waits_for_a_person(desk: Desk) -> None:
    mayor = replace(MAYOR, role_address=OFFICE)
    desk.register(*changed((MAYOR, mayor)))
    desk.walk(to=MAILING)
    assert again(desk, *changed((MAYOR, replace(mayor, name=CORRECTED.name))))["count"] == 0


def test_who_is_new_behind_a_shared_mailbox_gets_a_letter_of_their_own(desk: Desk) -> None:
    desk.walk(to=MAILING)
    new = replace(SHARED[1], name="Målfrid Myr")
    body = again(desk, *changed((SHARED[1], new)))
    assert (body["count"], body["same_address"]) == (1, [])
    assert go(desk) == [new.address]


def test_a_corrected_name_gets_the_next_dispatch_as_everybody_does(desk: Desk) -> None:
    desk.walk(to=MAILING)
    again(desk, *changed((MAYOR, CORRECTED)))
    go(desk)
    desk.do("letters.folgebrev")
    body = desk.compute("mailing.folgebrev").body
    assert CORRECTED.name in {mail["name"] for mail in body["mails"]}


def test_a_closed_year_knows_which_seats_have_a_mailbox_of_their_own_and_keeps_no_address(desk: Desk) -> None:
    desk.register(*changed((MAYOR, replace(MAYOR, role_address=OFFICE))))
    desk.walk()
    cycle = desk.cycle()
    assert cycle.closed is not None
    assert role_seats_of(cycle) == {MAYOR.seat}
    kept = {kept.path: kept.file for kept in kept_files(cycle.memory.files, cycle.closed.snapshot)}
    assert OFFICE not in cycle.memory.files.read(kept[REGISTER]).decode()
    assert OFFICE not in cycle.memory.files.read(kept[ROLE_SEATS]).decode()
    desk.register(*changed((MAYOR, replace(MAYOR, role_address=""))))
    assert role_seats_of(desk.cycle()) == {MAYOR.seat}


def test_a_successor_behind_the_mailbox_of_a_seat_is_no_question_when_the_year_is_closed(desk: Desk) -> None:
    desk.register(*changed((MAYOR, replace(MAYOR, role_address=OFFICE))))
    desk.walk()
    [mayor] = [invitee for invitee in everybody(desk.cycle()) if invitee.name == MAYOR.name]
    desk.do(f"letters.{(first := ask(desk.cycle(), 'takk', to=[mayor.id], **WHO)).id}")
    desk.do(f"mailing.{first.id}")
    cycle = desk.cycle()
    node = node_named(cycle.graph, f"mailing.{first.id}")
    successor = replace(mayor, id="ny", name="Nils Heilt Annan")
    assert overlaps(cycle, node, [successor]) == ()
    [asked] = overlaps(cycle, node, [replace(successor, seats=(), address=mayor.address)])
    assert asked.before == MAYOR.name
