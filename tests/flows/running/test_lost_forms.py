"""What somebody asked for in a form of Prefect and nothing starts any more is told to the secretariat, once."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import Cancelled, Crashed

from flows.gates import notices
from flows.running.watch import retry_others
from tests.desk import Desk
from tests.flows.fake_prefect import Prefect
from tests.flows.running.test_watch import a_run

SHUTDOWN = Cancelled(message="Runner is shutting down.")


@pytest.fixture
def desk(tmp_path: Any) -> Any:
    made = Desk(tmp_path)
    made.start()
    yield made
    made.close()


def asked_for(prefect: Prefect, state: State[Any], parameters: dict[str, Any]) -> FlowRun:
    run = a_run(state).model_copy(update={"parameters": parameters, "name": "be om paminning"})
    prefect.by_key["form"] = run
    return run


@pytest.mark.parametrize("parameters", [{"year": 2027}, {"year": 2031}, {"mail": 7}, {}], ids=str)
def test_what_dies_each_time_it_is_tried_is_told_once(parameters: dict[str, Any], desk: Desk) -> None:
    prefect = Prefect()
    run = asked_for(prefect, Crashed(), parameters)
    for _ in range(9):
        desk.moment += dt.timedelta(hours=1)
        retry_others(prefect, desk.services)  # type: ignore[arg-type]
        prefect.set_flow_run_state(run.id, Crashed(), force=True)
    (mail,) = desk.mails()
    assert "be om paminning" in mail.subject
    assert "tenesta prøver ikkje meir" in " ".join(mail.text.split())


@pytest.mark.parametrize("taken_away", [False, True], ids=["dies each time", "taken away by an upgrade"])
@pytest.mark.parametrize("name", ["innboks", "morgonrunde", "kontroll", "neste-ar"])
def test_a_round_that_nobody_asked_for_is_not_told_as_a_form_that_stopped(
    name: str, taken_away: bool, desk: Desk
) -> None:
    prefect = Prefect()
    run = asked_for(prefect, Crashed(), {})
    prefect.flow_name = name
    if taken_away:
        prefect.upgrade()
    for _ in range(9):
        desk.moment += dt.timedelta(hours=1)
        retry_others(prefect, desk.services)  # type: ignore[arg-type]
        if not taken_away:
            prefect.set_flow_run_state(run.id, Crashed(), force=True)
    assert desk.mails() == ()


def test_what_is_lost_in_one_community_is_told_to_no_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What names no community belongs to the configured one, whichever has the newest year."""
    rows = [SimpleNamespace(community=name, meeting="m", year=2027) for name in ("agder", "bergensomradet")]
    monkeypatch.setattr(type(desk.services.memory.cycles), "all", lambda _self: tuple(rows))
    asked_in: list[str] = []
    monkeypatch.setattr(notices, "find_cycle", lambda _services, **where: asked_in.append(where["community"]))
    notices._notify_newest(desk.services, lambda _cycle: None, community="bergensomradet")
    notices._notify_newest(desk.services, lambda _cycle: None, community="agder")
    notices._notify_newest(desk.services, lambda _cycle: None)
    assert asked_in == ["bergensomradet", "agder", "bergensomradet"]
    assert "nobody is told" not in caplog.text
    notices._notify_newest(desk.services, lambda _cycle: None, community="nordland")
    assert asked_in == ["bergensomradet", "agder", "bergensomradet"]
    assert "nobody is told: nordland has no year that was started" in caplog.text


def test_what_an_upgrade_took_away_is_told_and_waits_for_nothing(desk: Desk) -> None:
    prefect = Prefect()
    asked_for(prefect, SHUTDOWN, {"year": 2027})
    prefect.flow_name = "noko-anna"
    prefect.upgrade()
    for _ in range(3):
        desk.moment += dt.timedelta(hours=1)
        retry_others(prefect, desk.services)  # type: ignore[arg-type]
    assert prefect.by_key["form"].state_type is StateType.FAILED
    (mail,) = desk.mails()
    said = " ".join(mail.text.split())
    assert "ingenting startar det på nytt" in said
    assert "Retry" not in said, "nothing serves that run any more"
    assert "Er det ikkje gjort, fyll ut skjemaet på nytt." in said
