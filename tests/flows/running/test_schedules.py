"""What is done again and again is a schedule of Prefect's that fires on its real server; what is missed is taken up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import Failed, Pending, Running, Scheduled

import flows.running.rounds
from cycle.application.actions.running.rounds import CHECK, MORNING, READING
from cycle.mail.transport.maildir import make_maildir
from flows.running.rounds import drop_missed, take_up_rounds
from flows.running.serving import deployments
from tests.desk import COMMUNITY, Desk

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def test_the_schedules_are_those_of_the_settings_and_of_the_communities(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    try:
        assert planned(desk) == {
            "kvar-morgon": ["0 8 * * 1-5"],
            "kvar-manad": ["0 7 1 * *"],
        }
        make_maildir(desk.home / "in")
        desk.settle(mail_inbox=desk.home / "in", mail_inbox_minutes=7)
        desk.replace("community.toml", 'language = "nn"', 'language = "nn"\nnext_year_on = "09-30"')
        assert planned(desk) == {
            "kvar-morgon": ["0 8 * * 1-5"],
            "kvar-manad": ["0 7 1 * *"],
            "svar-og-returar": [7.0],
            "kvart-ar": ["0 8 30 9 *"],
        }
        [yearly] = [deployment for deployment in deployments(desk.services.settings) if deployment.name == "kvart-ar"]
        assert [schedule.parameters for schedule in yearly.schedules or ()] == [{"community": COMMUNITY}]
    finally:
        desk.close()


def planned(desk: Desk) -> dict[str, list[Any]]:
    """Return the schedules of each deployment that has any: a cron's words, or an interval's minutes."""
    found: dict[str, list[Any]] = {}
    for deployment in deployments(desk.services.settings):
        for schedule in deployment.schedules or ():
            said: Any = schedule.schedule
            minutes = said.interval.total_seconds() / 60 if hasattr(said, "interval") else said.cron
            found.setdefault(deployment.name, []).append(minutes)
            assert said.timezone == "Europe/Oslo"
    return found


# --- Missed ---------------------------------------------------------------------------------------------------------


class Server:
    """Keeps the runs of each deployment."""

    def __init__(self) -> None:
        self.runs: dict[str, list[FlowRun]] = {}

    def read_flow_runs(self, *, deployment_filter: Any, flow_run_filter: Any, sort: Any) -> list[FlowRun]:
        [name] = deployment_filter.name.any_
        return [run for run in self.runs.get(name, []) if run.state_type in flow_run_filter.state.type.any_]

    def set_flow_run_state(self, run_id: Any, state: State[Any], *, force: bool) -> None:
        assert force
        for name, runs in self.runs.items():
            self.runs[name] = [run for run in runs if run.id != run_id]
        assert state.type is StateType.CANCELLED


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk whose service has been up for a day and has made no round."""
    one = Desk(tmp_path)
    make_maildir(one.home / "in")
    one.settle(mail_inbox=one.home / "in", mail_inbox_minutes=10)
    one.start()
    yield one
    one.close()


@pytest.fixture
def missed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[[Server], list[str]]:
    """Take up what was missed; returns the deployments that were started."""

    def take_up(server: Server) -> list[str]:
        started: list[str] = []
        monkeypatch.setattr(flows.running.rounds, "run_deployment", lambda name, **_: started.append(name))
        take_up_rounds(server, desk.services, up_since=desk.moment - 2 * HOUR)  # type: ignore[arg-type]
        return started

    return take_up


def test_what_no_schedule_started_is_started(missed: Callable[[Server], list[str]]) -> None:
    assert missed(Server()) == ["innboks/svar-og-returar", "morgonrunde/kvar-morgon", "kontroll/kvar-manad"]


@pytest.mark.parametrize(
    ("state", "started"),
    [
        (Running(), 0),
        (Pending(), 0),
        (Scheduled(scheduled_time=dt.datetime.now(dt.UTC) - HOUR), 0),
        (Scheduled(scheduled_time=dt.datetime.now(dt.UTC) + DAY), 1),
        (Failed(), 1),
    ],
    ids=["at work", "about to start", "late", "of tomorrow", "failed"],
)
def test_what_is_on_its_way_is_not_started_twice(
    state: State[Any], started: int, missed: Callable[[Server], list[str]]
) -> None:
    server = Server()
    server.runs["svar-og-returar"] = [a_run(state)]
    assert missed(server).count("innboks/svar-og-returar") == started


def test_of_what_came_due_while_the_service_was_down_only_the_newest_is_made() -> None:
    server = Server()
    now = dt.datetime.now(dt.UTC)
    late = [a_run(Scheduled(scheduled_time=now - number * HOUR)) for number in range(1, 30)]
    coming = a_run(Scheduled(scheduled_time=now + HOUR))
    server.runs["svar-og-returar"] = [coming, *late]
    assert drop_missed(server, "nn") == 28  # type: ignore[arg-type]
    assert server.runs["svar-og-returar"] == [coming, late[0]]


def test_a_reading_that_fails_for_a_day_is_told_with_the_errors_words(
    desk: Desk, missed: Callable[[Server], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (MORNING, CHECK):
        desk.services.memory.rounds.made(name, now=desk.moment)
    desk.services.memory.rounds.made(READING, now=desk.moment - 3 * DAY)
    desk.services.memory.rounds.made(READING, now=desk.moment, trouble="imap.example: does not answer")
    for _ in range(3):
        desk.services.memory.rounds.made(READING, now=desk.moment, trouble="imap.example: does not answer")
        monkeypatch.setattr(flows.running.rounds, "run_deployment", lambda *_, **__: None)
        take_up_rounds(Server(), desk.services, up_since=desk.moment - 2 * DAY)  # type: ignore[arg-type]
        desk.moment += HOUR
    [mail] = desk.mails()
    assert mail.subject == "Ventar på deg: lesinga av svar står stille"
    assert "imap.example: does not answer" in mail.text


def a_run(state: State[Any]) -> FlowRun:
    return FlowRun(id=uuid4(), flow_id=uuid4(), state=state, state_type=state.type, auto_scheduled=True)


def test_the_name_of_each_round_leads_to_a_deployment_that_is_served(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    served = {f"{deployment.flow_name}/{deployment.name}" for deployment in deployments(desk.services.settings)}
    desk.close()
    assert set(flows.running.rounds.DEPLOYMENTS.values()) <= served
