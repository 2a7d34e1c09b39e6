"""The month's check of the archive packages, and the yearly word that next year can be opened, as Prefect runs them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import flows.yearly
from cycle.application.actions.rounds import CHECK
from cycle.application.notifications.next_year import NextYear
from flows.fixity import fixity
from flows.yearly import next_year
from tests.desk import Desk


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk whose settings the flows read, with an open year."""
    desk = Desk(tmp_path)
    desk.start()
    for name, value in desk.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    yield desk
    desk.close()


def test_an_archive_that_is_as_it_was_published_is_noted(desk: Desk) -> None:
    assert fixity.fn().message == "Ingen år er publiserte enno."
    desk.walk()
    assert fixity.fn().message == "Arkivet er som det vart publisert."
    last = desk.services.memory.rounds.last(CHECK)
    assert last is not None
    assert (last.well_at, last.trouble) == (last.at, "")


def test_a_damaged_package_fails_the_check_and_is_told_by_mail_once_a_day(desk: Desk) -> None:
    (desk.home / "packages").mkdir()
    (desk.home / "packages" / "2027.zip").write_bytes(b"no package at all")
    for _ in range(2):
        ended = fixity.fn()
        assert ended.is_failed()
        assert "2027.zip" in str(ended.message)
    [mail] = desk.mails()
    assert mail.subject == "Ventar på deg: arkivpakkane er ikkje som dei vart laga"
    assert "2027.zip" in mail.text
    assert "cycle archive verify" in mail.text


def test_the_yearly_run_says_what_it_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert next_year.fn().message == "Ingenting å seie: året er opna, eller dagen er ikkje komen."
    told = NextYear(year=2028, notified_in=desk.cycle())
    monkeypatch.setattr(flows.yearly, "announce_next_year", lambda *_, **__: told)
    assert next_year.fn().message == "Sekretariatet har fått e-post om at 2028 kan opnast."
