"""What is done again and again is a schedule of Prefect's that fires on its real server."""

from __future__ import annotations

import pytest
from prefect.client.schemas.objects import StateType

from cycle.application.actions.running.rounds import READING
from tests.flows.conftest import Running, until

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]


def test_a_schedule_fires_on_the_real_server_and_its_reading_is_noted(service: Running) -> None:
    # One reading does not plan the next any more: both come from the schedule.
    until(lambda: readings(service) >= 2, "answers are read", service)
    last = service.services.memory.rounds.last(READING)
    assert last is not None
    assert last.trouble == ""
    assert {run.auto_scheduled for run in service.read_runs("innboks")} == {True}
    assert len(service.read_runs("morgonrunde")) >= 3  # planned ahead, where everybody sees them


def readings(service: Running) -> int:
    return sum(run.state_type is StateType.COMPLETED for run in service.read_runs("innboks"))
