"""The gate of an act shows which texts a name goes out of and of whom, and says when a taken down name comes back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cycle.application.actions import ask_for_act
from cycle.application.results import ActResult, read
from cycle.cli import main
from cycle.errors import InputError
from tests.desk import Desk

THEME = "Steinar Holt, Brynhild Holt og Holt gard"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A closed year with two persons and a place of one name."""
    desk = Desk(tmp_path)
    desk.replace("partnarskapsmote-2027/meeting.toml", "Trygge overgangar, eitt lag", THEME)
    desk.walk()
    return desk


def said(desk: Desk, kind: str, *, do: bool = False, **what: str) -> str:
    act = ask_for_act(desk.cycle(), kind, who="Kari Vik", why="Bad om det", **what)  # type: ignore[arg-type]
    step = f"act.{act.number}"
    return "\n".join(read(ActResult, desk.do(step) if do else desk.compute(step)).problems)


def test_a_surname_of_several_shows_each_text_it_goes_out_of_and_whose_it_is(desk: Desk) -> None:
    gate = said(desk, "take_down", what="name", old="Holt")
    assert re.search("Det går ut av [0-9]+ tekst(ar)?: .*«" + THEME + "»", gate)
    [line] = [line for line in gate.splitlines() if line.startswith("Det står der som ")]
    assert "«Steinar Holt»" in line
    assert "«Brynhild Holt»" in line


def test_a_full_name_shows_its_texts_and_asks_nothing(desk: Desk) -> None:
    gate = said(desk, "take_down", what="name", old="Steinar Holt")
    assert re.search("Det går ut av [0-9]+ tekst(ar)?: .*«" + THEME + "»", gate)
    assert "ta ned heile namnet" not in gate


def test_a_number_taken_for_a_name_tells_of_its_many_texts(desk: Desk) -> None:
    gate = said(desk, "take_down", what="name", old="2027")
    assert "tekstar: «" in gate
    assert gate.count("«") >= 3


def test_a_correction_that_says_a_name_again_tells_the_day_it_was_taken_down(desk: Desk) -> None:
    said(desk, "take_down", do=True, what="name", old="Holt")
    back = "«Holt» vart teke ned 23. november 2026, og står på sida att etter dette."
    for new in ("Med Steinar Holt", "Holt", "Brynhild HOLT talar", "Med Steinar Holts lag og Holt"):
        assert back in said(desk, "correct", what="theme", new=new), new
    for new in ("Med Steinar", "Holtet", "Anne-Holt"):
        assert back not in said(desk, "correct", what="theme", new=new), new


def test_who_asks_for_what_another_has_asked_for_reads_of_whom_and_why(desk: Desk) -> None:
    def asked(name: str, why: str) -> str:
        words = ["archive", "reopen", "2027", "--name", name, "--why", why]
        done = CliRunner().invoke(main, words, env=desk.environment)
        assert done.exit_code == 0, done.output
        return done.output

    assert "asked for the same" not in asked("Kari Vik", "ein")
    assert re.search(r"Kari Vik asked for the same on \d{4}-\d\d-\d\d: ein\n", asked("Ola Nes", "to"))
    assert "`cycle archive withdraw 2027 1`" in asked("Kari Vik", "tre")
    assert "asked for the same" not in asked(" Kari  Vik", "ein ")


@pytest.mark.parametrize("why", [".", "-", "–", "…", "\u00ad", "\u200b", "\u2060 .", "?!", "  \t"])
def test_a_reason_without_a_letter_is_none(desk: Desk, why: str) -> None:
    with pytest.raises(InputError, match=r"why|refused"):
        ask_for_act(desk.cycle(), "reopen", who="Kari Vik", why=why)
