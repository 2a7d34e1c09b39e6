"""Every page of Prefect's two UIs opens behind the door, and none of them meets a refusal or reaches elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect, sync_playwright

from tests.archive.public_site.test_browser import FLAGS
from tests.flows.conftest import Running

pytestmark = [pytest.mark.server, pytest.mark.browser, pytest.mark.timeout(600)]

PAGES = {
    "dashboard": "Dashboard",
    "runs": "Runs",
    "flows": "Flows",
    "deployments": "Deployments",
    "work-pools": "Work pools",
    "blocks": "Blocks",
    "variables": "Variables",
    "automations": "Automations",
    "events": "Event Feed",
    "concurrency-limits": "Concurrency",
    "artifacts": "Artifacts",
    "settings": "Settings",
}
"""The heading of each page, in both UIs."""


@pytest.fixture
def context() -> Iterator[BrowserContext]:
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing; apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        yield browser.new_context(viewport={"width": 1366, "height": 768})
        browser.close()


def test_every_page_of_both_uis_opens_and_meets_no_refusal(running: Running, context: BrowserContext) -> None:
    root = f"http://127.0.0.1:{running.settings.port}"
    refused: list[str] = []
    elsewhere: list[str] = []

    def heard(response: Response) -> None:
        if response.status >= 400:
            refused.append(f"{response.status} {response.request.method} {response.url}")
        if not response.url.startswith((root, "data:", "blob:")):
            elsewhere.append(response.url)

    page = context.new_page()
    page.on("response", heard)
    for base in ("/prefect", "/prefect/v2"):
        for path, heading in PAGES.items():
            page.goto(f"{root}{base}/{path}")
            shows(page, heading)
    assert refused == []
    assert elsewhere == []


def shows(page: Page, heading: str) -> None:
    """See the page itself, and neither an empty one nor Prefect's word for trouble."""
    expect(page.get_by_text("Deployments", exact=True).first).to_be_visible(timeout=30_000)
    expect(page.get_by_text(heading, exact=False).last).to_be_visible(timeout=30_000)
    page.wait_for_timeout(700)
    for trouble in ("Something went wrong", "Prefect Cloud", "Unauthorized"):
        expect(page.get_by_text(trouble)).to_have_count(0)
