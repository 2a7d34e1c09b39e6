"""Every way a rule gives seats, with deputies, optional seats and rights, for communities of any kind."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle.errors import ConfigError, InputError
from cycle.governance.community_data.fit import rule_problems
from cycle.governance.community_data.rules import MeetingPart, MeetingRules
from cycle.governance.community_data.seat_rules import SeatRule
from cycle.governance.community_data.strict import parse
from cycle.governance.inviting.committee import programme_committee
from cycle.governance.inviting.invitations import invitation_list
from cycle.governance.inviting.seats import RuledSeat, invited_seats
from cycle.model import CommitteeMember, Community, InvitationList, LeftOut, Mandate, PartRight, Person, Register
from tests.governance.conftest import HOST_2027, LOADED, RECORD_DATE, register_of

PARTNARSKAPSMOTE = LOADED.meeting("partnarskapsmote")
RULE = {"clause": "Avtalen pkt. 4", "source": "x", "basis": "stated", "why": "{organisation} har plass som {title}."}


def seat(**plain: Any) -> SeatRule:
    return parse(SeatRule, {**RULE, "id": "medlem", "title": "medlem", **plain}, file="x.toml")


def rules_of(*seats: dict[str, Any], parts: tuple[str, ...] = ()) -> MeetingRules:
    named = tuple(
        parse(MeetingPart, {**RULE, "id": part, "title": f"del {part}", "why": "To delar."}, file="x") for part in parts
    )
    return PARTNARSKAPSMOTE.model_copy(update={"seats": tuple(seat(**entry) for entry in seats), "parts": named})


def given_by(*seats: dict[str, Any], parts: tuple[str, ...] = ()) -> tuple[RuledSeat, ...]:
    return invited_seats(rules_of(*seats, parts=parts), LOADED.community, on=RECORD_DATE, host=HOST_2027)


def listed(register: Register, *seats: dict[str, Any], community: Community = LOADED.community) -> InvitationList:
    return invitation_list(rules_of(*seats), community, register, 2027, RECORD_DATE, HOST_2027)


def test_one_for_each_area_is_named_by_the_municipalities_there() -> None:
    seats = given_by({"per": "area"})
    assert [(seat.id, seat.invited.organisation, seat.named_by) for seat in seats] == [
        ("omrade-bergen.medlem", "Bergen", "kommunane i Bergen"),
        ("omrade-bergensregionen.medlem", "Bergensregionen", "kommunane i Bergensregionen"),
        ("omrade-nordhordland.medlem", "Nordhordland", "kommunane i Nordhordland"),
        ("omrade-voss.medlem", "Voss", "kommunane i Voss"),
    ]
    assert [seat.id for seat in given_by({"per": "area", "areas": ["voss"]})] == ["omrade-voss.medlem"]


def test_one_for_each_side() -> None:
    assert [seat.id for seat in given_by({"per": "side"})] == ["kommunane.medlem", "spesialisthelsetenesta.medlem"]


def test_one_in_total_for_several_together() -> None:
    (one,) = given_by({"per": "one", "of": ["lo", "unio", "ys"]})
    assert (one.id, one.invited.organisation) == ("partnarskapsmote.medlem", "LO, Unio og YS")
    assert one.named_by == "LO, Unio og YS saman"
    assert one.invited.why == "LO, Unio og YS har plass som medlem."


def test_a_third_body_names_a_seat_and_is_printed_by_its_name() -> None:
    named = {"per": "one", "holder": "ssu", "named_by": "brukarutval-helse-bergen"}
    assert given_by(named)[0].named_by == LOADED.community.body("brukarutval-helse-bergen").name
    assert given_by({**named, "named_by": "Fylkeslegen i Vestland"})[0].named_by == "Fylkeslegen i Vestland"


def test_up_to_six_are_seats_that_need_not_be_filled() -> None:
    seats = given_by({"per": "one", "holder": "bergen", "count": 1, "up_to": 3})
    assert [(seat.id, seat.optional) for seat in seats] == [
        ("bergen.medlem", False),
        ("bergen.medlem-2", True),
        ("bergen.medlem-3", True),
    ]


def test_the_seat_of_the_host_belongs_to_whoever_hosts() -> None:
    rules = rules_of({"per": "host"})
    hosts = {
        "kommunane.medlem": HOST_2027,
        "alver.medlem": replace(HOST_2027, organisation="Alver kommune", organisation_id="alver"),
        "vert.medlem": replace(HOST_2027, side="", holder="kommunane og spesialisthelsetenesta saman"),
    }
    for seat_id, host in hosts.items():
        assert [seat.id for seat in invited_seats(rules, LOADED.community, on=RECORD_DATE, host=host)] == [seat_id]


def test_a_meeting_in_two_parts_gives_each_seat_its_right_in_each() -> None:
    parts = ("dialog", "avgjerd")
    both = given_by({"per": "one", "holder": "ssu", "right": "vote"}, parts=parts)[0].invited
    one = given_by({"per": "one", "holder": "ssu", "part": "avgjerd", "right": "speak"}, parts=parts)[0].invited
    each = given_by({"per": "one", "holder": "ssu", "parts": {"avgjerd": "vote", "dialog": "attend"}}, parts=parts)
    dialog, decision = PartRight(part="dialog", title="del dialog", right="vote"), "avgjerd"
    assert both.rights == (dialog, PartRight(part=decision, title="del avgjerd", right="vote"))
    assert one.rights == (PartRight(part=decision, title="del avgjerd", right="speak"),)
    assert (one.part, one.right) == (decision, "speak")
    assert [(right.part, right.right) for right in each[0].invited.rights] == [("dialog", "attend"), (decision, "vote")]
    assert (each[0].invited.part, each[0].invited.right) == ("dialog", "attend")


def test_a_meeting_of_one_part_has_one_right_and_no_list_of_parts() -> None:
    invited = given_by({"per": "one", "holder": "ssu"})[0].invited
    assert (invited.part, invited.right, invited.rights) == ("main", "propose", ())


DEPUTIES = {"per": "one", "holder": "ssu", "deputies": 2}


def test_a_deputy_is_not_invited_while_somebody_holds_the_seat() -> None:
    made = listed(register_of({"ssu.medlem": "kari", "ssu.medlem-vara": "ola"}), DEPUTIES)
    place = "Strategisk samarbeidsutval"
    assert [invitee.id for invitee in made.invitees] == ["kari"]
    assert made.vacancies == ()
    assert made.left_out == (
        LeftOut(
            who="Namn ola",
            why=f"Rolla som vara for medlem ({place}) gjev ikkje invitasjon: "
            "ein vara møter berre når vedkomande blir kalla inn.",
            seat="ssu.medlem-vara",
            clause="Avtalen pkt. 4",
        ),
        LeftOut(
            who=f"vara for medlem i {place}",
            why=f"Ingen er nemnd som vara for medlem ({place}).",
            seat="ssu.medlem-vara-2",
            clause="Avtalen pkt. 4",
        ),
    )


def test_a_deputy_is_invited_for_an_empty_seat_where_the_rules_say_so() -> None:
    register = register_of({"ssu.medlem-vara": "ola"})
    called = listed(register, {**DEPUTIES, "deputy_meets": "when_vacant"})
    waiting = listed(register, DEPUTIES)
    assert [(invitee.id, invitee.seats[0].title, invitee.seats[0].why) for invitee in called.invitees] == [
        ("ola", "vara for medlem", "Vara for medlem er invitert fordi ingen har plassen.")
    ]
    assert waiting.invitees == ()
    assert (
        [vacancy.seat for vacancy in called.vacancies]
        == [vacancy.seat for vacancy in waiting.vacancies]
        == ["ssu.medlem"]
    )


def test_an_optional_seat_that_nobody_holds_is_told_and_is_no_vacancy() -> None:
    made = listed(register_of({}), {"per": "one", "holder": "ssu", "optional": True})
    assert made.vacancies == ()
    assert [(left_out.seat, left_out.why) for left_out in made.left_out] == [
        ("ssu.medlem", "Plassen som medlem (Strategisk samarbeidsutval) er valfri, og ingen har han.")
    ]


def test_a_mandate_in_a_municipality_that_merged_names_its_successor() -> None:
    fjell = replace(
        LOADED.community.organisation("oygarden"),
        id="fjell",
        name="Fjell kommune",
        valid_from=None,
        valid_to=dt.date(2019, 12, 31),
        successor="oygarden",
    )
    community = replace(LOADED.community, organisations=(*LOADED.community.organisations, fjell))
    made = listed(
        register_of({"fjell.medlem": "kari"}), {"per": "organisation", "side": "kommunane"}, community=community
    )
    assert [(left_out.who, left_out.why) for left_out in made.left_out] == [
        (
            "Namn kari",
            (
                "Rolla som medlem (Fjell kommune) gjev ikkje plass i møtet: "
                "Fjell kommune fanst til 31. desember 2019 og vart då ein del av Øygarden kommune."
            ),
        )
    ]


@pytest.mark.parametrize(
    ("plain", "fault"),
    [
        ({"per": "area", "side": "kommunane"}, "per = 'area' goes with areas, not with side; see docs/rules.md, Seats"),
        ({"per": "one"}, "per = 'one' goes with holder or of, not with nothing; see docs/rules.md, Seats"),
        (
            {"per": "organisation", "side": "kommunane", "organisations": ["alver"]},
            "side and organisations both say who gets the seat; keep one of them",
        ),
        ({"per": "side", "count": 3, "up_to": 2}, "up_to is less than count; correct one of them"),
        ({"per": "side", "count": 0}, "count = 0 gives no seat; write up_to = … beside it"),
        (
            {"per": "side", "right": "vote", "parts": {"main": "vote"}},
            "parts says the right in each part; leave out part and right",
        ),
        (
            {"per": "one", "holder": "ssu", "from_body": True, "count": 2},
            (
                "a body has each of its seats once, so count and up_to do not go with from_body or whole; "
                "write one rule for each of the body's seats"
            ),
        ),
        ({"per": "side", "from_body": True}, "only a body has seats of its own; use per = 'body' or 'one'"),
    ],
)
def test_a_seat_rule_that_contradicts_itself_is_refused_with_what_goes(plain: dict[str, Any], fault: str) -> None:
    with pytest.raises(ConfigError) as caught:
        seat(**plain)
    assert str(caught.value) == f"x.toml: {fault}"


RULES = st.lists(
    st.fixed_dictionaries(
        {
            "per": st.sampled_from(["organisation", "area", "side", "one"]),
            "count": st.integers(1, 3),
            "deputies": st.integers(0, 2),
            "deputy_meets": st.sampled_from(["when_called", "when_vacant"]),
            "optional": st.booleans(),
        }
    ),
    min_size=1,
    max_size=4,
)
WHO = {"organisation": {"side": "kommunane"}, "one": {"holder": "ssu"}}


@given(plain=RULES, data=st.data())
def test_every_seat_ends_in_exactly_one_of_invited_vacant_and_left_out(plain: list[dict[str, Any]], data: Any) -> None:
    seats = [{**entry, **WHO.get(entry["per"], {}), "id": f"rolle-{at}"} for at, entry in enumerate(plain)]
    ids = [seat.id for seat in given_by(*seats)]
    held = data.draw(st.dictionaries(st.sampled_from(ids), st.sampled_from(["a", "b", "c"]), max_size=len(ids)))
    made = listed(register_of(held), *seats)

    ends = [seat.seat for invitee in made.invitees for seat in invitee.seats]
    ends += [vacancy.seat for vacancy in made.vacancies] + [
        left_out.seat for left_out in made.left_out if left_out.seat
    ]
    assert sorted(ends) == sorted(ids)
    assert all(seat.clause and seat.why for invitee in made.invitees for seat in invitee.seats)
    assert len({invitee.id for invitee in made.invitees}) == len(made.invitees)


@given(plain=RULES, data=st.data())
def test_the_order_of_rows_and_a_stranger_change_nothing_for_anyone(plain: list[dict[str, Any]], data: Any) -> None:
    seats = [{**entry, **WHO.get(entry["per"], {}), "id": f"rolle-{at}"} for at, entry in enumerate(plain)]
    ids = [seat.id for seat in given_by(*seats)]
    register = register_of(data.draw(st.dictionaries(st.sampled_from(ids), st.sampled_from("abcd"), max_size=12)))
    shuffled = Register(
        persons=tuple(data.draw(st.permutations(register.persons))),
        mandates=tuple(data.draw(st.permutations(register.mandates))),
        invented=True,
    )
    stranger = Register(
        persons=(*register.persons, Person(id="ny", name="Ny", address="ny@post.example")),
        mandates=(*register.mandates, Mandate(seat="heilt.anna", person="ny")),
        invented=True,
    )
    made = listed(register, *seats)
    assert listed(shuffled, *seats) == made
    assert listed(stranger, *seats).invitees == made.invitees
    assert listed(stranger, *seats).vacancies == made.vacancies


def test_of_two_deputies_for_one_empty_seat_only_the_first_is_invited_and_sits() -> None:
    register = register_of({"ssu.medlem-vara": "ola", "ssu.medlem-vara-2": "kari"})
    made = listed(register, {**DEPUTIES, "deputy_meets": "when_vacant"})
    assert [invitee.id for invitee in made.invitees] == ["ola"]
    assert [(left_out.who, left_out.why) for left_out in made.left_out] == [
        (
            "Namn kari",
            (
                "Rolla som vara for medlem (Strategisk samarbeidsutval) gjev ikkje invitasjon: ein vara som "
                "står før i "
                "rekkja, er invitert."
            ),
        )
    ]
    assert [member.person_id for member in committee_with(DEPUTIES, register)] == ["ola"]
    second = register_of({"ssu.medlem-vara-2": "kari"})
    assert [member.person_id for member in committee_with(DEPUTIES, second)] == ["kari"]
    held = register_of({"ssu.medlem": "leiar", "ssu.medlem-vara": "ola"})
    assert [member.person_id for member in committee_with(DEPUTIES, held)] == ["leiar"]


def committee_with(plain: dict[str, Any], register: Register) -> tuple[CommitteeMember, ...]:
    committee = PARTNARSKAPSMOTE.committee.model_copy(update={"body": None, "seats": (seat(**plain),)})
    rules = PARTNARSKAPSMOTE.model_copy(update={"committee": committee})
    return programme_committee(rules, LOADED.community, register, HOST_2027, RECORD_DATE).members


def failures(rules: MeetingRules, community: Community = LOADED.community) -> list[str]:
    return [str(problem) for problem in rule_problems(rules, community, seats=LOADED.printed)]


@pytest.mark.parametrize(
    ("seats", "fault"),
    [
        (
            [{"per": "side"}, {"per": "side", "side": "kommunane"}],
            "seats[1].id: seats[0] gives the seat 'kommunane.medlem' too",
        ),
        (
            [{"per": "one", "holder": "ssu", "count": 2}, {"per": "one", "holder": "ssu", "id": "medlem-2"}],
            "seats[1].id: seats[0] gives the seat 'ssu.medlem-2' too",
        ),
        (
            [DEPUTIES, {"per": "one", "holder": "ssu", "id": "medlem-vara"}],
            "seats[1].id: seats[0] gives the seat 'ssu.medlem-vara' too",
        ),
        (
            [{"per": "host"}, {"per": "one", "holder": "alver"}],
            "seats[1].id: seats[0] gives the seat 'alver.medlem' too",
        ),
    ],
)
def test_a_seat_that_two_rules_give_is_refused_when_the_rules_are_read(seats: list[dict[str, Any]], fault: str) -> None:
    assert failures(rules_of(*seats)) == [f"partnarskapsmote.toml: {fault}; give one another id, or take it away"]


def test_rules_that_give_one_seat_after_each_other_are_two_rules_of_one_seat() -> None:
    earlier = {"per": "side", "valid_to": dt.date(2026, 12, 31)}
    assert failures(rules_of(earlier, {"per": "side", "valid_from": dt.date(2027, 1, 1)})) == []
    assert failures(rules_of(earlier, {"per": "side", "valid_from": dt.date(2026, 12, 31)})) != []


def test_a_deputy_whose_seat_is_the_bodys_own_is_refused() -> None:
    body = LOADED.community.body("ssu")
    with_deputy = replace(body, seats=(*body.seats, replace(body.seats[0], id="leiar-vara")))
    bodies = tuple(with_deputy if body.id == "ssu" else body for body in LOADED.community.bodies)
    rules = rules_of({"per": "one", "holder": "ssu", "id": "leiar", "from_body": True, "deputies": 1})
    assert failures(rules, replace(LOADED.community, bodies=bodies)) == [
        (
            "partnarskapsmote.toml: seats[0].deputies: the deputy's seat 'ssu.leiar-vara' is a seat of the body's own; "
            "leave out deputies, or take the seat away from the body"
        )
    ]


@given(plain=RULES, same=st.booleans())
def test_what_the_loader_lets_through_never_stops_the_list(plain: list[dict[str, Any]], same: bool) -> None:
    seats = [
        {**entry, **WHO.get(entry["per"], {}), "id": "rolle" if same else f"rolle-{at}"}
        for at, entry in enumerate(plain)
    ]
    rules = rules_of(*seats)
    if failures(rules):
        with pytest.raises(InputError, match="two rules give"):
            given_by(*seats)
    else:
        assert len({seat.id for seat in given_by(*seats)}) == len(given_by(*seats))
