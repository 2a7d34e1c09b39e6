"""Every route of Prefect's API has been decided about, and what changes anything is closed to pages but for three."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from cycle.web.to_prefect.policy import OUR_TAG, ROUTES, SOCKETS, has_verdict, verdict

SOME_ID = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def app() -> Any:
    from prefect.server.api.server import create_api_app

    return create_api_app()


@pytest.fixture(scope="module")
def routes(app: Any) -> list[tuple[str, str]]:
    """Method and path of every route of this version of Prefect, with an example in each gap."""
    return [(method.upper(), _example(path)) for path, methods in app.openapi()["paths"].items() for method in methods]


def _example(path: str) -> str:
    path = re.sub(r"\{(id|lease_id|schedule_id|automation_id)\}", SOME_ID, path)
    return re.sub(r"\{[^}]+\}", "name", path).removeprefix("/")


def test_somebody_has_decided_about_every_route_of_prefect(routes: list[tuple[str, str]]) -> None:
    assert len(routes) > 180
    assert [route for route in routes if not has_verdict(*route)] == []


def test_no_route_is_decided_about_that_prefect_has_not(routes: list[tuple[str, str]]) -> None:
    more = [("GET", f"flow_runs/{SOME_ID}/input/x-{part}") for part in ("schema", "response")]
    more += [("GET", "block_types/slug/local-file-system")]
    more += [("DELETE", f"automations/owned-by/prefect.deployment.{SOME_ID}")]
    unused = [entry for entry in ROUTES if not any(_is_for(entry, *route) for route in [*routes, *more])]
    assert [(route.method, route.path.pattern) for route in unused] == []


def test_a_route_nobody_has_decided_about_is_closed() -> None:
    assert verdict("POST", "flow_runs/set_everything", "page") == "refuse"
    assert verdict("POST", "flow_runs/set_everything", "service") == "refuse"
    assert verdict("POST", f"flow_runs/{SOME_ID}/resume/", "page") == "refuse"
    assert verdict("POST", f"x/flow_runs/{SOME_ID}/resume", "page") == "refuse"


def test_a_page_changes_nothing_but_by_three_deeds(routes: list[tuple[str, str]]) -> None:
    reads = re.compile(
        r"(.*/)?(filter|count|paginate|history|lateness|count-task-runs|count-deployments|next-runs|counts|validate"
        r"|count-by/name)"
    )
    found = {
        (method, path): verdict(method, path, "page")
        for method, path in routes
        if method != "GET" and verdict(method, path, "page") not in {"refuse", "list", "number"}
    }
    deeds = {route: how for route, how in found.items() if how != "pass"}
    assert deeds == {
        ("POST", f"flow_runs/{SOME_ID}/resume"): "resume",
        ("POST", f"flow_runs/{SOME_ID}/set_state"): "state",
        ("POST", f"deployments/{SOME_ID}/create_flow_run"): "create",
    }
    assert [route for route in set(found) - set(deeds) if route[0] != "POST" or not reads.fullmatch(route[1])] == []


@pytest.mark.parametrize("kind", ["page", "service"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "variables/"),
        ("POST", "block_documents/"),
        ("POST", "automations/"),
        ("POST", "work_pools/"),
        ("POST", "concurrency_limits/"),
        ("POST", "v2/concurrency_limits/"),
        ("PUT", "admin/storage"),
        ("POST", "flow_runs/bulk_set_state"),
        ("DELETE", f"flow_runs/{SOME_ID}"),
        ("DELETE", f"deployments/{SOME_ID}"),
        ("PATCH", f"artifacts/{SOME_ID}"),
        ("GET", f"block_documents/{SOME_ID}"),
        ("GET", "variables/name/x"),
    ],
)
def test_what_nobody_does_here_is_closed_to_pages_and_processes(method: str, path: str, kind: Any) -> None:
    assert verdict(method, path, kind) == "refuse"


def test_what_a_run_was_answered_is_shown_to_no_page() -> None:
    path = f"flow_runs/{SOME_ID}/input/suspended-plan-r1-a1-response"
    assert (verdict("GET", path, "page"), verdict("GET", path, "service")) == ("refuse", "pass")


def test_no_process_of_ours_answers_a_gate_with_the_secret() -> None:
    assert verdict("POST", f"flow_runs/{SOME_ID}/resume", "service") == "refuse"


def test_every_websocket_of_prefect_is_decided_about(app: Any) -> None:
    found = set(_sockets(app.routes))
    closed = {"task_runs/subscriptions/scheduled", "work_pools/{work_pool_name}/workers/connect"}
    assert found == set(SOCKETS) | closed


def _sockets(routes: Any, before: str = "") -> list[str]:
    found: list[str] = []
    for route in routes:
        below = getattr(route, "routes", None)
        if below is None and hasattr(route, "original_router"):
            below = route.original_router.routes
        if type(route).__name__ == "APIWebSocketRoute":
            found.append(route.path.removeprefix("/"))
        elif below:
            found += _sockets(below, before)
    return found


def test_our_runs_are_told_by_the_tag_they_carry() -> None:
    from flows.running.launch import SERVICE_TAG

    assert OUR_TAG == SERVICE_TAG


def test_a_page_and_a_process_each_find_one_rule_first(routes: list[tuple[str, str]]) -> None:
    twice = Counter(route for route in routes for entry in ROUTES if _is_for(entry, *route))
    assert {route for route, times in twice.items() if times > 1} == {
        ("GET", "block_types/slug/name/block_documents"),
    }


def _is_for(one: Any, method: str, path: str) -> bool:
    return bool(one.method == method and one.path.fullmatch(path))
