"""Kill -9 inside every step, and between a person's answer and its record: the year ends the same."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.depth import FULL
from tests.flows.conftest import SOON, Running, a_service, until

pytestmark = [pytest.mark.server, pytest.mark.office, pytest.mark.campaign, pytest.mark.timeout(900)]

STEPS = (
    "plan",
    "committee",
    "host",
    "invitations",
    "letters.invitasjon",
    "mailing.invitasjon",
    "letters.folgebrev",
    "mailing.folgebrev",
    "archive",
)
KILLED = STEPS if FULL else ("invitations", "letters.invitasjon", "mailing.invitasjon")
"""In short those before are done beforehand, and those after are not begun but for what goes beside."""
COVER = "letters.folgebrev"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """Yield a service whose watch looks only when it starts, so that Retry and `cycle start` do the mending."""
    with a_service(tmp_path, mail_delay=0.02, CYCLE_WATCH_SECONDS="3600") as service:
        yield service


def test_a_year_that_is_killed_inside_every_step_ends_the_same(running: Running) -> None:
    """Each of `KILLED` is killed while it computes and again right after a person answered, before the answer was kept.

    Letters are killed with some converted and others not, mailings with some sent and others not. Every kill is mended
    in turn by Retry and by `cycle start`. In the end everyone has one mail of each dispatch, no letter was made into
    a second file, and each gate was asked exactly as often as the rules say.
    """
    killed: set[str] = set()
    running.do_before(KILLED[0])
    _begin_with_only_the_trigger(running)
    for step in KILLED:
        number = STEPS.index(step)
        _kill_inside(running, step, killed)
        _mend(running, step, retry=number % 2 == 0)
        _answer_and_kill(running, step, retry=number % 2 == 1)
        if step.startswith("mailing."):
            _kill_while_sending(running, step)
            _mend(running, step, retry=number % 2 == 0)
            until(
                lambda entry=step: "RUNNING" in _states(running, entry), f"{step} sends the rest", running, longest=SOON
            )
            running.hold_back_runs()
        running.wait_for(step, "done")

    if COVER not in KILLED:
        running.let_runs_go()
        running.command("start", str(running.year))
        running.wait_for(COVER, "waiting")
    needed = {step: running.cycle().approvers_needed(step) for step in KILLED}
    assert {step: running.times_asked(step) for step in KILLED} == needed
    assert {step: running.state_of(step).revision for step in (*KILLED, COVER)} == dict.fromkeys((*KILLED, COVER), 1)
    _no_letter_has_two_files(running)
    _everyone_has_one_mail_of_each_dispatch(running)


def _begin_with_only_the_trigger(running: Running) -> None:
    """Start the year and let its trigger end, with no step's run begun: it is held up at the database meanwhile."""
    running.hold_back_runs()
    running.command("start", str(running.year))
    with running.locked():
        running.let_runs_go()
        until(running.flow_processes, "the trigger is at work", running)
        running.hold_back_runs()


def _kill_inside(running: Running, step: str, killed: set[str]) -> None:
    """Kill the step's process while the step has no result yet; what works beside it is killed with it."""
    until(lambda: running.runs(step), f"{step} has a run", running)
    if step in killed:
        running.let_runs_go()
        return
    until(lambda: not running.flow_processes(), "what was at work has ended", running)
    if step.startswith("letters."):
        before = _converted(running)
        running.let_runs_go()
        until(lambda: _all_at_work(running), f"{step} and what goes beside it are at work", running, longest=SOON)
        _kill_when(running, step, lambda: _converted(running) >= before + 5)
    else:
        with running.locked():
            running.let_runs_go()
            until(lambda: _all_at_work(running), f"{step} and what goes beside it are at work", running)
            time.sleep(1)  # it comes to the database, and waits there
            running.kill_flows()
    _seen_to_be_killed(running, step)
    results = running.services.memory.results
    killed |= {
        step
        for step in STEPS
        if "CRASHED" in _states(running, step) and results.latest(running.cycle().id, step) is None
    }
    assert step in killed


def _answer_and_kill(running: Running, step: str, *, retry: bool) -> None:
    """Answer the gate as often as it takes people; each time the process dies before the answer is written down."""
    needed = running.cycle().approvers_needed(step)
    for person in range(needed):
        run, form = running.gate(step), running.form(step)
        until(lambda: not running.flow_processes(), "what was at work has ended", running)
        with running.locked():
            running.client.answer_gate(run.id, form)
            until(running.flow_processes, f"{step} has the answer", running)
            time.sleep(1)
            running.kill_flows()
        _seen_to_be_killed(running, step)
        assert len(running.state_of(step).approved_by) == person
        if retry or step == STEPS[-1] or person < needed - 1:
            _mend(running, step, retry=retry)
        else:  # the trigger keeps the answer itself, and the next step's run would begin at once
            _begin_with_only_the_trigger(running)
        until(lambda wanted=person + 1: _approvals(running, step) >= wanted, f"{step} kept the answer", running)
    if step != STEPS[-1]:  # the trigger itself may have kept the answer: the last step still has to be carried out
        running.hold_back_runs()


def _kill_while_sending(running: Running, step: str) -> None:
    """Kill the process with some mails sent and others not."""
    kind = step.partition(".")[2]

    def some_sent() -> bool:
        counts = running.services.memory.outbox.counts(cycle=running.cycle().id, kind=kind)
        return counts["sent"] >= 5 and counts["queued"] > 5

    _kill_when(running, step, some_sent)
    running.let_runs_go()
    _seen_to_be_killed(running, step)


def _kill_when(running: Running, step: str, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not ready():
        assert time.monotonic() < deadline, f"{step} was never seen half done"
        time.sleep(0.01)
    assert running.kill_flows() >= 1


def _mend(running: Running, step: str, *, retry: bool) -> None:
    """Do what a person does: Retry in the UI, or `cycle start` again."""
    from prefect.client.orchestration import get_client
    from prefect.states import AwaitingRetry

    if not retry:
        running.command("start", str(running.year))
        return
    with get_client(sync_client=True) as client:
        for run in running.runs(step):
            if run.state_type.value == "CRASHED":
                client.set_flow_run_state(run.id, AwaitingRetry(), force=True)


def _all_at_work(running: Running) -> bool:
    """Return whether every run that was started has its process, so that one kill takes them all."""
    under_way = {"SCHEDULED", "PENDING", "RUNNING"}
    number = sum(run.state_type.value in under_way for step in STEPS for run in running.runs(step))
    return 0 < number <= len(running.flow_processes())


def _seen_to_be_killed(running: Running, step: str) -> None:
    until(lambda: "CRASHED" in _states(running, step), f"{step} is seen to be killed", running)


def _states(running: Running, step: str) -> set[str]:
    return {run.state_type.value for run in running.runs(step)}


def _approvals(running: Running, step: str) -> int:
    return len(running.state_of(step).approved_by)


def _converted(running: Running) -> int:
    return _count(running, "SELECT count(*) FROM renditions WHERE route LIKE 'office%'")


def _count(running: Running, query: str) -> Any:
    with running.services.memory.engine.connect() as connection:
        return connection.execution_options(reading=True).execute(text(query)).scalar()


def _no_letter_has_two_files(running: Running) -> None:
    """Every file in the store is one that a letter, a picture or the archive names: no kill left a second version."""
    letters = [
        letter
        for step in ("letters.invitasjon", "letters.folgebrev")
        for letter in running.services.memory.results.latest(running.cycle().id, step).body["letters"]  # type: ignore[union-attr]
    ]
    named = {letter[form]["sha256"] for letter in letters for form in ("docx", "pdf")}
    made = _count(running, "SELECT count(*) FROM renditions WHERE route LIKE 'office%'")
    public = 3  # the programme, and each letter once more without a name, for the public page
    assert len(named) == 2 * len(letters)
    proofs = made - len(letters) - public
    # one for each dispatch; a killed archive makes it again, for it names its minute
    assert proofs in (range(2, 5) if "archive" in KILLED else range(3))


def _everyone_has_one_mail_of_each_dispatch(running: Running) -> None:
    letters = running.services.memory.results.latest(running.cycle().id, "letters.invitasjon")
    assert letters is not None
    count = len(letters.body["letters"]) * sum(step.startswith("mailing.") for step in KILLED)
    assert running.letter_counts() == {"sent": count}
    assert len(running.mails()) == count
