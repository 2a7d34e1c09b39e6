"""One running service for all tests of this folder; each has a year of its own that nobody has triggered yet."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from functools import partial

import pytest

from cycle.mail.transport.maildir import make_maildir
from tests.desk import YEAR, Desk
from tests.flows.conftest import Running, a_service

LATER_YEARS = range(YEAR + 1, YEAR + 27)


@pytest.fixture(scope="package")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The secretariat's own files: a register of seven and a folder for each of the coming years."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    desk.close()
    for year in LATER_YEARS:
        folder = desk.community / f"partnarskapsmote-{year}"
        shutil.copytree(desk.year_folder, folder)
        meeting = folder / "meeting.toml"
        meeting.write_text(re.sub(r"\b(2026|2027)-", partial(_later, years=year - YEAR), meeting.read_text()))
    return desk


def _later(found: re.Match[str], years: int) -> str:
    return f"{int(found[1]) + years}-"


@pytest.fixture(scope="package")
def service(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One service for all these tests, whose postbox is read each minute.

    Letters stay Word files, so that a year takes seconds.
    """
    home = tmp_path_factory.mktemp("home")
    make_maildir(home / "in")
    house = {
        "CYCLE_ROOT": str(desk.root),
        "CYCLE_OFFICE": desk.given["office"],
        "CYCLE_PDF": "optional",
        "CYCLE_MAIL_INBOX": str(home / "in"),
        "CYCLE_MAIL_INBOX_MINUTES": "1",
        "CYCLE_WATCH_SECONDS": "30",  # each look goes through every year that is open, and they become many here
    }
    with a_service(home, **house) as running:
        yield running


@pytest.fixture(scope="package")
def later_years() -> Iterator[int]:
    return iter(LATER_YEARS)


@pytest.fixture
def running(service: Running, later_years: Iterator[int]) -> Running:
    """The service, with a year of its own for each test that nobody has triggered yet."""
    return _with_year(service, next(later_years))


@pytest.fixture
def in_example_year(service: Running) -> Running:
    """The service, with the year of the example: its day of the week is known. One test may ask for it."""
    return _with_year(service, YEAR)


@pytest.fixture
def begun(running: Running) -> Running:
    """The service with a triggered year."""
    running.open_year()
    running.trigger()
    return running


def _with_year(service: Running, year: int) -> Running:
    service.year = year
    service.asked.clear()
    return service
