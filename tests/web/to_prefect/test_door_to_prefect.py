"""What the door lets through to Prefect, what is told of Prefect's answers, and how Prefect's pages are shown."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from cycle.catalogue import say
from cycle.services import open_services
from cycle.web.app import build_app
from cycle.web.door import Behind
from cycle.web.security_headers import DATA_POLICY, HEADERS, PAGE_POLICY, UI_POLICY
from cycle.web.to_prefect import api
from cycle.web.to_prefect.inner import Inner
from tests.web.conftest import NOW, settings_for
from tests.web.door_visitor import FORM, OWN, RESUME, Visitor, basic
from tests.web.fake_prefect import DEPLOYMENT, GONE, OTHER, RUN, SERVER_KEY, SERVICE_KEY, Fake


def test_every_unsafe_route_of_prefect_is_closed_to_pages_but_reading_and_three_deeds(
    door: Visitor, fake: Fake
) -> None:
    from prefect.server.api.server import create_api_app

    reached = set()
    for path, methods in create_api_app().openapi()["paths"].items():
        written = re.sub(r"\{(id|lease_id|schedule_id)\}", RUN, path)
        written = re.sub(r"\{[^}]+\}", "name", written)
        for method in {method.upper() for method in methods} - {"GET"}:
            before = len(fake.heard)
            answer = door.ask(method, f"/api{written}", OWN, json={})
            if any(entry[0] != "GET" for entry in fake.heard[before:]):
                reached.add(path)
            else:
                assert answer.status_code in {200, 400, 405, 409}, (method, path)
            for who in ({}, {"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
                before = len(fake.heard)
                assert door.ask(method, f"/api{written}", who, json={}).status_code == 403, (method, path)
                assert len(fake.heard) == before
    changing = {path for path in reached if path.rpartition("/")[2] not in READS}
    assert changing == {"/flow_runs/{id}/resume"}  # the other two deeds are refused by what is in the body
    assert len(reached) == 39


READS = {"filter", "count", "paginate", "history", "lateness", "count-task-runs", "count-deployments", "next-runs",
         "counts", "validate", "{countable}"}  # fmt: skip

GONE_WORDS = "Prefect is not answering right now. Nothing has been done. Try again in a moment."


@pytest.mark.parametrize(
    ("method", "path", "said"),
    [
        ("POST", "variables/filter", []),
        ("POST", "variables/count", 0),
        ("POST", "block_documents/filter", []),
        ("POST", "saved_searches/filter", []),
        ("GET", "block_capabilities/", []),
        ("GET", "admin/settings", api.SETTINGS),
        ("GET", "admin/storage", {"default_result_storage_block_id": None}),
    ],
)
def test_what_a_page_may_not_read_it_gets_empty(door: Visitor, fake: Fake, method: str, path: str, said: Any) -> None:
    body = {"include_secrets": True} if method == "POST" else None
    answer = door.ask(method, f"/api/{path}?include_secrets=true", OWN, json=body)
    assert (answer.status_code, answer.json()) == (200, said)
    assert fake.heard == []


def test_a_run_of_somebody_elses_is_not_touched(door: Visitor, fake: Fake) -> None:
    cancel = {"state": {"type": "CANCELLING"}}
    assert door.post(f"/api/flow_runs/{OTHER}/resume", OWN, json=FORM).status_code == 409
    assert door.post(f"/api/flow_runs/{GONE}/resume", OWN, json=FORM).status_code == 404
    assert door.post(f"/api/flow_runs/{OTHER}/set_state", OWN, json=cancel).status_code == 409
    assert door.post(f"/api/deployments/{OTHER}/create_flow_run", OWN, json={}).status_code == 409
    assert fake.deeds() == []


def test_a_waiting_run_is_not_started_past_its_gate_by_a_page(door: Visitor, fake: Fake) -> None:
    skip = {"state": {"type": "SCHEDULED", "name": "AwaitingRetry"}, "force": True}
    assert door.post(f"/api/flow_runs/{RUN}/set_state", OWN, json=skip).status_code == 409
    assert fake.deeds() == []


def test_a_year_is_started_with_its_parameters_alone(door: Visitor, fake: Fake) -> None:
    asked = {"parameters": {"year": 2027}, "state": {"type": "SCHEDULED", "message": "x"}, "job_variables": {}}
    path = f"/api/deployments/{DEPLOYMENT}/create_flow_run"
    assert door.post(path, OWN, json=asked).status_code == 200
    made = {"parameters": {"year": 2027}, "state": {"type": "SCHEDULED"}, "enforce_parameter_schema": True}
    assert fake.deeds() == [(path, made)]


def test_an_answer_that_comes_too_late_is_told_in_words_where_the_page_looks_for_them(
    door: Visitor, fake: Fake
) -> None:
    fake.says = {
        "status": "ABORT",
        "details": {"reason": "Cannot resume a flow run that is not paused."},
        "state": None,
    }
    answered = door.post(RESUME, OWN, json=FORM).json()
    assert answered["status"] == "ABORT"
    assert answered["details"]["reason"].startswith("Nokon har alt svart her")


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        ("55 was expected", "«count»: der skal det stå 55."),
        ("'name' is a required property", "feltet «name» må fyllast ut."),
        ("'' is too short", "«count»: det som står der, er for kort."),
        ("'x' is not one of ['a', 'b']", "«count»: vel ein av desse: 'a', 'b'."),
        ("4 is less than the minimum of 5", "«count»: talet må vere minst 5."),
        ("something new", "«count»: something new."),
    ],
)
def test_why_a_form_was_not_taken_is_told_in_nynorsk(door: Visitor, fake: Fake, why: str, sentence: str) -> None:
    at = "" if "required" in why else " for field 'count'"
    reason = f"Reason: Validation failed{at}. Failure reason: {why}"
    fake.says = {"status": "REJECT", "details": {"reason": reason}, "state": None}
    said = door.post(RESUME, OWN, json=FORM).json()
    assert said["details"]["reason"] == f"Skjemaet er ikkje teke imot: {sentence}"


def test_a_stop_that_prefect_did_not_do_is_an_error_and_not_done(door: Visitor, fake: Fake) -> None:
    fake.says = {"status": "ABORT", "details": {"reason": "x"}, "state": None}
    answer = door.post(f"/api/flow_runs/{RUN}/set_state", OWN, json={"state": {"type": "CANCELLING"}})
    assert (answer.status_code, answer.json()["detail"]) == (409, "Prefect gjorde det ikkje: x")


def test_a_waiting_run_that_is_stopped_is_stopped_though_prefect_says_that_there_is_nothing_to_stop(
    door: Visitor, fake: Fake
) -> None:
    reason = {"reason": "Suspended flow run has no infrastructure to terminate."}
    fake.says = {"status": "REJECT", "details": reason, "state": {"type": "CANCELLED"}}
    answer = door.post(f"/api/flow_runs/{RUN}/set_state", OWN, json={"state": {"type": "CANCELLING"}})
    assert (answer.status_code, answer.json()["state"]["type"]) == (200, "CANCELLED")


def test_what_prefect_could_not_write_is_asked_again_within_bounds(door: Visitor, fake: Fake) -> None:
    fake.statuses = [503]  # the reading of the run
    assert door.post(RESUME, OWN, json=FORM).status_code == 201
    fake.statuses, fake.busy = [], 3
    assert door.post(RESUME, OWN, json=FORM).status_code == 201
    assert fake.deeds() == [(RESUME, FORM)] * 5
    fake.heard.clear()
    fake.statuses = [503] * 99
    assert door.get("/api/version").status_code == 503
    assert len(fake.heard) == 4


@pytest.mark.parametrize(
    ("state", "status", "times"), [("PAUSED", 201, 1), ("RUNNING", 503, 0)], ids=["still waits", "went on"]
)
def test_an_answer_whose_connection_broke_is_handed_in_again_only_while_the_run_waits(
    door: Visitor, fake: Fake, monkeypatch: pytest.MonkeyPatch, state: str, status: int, times: int
) -> None:
    once, broken = Inner.ask_once, [httpx.ReadError("broken off")]

    async def breaks_off(self: Inner, method: str, *rest: Any) -> httpx.Response:
        if method == "POST" and broken:
            fake.state = state
            raise broken.pop()
        return await once(self, method, *rest)

    monkeypatch.setattr(Inner, "ask_once", breaks_off)
    answer = door.post(RESUME, OWN, json=FORM)
    assert (answer.status_code, fake.deeds()) == (status, [(RESUME, FORM)] * times)
    if status == 503:
        assert answer.json()["detail"] == say("nn", api.UNSURE)


CANCEL = {"state": {"type": "CANCELLING"}}


@pytest.mark.parametrize(
    ("path", "body", "broken", "words"),
    [
        (RESUME, FORM, [False, True], ""),
        (RESUME, FORM, [False, True, True], api.UNSURE),
        (RESUME, FORM, [False] + [True, False] * 3, api.UNSURE),
        (RESUME, FORM, [True], GONE_WORDS),
        (f"/api/flow_runs/{RUN}/set_state", CANCEL, [False, True], api.UNSURE_OF_DEED),
        (f"/api/deployments/{DEPLOYMENT}/create_flow_run", {"parameters": {}}, [False, True], api.UNSURE_OF_DEED),
        (f"/api/deployments/{DEPLOYMENT}/create_flow_run", {"parameters": {}}, [True], GONE_WORDS),
    ],
)
def test_of_what_prefect_may_have_done_when_it_died_in_its_answer_nobody_reads_that_nothing_was(
    door: Visitor, fake: Fake, path: str, body: Any, broken: list[bool], words: str
) -> None:
    fake.broken = broken
    answer = door.post(path, OWN, json=body)
    assert answer.status_code == (503 if words else 201)
    assert not words or answer.json()["detail"] == say("nn", words)


def test_a_page_of_prefects_whose_answer_breaks_off_says_that_prefect_is_gone(door: Visitor, fake: Fake) -> None:
    fake.broken = [True]
    assert "Prefect svarar ikkje akkurat no" in door.get("/prefect/ui-settings").text


def test_while_prefect_is_gone_our_pages_are_there_and_the_rest_says_so(tmp_path: Path) -> None:
    inner = Inner(tmp_path / "nothing.sock", secret=SERVER_KEY, waits=(0,))
    with open_services(settings_for(tmp_path), now=lambda: NOW) as services:
        door = Visitor(build_app(services, behind=Behind(prefect=inner, secret=SERVICE_KEY)))
        assert door.get("/").status_code == 200
        for path in ("/api/version", "/prefect/dashboard"):
            answer = door.get(path)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        assert "Prefect svarar ikkje akkurat no" in door.get("/prefect/dashboard").text
        assert "Prøv igjen om litt" in door.post(RESUME, OWN, json=FORM).json()["detail"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"/runs/flow-run/{RUN}", f"/prefect/runs/flow-run/{RUN}"),
        ("/runs?tag=cycle%3Aa%2F2027&type=range", "/prefect/runs?tag=cycle%3Aa%2F2027&type=range"),
        ("/deployments/deployment/x/run", "/prefect/deployments/deployment/x/run"),
        ("/artifacts/artifact/x", "/prefect/artifacts/artifact/x"),
        ("/v2/runs", "/prefect/v2/runs"),
        ("/runs//evil.example/x", "/prefect/runs//evil.example/x"),
        ("/completed.svg", "/prefect/v2/completed.svg"),
        ("/favicon-dark.ico", "/prefect/ico/favicon-dark.ico"),
        ("/paused.svg", "/prefect/paused.svg"),
    ],
)
def test_an_old_link_leads_on(door: Visitor, old: str, new: str) -> None:
    answer = door.get(old)
    assert (answer.status_code, answer.headers["location"]) == (307, new)


def test_prefects_pages_are_told_that_there_is_no_password(door: Visitor) -> None:
    assert door.get("/prefect/ui-settings").json() == {"api_url": "/api", "auth": None, "flags": []}


def test_prefects_pages_lead_on_within_themselves(door: Visitor) -> None:
    assert door.get("/prefect/").headers["location"] == "/prefect/dashboard?x=1"


def test_a_file_of_prefects_that_the_browser_has_is_not_fetched_again(door: Visitor) -> None:
    answer = door.get("/prefect/assets/x.js", {"If-None-Match": '"x"'})
    assert (answer.status_code, answer.headers["etag"], answer.content) == (304, '"x"', b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_prefects_pages_are_read_and_nothing_else(door: Visitor, fake: Fake, method: str) -> None:
    assert door.ask(method, "/prefect/x", OWN).status_code == 405
    assert fake.heard == []


@pytest.mark.parametrize(
    ("path", "policy"),
    [("/", PAGE_POLICY), ("/api/version", DATA_POLICY), ("/prefect/x", UI_POLICY), ("/nei", PAGE_POLICY)],
)
def test_each_kind_of_answer_has_its_own_policy_and_gives_nothing_away(door: Visitor, path: str, policy: str) -> None:
    answer = door.get(path)
    assert answer.headers.get_list("content-security-policy") == [policy]
    assert "frame-ancestors 'none'" in policy
    for name in HEADERS.keys() - {"Content-Security-Policy", "Cache-Control", "X-Frame-Options"}:
        assert answer.headers[name] == HEADERS[name]
    for name in ("server", "set-cookie", "www-authenticate", "access-control-allow-origin"):
        assert name not in answer.headers


def test_nothing_about_the_visitor_but_what_prefect_needs_goes_on(door: Visitor, fake: Fake) -> None:
    said = {
        **OWN,
        "Cookie": "session=x; prefect_ui_version=v2",
        "X-Forwarded-For": "1.2.3.4",
        "Forwarded": "for=1.2.3.4",
        "Prefect-Automation-Id": "x",
        "Referer": "http://127.0.0.1/x",
        "Connection": "keep-alive, authorization",
    }
    door.get("/prefect/runs", said)
    door.get("/api/version", said)
    names = [
        set(headers) - {"host", "authorization", "accept", "accept-encoding", "user-agent"}
        for *_, headers, _ in fake.heard
    ]
    assert names == [{"cookie"}, set()]
    assert fake.heard[0][2]["cookie"] == "prefect_ui_version=v2"
    assert {headers["authorization"] for *_, headers, _ in fake.heard} == {basic(SERVER_KEY)}
