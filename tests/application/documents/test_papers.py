"""The papers of the meeting day name everyone on the list, and the minutes say who came and what was decided."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import docx
import pytest

from cycle.application.actions.deciding.decide import save_papers
from cycle.application.documents.meeting_papers import namesake_problems, paper_title
from cycle.application.year.cycle import look_at
from cycle.errors import ConfigError, StepError
from cycle.model import LANGUAGES, Minutes, SteeringSignal
from cycle.register.workbooks.workbook import RegisterRow
from tests.application.asking import asked
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
        "Utkast til styringssignal frå partnarskapsmøtet 2027.docx",
    ]
    for paper in ("Namneskilt", "Bordskilt", "Deltakarliste"):
        paper_text = text_of(tmp_path / f"{paper} 2027.docx")
        assert [name for name in INVITED if name not in paper_text] == []


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
    paper_text = text_of(tmp_path / "Referat frå partnarskapsmøtet 2027.docx")
    posts = [item.title for item in desk.start().year_inputs.programme if item.kind not in {"break", "lunch"}]
    assert [title for title in posts if title not in paper_text] == []
    assert "Inviterte" in paper_text
    assert "Ikkje til stades" not in paper_text


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
    paper_text = text_of(tmp_path / "Referat frå partnarskapsmøtet 2027.docx")
    came, rest = paper_text.split("Ikkje til stades")
    stayed_away, unnoted = rest.split("Ikkje notert")
    assert "Sak 1: Felles plan" in paper_text
    assert "Konklusjon: Partane sluttar seg til planen & går vidare." in paper_text
    assert "Gro Referent" in paper_text
    assert MAYOR.name in came
    assert (CEO.name in stayed_away, CHIEF.name in stayed_away) == (True, False)
    assert CHIEF.name in unnoted, "of whom nothing was noted nothing is said"
    signals = text_of(tmp_path / "Utkast til styringssignal frå partnarskapsmøtet 2027.docx")
    assert [word for word in ("Områdeutvala", "Lag ein lokal plan.", "1. mai 2027") if word not in signals] == []


def test_papers_of_a_meeting_called_off_never_say_that_it_was_held(desk: Desk, tmp_path: Path) -> None:
    desk.walk(to="mailing.invitasjon")
    asked(desk, "avlysing")
    for day in (dt.datetime(2027, 2, 10, 9, tzinfo=dt.UTC), dt.datetime(2027, 3, 10, 9, tzinfo=dt.UTC)):
        desk.moment = day
        save_papers(desk.cycle(), tmp_path, names=["referat", "styringssignal"])
        minutes = text_of(tmp_path / "Referat frå partnarskapsmøtet 2027.docx")
        signals = text_of(tmp_path / "Styringssignal frå partnarskapsmøtet 2027.docx")
        assert "Møtet er avlyst." in minutes
        assert "Møtet torsdag 18. februar 2027 er avlyst." in signals
        for said in (
            "Partane var samla",
            "Utkast.",
            "eit utkast",
            "merknader til",
            "ingen styringssignal",
            "Møtet avgj",
        ):
            assert said not in minutes + signals


def test_someone_noted_as_present_who_is_not_invited_is_asked_about(desk: Desk, tmp_path: Path) -> None:
    (desk.year_folder / "referat.toml").write_text('present = ["Tone Kvale"]', "utf-8")
    with pytest.raises(ConfigError) as caught:
        save_papers(look_at(desk.services, year=YEAR), tmp_path, names=["referat"])
    [problem] = caught.value.problems
    assert (problem.file, problem.where) == (f"partnarskapsmote-{YEAR}/referat.toml", "present")
    assert "Tone Kvåle" in problem.remedy


@pytest.mark.parametrize("key", ["chair", "taker"])
def test_a_misspelt_name_of_who_chaired_or_wrote_is_asked_about_and_a_stranger_is_not(
    desk: Desk, tmp_path: Path, key: str
) -> None:
    file = desk.year_folder / "referat.toml"
    file.write_text(f'{key} = "{MAYOR.name} og {CHIEF.name}n"', "utf-8")
    with pytest.raises(ConfigError, match=rf"{key}: '{CHIEF.name}n' is not invited; did you mean '{CHIEF.name}'\?"):
        save_papers(look_at(desk.services, year=YEAR), tmp_path, names=["referat"])
    file.write_text(f'{key} = "Xqz Wfk"', "utf-8")
    assert save_papers(look_at(desk.services, year=YEAR), tmp_path, names=["referat"])


def test_two_who_chaired_together_both_came(desk: Desk) -> None:
    for written in ("A Vik og B Dal", "A Vik & B Dal", "A Vik; B Dal", "A Vik / B Dal"):
        assert Minutes(chair=written, present=("C Li",)).attended == ("C Li", "A Vik", "B Dal")
    assert Minutes(chair="A Vik, B Dal og C Li").chairs == ("A Vik", "B Dal", "C Li")
    assert Minutes(chair="Kari Vik, Alver kommune").chairs == ("Kari Vik, Alver kommune",)
    assert Minutes(chair="Rogfrid Ogne").chairs == ("Rogfrid Ogne",)


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


def test_the_paper_of_steering_signals_counts_them_in_its_title() -> None:
    signal = SteeringSignal(to="SSU", text="Lag ein plan.")
    titles = {
        (language, number): paper_title(
            "styringssignal", language, meeting="møtet", year=YEAR, minutes=Minutes(signals=(signal,) * number)
        )
        for language in LANGUAGES
        for number in (0, 1, 2)
    }
    assert {title for (language, _), title in titles.items() if language == "nn"} == {"Styringssignal frå møtet 2027"}
    assert [titles["nb", number].split()[0] for number in (0, 1, 2)] == [
        "Styringssignaler",
        "Styringssignal",
        "Styringssignaler",
    ]
    early = {
        language: paper_title("styringssignal", language, meeting="møtet", year=YEAR, minutes=Minutes(), draft=True)
        for language in LANGUAGES
    }
    assert early == {
        "nn": "Utkast til styringssignal frå møtet 2027",
        "nb": "Utkast til styringssignaler fra møtet 2027",
    }


def test_a_paper_that_does_not_exist_is_answered_with_the_nearest(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(StepError, match="did you mean 'namneskilt'"):
        save_papers(look_at(desk.services, year=YEAR), tmp_path, names=["navneskilt"])


TWO = (
    RegisterRow(seat="alver.ordforar", name="Kari Vik", address="kari@alver.example"),
    RegisterRow(seat="osteroy.ordforar", name="Kari Vik", address="kari@osteroy.example"),
)


@pytest.mark.parametrize(
    ("present", "there"),
    [
        ('"Kari Vik (Alver kommune)"', ["Alver kommune"]),
        ('"kari vik (alver kommune)", "Kari Vik"', ["Alver kommune", "Osterøy kommune"]),
        ('"Kari Vik", "Kari Vik"', ["Alver kommune", "Osterøy kommune"]),
        ('"Kari Vik (kari@osteroy.example)"', ["Osterøy kommune"]),
    ],
)
def test_of_two_with_one_name_the_minutes_tell_which_came(
    desk: Desk, tmp_path: Path, present: str, there: list[str]
) -> None:
    desk.register(*TWO, CEO)
    (desk.year_folder / "referat.toml").write_text(f"present = [{present}]", "utf-8")
    save_papers(look_at(desk.services, year=YEAR), tmp_path, names=["referat"])
    minutes = text_of(tmp_path / "Referat frå partnarskapsmøtet 2027.docx")
    came = minutes.partition("Ikkje notert")[0]
    assert [place for place in ("Alver kommune", "Osterøy kommune") if f"ordførar i {place}" in came] == there


@pytest.mark.parametrize("where", ["present", "absent"])
def test_of_two_with_one_name_it_is_asked_which_is_noted(desk: Desk, tmp_path: Path, where: str) -> None:
    desk.register(*TWO, CEO)
    (desk.year_folder / "referat.toml").write_text(f'{where} = ["Kari Vik"]', "utf-8")
    with pytest.raises(ConfigError) as caught:
        save_papers(look_at(desk.services, year=YEAR), tmp_path, names=["referat"])
    [problem] = caught.value.problems
    assert (problem.where, "«Kari Vik (Osterøy kommune)»" in problem.said("nn")) == (where, True)


@pytest.mark.parametrize("key", ["chair", "taker"])
@pytest.mark.parametrize(
    ("present", "at_the_table"),
    [
        ("Kari Vik (Alver kommune)", "Kari Vik"),
        ("kari vik (Alver kommune)", "Kari  Vik"),
        ("Kari Vik (Alver kommune)", "Kari Vik (Alver kommune)"),
        ("Jon Myr", "Kari Vik (Alver kommune)"),
    ],
)
def test_a_namesake_of_whoever_chaired_or_wrote_is_not_noted_as_present(
    desk: Desk, tmp_path: Path, key: str, present: str, at_the_table: str
) -> None:
    desk.register(*TWO, CEO)
    (desk.year_folder / "referat.toml").write_text(
        f'{key} = "{at_the_table}"\npresent = ["{CEO.name}", "{present}"]'.replace(', "Jon Myr"', ""), "utf-8"
    )
    save_papers(look_at(desk.services, year=YEAR), tmp_path, names=["referat"])
    came, _, unnoted = text_of(tmp_path / "Referat frå partnarskapsmøtet 2027.docx").partition("Ikkje notert")
    assert ("ordførar i Alver" in came, "ordførar i Osterøy" in came) == (True, False)
    assert "ordførar i Osterøy" in unnoted


KARIS = (("Kari Vik", ("Alver kommune", "ordførar")), ("Kari Vik", ("Osterøy kommune", "ordførar")))


@pytest.mark.parametrize(
    ("minutes", "came"),
    [
        (Minutes(present=("Kari Vik",), chair="Kari Vik (Alver kommune)"), (None, None)),
        (Minutes(present=("kari vik",), chair="Kari Vik"), (None, None)),
        (Minutes(present=("Ola Li",), chair="Kari Vik", taker="Kari Vik (Alver kommune)"), (None, None)),
        (Minutes(present=("Kari Vik (Alver kommune)",), chair="Kari Vik (Osterøy kommune)"), (True, True)),
        (Minutes(present=("Ola Li",), absent=("Kari Vik (Alver kommune)",), chair="Kari Vik"), (None, None)),
        (Minutes(present=("Kari Vik (ordførar)",)), (None, None)),
        (Minutes(present=("Kari Vik (ordførar)", "Kari Vik (ordførar)")), (True, True)),
        (Minutes(present=("Kari Vik (ordførar)", "Kari Vik (Osterøy kommune)")), (True, True)),
        (Minutes(present=("Kari Vik (Osterøy kommune)",)), (False, True)),
    ],
)
def test_a_line_that_fits_two_namesakes_notes_neither(minutes: Minutes, came: tuple[bool | None, ...]) -> None:
    assert minutes.came(KARIS) == came


def test_a_mark_that_fits_both_is_asked_about_with_one_that_fits_one(desk: Desk, tmp_path: Path) -> None:
    desk.register(*TWO, CEO)
    (desk.year_folder / "referat.toml").write_text('present = ["Kari Vik (ordførar)"]', "utf-8")
    with pytest.raises(ConfigError) as caught:
        save_papers(look_at(desk.services, year=YEAR), tmp_path, names=["referat"])
    [problem] = caught.value.problems
    assert "«Kari Vik (Osterøy kommune)»" in problem.said("nn")


def test_the_mark_that_is_asked_for_is_the_first_that_the_other_lacks() -> None:
    same = (("Kari Vik", ("Alver kommune", "kari@a.example")), ("Kari Vik", ("Alver kommune", "kari@b.example")))
    [problem] = namesake_problems(same, (None, None), file="", where="present")
    assert "«Kari Vik (kari@a.example)»" in problem.said("nn")
    assert "«Kari Vik (kari@b.example)»" in problem.said("nn")
