"""What a person may do with a run in Prefect's pages, old and new: stop it, and try it again."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Page, Response, sync_playwright
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType

from tests.archive.public_site.test_browser import FLAGS
from tests.flows.conftest import Running, until

pytestmark = [pytest.mark.server, pytest.mark.browser, pytest.mark.timeout(600)]

RUN = "flow-run"


@pytest.fixture
def refused() -> list[str]:
    """Return what the door refused the pages, filled while they are used."""
    return []


@pytest.fixture
def page(refused: list[str]) -> Iterator[Page]:
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing; apt-get install chromium"

    def heard(response: Response) -> None:
        if response.status >= 400:
            refused.append(f"{response.status} {response.request.method} {response.url}")

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        context = browser.new_context(viewport={"width": 1366, "height": 900})
        context.set_default_timeout(60_000)
        one = context.new_page()
        one.on("response", heard)
        yield one
        browser.close()


def test_a_person_stops_a_run_and_tries_it_again_in_both_uis(running: Running, page: Page, refused: list[str]) -> None:
    running.open_year()
    running.trigger()
    run = running.gate("plan").id
    root = f"http://127.0.0.1:{running.settings.port}/prefect"
    ways: list[tuple[str, Callable[[Page], None], Callable[[Page], None]]] = [
        (f"{root}/runs/{RUN}/{run}", cancel_in_v1, retry_in_v1),
        (f"{root}/v2/runs/{RUN}/{run}", cancel_in_v2, retry_in_v2),
    ]
    for address, cancel, retry in ways:
        page.goto(address)
        cancel(page)
        until(lambda: state_of(run) is StateType.CANCELLED, f"{address} is stopped", running)
        page.goto(address)
        retry(page)
        until(lambda: state_of(run) is StateType.PAUSED, f"{address} asks again", running)
    assert refused == []
    assert [run.id for run in running.runs("plan")] == [run]
    running.asked.clear()
    running.approve("plan")
    assert running.state_of("plan").revision == 1


def state_of(run: UUID) -> StateType | None:
    with get_client(sync_client=True) as client:
        return client.read_flow_run(run).state_type


def cancel_in_v1(page: Page) -> None:
    page.get_by_role("button", name="Cancel", exact=True).click()
    page.get_by_role("button", name="Confirm", exact=True).click()


def retry_in_v1(page: Page) -> None:
    page.get_by_role("button", name="Retry", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Retry", exact=True).click()


def cancel_in_v2(page: Page) -> None:
    page.get_by_role("button", name="Open menu").click()
    page.get_by_role("menuitem", name="Cancel", exact=True).click()
    page.get_by_role("button", name="Cancel Flow Run").click()


def retry_in_v2(page: Page) -> None:
    page.get_by_role("button", name="Open menu").click()
    page.get_by_role("menuitem", name="Retry", exact=True).click()
    page.get_by_role("alertdialog").get_by_role("button", name="Retry", exact=True).click()
