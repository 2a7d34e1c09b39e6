"""Rules that change: each version holds its own days, and a year is made with those of its record date."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from cycle.application.year.community_rules.community import load_community
from cycle.errors import ConfigError
from cycle.governance.hosting.host import hosts_of
from cycle.governance.inviting.seats import invited_seats

BERGEN = Path(__file__).parents[3] / "config" / "communities" / "bergensomradet"
NEW = dt.date(2030, 1, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The real community with rules for the partnership meeting that change on 1 January 2030."""
    copy = tmp_path / "bergensomradet"
    copy.mkdir()
    for path in (*BERGEN.glob("*.toml"), BERGEN / "organisations.csv"):
        shutil.copy(path, copy)
    old = (copy / "partnarskapsmote.toml").read_text("utf-8")
    new = old.replace('version = "2022-08-01"\nvalid_from = 2022-08-01', 'version = "2030"\nvalid_from = 2030-01-01')
    new = new.replace("annakvart år mellom", "annakvart andre år mellom").replace("every = 1", "every = 2")
    new = new.replace("year = 2024\nside", "year = 2030\nside")
    (copy / "partnarskapsmote.2030-01-01.toml").write_text(new, "utf-8")
    (copy / "partnarskapsmote.toml").write_text(
        old.replace("valid_from = 2022-08-01", "valid_from = 2022-08-01\nvalid_to = 2029-12-31"), "utf-8"
    )
    return copy


def test_the_newest_rules_are_the_default_and_a_day_chooses_those_that_held_then(folder: Path) -> None:
    loaded = load_community(folder)
    assert loaded.meeting("partnarskapsmote").version == "2030"
    assert loaded.meeting("partnarskapsmote", on=NEW).version == "2030"
    assert loaded.meeting("partnarskapsmote", on=NEW - dt.timedelta(days=1)).version == "2022-08-01"
    assert [rules.version for rules in loaded.versions["partnarskapsmote"]] == ["2030", "2022-08-01"]


def test_the_host_of_each_year_comes_from_the_rules_of_that_year(folder: Path) -> None:
    loaded = load_community(folder)
    answers = hosts_of(loaded.all_versions(), loaded.history, loaded.community, range(2028, 2035))
    assert [answer.side[:4] for answer in answers] == ["spes", "komm", "spes", "spes", "komm", "komm", "spes"]
    assert "annakvart andre år" in answers[2].why
    assert "annakvart år" in answers[1].why


def test_two_versions_that_hold_on_the_same_day_are_refused(folder: Path) -> None:
    file = folder / "partnarskapsmote.toml"
    file.write_text(file.read_text("utf-8").replace("valid_to = 2029-12-31", "valid_to = 2030-01-01"), "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_community(folder)
    assert str(caught.value) == (
        "partnarskapsmote.2030-01-01.toml: valid_from: these rules hold on days when partnarskapsmote.toml holds too; "
        "let valid_to of the earlier version be the day before valid_from of the later one"
    )


def test_a_fault_in_a_version_is_told_with_the_name_of_its_file(folder: Path) -> None:
    file = folder / "partnarskapsmote.2030-01-01.toml"
    file.write_text(file.read_text("utf-8").replace('side = "kommunane"', 'side = "kommunar"', 1), "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_community(folder)
    assert [problem.file for problem in caught.value.problems] == ["partnarskapsmote.2030-01-01.toml"]
    assert "did you mean 'kommunane'?" in str(caught.value)


def test_a_municipality_may_change_its_name_and_keep_its_id(folder: Path) -> None:
    file = folder / "organisations.csv"
    header, *rows = file.read_text("utf-8").splitlines()
    voss = next(row for row in rows if row.startswith("voss,"))
    cells = dict(zip(header.split(","), voss.split(","), strict=True))
    earlier = {**cells, "name": "Voss kommune", "valid_to": "2019-12-31"}
    later = {**cells, "valid_from": "2020-01-01"}
    lines = [
        ",".join(entry.values())
        for old in rows
        for entry in ((earlier, later) if old == voss else (dict(enumerate([old])),))
    ]
    file.write_text("\n".join([header, *lines]) + "\n", "utf-8")
    loaded = load_community(folder)
    names = {
        day.year: next(
            seat.invited.organisation
            for seat in invited_seats(loaded.meeting("toppleiarmote"), loaded.community, on=day)
            if seat.id == "voss.ordforar"
        )
        for day in (dt.date(2019, 6, 1), dt.date(2021, 6, 1))
    }
    assert names == {2019: "Voss kommune", 2021: "Voss herad"}
    assert loaded.community.organisation("voss").name == "Voss herad"
