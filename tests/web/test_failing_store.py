"""A store that fails for a moment: nobody is let in, nothing is lost, and no log tells what it must not."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from cycle.errors import FullDiskError
from cycle.model import digest
from cycle.services import open_services
from cycle.store.mails.outbox import Outbox
from cycle.store.people.door_answers import DoorAnswers
from cycle.store.people.login_links import LoginLink, LoginLinks
from cycle.store.people.persons import Persons
from cycle.store.people.sessions import Sessions
from cycle.web.app import build_app

from .conftest import NOW, settings_for
from .fake_prefect import DEPLOYMENT, RUN
from .log_in_house import House, spoil
from .visitor import Browser

RESUME, KEY = f"/api/flow_runs/{RUN}/resume", "suspended-host-r1-g1-a1-response"
ANSWER = {"decision": "Stopp", "proposal": "r1-12345678"}


def full(*_: object, **__: object) -> None:
    raise FullDiskError("database: the disk is full")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_link_whose_log_in_failed_stands_in_no_log(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, method: str
) -> None:
    """It is not used up, and whoever reads the log could log in with it."""
    browser, link = house.browser(), house.link("Kari Koordinator")
    with monkeypatch.context() as failing:
        failing.setattr(LoginLinks, "under" if method == "GET" else "use", full)
        answer = browser.get(link) if method == "GET" else browser.send(link)
    assert answer.status_code == 500
    assert "/logg-inn/lenkje/{token}: FullDiskError" in caplog.text
    assert link.rpartition("/")[2] not in caplog.text
    assert browser.send(link).status_code == 303


def test_no_log_names_whom_a_page_that_failed_is_about(house: House, caplog: pytest.LogCaptureFixture) -> None:
    """A change is refused while the file cannot be read; the list and the pages of people are shown."""
    office = house.logged_in("Samarbeidssekretariatet")
    form = {"namn": "Kari K", "adresse": "k@x.example", "malform": "nn", "rolle-coordinator": "1", "versjon": "1"}
    spoil(house)
    assert office.send("/personar/kari-koordinator", **form).status_code == 500
    assert "/personar/{key}: ConfigError" in caplog.text
    assert "kari" not in caplog.text


def test_an_error_of_the_database_tells_nothing_of_its_rows(house: House) -> None:
    """Errors that nobody foresaw go to logs as they are."""
    link = LoginLink(
        hash="x",
        community="x",
        person="kari-koordinator",
        origin="mail",
        browser="",
        page="/",
        made_at=NOW,
        ends_at=NOW,
    )
    house.services.memory.login_links.add(link, forget_before=NOW)
    with pytest.raises(IntegrityError) as error:
        house.services.memory.login_links.add(link, forget_before=NOW)
    assert "kari" not in str(error.value)


def test_a_full_disk_keeps_nobody_out_who_is_logged_in(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = house.logged_in()
    house.later(minutes=2)
    monkeypatch.setattr(Sessions, "seen", full)
    assert browser.get("/").status_code == 200
    assert browser.get(f"/api/flow_runs/{RUN}").status_code == 200
    assert browser.post(RESUME, json={"run_input": ANSWER}).status_code == 201


def test_a_session_in_another_browser_lets_nobody_in_also_where_its_end_cannot_be_written(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, thief = house.logged_in(), house.browser("Mozilla/5.0 (Windows) Firefox/140.0")
    thief.cookies.update(browser.cookies)
    monkeypatch.setattr(Sessions, "end", full)
    assert thief.get("/").status_code == 303


def test_where_it_cannot_be_known_who_asks_nothing_is_done_and_that_is_said(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = house.logged_in()
    monkeypatch.setattr(Sessions, "under", full)
    for answer in (browser.get("/"), browser.get("/prefect/dashboard"), browser.send("/logg-ut")):
        assert answer.status_code == 503
        assert "<main" in answer.text
        assert "så ingenting er gjort. Prøv igjen om litt." in answer.text
        assert "Content-Security-Policy" in answer.headers
    answer = browser.post(RESUME, json={"run_input": ANSWER})
    assert answer.status_code == 503
    assert "så ingenting er gjort" in answer.json()["detail"]
    assert house.fake.deeds() == []
    assert {browser.get(path).status_code for path in ("/logg-inn", "/stil/side.css", "/api/health")} == {200}


def test_what_nobody_foresaw_is_said_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def slip(*_: object, **__: object) -> None:
        raise TypeError

    browser = house.logged_in()
    monkeypatch.setattr(Sessions, "under", slip)
    answer = browser.get("/")
    assert answer.status_code == 503
    assert "Noko gjekk gale. Sjå etter om det vart gjort" in answer.text


def test_a_page_says_so_also_where_the_store_does_not_say_whether_there_is_log_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_services(settings_for(tmp_path, identity=""), now=lambda: NOW) as services:
        browser = Browser(build_app(services))
        monkeypatch.setattr(Persons, "before_log_in", full)
        answer = browser.get("/")
        assert answer.status_code == 503
        assert "<main" in answer.text


def test_a_mail_whose_community_cannot_be_looked_up_is_nobodys_to_decide_on(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It passed for a mail that there is not, which anybody may ask about: it may be another community's."""
    office, path = house.logged_in("Samarbeidssekretariatet"), f"/api/deployments/{DEPLOYMENT}/create_flow_run"
    assert office.post(path, json={"parameters": {"mail": 1}}).status_code == 200
    house.fake.heard.clear()
    for asked in ("kinds_of", "_rows"):
        monkeypatch.setattr(Outbox, asked, full)
    assert office.post(path, json={"parameters": {"mail": 1}}).status_code == 503
    assert house.fake.deeds() == []


def test_an_answer_is_handed_in_only_once_it_is_written_who_gives_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, house.fake.answer_key = house.logged_in(), KEY
    with monkeypatch.context() as failing:
        failing.setattr(DoorAnswers, "add", full)
        assert browser.post(RESUME, json={"run_input": ANSWER}).status_code == 503
        assert house.fake.deeds() == []
    monkeypatch.setattr(DoorAnswers, "came_to", full)
    assert browser.post(RESUME, json={"run_input": ANSWER}).status_code == 201, "Prefect has it"
    found = house.services.memory.door_answers.of(RUN, KEY, digest(ANSWER))
    assert found is not None
    assert found.name == "Kari Koordinator"
