"""With log-in by link on a real service: from the mail of a gate to the decision, on our page and in both of Prefect's.

The clicks are counted: two from the mail to the decision, three where somebody logs in on the way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect, sync_playwright

from cycle.application.persons import make_link, named
from cycle.application.year import gate_page_link
from cycle.store.years.decisions import Decision
from flows.running.client import run_link
from tests.browsers import chromium_in
from tests.flows.conftest import Running, a_service, in_own_thread, until
from tests.kept import put_house

pytestmark = [pytest.mark.server, pytest.mark.browser, pytest.mark.timeout(600)]

KARI = "Kari Koordinator"
OLA, LISE = "Ola Andrehand", "Lise Lesar"
APPROVE, BACK = "Godkjenn", "Send tilbake til Årshjul"
NOT_HERS = "avgjer ikkje dette steget"
STALE = re.compile("er endr(a|et) etter at det (vart laga|ble laget)")
ADDED = b"""
[[additions]]
name = "Ny Gjest"
address = "ny@x.example"
role = "Gjest"
organisation = "Gjestane"
reason = "spurt av SSU"
decided_by = "SSU-sak 1/27"
"""
LAPTOP = {"width": 1366, "height": 768}
TELEPHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    home = tmp_path_factory.mktemp("known")
    offices = {"CYCLE_OFFICE": str(home / "no-office"), "CYCLE_PDF": "optional"}
    house, own = home / "house", home / "home"
    for folder in (house, own):
        folder.mkdir()
    put_house(house)
    with a_service(own, CYCLE_IDENTITY="link", CYCLE_ROOT=str(house), **offices) as running:
        running.command("start", "2027")
        running.gate("plan")
        yield running


@pytest.fixture
def browser(service: Running) -> Iterator[BrowserContext]:
    with sync_playwright() as playwright, chromium_in(playwright) as chromium:
        context = chromium.new_context(
            viewport=LAPTOP,  # type: ignore[arg-type]
            base_url=f"http://127.0.0.1:{service.settings.port}",
        )
        context.set_default_timeout(60_000)
        yield context


def mailed(service: Running, step: str, line: str) -> str:
    """The address behind these words in the newest mail to Kari about a gate."""

    def found() -> list[str]:
        mails = [mail for mail in service.notices(f"vent.{step}") if KARI in mail.text]
        return [address for mail in mails for address in re.findall(rf"{line}[^:\n]*: (\S+)", mail.text)]

    until(found, f"{KARI} is mailed of {step}", service)
    return found()[-1]


def decided(service: Running, step: str) -> Decision:
    rows = [row for row in service.services.memory.decisions.of(service.cycle().id) if row.step == step]
    (row,) = [row for row in rows if row.name == KARI]
    return row


def logs_in(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_role("button", name=f"Logg inn som {KARI}").click()


def in_v1(page: Page) -> None:
    chosen_in_v1(page)()


def chosen_in_v1(page: Page, decision: str = APPROVE) -> Callable[[], None]:
    """Fill in the form with a decision; return what sends it."""
    page.get_by_role("button", name="Resume", exact=True).click()
    form = page.get_by_role("dialog")
    asked(form)
    form.locator(".p-select-button").first.click()
    page.locator(".p-select-options").get_by_text(decision, exact=True).click()
    return lambda: form.get_by_role("button", name="Submit").dispatch_event("click")


def in_v2(page: Page) -> None:
    chosen_in_v2(page)()


def chosen_in_v2(page: Page, decision: str = APPROVE) -> Callable[[], None]:
    """Fill in the form with a decision; return what sends it."""
    page.get_by_role("button", name="Open menu").click()
    page.get_by_role("menuitem", name="Resume", exact=True).click()
    form = page.get_by_role("dialog")
    asked(form)
    expect(form.get_by_role("link", name="Les og avgjer på vår eiga side")).to_be_visible()
    form.get_by_role("button", name="Select Avgjerd").click()
    page.get_by_role("option", name=decision, exact=True).click()
    return form.get_by_role("button", name="Resume").click


def asked(form: Locator) -> None:
    """What the form asks: no name, for the door knows who answers."""
    form.get_by_text("Avgjerd", exact=True).first.wait_for()
    assert form.get_by_text("Namnet ditt").count() == 0


def test_from_the_mail_to_the_decision_on_our_page_in_three_clicks_and_then_in_two(
    service: Running, browser: BrowserContext
) -> None:
    page = browser.new_page()
    for step, clicks in (("plan", 3), ("committee", 2)):
        in_own_thread(lambda step=step: service.wait_for(step, "waiting"))  # type: ignore[misc]
        page.goto(in_own_thread(lambda step=step: mailed(service, step, "Opne sida")))  # type: ignore[misc]
        made = 1
        if page.get_by_role("button", name=f"Logg inn som {KARI}").count():
            page.get_by_role("button", name=f"Logg inn som {KARI}").click()
            made += 1
        page.wait_for_url(gate_page_link(service.settings, service.cycle().id, step))
        page.get_by_role("button", name=re.compile("^Godkjenn")).click()
        made += 1
        expect(page.get_by_role("status")).to_contain_text(f"{KARI} godkjende")
        assert made == clicks
        in_own_thread(lambda step=step: until(lambda: step_done(service, step), f"{step} goes on", service))  # type: ignore[misc]
        row = decided(service, step)
        assert (row.decision, row.channel, row.known_by) == ("approve", "page", "link")


def step_done(service: Running, step: str) -> bool:
    return service.state_of(step).state in {"approved", "done"} or bool(service.state_of(step).approved_by)


@pytest.mark.parametrize(("step", "ui", "fill"), [("host", "", in_v1), ("invitations", "v2/", in_v2)])
def test_from_the_mail_to_the_decision_in_prefects_pages_after_which_the_year_goes_on(
    service: Running, browser: BrowserContext, step: str, ui: str, fill: Callable[[Page], None]
) -> None:
    def begun() -> Any:
        service.do_before(step)
        service.trigger()
        return next(run for run in [service.gate(step)])

    run = in_own_thread(begun)
    page = browser.new_page()
    logs_in(page, in_own_thread(lambda: mailed(service, step, "Opne sida")))
    page.wait_for_url(gate_page_link(service.settings, service.cycle().id, step))
    link = in_own_thread(lambda: mailed(service, step, "Det same i Prefect"))
    assert link == run_link(service.settings, run.id)
    page.goto(link.replace("/prefect/", f"/prefect/{ui}"))
    back = page.get_by_role("link", name="Til Årsoversikta")
    expect(back).to_be_visible()
    fill(page)
    in_own_thread(lambda: until(lambda: step_done(service, step), f"{step} is answered in Prefect", service))
    row = decided(service, step)
    assert (row.decision, row.channel, row.known_by) == ("approve", "form", "link")
    expect(page.get_by_role("dialog")).to_have_count(0)
    back.click()
    page.wait_for_url(f"http://127.0.0.1:{service.settings.port}/")
    expect(page.get_by_role("heading", name="Partnarskapsmøte 2027")).to_be_visible()


def test_at_a_laptop_neither_page_takes_a_sending_back_without_a_reason_and_both_say_so(
    service: Running, browser: BrowserContext
) -> None:
    run = in_own_thread(lambda: service.gate("invitations"))
    before, link = in_own_thread(lambda: decisions(service)), run_link(service.settings, run.id)
    page = browser.new_page()
    logs_in(page, in_own_thread(lambda: f"/logg-inn/lenkje/{link_of(service, KARI)}"))
    page.wait_for_url("**/")
    for ui, chosen in (("", chosen_in_v1), ("v2/", chosen_in_v2)):
        page.goto(link.replace("/prefect/", f"/prefect/{ui}"))
        chosen(page, BACK)()
        says(page, "Skriv kvifor du sender tilbake")
    assert in_own_thread(lambda: decisions(service)) == before


def decisions(service: Running) -> list[Decision]:
    return [*service.services.memory.decisions.of(service.cycle().id)]


@pytest.fixture
def telephone(service: Running) -> Iterator[Callable[[str], Page]]:
    """Return what gives somebody a telephone of their own on which they are logged in."""
    with sync_playwright() as playwright, chromium_in(playwright) as chromium:

        def of(name: str) -> Page:
            root = f"http://127.0.0.1:{service.settings.port}"
            context = chromium.new_context(viewport=TELEPHONE, base_url=root)  # type: ignore[arg-type]
            context.set_default_timeout(60_000)
            page = context.new_page()
            page.goto(in_own_thread(lambda: f"/logg-inn/lenkje/{link_of(service, name)}"))
            page.get_by_role("button", name=f"inn som {name}").click()
            page.wait_for_url(f"{root}/")
            return page

        yield of


def link_of(service: Running, name: str) -> str:
    (meant,) = named(service.services, name)
    return make_link(service.services, meant, origin="mail", page="/")


def test_on_a_telephone_the_classic_page_leads_to_ours_and_the_new_one_takes_the_form_or_says_why_not(
    service: Running, telephone: Callable[[str], Page]
) -> None:
    """The last test of the file: one more must approve the list. The classic page shows no Resume there."""
    service.command("people", "add", LISE, "--address", "lise@x.example", "--role", "reader")
    run = in_own_thread(lambda: waiting_for_the_list(service))
    link, own = run_link(service.settings, run.id), gate_page_link(service.settings, service.cycle().id, "invitations")
    lise, ola = telephone(LISE), telephone(OLA)
    for page, buttons in ((lise, 0), (ola, 1)):
        page.goto(link)
        back = page.get_by_role("link", name="Til Årsoversikta")
        expect(back).to_be_visible()
        expect(page.get_by_role("button", name="Resume", exact=True)).to_have_count(0)
        back.click()
        page.get_by_role("link", name="Invitasjonsliste").first.click()
        page.wait_for_url(own)
        expect(page.get_by_role("button", name=re.compile("^Godkjenn"))).to_have_count(buttons)
        page.goto(link.replace("/prefect/", "/prefect/v2/"))
    chosen_in_v2(lise)()
    says(lise, NOT_HERS)
    send = chosen_in_v2(ola)
    facts = in_own_thread(lambda: service.cycle().year_folder / "meeting.toml")
    before = facts.read_bytes()
    facts.write_bytes(before + ADDED)
    send()
    says(ola, STALE)
    assert in_own_thread(lambda: approvers(service)) == [KARI]
    facts.write_bytes(before)
    ola.reload()
    chosen_in_v2(ola)()
    in_own_thread(lambda: until(lambda: OLA in approvers(service), "the list is approved on a telephone", service))
    expect(ola.get_by_role("dialog")).to_have_count(0)


def waiting_for_the_list(service: Running) -> Any:
    """Return the run that asks for the list: the test before has looked at it, and decided nothing."""
    [run] = service.client.waiting_runs(cycle_id=service.cycle().id, step="invitations")
    return run


def approvers(service: Running) -> list[str]:
    rows = service.services.memory.decisions.of(service.cycle().id)
    return [row.name for row in rows if row.step == "invitations" and row.decision == "approve"]


def says(page: Page, words: str | re.Pattern[str]) -> None:
    """The refusal is read on the screen, whole and inside it, and nothing says that it went well."""
    refusal = page.locator("[data-sonner-toast], .p-toast__card").filter(has_text=words).last
    expect(refusal).to_be_in_viewport(ratio=1, timeout=60_000)
    expect(page.get_by_text("Flow run resumed")).to_have_count(0)
    box = refusal.bounding_box()
    assert box is not None
    assert page.viewport_size is not None
    assert 0 <= box["x"] <= box["x"] + box["width"] <= page.viewport_size["width"]
