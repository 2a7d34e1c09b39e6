"""A host that no longer exists, turns inside a side, and a history that contradicts itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle.governance.community_data.fit import history_problems, rule_problems
from cycle.governance.community_data.history import History
from cycle.governance.community_data.office_rules import Override
from cycle.governance.hosting.host import hosts
from cycle.governance.hosting.office_sources import Sources
from cycle.governance.hosting.offices import office_answer
from cycle.governance.inviting.seats import invited_seats
from cycle.model import Community
from tests.governance.conftest import LOADED, history_with
from tests.governance.hosting.test_offices import HOSPITAL, MUNICIPAL, RULE, rotates, rules_with

THREE = ["haraldsplass", "betanien", "solli"]
OFFICES = {"partnarskapsmote": ["host"], "toppleiarmote": ["host"]}


def inner(*, year: int = 2020, each: str = "year", **more: Any) -> dict[str, Any]:
    return {
        **RULE,
        "side": HOSPITAL,
        "order": THREE,
        "each": each,
        "anchor": {"year": year, "organisation": THREE[0]},
        **more,
    }


def community_without(organisation_id: str, *, after: dt.date) -> Community:
    organisations = tuple(
        replace(organisation, valid_to=after, successor="helse-bergen")
        if organisation.id == organisation_id
        else organisation
        for organisation in LOADED.community.organisations
    )
    return replace(LOADED.community, organisations=organisations)


def counted(by: str, **more: str) -> dict[str, str]:
    return {**RULE, "by": by, **more}


def test_the_turn_of_a_hospital_that_is_no_more_is_doubtful_and_names_no_host() -> None:
    rules = rules_with(host=rotates(side=HOSPITAL, inner=[inner()]))
    community = community_without("betanien", after=dt.date(2021, 12, 31))
    (answer,) = hosts(rules, History(), community, [2022])
    assert (answer.side, answer.organisation, answer.organisation_id, answer.status) == (HOSPITAL, "", "", "doubtful")
    assert answer.holder == "spesialisthelsetenesta"
    assert answer.notes == (
        (
            "Tvil: turen går til Betanien sykehus AS, som fanst til 31. desember 2021 og vart ein del av "
            "Helse Bergen HF. Avgjer kven som har turen, og skriv det ned."
        ),
    )


def test_the_host_must_exist_on_the_day_of_the_meeting() -> None:
    rules = rules_with(host=rotates(side=HOSPITAL, inner=[inner()]))
    community = community_without("betanien", after=dt.date(2022, 6, 30))
    for day, status in ((dt.date(2022, 6, 30), "ruled"), (dt.date(2022, 7, 1), "doubtful")):
        (answer,) = hosts(rules, History(), community, [2022], days={2022: day})
        assert (day, answer.status) == (day, status)


def test_a_decision_for_a_hospital_that_is_no_more_on_the_day_is_doubtful() -> None:
    decided = Override(
        year=2027, side=HOSPITAL, organisation="solli", reason="Byte", decision="SSU 1", decided_on=dt.date(2026, 1, 1)
    )
    community = community_without("solli", after=dt.date(2027, 1, 31))
    rules = rules_with(host=rotates())
    day = {2027: dt.date(2027, 2, 18)}
    (answer,) = hosts(rules, History(), community, [2027], [decided], days=day)
    assert (answer.organisation, answer.status) == ("", "doubtful")
    assert answer.notes[0].startswith(
        "Tvil: vedtaket seier Solli distriktspsykiatriske senter, som fanst til 31. januar"
    )


def test_a_decision_for_a_party_that_ended_in_an_earlier_year_is_refused_with_who_follows() -> None:
    decided = Override(
        year=2027, side=HOSPITAL, organisation="solli", reason="Byte", decision="SSU 1", decided_on=dt.date(2026, 1, 1)
    )
    rules = LOADED.meeting("partnarskapsmote").model_copy(update={"overrides": (decided,)})
    community = community_without("solli", after=dt.date(2026, 12, 31))
    assert [str(problem) for problem in rule_problems(rules, community, seats=LOADED.printed)] == [
        (
            "partnarskapsmote.toml: overrides[0].organisation: 'solli' is not a party in 2027; it became part of "
            "'helse-bergen'"
        )
    ]


def test_two_organisations_of_one_printed_name_are_told_apart_by_id() -> None:
    same = replace(LOADED.community.organisation("alver"), name="Fedje kommune")
    organisations = tuple(
        same if organisation.id == "alver" else organisation for organisation in LOADED.community.organisations
    )
    community = replace(LOADED.community, organisations=organisations)
    decided = Override(
        year=2027, side=MUNICIPAL, organisation="fedje", reason="Val", decision="SSU 1", decided_on=dt.date(2026, 1, 1)
    )
    (answer,) = hosts(LOADED.meeting(), History(), community, [2027], [decided])
    assert (answer.organisation, answer.organisation_id) == ("Fedje kommune", "fedje")
    rules = LOADED.meeting("toppleiarmote")
    seat = next(rule for rule in rules.committee.seats if rule.per == "host")
    meeting = LOADED.meeting().model_copy(update={"seats": (seat,)})
    assert [seat.id for seat in invited_seats(meeting, community, on=dt.date(2027, 1, 1), host=answer)] == [
        f"fedje.{seat.id}"
    ]


def test_a_host_is_printed_by_the_name_it_had_that_year() -> None:
    edition = {
        "year": 2019,
        "meeting": "partnarskapsmote",
        "title": "Møtet 2019",
        "host": {"value": "voss", "basis": "stated", "source": "x"},
    }
    (answer,) = hosts(LOADED.meeting(), history_with(edition), LOADED.community, [2019])
    assert (answer.organisation, answer.side, answer.status) == ("Voss kommune", MUNICIPAL, "stated")


@pytest.mark.parametrize(
    ("on_cancelled", "expected"),
    [
        ("hold", [("haraldsplass", 2020), ("betanien", 2022), ("betanien", 2023), ("solli", 2025)]),
        ("advance", [("haraldsplass", 2020), ("betanien", 2022), ("solli", 2024), ("haraldsplass", 2026)]),
    ],
)
def test_a_cancelled_year_uses_up_a_turn_inside_the_side_only_where_it_uses_up_the_sides(
    on_cancelled: str, expected: list[tuple[str, int]]
) -> None:
    rules = rules_with(
        host=rotates(side=HOSPITAL, counting=counted("held_meeting", on_cancelled=on_cancelled), inner=[inner()])
    )
    history = history_with({"year": 2022, "meeting": "partnarskapsmote", "title": "Møtet", "state": "cancelled"})
    answers = hosts(rules, history, LOADED.community, range(2020, 2027))
    assert [(answer.organisation_id, answer.year) for answer in answers if answer.side == HOSPITAL][:4] == expected


def test_an_extra_meeting_that_takes_a_turn_takes_one_inside_the_side_too() -> None:
    rules = rules_with(host=rotates(side=HOSPITAL, counting=counted("held_meeting", extra="advances"), inner=[inner()]))
    history = history_with({"year": 2021, "meeting": "partnarskapsmote", "title": "Ekstra", "extra": True})
    answers = hosts(rules, history, LOADED.community, range(2020, 2024))
    assert [(answer.side, answer.organisation_id) for answer in answers] == [
        (HOSPITAL, "haraldsplass"),
        (MUNICIPAL, ""),
        (MUNICIPAL, ""),
        (HOSPITAL, "solli"),
    ]


def test_where_calendar_and_meetings_agree_on_the_side_and_not_on_the_hospital_the_answer_is_doubtful() -> None:
    rules = rules_with(
        host=rotates(side=HOSPITAL, counting=counted("calendar_year", on_cancelled="hold"), inner=[inner()])
    )
    cancelled = [
        {"year": year, "meeting": "partnarskapsmote", "title": "Møtet", "state": "cancelled"} for year in (2020, 2021)
    ]
    (answer,) = hosts(rules, history_with(*cancelled), LOADED.community, [2022])
    assert (answer.side, answer.organisation_id, answer.status) == (HOSPITAL, "betanien", "doubtful")
    assert answer.notes == (
        (
            "Tvil: tel ein kalenderår, er det Betanien sykehus AS sin tur; tel ein haldne møte, er det Haraldsplass "
            "Diakonale Sykehus AS sin tur. Reglane tel kalenderår. Avgjer det og skriv det ned."
        ),
    )


def test_a_host_out_of_turn_inside_its_side_is_told() -> None:
    rules = rules_with(host=rotates(side=HOSPITAL, inner=[inner()]))
    edition = {
        "year": 2022,
        "meeting": "partnarskapsmote",
        "title": "Møtet 2022",
        "host": {"value": "solli", "basis": "stated", "source": "x"},
    }
    (answer,) = hosts(rules, history_with(edition), LOADED.community, [2022])
    assert answer.notes == ("Det er imot turen inne på sida: Betanien sykehus AS stod for tur i 2022.",)


def test_a_chair_that_follows_the_host_has_no_turn_inside_the_side() -> None:
    """The chair was another hospital than the host, and no rule gives the chair turns among the hospitals."""
    rules = rules_with(host=rotates(side=HOSPITAL, inner=[inner()]), chair={**RULE, "how": "follows", "of": "host"})
    decided = Override(
        year=2022,
        office="chair",
        organisation="solli",
        reason="Verten er sjuk.",
        decision="SSU-sak 1",
        decided_on=dt.date(2022, 1, 10),
    )
    sources = Sources(rules=rules, history=History(), community=LOADED.community, overrides=[decided])
    answer = office_answer("chair", sources, 2022)
    assert (answer.organisation_id, answer.notes) == ("solli", ())


def test_turns_inside_a_side_counted_from_a_year_of_the_other_side_are_refused() -> None:
    rules = rules_with(host=rotates(side=HOSPITAL, inner=[inner(year=2021)]))
    assert [str(problem) for problem in rule_problems(rules, LOADED.community, seats=LOADED.printed)] == [
        (
            "partnarskapsmote.toml: host.inner[0].anchor.year: in 2021 it was the turn of 'kommunane', not of "
            "'spesialisthelsetenesta'; write a year when this side has the turn"
        )
    ]


@given(
    cancelled=st.sets(st.integers(2021, 2039)),
    extra=st.sets(st.integers(2020, 2039)),
    on_cancelled=st.sampled_from(["hold", "advance"]),
    extra_rule=st.sampled_from(["advances", "same_host", "ignored"]),
    every=st.integers(1, 3),
    each=st.sampled_from(["year", "turn"]),
)
def test_turns_inside_a_side_are_those_of_a_table_filled_in_meeting_by_meeting(
    cancelled: set[int], extra: set[int], on_cancelled: str, extra_rule: str, every: int, each: str
) -> None:
    rules = rules_with(
        host=rotates(
            side=HOSPITAL,
            every=every,
            counting=counted("held_meeting", on_cancelled=on_cancelled, extra=extra_rule),
            inner=[inner(each=each)],
        )
    )
    editions: list[dict[str, Any]] = [
        {"year": number, "meeting": "partnarskapsmote", "title": "Møtet", "state": "cancelled"}
        for number in sorted(cancelled)
    ]
    editions += [
        {"year": number, "meeting": "partnarskapsmote", "title": "Ekstra", "extra": True} for number in sorted(extra)
    ]
    answers = hosts(rules, history_with(*editions), LOADED.community, range(2020, 2041))

    found, expected = [], []
    slot = 0
    for answer in answers:
        block, inside = divmod(slot, every)
        side = [HOSPITAL, MUNICIPAL][block % 2]
        number = block // 2 if each == "turn" else block // 2 * every + inside
        expected.append((answer.year, side, THREE[number % 3] if side == HOSPITAL else ""))
        found.append((answer.year, answer.side, answer.organisation_id))
        slot += 0 if answer.year in cancelled and on_cancelled == "hold" else 1
        slot += 1 if answer.year in extra and extra_rule == "advances" else 0
    assert found == expected


def edition(**more: Any) -> dict[str, Any]:
    return {"year": 2021, "meeting": "partnarskapsmote", "title": "Møtet 2021", **more}


def fact(value: object, **more: Any) -> dict[str, Any]:
    return {"value": value, "basis": "stated", "source": "x", **more}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (
            {"host_side": fact(MUNICIPAL), "host": fact("helse-bergen")},
            (
                "editions[0].host.value: 'helse-bergen' belongs to 'spesialisthelsetenesta', and host_side says "
                "'kommunane'; correct one of them"
            ),
        ),
        (
            {"date": fact(dt.date(2020, 1, 28))},
            (
                "editions[0].date.value: the date 2020-01-28 is not in 2021; write year = 2020 or another date; was it "
                "moved over New Year, write why = … beside it"
            ),
        ),
        (
            {"host": fact("lindas"), "date": fact(dt.date(2021, 2, 1))},
            "editions[0].host.value: 'lindas' was not a party on 2021-02-01; write who hosted then",
        ),
        (
            {"start": fact(dt.time(15)), "end": fact(dt.time(9))},
            "editions[0].end.value: the meeting ends 09.00, not after its start 15.00; correct one of them",
        ),
    ],
    ids=["side against host", "year against date", "a host that was gone", "end before start"],
)
def test_a_history_that_contradicts_itself_is_refused_with_its_place(more: dict[str, Any], expected: str) -> None:
    problems = history_problems(history_with(edition(**more)), LOADED.community, OFFICES)
    assert [str(problem) for problem in problems] == [f"history.toml: {expected}"]


def test_a_meeting_that_was_moved_over_new_year_says_why() -> None:
    moved = edition(date=fact(dt.date(2022, 1, 12), why="Møtet vart flytta på grunn av smitte."))
    assert history_problems(history_with(moved), LOADED.community, OFFICES) == []
