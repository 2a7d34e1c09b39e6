"""Every Word template of the year is sound, in both languages, and says what its reader needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from cycle.letters import compile_template
from cycle.letters.fields import PAPER, PERSONAL
from cycle.letters.lint import check_template
from cycle.letters.looks import installed_fonts
from cycle.letters.papers import PAPERS
from cycle.letters.proof import PROOF

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


def test_every_template_there_is_is_one_of_the_year() -> None:
    assert sorted(path.name for path in FOLDER.glob("*.docx")) == sorted(
        f"{name}{language}.docx" for name in ALL for language in ("", ".nb")
    )
