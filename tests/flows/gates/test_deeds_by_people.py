"""What known people do in Prefect's own pages, in a real browser: each deed is done as theirs, or refused in words.

Approvals on our page and in Prefect's, and what a telephone shows of them, are in `test_known_people.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from cycle.application.persons import active, make_link, people
from cycle.application.year import gate_page_link
from cycle.model import KnownPerson
from flows.example_year.demo_home import provider_of
from flows.running.client import run_link
from flows.running.ui import ENDED
from tests.browsers import chromium_in
from tests.flows.conftest import Running, a_service, free_port, in_own_thread, until
from tests.flows.gates.test_known_people import BACK, LAPTOP, TELEPHONE, chosen_in_v1, chosen_in_v2, says
from tests.kept import put_house

pytestmark = [pytest.mark.server, pytest.mark.browser, pytest.mark.timeout(600)]

KARI, OLA = "Kari Koordinator", "Ola Andrehand"
STOP = "Stopp"
ADDED = f"""
[[additions]]
name = "Ny Gjest"
address = "ny@x.example"
role = "Gjest"
organisation = "Gjestane"
reason = "Ho skal snakke om skulehelse."
decided_by = "{KARI}"
"""
V1, V2 = "/prefect/", "/prefect/v2/"
CHOSEN: dict[str, Callable[..., Callable[[], None]]] = {V1: chosen_in_v1, V2: chosen_in_v2}
Opened = Callable[..., Page]
SAID_BY_STYLE = """words => [...document.querySelectorAll(".p-toast__message")].some(
    message => getComputedStyle(message, "::before").content.includes(words))"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service with log-in by link and at a provider; one approval is enough for each step."""
    home = tmp_path_factory.mktemp("deeds")
    house, own = home / "house", home / "home"
    for folder in (house, own):
        folder.mkdir()
    put_house(house)
    community = house / "config" / "communities" / "bergensomradet" / "community.toml"
    community.write_text(community.read_text("utf-8").replace("invitations = 2", "invitations = 1"), "utf-8")
    changes = {
        "CYCLE_IDENTITY": "link",
        "CYCLE_ROOT": str(house),
        "CYCLE_OFFICE": str(home / "no-office"),
        "CYCLE_PDF": "optional",
        "CYCLE_OIDC_ISSUER": f"http://localhost:{free_port()}",
        "CYCLE_OIDC_CLIENT": "a",
        "CYCLE_OIDC_SECRET": "x",
    }
    with a_service(own, **changes) as running:
        running.command("start", "2027")
        running.gate("plan")
        yield running


@pytest.fixture
def opened(service: Running) -> Iterator[Opened]:
    """Return what opens a browser of somebody's own, logged in by a link unless said."""
    root = f"http://127.0.0.1:{service.settings.port}"
    with sync_playwright() as playwright, chromium_in(playwright) as chromium:

        def of(name: str, *, telephone: bool = False, logs_in: bool = True) -> Page:
            viewport = TELEPHONE if telephone else LAPTOP
            context = chromium.new_context(viewport=viewport, base_url=root)  # type: ignore[arg-type]
            context.set_default_timeout(60_000)
            page = context.new_page()
            if logs_in:
                page.goto(in_own_thread(lambda: f"/logg-inn/lenkje/{link_of(service, name)}"))
                page.get_by_role("button", name=f"inn som {name}").click()
                page.wait_for_url(f"{root}/")
            return page

        yield of


def person(service: Running, name: str) -> KnownPerson:
    (found,) = [known for known in active(people(service.services)) if known.name == name]
    return found


def link_of(service: Running, name: str) -> str:
    return make_link(service.services, person(service, name), origin="mail", page="/")


def waiting(service: Running, step: str) -> str:
    """Return the address of the run that asks for this step, where it has come to be asked."""

    def begun() -> Any:
        if step != "plan":
            service.do_before(step)
            service.trigger()
        until(lambda: service.client.waiting_runs(cycle_id=service.cycle().id, step=step), f"{step} asks", service)
        return service.client.waiting_runs(cycle_id=service.cycle().id, step=step)[0]

    return run_link(service.settings, in_own_thread(begun).id)


def look_at(page: Page, link: str, ui: str) -> None:
    page.goto(link.replace("/prefect/", ui))


def decisions(service: Running, step: str) -> list[tuple[str, str, str, str]]:
    """Return who decided what on a step, through which door, and how they were known."""
    rows = in_own_thread(lambda: service.services.memory.decisions.of(service.cycle().id))
    return [(row.name, row.decision, row.channel, row.known_by) for row in rows if row.step == step]


def goes_on(service: Running, step: str) -> None:
    in_own_thread(lambda: service.wait_for(step, "approved", "done"))


@pytest.mark.parametrize("ui", [V1, V2])
def test_whoever_is_logged_out_meanwhile_is_told_and_what_they_send_is_not_taken(
    service: Running, opened: Opened, ui: str
) -> None:
    page = opened(KARI)
    look_at(page, waiting(service, "plan"), ui)
    send = CHOSEN[ui](page)
    page.context.clear_cookies()
    send()
    if ui == V1:
        page.wait_for_function(SAID_BY_STYLE, arg=ENDED)
        expect(page.get_by_text("Oops").first).to_be_hidden()
    else:
        says(page, "Du er ikkje logga inn")
    assert decisions(service, "plan") == []


def test_who_came_in_at_a_provider_approves_on_a_telephone_as_who_they_are_there(
    service: Running, opened: Opened
) -> None:
    link = waiting(service, "committee")
    ola = in_own_thread(lambda: person(service, OLA))
    page = opened(OLA, telephone=True, logs_in=False)
    with provider_of(service.settings, ola):
        page.goto("/logg-inn")
        page.get_by_role("link", name=re.compile("^logg inn med", re.IGNORECASE)).click()
        page.locator("input[name=sub]").fill(ola.key)
        page.get_by_role("button", name="Authorize").click()
        page.get_by_text(f"inn som {OLA}").first.wait_for()
    look_at(page, link, V2)
    chosen_in_v2(page)()
    goes_on(service, "committee")
    assert decisions(service, "committee") == [(OLA, "approve", "form", "oidc")]


def test_of_two_who_answer_at_once_one_is_taken_and_the_other_is_told(service: Running, opened: Opened) -> None:
    link = waiting(service, "host")
    first, second = opened(KARI), opened(OLA)
    look_at(first, link, V2)
    look_at(second, link, V1)
    sends = [chosen_in_v2(first), chosen_in_v1(second)]
    for send in sends:
        send()
    says(second, re.compile("Noen har allerede svart her|gikk videre mens svaret ditt ble sett på"))
    goes_on(service, "host")
    assert decisions(service, "host") == [(KARI, "approve", "form", "link")]


@pytest.fixture
def added_by_kari(service: Running) -> Iterator[None]:
    """Kari has added somebody to the list, and the file says so."""
    facts = service.cycle().year_folder / "meeting.toml"
    before = facts.read_bytes()
    facts.write_bytes(before + ADDED.encode())
    yield
    facts.write_bytes(before)


@pytest.mark.usefixtures("added_by_kari")
def test_whoever_changed_the_list_by_hand_does_not_approve_it_alone_and_is_told_who_can(
    service: Running, opened: Opened
) -> None:
    page, link = opened(KARI), waiting(service, "invitations")
    for ui in (V1, V2):
        look_at(page, link, ui)
        CHOSEN[ui](page)()
        says(page, re.compile(f"så ein annan må godkjenne.*{OLA}"))
    assert decisions(service, "invitations") == []


def test_mails_leave_only_when_their_number_is_typed(service: Running, opened: Opened) -> None:
    page, step = opened(KARI), "mailing.invitasjon"
    look_at(page, waiting(service, step), V1)
    send = chosen_in_v1(page)
    result = in_own_thread(lambda: service.services.memory.results.latest(service.cycle().id, step))
    assert result is not None
    for number, taken in ((result.body["count"] + 1, False), (result.body["count"], True)):
        fill_in(page, "Talet på mottakarar", str(number))
        send()
        if not taken:
            page.wait_for_timeout(2000)
            assert decisions(service, step) == []
    goes_on(service, step)
    assert decisions(service, step) == [(KARI, "approve", "form", "link")]


def test_what_is_sent_back_with_a_reason_is_asked_about_again_with_the_reason(service: Running, opened: Opened) -> None:
    page = opened(KARI)
    look_at(page, waiting(service, "archive"), V1)
    send = chosen_in_v1(page, BACK)
    fill_in(page, "Kommentar", "Ta med brukarane")
    send()
    page.goto(waiting_again(service, "plan"))
    send = chosen_in_v1(page)
    expect(page.get_by_role("dialog")).to_contain_text("Ta med brukarane")
    send()
    goes_on(service, "plan")
    assert decisions(service, "archive") == [(KARI, "send_back", "form", "link")]


def test_what_was_approved_and_is_changed_is_asked_about_again_with_what_is_new(
    service: Running, opened: Opened
) -> None:
    facts = in_own_thread(lambda: service.cycle().year_folder / "meeting.toml")
    before = facts.read_text("utf-8")
    facts.write_text(before.replace("Det kostar ikkje noko", "Det kostar to kroner"), "utf-8")
    in_own_thread(service.trigger)
    link, page = waiting_again(service, "plan", words="to kroner"), opened(KARI)
    for ui in (V1, V2):
        look_at(page, link, ui)
        CHOSEN[ui](page)
        form = page.get_by_role("dialog").filter(has_text="Avgjerd").first
        expect(form).to_contain_text("praktiske opplysningar")
        expect(form).to_contain_text(f"vart godkjend av {KARI}. Det gjeld ikkje")
    page.goto(gate_page_link(service.settings, in_own_thread(lambda: service.cycle().id), "plan"))
    expect(page.locator("ins").filter(has_text="to kroner").first).to_be_visible()


def test_whoever_may_stops_the_year_on_a_telephone(service: Running, opened: Opened) -> None:
    page = opened(KARI, telephone=True)
    look_at(page, waiting_again(service, "plan"), V2)
    chosen_in_v2(page, STOP)()
    in_own_thread(lambda: service.wait_for("plan", "stopped"))
    assert decisions(service, "plan")[-1] == (KARI, "stop", "form", "link")


def fill_in(page: Page, label: str, text: str) -> None:
    its = f".schema-form-property:has(.schema-form-property__label:text-matches('^{label}( \\\\(Optional\\\\))?$'))"
    page.locator(its).locator("fieldset").locator("input, textarea").fill(text)


def waiting_again(service: Running, step: str, *, words: str = "") -> str:
    """Return the address of the run that asks for the newest revision of a step that was asked about before."""

    def asking() -> list[Any]:
        newest = service.services.memory.results.latest(service.cycle().id, step)
        assert newest is not None
        runs = service.client.waiting_runs(cycle_id=service.cycle().id, step=step)
        asks = newest.revision > 1 and words in str(newest.body)
        return [run for run in runs if asks and f"rev:{newest.revision}" in run.tags]

    in_own_thread(lambda: until(asking, f"{step} asks again", service))
    return run_link(service.settings, in_own_thread(asking)[0].id)
