"""What people do through Prefect's pages is written again: what was not asked for by a person is not in it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cycle.application.actions.deciding.decision_words import NO_REASON
from cycle.application.actions.deciding.storable import HALF_A_CHARACTER, TOO_LARGE
from cycle.web.to_prefect.deeds import (
    KIND,
    NO_CANCEL,
    NO_RETRY,
    NO_STATE,
    NOT_JSON,
    NOT_OURS,
    RENDERED,
    ActionRefused,
    Run,
    as_typed,
    create,
    form_of_a_gate,
    parsed,
    resume,
    starts_a_run,
    state,
    unfit,
)
from cycle.web.to_prefect.policy import OUR_TAG

OURS = frozenset({OUR_TAG})
FORM = {"decision": "Godkjenn", "name": "Kari Koordinator", "count": 56, "comment": ""}
JINJA = {KIND: "jinja", "template": "{{ 1 + 1 }}"}
VARIABLE = {KIND: "workspace_variable", "variable_name": "x"}


def run(kind: str = "PAUSED", *, tags: frozenset[str] = OURS) -> Run:
    return Run(state=kind, tags=tags)


def words(call: Any, *arguments: Any, **more: Any) -> str:
    with pytest.raises(ActionRefused) as caught:
        call(*arguments, **more)
    return caught.value.words


def test_an_answer_at_a_gate_is_sent_on_as_it_was_filled_in() -> None:
    assert resume({"run_input": FORM}) == {"run_input": FORM}


@pytest.mark.parametrize("body", [None, {}, {"run_input": None}])
def test_a_gate_without_a_form_is_answered_with_an_empty_one(body: Any) -> None:
    assert resume(body) == {"run_input": {}}


@pytest.mark.parametrize(
    "body", [[], "x", 1, {"run_input": []}, {"run_input": "x"}, {"run_input": FORM, "force": True}]
)
def test_what_is_no_answer_is_not_sent_on(body: Any) -> None:
    assert words(resume, body)


@pytest.mark.parametrize("trick", [JINJA, VARIABLE, {KIND: "x"}, {KIND: None}, {KIND: "none", "value": 1, "more": 2}])
@pytest.mark.parametrize("place", ["{}", "[{}]", '{{"a": [{{"b": {}}}]}}'])
def test_nothing_that_prefect_would_fill_in_passes_at_any_depth(trick: Any, place: str) -> None:
    value = json.loads(place.format(json.dumps(trick)))
    assert words(resume, {"run_input": {"name": value}}) == RENDERED
    assert words(create, {"parameters": {"year": value}}, tags=OURS) == RENDERED
    hidden = {KIND: "json", "value": json.dumps(value)}
    assert words(resume, {"run_input": {"name": hidden}}) == RENDERED
    assert words(resume, {"run_input": {"name": {KIND: "none", "value": hidden}}}) == RENDERED


def test_what_a_form_of_prefect_wraps_is_sent_on_unwrapped() -> None:
    typed = {"a": {KIND: "json", "value": '{"b": [1, "x"]}'}, "c": {KIND: "none", "value": "{{ 1 }}"}}
    assert as_typed(typed) == {"a": {"b": [1, "x"]}, "c": "{{ 1 }}"}


def test_words_in_braces_are_words_and_nobody_fills_them_in() -> None:
    form = {**FORM, "comment": "{{ flow_run.id }} {% raw %}"}
    assert resume({"run_input": form}) == {"run_input": form}


@pytest.mark.parametrize("kind", ["SCHEDULED", "PENDING", "RUNNING", "PAUSED", "CANCELLING"])
def test_a_run_that_is_not_done_can_be_stopped(kind: str) -> None:
    asked = {"state": {"type": "CANCELLING", "name": "Anything", "message": "m", "data": {"x": 1}}, "force": False}
    made = state(asked, run(kind))
    assert made == {"state": {"type": "CANCELLING", "name": "Cancelling"}, "force": True}


@pytest.mark.parametrize("kind", ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"])
def test_a_run_that_is_done_can_not_be_stopped(kind: str) -> None:
    assert words(state, {"state": {"type": "CANCELLED"}}, run(kind)) == NO_CANCEL


@pytest.mark.parametrize("kind", ["FAILED", "CRASHED", "CANCELLED"])
@pytest.mark.parametrize("written", ["scheduled", "SCHEDULED"])
def test_a_run_that_ended_badly_can_be_tried_again(kind: str, written: str) -> None:
    details = {"state_details": {"pause_key": "x", "run_input_keyset": {}}}
    asked = {"state": {"type": written, "name": "AwaitingRetry", "message": "Retry from the UI", **details}}
    assert state(asked, run(kind)) == {"state": {"type": "SCHEDULED", "name": "AwaitingRetry"}, "force": False}


@pytest.mark.parametrize("kind", ["PAUSED", "RUNNING", "COMPLETED", "SCHEDULED", "PENDING"])
def test_a_run_that_did_not_end_badly_can_not_be_tried_again_past_its_gate(kind: str) -> None:
    assert words(state, {"state": {"type": "SCHEDULED", "name": "AwaitingRetry"}}, run(kind)) == NO_RETRY


@pytest.mark.parametrize(
    "kind", ["SCHEDULED", "RUNNING", "PENDING", "COMPLETED", "FAILED", "CRASHED", "PAUSED", "X", ""]
)
def test_no_other_state_can_be_given_to_a_run(kind: str) -> None:
    assert words(state, {"state": {"type": kind, "name": "Resuming"}, "force": True}, run()) == NO_STATE


def test_only_runs_of_ours_are_touched() -> None:
    assert words(state, {"state": {"type": "CANCELLED"}}, run(tags=frozenset({"other"}))) == NOT_OURS
    assert words(create, {"parameters": {}}, tags=frozenset()) == NOT_OURS


def test_a_run_is_started_with_its_parameters_its_name_and_its_moment_and_held_to_its_schema() -> None:
    asked = {
        "name": "brave-otter",
        "parameters": {"year": 2027},
        "state": {
            "type": "scheduled",
            "name": "X",
            "message": "Run from the Prefect UI",
            "state_details": {"scheduled_time": "2027-01-01T08:00:00Z", "pause_reschedule": True},
        },
        "enforce_parameter_schema": False,
        "work_queue_name": None,
        "job_variables": {},
        "tags": [OUR_TAG],
        "idempotency_key": None,
        "empirical_policy": {"retries": None, "retry_delay": None, "pause_keys": [], "resuming": False},
    }
    assert create(asked, tags=OURS) == {
        "name": "brave-otter",
        "parameters": {"year": 2027},
        "state": {"type": "SCHEDULED", "state_details": {"scheduled_time": "2027-01-01T08:00:00Z"}},
        "enforce_parameter_schema": True,
    }
    assert create(None, tags=OURS) == {
        "parameters": {},
        "state": {"type": "SCHEDULED"},
        "enforce_parameter_schema": True,
    }


@pytest.mark.parametrize(
    "more",
    [
        {"job_variables": {"env": {"A": "b"}}},
        {"work_queue_name": "x"},
        {"tags": [OUR_TAG, "cycle:bergensomradet/partnarskapsmote/2027"]},
        {"tags": "x"},
        {"idempotency_key": "k"},
        {"parent_task_run_id": "x"},
        {"empirical_policy": {"retries": 9}},
        {"empirical_policy": {"retries": 0}},
        {"empirical_policy": {"pause_keys": ["x"]}},
        {"infrastructure_document_id": "x"},
        {"context": {"a": 1}},
        {"labels": {"a": 1}},
        {"pull_steps": []},
        {"anything": None},
        {"state": {"type": "RUNNING"}},
        {"state": "x"},
        {"parameters": []},
    ],
)
def test_a_run_is_started_with_nothing_else(more: dict[str, Any]) -> None:
    assert words(create, {"parameters": {"year": 2027}, **more}, tags=OURS)


@pytest.mark.parametrize(
    "body", [b"{", b"x", b"\xff", b'{"a":1,"a":2}', b'{"a":NaN}', b"[" * 100 + b"]" * 100, b"[" * 9999]
)
def test_what_is_no_json_or_could_be_read_in_two_ways_is_refused(body: bytes) -> None:
    assert words(parsed, body) == NOT_JSON


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ('{"run_input": {"comment": "hei \\ud83d"}}', HALF_A_CHARACTER),
        ('{"parameters": {"name": "\\udc00 Kari"}}', HALF_A_CHARACTER),
        ('{"parameters": {"\\ud83d": 1}}', HALF_A_CHARACTER),
        ('[[{"a": ["\\ude00\\ud83d"]}]]', HALF_A_CHARACTER),
        ('{"run_input": {"count": 1e999}}', TOO_LARGE),
        ('{"run_input": {"count": -1e999}}', TOO_LARGE),
        (f'{{"a": {2**63}}}', TOO_LARGE),
        (f'{{"a": -{10**400}}}', TOO_LARGE),
    ],
)
def test_what_no_database_can_store_is_refused_with_why(body: str, why: str) -> None:
    assert words(parsed, body.encode()) == why
    assert words(as_typed, {KIND: "json", "value": body}) == why


@pytest.mark.parametrize("body", ['"\\ud83d\\ude00"', '"😀"', "1.5", str(2**63 - 1), '"\\u0000"', "null", "true"])
def test_whole_characters_and_numbers_that_are_counted_pass(body: str) -> None:
    assert parsed(body.encode()) == json.loads(body)


@pytest.mark.parametrize(
    "blank", ["", " ", "\u200b", "\u00ad\u2060", "\ufeff \n", "\u3164", "\u2800", "\u0301", "\u00a0"]
)
def test_a_reason_that_nobody_can_see_is_none(blank: str) -> None:
    asked = {"decision": "Send tilbake til plan", "comment": blank}
    assert NO_REASON in {phrase.sentence for phrase in unfit(asked, None)}
    for seen in ("x", "?", "👎", f"{blank}nei"):
        assert NO_REASON not in {phrase.sentence for phrase in unfit({**asked, "comment": seen}, None)}


def test_a_flow_stores_the_form_of_its_gate_and_never_the_answer() -> None:
    for part in ("schema", "description"):
        form_of_a_gate({"key": f"suspended-plan-r1-a1-{part}", "value": "{}"})
    for key in ("suspended-plan-r1-a1-response", "x", "", "a-schema-response", "a-schema\n", None, 1):
        assert words(form_of_a_gate, {"key": key})
    assert words(form_of_a_gate, ["key"])


@pytest.mark.parametrize("kind", ["SCHEDULED", "scheduled", "PENDING", "RUNNING"])
def test_what_would_start_a_waiting_run_is_known(kind: str) -> None:
    assert starts_a_run({"state": {"type": kind}})


@pytest.mark.parametrize("kind", ["PAUSED", "COMPLETED", "FAILED", "CRASHED", "CANCELLED", "CANCELLING"])
def test_what_ends_a_run_does_not_start_it(kind: str) -> None:
    assert not starts_a_run({"state": {"type": kind}})
