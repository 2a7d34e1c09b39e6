"""A correction of a closed year goes by the checks of facts: what no meeting of the year can have is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cycle.application.actions import STEPS
from cycle.application.year import node_named
from cycle.errors import InputError
from tests.application.closed_year import asked, done, page
from tests.desk import Desk


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A closed year that nothing is done to."""
    desk = Desk(tmp_path_factory.mktemp("closed"))
    desk.walk()
    yield desk
    desk.close()


@pytest.mark.parametrize(
    ("what", "new", "named"),
    [
        ("date", "2020-01-01", "is not in 2027"),
        ("date", "2128-02-18", "is not in 2027"),
        ("date", "18.02.2026", "is not in 2027"),
        ("date", "", "no such date"),
        ("start", "23.59", "ends"),
        ("end", "01:00", "not after its start"),
        ("end", "00.00", "not after its start"),
        ("registration", "23:00", "registration opens"),
        ("host", "Ingen kommune", "There is no organisation"),
        ("host", "fedje", "Did you mean “Fedje kommune”"),
        ("host", "Fedje komune", "Did you mean “Fedje kommune”"),
        ("host", "", "cannot be left empty"),
        ("venue", "   ", "cannot be left empty"),
        ("venue", "Hus\x00", "nobody sees"),
        ("venue", "A\x0bB", "nobody sees"),
        ("theme", "\u200b", "nobody sees"),
        ("chair", "Kari\u202eiraK", "nobody sees"),
        ("outcome", "Vedteke\x1b[2J", "nobody sees"),
    ],
)
def test_what_no_meeting_of_the_year_can_have_is_refused_when_it_is_asked_for(
    closed: Desk, what: str, new: str, named: str
) -> None:
    with pytest.raises(InputError) as refused:
        asked(closed, "correct", what=what, new=new)
    assert named in str(refused.value)
    assert closed.cycle().acts == ()


@pytest.mark.parametrize("where", ["old", "new"])
def test_words_that_are_corrected_have_no_sign_that_nobody_sees(closed: Desk, where: str) -> None:
    words = {"old": "Knarvik", "new": "Isdalstø"}
    with pytest.raises(InputError, match="nobody sees"):
        asked(closed, "correct", what="text", **(words | {where: words[where] + "\x07"}))


def test_what_can_be_is_corrected_and_a_sunday_is_told_at_the_gate(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.walk()
    done(desk, "correct", what="end", new="16.30")
    done(desk, "correct", what="host", new="Fedje kommune")
    step = f"act.{asked(desk, 'correct', what='date', new='21.02.2027').number}"
    desk.compute(step)
    cycle = desk.cycle()
    node = node_named(cycle.graph, step)
    assert "søndag" in STEPS["act"].present(cycle, node, desk.newest(step)).markdown
    assert "Fedje kommune" in page(desk)
    desk.close()
