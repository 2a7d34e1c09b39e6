"""Log-in at a provider: a real one answers in a process of its own, and only who is known comes in."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from cycle.application.persons import add_person, change_person, people
from cycle.services import open_services
from cycle.web.app import build_app
from cycle.web.visitors.provider import PER_BROWSER
from tests.web.conftest import NOW, known_there, settings_for
from tests.web.log_in_house import KARI, PAGE, House, spoil
from tests.web.visitor import Browser

CROSS = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
"""What a browser says of the way back from the provider."""


@pytest.fixture
def house(tmp_path: Path, provider: str) -> Iterator[House]:
    settings = settings_for(
        tmp_path, identity="link", oidc_issuer=provider, oidc_client="arshjul", oidc_secret="x", oidc_name="Entra ID"
    )
    with open_services(settings, now=lambda: NOW) as services:
        yield House(services, tmp_path, None, [NOW], build_app(services))  # type: ignore[arg-type]


def there_and_back(browser: Browser, subject: str, *, page: str = PAGE) -> str:
    """Go to the provider, log in there as somebody, and return the address the browser is sent back to."""
    away = browser.get("/logg-inn/oidc", query={"til": page})
    assert away.status_code == 303, away.text
    there = httpx.post(away.headers["location"], data={"sub": subject}, trust_env=False)
    assert there.status_code == 302, there.text
    back = urlsplit(there.headers["location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == "http://127.0.0.1:4200/logg-inn/oidc/svar"
    return f"{back.path}?{back.query}"


def test_who_the_provider_vouches_for_by_a_verified_address_comes_in(house: House, provider: str) -> None:
    known_there(provider, "s-1", email=KARI.upper(), email_verified=True)
    browser = house.browser()
    assert 'href="/logg-inn/oidc?til=/">logg inn med Entra ID' in browser.get("/logg-inn").text
    answer = browser.get(there_and_back(browser, "s-1"), headers=CROSS)
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    assert "Logga inn som Kari Koordinator" in browser.get("/").text
    (row,) = house.services.memory.sessions.open("bergensomradet")
    assert (row.known_by, row.proof) == ("oidc", f"{provider} s-1")


def test_who_goes_to_the_provider_too_often_is_told_and_the_provider_is_not_asked(house: House) -> None:
    browser = house.browser()
    assert {browser.get("/logg-inn/oidc").status_code for _ in range(PER_BROWSER)} == {303}
    answer = browser.get("/logg-inn/oidc", query={"til": PAGE})
    assert (answer.status_code, "location" in answer.headers) == (429, False)
    assert "Vent eit kvarter" in answer.text
    assert f'href="/logg-inn?til={PAGE}"' in answer.text
    assert house.browser().get("/logg-inn/oidc").status_code == 303, "others do not suffer"


def test_the_way_there_asks_with_a_challenge_that_only_we_can_answer(house: House) -> None:
    asked = dict(parse_qsl(urlsplit(house.browser().get("/logg-inn/oidc").headers["location"]).query))
    assert {name: asked[name] for name in ("response_type", "code_challenge_method", "client_id", "scope")} == {
        "response_type": "code",
        "code_challenge_method": "S256",
        "client_id": "arshjul",
        "scope": "openid email profile",
    }
    assert all(re.fullmatch(r"[\w-]{43}", asked[name]) for name in ("state", "nonce", "code_challenge"))


@pytest.mark.parametrize("claims", [{"email": KARI}, {"email": KARI, "email_verified": False},
                                    {"email": KARI, "email_verified": "true"}, {}])  # fmt: skip
def test_an_address_that_is_not_verified_is_nobodys(house: House, provider: str, claims: dict[str, object]) -> None:
    known_there(provider, "s-2", **claims)
    browser = house.browser()
    answer = browser.get(there_and_back(browser, "s-2"), headers=CROSS)
    assert answer.status_code == 403
    assert "s-2" in answer.text
    assert browser.get("/").status_code == 303


def test_an_identity_that_the_secretariat_has_noted_comes_in_without_an_address(house: House, provider: str) -> None:
    known_there(provider, "s-3")
    row = next(row for row in people(house.services) if row.person.address == KARI)
    change_person(house.services, row, replace(row.person, issuer=provider, subject="s-3"), by="test")
    browser = house.browser()
    assert browser.get(there_and_back(browser, "s-3"), headers=CROSS).status_code == 303
    known_there(provider, "s-4", email=KARI, email_verified=True)
    other = house.browser()
    assert other.get(there_and_back(other, "s-4"), headers=CROSS).status_code == 403, "another identity is noted"


def test_a_slip_in_the_communitys_file_keeps_nobody_out_who_was_known(house: House, provider: str) -> None:
    known_there(provider, "s-8", email=KARI, email_verified=True)
    people(house.services)
    spoil(house)
    browser = house.browser()
    assert browser.get(there_and_back(browser, "s-8"), headers=CROSS).status_code == 303
    assert "som Kari Koordinator" in browser.get("/").text


def test_an_address_that_two_share_is_neithers(house: House, provider: str) -> None:
    known_there(provider, "s-5", email=KARI, email_verified=True)
    kari = next(row for row in people(house.services) if row.person.address == KARI).person
    add_person(house.services, replace(kari, key="", name="Per Vik"), by="test")
    browser = house.browser()
    assert browser.get(there_and_back(browser, "s-5"), headers=CROSS).status_code == 403


def test_an_answer_is_good_once_and_in_the_browser_that_went(house: House, provider: str) -> None:
    known_there(provider, "s-6", email=KARI, email_verified=True)
    browser, thief = house.browser(), house.browser()
    back = there_and_back(browser, "s-6")
    assert thief.get(back, headers=CROSS).status_code == 403
    assert browser.get(back, headers=CROSS).status_code == 403, "who was robbed begins again"
    back = there_and_back(browser, "s-6")
    assert browser.get(back, headers=CROSS).status_code == 303
    assert house.browser().get(back, headers=CROSS).status_code == 403


@pytest.mark.parametrize("answer", ["", "?code=x", "?state=x&code=y", "?error=access_denied", "?state=&code="])
def test_an_answer_to_nothing_logs_nobody_in(house: House, answer: str) -> None:
    browser = house.browser()
    assert browser.get(f"/logg-inn/oidc/svar{answer}", headers=CROSS).status_code == 403
    assert browser.get("/").status_code == 303


def test_an_answer_with_another_code_or_of_another_provider_logs_nobody_in(house: House, provider: str) -> None:
    known_there(provider, "s-7", email=KARI, email_verified=True)
    for change in (
        lambda back: re.sub(r"code=[^&]+", "code=forged", back),
        lambda back: f"{back}&iss=http://evil.example",
    ):
        browser = house.browser()
        assert browser.get(change(there_and_back(browser, "s-7")), headers=CROSS).status_code == 403


def test_whoever_says_no_at_the_provider_is_told_the_way_round(house: House) -> None:
    browser = house.browser()
    away = browser.get("/logg-inn/oidc")
    there = httpx.post(away.headers["location"], data={"action": "deny"}, trust_env=False)
    back = urlsplit(there.headers["location"])
    answer = browser.get(f"{back.path}?{back.query}", headers=CROSS)
    assert answer.status_code == 403
    assert "be om ei lenkje" in answer.text


def test_a_provider_that_is_down_or_another_is_told(tmp_path: Path, provider: str) -> None:
    for number, issuer in enumerate(("http://127.0.0.1:9", f"{provider}/")):
        settings = settings_for(tmp_path / str(number), identity="link", oidc_issuer=issuer, oidc_client="a")
        with open_services(settings, now=lambda: NOW) as services:
            answer = Browser(build_app(services)).get("/logg-inn/oidc")
            assert answer.status_code == 403
            assert "be om ei lenkje" in answer.text


def test_a_provider_that_hangs_keeps_nobody_waiting_who_is_not_on_the_way_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cycle.application.persons.provider.PATIENCE_SECONDS", 2)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(200)
        issuer = f"http://127.0.0.1:{silent.getsockname()[1]}"
        settings = settings_for(tmp_path, identity="link", oidc_issuer=issuer, oidc_client="a")
        with open_services(settings, now=lambda: NOW) as services:
            app = build_app(services)
            kari = House(services, tmp_path, None, [NOW], app).logged_in()  # type: ignore[arg-type]
            first, answers = asyncio.run(sixty_go_and_one_reads(app, kari))
        assert (first, {answer.status_code for answer in answers}) == (200, {403})
        silent.setblocking(False)
        silent.accept()[0].close()
        with pytest.raises(BlockingIOError):
            silent.accept()  # one try for all of them


async def sixty_go_and_one_reads(app: Any, reader: Browser) -> tuple[int, list[httpx.Response]]:
    """Return what the reader got while sixty strangers wait for the provider, and what they got."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    own = {"User-Agent": reader.agent, "Cookie": "; ".join("=".join(cookie) for cookie in reader.cookies.items())}
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:4200", timeout=60) as client:
        strangers = [asyncio.create_task(client.get("/logg-inn/oidc")) for _ in range(60)]
        await asyncio.sleep(0.5)
        answer = await client.get("/personar", headers=own)
        assert not any(stranger.done() for stranger in strangers)
        return answer.status_code, await asyncio.gather(*strangers)


@pytest.mark.parametrize("waiting", [0, 1])
def test_of_too_many_who_wait_for_the_provider_the_next_is_turned_away_at_once(
    house: House, monkeypatch: pytest.MonkeyPatch, waiting: int
) -> None:
    monkeypatch.setattr("cycle.web.visitors.provider.MOST_UNDER_WAY", waiting)
    assert house.browser().get("/logg-inn/oidc").status_code == {0: 403, 1: 303}[waiting]


def test_what_the_provider_says_of_itself_is_kept_for_a_minute(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    get = import_module("requests").Session.get

    def counted(session: object, url: str, **more: Any) -> Any:
        asked.append(url)
        return get(session, url, **more)

    monkeypatch.setattr("requests.Session.get", counted)
    moment = [1000.0]
    monkeypatch.setattr("cycle.application.persons.provider.time.monotonic", lambda: moment[0])
    for later in (0, 59, 2):
        moment[0] += later
        assert house.browser().get("/logg-inn/oidc").status_code == 303
    assert len(asked) == 2


def test_without_a_provider_there_is_no_such_page(tmp_path: Path) -> None:
    with open_services(settings_for(tmp_path, identity="link"), now=lambda: NOW) as services:
        browser = Browser(build_app(services))
        assert browser.get("/logg-inn/oidc").status_code == 404
        assert "oidc" not in browser.get("/logg-inn").text
