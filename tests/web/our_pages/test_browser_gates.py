"""What people decide at a gate, in a real browser on a laptop and a telephone: ours, with nobody's script needed.

What needs no browser is tried in `test_gates.py`; Prefect's own pages in `tests/flows/one_service/`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from cycle.application.actions import is_approved, step_state
from cycle.application.persons import change_person, make_link, named, people
from cycle.web.app import build_app
from tests.desk import MAYOR, Desk, free_port
from tests.web.reachable import reachable
from tests.web.visitors.test_browser_log_in import WIDTHS
from tests.web.visitors.test_browser_log_in import chromium as chromium

pytestmark = pytest.mark.browser

KARI, OLA = "Kari Koordinator", "Ola Andrehand"
YEAR = "/bergensomradet/partnarskapsmote/2027/godkjenning"
ADDED = f"""
[[additions]]
name = "Siv Gjest"
address = "siv@gjest.example"
role = "rektor"
organisation = "Skulen"
reason = "Ho skal snakke om skulehelse."
decided_by = "{KARI}"
"""

Opens = Callable[[str], Page]


@dataclass(frozen=True)
class Waiting:
    """A year that waits at a gate, which people look at each in a browser of their own."""

    desk: Desk
    step: str
    opens: Opens

    def decided(self) -> list[tuple[str, str]]:
        rows = self.desk.services.memory.decisions.of_step(self.desk.cycle().id, self.step)
        return [(row.decision, row.name) for row in rows]

    @property
    def approved(self) -> bool:
        return is_approved(self.desk.cycle(), self.desk.newest(self.step))


@pytest.fixture(params=WIDTHS)
def waits(request: pytest.FixtureRequest, chromium: Browser, tmp_path: Path) -> Iterator[Callable[..., Waiting]]:
    """Return what lets a year wait at a step."""
    width: int = request.param
    with ExitStack() as ending:

        def at(step: str, *, needed: int = 2, added: bool = False) -> Waiting:
            port = free_port()
            desk = Desk(tmp_path, port=port, identity="link")
            ending.callback(desk.close)
            if needed != 2:
                desk.replace("community.toml", "invitations = 2", f"invitations = {needed}")
            if added:
                facts = desk.year_folder / "meeting.toml"
                facts.write_text(facts.read_text("utf-8") + ADDED, "utf-8")
            names = [node.name for node in desk.start().graph]
            if names.index(step):
                desk.walk(to=names[names.index(step) - 1])
            desk.compute(step)
            ola = next(row for row in people(desk.services) if row.person.name == OLA)
            change_person(desk.services, ola, replace(ola.person, steps=()), by="test")
            ending.enter_context(reachable(build_app(desk.services), port))

            def opens(name: str) -> Page:
                root = f"http://127.0.0.1:{port}"
                (meant,) = named(desk.services, name)
                context = chromium.new_context(viewport=WIDTHS[width], base_url=root)  # type: ignore[arg-type]
                ending.callback(context.close)
                page = context.new_page()
                link = make_link(desk.services, meant, origin="mail", page=f"{YEAR}/{step}")
                page.goto(f"/logg-inn/lenkje/{link}")
                page.get_by_role("button", name=f"inn som {name}").click()
                page.wait_for_url(f"{root}{YEAR}/{step}")
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                return page

            return Waiting(desk, step, opens)

        yield at


def says(page: Page) -> str:
    return " ".join(page.locator("main").inner_text().split())


def approve(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Godkjenn")).click()


def test_two_approve_a_list_each_in_their_browser_and_read_what_it_waits_for(waits: Callable[..., Waiting]) -> None:
    gate = waits("invitations")
    kari = gate.opens(KARI)
    kari.locator("#grunn-ja").fill("Ser bra ut.")
    approve(kari)
    kari.get_by_text("Kari Koordinator godkjende revisjon 1. Det er lagra.").wait_for()
    assert "1 person til må godkjenne" in says(kari)
    assert kari.locator("button.approve").count() == 0
    assert "Kari Koordinator har alt godkjent" in says(kari)
    ola = gate.opens(OLA)
    assert "«Ser bra ut.»" in says(ola)
    approve(ola)
    ola.get_by_text("Ola Andrehand godkjente revisjon 1").wait_for()
    assert gate.approved
    assert gate.decided() == [("approve", KARI), ("approve", OLA)]


def test_what_was_approved_and_changed_is_void_and_shows_line_by_line_what_is_new(
    waits: Callable[..., Waiting],
) -> None:
    gate = waits("invitations")
    kari, ola = gate.opens(KARI), gate.opens(OLA)
    approve(kari)
    kari.get_by_text("Det er lagra").wait_for()
    gate.desk.register(replace(MAYOR, address="ny@alver.example"))
    gate.desk.do("committee")
    gate.desk.compute("invitations")
    approve(ola)
    assert "Forslaget er endret siden du åpnet siden" in ola.get_by_role("alert").inner_text()
    assert ola.locator("del", has_text="adne@alver.example").is_visible()
    assert ola.locator("ins", has_text="ny@alver.example").is_visible()
    assert "gjelder ikke dette forslaget" in says(ola)
    assert gate.decided() == [("approve", KARI)]
    assert not gate.approved
    approve(ola)
    ola.get_by_text("Ola Andrehand godkjente revisjon 2").wait_for()
    kari.goto(f"{YEAR}/invitations")
    approve(kari)
    kari.get_by_text("Kari Koordinator godkjende revisjon 2").wait_for()
    assert gate.approved


def test_a_list_is_sent_back_with_the_reason_that_must_be_given(waits: Callable[..., Waiting]) -> None:
    gate = waits("invitations")
    page = gate.opens(KARI)
    page.get_by_text("Send tilbake", exact=True).click()
    page.locator("#til").select_option("plan")
    send = page.get_by_role("button", name=re.compile("^Send tilbake – "))
    send.click()
    assert gate.decided() == [], "the browser asks for the reason first"
    page.locator("#grunn-att").fill("Feil dato")
    send.click()
    page.get_by_text("Kari Koordinator sende det tilbake til årshjul. Det er lagra.").wait_for()
    assert "«Feil dato»" in says(page)
    assert gate.decided() == [("send_back", KARI)]
    assert step_state(gate.desk.cycle(), "plan").state == "due"


def test_who_added_somebody_by_hand_reads_who_must_approve_and_finds_no_button(waits: Callable[..., Waiting]) -> None:
    gate = waits("invitations", needed=1, added=True)
    kari = gate.opens(KARI)
    assert kari.locator("button.approve").count() == 0
    assert "så ein annan må godkjenne. Dei som kan: Ola Andrehand." in says(kari)
    ola = gate.opens(OLA)
    approve(ola)
    ola.get_by_text("Ola Andrehand godkjente revisjon 1").wait_for()
    assert gate.approved


def test_the_number_of_mails_is_typed_exactly(waits: Callable[..., Waiting]) -> None:
    gate = waits("mailing.invitasjon")
    page, count = gate.opens(KARI), gate.desk.newest("mailing.invitasjon").body["count"]
    button = page.get_by_role("button", name=re.compile(rf"^Godkjenn – {count} e.postar på prøve, som ingen får"))
    button.click()
    assert gate.decided() == [], "the browser asks for the number first"
    for wrong in (count + 1, 0):
        page.locator("#tal").fill(str(wrong))
        button.click()
        assert str(count) in page.get_by_role("alert").inner_text()
        assert gate.decided() == []
    page.locator("#tal").fill(str(count))
    button.click()
    page.get_by_text("Kari Koordinator godkjende revisjon 1").wait_for()
    assert gate.decided() == [("approve", KARI)]


def test_of_two_at_once_the_later_reads_who_decided_and_a_double_click_is_one_decision(
    waits: Callable[..., Waiting],
) -> None:
    gate = waits("plan")
    kari, ola = gate.opens(KARI), gate.opens(OLA)
    kari.get_by_role("button", name=re.compile("^Godkjenn")).dblclick()
    kari.get_by_text("Kari Koordinator godkjende revisjon 1").wait_for()
    approve(ola)
    assert "Kari Koordinator har avgjort i mellomtiden" in ola.get_by_role("alert").inner_text()
    assert gate.decided() == [("approve", KARI)]


def test_a_step_is_stopped_and_says_what_opens_it_again(waits: Callable[..., Waiting]) -> None:
    gate = waits("plan")
    page = gate.opens(KARI)
    page.get_by_text("Stopp", exact=True).click()
    page.get_by_role("button", name=re.compile("^Stopp – ")).click()
    page.get_by_text("Kari Koordinator stoppa steget. Det er lagra.").wait_for()
    assert "Start året på nytt" in says(page)
    assert gate.decided() == [("stop", KARI)]


def test_a_page_decides_nothing_once_its_owner_is_logged_out_elsewhere(waits: Callable[..., Waiting]) -> None:
    gate = waits("plan")
    page = gate.opens(KARI)
    other = page.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Logg ut").click()
    approve(page)
    page.wait_for_url(re.compile("/logg-inn"))
    assert gate.decided() == []
