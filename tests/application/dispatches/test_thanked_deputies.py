"""Whoever sent a deputy was at the meeting by them: thanked like the others, and the gate says who came instead."""

from __future__ import annotations

import pytest

from cycle.application.replies.reply_decisions import type_in
from cycle.application.results import LettersResult, read
from cycle.application.steps.letters import STEP
from cycle.application.year.step_graph import node_named
from cycle.model import Substitute
from tests.application.asking import asked
from tests.desk import CEO, CHIEF, MAYOR, Desk

DEPUTY = Substitute(name="Vara Vik", role="varaordførar", address="vara@alver.example")
CAME = "Vara Vik var der i staden, og får ikkje brev. Takk vedkomande sjølv."


@pytest.fixture
def sent_deputy(desk: Desk) -> Desk:
    """A desk whose mayor sends a deputy."""
    desk.walk(to="mailing.folgebrev")
    type_in(desk.cycle(), MAYOR.name, as_="declined", name="Kari", substitute=DEPUTY)
    return desk


def thanks(desk: Desk, minutes: str) -> tuple[LettersResult, str]:
    """Return the thanks for a meeting with these minutes, and what their gate says."""
    (desk.year_folder / "referat.toml").write_text(minutes, "utf-8")
    desk.do("archive")
    step = f"letters.{asked(desk, 'takk')}"
    made = read(LettersResult, desk.compute(step))
    cycle = desk.cycle()
    return made, STEP.present(cycle, node_named(cycle.graph, step), desk.newest(step)).markdown


@pytest.mark.parametrize("written", ["Vara Vik", "vara  vik", "Vara Vik (Alver kommune)"])
def test_whoever_sent_a_deputy_who_came_is_thanked_and_the_gate_says_who_came(sent_deputy: Desk, written: str) -> None:
    made, shown = thanks(sent_deputy, f'present = ["{CHIEF.name}", "{written}"]\nabsent = ["{CEO.name}"]')
    assert sorted(letter.name for letter in made.letters) == sorted([CHIEF.name, MAYOR.name])
    assert [(person.who, person.why) for person in made.by_deputy] == [(MAYOR.name, CAME)]
    assert made.unsure == ()
    assert f"| {MAYOR.name} | {CAME} |" in shown
    assert "### Var der ved vara" in shown
    assert MAYOR.name not in {person.who for person in made.left_out}


def test_a_deputy_who_did_not_come_is_thanked_for_nothing(sent_deputy: Desk) -> None:
    made, shown = thanks(sent_deputy, f'present = ["{CHIEF.name}"]')
    assert [letter.name for letter in made.letters] == [CHIEF.name]
    assert {person.who: person.why for person in made.left_out}[MAYOR.name] == (
        "Står ikkje i referatet mellom dei som var til stades."
    )
    assert (made.by_deputy, "Var der ved vara" in shown) == ((), False)


def test_whoever_came_after_all_and_not_the_deputy_is_thanked_for_it(sent_deputy: Desk) -> None:
    made, _ = thanks(sent_deputy, f'present = ["{CHIEF.name}", "{MAYOR.name}"]')
    assert sorted(letter.name for letter in made.letters) == sorted([CHIEF.name, MAYOR.name])
    assert made.by_deputy == ()


def test_where_nobody_noted_who_came_the_gate_says_that_a_deputy_was_to_come(sent_deputy: Desk) -> None:
    made, _ = thanks(sent_deputy, "")
    assert MAYOR.name in {letter.name for letter in made.letters}
    assert [(person.who, person.why) for person in made.by_deputy] == [
        (MAYOR.name, "Vara Vik skulle møte i staden, og får ikkje brev. Takk vedkomande sjølv.")
    ]
