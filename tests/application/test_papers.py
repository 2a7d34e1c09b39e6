"""The papers of the meeting day name everyone on the list, and the minutes say who came and what was decided."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from cycle.application.actions.decide import save_papers
from cycle.application.year.cycle import look_at
from cycle.errors import ConfigError, StepError
from tests.desk import CEO, CHIEF, INVITED, MAYOR, YEAR, Desk, typed


def text_of(file: Path) -> str:
    opened = docx.Document(io.BytesIO(file.read_bytes()))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return typed("\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells]))


def test_every_paper_is_made_before_anything_is_approved(desk: Desk, tmp_path: Path) -> None:
    cycle = look_at(desk.services, year=YEAR)
    assert save_papers(cycle, tmp_path) == [
        "Namneskilt 2027.docx",
        "Bordskilt 2027.docx",
        "Deltakarliste 2027.docx",
        "Referat frå partnarskapsmøtet 2027.docx",
        "Styringssignal frå partnarskapsmøtet 2027.docx",
    ]
    for paper in ("Namneskilt", "Bordskilt", "Deltakarliste"):
        told = text_of(tmp_path / f"{paper} 2027.docx")
        assert [name for name in INVITED if name not in told] == []


def test_the_attendance_list_goes_by_surname_with_the_norwegian_letters_last(desk: Desk, tmp_path: Path) -> None:
    save_papers(look_at(desk.services, year=YEAR), tmp_path, names=["deltakarliste"])
    opened = docx.Document(str(tmp_path / "Deltakarliste 2027.docx"))
    assert [row.cells[0].text for row in opened.tables[0].rows] == [
        "Namn",
        "Tone Kvåle",
        "Jon Myr",
        CEO.name,
        "Målfrid Vik",
        MAYOR.name,
    ]


def test_minutes_that_nobody_has_written_hold_the_matters_of_the_programme(desk: Desk, tmp_path: Path) -> None:
    save_papers(look_at(desk.services, year=YEAR), tmp_path, names=["referat"])
    told = text_of(tmp_path / "Referat frå partnarskapsmøtet 2027.docx")
    posts = [item.title for item in desk.start().year_inputs.programme if item.kind not in {"break", "lunch"}]
    assert [title for title in posts if title not in told] == []
    assert "Inviterte" in told
    assert "Ikkje til stades" not in told


def test_written_minutes_tell_who_came_what_was_decided_and_what_is_asked_of_whom(desk: Desk, tmp_path: Path) -> None:
    (desk.year_folder / "referat.toml").write_text(
        f"""
taker = "Gro Referent"
present = ["{MAYOR.name}"]
absent = ["{CEO.name}"]

[[matters]]
title = "Felles plan"
decision = "Partane sluttar seg til planen & går vidare."
responsible = "SSU"

[[signals]]
to = "Områdeutvala"
text = "Lag ein lokal plan."
due = "1. mai 2027"
""",
        "utf-8",
    )
    save_papers(look_at(desk.services, year=YEAR), tmp_path, names=["referat", "styringssignal"])
    told = text_of(tmp_path / "Referat frå partnarskapsmøtet 2027.docx")
    came, rest = told.split("Ikkje til stades")
    stayed_away, unnoted = rest.split("Ikkje notert")
    assert "Sak 1: Felles plan" in told
    assert "Konklusjon: Partane sluttar seg til planen & går vidare." in told
    assert "Gro Referent" in told
    assert MAYOR.name in came
    assert (CEO.name in stayed_away, CHIEF.name in stayed_away) == (True, False)
    assert CHIEF.name in unnoted, "of whom nothing was noted nothing is said"
    signals = text_of(tmp_path / "Styringssignal frå partnarskapsmøtet 2027.docx")
    assert [word for word in ("Områdeutvala", "Lag ein lokal plan.", "1. mai 2027") if word not in signals] == []


def test_someone_noted_as_present_who_is_not_invited_is_asked_about(desk: Desk, tmp_path: Path) -> None:
    (desk.year_folder / "referat.toml").write_text('present = ["Tone Kvale"]', "utf-8")
    with pytest.raises(ConfigError) as caught:
        save_papers(look_at(desk.services, year=YEAR), tmp_path, names=["referat"])
    [problem] = caught.value.problems
    assert (problem.file, problem.where) == (f"partnarskapsmote-{YEAR}/referat.toml", "present")
    assert "Tone Kvåle" in problem.remedy


def test_a_signal_to_nobody_we_know_is_answered_with_the_nearest_name(desk: Desk, tmp_path: Path) -> None:
    signals = '[[signals]]\nto = "Områdeutval Voos"\ntext = "Lag ein plan."\ndue = "torsdag 1. mai 2027"\n'
    (desk.year_folder / "referat.toml").write_text(signals, "utf-8")
    with pytest.raises(ConfigError) as caught:
        save_papers(look_at(desk.services, year=YEAR), tmp_path, names=["styringssignal"])
    assert "1. mai 2027" in str(caught.value), "a day that is no such day is refused first"
    (desk.year_folder / "referat.toml").write_text(signals.replace("torsdag ", ""), "utf-8")
    with pytest.raises(ConfigError) as caught:
        save_papers(look_at(desk.services, year=YEAR), tmp_path, names=["styringssignal"])
    [problem] = caught.value.problems
    assert (problem.where, problem.remedy) == ("signals[0].to", "did you mean 'Områdeutval Voss'?")


def test_a_paper_that_does_not_exist_is_answered_with_the_nearest(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(StepError, match="did you mean 'namneskilt'"):
        save_papers(look_at(desk.services, year=YEAR), tmp_path, names=["navneskilt"])
