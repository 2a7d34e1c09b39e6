"""Log-in by a link: who comes in, once and in the browser that asked, and everybody else who does not."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cycle.application.persons import active, add_person, change_person, make_link, people, remove_person
from cycle.model import KnownPerson
from cycle.services import Services, open_services
from cycle.web.app import build_app
from cycle.web.door import Behind
from cycle.web.inner import Inner

from .conftest import NOW, settings_for
from .fake_prefect import SERVER_KEY, SERVICE_KEY, Fake, listening
from .visitor import Browser

KARI = "kari.koordinator@kommunane.example"
OFFICE = "samarbeidssekretariatet@helsefellesskapet.example"
RUN_PAGE = "/prefect/runs/flow-run/x?tab=logs"
PAGE = "/bergensomradet/partnarskapsmote/2027/svar"


class House:
    """A door with log-in on, its store, and a clock that somebody may set."""

    def __init__(self, services: Services, folder: Path, fake: Fake, moment: list[dt.datetime], app: Any) -> None:
        self.services, self.home, self.fake, self.app = services, folder / "home", fake, app
        self._moment = moment

    def later(self, **by: float) -> None:
        self._moment[0] += dt.timedelta(**by)

    def browser(self, agent: str = "Mozilla/5.0 (X11; Linux) Chromium/156.0") -> Browser:
        return Browser(self.app, agent=agent)

    def person(self, name: str) -> KnownPerson:
        return next(person for person in active(people(self.services)) if person.name == name)

    def mails(self, *, number: int) -> list[str]:
        """Return the words of the mails with links, when so many have come."""
        for _ in range(200):
            found = sorted((self.home / "login-mail" / "new").glob("*"), key=lambda path: path.stat().st_mtime_ns)
            if len(found) >= number:
                break
            time.sleep(0.02)
        assert len(found) == number
        read = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in found]
        return [message.get_body(("plain",)).get_content() for message in read]  # type: ignore[union-attr]

    def asked(self, browser: Browser, address: str = KARI, *, number: int = 1, page: str = PAGE) -> str:
        """Ask for a link and return the path of the one that came."""
        assert browser.send("/logg-inn", adresse=address, til=page).status_code == 200
        return path_in(self.mails(number=number)[-1])

    def link(self, name: str, *, origin: Any = "mail", page: str = PAGE) -> str:
        return f"/logg-inn/lenkje/{make_link(self.services, self.person(name), origin=origin, page=page)}"

    def logged_in(self, name: str = "Kari Koordinator") -> Browser:
        browser = self.browser()
        assert browser.send(self.link(name)).status_code == 303
        return browser


def path_in(mail: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:4200(/logg-inn/lenkje/[\w-]+)", mail)
    assert found
    return found[1]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    fake, socket, moment = (
        Fake(tags=["meeting-cycle", "cycle:bergensomradet/partnarskapsmote/2027", "step:host"]),
        tmp_path / "p.sock",
        [NOW],
    )
    settings = settings_for(tmp_path, identity="link")
    with open_services(settings, now=lambda: moment[0]) as services, listening(fake, socket):
        behind = Behind(prefect=Inner(socket, secret=SERVER_KEY, waits=(0, 0, 0)), secret=SERVICE_KEY)
        yield House(services, tmp_path, fake, moment, build_app(services, behind=behind))


# --- What stands open -----------------------------------------------------------------------------------------------


def test_whoever_is_not_logged_in_is_led_to_the_log_in_and_back(house: House) -> None:
    browser = house.browser()
    for page, back in (
        (PAGE, PAGE),
        ("/", ""),
        (RUN_PAGE, RUN_PAGE),
    ):
        answer = browser.get(page)
        assert answer.status_code == 303
        assert answer.headers["location"].partition("?til=")[2].replace("%3F", "?").replace("%3D", "=") == back
    assert browser.get("/api/flow_runs/00000001-0000-4000-8000-000000000000").status_code == 401
    assert browser.post("/api/flow_runs/filter", json={}).status_code == 401
    assert house.fake.heard == []
    assert browser.get("/stil/side.css").status_code == 200


def test_whoever_is_logged_out_while_filling_in_a_form_is_told_that_it_was_not_taken(house: House) -> None:
    browser = house.browser()
    gate = "/bergensomradet/partnarskapsmote/2027/godkjenning/plan"
    answer = browser.send(gate, val="approve")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/logg-inn?til={gate}&ut=1")
    shown = browser.get(answer.headers["location"])
    assert "Du er logga ut, så det du fylte ut, er ikkje teke imot." in shown.text
    assert f'name="til" value="{gate}"' in shown.text


@pytest.mark.parametrize(
    "path",
    ["/", PAGE, "/post", "/personar", "/innloggingar", "/filer/x/y", "/pakkar/x", "/nettstad/", "/framsyning/",
     "/prefect/dashboard", "/sider/x/1.png", "/nei"],
)  # fmt: skip
def test_nothing_is_shown_to_somebody_who_is_not_known(house: House, path: str) -> None:
    assert house.browser().get(path).status_code == 303


def test_our_own_processes_need_no_log_in(house: House) -> None:
    from .test_door import SERVICE

    assert house.browser().get("/api/version", headers=SERVICE).status_code == 200


# --- The link -------------------------------------------------------------------------------------------------------


def test_a_link_that_was_asked_for_logs_in_once_and_leads_to_the_page(house: House) -> None:
    browser = house.browser()
    link = house.asked(browser)
    shown = browser.get(link)
    assert shown.status_code == 200
    assert "Du er i ferd med å logge inn som <strong>Kari Koordinator</strong> på denne maskina." in shown.text
    pressed = browser.send(link)
    assert (pressed.status_code, pressed.headers["location"]) == (303, PAGE)
    assert "Logga inn som Kari Koordinator" in browser.get("/").text
    assert house.browser().send(link).status_code == 410
    assert "Lenkja er brukt" in house.browser().get(link).text


def test_a_mail_scanner_that_opens_a_link_logs_nobody_in_and_uses_nothing_up(house: House) -> None:
    browser = house.browser()
    link = house.asked(browser)
    scanner = house.browser("Scanner/1.0")
    for _ in range(5):
        assert "set-cookie" not in scanner.get(link).headers
    assert scanner.ask("HEAD", link).status_code in {200, 410}
    assert browser.send(link).status_code == 303


def test_a_link_asked_for_at_the_door_works_in_no_other_browser(house: House) -> None:
    link = house.asked(house.browser())
    other = house.browser()
    for answer in (other.get(link), other.send(link)):
        assert answer.status_code == 410
        assert "Lenkja verkar berre i nettlesaren som bad om henne" in answer.text
    assert other.get("/").status_code == 303


def test_a_forwarded_link_of_a_gate_says_whose_it_is_before_it_is_pressed(house: House) -> None:
    shown = house.browser().get(house.link("Kari Koordinator"))
    assert "Er du ikkje Kari Koordinator? Lukk" in shown.text


@pytest.mark.parametrize(("origin", "minutes"), [("door", 15), ("terminal", 60), ("mail", 72 * 60)])
def test_a_link_is_over_when_its_time_is(house: House, origin: str, minutes: int) -> None:
    link = house.link("Kari Koordinator", origin=origin)
    house.later(minutes=minutes, seconds=-1)
    assert house.browser().get(link).status_code == 200
    house.later(seconds=1)
    browser = house.browser()
    assert browser.send(link).status_code == 410
    assert "Lenkja er for gammal" in browser.get(link).text


@pytest.mark.parametrize("days", [2, -2])
def test_a_clock_two_days_off_asks_for_a_new_log_in(house: House, days: int) -> None:
    browser = house.logged_in()
    link = house.link("Kari Koordinator", origin="door")
    house.later(days=days)
    assert house.browser().send(link).status_code == 410
    assert browser.get("/").status_code == 303
    assert house.logged_in().get("/").status_code == 200


def test_a_link_that_is_none_says_so(house: House) -> None:
    for token in ("x", "a" * 43, "%20", "é"):
        assert house.browser().get(f"/logg-inn/lenkje/{token}").status_code == 410
    assert "Lenkja er ikkje ei av våre" in house.browser().get("/logg-inn/lenkje/x").text


def test_of_two_who_press_at_once_one_comes_in(house: House) -> None:
    link = house.link("Kari Koordinator")
    assert sorted(house.browser().send(link).status_code for _ in range(4)) == [303, 410, 410, 410]


def test_who_is_logged_in_already_goes_straight_to_the_page(house: House) -> None:
    browser, link = house.logged_in(), house.link("Kari Koordinator")
    assert browser.get(link).headers["location"] == PAGE
    assert house.browser().send(link).status_code == 303, "it was used up by looking"


def test_only_hashes_are_kept(house: House) -> None:
    link = house.asked(browser := house.browser())
    browser.send(link)
    tokens = [link.rpartition("/")[2], *browser.cookies.values()]
    assert len(tokens) == 3
    house.services.memory.engine.dispose()
    kept = b"".join(path.read_bytes() for path in house.home.glob("cycle.sqlite*") if path.is_file())
    assert not any(token.encode() in kept for token in tokens)


# --- Who has the address --------------------------------------------------------------------------------------------


def test_nobody_learns_who_has_an_address(house: House) -> None:
    known = house.browser().send("/logg-inn", adresse=KARI, til="/")
    unknown = house.browser().send("/logg-inn", adresse="mallory@evil.example", til="/")
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace(KARI, "X") == unknown.text.replace("mallory@evil.example", "X")
    assert set(known.headers) == set(unknown.headers)
    assert len(house.mails(number=1)) == 1


def test_whoever_asks_too_often_waits(house: House) -> None:
    browser = house.browser()
    for address in (KARI, "mallory@evil.example"):
        statuses = [browser.send("/logg-inn", adresse=address).status_code for _ in range(6)]
        assert statuses == [200] * 5 + [429]
    assert "Vent eit kvarter" in browser.send("/logg-inn", adresse=KARI.upper()).text


@pytest.mark.parametrize("address", ["", "kari", "@", "x" * 400 + "@a.example"])
def test_what_is_no_address_is_said_so(house: House, address: str) -> None:
    answer = house.browser().send("/logg-inn", adresse=address)
    assert answer.status_code in {200, 422}
    assert len(list((house.home / "login-mail").glob("new/*"))) == 0


def test_two_who_share_an_address_get_a_link_each_in_one_mail(house: House) -> None:
    kari = house.person("Kari Koordinator")
    shared = KnownPerson(**{**vars_of(kari), "key": "", "name": "Per Vik", "roles": ("reader",)})
    add_person(house.services, shared, by="test")
    browser = house.browser()
    browser.send("/logg-inn", adresse=KARI)
    (mail,) = house.mails(number=1)
    assert "Er du Kari Koordinator:" in mail
    assert "Er du Per Vik:" in mail
    links = re.findall(r"(/logg-inn/lenkje/[\w-]+)", mail)
    assert [re.search(r"som <strong>([^<]+)", browser.get(link).text)[1] for link in links] == [  # type: ignore[index]
        "Kari Koordinator",
        "Per Vik",
    ]
    assert "dei tel som éin person" in house.logged_in("Samarbeidssekretariatet").get("/personar").text


def test_a_mail_server_that_is_down_is_told_with_the_way_round_it(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, identity="link", mail_mode="live", mail_port=9, mail_tls="none")
    with open_services(settings, now=lambda: NOW) as services:
        browser = Browser(build_app(services))
        for address in (KARI, "mallory@evil.example"):
            answer = browser.send("/logg-inn", adresse=address)
            assert answer.status_code == 503
            assert "cycle login --as NAME" in answer.text


# --- The session ----------------------------------------------------------------------------------------------------


def test_a_session_is_kept_from_scripts_and_other_sites(house: House) -> None:
    answer = house.browser().send(house.link("Kari Koordinator"))
    (cookie,) = answer.headers.get_list("set-cookie")
    assert re.fullmatch(r"cycle_session_4200=[\w-]{43}; HttpOnly; Path=/; SameSite=lax", cookie)


def test_behind_a_certificate_the_cookie_is_for_it_alone(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, identity="link", address="https://arshjul.kommune.example")
    with open_services(settings, now=lambda: NOW) as services:
        kari = next(person for person in active(people(services)) if person.address == KARI)
        link = f"/logg-inn/lenkje/{make_link(services, kari, origin='mail')}"
        browser = Browser(build_app(services), host="arshjul.kommune.example", scheme="https")
        (cookie,) = browser.send(link).headers.get_list("set-cookie")
        assert cookie.startswith("__Host-cycle_session_4200=")
        assert cookie.endswith("; HttpOnly; Path=/; SameSite=lax; Secure")


def test_a_session_from_before_the_log_in_is_worth_nothing_after_it(house: House) -> None:
    browser = house.browser()
    browser.cookies["cycle_session_4200"] = "planted-by-somebody"
    browser.send(house.link("Kari Koordinator"))
    assert browser.cookies["cycle_session_4200"] != "planted-by-somebody"
    mallory = house.browser()
    mallory.cookies["cycle_session_4200"] = "planted-by-somebody"
    assert mallory.get("/").status_code == 303


def test_a_second_log_in_ends_the_first(house: House) -> None:
    browser = house.logged_in()
    first = dict(browser.cookies)
    browser.send(house.link("Ola Andrehand"))
    old = house.browser()
    old.cookies.update(first)
    assert old.get("/").status_code == 303
    assert "Logget inn som Ola Andrehand" in browser.get("/").text


def test_a_session_taken_to_another_browser_ends_for_both(house: House) -> None:
    browser = house.logged_in()
    thief = house.browser("Mozilla/5.0 (Windows) Firefox/140.0")
    thief.cookies.update(browser.cookies)
    assert thief.get("/").status_code == 303
    assert browser.get("/").status_code == 303


def test_a_browser_that_is_brought_up_to_date_stays_logged_in(house: House) -> None:
    browser = house.logged_in()
    browser.agent = browser.agent.replace("156.0", "157.0.1")
    assert browser.get("/").status_code == 200


def test_a_session_ends_after_idle_time_and_after_two_weeks(house: House) -> None:
    browser = house.logged_in()
    house.later(hours=7, minutes=59)
    assert browser.get("/").status_code == 200
    house.later(hours=8)
    assert browser.get("/").status_code == 303
    browser = house.logged_in()
    for _ in range(47):
        house.later(hours=7)
        assert browser.get("/").status_code == 200
    house.later(hours=7)
    assert browser.get("/").status_code == 303


def test_log_out_ends_it_and_the_same_cookie_opens_nothing(house: House) -> None:
    browser = house.logged_in()
    held = dict(browser.cookies)
    assert browser.send("/logg-ut").headers["location"] == "/logg-inn"
    assert "cycle_session_4200" not in browser.cookies
    replayed = house.browser()
    replayed.cookies.update(held)
    assert replayed.get("/").status_code == 303


def test_log_outs_and_log_ins_from_another_site_are_refused(house: House) -> None:
    browser, link = house.logged_in(), house.link("Ola Andrehand")
    for path in ("/logg-ut", link, "/logg-inn", "/personar/ny", "/innloggingar"):
        for said in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {}, {"Origin": "http://127.0.0.1:4201"}):
            assert browser.post(path, headers=said, form={}).status_code == 403, (path, said)
    assert "Kari Koordinator" in browser.get("/").text


def test_a_person_who_is_taken_out_is_out_at_once(house: House) -> None:
    browser, link = house.logged_in(), house.link("Kari Koordinator")
    row = next(row for row in people(house.services) if row.person.name == "Kari Koordinator")
    remove_person(house.services, row, by="test")
    assert browser.get("/").status_code == 303
    answer = house.browser().send(link)
    assert answer.status_code == 410
    assert "står ikkje lenger på lista" in answer.text


def test_a_role_that_changes_holds_at_the_next_request(house: House) -> None:
    browser = house.logged_in("Samarbeidssekretariatet")
    assert browser.get("/personar/ny").status_code == 200
    office = next(row for row in people(house.services) if row.person.address == OFFICE)
    kari = next(row for row in people(house.services) if row.person.address == KARI)
    change_person(house.services, kari, KnownPerson(**{**vars_of(kari.person), "roles": ("secretariat",)}), by="t")
    change_person(house.services, office, KnownPerson(**{**vars_of(office.person), "roles": ("reader",)}), by="t")
    assert browser.get("/personar/ny").status_code == 403


def test_log_ins_are_listed_and_ended_on_a_page(house: House) -> None:
    kari, ola, office = house.logged_in(), house.logged_in("Ola Andrehand"), house.logged_in("Samarbeidssekretariatet")
    assert "Ola Andrehand" not in kari.get("/innloggingar").text
    page = office.get("/innloggingar").text
    assert "Ola Andrehand" in page
    assert "Kari Koordinator" in page
    theirs = re.search(r'name="okt" value="(\w+)"', ola.get("/innloggingar").text)
    assert theirs
    assert kari.send("/innloggingar", okt=theirs[1]).status_code == 404
    assert ola.get("/").status_code == 200
    assert office.send("/innloggingar", okt=theirs[1]).status_code == 303
    assert ola.get("/").status_code == 303


@pytest.mark.parametrize(
    "page",
    ["http://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "/ x",
     "/a\r\nSet-Cookie:x=y", "https:evil.example", "/logg-inn", "/logg-ut", "", "evil", "/%09/evil.example\t",
     "/" + "a" * 500],
)  # fmt: skip
def test_the_log_in_leads_nowhere_else(house: House, page: str) -> None:
    browser = house.browser()
    link = house.asked(browser, page=page)
    assert browser.send(link).headers["location"] == "/"
    assert browser.get("/logg-inn", query={"til": page}).headers["location"] == "/"


@pytest.mark.parametrize(
    "cookies",
    ["cycle_session_4200=a; cycle_session_4200=b", "cycle_session_4200=", "cycle_session_4200=" + "x" * 5000,
     'cycle_session_4200="; Path=/', "cycle_session_4200=é"],
)  # fmt: skip
def test_a_cookie_that_is_none_of_ours_is_nobody(house: House, cookies: str) -> None:
    assert house.browser().get("/", headers={"Cookie": cookies.encode().decode("latin-1")}).status_code == 303


def vars_of(person: KnownPerson) -> dict[str, Any]:
    return {name: getattr(person, name) for name in KnownPerson.__slots__}
