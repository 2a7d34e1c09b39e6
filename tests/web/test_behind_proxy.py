"""Behind a proxy with a certificate: what it keeps of a request decides what the door takes, and ends in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cycle.application.persons import active, make_link, people
from cycle.services import open_services
from cycle.web.app import build_app

from .conftest import NOW, settings_for
from .visitor import Browser

ADDRESS = "https://aarshjul.kommune.example"
KARI = "kari.koordinator@kommunane.example"


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[tuple[Browser, str]]:
    """Return a browser that sees the address, through a proxy that says its own host name; and a link for Kari."""
    with open_services(settings_for(tmp_path, identity="link", address=ADDRESS), now=lambda: NOW) as services:
        kari = next(person for person in active(people(services)) if person.address == KARI)
        through = Browser(build_app(services), host="127.0.0.1:4200", scheme="http")
        yield through, f"/logg-inn/lenkje/{make_link(services, kari, origin='mail')}"


def test_a_proxy_that_changes_the_host_name_lets_our_own_pages_in(browser: tuple[Browser, str]) -> None:
    through, link = browser
    assert through.post(link, headers={"Origin": ADDRESS, "Sec-Fetch-Site": "same-origin"}).status_code == 303
    assert through.get("/").status_code == 200


@pytest.mark.parametrize(
    "origin", ["http://aarshjul.kommune.example", f"{ADDRESS}:8443", "https://evil.example", "null"]
)
def test_and_nobody_elses(browser: tuple[Browser, str], origin: str) -> None:
    through, link = browser
    assert through.post(link, headers={"Origin": origin}).status_code == 403
    assert through.get("/").status_code == 303


@pytest.mark.parametrize(
    "host", ["aarshjul.kommune.example", "AArshjul.kommune.example", "aarshjul.kommune.example:443"]
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_page_of_the_very_name_without_a_certificate_is_nobody(tmp_path: Path, host: str, scheme: str) -> None:
    """Whoever sits on the line can show one to somebody who types the name."""
    with open_services(settings_for(tmp_path, identity="link", address=ADDRESS), now=lambda: NOW) as services:
        kari = next(person for person in active(people(services)) if person.address == KARI)
        through = Browser(build_app(services), host=host, scheme="https")
        link = f"/logg-inn/lenkje/{make_link(services, kari, origin='mail')}"
        refused = scheme == "http"
        assert through.post(link, headers={"Origin": f"{scheme}://{host}"}).status_code == (403 if refused else 303)
        assert through.post("/logg-ut", headers={"Origin": ADDRESS}).status_code == 303


def test_a_tunnel_beside_the_proxy_needs_no_certificate(browser: tuple[Browser, str]) -> None:
    through, link = browser
    assert through.post(link, headers={"Origin": "http://127.0.0.1:4200"}).status_code == 303


def test_a_proxy_that_takes_away_where_a_form_comes_from_gets_a_sentence(browser: tuple[Browser, str]) -> None:
    through, link = browser
    answer = through.post(link, headers={})
    assert answer.status_code == 403
    assert "Nettlesaren seier ikkje kva side dette kom frå" in answer.text
    assert "mellomtenaren (proxyen) må sleppe «Origin» gjennom" in answer.text


def test_a_proxy_that_takes_away_cookies_leads_to_the_log_in_and_not_in_circles(browser: tuple[Browser, str]) -> None:
    through, link = browser
    through.post(link, headers={"Origin": ADDRESS})
    through.cookies.clear()
    assert through.get("/").headers["location"] == "/logg-inn"
    assert through.get("/logg-inn").status_code == 200


def test_what_a_proxy_says_of_the_reader_is_not_believed(browser: tuple[Browser, str]) -> None:
    through, _ = browser
    for name in ("X-Forwarded-User", "Remote-User", "X-Forwarded-Host", "Forwarded"):
        assert through.get("/", headers={name: "kari.koordinator@kommunane.example"}).status_code == 303


@pytest.mark.parametrize(
    ("address", "host", "origin"),
    [
        ("https://møte.kommune.example", "xn--mte-0na.kommune.example", "https://xn--mte-0na.kommune.example"),
        ("https://[2001:DB8::1]", "[2001:db8::1]", "https://[2001:db8::1]"),
        ("https://x.example:443", "127.0.0.1:4200", "https://x.example"),
        ("http://x.example:80", "127.0.0.1:4200", "http://x.example"),
        ("https://x.example:8443", "x.example:8443", "https://x.example:8443"),
        ("https://x.example.", "x.example", "https://x.example"),
    ],
)
def test_people_come_in_however_the_address_is_written(tmp_path: Path, address: str, host: str, origin: str) -> None:
    with open_services(settings_for(tmp_path, identity="link", address=address), now=lambda: NOW) as services:
        kari = next(person for person in active(people(services)) if person.address == KARI)
        through = Browser(build_app(services), host=host, scheme=origin.partition(":")[0])
        link = f"/logg-inn/lenkje/{make_link(services, kari, origin='mail')}"
        assert through.get("/logg-inn").status_code == 200
        assert through.post(link, headers={"Origin": origin, "Sec-Fetch-Site": "same-origin"}).status_code == 303
