"""The power goes, or someone stops the service, in the middle of the work: the next start goes on by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.flows.conftest import Running, a_service, until

pytestmark = [pytest.mark.server, pytest.mark.office, pytest.mark.timeout(600)]

LETTERS, MAILING = "letters.invitasjon", "mailing.invitasjon"


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Running]:
    """A service whose year has come to the letters, with a mail server that takes its time."""
    with a_service(tmp_path, mail_delay=0.1) as one:
        one.walk_before(LETTERS)
        yield one


def test_after_a_power_cut_and_a_polite_stop_the_year_goes_on_and_nothing_is_doubled(service: Running) -> None:
    at_the_moment(lambda: converted(service) >= 3)
    service.cut_the_power()
    at_the_cut = converted(service)
    assert service.services.memory.results.latest(service.cycle().id, LETTERS) is None

    service.start()
    service.wait_for(LETTERS, "waiting")
    service.wait_for("letters.folgebrev", "waiting")
    letters = made(service, LETTERS)
    # of each dispatch a letter to each and one for the public page; and the programme, in the form it is written in
    assert 3 <= at_the_cut < converted(service) == 2 * (len(letters) + 1) + 1
    assert {step: runs_of(service, step) for step in (LETTERS, "letters.folgebrev")} == {
        LETTERS: ["PAUSED"],
        "letters.folgebrev": ["PAUSED"],
    }

    service.approve(LETTERS)
    service.answer(MAILING)
    at_the_moment(lambda: len(service.mails()) >= 5)
    service.stop()
    received = len(service.mails())
    assert 5 <= received < len(letters)

    service.start()
    service.wait_for(MAILING, "done")
    assert len(service.mails()) == len(letters)
    assert service.letter_counts() == {"sent": len(letters)}
    assert {step: service.times_asked(step) for step in (LETTERS, MAILING)} == {LETTERS: 1, MAILING: 1}
    assert {step: service.state_of(step).revision for step in (LETTERS, MAILING)} == {LETTERS: 1, MAILING: 1}


def at_the_moment(ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not ready():
        assert time.monotonic() < deadline, "the work was never seen half done"
        time.sleep(0.02)


def converted(service: Running) -> Any:
    """How many letters LibreOffice has made into PDF files that are kept."""
    with service.services.memory.engine.connect() as connection:
        query = text("SELECT count(*) FROM renditions WHERE route LIKE 'office%'")
        return connection.execution_options(reading=True).execute(query).scalar()


def made(service: Running, step: str) -> Any:
    result = service.services.memory.results.latest(service.cycle().id, step)
    assert result is not None
    return result.body["letters"]


def runs_of(service: Running, step: str) -> list[str]:
    """The states of the step's runs, once the page of the waiting one can be answered."""
    until(lambda: all(run.state_type.value == "PAUSED" for run in service.runs(step)), f"{step} asks", service)
    return [run.state_type.value for run in service.runs(step)]
