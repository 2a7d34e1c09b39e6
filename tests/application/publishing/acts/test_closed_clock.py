"""A clock that is set back is told of where a year is closed or changed, and what came since is counted."""

from __future__ import annotations

import datetime as dt

import pytest
from click.testing import CliRunner

from cycle.application.steps.act import present
from cycle.application.year import lines_since_closed, node_named
from cycle.cli import main
from tests.application.closed_year import asked
from tests.desk import Desk, typed

DAYS = 400


def gate(desk: Desk, kind: str, **what: str) -> str:
    step = f"act.{asked(desk, kind, **what).number}"
    result, cycle = desk.compute(step), desk.cycle()
    return typed(present(cycle, node_named(cycle.graph, step), result).markdown)


@pytest.mark.parametrize("kind", ["correct", "reopen"])
def test_the_gate_of_an_act_says_that_the_clock_is_behind_what_was_done(closed: Desk, kind: str) -> None:
    what = {"what": "venue", "new": "Fedje"} if kind == "correct" else {}
    closed.moment -= dt.timedelta(days=DAYS)
    said = gate(closed, kind, **what)
    assert "seier 19. oktober 2025 kl. 13.00, men databasen er skriven 23. november 2026" in said
    assert "Sjå til at klokka er rett før du godkjenner" in said


def test_a_clock_that_may_well_be_right_is_not_spoken_of(closed: Desk) -> None:
    closed.moment -= dt.timedelta(minutes=2)
    assert "klokka" not in gate(closed, "correct", what="venue", new="Fedje").casefold()
    closed.do("act.1")
    assert lines_since_closed(closed.cycle()) == ()


def test_status_says_that_the_closing_is_later_than_now(closed: Desk) -> None:
    closed.moment -= dt.timedelta(days=DAYS)
    [line] = lines_since_closed(closed.cycle())
    assert "seier 19. oktober 2025 kl. 13.00, men året vart avslutta eller endra 23. november 2026" in line


def test_what_is_in_every_package_is_not_said_to_have_come_since(closed: Desk) -> None:
    closed.moment -= dt.timedelta(days=DAYS)
    asked(closed, "correct", what="venue", new="Fedje")
    closed.do("act.1")
    assert not [line for line in lines_since_closed(closed.cycle()) if "etter avsluttinga" in line]
    closed.moment += dt.timedelta(days=DAYS + 1)
    [line] = lines_since_closed(closed.cycle())
    assert line.startswith("Det som sist vart gjort med året, er datert 19. oktober 2025 kl. 13.00")
    assert "23. november 2026" in line
    assert line in CliRunner().invoke(main, ["status", "2027"], env=closed.environment).output
