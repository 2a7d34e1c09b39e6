"""Who hosts and chairs, and what is said when rule, history and decisions disagree."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycle.application.year.community_rules.community import LoadedCommunity
from cycle.errors import InputError
from cycle.governance.community_data.history import History, contradictions
from cycle.governance.community_data.rules import MeetingRules, Override
from cycle.governance.hosting.host import hosts, hosts_of
from tests.governance.conftest import LOADED, history_with

MUNICIPAL, HOSPITAL = "kommunane", "spesialisthelsetenesta"
PARTNARSKAPSMOTE = LOADED.meeting("partnarskapsmote")
EMPTY = History()


def counting(**changed: Any) -> MeetingRules:
    """Return the rules with another way of counting turns."""
    host = PARTNARSKAPSMOTE.host
    return PARTNARSKAPSMOTE.model_copy(
        update={"host": host.model_copy(update={"counting": host.counting.model_copy(update=changed)})}
    )


def sides(rules: MeetingRules, history: History, years: range, *overrides: Override) -> list[str]:
    return [answer.side for answer in hosts(rules, history, LOADED.community, years, overrides)]


def stated(year: int, side: str, **more: Any) -> dict[str, Any]:
    fact = {"value": side, "basis": "stated", "source": "x"}
    return {"year": year, "meeting": "partnarskapsmote", "title": f"Møtet {year}", "host_side": fact, **more}


def decided(year: int, side: str, **more: Any) -> Override:
    return Override(
        year=year, side=side, reason="Byte etter avtale", decision="SSU 12/26", decided_on=dt.date(2026, 6, 1), **more
    )


def test_2020_to_2030_alternates_across_both_systems(loaded: LoadedCommunity) -> None:
    answers = hosts_of(list(loaded.meetings.values()), loaded.history, loaded.community, range(2020, 2031))

    assert [(answer.year, answer.side, answer.status) for answer in answers] == [
        (2020, HOSPITAL, "stated"),
        (2021, MUNICIPAL, "ruled"),
        (2022, HOSPITAL, "ruled"),
        (2023, MUNICIPAL, "ruled"),
        (2024, HOSPITAL, "stated"),
        (2025, MUNICIPAL, "ruled"),
        (2026, HOSPITAL, "ruled"),
        (2027, MUNICIPAL, "ruled"),
        (2028, HOSPITAL, "ruled"),
        (2029, MUNICIPAL, "ruled"),
        (2030, HOSPITAL, "ruled"),
    ]
    assert all(answer.clause and answer.why and answer.source and answer.chair for answer in answers)
    clauses = [answer.clause.partition(";")[0] for answer in answers]
    assert (
        clauses
        == ["Overordna samarbeidsavtale (2012), Toppleiarmøte"] * 3 + ["Overordna samarbeidsavtale kap. 5.1"] * 8
    )


def test_only_the_two_hosts_that_a_source_names_are_named(loaded: LoadedCommunity) -> None:
    answers = hosts_of(list(loaded.meetings.values()), loaded.history, loaded.community, range(2019, 2031))

    assert {answer.year: answer.organisation for answer in answers if answer.organisation} == {
        2020: "Helse Bergen HF",
        2024: "Helse Bergen HF",
    }


def test_the_shared_chair_of_2024_is_told_beside_the_rule(loaded: LoadedCommunity) -> None:
    (answer,) = hosts(loaded.meeting(), loaded.history, loaded.community, [2024])

    assert answer.chair == "leiaren og nestleiaren i Strategisk samarbeidsutval saman"
    assert answer.notes[-1] == (
        "Møteleiinga følgjer vertskapet. I 2024 var det annleis: møtet vart leidd av leiaren og nestleiaren i "
        "Strategisk samarbeidsutval saman."
    )


def test_the_misprinted_date_of_2021_is_kept_as_printed_corrected_and_reported(loaded: LoadedCommunity) -> None:
    (edition,) = loaded.history.of(2021)
    assert edition.date is not None
    assert (edition.date.printed, edition.date.value) == ("28. januar 2020", dt.date(2021, 1, 28))
    assert [
        (contradiction.subject, contradiction.printed, contradiction.likely)
        for contradiction in contradictions(edition)
    ] == [
        ("date", "28. januar 2020", "28. januar 2021"),
        (
            "documents",
            "Sida om toppleiarmøtet viser ikkje noko program for 2021; sida om partnarskapsmøtet gjer det.",
            "Programmet finst.",
        ),
    ]

    (answer,) = hosts(loaded.meeting("toppleiarmote"), loaded.history, loaded.community, [2021])
    assert any(note.startswith("Kjelda skriv datoen «28. januar 2020».") for note in answer.notes)


def test_a_year_before_any_meeting_type_is_refused(loaded: LoadedCommunity) -> None:
    with pytest.raises(InputError, match="2008: no meeting type is valid this year"):
        hosts_of(list(loaded.meetings.values()), loaded.history, loaded.community, [2008, 2009])


def test_history_that_contradicts_the_rule_wins_and_is_reported() -> None:
    (answer,) = hosts(PARTNARSKAPSMOTE, history_with(stated(2026, MUNICIPAL)), LOADED.community, [2026])

    assert (answer.side, answer.status) == (MUNICIPAL, "stated")
    assert "Det er imot regelen: spesialisthelsetenesta stod for tur i 2026." in answer.notes
    assert answer.source == "Kjelda"


def test_an_inferred_host_never_wins_but_is_told() -> None:
    fact = {"value": MUNICIPAL, "basis": "inferred", "source": "x", "why": "Møtet var i Alver"}
    edition = {"year": 2026, "meeting": "partnarskapsmote", "title": "Møtet 2026", "host_side": fact}
    (answer,) = hosts(PARTNARSKAPSMOTE, history_with(edition), LOADED.community, [2026])

    assert (answer.side, answer.status) == (HOSPITAL, "ruled")
    assert answer.notes[0] == (
        "Tidlegare møte tyder på at det var kommunane (utleidd): Møtet var i Alver. Kjelde: Kjelda."
    )


def test_a_decision_goes_before_the_rule_and_names_itself() -> None:
    override = decided(2027, HOSPITAL, organisation="haraldsplass")
    (answer,) = hosts(PARTNARSKAPSMOTE, EMPTY, LOADED.community, [2027], [override])

    assert (answer.side, answer.organisation, answer.status) == (
        HOSPITAL,
        "Haraldsplass Diakonale Sykehus AS",
        "override",
    )
    assert answer.why == "Byte etter avtale. Vedtak: SSU 12/26."
    assert answer.source == "SSU 12/26, 2026-06-01"
    assert answer.notes == ("Det er imot regelen: kommunane stod for tur i 2027.",)


def test_after_a_swap_the_two_readings_part_and_the_answer_is_doubtful() -> None:
    answers = hosts(PARTNARSKAPSMOTE, EMPTY, LOADED.community, [2026, 2027, 2028], [decided(2027, HOSPITAL)])

    assert [(answer.side, answer.status) for answer in answers] == [
        (HOSPITAL, "ruled"),
        (HOSPITAL, "override"),
        (HOSPITAL, "doubtful"),
    ]
    assert answers[2].notes[0] == (
        "Tvil: tel ein kalenderår, er det spesialisthelsetenesta sin tur; tel ein haldne møte, er det kommunane sin "
        "tur. Reglane tel kalenderår. Avgjer det og skriv det ned."
    )


def test_what_happened_goes_before_what_was_decided() -> None:
    history = history_with(stated(2027, MUNICIPAL))
    (answer,) = hosts(PARTNARSKAPSMOTE, history, LOADED.community, [2027], [decided(2027, HOSPITAL)])

    assert (answer.side, answer.status) == (MUNICIPAL, "stated")
    assert answer.notes[0] == "Vedtaket SSU 12/26 sa spesialisthelsetenesta, men slik vart det ikkje."


CANCELLED = {"year": 2025, "meeting": "partnarskapsmote", "title": "Møtet 2025", "state": "cancelled"}
EXTRA = {"year": 2025, "meeting": "partnarskapsmote", "title": "Ekstra 2025", "extra": True}


@pytest.mark.parametrize(
    ("edition", "rules", "expected"),
    [
        (CANCELLED, counting(by="held_meeting", on_cancelled="hold"), [MUNICIPAL, MUNICIPAL, HOSPITAL]),
        (CANCELLED, counting(by="held_meeting", on_cancelled="advance"), [MUNICIPAL, HOSPITAL, MUNICIPAL]),
        (CANCELLED, counting(by="calendar_year", on_cancelled="hold"), [MUNICIPAL, HOSPITAL, MUNICIPAL]),
        (EXTRA, counting(by="held_meeting", extra="advances"), [MUNICIPAL, MUNICIPAL, HOSPITAL]),
        (EXTRA, counting(by="held_meeting", extra="same_host"), [MUNICIPAL, HOSPITAL, MUNICIPAL]),
        (EXTRA, counting(by="held_meeting", extra="ignored"), [MUNICIPAL, HOSPITAL, MUNICIPAL]),
    ],
)
def test_what_a_cancelled_or_extra_meeting_does_is_a_choice_in_the_rules(
    edition: dict[str, Any], rules: MeetingRules, expected: list[str]
) -> None:
    assert sides(rules, history_with(edition), range(2025, 2028)) == expected


def test_where_a_cancelled_year_would_matter_the_answer_says_so() -> None:
    answers = hosts(counting(on_cancelled="hold"), history_with(CANCELLED), LOADED.community, [2025, 2026])
    assert [answer.status for answer in answers] == ["ruled", "doubtful"]


@given(year=st.integers(1900, 2200), by=st.sampled_from(["calendar_year", "held_meeting"]))
def test_no_side_hosts_twice_in_a_row_unless_somebody_decided_it(year: int, by: str) -> None:
    this, following = sides(counting(by=by), EMPTY, range(year, year + 2))
    assert this != following


@given(year=st.integers(1900, 2200), changed=st.integers(2000, 2100), side=st.sampled_from([MUNICIPAL, HOSPITAL]))
def test_the_calendar_reading_is_never_moved_by_a_decision_about_another_year(
    year: int, changed: int, side: str
) -> None:
    if year != changed:
        assert sides(PARTNARSKAPSMOTE, EMPTY, range(year, year + 1), decided(changed, side)) == sides(
            PARTNARSKAPSMOTE, EMPTY, range(year, year + 1)
        )


@given(changed=st.integers(2000, 2100), side=st.sampled_from([MUNICIPAL, HOSPITAL]), after=st.integers(1, 100))
def test_counting_held_meetings_the_turn_goes_on_from_the_last_known_host(changed: int, side: str, after: int) -> None:
    rules = counting(by="held_meeting")
    if not changed < rules.host.anchor.year <= changed + after:  # the anchor would be the last known host
        other = {MUNICIPAL: HOSPITAL, HOSPITAL: MUNICIPAL}[side]
        (found,) = sides(rules, EMPTY, range(changed + after, changed + after + 1), decided(changed, side))
        assert found == (side if after % 2 == 0 else other)


@given(year=st.integers(2000, 2100), every=st.integers(1, 4))
def test_a_side_keeps_its_turn_for_as_many_years_as_the_rule_says(year: int, every: int) -> None:
    rotation = PARTNARSKAPSMOTE.host.model_copy(update={"every": every})
    rules = PARTNARSKAPSMOTE.model_copy(update={"host": rotation})
    found = sides(rules, EMPTY, range(year, year + 2 * every))

    assert found.count(MUNICIPAL) == found.count(HOSPITAL) == every
    assert [answer.status for answer in hosts(rules, EMPTY, LOADED.community, [year])] == ["ruled"]
