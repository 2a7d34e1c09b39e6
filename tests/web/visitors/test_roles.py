"""Roles at Prefect's API: a reader reads, a coordinator answers gates of their steps, the secretariat does the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from cycle.application.persons import add_person, change_person, people, who_started
from cycle.model import KnownPerson, digest
from cycle.services import open_services
from cycle.web.app import build_app
from cycle.web.door import Behind
from cycle.web.to_prefect.deeds import BY_WHO_ASKS
from cycle.web.to_prefect.inner import Inner
from cycle.web.visitors.entrance import Entrance
from tests.web.conftest import NOW, settings_for
from tests.web.fake_prefect import DEPLOYMENT, RUN, SERVER_KEY, SERVICE_KEY, Fake, listening
from tests.web.log_in_house import House
from tests.web.visitor import Browser

RESUME = f"/api/flow_runs/{RUN}/resume"
STATE = f"/api/flow_runs/{RUN}/set_state"
CREATE = f"/api/deployments/{DEPLOYMENT}/create_flow_run"
ANSWER = {"decision": "Godkjenn", "proposal": "r1-12345678"}
CANCEL = {"state": {"type": "CANCELLING", "name": "Cancelling"}, "force": True}
RETRY = {"state": {"type": "SCHEDULED", "name": "AwaitingRetry", "message": "Retry from the UI"}}
KEY = "suspended-mailing-r1-g1-a1-response"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    tags = ["meeting-cycle", "cycle:bergensomradet/partnarskapsmote/2027", "step:mailing.invitasjon"]
    fake, socket, moment = Fake(tags=tags, answer_key=KEY), tmp_path / "p.sock", [NOW]
    with (
        open_services(settings_for(tmp_path, identity="link"), now=lambda: moment[0]) as services,
        listening(fake, socket),
    ):
        reader = KnownPerson(
            community="bergensomradet",
            key="",
            name="Lise Lesar",
            address="l@x.example",
            language="nn",
            roles=("reader",),
        )
        people(services)
        add_person(services, reader, by="test")
        behind = Behind(prefect=Inner(socket, secret=SERVER_KEY, waits=(0, 0, 0)), secret=SERVICE_KEY)
        yield House(services, tmp_path, fake, moment, build_app(services, behind=behind))


def answered(browser: Browser, **more: object) -> int:
    return browser.post(RESUME, json={"run_input": {**ANSWER, **more}}).status_code


def test_a_reader_reads_and_does_nothing(house: House) -> None:
    lise = house.logged_in("Lise Lesar")
    assert lise.get(f"/api/flow_runs/{RUN}").status_code == 200
    assert lise.post("/api/flow_runs/filter", json={}).status_code == 200
    house.fake.heard.clear()
    for path, body in ((RESUME, {"run_input": ANSWER}), (STATE, CANCEL), (CREATE, {"parameters": {}})):
        answer = lise.post(path, json=body)
        assert answer.status_code == 403
        assert answer.json()["detail"].startswith(("Du avgjer ikkje", "Berre sekretariatet"))
    assert house.fake.deeds() == []


def test_a_coordinator_answers_the_gates_of_their_steps_and_starts_and_stops_nothing(house: House) -> None:
    kari, ola = house.logged_in(), house.logged_in("Ola Andrehand")
    assert answered(ola) == 403, "Ola does not decide on mailings"
    assert answered(kari) == 201
    assert [kari.post(path, json=body).status_code for path, body in ((STATE, CANCEL), (CREATE, {}))] == [403, 403]
    assert house.fake.deeds() == [(RESUME, {"run_input": ANSWER})]


@pytest.mark.parametrize("more", [{}, {"comment": ""}, {"comment": " \n"}, {"comment": None}])
def test_whoever_sends_back_in_prefect_says_why_as_on_our_page(house: House, more: dict[str, object]) -> None:
    kari, back = house.logged_in(), {**ANSWER, "decision": "Send tilbake til Årshjul"}
    answer = kari.post(RESUME, json={"run_input": {**back, **more}})
    assert answer.json()["status"] == "REJECT"
    assert answer.json()["details"]["reason"].startswith("Skriv kvifor du sender tilbake")
    assert house.fake.deeds() == []
    assert kari.post(RESUME, json={"run_input": {**back, "comment": "Feil dag"}}).status_code == 201


def test_the_secretariat_answers_starts_and_stops(house: House) -> None:
    office = house.logged_in("Samarbeidssekretariatet")
    assert answered(office) == 201
    assert office.post(CREATE, json={"parameters": {}}).status_code == 200
    house.fake.state = "RUNNING"
    assert office.post(STATE, json=CANCEL).status_code == 200


def test_the_secretariat_alone_tries_a_run_again_that_failed(house: House) -> None:
    house.fake.state = "FAILED"
    for name, status in (("Lise Lesar", 403), ("Kari Koordinator", 403), ("Samarbeidssekretariatet", 200)):
        assert house.logged_in(name).post(STATE, json=RETRY).status_code == status, name
    assert [path for path, _ in house.fake.deeds()] == [STATE]


@pytest.mark.parametrize("typed", [{"name": "Ola Nordmann"}, {"name": ""}, {}])
def test_a_form_bears_the_name_of_who_is_logged_in_whatever_was_typed(house: House, typed: dict[str, str]) -> None:
    """Else whoever asked for a dispatch approves it alone: that is told from the name."""
    house.fake.form = ("year", "dispatch", "name", "why")
    asked = {"year": 2027, "dispatch": "paminning", "why": "x", **typed}
    office = house.logged_in("Samarbeidssekretariatet")
    assert office.post(CREATE, json={"parameters": asked}).status_code == 200
    ((_, sent),) = house.fake.deeds()
    assert sent["parameters"] == {**asked, "name": "Samarbeidssekretariatet"}


def test_who_starts_a_run_is_written_down_before_prefect_sees_it_and_found_by_the_key_it_bears(house: House) -> None:
    house.fake.form = ("year", "name")
    office = house.logged_in("Samarbeidssekretariatet")
    assert office.post(CREATE, json={"parameters": {"year": 2027}, "idempotency_key": "x"}).status_code == 409
    assert office.post(CREATE, json={"parameters": {"year": 2027, "name": "Ola Nordmann"}}).status_code == 200
    ((_, sent),) = house.fake.deeds()
    # Prefect fills in what the form leaves empty.
    key, stored = sent["idempotency_key"], {**sent["parameters"], "venue": ""}
    found = who_started(house.services, key=key, parameters=stored)
    assert found is not None
    assert (found.person, found.name, found.known_by) == ("samarbeidssekretariatet", "Samarbeidssekretariatet", "link")
    assert found.session
    for other_key, other in ((key, {**stored, "year": 2028}), (key + "0", stored), ("started-", stored), ("", stored)):
        assert who_started(house.services, key=other_key, parameters=other) is None


@pytest.mark.parametrize("typed", [{}, {"name": "Ola Nordmann"}])
def test_a_form_that_does_not_ask_for_the_name_bears_it_all_the_same(house: House, typed: dict[str, str]) -> None:
    """Also one that was loaded while the form still asked."""
    house.fake.form, house.fake.definitions = ("year", "why"), {BY_WHO_ASKS: {}}
    office = house.logged_in("Samarbeidssekretariatet")
    assert office.post(CREATE, json={"parameters": {"year": 2027, "why": "x", **typed}}).status_code == 200
    ((_, sent),) = house.fake.deeds()
    assert sent["parameters"] == {"year": 2027, "why": "x", "name": "Samarbeidssekretariatet"}


def test_a_form_that_asks_for_no_name_gets_none(house: House) -> None:
    house.fake.form = ("year", "community")
    assert house.logged_in("Samarbeidssekretariatet").post(CREATE, json={"parameters": {"year": 2027}}).is_success
    assert house.fake.deeds()[0][1]["parameters"] == {"year": 2027}


def test_a_deputy_answers_in_the_others_place(house: House) -> None:
    lise = house.logged_in("Lise Lesar")
    assert answered(lise) == 403
    from cycle.model import Deputy

    kari = next(row for row in people(house.services) if row.person.key == "kari-koordinator")
    deputy = Deputy(person="lise-lesar", first=NOW.date(), last=NOW.date())
    change_person(house.services, kari, replace(kari.person, deputies=(deputy,)), by="test")
    assert answered(lise) == 201
    house.later(days=1)
    assert answered(house.logged_in("Lise Lesar")) == 403


def test_a_run_of_another_communitys_year_is_not_answered(house: House) -> None:
    house.fake.tags[1] = "cycle:oslo/mote/2027"
    assert [answered(house.logged_in(name)) for name in ("Kari Koordinator", "Samarbeidssekretariatet")] == [403, 403]


def test_a_run_with_two_steps_or_none_is_nobodys(house: House) -> None:
    kari = house.logged_in("Ola Andrehand")
    house.fake.tags.append("step:host")
    assert answered(kari) == 403
    house.fake.tags[2:] = []
    assert answered(kari) == 403


def test_who_answers_is_written_before_prefect_sees_it_and_what_became_of_it_after(house: House) -> None:
    kari = house.logged_in()
    assert answered(kari) == 201
    found = house.services.memory.door_answers.of(RUN, KEY, digest(ANSWER))
    assert found is not None
    assert (found.person, found.name, found.known_by, found.status) == (
        "kari-koordinator", "Kari Koordinator", "link", "ACCEPT",
    )  # fmt: skip
    assert found.proof.endswith("to kari.koordinator@kommunane.example")
    (session,) = house.services.memory.sessions.open("bergensomradet")
    assert found.session == session.name
    house.fake.says = {"status": "ABORT", "details": {"reason": "Cannot resume a flow run that is not paused"}}
    assert answered(kari, comment="sein") == 200
    assert house.services.memory.door_answers.of(RUN, KEY, digest({**ANSWER, "comment": "sein"})) is None


@pytest.mark.parametrize(("state", "key"), [("PAUSED", KEY.replace("a1", "a2")), ("RUNNING", KEY), ("SCHEDULED", "")])
def test_an_answer_to_a_form_that_is_asked_anew_meanwhile_is_nobodys_and_is_not_handed_in(
    house: House, monkeypatch: pytest.MonkeyPatch, state: str, key: str
) -> None:
    """It would lie under the new form's key, and the gate find nobody who gave it."""

    def woken(*_: object, **__: object) -> str:
        house.fake.state, house.fake.answer_key = state, key
        return ""

    kari = house.logged_in()
    monkeypatch.setattr(Entrance, "objection", woken)
    answer = kari.post(RESUME, json={"run_input": ANSWER})
    assert answer.status_code == 409
    assert "er ikkje teke imot" in answer.json()["detail"]
    assert house.fake.deeds() == []
    assert [house.services.memory.door_answers.of(RUN, kept, digest(ANSWER)) for kept in (KEY, key)] == [None, None]


def test_an_answer_that_names_no_proposal_is_not_sent_on(house: House) -> None:
    kari = house.logged_in()
    assert kari.post(RESUME, json={"run_input": {"decision": "Godkjenn"}}).status_code == 409
    assert house.fake.deeds() == []


def test_what_prefect_would_fill_in_is_not_written_down_either(house: House) -> None:
    kari = house.logged_in()
    assert answered(kari, comment={"__prefect_kind": "jinja", "template": "{{ 1 }}"}) == 409
    assert house.fake.deeds() == []


@pytest.mark.parametrize("name", ["Samarbeidssekretariatet", "Kari Koordinator", "Lise Lesar"])
def test_nobody_changes_deployments_variables_or_blocks_from_a_browser(house: House, name: str) -> None:
    browser = house.logged_in(name)
    house.fake.heard.clear()
    for method, path in (
        ("POST", "/api/deployments/"),
        ("PATCH", f"/api/deployments/{DEPLOYMENT}"),
        ("DELETE", f"/api/flow_runs/{RUN}"),
        ("POST", "/api/variables/"),
        ("POST", "/api/block_documents/"),
        ("POST", "/api/flow_runs/"),
    ):
        assert browser.ask(method, path, headers=browser.own, json={}).status_code in {403, 405}
    assert house.fake.deeds() == []


def test_what_a_page_of_prefect_may_not_have_is_answered_empty(house: House) -> None:
    lise = house.logged_in("Lise Lesar")
    assert lise.post("/api/variables/filter", json={}).json() == []
    assert lise.post("/api/block_documents/count", json={}).json() == 0


def test_received_mail_is_for_the_secretariat_which_another_s_link_may_lie_in(house: House) -> None:
    assert house.logged_in("Samarbeidssekretariatet").get("/post").status_code == 200
    for name in ("Kari Koordinator", "Lise Lesar"):
        assert house.logged_in(name).get("/post").status_code == 403


def test_the_menu_leads_nobody_to_a_page_that_refuses_them(house: House) -> None:
    """Nor anybody anywhere before they are logged in."""
    for name, leads in (
        ("Kari Koordinator", ["/", "/personar"]),
        ("Samarbeidssekretariatet", ["/", "/post", "/personar"]),
    ):
        browser = house.logged_in(name)
        menu = re.search(r"(?s)<nav .*?</nav>", browser.get("/").text)
        assert menu
        assert re.findall(r'href="([^"]+)"', menu[0]) == leads
        assert {browser.get(page).status_code for page in leads} == {200}
    assert "<nav" not in house.browser().get("/logg-inn").text
