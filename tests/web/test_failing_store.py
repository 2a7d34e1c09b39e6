"""A store that fails for a moment: nobody is let in, nothing is lost, and no log tells what it must not."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from cycle.errors import FullDiskError
from cycle.store.login_links import LoginLink, LoginLinks

from .conftest import NOW
from .log_in_house import House, spoil


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


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/personar/kari-koordinator", "/personar/{key}"), ("/personar", "/personar")],
)
def test_no_log_names_whom_a_page_that_failed_is_about(
    house: House, caplog: pytest.LogCaptureFixture, path: str, kind: str
) -> None:
    office = house.logged_in("Samarbeidssekretariatet")
    spoil(house)
    assert office.get(path).status_code == 500
    assert f"{kind}: ConfigError" in caplog.text
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
