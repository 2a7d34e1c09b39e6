"""The door: whom it lets in, what it lets through to Prefect, and what is told to whom."""

from __future__ import annotations

import asyncio
import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from cycle.catalogue import say
from cycle.services import open_services
from cycle.web import api
from cycle.web.app import build_app
from cycle.web.deeds import KIND
from cycle.web.door import Behind
from cycle.web.guard import DATA_POLICY, HEADERS, PAGE_POLICY, UI_POLICY
from cycle.web.inner import Inner

from .conftest import NOW, settings_for
from .fake_prefect import DEPLOYMENT, GONE, OTHER, RUN, SERVER_KEY, SERVICE_KEY, Fake, listening

HOST = "127.0.0.1:4200"
OWN = {"Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin"}
RESUME = f"/api/flow_runs/{RUN}/resume"
FORM = {"run_input": {"decision": "Godkjenn", "name": "Kari Koordinator"}}


def basic(secret: str) -> str:
    return f"Basic {b64encode(secret.encode()).decode()}"


SERVICE = {"Authorization": basic(SERVICE_KEY)}


class Visitor:
    """Asks the door over HTTP; each request comes with the right host name and nothing else."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def ask(self, method: str, path: str, headers: Any = None, **more: Any) -> httpx.Response:
        given = [*(headers.items() if isinstance(headers, dict) else headers or [])]
        if not any(name.lower() == "host" for name, _ in given):
            given.insert(0, ("Host", HOST))
        return asyncio.run(self._ask(method, path, given, more))

    def get(self, path: str, headers: Any = None) -> httpx.Response:
        return self.ask("GET", path, headers)

    def post(self, path: str, headers: Any = None, **more: Any) -> httpx.Response:
        return self.ask("POST", path, headers, **more)

    async def _ask(self, method: str, path: str, headers: Any, more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            client.headers.clear()
            try:
                return await client.request(method, path, headers=headers, **more)
            finally:
                await self._app._behind.prefect.close()


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def door(fake: Fake, tmp_path: Path) -> Iterator[Visitor]:
    socket = tmp_path / "prefect.sock"
    inner = Inner(socket, secret=SERVER_KEY, waits=(0, 0, 0))
    settings = settings_for(tmp_path, link_host="arshjul.kommune.example")
    with open_services(settings, now=lambda: NOW) as services, listening(fake, socket):
        yield Visitor(build_app(services, behind=Behind(prefect=inner, secret=SERVICE_KEY)))


# --- Names and origins ----------------------------------------------------------------------------------------------

EVERYWHERE = ["/", "/api/version", "/prefect/dashboard", RESUME, "/runs/x", "/nei"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.", "[::1]:1", "", "a@localhost"])
@pytest.mark.parametrize("path", EVERYWHERE)
def test_under_a_name_that_is_not_ours_there_is_nothing(door: Visitor, fake: Fake, host: str, path: str) -> None:
    for method in ("GET", "POST"):
        assert door.ask(method, path, {"Host": host, "Origin": f"http://{host}"}).status_code == 421
    assert fake.heard == []


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "null",
        "",
        "http://127.0.0.1",
        "http://127.0.0.1:4280",
        "http://localhost:4200",
        "http://127.0.0.1:4200.evil.example",
        "http://evil.example@127.0.0.1:4200",
        "http://127.0.0.1:4200/",
        "file://",
    ],
)
def test_a_page_from_elsewhere_is_told_nothing_and_does_nothing(door: Visitor, fake: Fake, origin: str) -> None:
    for method in ("GET", "POST", "OPTIONS", "PUT", "DELETE"):
        for path in ("/api/version", RESUME, "/api/flow_runs/filter", "/"):
            answer = door.ask(method, path, {"Origin": origin, "Content-Type": "application/json"}, content=b"")
            assert answer.status_code == 403, (method, path)
            assert not any(name.startswith("access-control") for name in answer.headers)
    assert fake.heard == []


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_request_that_a_browser_says_comes_from_elsewhere_is_refused(door: Visitor, fake: Fake, site: str) -> None:
    for mode, dest in (("no-cors", "empty"), ("no-cors", "image"), ("no-cors", "script"), ("navigate", "iframe")):
        said = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
        assert door.get("/api/version", said).status_code == 403
        assert door.get("/prefect/x", said).status_code == 403
        assert door.get("/", said).status_code == 403
        assert door.post(RESUME, said, json=FORM).status_code == 403
    assert fake.heard == []


def test_a_link_in_a_mail_leads_to_the_page(door: Visitor) -> None:
    said = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert door.get("/", said).status_code == 200
    assert door.get("/prefect/runs/flow-run/x", said).status_code == 200
    assert door.post(RESUME, said, json=FORM).status_code == 403


@pytest.mark.parametrize(
    "said",
    [
        {"Origin": f"http://{HOST}"},
        {"Origin": f"https://{HOST}", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Host": "arshjul.kommune.example", "Origin": "https://arshjul.kommune.example"},
    ],
)
def test_our_own_page_may_answer_a_gate(door: Visitor, fake: Fake, said: dict[str, str]) -> None:
    assert door.post(RESUME, said, json=FORM).status_code == 201
    assert fake.deeds() == [(RESUME, FORM)]


def test_who_says_nothing_of_where_they_come_from_may_only_read(door: Visitor, fake: Fake) -> None:
    assert door.get("/api/version").status_code == 200
    for path in (RESUME, "/api/flow_runs/filter", "/api/deployments/"):
        assert door.post(path, json={}).status_code == 403
    assert fake.deeds() == []


@pytest.mark.parametrize("name", ["Host", "Origin", "Authorization", "Content-Type", "Sec-Fetch-Site"])
def test_a_header_that_comes_twice_is_refused(door: Visitor, fake: Fake, name: str) -> None:
    once = {"Host": HOST, **OWN, "Content-Type": "application/json"}
    twice = [*once.items(), (name, once.get(name, "x")), *([] if name in once else [(name, "x")])]
    assert door.post(RESUME, twice, content=b"{}").status_code in {400, 421}
    assert fake.heard == []


# --- The secret -----------------------------------------------------------------------------------------------------


def test_our_processes_come_in_with_the_secret(door: Visitor, fake: Fake) -> None:
    assert door.post("/api/deployments/", SERVICE, json={"name": "cycle"}).status_code == 200
    assert fake.deeds() == [("/api/deployments/", {"name": "cycle"})]
    assert fake.heard[-1][2]["authorization"] == basic(SERVER_KEY)


@pytest.mark.parametrize(
    "given", [basic("cycle:x"), basic(SERVER_KEY), f"Bearer {SERVICE_KEY}", "Basic", "Basic !", ""]
)
def test_a_wrong_secret_gets_nothing_not_even_to_read(door: Visitor, fake: Fake, given: str) -> None:
    assert door.get("/api/version", {"Authorization": given}).status_code == 401
    assert door.post("/api/deployments/", {"Authorization": given}, json={}).status_code == 401
    assert fake.heard == []


def test_the_secret_is_not_for_browsers(door: Visitor, fake: Fake) -> None:
    for said in ({"Origin": f"http://{HOST}"}, {"Sec-Fetch-Site": "same-origin"}):
        assert door.post("/api/deployments/", {**SERVICE, **said}, json={}).status_code == 403
    assert fake.heard == []


def test_nobody_answers_a_gate_with_the_secret(door: Visitor, fake: Fake) -> None:
    assert door.post(RESUME, SERVICE, json=FORM).status_code == 403
    answer = {"key": "suspended-plan-r1-a1-response", "value": "{}"}
    assert door.post(f"/api/flow_runs/{RUN}/input", SERVICE, json=answer).status_code == 403
    for kind in ("SCHEDULED", "PENDING", "RUNNING"):
        skip = {"state": {"type": kind, "name": "AwaitingRetry"}, "force": True}
        assert door.post(f"/api/flow_runs/{RUN}/set_state", SERVICE, json=skip).status_code == 403
    assert fake.deeds() == []


def test_a_flow_sets_its_own_states_and_stores_its_form(door: Visitor, fake: Fake) -> None:
    fake.state = "PENDING"
    asked = {"state": {"type": "RUNNING"}, "force": False}
    assert door.post(f"/api/flow_runs/{RUN}/set_state", SERVICE, json=asked).status_code == 200
    form = {"key": "suspended-plan-r1-a1-schema", "value": "{}"}
    assert door.post(f"/api/flow_runs/{RUN}/input", SERVICE, json=form).status_code == 200
    assert fake.deeds() == [(f"/api/flow_runs/{RUN}/set_state", asked), (f"/api/flow_runs/{RUN}/input", form)]


def test_a_waiting_run_can_be_woken_to_look_again_and_nothing_goes_with_it(door: Visitor, fake: Fake) -> None:
    details = {"scheduled_time": "2027-01-01T00:00:00Z", "run_input_keyset": {"response": "x"}}
    asked = {"state": {"type": "SCHEDULED", "name": "Resuming", "state_details": details}, "force": True}
    assert door.post(f"/api/flow_runs/{RUN}/set_state", SERVICE, json=asked).status_code == 200
    made = {"state": {"type": "SCHEDULED", "name": "Resuming"}}
    assert fake.deeds() == [(f"/api/flow_runs/{RUN}/set_state", made)]


def test_a_waiting_run_can_be_taken_back_by_our_processes(door: Visitor, fake: Fake) -> None:
    asked = {"state": {"type": "CANCELLED", "message": "Erstatta av revisjon 2."}, "force": True}
    assert door.post(f"/api/flow_runs/{RUN}/set_state", SERVICE, json=asked).status_code == 200
    assert fake.deeds() == [(f"/api/flow_runs/{RUN}/set_state", asked)]


def test_not_even_our_processes_let_prefect_fill_in_a_template(door: Visitor, fake: Fake) -> None:
    asked = {"parameters": {"year": {KIND: "jinja", "template": "{{ 1 }}"}}}
    for path in (f"/api/deployments/{DEPLOYMENT}/create_flow_run", "/api/flow_runs/", "/api/deployments/"):
        assert door.post(path, SERVICE, json=asked).status_code == 409
    assert fake.deeds() == []


# --- Bodies ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind",
    [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/json-patch+json",
     "text/plain; application/json", "application/json; charset=utf-16", ""],
)  # fmt: skip
@pytest.mark.parametrize("who", [OWN, SERVICE])
def test_only_json_is_taken(door: Visitor, fake: Fake, who: dict[str, str], kind: str | None) -> None:
    said = {**who, **({} if kind is None else {"Content-Type": kind})}
    path = "/api/flow_runs/filter"
    assert door.post(path, said, content=b'{"limit": 1}').status_code == 415
    assert fake.heard == []


def test_packed_bodies_are_not_taken(door: Visitor, fake: Fake) -> None:
    said = {**OWN, "Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert door.post("/api/flow_runs/filter", said, content=b"{}").status_code == 415
    assert fake.heard == []


def test_a_body_has_an_end(door: Visitor, fake: Fake) -> None:
    said = {**OWN, "Content-Type": "application/json"}
    large = b'{"run_input": {"comment": "' + b"x" * api.LARGEST["page"] + b'"}}'

    async def drop_by_drop() -> Any:
        for _ in range(20):
            yield b" " * 100_000

    assert door.post(RESUME, said, content=large).status_code == 413
    assert door.post(RESUME, said, content=drop_by_drop()).status_code == 413
    assert door.post(RESUME, {**said, "Content-Length": "-1"}, content=b"").status_code == 413
    assert fake.heard == []


def test_what_is_sent_on_is_written_anew(door: Visitor, fake: Fake) -> None:
    body = b'{ "run_input" : {"name":"Kari","comment":{"__prefect_kind":"json","value":"[1]"}} }'
    door.post(RESUME, {**OWN, "Content-Type": "application/json"}, content=body)
    assert fake.heard[-1][3] == b'{"run_input": {"name": "Kari", "comment": [1]}}'


# --- Paths ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/api//version",
        "/api/../api/version",
        "/api/./version",
        "/api/x/%2e%2e/version",
        "/api/flow_runs%2Ffilter",
        "/api/version%00",
        "/api/version%20",
        "/api/%76ersion%2f",
        "/api/version;x=1",
        "/api/a%5cb",
        "/prefect/../api/version",
        "/prefect/%2e%2e/%2e%2e/x",
        "/prefect//x",
    ],
)
def test_an_address_that_can_be_read_in_two_ways_is_refused(door: Visitor, fake: Fake, path: str) -> None:
    scope_answer = asyncio.run(_raw(door._app, path))
    assert scope_answer in {400, 403}
    assert fake.heard == []


async def _raw(app: Any, target: str) -> int:
    """Ask with a target that no client library would write so; return the status."""
    from urllib.parse import unquote

    told: list[Any] = []

    async def send(message: Any) -> None:
        told.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http",
        "method": "GET",
        "path": unquote(target),
        "raw_path": target.encode(),
        "query_string": b"",
        "headers": [(b"host", HOST.encode())],
        "root_path": "",
    }
    await app(scope, receive, send)
    return int(told[0]["status"])


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/docs", "/api/openapi.json", "/api/redoc", "/api/nei"])
def test_what_is_no_route_of_the_ui_or_ours_is_closed(door: Visitor, fake: Fake, path: str) -> None:
    assert door.get(path, OWN).status_code == 403
    assert door.get(path, SERVICE).status_code == 403
    assert fake.heard == []


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/redoc", "/apix", "/prefectx", "/login"])
def test_beside_the_door_there_is_only_our_pages(door: Visitor, fake: Fake, path: str) -> None:
    assert door.get(path).status_code == 404
    assert fake.heard == []


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix"])
def test_no_header_makes_one_request_into_another(door: Visitor, fake: Fake, header: str) -> None:
    assert door.get("/api/version", {header: "DELETE"}).status_code == 200
    assert [(method, path) for method, path, _, _ in fake.heard] == [("GET", "/api/version")]
    assert header.lower() not in fake.heard[0][2]


# --- Routes ---------------------------------------------------------------------------------------------------------


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


# --- What Prefect says ----------------------------------------------------------------------------------------------


def test_an_answer_that_comes_too_late_is_told_in_words_where_the_page_looks_for_them(
    door: Visitor, fake: Fake
) -> None:
    fake.says = {
        "status": "ABORT",
        "details": {"reason": "Cannot resume a flow run that is not paused."},
        "state": None,
    }
    told = door.post(RESUME, OWN, json=FORM).json()
    assert told["status"] == "ABORT"
    assert told["details"]["reason"].startswith("Nokon har alt svart her")


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("55 was expected", "«count»: der skal det stå 55."),
        ("'name' is a required property", "feltet «name» må fyllast ut."),
        ("'' is too short", "«count»: det som står der, er for kort."),
        ("'x' is not one of ['a', 'b']", "«count»: vel ein av desse: 'a', 'b'."),
        ("4 is less than the minimum of 5", "«count»: talet må vere minst 5."),
        ("something new", "«count»: something new."),
    ],
)
def test_why_a_form_was_not_taken_is_told_in_nynorsk(door: Visitor, fake: Fake, why: str, told: str) -> None:
    at = "" if "required" in why else " for field 'count'"
    reason = f"Reason: Validation failed{at}. Failure reason: {why}"
    fake.says = {"status": "REJECT", "details": {"reason": reason}, "state": None}
    said = door.post(RESUME, OWN, json=FORM).json()
    assert said["details"]["reason"] == f"Skjemaet er ikkje teke imot: {told}"


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
    once, broken = Inner._once, [httpx.ReadError("broken off")]

    async def breaks_off(self: Inner, method: str, *rest: Any) -> httpx.Response:
        if method == "POST" and broken:
            fake.state = state
            raise broken.pop()
        return await once(self, method, *rest)

    monkeypatch.setattr(Inner, "_once", breaks_off)
    answer = door.post(RESUME, OWN, json=FORM)
    assert (answer.status_code, fake.deeds()) == (status, [(RESUME, FORM)] * times)
    if status == 503:
        assert answer.json()["detail"] == say("nn", api.UNSURE)


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


# --- Prefect's pages ------------------------------------------------------------------------------------------------


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
