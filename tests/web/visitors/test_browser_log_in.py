"""Log-in in a real browser, on a laptop and a telephone: by link and at a provider, and who tries to come in otherwise.

What needs no browser is tried in `test_log_in.py`, `test_sessions.py`, `test_provider.py` and `test_roles.py`.
"""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from starlette.responses import HTMLResponse

from cycle.application.persons import make_link, named, people, remove_person
from cycle.web.app import build_app
from cycle.web.door import Behind
from cycle.web.to_prefect.inner import Inner
from tests.browsers import chromium_in
from tests.desk import NOON, Desk, free_port
from tests.web.conftest import known_there
from tests.web.fake_prefect import SERVER_KEY, SERVICE_KEY, Fake, listening
from tests.web.reachable import reachable

pytestmark = pytest.mark.browser

GATE = "/bergensomradet/partnarskapsmote/2027/godkjenning/invitations"
KARI, OLA = "kari.koordinator@kommunane.example", "ola.andrehand@spesialisthelsetenesta.example"
"""Each address may ask five times in a quarter of an hour."""
WIDTHS = {1366: {"width": 1366, "height": 768}, 390: {"width": 390, "height": 844}}


@dataclass(frozen=True)
class House:
    """A door with log-in and a provider, over a year whose invitation list waits."""

    desk: Desk
    root: str
    provider: str

    def link(self, person: str = "Kari Koordinator", *, page: str = GATE) -> str:
        """Return a link as in the mail of a gate."""
        (meant,) = named(self.desk.services, person)
        return f"{self.root}/logg-inn/lenkje/{make_link(self.desk.services, meant, origin='mail', page=page)}"

    def mailed(self) -> str:
        """Return the link in the mail that came, and take the mail away."""
        folder = self.desk.home / "login-mail" / "new"
        for _ in range(500):
            if mails := list(folder.glob("*")):
                break
            time.sleep(0.02)
        (mail,) = mails
        message = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
        mail.unlink()
        body = message.get_body(("plain",))
        assert body is not None
        found = re.search(r"http://\S+/logg-inn/lenkje/[\w-]+", body.get_content())
        assert found
        return found[0]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, provider: str) -> Iterator[House]:
    folder, port = tmp_path_factory.mktemp("browsed"), free_port()
    desk = Desk(folder)
    desk.walk(to="host")
    desk.compute("invitations")
    desk.settle(
        identity="link", port=port, oidc_issuer=provider, oidc_client="a", oidc_secret="x", oidc_name="Entra ID"
    )
    behind = Behind(prefect=Inner(folder / "p.sock", secret=SERVER_KEY), secret=SERVICE_KEY)
    with listening(Fake(), folder / "p.sock"), reachable(build_app(desk.services, behind=behind), port):
        yield House(desk, f"http://127.0.0.1:{port}", provider)
    desk.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright, chromium_in(playwright) as browser:
        yield browser


@pytest.fixture(autouse=True)
def on_time(house: House) -> Iterator[None]:
    yield
    house.desk.moment = NOON


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, chromium: Browser, house: House) -> Iterator[Page]:
    with opened(chromium, house, width=request.param) as context:
        yield context.new_page()


def opened(chromium: Browser, house: House, *, width: int = 1366, **more: str) -> BrowserContext:
    """Return the browser of somebody who was never here."""
    return chromium.new_context(viewport=WIDTHS[width], base_url=house.root, **more)  # type: ignore[arg-type]


def is_in(page: Page, name: str) -> bool:
    return page.get_by_text(re.compile(f"Logg(a|et) inn som {name}")).count() > 0


def log_in(page: Page, house: House, person: str = "Kari Koordinator", *, onto: str = GATE) -> None:
    page.goto(house.link(person, page=onto))
    page.get_by_role("button", name=f"inn som {person}").click()
    page.wait_for_url(f"{house.root}{onto}")


@pytest.mark.parametrize("width", WIDTHS)
def test_from_a_gates_address_to_the_log_in_the_mail_the_button_and_back_to_the_gate(
    chromium: Browser, house: House, width: int
) -> None:
    with opened(chromium, house, width=width) as context:
        page = context.new_page()
        page.goto(GATE)
        assert page.url == f"{house.root}/logg-inn?til={GATE}"
        page.locator("#adresse").fill(KARI)
        page.get_by_role("button", name="Send meg ei lenkje").click()
        page.get_by_text(KARI).wait_for()
        link = house.mailed()
        assert httpx.get(link, trust_env=False).status_code == 410, "a scanner is another browser"
        page.goto(link)
        assert not is_in(page, "Kari Koordinator"), "opening the link logs nobody in"
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.get_by_role("button", name="Logg inn som Kari Koordinator").click()
        page.wait_for_url(f"{house.root}{GATE}")
        assert is_in(page, "Kari Koordinator")
        assert page.get_by_role("button", name=re.compile("^Godkjenn")).is_visible()
        page.goto(link)
        assert page.url == f"{house.root}{GATE}", "whoever is in already goes straight on"
        page.get_by_role("button", name="Logg ut").click()
        page.wait_for_url(f"{house.root}/logg-inn")
        page.go_back()
        page.reload()
        assert page.url.startswith(f"{house.root}/logg-inn"), "what was seen is not there for the next at the machine"
        page.goto(link)
        page.get_by_text("Lenkja er brukt").wait_for()
        assert page.get_by_role("link", name="Be om ei ny lenkje").get_attribute("href") == f"/logg-inn?til={GATE}"


@pytest.mark.parametrize("width", WIDTHS)
def test_at_a_provider_and_back_to_the_gate(chromium: Browser, house: House, width: int) -> None:
    known_there(house.provider, "k-1", email=KARI, email_verified=True)
    known_there(house.provider, "m-1", email="mallory@evil.example", email_verified=True)
    with opened(chromium, house, width=width) as context:
        page = context.new_page()
        for subject in ("m-1", "k-1"):
            page.goto(GATE)
            page.get_by_role("link", name="logg inn med Entra ID").click()
            page.locator("input[name=sub]").fill(subject)
            page.get_by_role("button", name="Authorize").click()
            page.wait_for_url(f"{house.root}/**")
            if subject == "m-1":
                assert "m-1" in page.locator("main").inner_text(), "the identity to note is told"
                assert not is_in(page, "")
        assert page.url == f"{house.root}{GATE}"
        assert is_in(page, "Kari Koordinator")


def test_a_link_that_is_too_old_and_one_of_another_browser_say_what_to_do(
    chromium: Browser, house: House, page: Page
) -> None:
    link = house.link()
    house.desk.moment = NOON + dt.timedelta(hours=73)
    page.goto(link)
    page.get_by_text("Lenkja er for gammal").wait_for()
    house.desk.moment = NOON
    assert not is_in(page, "")
    page.goto("/logg-inn")
    page.locator("#adresse").fill(KARI)
    page.get_by_role("button", name="Send meg ei lenkje").click()
    page.get_by_text(KARI).wait_for()
    mailed = house.mailed()
    with opened(chromium, house) as other:
        forwarded = other.new_page()
        forwarded.goto(mailed)
        forwarded.get_by_text("Lenkja verkar berre i nettlesaren som bad om henne").wait_for()
        forwarded.goto(house.link())
        forwarded.get_by_text("Er du ikkje Kari Koordinator?").wait_for()
    page.goto(mailed)
    page.get_by_role("button", name="Logg inn som Kari Koordinator").click()
    page.wait_for_url(f"{house.root}/")
    assert is_in(page, "Kari Koordinator")


def test_a_coordinator_is_told_what_is_for_the_secretariat_and_finds_no_button_at_anothers_gate(
    house: House, page: Page
) -> None:
    log_in(page, house, "Ola Andrehand", onto="/")
    page.goto("/post")
    assert "sekretariatet" in page.locator("main").inner_text().casefold()
    page.goto("/personar")
    assert page.locator("main form").count() == 0
    page.goto(GATE.replace("invitations", "plan"))
    assert page.locator("button.approve").count() == 0


def test_a_stolen_session_ends_for_the_thief_and_its_owner_and_one_that_was_planted_is_worth_nothing(
    chromium: Browser, house: House, page: Page
) -> None:
    name = f"cycle_session_{house.root.rpartition(':')[2]}"
    planted = {"name": name, "value": "planted-by-somebody", "url": house.root}
    page.context.add_cookies([planted])  # type: ignore[list-item]
    log_in(page, house)
    held = page.context.cookies()
    assert [cookie["value"] for cookie in held if cookie["name"] == name] != ["planted-by-somebody"]  # type: ignore[typeddict-item]
    assert page.evaluate("document.cookie") == "", "no script reads it"
    with opened(chromium, house) as with_planted:
        with_planted.add_cookies([planted])  # type: ignore[list-item]
        assert with_planted.new_page().goto("/").url.endswith("/logg-inn")  # type: ignore[union-attr]
    with opened(chromium, house, user_agent="Mozilla/5.0 (Windows NT 10.0) Firefox/140.0") as thief:
        thief.add_cookies(held)  # type: ignore[arg-type]
        assert thief.new_page().goto(GATE).url.endswith(f"/logg-inn?til={GATE}")  # type: ignore[union-attr]
    page.goto("/")
    assert page.url == f"{house.root}/logg-inn", "a session that turns up elsewhere ends for both"


def test_the_cookie_of_somebody_who_logged_out_opens_nothing(chromium: Browser, house: House, page: Page) -> None:
    log_in(page, house)
    held = page.context.cookies()
    page.get_by_role("button", name="Logg ut").click()
    page.wait_for_url(f"{house.root}/logg-inn")
    with opened(chromium, house) as replaying:
        replaying.add_cookies(held)  # type: ignore[arg-type]
        assert replaying.new_page().goto("/").url == f"{house.root}/logg-inn"  # type: ignore[union-attr]


def test_a_page_of_another_port_of_this_machine_neither_logs_out_nor_decides(house: House, page: Page) -> None:
    """Cookies know no ports, so the victim's session goes with what such a page sends."""
    log_in(page, house)
    decided = len(house.desk.cycle().memory.decisions.of(house.desk.cycle().id))
    targets = ("/logg-ut", GATE, "/logg-inn", "/innloggingar")

    async def evil(scope: object, receive: object, send: object) -> None:
        number = int(scope["query_string"] or b"0")  # type: ignore[index]
        form = f'<form method=post action="{house.root}{targets[number]}"><input name=val value=approve></form>'
        answer = HTMLResponse(f"{form}<script>document.forms[0].submit()</script>")
        await answer(scope, receive, send)  # type: ignore[arg-type]

    with reachable(evil) as port:
        for number, target in enumerate(targets):
            with page.expect_response(f"{house.root}{target}") as found:
                page.goto(f"http://127.0.0.1:{port}/?{number}", wait_until="commit")
            assert found.value.status == 403
            page.wait_for_url(f"{house.root}{target}")
    page.goto(GATE)
    assert is_in(page, "Kari Koordinator")
    assert len(house.desk.cycle().memory.decisions.of(house.desk.cycle().id)) == decided


@pytest.mark.parametrize(
    ("page", "elsewhere"),
    [(1366, "//evil.example"), (390, "https://evil.example"), (1366, "/\\evil.example"), (390, "/logg-ut")],
    indirect=["page"],
)
def test_the_log_in_leads_nowhere_but_to_a_page_of_ours(house: House, page: Page, elsewhere: str) -> None:
    page.goto(f"/logg-inn?til={elsewhere}")
    page.locator("#adresse").fill(OLA)
    page.get_by_role("button", name="Send meg ei lenkje").click()
    page.get_by_text(OLA).wait_for()
    page.goto(house.mailed())
    page.get_by_role("button", name="Logg inn som Ola Andrehand").click()
    page.wait_for_url(f"{house.root}/")
    assert is_in(page, "Ola Andrehand")


@pytest.mark.parametrize(("page", "days"), [(1366, 2), (390, -2)], indirect=["page"])
def test_with_a_clock_two_days_off_one_logs_in_anew_and_goes_on(house: House, page: Page, days: int) -> None:
    log_in(page, house)
    page.wait_for_load_state("networkidle")  # nothing of the page is asked for while the clock is moved
    house.desk.moment = NOON + dt.timedelta(days=days)
    page.goto(GATE)
    assert page.url == f"{house.root}/logg-inn?til={GATE}"
    log_in(page, house)
    assert is_in(page, "Kari Koordinator")


def test_with_the_mail_server_down_the_log_in_says_so_and_the_terminals_link_is_the_way(
    tmp_path: Path, chromium: Browser
) -> None:
    port = free_port()
    desk = Desk(tmp_path, identity="link", port=port, mail_mode="live", mail_port=9, mail_tls="none")
    with reachable(build_app(desk.services), port):
        house = House(desk, f"http://127.0.0.1:{port}", "")
        with opened(chromium, house, width=390) as context:
            page = context.new_page()
            page.goto("/logg-inn")
            page.locator("#adresse").fill(KARI)
            page.get_by_role("button", name="Send meg ei lenkje").click()
            assert "cycle login --as NAMN" in page.get_by_role("alert").inner_text()
            log_in(page, house, onto="/")
            assert is_in(page, "Kari Koordinator")
    desk.close()


@pytest.mark.parametrize("page", [390], indirect=True)
def test_somebody_taken_out_while_logged_in_is_out_at_the_next_click(house: House, page: Page) -> None:
    """The last test of the file: the house knows Ola no more."""
    log_in(page, house, "Ola Andrehand")
    row = next(row for row in people(house.desk.services) if row.person.name == "Ola Andrehand")
    remove_person(house.desk.services, row, by="test")
    page.get_by_role("button", name=re.compile("^Godkjenn")).click()
    assert page.url == f"{house.root}/logg-inn?til={GATE}&ut=1"
    assert "ikkje teke imot" in page.get_by_role("alert").inner_text()
