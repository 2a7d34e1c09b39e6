"""The pages in a real browser: a hostile mail runs nothing, a letter is shown, a telephone needs no side scroll."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import Page, sync_playwright

from cycle.application.year.cycle import OpenCycle
from cycle.web.app import build_app
from tests.web.conftest import HOSTILE_MAIL, YEAR

pytestmark = [pytest.mark.browser, pytest.mark.office]

# Without these, Chromium asks for updates and name servers of its own at every start.
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
TELEPHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def address(year: OpenCycle) -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(build_app(year.services), log_level="error", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    """A telephone; the test fails when a page asks for anything that is not ours and is not stopped by our policy."""
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is missing; apt-get install chromium"
    outside = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        page = browser.new_page(viewport=TELEPHONE, base_url=address)
        page.on("request", lambda request: None if request.url.startswith(address) else outside.append(request))
        yield page
        reached = [entry.url for entry in outside if entry.failure != "csp"]
        browser.close()
    assert reached == []


def test_a_hostile_mail_runs_nothing_and_fetches_nothing(page: Page) -> None:
    page.goto(f"/post/{HOSTILE_MAIL}")
    frame = page.frame_locator("iframe.mail")
    frame.get_by_role("heading", name="Hei").wait_for()
    assert page.title() != "owned"
    frame.get_by_role("button", name="x").click()
    page.wait_for_load_state("networkidle")
    assert page.url.endswith(HOSTILE_MAIL)


def test_an_approver_pages_through_the_letters_on_a_telephone(page: Page) -> None:
    page.goto(f"{YEAR}/letters.invitasjon")
    page.locator("tbody a").first.click()
    for number in (2, 3):
        page.get_by_role("link", name="Neste").first.click()
        page.wait_for_url(f"**/letters.invitasjon/{number}")
        picture = page.locator(".sheets img").first
        picture.wait_for()
        assert picture.evaluate("one => one.complete && one.naturalWidth > 800")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        f"{YEAR}/letters.invitasjon",
        f"{YEAR}/mailing.invitasjon",
        f"{YEAR}/godkjenning/invitations",
        f"{YEAR}/godkjenning/letters.invitasjon",
        f"{YEAR}/godkjenning/mailing.invitasjon",
        f"{YEAR}/svar",
        "/personar",
        "/post",
        "/nei",
    ],
)
def test_a_telephone_needs_no_side_scroll(page: Page, path: str) -> None:
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    assert page.locator("h1").count() == 1
    assert page.locator("[hidden]").evaluate_all("them => them.filter(one => one.getClientRects().length).length") == 0
