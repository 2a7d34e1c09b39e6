"""Nothing on our pages keeps anybody out, says axe: each of them, light and dark, on a laptop and a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.routing import Mount, Route

from cycle.application.persons import make_link, named
from cycle.mail.transport.maildir import deliver
from cycle.web.app import build_app
from tests.browsers import chromium_in
from tests.desk import Desk, free_port

from .conftest import HOSTILE_MAIL, hostile_mail
from .reachable import reachable

pytestmark = pytest.mark.browser

YEAR = "/bergensomradet/partnarskapsmote/2027"
WIDTHS = ({"width": 1366, "height": 768}, {"width": 390, "height": 844})
WHOLE = {"resultTypes": ["violations"], "iframes": False}
COLOURS = WHOLE | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""What the dark colours can change."""
OPEN, DONE = "open", "done"
KARI = "Kari Koordinator"
ADDED = f"""
[[additions]]
name = "Siv Gjest"
address = "siv@gjest.example"
role = "rektor"
organisation = "Skulen"
reason = "Ho skal snakke om skulehelse."
decided_by = "{KARI}"
"""
PAGES = (
    (OPEN, "/"),
    *((OPEN, f"{YEAR}/godkjenning/{step}") for step in ("plan", "invitations", "letters.invitasjon", "archive")),
    (OPEN, f"{YEAR}/godkjenning/mailing.invitasjon"),
    (OPEN, f"{YEAR}/godkjenning/nei"),
    (OPEN, f"{YEAR}/letters.invitasjon"),
    (OPEN, f"{YEAR}/letters.invitasjon/1"),
    (OPEN, f"{YEAR}/mailing.invitasjon"),
    (OPEN, "/personar"),
    (OPEN, "/personar/ny"),
    (OPEN, "/personar/kari-koordinator"),
    (OPEN, "/innloggingar"),
    (DONE, "/"),
    (DONE, f"{YEAR}/svar"),
    (DONE, f"{YEAR}/mailing.invitasjon"),
    (DONE, f"{YEAR}/godkjenning/archive"),
    (DONE, "/post"),
    (DONE, f"/post/{HOSTILE_MAIL}"),
    (DONE, "/nettstad/"),
    (DONE, "/nettstad/partnarskapsmote/2027/"),
    (DONE, "/framsyning/partnarskapsmote/2027/"),
    (DONE, "/prefect/"),
)
"""What is shown to somebody of the secretariat, in a year that waits and in one that is done."""
BEFORE = ("/logg-inn", f"/logg-inn?til={YEAR}/svar&ut=1", "/logg-inn/lenkje/x", "LINK", "/logg-inn/oidc")
NO_PAGE = re.compile(r"/stil/|/filer/|/sider/|/pakkar/|/post/.+/|/logg-inn/oidc/svar|\.csv$|/kvittering$")
"""Files (a proof of notice to print is one), pictures, the frame of a mail, and the way back from a provider."""


@dataclass(frozen=True)
class Doors:
    """Two doors: the one to a year that waits, the one to a year that is done."""

    roots: dict[str, str]
    desks: dict[str, Desk]

    def link(self, which: str, name: str = "Samarbeidssekretariatet") -> str:
        (office,) = named(self.desks[which].services, name)
        token = make_link(self.desks[which].services, office, origin="mail")
        return f"{self.roots[which]}/logg-inn/lenkje/{token}"


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    desks = {which: Desk(tmp_path_factory.mktemp(which)) for which in (OPEN, DONE)}
    ports = {which: free_port() for which in desks}
    desks[OPEN].walk(to="letters.invitasjon")
    desks[OPEN].compute("mailing.invitasjon")
    desks[DONE].walk()
    deliver(desks[DONE].home / "mail", HOSTILE_MAIL, hostile_mail())
    for which, desk in desks.items():
        desk.settle(identity="link", port=ports[which])
    with (
        reachable(build_app(desks[OPEN].services), ports[OPEN]),
        reachable(build_app(desks[DONE].services), ports[DONE]),
    ):
        yield Doors({which: f"http://127.0.0.1:{port}" for which, port in ports.items()}, desks)
    for desk in desks.values():
        desk.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright, chromium_in(playwright) as browser:
        yield browser


def test_axe_finds_nothing_on_any_page_of_ours(doors: Doors, chromium: Browser) -> None:
    found: list[str] = []
    for which in (OPEN, DONE):
        with chromium.new_context(base_url=doors.roots[which]) as context:
            page = context.new_page()
            page.goto(doors.link(which))
            page.get_by_role("button", name="Logg inn som").click()
            for where, path in PAGES:
                if where == which:
                    page.goto(path)
                    assert "/logg-inn" not in page.url
                    found += troubles(page, path)
    assert found == []


def test_axe_finds_nothing_before_the_log_in(doors: Doors, chromium: Browser) -> None:
    found: list[str] = []
    with chromium.new_context(base_url=doors.roots[OPEN]) as context:
        page = context.new_page()
        for path in BEFORE:
            page.goto(doors.link(OPEN) if path == "LINK" else path)
            found += troubles(page, path)
        page.goto("/logg-inn")
        page.locator("#adresse").fill("nobody@kommunane.example")
        page.get_by_role("button").first.click()
        page.get_by_text("nobody@kommunane.example").wait_for()
        found += troubles(page, "the page after asking")
    assert found == []


def test_axe_finds_nothing_where_somebody_may_not_approve_nor_where_two_changed_a_person(
    doors: Doors, chromium: Browser
) -> None:
    """The last of those that look at the year that waits: its list is another after it."""
    desk = doors.desks[OPEN]
    facts = desk.year_folder / "meeting.toml"
    facts.write_text(facts.read_text("utf-8") + ADDED, "utf-8")
    desk.compute("invitations")
    found: list[str] = []
    with chromium.new_context(base_url=doors.roots[OPEN]) as context:
        page = context.new_page()
        page.goto(doors.link(OPEN, KARI))
        page.get_by_role("button", name="Logg inn som").click()
        page.goto(f"{YEAR}/godkjenning/invitations")
        page.get_by_text("så ein annan må godkjenne").first.wait_for()
        found += troubles(page, "a gate that four eyes forbid")
    with chromium.new_context(base_url=doors.roots[OPEN]) as context:
        first, second = context.new_page(), context.new_page()
        first.goto(doors.link(OPEN))
        first.get_by_role("button", name="Logg inn som").click()
        for page, name in ((first, "Kari Andre"), (second, "Kari Tredje")):
            page.goto("/personar/kari-koordinator")
            page.locator("input[name=namn]").fill(name)
            page.locator("input[name=adresse]").fill(f"{name.replace(' ', '.').lower()}@kommunane.example")
        for page in (first, second):
            page.locator("main form button[type=submit]").first.click()
        second.get_by_text("Kari Andre").first.wait_for()
        found += troubles(second, "a person whom two changed")
        file = desk.community / "community.toml"
        file.write_text(file.read_text("utf-8").replace("kari.koordinator@", "kari.fjerde@"), "utf-8")
        second.goto("/personar/kari-koordinator")
        second.get_by_text("Det same er endra her og i community.toml").wait_for()
        found += troubles(second, "a person whom the file names otherwise")
    assert found == []


def test_axe_sees_what_is_wrong(chromium: Browser) -> None:
    """Or finding nothing would say nothing."""
    page = chromium.new_page()
    page.set_content("<p style='color:#ccc'>grå</p><img src=x><input>")
    assert {line.split()[0] for line in troubles(page, "")} >= {"color-contrast", "image-alt", "label", "html-has-lang"}


def test_every_page_that_can_be_asked_for_is_looked_at(doors: Doors) -> None:
    """A page that comes new is added to the list above."""
    app: Any = build_app(doors.desks[OPEN].services)
    asked = [path.partition("?")[0] for path in (*BEFORE, *(path for _, path in PAGES))]
    asked = ["/logg-inn/lenkje/x" if path == "LINK" else path for path in asked]
    missed = [
        route.path
        for route in app._pages.routes
        if not (isinstance(route, Route) and "GET" not in (route.methods or ()))
        and not NO_PAGE.search(route.path)
        and not any(_answers(route, path) for path in asked)
    ]
    assert missed == []


def _answers(route: Route | Mount, path: str) -> bool:
    return bool(route.path_regex.match(path))


def troubles(page: Page, path: str) -> list[str]:
    """Return what axe finds on the page as it stands, at both widths, light and dark: rule, where, and in what."""
    found = []
    page.evaluate(AXE_SCRIPT)
    for viewport in WIDTHS:
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        for scheme, options in (("light", WHOLE), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            for violation in page.evaluate("options => axe.run(options)", options)["violations"]:
                nodes = [node["html"][:120] for node in violation["nodes"][:3]]
                found.append(f"{violation['id']} {path} {viewport['width']} {scheme}: {nodes}")
    return found
