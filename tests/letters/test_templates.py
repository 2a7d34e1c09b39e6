"""Every Word template of the year is sound, in both languages, and says what its reader needs."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest

from cycle.letters import compile_template
from cycle.letters.example import example_fields, example_paper, example_proof
from cycle.letters.fields import PAPER, PERSONAL
from cycle.letters.lint import check_template
from cycle.letters.looks import installed_fonts
from cycle.letters.papers import PAPERS
from cycle.letters.proof import PROOF
from cycle.letters.render import render

FOLDER = Path(__file__).parents[2] / "templates" / "docx"
LETTERS = ("invitasjon", "folgebrev", "hald-av-datoen", "paminning", "endring", "avlysing", "takk")
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
