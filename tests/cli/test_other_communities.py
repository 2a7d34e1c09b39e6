"""The same questions asked of every community that is shipped, in words and as JSON, by name and by folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import ROOT

COMMUNITIES = sorted((ROOT / "config" / "communities").iterdir())
QUESTIONS = (
    ("host", "2022..2030"),
    ("committee", "2027"),
    ("invitations", "2027", "--compare", "2026"),
    ("rules",),
)


@pytest.mark.parametrize("folder", COMMUNITIES, ids=lambda entry: entry.name)
@pytest.mark.parametrize("question", QUESTIONS, ids=lambda entry: entry[0])
def test_every_question_is_answered_in_words_and_as_json(run, folder: Path, question: tuple[str, ...]) -> None:
    for asked in (question, (*question, "--json")):
        said = run(*asked, "--community", str(folder))
        assert (said.code, said.err) == (0, ""), asked
        assert said.out
    assert said.json


@pytest.mark.parametrize("folder", COMMUNITIES, ids=lambda entry: entry.name)
def test_its_register_is_checked_and_asked_about(run, folder: Path) -> None:
    checked = run("register", "check", str(folder / "register.xlsx"), "--community", str(folder), "--json")
    assert checked.code == 0, checked.out
    committee = run("committee", "2027", "--community", str(folder), "--json").json
    asked = run("register", "who", committee["members"][0]["seat"], "--community", str(folder))
    assert (asked.code, asked.err) == (0, "")
    assert committee["members"][0]["person"] in asked.out


def test_a_community_is_found_by_its_name(run) -> None:
    said = run("host", "2027", "--community", "agder", "--json").json
    assert [office["id"] for office in said["years"][0]["offices"]] == ["leder", "regionalt"]


def test_the_doctor_tells_when_nobody_gets_a_mail_that_a_step_waits(run, desk) -> None:
    said = run("doctor", "--json", CYCLE_COMMUNITY="agder").json
    [warning] = [problem for problem in said["problems"] if problem["where"] == "coordinators"]
    assert (warning["severity"], warning["what"]) == ("warning", "nobody gets a mail when a step waits for a decision")


def test_the_doctor_names_the_parties_whose_organisation_number_nobody_has_looked_up(run, desk) -> None:
    file = desk.community / "organisations.csv"
    file.write_text(file.read_text("utf-8").replace(",964338531,", ",,"), "utf-8")
    said = run("doctor", "--json").json
    warned = [problem for problem in said["problems"] if problem["file"] == "organisations.csv"]
    assert [(entry["where"], entry["severity"], entry["what"]) for entry in warned] == [
        ("bergen", "warning", "Bergen kommune has no organisation number; the archive needs it")
    ]
