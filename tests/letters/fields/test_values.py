"""The words that are printed, as Norwegian readers expect them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import get_args

import pytest

from cycle.catalogue import say
from cycle.letters.fields import example
from cycle.letters.fields.known_fields import KIND_TEXT
from cycle.letters.fields.values import letter_fields, programme_fields
from cycle.model import Contact, Invitee, Language, ProgrammeItem, Speaker

ABOUT = {
    "community": example._COMMUNITY,
    "meeting": "partnarskapsmøte",
    "facts": example.EXAMPLE_FACTS,
    "host": example._HOST,
    "dispatch": example._DISPATCH,
    "date": dt.date(2026, 12, 1),
}
INVITEE: Invitee = example._INVITEE


def test_dates_and_times_are_written_in_nynorsk() -> None:
    meeting = letter_fields(INVITEE, **ABOUT)["meeting"]
    assert meeting["full_date"] == "torsdag 18. februar 2027"
    assert meeting["times"] == "kl. 09.00–15.00"
    assert meeting["reply_by"] == "måndag 18. januar 2027"
    assert meeting["weekday"] == "torsdag"


def test_dates_follow_the_language_of_the_template() -> None:
    assert letter_fields(INVITEE, **ABOUT, language="nb")["meeting"]["reply_by"] == "mandag 18. januar 2027"


def test_the_title_names_meeting_and_year_and_begins_with_a_capital() -> None:
    assert letter_fields(INVITEE, **ABOUT)["letter"]["title"] == "Invitasjon til partnarskapsmøte 2027"
    common = programme_fields(**ABOUT, title="program for {meeting} {year}")
    assert common["letter"]["title"] == "Program for partnarskapsmøte 2027"


def test_braces_in_a_subject_other_than_year_and_meeting_stay_as_they_are() -> None:
    odd = replace(example._DISPATCH, subject="{year} {0.__class__} {meeting}")
    assert letter_fields(INVITEE, **ABOUT | {"dispatch": odd})["letter"]["title"] == (
        "2027 {0.__class__} partnarskapsmøte"
    )


def test_a_letter_to_a_shared_mailbox_names_the_organisation_first() -> None:
    shared = letter_fields(replace(INVITEE, shared_address=True), **ABOUT)["recipient"]
    assert shared["address_lines"] == ["Fjord kommune", "v/ Kari Eksempel, ordførar"]
    own = letter_fields(INVITEE, **ABOUT)["recipient"]
    assert own["address_lines"] == ["Kari Eksempel", "ordførar", "Fjord kommune"]


@pytest.mark.parametrize(
    ("title", "label", "lines"),
    [
        ("ordførar", "", ["SSU", "v/ Kari Eksempel, ordførar"]),
        ("leiar av SSU", "", ["SSU", "v/ Kari Eksempel, leiar"]),
        ("leiar", "leiar av SSU", ["SSU", "v/ Kari Eksempel, leiar"]),
        ("leiar", "leiar av programkomiteen", ["SSU", "v/ Kari Eksempel, leiar av programkomiteen"]),
        ("SSU", "", ["SSU", "v/ Kari Eksempel"]),
        ("leiar av SSU og programkomiteen", "", ["Leiar av SSU og programkomiteen", "v/ Kari Eksempel"]),
    ],
)
def test_a_shared_mailbox_is_named_once_in_an_address(title: str, label: str, lines: list[str]) -> None:
    seat = replace(INVITEE.seats[0], title=title, organisation="SSU", label=label)
    shared = letter_fields(replace(INVITEE, seats=(seat,), shared_address=True), **ABOUT)["recipient"]
    assert shared["address_lines"] == lines


def test_a_seat_is_told_without_saying_where_from_twice() -> None:
    seat = INVITEE.seats[1]
    titles = {
        ("ordførar", "Fjord kommune"): "ordførar i Fjord kommune",
        ("leiar av Strategisk samarbeidsutval", "Strategisk samarbeidsutval"): "leiar av Strategisk samarbeidsutval",
        ("brukarrepresentant frå kommunane", "SSU"): "brukarrepresentant frå kommunane (SSU)",
        ("fastlege", ""): "fastlege",
    }
    for (title, organisation), label in titles.items():
        invitee = replace(INVITEE, seats=(replace(seat, title=title, organisation=organisation),))
        assert letter_fields(invitee, **ABOUT)["recipient"]["titles"] == label


def test_the_host_is_the_side_when_no_organisation_is_named() -> None:
    host = replace(example._HOST, organisation="")
    assert letter_fields(INVITEE, **ABOUT | {"host": host})["host"]["name"] == "Kommunane"


def test_the_years_own_contact_answers_questions_and_the_secretariat_keeps_the_letterhead() -> None:
    contact = Contact(name="Ada Døme", organisation="Samarbeidssekretariatet", address="ada@fjord.example")
    facts = replace(example.EXAMPLE_FACTS, contact=contact)
    assert letter_fields(INVITEE, **ABOUT | {"facts": facts})["sender"]["email"] == "ada@fjord.example"
    office = Contact(name="Samarbeidssekretariatet", organisation=example._COMMUNITY.name, address="x@fjord.example")
    community = replace(example._COMMUNITY, contact=office)
    assert letter_fields(INVITEE, **ABOUT | {"community": community})["sender"]["office"] == "Samarbeidssekretariatet"


def test_breaks_are_marked_and_speakers_told_with_role_and_organisation() -> None:
    items = (
        ProgrammeItem(start=dt.time(9), end=dt.time(9, 30), kind="talk", title="T", speakers=(Speaker(name="A"),)),
        ProgrammeItem(start=dt.time(9, 30), end=dt.time(10), kind="lunch", title="Lunsj"),
    )
    talk, lunch = programme_fields(**ABOUT, programme=items)["programme"]
    assert (talk["time"], talk["is_break"], talk["speakers"]) == ("09.00–09.30", False, ["A"])
    assert (lunch["kind_text"], lunch["is_break"]) == ("Lunsj", True)


def test_every_kind_of_programme_item_has_a_name_in_both_languages() -> None:
    said = {language: [say(language, words) for words in KIND_TEXT.values()] for language in get_args(Language)}
    assert said["nn"][:3] == ["Registrering", "Opning", "Innlegg"]
    assert said["nb"][:3] == ["Registrering", "Åpning", "Innlegg"]
    assert len(KIND_TEXT) == len(set(said["nn"])) == len(set(said["nb"]))
