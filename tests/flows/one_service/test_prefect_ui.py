"""The year is started, and a gate answered from the mail about it, in a real browser the size of a laptop's."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Locator, Page, Route, expect, sync_playwright
from prefect.client.orchestration import get_client

from cycle.application.year import gate_page_link
from flows.running.client import TRIGGER, run_link
from tests.archive.public_site.test_browser import FLAGS
from tests.flows.conftest import Running, until

pytestmark = [pytest.mark.server, pytest.mark.browser, pytest.mark.timeout(600)]

LAPTOP = {"width": 1366, "height": 657}
"""A screen of 1366 × 768 less the browser's own bars."""
expect.set_options(timeout=30_000)

INSIDE = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:")


@pytest.fixture
def page() -> Iterator[Page]:
    """A page that may ask this machine only; the test fails when it wanted more."""
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing; apt-get install chromium"
    outside: list[str] = []

    def only_here(route: Route) -> None:
        if route.request.url.startswith(INSIDE):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        context = browser.new_context(viewport=LAPTOP)  # type: ignore[arg-type]
        context.route("**/*", only_here)
        context.set_default_timeout(60_000)
        yield context.new_page()
        browser.close()
    assert outside == []


def test_a_person_starts_the_year_and_approves_its_plan_in_the_browser(in_example_year: Running, page: Page) -> None:
    running = in_example_year
    start_by_hand(running, page)
    until(lambda: 2027 in {row.year for row in running.services.memory.cycles.all()}, "the year is open", running)
    run = running.gate("plan")
    [mail] = running.notices("vent.plan")
    [ours] = re.findall(r"Opne sida: (\S+)", mail.text)
    assert ours == gate_page_link(running.settings, running.cycle().id, "plan")
    [link] = re.findall(r"Det same i Prefect: (\S+)", mail.text)
    assert link == run_link(running.settings, run.id)
    page.goto(link)
    page.get_by_role("button", name="Resume").click()
    form = page.get_by_role("dialog")
    gist = form.get_by_text("Partnarskapsmøte 2027: torsdag 18. februar 2027, kl. 09.00–15.00")
    expect(gist).to_be_in_viewport(ratio=1)
    with page.context.expect_page() as opened:
        form.get_by_role("link", name="Les heile grunnlaget").click()
    reads_the_whole(opened.value)
    page.bring_to_front()  # a page in the background draws no menus

    choose(page, "Avgjerd", "Godkjenn")
    fill(page, "Namnet ditt", "Kari Koordinator")
    fill(page, "Kommentar", "Datoen passar for alle.")
    submit(form)
    running.gate("committee")
    running.gate("host")

    result = running.services.memory.results.latest(running.cycle().id, "plan")
    assert result is not None
    rows = running.services.memory.decisions.of(running.cycle().id)
    assert [
        (decision.step, decision.digest, decision.decision, decision.name, decision.comment, decision.channel)
        for decision in rows
    ] == [("plan", result.digest, "approve", "Kari Koordinator", "Datoen passar for alle.", "form")]


def submit(form: Locator) -> None:
    """Press the button, and again when Prefect says that it failed, as it may on a machine that is busy."""
    said: list[str] = []
    for _ in range(4):
        form.get_by_role("button", name="Submit").dispatch_event("click")  # what Prefect says may lie over the button
        with suppress(AssertionError):
            return expect(form).to_be_hidden(timeout=15_000)
        said += form.page.locator(".p-toast__card").all_inner_texts()
    return pytest.fail(f"Prefect did not take the form: {said}")


def start_by_hand(running: Running, page: Page) -> None:
    """Fill in the start form, where the labels are ours."""
    with get_client(sync_client=True) as client:
        deployment = client.read_deployment_by_name(TRIGGER)
    page.goto(f"http://127.0.0.1:{running.settings.port}/prefect/deployments/deployment/{deployment.id}/run")
    for label in ("Dato", "Start", "Slutt", "Møtelokale", "Adresse eller stad", "Møtetype", "Helsefellesskap"):
        expect(page.get_by_text(f"{label} (Optional)", exact=True)).to_be_visible()
    fill(page, "År", "2027")
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("scheduled to start").first).to_be_visible()


def reads_the_whole(page: Page) -> None:
    expect(page.get_by_role("heading", name="Årshjul 2027")).to_be_visible()
    expect(page.get_by_role("cell", name="Invitasjonslista er godkjend")).to_be_visible()
    page.close()


def field(label: str) -> str:
    return f".schema-form-property:has(.schema-form-property__label:text-matches('^{label}( \\\\(Optional\\\\))?$'))"


def fill(page: Page, label: str, text: str) -> None:
    page.locator(field(label)).locator("fieldset").locator("input, textarea").fill(text)


def choose(page: Page, label: str, option: str) -> None:
    """Click the list and the choice in it, as with a mouse."""
    page.locator(field(label)).locator(".p-select-button").first.click()
    page.locator(".p-select-options").get_by_text(option, exact=True).click()
