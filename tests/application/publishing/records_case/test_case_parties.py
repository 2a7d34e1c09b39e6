"""The records system is told of the organisation a letter went to, and of members as members."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cycle.application.publishing.records_case.meeting_case import meeting_case
from tests.desk import APPROVERS, MAYOR, PEOPLE, Desk

ORGANISATIONS = "organisations.csv"
ALVER = "alver,Alver kommune,Alver,kommunane,920290922,nordhordland,4631,nynorsk,2020-01-01,,,kommuneliste"


def parties(desk: Desk) -> set[tuple[str, str, str]]:
    """Whom letters went to in the eyes of the records system: contact, organisation and number."""
    case = meeting_case(desk.cycle(), None)
    letters = [registration for registration in case.registrations if registration.kind == "letter"]
    return {(party.contact, party.name, party.number) for letter in letters for party in letter.parties}


def of_the_mayor(desk: Desk) -> set[tuple[str, str]]:
    return {(name, number) for contact, name, number in parties(desk) if contact == MAYOR.name}


@pytest.mark.parametrize("then", ["waits", "is stopped", "is approved"])
def test_who_has_another_seat_by_now_got_the_letter_in_the_seat_they_had(desk: Desk, then: str) -> None:
    desk.walk(to="mailing.invitasjon")
    before = of_the_mayor(desk)
    assert before == {("Alver kommune", "920290922")}
    desk.register(replace(MAYOR, seat="gulen.ordforar"), *PEOPLE[1:])
    desk.start()
    for step in ("plan", "committee", "host"):
        desk.do(step)
    desk.compute("invitations")
    if then == "is stopped":
        desk.decide("invitations", "stop", name=APPROVERS[0])
    elif then == "is approved":
        desk.approve("invitations")
    assert of_the_mayor(desk) == before


def test_the_number_is_that_of_the_organisation_on_the_day_the_letter_went(desk: Desk) -> None:
    new = ALVER.replace("Alver kommune", "Nye Alver kommune").replace("920290922", "974760673")
    desk.replace(
        ORGANISATIONS,
        ALVER,
        ALVER.replace("2020-01-01,", "2020-01-01,2026-12-31") + "\n" + new.replace("2020-01-01", "2027-01-01"),
    )
    desk.walk(to="mailing.invitasjon")
    assert of_the_mayor(desk) == {("Alver kommune", "920290922")}


MINUTES = """
chair = "Ådne Bjørnsen Øy (Alver kommune)"
present = ["Tone Kvåle (Osterøy kommune)", "målfrid vik", "ÅDNE BJØRNSEN ØY"]
"""


def test_members_are_members_however_the_minutes_spell_them_and_with_a_place_behind(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    (desk.year_folder / "referat.toml").write_text(MINUTES, "utf-8")
    found = [
        (somebody.name, somebody.function, somebody.represents)
        for somebody in meeting_case(desk.cycle(), None).participants
    ]
    assert found == [
        ("Tone Kvåle", "MEDL", "Osterøy kommune"),
        ("Målfrid Vik", "MEDL", "Fedje kommune"),
        ("Ådne Bjørnsen Øy", "LEDER", "Alver kommune"),
    ]
