"""The page of people: the secretariat changes who may do what, without script; others read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cycle.application.persons import people
from cycle.application.year import open_cycle
from cycle.services import open_services
from cycle.web.app import build_app
from tests.desk import typed
from tests.web.conftest import NOW, settings_for
from tests.web.log_in_house import House
from tests.web.visitor import unparted

FORM = {"namn": "Lise Lesar", "adresse": "lise@x.example", "malform": "nb", "rolle-reader": "1"}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_services(settings_for(tmp_path, identity="link"), now=lambda: NOW) as services:
        yield House(services, tmp_path, None, [NOW], build_app(services))  # type: ignore[arg-type]


def test_the_secretariat_adds_changes_and_takes_out_a_person(house: House) -> None:
    office = house.logged_in("Samarbeidssekretariatet")
    assert office.get("/personar/ny").status_code == 200
    assert office.send("/personar/ny", **FORM).headers["location"] == "/personar"
    lise = house.person("Lise Lesar")
    assert (lise.language, lise.roles, lise.key) == ("nb", ("reader",), "lise-lesar")
    changed = {**FORM, "rolle-coordinator": "1", "steg-host": "1", "versjon": "1", "vara-0": "kari-koordinator",
               "vara-fra-0": "2027-01-01", "vara-til-0": "",
               "borte-fra-0": "2026-12-24", "borte-til-0": "2026-12-24"}  # fmt: skip
    assert office.send("/personar/lise-lesar", **changed).status_code == 303
    lise = house.person("Lise Lesar")
    assert (lise.roles, lise.steps) == (("coordinator", "reader"), ("host",))
    page = office.get("/personar").text.replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")
    assert "frå 1. januar 2027" in page
    assert "Borte 24. desember 2026 til 24. desember 2026" in page
    reader = house.logged_in("Lise Lesar")
    assert office.send("/personar/lise-lesar/fjern").status_code == 303
    assert reader.get("/").status_code == 303
    assert "av Samarbeidssekretariatet" in office.get("/personar").text


def test_all_that_is_wrong_is_told_in_the_form_with_what_was_typed(house: House) -> None:
    office = house.logged_in("Samarbeidssekretariatet")
    answer = office.send("/personar/ny", namn="X", adresse="lise", malform="nn")
    assert answer.status_code == 422
    for words in ("Skriv førenamn og etternamn.", "Skriv éi e-postadresse", "Vel minst éi rolle."):
        assert words in answer.text.replace("\N{NON-BREAKING HYPHEN}", "-")
    assert 'value="lise"' in answer.text
    assert office.send("/personar/ny", **FORM, **{"borte-fra-0": "i morgon"}).status_code == 422


def test_of_two_who_change_one_person_the_second_is_told(house: House) -> None:
    office = house.logged_in("Samarbeidssekretariatet")
    form = {"namn": "Kari K", "adresse": "k@x.example", "malform": "nn", "rolle-coordinator": "1", "versjon": "1"}
    assert office.send("/personar/kari-koordinator", **form).status_code == 303
    second = office.send("/personar/kari-koordinator", **{**form, "namn": "Kari Q"})
    assert second.status_code == 409
    assert "Nokon andre endra denne personen i mellomtida" in second.text
    assert house.person("Kari K").address == "k@x.example"


def test_the_last_of_the_secretariat_cannot_lock_everybody_out(house: House) -> None:
    office = house.logged_in("Samarbeidssekretariatet")
    answer = office.send("/personar/samarbeidssekretariatet/fjern")
    assert answer.status_code == 409
    assert "Nokon må ha rolla sekretariat" in answer.text


def test_what_the_file_says_otherwise_is_shown_where_it_is_answered(house: House, tmp_path: Path) -> None:
    office = house.logged_in("Samarbeidssekretariatet")
    form = {"namn": "Kari Koordinator", "adresse": "kari@her.example", "malform": "nn", "rolle-coordinator": "1"}
    office.send("/personar/kari-koordinator", **form, versjon="1")
    path = tmp_path / "root" / "config" / "communities" / "bergensomradet" / "community.toml"
    path.write_text(path.read_text("utf-8").replace("kari.koordinator@", "kari@fil."), "utf-8")
    assert "community.toml seier noko anna" in office.get("/personar").text
    assert "kari@fil.kommunane.example" in unparted(office.get("/personar/kari-koordinator").text)
    version = next(row.version for row in people(house.services) if row.person.key == "kari-koordinator")
    office.send("/personar/kari-koordinator", **form, versjon=str(version))
    assert "community.toml seier noko anna" not in office.get("/personar").text


@pytest.mark.parametrize("name", ["Kari Koordinator", "Ola Andrehand"])
def test_others_read_the_list_and_change_nothing(house: House, name: str) -> None:
    browser = house.logged_in(name)
    page = browser.get("/personar")
    assert page.status_code == 200
    assert "/personar/ny" not in page.text
    for path in ("/personar/ny", "/personar/kari-koordinator", "/personar/kari-koordinator/fjern"):
        assert browser.send(path, **FORM).status_code == 403
    assert browser.get("/personar/ny").status_code == 403


def test_where_log_in_is_off_every_page_says_so_and_nobody_changes_the_list(tmp_path: Path) -> None:
    with open_services(settings_for(tmp_path), now=lambda: NOW) as services:
        browser = House(services, tmp_path, None, [NOW], build_app(services)).browser()  # type: ignore[arg-type]
        for path in ("/", "/personar", "/post", "/nei"):
            assert "eit namn som blir skrive, provar ingenting" in browser.get(path).text
        assert browser.send("/personar/ny", **FORM).status_code == 403
        assert browser.get("/logg-inn").headers["location"] == "/"


@pytest.mark.parametrize("day", ["borte-fra-0", "borte-til-0", "borte-til-1"])
def test_an_absence_with_one_of_its_days_is_asked_about_and_not_made_one_day(house: House, day: str) -> None:
    office = house.logged_in("Samarbeidssekretariatet")
    days = {"borte-fra-0": "", "borte-til-0": "", "borte-fra-1": "", "borte-til-1": "", day: "2026-12-24"}
    answer = office.send("/personar/ny", **FORM, **days)
    assert answer.status_code == 422
    assert "Skriv både den første og den siste dagen nokon er borte" in typed(answer.text)
    assert "Lise Lesar" not in office.get("/personar").text


def test_somebody_is_taken_out_while_the_file_of_the_community_cannot_be_read(house: House, tmp_path: Path) -> None:
    office = house.logged_in("Samarbeidssekretariatet")
    house.logged_in("Ola Andrehand")
    path = tmp_path / "root" / "config" / "communities" / "bergensomradet" / "community.toml"
    path.write_text(path.read_text("utf-8") + "\nlanguage = ?\n", "utf-8")
    assert "Ola Andrehand" in office.get("/personar").text
    assert office.get("/personar/ola-andrehand").status_code == 200
    form = {"namn": "Ola X", "adresse": "o@x.example", "malform": "nn", "rolle-coordinator": "1", "versjon": "1"}
    assert office.send("/personar/ola-andrehand", **form).status_code == 500, "a side would be lost"
    assert office.send("/personar/ola-andrehand/fjern").status_code == 303
    assert [row.removed_at is None for row in house.services.memory.persons.rows("bergensomradet")
            if row.person.key == "ola-andrehand"] == [False]  # fmt: skip


BREAK = {"a slip": "\nlanguage = ?\n", "another form": "\nlanguage = 3\n", "an unknown key": '\nfarge = "raud"\n'}


@pytest.mark.parametrize("text", [*BREAK.values(), None], ids=[*BREAK, "gone"])
def test_the_list_says_that_it_is_as_last_known_while_the_files_of_the_community_cannot_be_read(
    house: House, tmp_path: Path, text: str | None
) -> None:
    open_cycle(house.services, year=2027, given={})
    office = house.logged_in("Samarbeidssekretariatet")
    note = "kan ikkje lesast, så lista er slik ho sist var kjend"
    pages = ("/personar", "/personar/ola-andrehand")
    assert not [page for page in pages if note in typed(office.get(page).text)]
    path = tmp_path / "root" / "config" / "communities" / "bergensomradet" / "community.toml"
    if text is None:
        path.unlink()
    else:
        path.write_text(path.read_text("utf-8").replace('language = "nn"', "", 1) + text, "utf-8")
    for page in pages:
        answer = office.get(page)
        words = " ".join(typed(answer.text).split())
        assert (answer.status_code, note in words) == (200, True), page
        assert "community.toml" in words
        assert "Ola Andrehand" in words
    # Elsewhere the page says what must be corrected, or needs nothing of the files.
    for page, status in (("/", 200), ("/personar/ny", 500), ("/innloggingar", 200)):
        answer = office.get(page)
        assert answer.status_code == status, page
        assert page == "/innloggingar" or "community.toml" in typed(answer.text), page
