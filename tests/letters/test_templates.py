"""Every Word template of the year is sound, in both languages, and says what its reader needs."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import docx
import pytest

from cycle.letters import compile_template
from cycle.letters.checks.lint import check_template
from cycle.letters.fields.example import example_fields, example_paper, example_proof
from cycle.letters.fields.known_fields import PAPER, PERSONAL
from cycle.letters.fields.meeting_papers import PAPERS, paper_fields
from cycle.letters.fields.proof_of_notice import PROOF
from cycle.letters.pdf import installed_fonts
from cycle.letters.render.template import render
from cycle.model import InvitedSeat, Invitee, Language, Minutes
from tests.dispatches import LETTERS

FOLDER = Path(__file__).parents[2] / "templates" / "docx"
ALL = ("program", "adresseark", "kvittering", *LETTERS, *PAPERS)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("language", ["", ".nb"])
def test_no_template_has_a_problem_and_each_is_compiled(name: str, language: str) -> None:
    file = FOLDER / f"{name}{language}.docx"
    known = PAPER if name in PAPERS else PROOF if name == "kvittering" else PERSONAL
    assert check_template(file.read_bytes(), name=file.name, known=known, fonts=installed_fonts()) == ()
    assert compile_template(file, known=known).mode == "compiled"


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("language", ["", ".nb"])
def test_a_community_whose_rules_name_no_host_gets_no_empty_line_for_one(name: str, language: str) -> None:
    file = FOLDER / f"{name}{language}.docx"
    known = PAPER if name in PAPERS else PROOF if name == "kvittering" else PERSONAL
    fields = example_paper() if name in PAPERS else example_proof() if name == "kvittering" else example_fields()
    nobody = {**fields, "host": dict.fromkeys(fields["host"], "")}
    written = zipfile.ZipFile(io.BytesIO(render(file.read_bytes(), nobody, name=file.name, known=known)))
    parts = [part for part in written.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", part)]
    text = " ".join(re.sub(r"<[^>]+>", "", written.read(part).decode()) for part in parts)
    assert re.findall(r"(?i)vertskap.{0,30}", text) == []


def test_every_template_there_is_is_one_of_the_year() -> None:
    assert sorted(path.name for path in FOLDER.glob("*.docx")) == sorted(
        f"{name}{language}.docx" for name in ALL for language in ("", ".nb")
    )


@pytest.mark.parametrize("language", ["nn", "nb"])
@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_for_nobody_is_a_whole_one_that_heads_no_empty_list(paper: str, language: Language) -> None:
    fields = paper_fields(example_fields(), invitees=(), minutes=Minutes(), language=language)
    said = lines(paper, language, fields)
    nobody = {"nn": "Ingen er inviterte enno.", "nb": "Ingen er invitert ennå."}[language]
    assert (nobody in said) == (paper in {"namneskilt", "bordskilt", "deltakarliste"})
    assert HEADS & said == set()


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_minutes_head_who_came_as_present_also_when_all_of_them_came(language: Language) -> None:
    mayor = Invitee(id="p", name="Kari Eksempel", address="", language=language, seats=(SEAT,))
    for present, head in ((), "Inviterte"), ((mayor.name,), {"nn": "Til stades", "nb": "Til stede"}[language]):
        minutes = Minutes(present=present)
        fields = paper_fields(example_fields(), invitees=[mayor], minutes=minutes, language=language)
        assert HEADS & lines("referat", language, fields) == {head}


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_a_letter_about_a_change_has_no_table_of_changes_when_no_fact_is_another(language: Language) -> None:
    fields = example_fields()
    head = {"nn": "Dette er endra", "nb": "Dette er endret"}[language]
    assert head in lines("endring", language, fields)
    fields["change"] = fields["change"] | {"rows": []}
    assert head not in lines("endring", language, fields)


HEADS = {"Inviterte", "Til stades", "Til stede", "Ikkje til stades", "Ikke til stede"}
SEAT = InvitedSeat(
    seat="fjord.ordforar", title="ordførar", organisation="Fjord kommune", clause="5.1", why="", right="tale"
)


def lines(name: str, language: Language, fields: Mapping[str, Any]) -> set[str]:
    """Return the paragraphs of a letter or paper, those of tables left out."""
    file = FOLDER / f"{name}{'' if language == 'nn' else '.nb'}.docx"
    known = PAPER if name in PAPERS else PERSONAL
    letter = render(file.read_bytes(), fields, name=file.name, known=known)
    return {paragraph.text for paragraph in docx.Document(io.BytesIO(letter)).paragraphs}
