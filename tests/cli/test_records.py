"""`cycle archive records`: a year as messages for the records system, or what keeps it from being written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import Desk


@pytest.mark.parametrize(("kind", "messages"), [("fiks", 16), ("arkivmelding", 1)])
def test_a_year_is_written_and_what_it_lacks_is_said(run, desk: Desk, tmp_path: Path, kind: str, messages: int) -> None:
    desk.walk()
    said = run("archive", "records", 2027, "--format", kind, "--to", tmp_path / "out")
    assert (said.code, said.err) == (0, "")
    first, *notes = said.out.splitlines()
    folder = tmp_path / "out" / f"bergensomradet-partnarskapsmote-2027-{kind}"
    assert first.startswith(f"{messages} messages with ")
    assert first.endswith(str(folder))
    assert notes == [
        "note: a rehearsal: these letters were never sent to their readers",
        "note: no minutes: referat.toml is not written",
        "note: not validated: no official schemas; CYCLE_ARCHIVE_SCHEMAS names the folder that holds them",
    ]
    assert (folder / ("001" if kind == "fiks" else "") / "arkivmelding.xml").is_file()


def test_what_is_wrong_is_said_with_its_place_and_nothing_is_written(run, desk: Desk, tmp_path: Path) -> None:
    desk.walk()
    desk.replace("noark.toml", 'responsible = { code = "KKO", name = "Kari Koordinator" }', "")
    said = run("archive", "records", 2027, "--format", "fiks", "--to", tmp_path / "out", "--json")
    assert said.code == 1
    assert [(problem["file"], problem["where"]) for problem in said.json["problems"]] == [
        ("noark.toml", "filing[0].responsible")
    ]
    assert not (tmp_path / "out").exists()


def test_a_year_that_is_not_open_and_a_format_there_is_not_are_told(run, tmp_path: Path) -> None:
    assert run("archive", "records", 2031, "--format", "fiks", "--to", tmp_path).code == 1
    assert run("archive", "records", 2027, "--format", "noark6", "--to", tmp_path).code == 2
