"""The door: whom it lets in, and which addresses and bodies it takes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from cycle.web.to_prefect import api
from cycle.web.to_prefect.deeds import KIND

from .door_visitor import FORM, HOST, OWN, RESUME, Visitor, basic
from .fake_prefect import DEPLOYMENT, RUN, SERVER_KEY, SERVICE_KEY, Fake

SERVICE = {"Authorization": basic(SERVICE_KEY)}
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

    answered: list[Any] = []

    async def send(message: Any) -> None:
        answered.append(message)

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
    return int(answered[0]["status"])


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
