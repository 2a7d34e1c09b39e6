"""An answer that somebody wrote into Prefect, beside the door: in its database, or by its API with the secret."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from uuid import uuid4

import pytest
from prefect.client.orchestration import get_client
from prefect.exceptions import PrefectHTTPStatusError

from flows.gates.answers import FORMS
from tests.flows.conftest import Running, a_service, until

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A service with log-in whose first gate is open."""
    home = tmp_path_factory.mktemp("edited")
    with a_service(home, CYCLE_IDENTITY="link") as running:
        running.command("start", "2027")
        yield running


def in_database(service: Running, run: Any, form: dict[str, Any]) -> None:
    """Write the answer and the state of a run that goes on into Prefect's database."""
    now = dt.datetime.now(dt.UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    at = {"id": str(uuid4()), "flow_run_id": str(run.id), "created": now, "updated": now}
    with closing(sqlite3.connect(service.settings.home / "prefect" / "prefect.db", timeout=30)) as database, database:
        keys = database.execute(
            "SELECT key FROM flow_run_input WHERE flow_run_id = ? AND key LIKE '%-schema' ORDER BY created",
            [str(run.id)],
        ).fetchall()
        key = keys[-1][0].replace("-schema", "-response")
        written = {**at, "key": key, "value": json.dumps(form)}
        state = {
            **at,
            "id": str(uuid4()),
            "type": "SCHEDULED",
            "timestamp": now,
            "name": "Resuming",
            "state_details": json.dumps(
                {"flow_run_id": str(run.id), "scheduled_time": dt.datetime.now(dt.UTC).isoformat()}
            ),
        }
        for table, row in (("flow_run_input", written), ("flow_run_state", state)):
            places = ", ".join("?" for _ in row)
            database.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", list(row.values()))
        database.execute(
            "UPDATE flow_run SET state_id = ?, state_type = 'SCHEDULED', state_name = 'Resuming', state_timestamp = ?,"
            " next_scheduled_start_time = ? WHERE id = ?",
            [state["id"], now, now, str(run.id)],
        )


def test_who_has_the_secret_of_prefects_api_cannot_answer_in_a_persons_place(service: Running) -> None:
    run, form = service.gate("plan"), service.form("plan")
    with get_client(sync_client=True) as client:
        asked = [given for given in client.filter_flow_run_input(run.id, FORMS, 50, set()) if "-schema" in given.key]
        key = max(asked, key=lambda given: str(given.created)).key.replace("-schema", "-response")
        with pytest.raises(PrefectHTTPStatusError, match="403"):
            client.resume_flow_run(run.id, run_input=form)
        with pytest.raises(PrefectHTTPStatusError, match="the answer comes from a person"):
            client.create_flow_run_input(run.id, key=key, value=json.dumps(form))
    assert service.services.memory.decisions.of(service.cycle().id) == ()


def test_an_answer_that_somebody_wrote_into_prefects_database_is_refused_by_the_gate_and_told(
    service: Running,
) -> None:
    for named in ({}, {"name": "Kari Koordinator"}):
        service.asked.clear()
        run, before = service.gate("plan"), service.times_asked("plan")
        in_database(service, run, {**service.form("plan"), **named})
        until(lambda before=before: service.times_asked("plan") > before, "the gate asks again", service, seconds=90)
        until(lambda: strangers(service) == 1, "the secretariat is told, of one run once", service, seconds=90)
        assert service.services.memory.decisions.of(service.cycle().id) == ()
        assert service.state_of("plan").state == "waiting"


def strangers(service: Running) -> int:
    return sum(mail.subject.startswith("Eit svar frå ingen") for mail in service.notices())
