"""Years a meeting type does not cover, and a community that has no people yet: the same from every command."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook

from tests.desk import Desk


@pytest.fixture
def peopleless(desk: Desk) -> Desk:
    (desk.community / "register.xlsx").unlink()
    return desk


@pytest.mark.parametrize("question", ["host", "committee", "invitations"])
def test_a_year_that_the_named_meeting_type_does_not_cover_is_refused_alike(question: str, run) -> None:
    said = run(question, 2019, "--meeting", "partnarskapsmote", "--json")
    assert said.code == 1
    assert said.json == {
        "problems": [
            {
                "file": "partnarskapsmote.toml",
                "where": "2019",
                "severity": "error",
                "what": "no rules of partnarskapsmote hold on 2019-01-01",
                "remedy": "choose years within: partnarskapsmote 2022-08-01 on",
            }
        ]
    }


@pytest.mark.parametrize("question", ["host", "committee", "invitations"])
def test_a_year_before_any_meeting_type_is_refused_alike(question: str, run) -> None:
    said = run(question, 2005)
    assert (said.code, said.err.partition(";")[0]) == (1, "error: 2005: no meeting type is valid this year")


def test_where_no_meeting_type_is_named_every_question_is_about_the_one_the_year_had(run) -> None:
    assert run("host", 2021, "--json").json["years"][0]["clause"].startswith("Overordna samarbeidsavtale (2012)")
    assert run("invitations", 2021, "--json").json["meeting"] == "toppleiarmote"
    seats = [vacancy["seat"] for vacancy in run("committee", 2021, "--json").json["vacancies"]]
    assert "sse.programkomite" in seats
    assert run("invitations", 2022, "--json").json["meeting"] == "toppleiarmote"
    assert run("invitations", 2024, "--json").json["meeting"] == "partnarskapsmote"


def test_a_range_answers_the_years_it_can_and_tells_the_others(run) -> None:
    said = run("host", "2020..2023", "--meeting", "partnarskapsmote", "--json")
    assert said.code == 0
    assert [year["year"] for year in said.json["years"]] == [2022, 2023]
    assert [(problem["where"], problem["severity"]) for problem in said.json["problems"]] == [
        ("2020", "warning"),
        ("2021", "warning"),
    ]
    said = run("host", "2020..2023", "--meeting", "partnarskapsmote")
    assert said.err.startswith("warning: partnarskapsmote.toml: 2020: no rules of partnarskapsmote hold on 2020-01-01;")
    assert said.out.startswith("2022")


@pytest.mark.usefixtures("peopleless")
def test_before_anybody_is_in_the_register_the_answers_are_the_vacancies(run) -> None:
    said = run("invitations", 2027, "--json").json
    assert (len(said["invitees"]), len(said["vacancies"])) == (0, 60)
    assert all(vacancy["named_by"] for vacancy in said["vacancies"])
    assert [vacancy["seat"] for vacancy in run("committee", 2027, "--json").json["vacancies"]][:2] == [
        "ssu.leiar",
        "ssu.nestleiar",
    ]


@pytest.mark.usefixtures("peopleless")
def test_before_anybody_is_in_the_register_the_sheet_to_fill_in_has_every_seat(run, tmp_path) -> None:
    sheet = tmp_path / "register.xlsx"
    assert run("register", "export", sheet).code == 0
    rows = list(load_workbook(sheet).active.iter_rows(min_row=4, values_only=True))
    header = [cell.value for cell in load_workbook(sheet).active[3]]
    column = header.index("Plass-id")
    seats = [row[column] for row in rows]
    assert len(seats) == len(set(seats)) == 60 + 9  # the list, and those of SSU who are only in the committee
    assert {row[header.index("Namn")] for row in rows} == {"ledig"}
    assert ("Alver kommune", "ordførar") in {(row[header.index("Organisasjon")], row[1]) for row in rows}

    book = load_workbook(sheet)
    first = book.active[4]
    first[header.index("Namn")].value, first[header.index("E-post")].value = "Kari Nordmann", "kari@bergen.example"
    book.save(sheet)
    checked = run("register", "check", sheet, "--json").json
    assert (checked["problems"], checked["persons"], checked["mandates"]) == ([], 1, 1)
