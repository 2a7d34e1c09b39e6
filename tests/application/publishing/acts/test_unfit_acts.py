"""An act that cannot be done any more says so wherever people look, and two who ask at once ask for one act."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from cycle.application.actions import ask_for_act, lines_of_acts, reported_states, unfit_acts, withdraw_act
from cycle.application.notifications import sweep
from cycle.application.notifications.open_items import open_items
from cycle.application.review import open_years
from cycle.cli import main
from cycle.errors import InputError
from tests.application.closed_year import WHO, WHY, asked, done, first_deck, other_deck
from tests.desk import Desk

REMEDY = "«cycle archive withdraw 2027 1»"


def speaker(desk: Desk) -> str:
    closed = desk.cycle().closed
    assert closed is not None
    return closed.edition.presentations[0].speakers[0].name


UNFIT = {
    "a fact": (("correct", {"what": "venue", "new": "Fedje"}), ("correct", {"what": "venue", "new": " Fedje"})),
    "words": (
        ("correct", {"what": "text", "old": "{name}", "new": "A"}),
        ("take_down", {"what": "name", "old": "{name}"}),
    ),
    "a document": (("take_down", {"what": "{title}"}), ("correct", {"what": "text", "old": "{title}", "new": "B"})),
}


@pytest.mark.parametrize(("first", "second"), UNFIT.values(), ids=UNFIT)
def test_an_act_that_another_act_left_nothing_to_is_told_of_with_what_to_do(
    closed: Desk, first: tuple[str, dict[str, str]], second: tuple[str, dict[str, str]]
) -> None:
    named = {"name": speaker(closed), "title": first_deck(closed)[0]}
    (kind, what), (other, then) = first, second
    asked(closed, kind, **{key: value.format(**named) for key, value in what.items()})
    closed.compute("act.1")
    assert lines_of_acts(closed.cycle()) == ()
    if kind == other and what["what"] == "venue":
        act = replace(closed.cycle().acts[0], new="Fedje ", why="Det same")
        assert closed.services.memory.acts.add(act).number == 2
        closed.do("act.2")
    else:
        done(closed, other, **{key: value.format(**named) for key, value in then.items()})
    cycle = closed.cycle()
    assert list(unfit_acts(cycle)) == ["act.1"]
    [line] = lines_of_acts(cycle)
    assert REMEDY in line
    [reported] = [item for item in open_items(cycle) if "kan ikkje gjerast slik sida er no" in item.what]
    assert REMEDY in reported.how
    assert line in open_years(closed.services)[0].advice
    [state] = [state for state in reported_states(cycle) if state.step == "act.1"]
    assert state.waits_for.endswith("`cycle archive withdraw 2027 1`")
    said = CliRunner().invoke(main, ["status", "2027"], env=closed.environment).output
    assert REMEDY in said
    with pytest.raises(InputError, match="take it back with “cycle archive withdraw 2027 1”"):
        closed.compute("act.1")
    withdraw_act(cycle, 1, who=WHO)
    assert lines_of_acts(closed.cycle()) == ()


def test_the_morning_tells_the_secretariat_of_it_once(closed: Desk) -> None:
    asked(closed, "correct", what="venue", new="Fedje")
    closed.services.memory.acts.add(replace(closed.cycle().acts[0], new="Fedje "))
    closed.do("act.2")
    closed.settle()
    swept = [sweep(closed.cycle(), link=str).summary for _ in range(2)]
    assert swept == [True, False]


def test_those_who_ask_for_the_same_at_once_ask_for_one_act(closed: Desk) -> None:
    cycles = [closed.cycle() for _ in range(4)]

    def ask(cycle: object) -> int:
        return ask_for_act(cycle, "correct", who=WHO, why=WHY, what="venue", new="Fedje").number  # type: ignore[arg-type]

    assert [cycle.acts for cycle in cycles] == [()] * 4
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, cycles)) == [1] * 4
    assert len(closed.cycle().acts) == 1


def test_those_who_ask_for_different_things_at_once_get_numbers_of_their_own(closed: Desk) -> None:
    cycles = [closed.cycle() for _ in range(4)]
    acts = [
        ask_for_act(cycle, "correct", who=WHO, why=WHY, what="venue", new=f"Hus {number}")
        for number, cycle in enumerate(cycles)
    ]
    assert [act.number for act in acts] == [1, 2, 3, 4]


def test_what_is_done_or_taken_back_may_be_asked_for_again(closed: Desk) -> None:
    stale = closed.cycle()
    done(closed, "correct", what="venue", new="Fedje")
    closed.moment += dt.timedelta(minutes=1)
    again = replace(closed.cycle().acts[0], why="Enno ein gong")
    assert closed.services.memory.acts.add(again).number == 2
    withdraw_act(closed.cycle(), 2, who=WHO)
    assert closed.services.memory.acts.add(again).number == 3
    assert closed.services.memory.acts.add(again, since=stale.now).number == 3


def test_an_identity_number_is_refused_when_it_is_asked_for(closed: Desk) -> None:
    with pytest.raises(InputError):
        asked(closed, "correct", what="venue", new="Hus 01019010046")
    assert closed.cycle().acts == ()


def test_an_act_whose_file_is_gone_is_told_of_and_keeps_no_year_from_being_shown(closed: Desk, tmp_path: Path) -> None:
    title, _ = first_deck(closed)
    act = asked(closed, "correct", what=title, file=other_deck(tmp_path / "rett.pdf"))
    kept = closed.services.memory.files.path(act.new)
    kept.chmod(0o600)
    kept.unlink()
    [why] = unfit_acts(closed.cycle()).values()
    assert act.new[:12] in why
    [line] = lines_of_acts(closed.cycle())
    assert why in line
    [shown] = open_years(closed.services)
    assert line in shown.advice
