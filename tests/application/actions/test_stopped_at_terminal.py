"""`cycle approve` lifts nobody's stop: it says who stopped, and approves when the year is started again."""

from __future__ import annotations

from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from cycle.application.actions.deciding.decide import decide_by_hand
from cycle.application.actions.running.run_step import decide, reopen_stopped
from cycle.application.actions.running.states import step_state
from cycle.visible import visible
from tests.desk import APPROVERS, Desk


def test_a_stop_stands_until_the_year_is_started_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.start()
    desk.compute("plan")
    assert desk.decide("plan", "stop", name=APPROVERS[0], comment="IKKJE gå vidare") == ""
    before = len(desk.cycle().memory.decisions.of(desk.cycle().id))
    said = decide_by_hand(desk.cycle(), "plan", decision="approve", name=APPROVERS[1])
    assert said == f"{APPROVERS[0]} har stansa dette. Start året på nytt, og avgjer då. IKKJE gå vidare"
    assert step_state(desk.cycle(), "plan").state == "stopped"
    assert len(desk.cycle().memory.decisions.of(desk.cycle().id)) == before
    reopen_stopped(desk.cycle(), name="årsstart")
    assert decide_by_hand(desk.cycle(), "plan", decision="approve", name=APPROVERS[1]) == ""
    desk.close()


def test_a_stop_stands_though_what_was_stopped_is_made_another_by_now(tmp_path: Path) -> None:
    with closing(Desk(tmp_path)) as desk:
        desk.start()
        desk.compute("plan")
        assert desk.decide("plan", "stop", name=APPROVERS[0], comment="feil stad") == ""
        facts = desk.year_folder / "meeting.toml"
        facts.write_text(facts.read_text("utf-8").replace("Region Nordhordland Helsehus", "Rådhuset"), "utf-8")
        assert desk.compute("plan").revision == 2
        said = decide_by_hand(desk.cycle(), "plan", decision="approve", name=APPROVERS[1])
        assert said == f"{APPROVERS[0]} har stansa dette. Start året på nytt, og avgjer då. feil stad"


@pytest.mark.parametrize("made_again", [False, True])
@pytest.mark.parametrize("channel", ["cli", "page"])
def test_a_stop_in_the_very_moment_before_an_approval_is_written_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, channel: str, *, made_again: bool
) -> None:
    """The other decides after the approval was judged, before it is on record; on this revision or the one before."""
    with closing(Desk(tmp_path)) as desk:
        desk.start()
        first = desk.compute("plan")
        if made_again:
            facts = desk.year_folder / "meeting.toml"
            facts.write_text(facts.read_text("utf-8").replace("Region Nordhordland Helsehus", "Rådhuset"), "utf-8")
        result, other = desk.compute("plan"), desk.cycle()
        said = [partial(decide, other, first, decision="stop", name=APPROVERS[0], key="stop", channel="page")]

        def as_is(text: str) -> str:
            if said:
                assert said.pop()(comment="IKKJE") == ""
            return visible(text)

        monkeypatch.setattr("cycle.application.actions.running.run_step.visible", as_is)
        words = decide(desk.cycle(), result, decision="approve", name=APPROVERS[1], key="approve", channel=channel)
        assert words == f"{APPROVERS[0]} har stansa dette. Start året på nytt, og avgjer då. IKKJE"
        assert [row.decision for row in desk.cycle().memory.decisions.of_step(desk.cycle().id, "plan")] == ["stop"]
        assert step_state(desk.cycle(), "plan").state == "stopped"
