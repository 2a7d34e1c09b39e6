"""What the gates of the archive say of the minutes, and of how a records system files the year, as it is now."""

from __future__ import annotations

import pytest

from cycle.application.actions import ask_for_act
from cycle.application.actions.running.registry import STEPS
from cycle.application.dispatches import ask
from cycle.application.publishing import remark_lines
from cycle.application.replies import type_in
from cycle.application.results import ActResult, ArchiveResult, SignalsResult
from cycle.application.results import read as result
from cycle.application.steps.archive import remarks_of
from cycle.application.year import node_named
from cycle.model import Substitute
from tests.desk import CEO, MAYOR, Desk

ABSENT = f'absent = ["Jon Myr", "Målfrid Vik", "{CEO.name}", "{MAYOR.name}"]'
WHOLE = f"""
chair = "Tone Kvåle"
taker = "Nora Sekretær"
present = ["Tone Kvåle"]
{ABSENT}

[[matters]]
title = "Strategi"
decision = "Møtet sluttar seg til strategien."
"""
SIGNALS = """
present = ["Tone Kvåle"]

[[signals]]
to = "Alver kommune"
text = "Prøv ut avstandsoppfølging."
"""


def minutes(desk: Desk, text: str) -> None:
    (desk.year_folder / "referat.toml").write_text(text, "utf-8")


def gate(desk: Desk) -> list[str]:
    """What the archive's gate says of the minutes."""
    made = result(ArchiveResult, desk.compute("archive"))
    return [line for line in remarks_of(desk.services.memory, made) if "2027/referat.toml" in line]


@pytest.mark.parametrize(
    ("gone", "named"),
    [
        ('chair = "Tone Kvåle"', ["chair"]),
        ('taker = "Nora Sekretær"', ["taker"]),
        ('decision = "Møtet sluttar seg til strategien."', ["matters"]),
        ('chair = "Tone Kvåle"\ntaker = "Nora Sekretær"', ["chair", "taker"]),
    ],
)
def test_the_gate_says_what_makes_the_minutes_a_draft(desk: Desk, gone: str, named: list[str]) -> None:
    desk.walk(to="mailing.folgebrev")
    minutes(desk, WHOLE)
    assert gate(desk) == []
    minutes(desk, WHOLE.replace(gone, ""))
    lines = gate(desk)
    assert len(lines) == len(named)
    for line, key in zip(lines, named, strict=True):
        assert f": {key}: " in line
        assert "får referatet som utkast" in line


@pytest.mark.parametrize(("gone", "number"), [('"Jon Myr", ', 1), (ABSENT, 4)])
def test_the_gate_and_the_act_say_of_how_many_it_is_not_noted_whether_they_came(
    desk: Desk, gone: str, number: int
) -> None:
    desk.walk(to="mailing.folgebrev")
    minutes(desk, WHOLE.replace(gone, ""))
    [line] = gate(desk)
    assert f": absent: det er ikkje notert om {number} av dei inviterte var til stades" in line
    assert "får referatet som utkast" in line
    desk.do("archive")
    act = ask_for_act(desk.cycle(), "correct", who="Kari Vik", why="Feil", what="venue", new="Fedje kulturhus")
    made = result(ActResult, desk.compute(f"act.{act.number}"))
    [line] = [line for line in remark_lines(desk.services.memory, made.remarks) if "referat.toml" in line]
    assert f": absent: det er ikkje notert om {number} av dei inviterte" in line
    assert "opne året att" in line


def test_a_substitute_who_came_is_noted(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    type_in(desk.cycle(), "Jon Myr", as_="declined", name="Kari", substitute=Substitute(name="Vara Vik"))
    desk.walk(to="mailing.folgebrev")
    minutes(desk, WHOLE.replace("Jon Myr", "Vara Vik"))
    assert gate(desk) == []


def test_an_act_says_that_its_package_has_the_minutes_as_a_draft(desk: Desk) -> None:
    minutes(desk, WHOLE.replace('chair = "Tone Kvåle"', ""))
    desk.walk()
    act = ask_for_act(desk.cycle(), "correct", who="Kari Vik", why="Feil", what="venue", new="Fedje kulturhus")
    made = result(ActResult, desk.compute(f"act.{act.number}"))
    assert made.filed
    [line] = [line for line in remark_lines(desk.services.memory, made.remarks) if "referat.toml" in line]
    assert ": chair: " in line
    assert "opne året att" in line


def test_the_gate_of_late_signals_tells_how_the_year_is_filed_now_and_not_once_they_are_done(desk: Desk) -> None:
    desk.walk()
    minutes(desk, SIGNALS)
    asked = ask(desk.cycle(), "styringsbrev", who="Kari Vik", why="Møtet er halde.").id
    step = f"signals.{asked}"

    def said() -> tuple[str, ...]:
        made = result(SignalsResult, desk.compute(step))
        return remark_lines(desk.services.memory, made.remarks)

    assert said() == ()
    noark = desk.community / "noark.toml"
    before = noark.read_text("utf-8")
    noark.write_text("[[filing]]\n", "utf-8")
    assert any("noark.toml" in line for line in said())
    noark.write_text(before, "utf-8")
    assert said() == ()
    done = desk.do(step)
    noark.write_text("[[filing]]\n", "utf-8")
    assert desk.compute(step).revision == done.revision


def test_the_gate_of_late_signals_says_what_makes_the_minutes_of_their_package_a_draft(desk: Desk) -> None:
    minutes(desk, WHOLE.replace('chair = "Tone Kvåle"', "").replace('"Jon Myr", ', ""))
    desk.walk()
    minutes(desk, SIGNALS)
    step = f"signals.{ask(desk.cycle(), 'styringsbrev', who='Kari Vik', why='Møtet er halde.').id}"
    made = desk.compute(step)
    cycle = desk.cycle()
    shown = STEPS["signals"].present(cycle, node_named(cycle.graph, step), made).markdown
    heading, _, below = shown.partition("### Referatet i pakka er eit utkast")
    assert heading
    first, second, *_ = [line for line in below.splitlines() if line.startswith("- ")]
    assert ": chair: " in first
    assert "om 1 av dei inviterte" in second
    assert "opne året att" in first


def test_the_gate_of_late_signals_says_nothing_of_a_draft_where_the_minutes_are_whole(desk: Desk) -> None:
    minutes(desk, WHOLE)
    desk.walk()
    minutes(desk, SIGNALS)
    step = f"signals.{ask(desk.cycle(), 'styringsbrev', who='Kari Vik', why='Møtet er halde.').id}"
    assert result(SignalsResult, desk.compute(step)).drafts is None
