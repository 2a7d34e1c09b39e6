"""A new community begins with a folder that works as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import Desk


@pytest.mark.parametrize(("language", "meeting"), [("nn", "partnarskapsmote"), ("nb", "partnerskapsmote")])
def test_a_new_community_answers_every_question_at_once(language: str, meeting: str, desk: Desk, run) -> None:
    name = 'Helsefellesskapet "Sør" i Rogaland'
    said = run("community", "new", "sor-rogaland", "--name", name, "--language", language, "--json")
    assert said.code == 0
    folder = desk.root / "config" / "communities" / "sor-rogaland"
    assert [Path(file).name for file in said.json["files"]] == [
        "community.toml",
        "history.toml",
        "organisations.csv",
        f"{meeting}.toml",
    ]
    assert sorted(path.name for path in folder.iterdir()) == [Path(file).name for file in said.json["files"]]

    asked = ("--community", "sor-rogaland", "--json")
    assert run("rules", *asked).json["community"] == name
    assert run("host", "2027", *asked).json["years"][0]["status"] == "doubtful"
    assert len(run("invitations", 2027, *asked).json["vacancies"]) == 3
    vacancies = [vacancy["seat"] for vacancy in run("committee", 2027, *asked).json["vacancies"]]
    assert len(vacancies) == 3
    sheet = folder.parent / "skjema.xlsx"
    assert run("register", "export", sheet, "--community", "sor-rogaland").code == 0


def test_a_folder_with_something_in_it_is_left_alone(desk: Desk, run) -> None:
    before = {path.name: path.read_bytes() for path in desk.community.iterdir() if path.is_file()}
    said = run("community", "new", desk.community.name)
    assert (said.code, "there is something here already; choose another name" in said.err) == (1, True)
    assert {path.name: path.read_bytes() for path in desk.community.iterdir() if path.is_file()} == before
    assert "made of a-z, 0-9 and hyphens" in run("community", "new", "Sør Rogaland").err


def test_no_word_of_the_bokmal_starter_is_nynorsk() -> None:
    folder = Path(__file__).parents[2] / "templates" / "community" / "nb"
    words = {word for file in folder.iterdir() for word in file.read_text("utf-8").replace('"', " ").split()}
    assert (
        words & {"ikkje", "kven", "frå", "eit", "ein", "dei", "dykkar", "kvar", "korleis", "skal inviterast", "ho"}
        == set()
    )
