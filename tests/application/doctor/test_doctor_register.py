"""The doctor judges the register of people that the steps read, and no file that nothing reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from cycle.application.doctor.checks import diagnose
from cycle.application.year.community_rules.community import load_named_community
from cycle.application.year.community_rules.registers import check_file, import_register
from cycle.errors import ConfigError, Problem
from cycle.register.workbooks.workbook import RegisterRow, write_register
from tests.desk import PEOPLE, Desk

NEW = RegisterRow(seat="gulen.ordforar", name="Gro Gulen", address="gro@gulen.example")


def errors(desk: Desk) -> list[Problem]:
    found = diagnose(desk.services.settings)
    return [problem for problem in found if problem.severity == "error" and problem.file not in {"machine", "mail"}]


def imported(desk: Desk, folder: Path) -> None:
    file = folder / "innlese.xlsx"
    file.write_bytes(write_register((*PEOPLE, NEW), invented=True))
    loaded = load_named_community(desk.services.settings)
    import_register(desk.services, loaded, check_file(desk.services, loaded, file).id)


@pytest.mark.parametrize("begun", [False, True])
def test_a_home_without_any_register_is_told_as_the_step_tells_it(begun: bool, desk: Desk) -> None:
    (desk.community / "register.xlsx").unlink()
    if begun:
        desk.start()
        desk.do("plan")
        with pytest.raises(ConfigError, match="there is no register of people"):
            desk.compute("committee")
    assert [str(problem.what) for problem in errors(desk)] == ["there is no register of people"]


def test_a_file_that_nothing_reads_once_a_register_is_imported_is_no_error(desk: Desk, tmp_path: Path) -> None:
    desk.start()
    imported(desk, tmp_path)
    (desk.community / "register.xlsx").write_bytes(b"no workbook")
    assert errors(desk) == []
    desk.do("plan")
    assert desk.compute("committee").revision == 1


def test_a_file_that_is_read_is_judged(desk: Desk) -> None:
    (desk.community / "register.xlsx").write_bytes(b"no workbook")
    assert [problem.file for problem in errors(desk)] == ["register.xlsx"]


def test_of_two_files_the_one_that_is_read_is_judged(desk: Desk) -> None:
    (desk.community / "register.csv").write_bytes(b"no table")
    assert errors(desk) == []


def test_a_home_with_an_imported_register_needs_no_file(desk: Desk, tmp_path: Path) -> None:
    desk.start()
    imported(desk, tmp_path)
    (desk.community / "register.xlsx").unlink()
    assert errors(desk) == []
