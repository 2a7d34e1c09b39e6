"""`cycle approve` lifts nobody's stop: it says who stopped, and approves when the year is started again."""

from __future__ import annotations

from pathlib import Path

from cycle.application.actions.decide import decide_by_hand
from cycle.application.actions.run_step import reopen_stopped
from cycle.application.actions.states import step_state
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
