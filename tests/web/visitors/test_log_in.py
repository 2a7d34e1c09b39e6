"""Log-in by a link: who comes in, once and in the browser that asked, and everybody else who does not."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from cycle.application.persons import add_person, log_in, named, open_sessions, people
from cycle.errors import ConfigError
from cycle.model import KnownPerson
from cycle.services import open_services
from cycle.web.app import build_app
from cycle.web.visitors.rate_limit import PER_ADDRESS
from tests.web.conftest import NOW, settings_for
from tests.web.log_in_house import KARI, PAGE, House, spoil, vars_of
from tests.web.visitor import Browser

RUN_PAGE = "/prefect/runs/flow-run/x?tab=logs"


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
    from tests.web.test_door import SERVICE

    assert house.browser().get("/api/version", headers=SERVICE).status_code == 200


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


def test_of_those_who_press_at_once_one_comes_in(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """All have seen that the link is unused before the first uses it."""
    link, together, look = house.link("Kari Koordinator"), Barrier(4, timeout=30), log_in.look_at_link

    def looked(*given: Any, **more: Any) -> Any:
        found = look(*given, **more)
        together.wait()
        return found

    monkeypatch.setattr(log_in, "look_at_link", looked)
    with ThreadPoolExecutor(4) as hands:
        answers = list(hands.map(lambda browser: browser.send(link), [house.browser() for _ in range(4)]))
    assert sorted(answer.status_code for answer in answers) == [303, 410, 410, 410]
    assert all("Lenkja er brukt" in answer.text for answer in answers if answer.status_code == 410)
    assert len(open_sessions(house.services, "bergensomradet")) == 1


def test_who_is_logged_in_already_goes_straight_to_the_page(house: House) -> None:
    browser, link = house.logged_in(), house.link("Kari Koordinator")
    assert browser.get(link).headers["location"] == PAGE
    assert house.browser().send(link).status_code == 303, "it was used up by looking"


def test_only_hashes_are_kept(house: House) -> None:
    link = house.asked(browser := house.browser())
    browser.send(link)
    tokens = [link.rpartition("/")[2], *(part for held in browser.cookies.values() for part in held.split("."))]
    assert len(tokens) == 4, "of the link, the browser, and the session with its signature"
    house.services.memory.engine.dispose()
    kept = b"".join(path.read_bytes() for path in house.home.glob("cycle.sqlite*") if path.is_file())
    assert not any(token.encode() in kept for token in tokens)


def test_nobody_learns_who_has_an_address(house: House) -> None:
    known = house.browser().send("/logg-inn", adresse=KARI, til="/")
    unknown = house.browser().send("/logg-inn", adresse="mallory@evil.example", til="/")
    assert known.status_code == unknown.status_code == 200
    pages = [answer.text.replace("<wbr>", "") for answer in (known, unknown)]
    assert pages[0].replace(KARI, "X") == pages[1].replace("mallory@evil.example", "X")
    assert set(known.headers) == set(unknown.headers)
    assert len(house.mails(number=1)) == 1


def test_whoever_asks_too_often_waits(house: House) -> None:
    browser = house.browser()
    for address in (KARI, "mallory@evil.example"):
        statuses = [browser.send("/logg-inn", adresse=address).status_code for _ in range(6)]
        assert statuses == [200] * 5 + [429]
    assert "Vent eit kvarter" in browser.send("/logg-inn", adresse=KARI.upper()).text


def test_however_many_invented_addresses_are_asked_for_whoever_is_known_gets_a_link(house: House) -> None:
    stranger = house.browser()
    assert {stranger.send("/logg-inn", adresse=f"{number}@evil.example").status_code for number in range(150)} == {200}
    assert house.asked(house.browser())


def test_whoever_pushes_an_address_out_of_what_is_counted_sends_it_no_more_mails(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cycle.web.visitors.rate_limit.MOST_NAMES", 10)
    browser = house.browser()
    statuses = []
    for _ in range(PER_ADDRESS + 3):
        statuses.append(browser.send("/logg-inn", adresse=KARI).status_code)
        for number in range(11):
            browser.send("/logg-inn", adresse=f"{number}@evil.example")
    assert set(statuses) == {200}, "known or not, the page says the same"
    assert len(house.mails(number=PER_ADDRESS)) == PER_ADDRESS


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
            assert "cycle login --as NAMN" in answer.text


def test_a_slip_in_the_communitys_file_locks_nobody_out(house: House) -> None:
    people(house.services)
    spoil(house)
    browser = house.browser()
    link = house.asked(browser, page="/")
    assert "Helsefellesskapet i Bergensområdet" in house.mails(number=1)[0]
    assert browser.send(link).status_code == 303
    assert "som Kari Koordinator" in browser.get("/").text
    assert [person.key for person in named(house.services, KARI)] == ["kari-koordinator"]


def test_a_slip_before_anybody_was_known_is_no_fault_of_the_mail_server(house: House) -> None:
    spoil(house)
    answer = house.browser().send("/logg-inn", adresse=KARI)
    assert answer.status_code == 200
    assert "E-posttenaren" not in answer.text
    with pytest.raises(ConfigError):
        named(house.services, KARI)


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
