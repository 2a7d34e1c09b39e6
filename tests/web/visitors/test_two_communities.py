"""Two communities in one home: each has its own people, and nobody of one comes at what is the other's."""

from __future__ import annotations

import datetime as dt
import html
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cycle.application.persons import change_person, community_meant, make_link, people
from cycle.application.review import open_years
from cycle.services import Services
from cycle.web.app import build_app
from cycle.web.door import Behind
from cycle.web.to_prefect.inner import Inner
from tests.desk import Desk
from tests.web.fake_prefect import DEPLOYMENT, RUN, SERVER_KEY, SERVICE_KEY, Fake, listening
from tests.web.log_in_house import House
from tests.web.visitor import Browser

OURS, THEIRS = "bergensomradet/partnarskapsmote/2027", "forde/partnarskapsmote/2027"
FORDE = "forde"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The desk of one community, whose year has a list that waits; the other has a year in the same home."""
    desk = Desk(tmp_path)
    desk.walk(to="host")
    desk.compute("invitations")
    desk.services.memory.cycles.open(FORDE, "partnarskapsmote", 2027, given={}, now=desk.services.now())
    desk.settle(identity="link")
    yield desk
    desk.close()


@pytest.fixture
def house(desk: Desk, tmp_path: Path) -> Iterator[House]:
    fake, socket = Fake(), tmp_path / "p.sock"
    behind = Behind(prefect=Inner(socket, secret=SERVER_KEY, waits=(0, 0, 0)), secret=SERVICE_KEY)
    with listening(fake, socket):
        app = build_app(desk.services, behind=behind)
        yield House(desk.services, tmp_path, fake, [dt.datetime.now(dt.UTC)], app)


def first(services: Services, role: str, community: str = FORDE) -> Any:
    return next(row.person for row in people(services, community) if role in row.person.roles)


def logged_in(house: House, role: str, community: str = FORDE) -> Browser:
    browser, person = house.browser(), first(house.services, role, community)
    assert browser.send(f"/logg-inn/lenkje/{make_link(house.services, person, origin='mail')}").status_code == 303
    return browser


def test_who_is_known_in_the_second_community_alone_logs_in_at_the_one_door(house: House) -> None:
    office = first(house.services, "secretariat")
    browser = house.browser()
    link = house.asked(browser, office.address, page="/")
    assert browser.send(link).status_code == 303
    assert f"som {office.name}" in browser.get("/").text


def test_whoever_is_in_both_gets_a_mail_of_each(house: House) -> None:
    office = first(house.services, "secretariat")
    kari = next(row for row in people(house.services) if row.person.name == "Kari Koordinator")
    change_person(house.services, kari, replace(kari.person, address=office.address), by="test")
    house.browser().send("/logg-inn", adresse=office.address, til="/")
    mails = house.mails(number=2)
    assert sum("Helsefellesskapet i Bergensområdet" in mail for mail in mails) == 1
    assert all("Er du" not in mail for mail in mails)


def test_nobody_of_a_community_whose_folder_is_taken_away_comes_in_or_stays(house: House) -> None:
    office, inside, browser = first(house.services, "secretariat"), logged_in(house, "secretariat"), house.browser()
    link = f"/logg-inn/lenkje/{make_link(house.services, office, origin='mail')}"
    folder = house.services.settings.communities / FORDE
    folder.rename(folder.parent.parent / "taken-away")
    assert browser.send("/logg-inn", adresse=office.address, til="/").status_code == 200
    house.asked(browser, number=1)  # whoever asks next gets the only mail there is
    assert browser.send(link).status_code == 410
    assert inside.get("/").status_code == 303
    (folder.parent.parent / "taken-away").rename(folder)
    assert inside.get("/").status_code == 200, "nobody was logged out by a folder that was away for a moment"


def test_nobody_sees_the_years_the_gates_or_the_people_of_the_other(house: House) -> None:
    theirs, ours = logged_in(house, "secretariat"), logged_in(house, "secretariat", "bergensomradet")
    for page in ("godkjenning/invitations", "svar", "letters.invitasjon", "letters.invitasjon/1",
                 "mailing.invitasjon", "mailing.invitasjon/kvittering.csv"):  # fmt: skip
        refused = theirs.get(f"/{OURS}/{page}")
        assert refused.status_code == 403, page
        assert "eit anna helsefellesskap" in refused.text or "et annet helsefellesskap" in refused.text
    assert theirs.send(f"/{OURS}/godkjenning/invitations", val="approve").status_code == 403
    assert OURS not in theirs.get("/").text
    assert OURS in ours.get("/").text
    assert THEIRS not in ours.get("/").text
    assert "Kari Koordinator" not in theirs.get("/personar").text
    assert theirs.get("/personar/kari-koordinator").status_code == 404
    assert theirs.send("/personar/kari-koordinator/fjern").status_code == 404
    assert "Kari Koordinator" in ours.get("/personar").text
    assert ours.get("/innloggingar").text.count(">bergensomradet<") == 0
    assert first(house.services, "secretariat").name in theirs.get("/innloggingar").text


def test_what_the_secretariat_adds_is_added_to_its_own_people(house: House) -> None:
    theirs = logged_in(house, "secretariat")
    form = {"namn": "Nils Ny", "adresse": "nils@forde.example", "malform": "nn", "rolle-reader": "ja"}
    assert theirs.send("/personar/ny", **form).status_code == 303
    assert "Nils Ny" in [row.person.name for row in people(house.services, FORDE)]
    assert "Nils Ny" not in [row.person.name for row in people(house.services)]


@pytest.mark.parametrize(
    ("tag", "status"), [(f"cycle:{THEIRS}", 200), (f"cycle:{OURS}", 403)], ids=["its own run", "the other's run"]
)
def test_the_secretariat_stops_and_retries_its_own_runs_alone(house: House, tag: str, status: int) -> None:
    house.fake.tags = ["meeting-cycle", tag, "step:host"]
    theirs = logged_in(house, "secretariat")
    for state, wanted in (
        ("PAUSED", {"type": "CANCELLING"}),
        ("PAUSED", {"type": "CANCELLED"}),
        ("FAILED", {"type": "SCHEDULED", "name": "AwaitingRetry"}),
    ):
        house.fake.state = state
        answer = theirs.post(f"/api/flow_runs/{RUN}/set_state", json={"state": wanted, "force": True})
        assert answer.status_code == status
    assert len([path for path, _ in house.fake.deeds() if path.endswith("set_state")]) == (3 if status == 200 else 0)


def test_the_secretariat_starts_what_is_its_own_alone(house: House, desk: Desk) -> None:
    theirs = logged_in(house, "secretariat")
    path = f"/api/deployments/{DEPLOYMENT}/create_flow_run"

    def started(**parameters: object) -> int:
        return theirs.post(path, json={"parameters": parameters}).status_code

    assert started(year=2027, community=FORDE) == 200
    assert started(year=2027, community="bergensomradet") == 403
    assert started(year=2027, community="") == 403, "empty is the configured one"
    assert started(year=2027) == 403
    assert started(year=2027, community=str(desk.community)) == 403, "nor by the name of its folder"
    assert started(mail=1, decision="x") == 200, "there is no such mail, and the form says so"
    assert len(house.fake.deeds()) == 2


@pytest.mark.parametrize("mail", [12.0, 1.5, "12", True, None, [1], {"__prefect_kind": "json", "value": "12.0"}])
def test_a_form_that_names_a_mail_by_no_number_is_nobodys(house: House, mail: object) -> None:
    path = f"/api/deployments/{DEPLOYMENT}/create_flow_run"
    for community in ("bergensomradet", FORDE):
        answer = logged_in(house, "secretariat", community).post(path, json={"parameters": {"mail": mail}})
        assert answer.status_code == 409
        assert answer.json()["detail"].startswith("Skriv nummeret på e-posten")
    assert house.fake.deeds() == []


def test_a_number_that_no_mail_can_have_is_a_mail_there_is_not(house: House) -> None:
    path, theirs = f"/api/deployments/{DEPLOYMENT}/create_flow_run", logged_in(house, "secretariat")
    for mail in (0, -1, 2**63 - 1):
        assert theirs.post(path, json={"parameters": {"mail": mail}}).status_code == 200
    for mail in (2**63, 10**30):
        assert theirs.post(path, json={"parameters": {"mail": mail}}).status_code == 400, "no database can hold it"


def test_nobody_claims_what_is_the_others_by_a_field_that_the_form_has_not(house: House) -> None:
    house.fake.form = ("year", "community")
    path, theirs = f"/api/deployments/{DEPLOYMENT}/create_flow_run", logged_in(house, "secretariat")
    answer = theirs.post(path, json={"parameters": {"year": 2027, "community": "bergensomradet", "mail": 999}})
    assert answer.status_code == 409
    assert "mail" in answer.json()["detail"]
    assert house.fake.deeds() == []


@pytest.mark.parametrize(
    ("parameters", "statuses"),
    [
        ({"year": 2027, "community": FORDE}, (403, 200)),
        ({"year": 2027, "community": "bergensomradet"}, (200, 403)),
        ({"year": 2027, "community": ""}, (200, 403)),
        ({"mail": 1, "decision": "x"}, (200, 200)),
        ({"mail": 1.0}, (409, 409)),
        ({}, (200, 403)),
    ],
)
def test_the_run_of_a_form_is_stopped_by_those_whose_matter_it_is(
    house: House, parameters: dict[str, object], statuses: tuple[int, int]
) -> None:
    """It has no tag of a year. A round for the whole home is the configured community's; a lost mail is nobody's."""
    house.fake.tags, house.fake.parameters = ["meeting-cycle"], parameters
    body = {"state": {"type": "CANCELLING"}, "force": True}
    found = [
        logged_in(house, "secretariat", community).post(f"/api/flow_runs/{RUN}/set_state", json=body).status_code
        for community in ("bergensomradet", FORDE)
    ]
    assert tuple(found) == statuses


def test_site_and_preview_are_those_of_the_community_of_who_looks(house: House, desk: Desk) -> None:
    shutil.copytree(desk.year_folder, desk.community.parent / FORDE / desk.year_folder.name, dirs_exist_ok=True)
    for community in ("bergensomradet", FORDE):
        for folder in ("site", "preview"):
            year = house.home / folder / community / "partnarskapsmote" / "2027"
            year.mkdir(parents=True)
            (year / "index.html").write_text(f"sida til {community}", "utf-8")
    for community in ("bergensomradet", FORDE):
        browser = logged_in(house, "secretariat", community)
        for path in ("nettstad", "framsyning"):
            assert browser.get(f"/{path}/partnarskapsmote/2027/").text == f"sida til {community}"
        years = open_years(house.services, community=community)
        assert [(year.site, year.preview) for year in years] == [(True, True)], "the front page leads there"


def test_a_form_that_failed_is_told_to_its_own_community_alone(house: House) -> None:
    forms, now = house.services.memory.forms, house.services.now()
    for run, community in (("r1", "bergensomradet"), ("r2", FORDE), ("r3", "")):
        forms.begin(run, now=now, community=community)
        forms.end(run, "failed", words=f"gale i {run}")
    for community, expected in ((FORDE, ["r2"]), ("bergensomradet", ["r1", "r3"])):
        page = logged_in(house, "secretariat", community).get("/").text
        assert sorted(re.findall(r"gale i (r\d)", page)) == expected


@pytest.mark.parametrize("broken", ["bergensomradet", FORDE])
def test_a_slip_in_one_communitys_file_locks_out_nobody_of_either(house: House, desk: Desk, broken: str) -> None:
    offices = [first(house.services, "secretariat", community) for community in ("bergensomradet", FORDE)]
    file = desk.community.parent / broken / "community.toml"
    file.write_text(file.read_text("utf-8") + "\nlanguage = ?\n", "utf-8")
    for number, office in enumerate(offices, start=1):
        browser = house.browser()
        assert browser.send(house.asked(browser, office.address, number=number, page="/")).status_code == 303
        assert f"som {office.name}" in browser.get("/").text


def test_files_and_received_mail_of_the_other_are_not_shown(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.walk(to="mailing.invitasjon")
    desk.services.memory.cycles.open(FORDE, "partnarskapsmote", 2027, given={}, now=desk.services.now())
    letter = desk.newest("letters.invitasjon").body["letters"][0]["docx"]
    desk.settle(identity="link")
    house = House(desk.services, tmp_path, Fake(), [], build_app(desk.services))
    theirs, ours = logged_in(house, "secretariat"), logged_in(house, "secretariat", "bergensomradet")
    file = f"/filer/{letter['sha256']}/{letter['name']}"
    number = desk.services.memory.outbox.rows()[0].id
    assert community_meant(desk.services, {"mail": number, "community": FORDE}) == "bergensomradet"
    mail = next((desk.home / "mail" / "new").iterdir()).name
    assert (ours.get(file).status_code, theirs.get(file).status_code) == (200, 404)
    for page in (f"/post/{mail}", f"/post/{mail}/kjelde", f"/post/{mail}/brev"):
        assert (ours.get(page).status_code, theirs.get(page).status_code) == (200, 404), page
    assert mail in ours.get("/post").text
    assert mail not in theirs.get("/post").text
    desk.close()


def test_where_log_in_is_off_each_year_of_the_front_page_is_read_as_it_is_written(desk: Desk) -> None:
    """As on its gates: the frame is the configured community's, and not what another community wrote."""
    file = desk.community.parent / FORDE / "community.toml"
    file.write_text(re.sub(r'(?m)^language = ".."', 'language = "nb"', file.read_text("utf-8")), "utf-8")
    shutil.copytree(desk.year_folder, desk.community.parent / FORDE / desk.year_folder.name, dirs_exist_ok=True)
    desk.settle(identity="name")
    titles = {year.row.community: {step.title for step in year.steps} for year in open_years(desk.services)}
    page = html.unescape(Browser(build_app(desk.services, behind=None)).get("/").text)
    assert (theirs := titles[FORDE] - titles["bergensomradet"])
    assert {title for title in theirs if title not in page} == set()
