"""Whether a year is as the rules demand, in words a coordinator can act on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from cycle.application.year.community_rules.legality import rule_checks
from cycle.governance.community_data.history import History
from cycle.governance.community_data.office_rules import Override
from cycle.governance.community_data.rules import MeetingRules
from cycle.governance.hosting.host import hosts
from cycle.governance.inviting.invitations import invitation_list
from cycle.governance.inviting.seats import invited_seats
from cycle.model import HostAnswer, Mandate, Register, RuleCheck
from tests.governance.conftest import LOADED, RECORD_DATE, SEATS_2027, history_with, register_of

RULES = LOADED.meeting("partnarskapsmote")
FULL = {seat: f"p{number}" for number, seat in enumerate(SEATS_2027)}
MEETING = dt.date(2027, 2, 18)


def checks(
    *,
    held: dict[str, str] | None = None,
    rules: MeetingRules = RULES,
    register: Register | None = None,
    history: History | None = None,
    overrides: tuple[Override, ...] = (),
    planned: tuple[dt.date, ...] = (MEETING,),
    host: dict[str, Any] | None = None,
) -> dict[str, RuleCheck]:
    loaded = replace(LOADED, history=history or History())
    people = register or register_of(FULL if held is None else held)
    answer: HostAnswer = hosts(rules, loaded.history, loaded.community, [2027], overrides)[0]
    answer = replace(answer, **(host or {}))
    made = invitation_list(rules, loaded.community, people, 2027, RECORD_DATE, answer)
    return {check.id: check for check in rule_checks(loaded, rules, people, answer, made, planned=planned)}


def test_a_year_that_is_as_the_rules_demand() -> None:
    found = checks()
    assert {text: (check.state, check.what) for text, check in found.items()} == {
        "frequency": ("ok", "Reglane seier minst 1 møte i året; vi kjenner til eitt i 2027."),
        "represented": ("ok", "Alle 30 partar og organ med plass har nokon på lista."),
        "host": ("ok", "Kommunane er vertskap i 2027, og det er etter reglane."),
        "seats": ("ok", "Alle 60 plassane reglane gjev, er fylte."),
    }
    assert all(check.clause for check in found.values())


def test_a_party_without_anyone_on_the_list_is_named() -> None:
    held = {seat: who for seat, who in FULL.items() if not seat.startswith(("fedje.", "ou-voss."))}
    found = checks(held=held)
    assert (found["represented"].state, found["represented"].what) == (
        "problem",
        "Ingen på lista frå Fedje kommune og Områdeutval Voss.",
    )
    assert (found["seats"].state, found["seats"].what) == (
        "problem",
        (
            "Reglane gjev 60 plassar; 3 er ledige: Fedje kommune må peike ut ordførar og kommunedirektør; "
            "Områdeutval Voss må peike ut leiar av områdeutvalet."
        ),
    )


def edition(state: str = "held", **more: Any) -> dict[str, Any]:
    return {"year": 2027, "meeting": "partnarskapsmote", "title": "Møtet", "state": state, **more}


@pytest.mark.parametrize(
    ("change", "history", "planned", "state", "said"),
    [
        ({}, [], (), "unknown", "vi kjenner til ingen i 2027."),
        ({}, [edition("cancelled")], (), "problem", "vi kjenner til ingen i 2027. Avlyst."),
        ({"maximum": 1}, [edition()], (MEETING,), "problem", "vi kjenner til 2 i 2027."),
        (
            {"maximum": 1, "extraordinary": "allowed"},
            [edition()],
            (MEETING,),
            "ok",
            "Reglane seier 1 møte i året; vi kjenner til 2 i 2027. Ekstraordinære møte er lov.",
        ),
        (
            {"maximum": 2},
            [],
            (MEETING,),
            "ok",
            "Reglane seier minst 1 møte i året og høgst 2; vi kjenner til eitt i 2027.",
        ),
    ],
)
def test_how_many_meetings_a_year_has(
    change: dict[str, Any], history: list[Any], planned: tuple[dt.date, ...], state: str, said: str
) -> None:
    rules = RULES.model_copy(update={"frequency": RULES.frequency.model_copy(update=change)})
    found = checks(rules=rules, history=history_with(*history), planned=planned)["frequency"]
    assert found.state == state
    assert found.what.endswith(said)


def test_a_planned_meeting_that_stands_in_the_history_too_is_one_meeting() -> None:
    date = {"value": MEETING, "basis": "stated", "source": "x"}
    found = checks(history=history_with(edition(date=date)))["frequency"]
    assert found.what == "Reglane seier minst 1 møte i året; vi kjenner til eitt i 2027."


def test_a_host_out_of_turn_needs_a_decision() -> None:
    swap = Override(
        year=2027,
        side="spesialisthelsetenesta",
        reason="Byte etter avtale",
        decision="SSU 12/26",
        decided_on=dt.date(2026, 6, 1),
    )
    decided = checks(overrides=(swap,))["host"]
    assert (decided.state, decided.what) == (
        "ok",
        "Spesialisthelsetenesta er vertskap i 2027, men kommunane stod for tur. Byte etter avtale. Vedtak: SSU 12/26.",
    )
    assert (
        checks(host={"side": "spesialisthelsetenesta", "holder": "spesialisthelsetenesta"})["host"].state == "problem"
    )
    assert checks(host={"status": "doubtful"})["host"].state == "unknown"
    assert (
        checks(host={"side": "", "holder": "", "organisation": ""})["host"].what
        == "Ingen har sagt kven som er vert i 2027."
    )


def test_somebody_who_has_sat_longer_than_the_term_is_told() -> None:
    terms = tuple(rule.model_copy(update={"term_years": 4}) if rule.id == "fastlege" else rule for rule in RULES.seats)
    rules = RULES.model_copy(update={"seats": terms})
    people = register_of(FULL)

    def since(day: dt.date) -> RuleCheck:
        mandates = tuple(
            replace(mandate, valid_from=day) if mandate.seat == "ssu.fastlege" else mandate
            for mandate in people.mandates
        )
        return checks(rules=rules, register=replace(people, mandates=mandates))["terms"]

    assert since(dt.date(2022, 12, 2)) == RuleCheck(
        id="terms",
        state="ok",
        what="Ingen har hatt rolla lenger enn funksjonstida.",
        clause="Retningsline for deltaking og representasjon pkt. 2.1",
    )
    assert since(dt.date(2022, 12, 1)).what == (
        "Fastlegerepresentant (Strategisk samarbeidsutval) har same person sidan 1. desember 2022; "
        "funksjonstida er 4 år."
    )
    assert since(dt.date(2020, 2, 29)).state == "problem"


def test_a_seat_that_has_its_body_in_its_title_names_it_once() -> None:
    named = {"term_years": 4, "title": "leiar av Strategisk samarbeidsutval"}
    seats = tuple(rule.model_copy(update=named) if rule.id == "fastlege" else rule for rule in RULES.seats)
    mandates = tuple(replace(mandate, valid_from=dt.date(2020, 1, 1)) for mandate in register_of(FULL).mandates)
    register = replace(register_of(FULL), mandates=mandates)
    found = checks(rules=RULES.model_copy(update={"seats": seats}), register=register)["terms"]
    assert found.what.startswith("Leiar av Strategisk samarbeidsutval har same person sidan 1. januar 2020")


def test_the_term_of_an_empty_seat_is_nobodys() -> None:
    terms = tuple(rule.model_copy(update={"term_years": 4}) for rule in RULES.seats)
    found = checks(rules=RULES.model_copy(update={"seats": terms}), register=Register(persons=(), mandates=()))
    assert found["terms"].state == "ok"
    assert len(invited_seats(RULES, LOADED.community, on=RECORD_DATE)) == 60


def test_a_mandate_without_a_first_day_is_not_counted() -> None:
    terms = tuple(rule.model_copy(update={"term_years": 1}) for rule in RULES.seats)
    people = Register(
        persons=register_of(FULL).persons, mandates=tuple(Mandate(seat=seat, person=who) for seat, who in FULL.items())
    )
    assert checks(rules=RULES.model_copy(update={"seats": terms}), register=people)["terms"].state == "ok"
