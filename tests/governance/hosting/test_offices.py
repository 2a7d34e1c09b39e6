"""Every way a side comes to an office, for communities whose rules are not those of Bergensområdet."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle.errors import ConfigError
from cycle.governance.community_data.fit import rule_problems
from cycle.governance.community_data.history import History
from cycle.governance.community_data.office_rules import NamedOffice, Office, Override
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.community_data.strict import parse
from cycle.governance.hosting.host import hosts
from cycle.model import HostAnswer
from tests.governance.conftest import LOADED, history_with

MUNICIPAL, HOSPITAL = "kommunane", "spesialisthelsetenesta"
RULE = {"clause": "Avtalen pkt. 3", "source": "x", "basis": "stated", "why": "Avtalen seier det."}
COUNTED = {**RULE, "by": "calendar_year"}


def rotates(*, year: int = 2020, side: str = MUNICIPAL, **more: Any) -> dict[str, Any]:
    plain = {**RULE, "order": [MUNICIPAL, HOSPITAL], "anchor": {**RULE, "year": year, "side": side}}
    return {**plain, "counting": COUNTED, **more}


def office(**plain: Any) -> Office:
    return parse(Office, plain, file="x.toml")


def rules_with(*named: dict[str, Any], **offices: dict[str, Any]) -> MeetingRules:
    changed: dict[str, Any] = {name: office(**plain) for name, plain in offices.items()}
    changed["offices"] = tuple(parse(NamedOffice, {**RULE, **entry}, file="x.toml") for entry in named)
    return LOADED.meeting("partnarskapsmote").model_copy(update=changed)


def asked(rules: MeetingRules, years: range, *, history: History | None = None) -> tuple[HostAnswer, ...]:
    return hosts(rules, history or History(), LOADED.community, years, printed=LOADED.printed)


def test_two_years_each_means_the_turn_changes_every_second_year() -> None:
    answers = asked(rules_with(host=rotates(every=2)), range(2018, 2026))
    assert [answer.side for answer in answers] == [HOSPITAL] * 2 + [MUNICIPAL] * 2 + [HOSPITAL] * 2 + [MUNICIPAL] * 2
    assert answers[4].why == (
        "Avtalen seier det. Kommunane var vert i 2020, så i 2022 er det spesialisthelsetenesta sin tur, "
        "same om ein tel kalenderår eller haldne møte."
    )


def test_inside_a_side_another_organisation_takes_over_each_year_or_each_turn() -> None:
    inner = {
        **RULE,
        "side": HOSPITAL,
        "order": ["haraldsplass", "betanien", "solli"],
        "anchor": {"year": 2022, "organisation": "haraldsplass"},
    }
    yearly = asked(rules_with(host=rotates(every=2, inner=[{**inner, "each": "year"}])), range(2016, 2032))
    by_turn = asked(rules_with(host=rotates(every=2, inner=[{**inner, "each": "turn"}])), range(2016, 2032))

    short = {organisation.name: organisation.short for organisation in LOADED.community.organisations}
    assert {answer.year: short[answer.organisation] for answer in yearly if answer.organisation} == {
        2018: "Betanien",
        2019: "Solli DPS",
        2022: "Haraldsplass",
        2023: "Betanien",
        2026: "Solli DPS",
        2027: "Haraldsplass",
        2030: "Betanien",
        2031: "Solli DPS",
    }
    assert {answer.year: short[answer.organisation] for answer in by_turn if answer.organisation} == {
        2018: "Solli DPS",
        2019: "Solli DPS",
        2022: "Haraldsplass",
        2023: "Haraldsplass",
        2026: "Betanien",
        2027: "Betanien",
        2030: "Solli DPS",
        2031: "Solli DPS",
    }
    assert all(answer.status == "ruled" for answer in (*yearly, *by_turn))


def test_a_turn_counted_from_our_own_reading_is_doubtful_and_says_so() -> None:
    start = {**RULE, "year": 2020, "side": MUNICIPAL, "basis": "ours", "why": "Kjeldene seier ikkje kven som byrja."}
    (answer,) = asked(rules_with(host=rotates(anchor=start)), range(2027, 2028))
    assert (answer.side, answer.status) == (HOSPITAL, "doubtful")
    assert answer.notes[0] == (
        "Tvil: Kjeldene seier ikkje kven som byrja. Er det feil, blir alle åra feil. Avgjer det og skriv det ned."
    )


def test_half_a_term_swaps_leader_and_deputy() -> None:
    leader = rotates(year=2024, term_years=4, counting={**RULE, "by": "half_term"}, id="leiar", title="leiar av SSU")
    deputy = {"id": "nestleiar", "title": "nestleiar i SSU", "how": "opposite", "of": "leiar"}
    answers = asked(rules_with(leader, deputy), range(2024, 2030))
    assert [tuple(office.side for office in answer.offices) for answer in answers] == [
        (MUNICIPAL, HOSPITAL),
        (MUNICIPAL, HOSPITAL),
        (HOSPITAL, MUNICIPAL),
        (HOSPITAL, MUNICIPAL),
        (MUNICIPAL, HOSPITAL),
        (MUNICIPAL, HOSPITAL),
    ]
    assert answers[2].offices[0].why == (
        "Avtalen seier det. I 2024 var det kommunane sin tur, så i 2026 er det spesialisthelsetenesta sin tur."
    )


@pytest.mark.parametrize(
    ("plain", "holder", "side", "status"),
    [
        ({"how": "fixed", "side": MUNICIPAL}, "kommunane", MUNICIPAL, "ruled"),
        ({"how": "joint", "order": [MUNICIPAL, HOSPITAL]}, "kommunane og spesialisthelsetenesta saman", "", "ruled"),
        ({"how": "elected", "elected_by": "partnarskapsmøtet"}, "den som blir vald av partnarskapsmøtet", "", "ruled"),
        (
            {"how": "held_by", "seats": ["ssu.leiar", "ssu.nestleiar"]},
            "leiar av Strategisk samarbeidsutval og nestleiar i Strategisk samarbeidsutval",
            "",
            "ruled",
        ),
        ({"how": "unstated"}, "", "", "doubtful"),
    ],
    ids=["fixed", "joint", "elected", "held by seats", "unstated"],
)
def test_an_office_that_nobody_has_in_turn(plain: dict[str, Any], holder: str, side: str, status: str) -> None:
    (answer,) = asked(
        rules_with(host={**RULE, **plain}, chair={**RULE, "how": "follows", "of": "host"}), range(2027, 2028)
    )
    assert (answer.holder, answer.side, answer.status) == (holder, side, status)
    assert answer.chair == holder


@pytest.mark.parametrize(("how", "chair"), [("follows", "Alver kommune"), ("opposite", "spesialisthelsetenesta")])
def test_who_follows_the_host_is_its_organisation_and_not_only_its_side(how: str, chair: str) -> None:
    decided = Override(
        year=2027,
        organisation="alver",
        reason="Møtet er i Alver.",
        decision="SSU-sak 1",
        decided_on=dt.date(2026, 6, 10),
    )
    rules = rules_with(chair={**RULE, "how": how, "of": "host"})
    (answer,) = hosts(rules, History(), LOADED.community, [2027], [decided])
    assert (answer.organisation, answer.chair) == ("Alver kommune", chair)


def test_a_decision_names_a_host_where_the_rules_name_none() -> None:
    decided = Override(
        year=2027,
        side=HOSPITAL,
        organisation="haraldsplass",
        reason="Partane førebur møtet saman",
        decision="SSU-sak 3/27",
        decided_on=dt.date(2026, 9, 1),
    )
    rules = rules_with(host={**RULE, "how": "unstated"})
    (answer,) = hosts(rules, History(), LOADED.community, [2027], [decided])
    assert (answer.side, answer.holder, answer.status, answer.notes) == (
        HOSPITAL,
        "Haraldsplass Diakonale Sykehus AS",
        "override",
        (),
    )


def test_an_office_across_from_the_host_is_as_doubtful_as_the_host() -> None:
    start = {**RULE, "year": 2020, "side": MUNICIPAL, "basis": "ours"}
    across = {"id": "utvala", "title": "leiar av utvala", "how": "opposite", "of": "host"}
    (answer,) = asked(rules_with(across, host=rotates(anchor=start)), range(2021, 2022))
    assert (answer.side, answer.offices[0].side, answer.offices[0].status) == (HOSPITAL, MUNICIPAL, "doubtful")


def test_history_that_goes_against_the_rule_of_an_office_is_told() -> None:
    leader = rotates(year=2020, every=2, id="leiar", title="leiar av helsefellesskapet")
    fact = {"value": MUNICIPAL, "basis": "stated", "source": "x"}
    edition = {"year": 2022, "meeting": "partnarskapsmote", "title": "Møtet 2022", "offices": {"leiar": fact}}
    (answer,) = asked(rules_with(leader), range(2022, 2023), history=history_with(edition))
    assert answer.offices[0].side == MUNICIPAL
    assert answer.offices[0].status == "stated"
    assert answer.offices[0].why == "Møtet 2022 hadde kommunane som leiar av helsefellesskapet."
    assert answer.offices[0].notes == ("Det er imot regelen: spesialisthelsetenesta stod for tur i 2022.",)


@pytest.mark.parametrize(
    ("plain", "fault"),
    [
        ({"how": "fixed"}, "how = 'fixed' needs side; see docs/rules.md, Offices"),
        (
            {"how": "fixed", "side": MUNICIPAL, "every": 2},
            "how = 'fixed' does not go with every; see docs/rules.md, Offices",
        ),
        ({"order": [MUNICIPAL]}, "how = 'rotates' needs anchor, counting; see docs/rules.md, Offices"),
        (
            rotates(side="fylket"),
            f"the side 'fylket' of the anchor is not in the order; the order has {MUNICIPAL}, {HOSPITAL}",
        ),
        (
            rotates(term_years=3, counting={**RULE, "by": "half_term"}),
            (
                "by = 'half_term' and term_years go together, and a term has an even number of years; "
                "write term_years = 4 beside by = 'half_term', or count calendar years"
            ),
        ),
    ],
)
def test_an_office_that_does_not_say_enough_is_refused_with_what_it_needs(plain: dict[str, Any], fault: str) -> None:
    with pytest.raises(ConfigError) as caught:
        office(**{**RULE, **plain})
    assert str(caught.value) == f"x.toml: {fault}"


def test_offices_that_follow_each_other_in_a_circle_are_refused() -> None:
    one = {"id": "leiar", "title": "leiar", "how": "opposite", "of": "nestleiar"}
    other = {"id": "nestleiar", "title": "nestleiar", "how": "opposite", "of": "leiar"}
    rules = rules_with(one, other)
    found = rule_problems(rules, LOADED.community, seats=LOADED.printed)
    assert [str(each) for each in found] == [
        (
            "partnarskapsmote.toml: leiar.of: leiar → nestleiar → leiar goes round in a circle; "
            "let one of them say its own rule"
        ),
        (
            "partnarskapsmote.toml: nestleiar.of: nestleiar → leiar → nestleiar goes round in a circle; "
            "let one of them say its own rule"
        ),
    ]


@given(every=st.integers(1, 4), first=st.integers(1990, 2050), start=st.integers(1990, 2050))
def test_each_side_has_exactly_its_years_and_then_the_next_one(every: int, first: int, start: int) -> None:
    rules = rules_with(host=rotates(year=start, every=every))
    years = range(first, first + 6 * every)
    found = [answer.side for answer in asked(rules, years)]
    for year, side in zip(years, found, strict=True):
        assert side == (MUNICIPAL if ((year - start) // every) % 2 == 0 else HOSPITAL)


@given(size=st.integers(1, 6), every=st.integers(1, 3), start=st.integers(2000, 2040))
def test_inside_a_side_everyone_has_had_a_turn_before_anyone_has_two(size: int, every: int, start: int) -> None:
    inside = [organisation.id for organisation in LOADED.community.organisations if organisation.side == HOSPITAL][
        :size
    ]
    inner = {**RULE, "side": HOSPITAL, "order": inside, "anchor": {"year": start, "organisation": inside[0]}}
    rules = rules_with(host=rotates(year=start, side=HOSPITAL, every=every, inner=[inner]))
    answers = asked(rules, range(start, start + 2 * every * size))
    names = {organisation.name: organisation.id for organisation in LOADED.community.organisations}
    turns = [names[answer.organisation] for answer in answers if answer.side == HOSPITAL]
    assert turns == [inside[number % size] for number in range(len(turns))]
    assert len(turns) == every * size
