"""A file that is called right but for capital letters is not passed over in silence."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from cycle.application.year.community_rules.community import load_community, load_named_community
from cycle.application.year.community_rules.registers import current_register
from cycle.application.year.written.facts import load_year
from cycle.application.year.written.letter_pictures import Pictures
from cycle.application.year.written.minutes import load_minutes, minutes_digest
from cycle.application.year.written.signals import load_signals, report_signal
from cycle.errors import ConfigError, CycleError, Problem, TemplateError
from cycle.model import HostAnswer
from cycle.reading import file_named, other_capitals
from tests.desk import YEAR, Desk

ONLY = "is not read, for it is read as {name} only"


@pytest.fixture
def folder(desk: Desk) -> Path:
    return desk.community


def reported(problems: Iterable[Problem]) -> list[tuple[str, str, str]]:
    return [(problem.file, problem.what, problem.remedy) for problem in problems]


def renamed(file: Path, name: str) -> None:
    file.rename(file.with_name(name))


def only(where: str, name: str) -> tuple[str, str, str]:
    return (f"{where}{name}", ONLY.format(name=name.casefold()), f"call it {name.casefold()}")


@pytest.mark.parametrize(
    "name",
    [
        "Community.toml",
        "COMMUNITY.TOML",
        "History.toml",
        "Organisations.csv",
        "Noark.toml",
        "Retention.Toml",
        "Bokmal.toml",
        "bokmal.TOML",
        "Partnarskapsmote.2022-08-01.toml",
        "Partnarskapsmote-2027",
    ],
)
def test_a_file_of_the_community_with_a_capital_letter_is_an_error(folder: Path, name: str) -> None:
    small = folder / name.casefold()
    if small.exists():
        renamed(small, name)
    else:
        shutil.copy(folder / "partnarskapsmote.toml", folder / name)
    with pytest.raises(ConfigError) as caught:
        load_community(folder)
    assert only("", name) in reported(caught.value.problems)


@pytest.mark.parametrize("name", ["Oppfolging.toml", "Bilete", "HISTORIE"])
def test_what_is_read_on_occasion_is_a_warning_of_the_community(folder: Path, name: str) -> None:
    (folder / name).mkdir()
    assert only("", name) in reported(load_community(folder).warnings)


def test_two_files_that_differ_in_capital_letters_only_are_told_though_one_is_read(folder: Path) -> None:
    shutil.copy(folder / "history.toml", folder / "History.toml")
    with pytest.raises(ConfigError) as caught:
        load_community(folder)
    what = "is not read, for history.toml is there too, and they differ in capital letters only"
    assert reported(caught.value.problems) == [("History.toml", what, "keep one of them")]


def test_what_people_keep_beside_may_be_called_as_they_like(folder: Path) -> None:
    before = load_community(folder).warnings
    for name in ("Notat.toml", "Personar.csv", "Program.xlsx", "Partnarskap.toml", "Partnarskapsmote-gamalt"):
        (folder / name).write_text("")
    assert load_community(folder).warnings == before


@pytest.mark.parametrize("name", ["Meeting.toml", "MEETING.TOML", "meeting.Toml"])
def test_the_facts_of_the_year_are_not_passed_over(desk: Desk, name: str) -> None:
    renamed(desk.year_folder / "meeting.toml", name)
    given = {"date": "18.02.2027", "venue": "Kulturhuset"}
    with pytest.raises(ConfigError) as caught:
        load_year(desk.community, meeting="partnarskapsmote", year=YEAR, given=given)
    assert reported(caught.value.problems) == [only("partnarskapsmote-2027/", name)]


def test_minutes_and_presentations_are_a_warning_of_the_year_and_minutes_an_error_where_they_are_read(
    desk: Desk,
) -> None:
    (desk.year_folder / "Referat.toml").write_text('chair = "Kari"\n[[signals]]\nto = "SSU"\ntext = "x"\n')
    if (desk.year_folder / "presentasjonar").is_dir():
        renamed(desk.year_folder / "presentasjonar", "Presentasjonar")
    else:
        (desk.year_folder / "Presentasjonar").mkdir()
    warned = reported(load_year(desk.community, meeting="partnarskapsmote", year=YEAR).warnings)
    assert only("partnarskapsmote-2027/", "Referat.toml") in warned
    assert only("partnarskapsmote-2027/", "Presentasjonar") in warned
    for read in (load_minutes, minutes_digest):
        with pytest.raises(ConfigError) as caught:
            read(desk.year_folder)
        assert reported(caught.value.problems) == [only("partnarskapsmote-2027/", "Referat.toml")]
    signals = load_signals(desk.community, load_community(desk.community).community)
    assert only("partnarskapsmote-2027/", "Referat.toml") in reported(signals.problems)


def test_a_report_of_follow_up_is_written_in_no_second_file(folder: Path) -> None:
    (folder / "partnarskapsmote-2023").mkdir()
    (folder / "partnarskapsmote-2023" / "referat.toml").write_text('[[signals]]\nto = "SSU"\ntext = "x"\n')
    (folder / "Oppfolging.toml").write_text("")
    loaded = load_community(folder)
    signals = load_signals(folder, loaded.community)
    assert only(f"{folder.name}/", "Oppfolging.toml") in reported(signals.problems)
    with pytest.raises(CycleError):
        report_signal(
            folder, loaded.community, signals.all[0].id, on=dt.date(2024, 3, 1), status="open", text="x", by="Kari"
        )
    assert not (folder / "oppfolging.toml").exists()


def test_a_register_that_is_a_file_is_not_said_to_be_missing(desk: Desk) -> None:
    renamed(desk.community / "register.xlsx", "Register.XLSX")
    loaded = load_named_community(desk.services.settings)
    with pytest.raises(ConfigError) as caught:
        current_register(desk.services, loaded)
    assert reported(caught.value.problems) == [only("bergensomradet/", "Register.XLSX")]


def test_a_logo_is_not_left_out(desk: Desk) -> None:
    (desk.community / "bilete").mkdir()
    (desk.community / "bilete" / "Logo.PNG").write_bytes(b"x")
    host = HostAnswer(**{**dict.fromkeys(HostAnswer.__dataclass_fields__, ""), "year": YEAR})
    with pytest.raises(TemplateError) as caught:
        Pictures(load_community(desk.community)).of(host)
    assert reported(caught.value.problems) == [only("bilete/", "Logo.PNG")]


def test_on_a_share_where_capital_letters_do_not_count_it_is_the_very_file(tmp_path: Path) -> None:
    (tmp_path / "Meeting.toml").write_text("")
    os.link(tmp_path / "Meeting.toml", tmp_path / "meeting.toml")
    assert list(other_capitals(tmp_path, {"meeting.toml"}.__contains__)) == []
    assert file_named(tmp_path, "meeting.toml") == tmp_path / "meeting.toml"
    assert file_named(tmp_path / "nowhere", "meeting.toml") is None
