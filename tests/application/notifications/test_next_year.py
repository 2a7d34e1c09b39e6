"""On the community's own day the secretariat is told once that next year can be opened; nobody is by default."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from cycle.application.delivery.staff_mail import send_notices
from cycle.application.notifications.next_year import announce_next_year, days_of_communities, year_to_open
from cycle.errors import ConfigError
from tests.desk import COMMUNITY, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk in November 2026 whose year 2027 is open."""
    one = Desk(tmp_path)
    one.start()
    yield one
    one.close()


def test_nobody_is_told_by_default(desk: Desk) -> None:
    desk.moment += dt.timedelta(days=400)
    assert days_of_communities(desk.services.settings) == {}
    assert announce_next_year(desk.services) is None


def test_on_the_day_the_secretariat_gets_one_mail_with_the_way_to_open_the_year(desk: Desk) -> None:
    desk.replace("community.toml", 'language = "nn"', 'language = "nn"\nnext_year_on = "10-01"')
    assert days_of_communities(desk.services.settings) == {COMMUNITY: "10-01"}
    assert announce_next_year(desk.services) is None  # 2027 is open already
    desk.moment = dt.datetime(2027, 9, 30, 8, tzinfo=dt.UTC)
    assert announce_next_year(desk.services) is None
    for _ in range(2):
        desk.moment += dt.timedelta(days=1)
        announced = announce_next_year(desk.services)
        assert announced is not None
        assert announced.year == 2028
        send_notices(desk.cycle())
    [mail] = desk.mails()
    assert mail.subject == "Partnarskapsmøtet 2028 kan opnast"
    assert "Opne året 2028" in mail.text
    assert mail.text.endswith("Han gjeld partnarskapsmøtet 2028.\n")
    assert "2027" not in mail.text + mail.html
    assert "http://127.0.0.1:4200/prefect/deployments" in mail.text


@pytest.mark.parametrize(
    ("today", "year"),
    [
        ("2026-09-30", None),
        ("2026-10-01", 2027),
        ("2027-01-05", 2027),
        ("2027-03-30", 2027),
        ("2027-03-31", None),
    ],
)
def test_a_day_on_which_the_service_was_down_is_made_good_for_half_a_year(today: str, year: int | None) -> None:
    assert year_to_open("10-01", today=dt.date.fromisoformat(today)) == year
    assert year_to_open("", today=dt.date.fromisoformat(today)) is None


@pytest.mark.parametrize("day", ["2026-10-01", "10-1", "31-10", "02-30", "02-29", "okt", "1001"])
def test_what_is_no_day_of_every_year_is_refused_with_how_it_is_written(day: str, desk: Desk) -> None:
    desk.replace("community.toml", 'language = "nn"', f'language = "nn"\nnext_year_on = "{day}"')
    with pytest.raises(ConfigError, match=r"next_year_on.*write month and day as 10-01"):
        desk.cycle()
