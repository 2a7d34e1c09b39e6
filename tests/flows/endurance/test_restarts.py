"""Runs and services are killed on the real server, and nobody presses start: the year goes on by itself."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest

from tests.flows.conftest import SOON, Running, a_service, until

pytestmark = [pytest.mark.server, pytest.mark.office, pytest.mark.timeout(600)]


def test_a_year_goes_on_by_itself_whatever_of_the_service_is_killed(tmp_path: Path) -> None:
    with a_service(tmp_path) as service:
        with service.locked():  # the trigger stops at its first word to the database
            service.client.trigger(service.settings, community="bergensomradet", meeting="", year=service.year)
            until(service.flow_processes, "the trigger is at work", service)
            assert service.kill_flows() == 1
        assert service.services.memory.cycles.all() == ()
        until(service.services.memory.cycles.all, "the year is open", service)

        service.gate("plan")
        service.asked.clear()
        with service.locked():
            service.answer("plan")
            until(service.flow_processes, "the resumed run is at work", service)
            service.kill_flows()
        service.wait_for("plan", "done")
        for step in ("committee", "host"):
            service.approve(step)

        service.gate("invitations")
        service.asked.clear()
        assert [service.times_asked(step) for step in ("plan", "committee", "host")] == [1, 1, 1]
        only_the_service_is_killed(service)
        prefects_database_is_lost(service)
        service.start()
        service.approve("invitations")
        until(service.flow_processes, "letters are made", service, longest=SOON)
        only_the_service_is_killed(service)
        service.start()
        service.wait_for("letters.invitasjon", "waiting")
        assert [service.times_asked(step) for step in ("plan", "committee", "host")] == [0, 0, 0], "asked no more"
        assert [service.state_of(step).revision for step in ("plan", "invitations", "letters.invitasjon")] == [1, 1, 1]


def prefects_database_is_lost(service: Running) -> None:
    """Take away all that Prefect knows; the year and its approvals are in the store."""
    found = list((service.settings.home / "prefect").glob("prefect.db*"))
    assert found
    for path in found:
        path.unlink()


def only_the_service_is_killed(service: Running) -> None:
    """Kill `cycle up` alone; what it started must end by itself."""
    assert service.up is not None
    family = psutil.Process(service.up.pid).children(recursive=True)
    assert len(family) >= 3
    os.kill(service.up.pid, 9)
    service.up.wait()
    assert psutil.wait_procs(family, timeout=30)[1] == []
