"""Which seats the rules give on a day."""

from __future__ import annotations

import datetime as dt

import pytest

from cycle.application.year.community_rules.community import LoadedCommunity
from cycle.errors import InputError, RegisterError
from cycle.governance.inviting.seats import holders, invited_seats, known_seats, printed_seats
from cycle.model import Mandate, Person, Register
from tests.governance.conftest import RECORD_DATE, register_of


def test_the_partnership_meeting_of_2027_has_sixty_seats(loaded: LoadedCommunity) -> None:
    seats = invited_seats(loaded.meeting("partnarskapsmote"), loaded.community, on=RECORD_DATE)

    sides = {organisation.id: organisation.side for organisation in loaded.community.organisations}
    groups = [sides.get(seat.invited.organisation_id, seat.id.partition(".")[0]) for seat in seats]
    counts = {group: groups.count(group) for group in dict.fromkeys(groups)}
    assert counts == {
        "kommunane": 36,
        "spesialisthelsetenesta": 12,
        "ssu": 7,  # leader, deputy, GP, kommuneoverlege, municipal user, KS, confederations
        "ou-bergen": 1,
        "ou-bergensregionen": 1,
        "ou-nordhordland": 1,
        "ou-voss": 1,
        "brukarutval-helse-bergen": 1,
    }
    assert len({seat.id for seat in seats}) == len(seats) == 60


def test_the_top_leaders_meeting_of_2020_has_one_seat_for_each_confederation(loaded: LoadedCommunity) -> None:
    seats = invited_seats(loaded.meeting("toppleiarmote"), loaded.community, on=dt.date(2020, 1, 16))

    assert len(seats) == 36 + 12 + 6 + 4 + 1
    assert [seat.id for seat in seats][-11:] == [
        "helse-bergen.brukarutval-leiar",
        "haraldsplass.brukarutval-leiar",
        "betanien.brukarutval-leiar",
        "solli.brukarutval-leiar",
        "olaviken.brukarutval-leiar",
        "bjorkeli.brukarutval-leiar",
        "lo.toppleiarmote",
        "unio.toppleiarmote",
        "ys.toppleiarmote",
        "akademikarane.toppleiarmote",
        "ks.toppleiarmote",
    ]


def test_the_political_leader_comes_before_the_administrative_municipality_by_municipality(
    loaded: LoadedCommunity,
) -> None:
    seats = invited_seats(loaded.meeting("partnarskapsmote"), loaded.community, on=RECORD_DATE)

    assert [seat.id for seat in seats[:4]] == [
        "bergen.byradsleiar",
        "bergen.kommunaldirektor",
        "eidfjord.ordforar",
        "eidfjord.kommunedirektor",
    ]


def test_bergen_has_titles_of_its_own_marked_as_our_reading(loaded: LoadedCommunity) -> None:
    byradsleiar = invited_seats(loaded.meeting("partnarskapsmote"), loaded.community, on=RECORD_DATE)[0].invited

    assert (byradsleiar.title, byradsleiar.organisation, byradsleiar.basis) == ("byrådsleiar", "Bergen kommune", "ours")
    assert "parlamentarisk styreform" in byradsleiar.why


def test_a_herad_is_never_called_a_kommune(loaded: LoadedCommunity) -> None:
    names = {organisation.id: organisation.name for organisation in loaded.community.organisations}
    herad = {"kvam": "Kvam herad", "ulvik": "Ulvik herad", "voss": "Voss herad"}
    assert {text: names[text] for text in herad} == herad

    seats = invited_seats(loaded.meeting("partnarskapsmote"), loaded.community, on=RECORD_DATE)
    voss = next(seat.invited for seat in seats if seat.id == "voss.ordforar")
    assert voss.organisation == "Voss herad"
    assert voss.why.endswith("ordføraren er den politiske leiaren i Voss herad.")


def test_every_seat_says_why_with_clause_and_nothing_left_to_fill_in(loaded: LoadedCommunity) -> None:
    for rules, day in ((loaded.meeting(), RECORD_DATE), (loaded.meeting("toppleiarmote"), dt.date(2020, 1, 16))):
        for seat in invited_seats(rules, loaded.community, on=day):
            assert seat.invited.clause, seat.id
            assert seat.invited.why.endswith("."), seat.id
            assert "{" not in seat.invited.why, seat.id
            assert seat.source.partition(",")[0].startswith(("saman.no", "Vår tolking")), seat.id


def test_a_municipality_that_did_not_exist_yet_has_no_seat(loaded: LoadedCommunity) -> None:
    toppleiarmote = loaded.meeting("toppleiarmote")
    before = {seat.id for seat in invited_seats(toppleiarmote, loaded.community, on=dt.date(2019, 12, 31))}
    after = {seat.id for seat in invited_seats(toppleiarmote, loaded.community, on=dt.date(2020, 1, 1))}

    assert after - before == {
        f"{municipality}.{function}"
        for municipality in ("alver", "bjornafjorden", "oygarden")
        for function in ("ordforar", "kommunedirektor")
    }


def test_a_meeting_type_is_not_used_outside_its_years(loaded: LoadedCommunity) -> None:
    with pytest.raises(InputError) as caught:
        invited_seats(loaded.meeting("toppleiarmote"), loaded.community, on=dt.date(2027, 1, 1))
    assert str(caught.value) == (
        "toppleiarmote.toml: valid_from, valid_to: Toppleiarmøte is valid from 2009-01-01 to 2022-07-31, "
        "not on 2027-01-01; choose another record date or another meeting type"
    )


def test_a_seat_that_two_people_hold_on_the_same_day_is_refused_with_both_ids() -> None:
    register = Register(
        persons=tuple(Person(id=name, name=name, address=f"{name}@post.example") for name in ("a", "b")),
        mandates=(
            Mandate(seat="alver.ordforar", person="a", valid_to=dt.date(2026, 12, 1)),
            Mandate(seat="alver.ordforar", person="b", valid_from=dt.date(2026, 12, 1)),
            Mandate(seat="voss.ordforar", person="ghost"),
        ),
    )
    with pytest.raises(RegisterError) as caught:
        holders(register, dt.date(2026, 12, 1))
    assert [(problem.where, problem.what) for problem in caught.value.problems] == [
        ("alver.ordforar", "'a' and 'b' both hold the seat on 2026-12-01"),
        ("voss.ordforar", "the mandate is held by 'ghost', who is not in the register"),
    ]


def test_the_day_after_the_last_day_the_next_one_sits() -> None:
    register = Register(
        persons=tuple(Person(id=name, name=name, address=f"{name}@post.example") for name in ("a", "b")),
        mandates=(
            Mandate(seat="alver.ordforar", person="a", valid_to=dt.date(2026, 11, 30)),
            Mandate(seat="alver.ordforar", person="b", valid_from=dt.date(2026, 12, 1)),
        ),
    )
    assert holders(register, dt.date(2026, 11, 30))["alver.ordforar"].id == "a"
    assert holders(register, dt.date(2026, 12, 1))["alver.ordforar"].id == "b"


def test_the_register_may_name_every_seat_of_both_systems_and_of_the_bodies(loaded: LoadedCommunity) -> None:
    known = known_seats(loaded.community, loaded.meetings.values())
    printed = printed_seats(loaded.community, loaded.meetings.values())

    wanted = {"ssu.bergen-2", "su-voss.programkomite", "kommunane.arrangor", "lo.toppleiarmote", "ou-voss.leiar"}
    assert wanted - known == set()
    assert known == set(printed)
    assert printed["bergen.byradsleiar"] == ("Bergen kommune", "byrådsleiar")
    assert "bergen.ordforar" not in known


def test_nobody_is_lost_between_register_and_seats() -> None:
    assert {
        seat: person.id for seat, person in holders(register_of({"a.b": "x", "a.c": "x"}), RECORD_DATE).items()
    } == {
        "a.b": "x",
        "a.c": "x",
    }
