"""Who makes the programme."""

from __future__ import annotations

import datetime as dt

import pytest

from cycle.application.year.community_rules.community import LoadedCommunity
from cycle.errors import InputError
from cycle.governance.hosting.host import hosts
from cycle.governance.inviting.committee import programme_committee
from cycle.model import Committee, Register
from tests.governance.conftest import HOST_2027, RECORD_DATE, register_of


def committee_2020(loaded: LoadedCommunity, register: Register, *, year: int = 2020) -> Committee:
    rules = loaded.meeting("toppleiarmote")
    (host,) = hosts(rules, loaded.history, loaded.community, [year])
    return programme_committee(rules, loaded.community, register, host, dt.date(year, 1, 16))


def test_the_committee_of_the_top_leaders_meeting_has_eight_seats_and_helse_bergen_two_of_them_in_2020(
    loaded: LoadedCommunity,
) -> None:
    committee = committee_2020(loaded, Register(persons=(), mandates=()))

    assert committee.members == ()
    assert [vacancy.seat for vacancy in committee.vacancies] == [
        "helse-bergen.programkomite",
        "haraldsplass.programkomite",
        "su-bergen.programkomite",
        "su-bergensregionen.programkomite",
        "su-nordhordland.programkomite",
        "su-voss.programkomite",
        "helse-bergen.arrangor",
        "sse.programkomite",
    ]


def test_the_arrangers_seat_follows_the_host_of_the_year(loaded: LoadedCommunity) -> None:
    committee = committee_2020(loaded, register_of({"kommunane.arrangor": "kari"}), year=2021)

    assert [(member.seat, member.organisation, member.person_id) for member in committee.members] == [
        ("kommunane.arrangor", "kommunane", "kari")
    ]
    assert len(committee.vacancies) == 7


def test_ssu_is_the_programme_committee_of_the_partnership_meeting(loaded: LoadedCommunity) -> None:
    register = register_of({"ssu.leiar": "kari", "ssu.bergen": "ola", "osteroy.kommunedirektor": "kari"})
    committee = programme_committee(loaded.meeting(), loaded.community, register, HOST_2027, RECORD_DATE)

    assert (committee.year, committee.name) == (2027, "Strategisk samarbeidsutval (SSU)")
    assert [(member.seat, member.person, member.person_id) for member in committee.members] == [
        ("ssu.leiar", "Namn kari", "kari"),
        ("ssu.bergen", "Namn ola", "ola"),
    ]
    assert all(member.clause and member.why for member in committee.members)
    assert len(committee.vacancies) == 13


def test_bergens_second_seat_may_stand_empty_without_being_vacant(loaded: LoadedCommunity) -> None:
    empty = Register(persons=(), mandates=())
    committee = programme_committee(loaded.meeting(), loaded.community, empty, HOST_2027, RECORD_DATE)
    assert "ssu.bergen-2" not in [vacancy.seat for vacancy in committee.vacancies]

    held = register_of({"ssu.bergen-2": "ola"})
    committee = programme_committee(loaded.meeting(), loaded.community, held, HOST_2027, RECORD_DATE)
    assert [member.seat for member in committee.members] == ["ssu.bergen-2"]


def test_what_the_sources_do_not_say_about_ssu_is_marked_as_ours(loaded: LoadedCommunity) -> None:
    ours = {seat.id for seat in loaded.community.body("ssu").seats if seat.basis == "ours"}
    assert ours == {"helse-bergen", "haraldsplass", "private-sjukehus", "brukar-spesialist"}


def test_a_committee_that_did_not_exist_yet_is_refused(loaded: LoadedCommunity) -> None:
    with pytest.raises(InputError, match=r"committee: Strategisk samarbeidsutval \(SSU\) has no seats on 2020-01-16"):
        programme_committee(
            loaded.meeting(), loaded.community, Register(persons=(), mandates=()), HOST_2027, dt.date(2020, 1, 16)
        )
