"""A session is its browser's alone, and ends with time, log-out, another log-in, and the person it rests on."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cycle.application.persons import (
    active,
    change_person,
    make_link,
    named,
    new_token,
    open_sessions,
    people,
    remove_person,
)
from cycle.application.persons.signed_token import signed
from cycle.model import KnownPerson
from cycle.services import open_services
from cycle.store.people.login_links import hash_of
from cycle.web.app import build_app
from tests.web.conftest import NOW, settings_for
from tests.web.fake_prefect import RUN
from tests.web.log_in_house import KARI, House, spoil, vars_of
from tests.web.visitor import Browser

STOP = {"decision": "Stopp", "proposal": "r1-12345678"}
OFFICE = "samarbeidssekretariatet@helsefellesskapet.example"


def test_a_session_is_kept_from_scripts_and_other_sites(house: House) -> None:
    answer = house.browser().send(house.link("Kari Koordinator"))
    (cookie,) = answer.headers.get_list("set-cookie")
    assert re.fullmatch(r"cycle_session_4200=[\w-]{43}\.[\w-]{43}; HttpOnly; Path=/; SameSite=lax", cookie)


def test_a_session_that_this_home_has_not_signed_is_nobodys_whatever_stands_in_the_database(house: House) -> None:
    """Whoever may write to the database, and reads no secret of the machine's, makes no session."""
    browser, written = house.logged_in(), new_token()
    (row,) = open_sessions(house.services, "bergensomradet")
    house.services.memory.sessions.begin(replace(row, hash=hash_of(written), name="lagd"))
    own, signature = browser.cookies["cycle_session_4200"].split(".")
    elsewhere = signed(b"of another home" * 3, written)
    others = {
        "none": written,
        "empty": f"{written}.",
        "another session's": f"{written}.{signature}",
        "another home's": elsewhere,
        "cut short": f"{own}.{signature[:-1]}",
        "of its own without one": own,
        "only the signature": f".{signature}",
    }
    for what, held in others.items():
        mallory = house.browser()
        mallory.cookies["cycle_session_4200"] = held
        assert mallory.get("/").status_code == 303, what
        assert mallory.send("/logg-ut").status_code == 303
    assert {row.name for row in open_sessions(house.services, "bergensomradet")} == {row.name, "lagd"}
    assert browser.get("/").status_code == 200
    browser.cookies["cycle_session_4200"] = signed(house.services.secret, written)
    assert browser.get("/").status_code == 200, "what this home signs is a session"


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


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("POST", "/api/flow_runs/filter", {"json": {}}),
        ("POST", "/api/ui/task_runs/count", {"json": {}}),
        ("POST", "/api/variables/filter", {"json": {}}),
        ("GET", f"/api/flow_runs/{RUN}", {}),
        ("GET", "/api/version", {}),
        ("GET", "/prefect/assets/x.js", {"headers": {"Sec-Fetch-Dest": "script"}}),
        ("GET", "/stil/ikon.svg", {"headers": {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Dest": "image"}}),
    ],
)
def test_a_tab_of_prefect_that_reads_by_itself_keeps_nobody_logged_in(
    house: House, method: str, path: str, more: dict[str, Any]
) -> None:
    """It asks every few seconds for as long as it is open, also on a machine that somebody left."""
    browser = house.logged_in()
    for hours in (5, 2.9):
        house.later(hours=hours)
        headers = {**browser.own, **more.get("headers", {})} if method == "POST" else more.get("headers", {})
        assert browser.ask(method, path, **{**more, "headers": headers}).status_code in {200, 403}
    house.later(minutes=7)
    assert browser.get("/").status_code == 303


@pytest.mark.parametrize("path", ["/", "/personar", "/prefect/dashboard", f"/api/flow_runs/{RUN}/resume"])
def test_what_a_person_does_keeps_them_logged_in(house: House, path: str) -> None:
    browser = house.logged_in()
    house.later(hours=5)
    if path.startswith("/api"):
        browser.post(path, json={"run_input": {"decision": "Godkjenn", "proposal": "r1-12345678"}})
    else:
        assert browser.get(path, headers={"Sec-Fetch-Dest": "document"}).status_code == 200
    house.later(hours=5)
    assert browser.get("/").status_code == 200


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


def test_whoever_logged_in_by_an_address_that_is_corrected_is_out(house: House) -> None:
    """Else whose mailbox it was by mistake stays the person; who corrects their own address goes on."""
    kari, office = house.browser(), house.browser()
    for browser, name in ((kari, "Kari Koordinator"), (office, "Samarbeidssekretariatet")):
        (person,) = named(house.services, name)
        assert browser.send(f"/logg-inn/lenkje/{make_link(house.services, person, origin='mail')}").status_code == 303
    session = next(row for row in open_sessions(house.services, "bergensomradet") if row.person != "kari-koordinator")
    for row in people(house.services):
        more = {"issuer": "https://id.example", "subject": "7"} if row.person.roles == ("secretariat",) else {}
        corrected = replace(row.person, address=f"ny-{row.person.address}", **more)
        change_person(house.services, row, corrected, by="sekretariatet", session=session.name)
    assert kari.get("/").status_code == 303
    assert office.get("/").status_code == 200


def in_file(house: House, old: str, new: str) -> None:
    file = house.services.settings.communities / "bergensomradet" / "community.toml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


KARI_IN_FILE = f'[[coordinators]]\nname = "Kari Koordinator"\naddress = "{KARI}"\n'
OLAS_STEPS = 'steps = ["committee", "host", "invitations", "letters"]'


def test_whoever_is_taken_out_of_the_file_is_out_also_when_nobody_looks_at_the_list(house: House) -> None:
    browser, link = house.logged_in(), house.link("Kari Koordinator")
    in_file(house, KARI_IN_FILE, "")
    assert browser.post(f"/api/flow_runs/{RUN}/resume", json={"run_input": STOP}).status_code == 401
    assert house.fake.deeds() == []
    answer = house.browser().send(link)
    assert answer.status_code == 410
    assert "står ikkje lenger på lista" in answer.text


def test_a_link_to_somebody_who_is_taken_out_of_the_file_logs_nobody_in(house: House) -> None:
    link = house.link("Kari Koordinator")
    in_file(house, KARI_IN_FILE, "")
    assert house.browser().send(link).status_code == 410
    assert open_sessions(house.services, "bergensomradet") == ()


def test_steps_that_are_taken_away_in_the_file_are_not_decided_any_more(house: House) -> None:
    browser = house.logged_in("Ola Andrehand")
    answer = f"/api/flow_runs/{RUN}/resume"
    assert browser.post(answer, json={"run_input": STOP}).status_code == 201
    in_file(house, OLAS_STEPS, 'steps = ["committee"]')
    assert browser.post(answer, json={"run_input": STOP}).status_code == 403
    in_file(house, "ola.andrehand@", "ny@")
    assert browser.get("/").status_code == 303, "whoever reads the old mailbox"


def test_a_slip_in_the_file_locks_nobody_out(house: House) -> None:
    browser = house.logged_in()
    spoil(house)
    assert browser.post(f"/api/flow_runs/{RUN}/resume", json={"run_input": STOP}).status_code == 201


def test_a_log_in_is_ended_also_while_the_file_has_a_slip(house: House) -> None:
    """A session that was stolen waits for nobody who mends it."""
    kari, office = house.logged_in(), house.logged_in("Samarbeidssekretariatet")
    theirs = re.search(r'name="okt" value="(\w+)"', kari.get("/innloggingar").text)
    spoil(house)
    page = office.get("/innloggingar")
    assert (page.status_code, "Kari Koordinator" in page.text) == (200, True)
    assert theirs
    assert office.send("/innloggingar", okt=theirs[1]).status_code == 303
    assert kari.get("/").status_code == 303


def test_the_file_of_a_community_that_lies_elsewhere_holds_too(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, identity="link")
    folder = settings.communities / "bergensomradet"
    folder.rename(tmp_path / "bergensomradet")
    elsewhere = settings.model_copy(update={"community": str(tmp_path / "bergensomradet")})
    with open_services(elsewhere, now=lambda: NOW) as services:
        browser = Browser(build_app(services))
        (kari,) = named(services, KARI)
        assert browser.send(f"/logg-inn/lenkje/{make_link(services, kari, origin='mail')}").status_code == 303
        assert browser.get("/innloggingar").status_code == 200
        file = tmp_path / "bergensomradet" / "community.toml"
        file.write_text(file.read_text("utf-8").replace(KARI_IN_FILE, ""), "utf-8")
        assert browser.get("/innloggingar").status_code == 303


def test_whoever_the_file_names_in_anothers_place_does_not_take_over_their_log_in(house: House) -> None:
    """The secretariat's row of the file is one, whoever holds the office."""
    browser, (office,) = house.browser(), named(house.services, "Samarbeidssekretariatet")
    link = f"/logg-inn/lenkje/{make_link(house.services, office, origin='mail')}"
    unused = f"/logg-inn/lenkje/{make_link(house.services, office, origin='mail')}"
    assert browser.send(link).status_code == 303
    file = house.services.settings.communities / "bergensomradet" / "community.toml"
    file.write_text(file.read_text("utf-8").replace(office.address, "ny@sekretariatet.example"), "utf-8")
    assert named(house.services, "ny@sekretariatet.example")
    assert browser.get("/").status_code == 303
    assert house.browser().send(unused).status_code == 410


@pytest.mark.parametrize("name", ["Nils Ny", "Kari Ny"])
def test_whoever_follows_in_a_mailbox_of_the_file_does_not_go_on_in_the_log_in_of_who_had_it(
    house: House, name: str
) -> None:
    browser, unused = house.logged_in(), house.link("Kari Koordinator")
    in_file(house, 'name = "Kari Koordinator"', f'name = "{name}"')
    assert browser.post(f"/api/flow_runs/{RUN}/resume", json={"run_input": STOP}).status_code == 401
    assert house.browser().send(unused).status_code == 410
    assert "Kari Koordinator" not in house.logged_in(name).get("/").text


def test_whoever_gets_another_name_on_the_page_logs_in_anew_and_a_slip_that_is_mended_ends_nothing(
    house: House,
) -> None:
    kari, ola = house.logged_in(), house.logged_in("Ola Andrehand")
    for row in people(house.services):
        name = {"kari-koordinator": "Nils Ny", "ola-andrehand": "Ola B. Andrehand"}.get(row.person.key)
        if name:
            change_person(house.services, row, replace(row.person, name=name), by="sekretariatet")
    assert [browser.get("/").status_code for browser in (kari, ola)] == [303, 200]


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
    "cookies",
    ["cycle_session_4200=a; cycle_session_4200=b", "cycle_session_4200=", "cycle_session_4200=" + "x" * 5000,
     'cycle_session_4200="; Path=/', "cycle_session_4200=é"],
)  # fmt: skip
def test_a_cookie_that_is_none_of_ours_is_nobody(house: House, cookies: str) -> None:
    assert house.browser().get("/", headers={"Cookie": cookies.encode().decode("latin-1")}).status_code == 303
