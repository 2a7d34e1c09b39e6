"""What is started when: each run once, on the day the meeting now gives, and again when an early one found nothing."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import AwaitingRetry, Cancelled, Completed, Crashed, Failed, Paused

import flows.gates.step_run
import flows.running.launch
from cycle.application.actions.running.states import step_state
from cycle.errors import Unavailable
from cycle.mail.message.mail import Mail
from cycle.mail.transport.guard import Folder
from cycle.mail.transport.smtp import BeforeDot, Receipt
from cycle.services import Services
from flows.running.launch import REPLACED, STEP_DEPLOYMENTS, cancel_outdated, launch_due, launch_rest
from tests.application.publishing.pages.test_form_changed import writes_bokmål_now
from tests.desk import COMMUNITY, INVITED, NOON, YEAR, Desk
from tests.flows.fake_prefect import Prefect

LETTERS, MAILING = "letters.invitasjon", "mailing.invitasjon"
DAY = dt.timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk where the list is approved and the letters wait for their milestone."""
    one = Desk(tmp_path, pace="milestones")
    one.walk(to="invitations")
    yield one
    one.close()


@pytest.fixture
def prefect(monkeypatch: pytest.MonkeyPatch) -> Prefect:
    server = Prefect()
    monkeypatch.setattr(flows.running.launch, "get_client", lambda **_: server)
    monkeypatch.setattr(flows.running.launch, "run_deployment", server.run_deployment)
    return server


@pytest.fixture
def launch(desk: Desk, prefect: Prefect) -> Callable[..., tuple[str, ...]]:
    assert prefect.by_key == {}

    def start(*, by_hand: bool = False) -> tuple[str, ...]:
        return launch_due(desk.cycle(), by_hand=by_hand)

    return start


def test_what_waits_for_its_day_is_started_once(prefect: Prefect, launch: Callable[..., Any]) -> None:
    assert launch() == (LETTERS, "letters.folgebrev")
    assert launch(by_hand=True) == ()

    assert len(prefect.runs(LETTERS)) == 1


def test_letters_whose_run_came_while_the_list_was_open_again_are_made_once_it_is_approved(
    prefect: Prefect, launch: Callable[..., Any]
) -> None:
    launch()
    prefect.end(LETTERS, Completed(message="Ventar på Invitasjonsliste."))

    assert launch() == (LETTERS,)
    assert len(prefect.runs(LETTERS)) == 2
    assert launch() == ()


def test_a_meeting_that_is_moved_takes_the_waiting_runs_with_it(
    desk: Desk, prefect: Prefect, launch: Callable[..., Any]
) -> None:
    launch()
    before = prefect.day(LETTERS)
    desk.start(date=(desk.cycle().year_inputs.facts.date + 14 * DAY).isoformat())
    desk.walk(to="invitations")
    launch()

    assert prefect.day(LETTERS) == step_state(desk.cycle(), LETTERS).due_on == before + 14 * DAY
    assert len(prefect.runs(LETTERS)) == 1


def test_a_year_that_is_told_to_run_at_once_waits_for_no_day(
    desk: Desk, prefect: Prefect, launch: Callable[..., Any]
) -> None:
    launch()
    desk.settle(pace="now")
    launch()

    assert prefect.day(LETTERS) == desk.moment.date()


def test_only_a_trigger_by_hand_starts_again_what_crashed(prefect: Prefect, launch: Callable[..., Any]) -> None:
    launch()
    prefect.end(LETTERS, Crashed())

    assert launch() == ()
    assert launch(by_hand=True) == (LETTERS,)
    assert [run.state.name for run in prefect.runs(LETTERS) if run.state] == ["AwaitingRetry"]


@pytest.mark.parametrize(
    "state",
    [
        Cancelled(name=REPLACED, message="Erstattet av revisjon 1."),
        Cancelled(message="Erstatta av revisjon 1."),  # by an earlier version
    ],
    ids=lambda state: state.message,
)
def test_a_run_that_we_replaced_ourselves_keeps_no_later_one_from_starting(
    state: State[Any], prefect: Prefect, launch: Callable[..., Any]
) -> None:
    launch()
    prefect.end(LETTERS, state)

    assert launch() == (LETTERS,)


def test_what_takes_the_place_of_a_run_is_said_in_the_language_of_the_community(
    desk: Desk, prefect: Prefect, launch: Callable[..., Any]
) -> None:
    writes_bokmål_now(desk)
    desk.walk(to="invitations")
    desk.compute(LETTERS)
    launch()
    desk.edit_template("invitasjon.docx", "inviterer deg til", "inviterer deg hjarteleg til")
    launch()
    first, _ = (run.state for run in prefect.runs(LETTERS))
    assert first is not None
    assert (first.name, first.message) == (REPLACED, "Erstattet av revisjon 2.")


def test_a_run_of_a_newer_proposal_is_cancelled_by_nobody_who_looked_before_it_was_due(
    desk: Desk, prefect: Prefect, launch: Callable[..., Any]
) -> None:
    desk.compute(LETTERS)
    launch()
    cycle = desk.cycle()
    looked_at = step_state(cycle, LETTERS)
    template = desk.root / "templates" / "docx" / "invitasjon.docx"
    before = template.read_bytes()
    desk.edit_template("invitasjon.docx", "inviterer deg til", "inviterer deg hjarteleg til")
    launch()
    assert cancel_outdated(prefect, cycle, looked_at) == []  # type: ignore[arg-type]
    assert [run.state_type for run in prefect.runs(LETTERS)] == [StateType.CANCELLED, StateType.SCHEDULED]
    template.write_bytes(before)
    (outdated,) = cancel_outdated(prefect, cycle, looked_at)  # type: ignore[arg-type]
    assert "rev:2" in outdated.tags, "the edit was undone, so nobody asks for it any more"


@pytest.mark.parametrize("state", [Crashed(), Failed(), Cancelled(message="Runner is shutting down.")], ids=str)
def test_a_run_whose_deployment_an_upgrade_took_away_is_left_and_another_started(
    state: State[Any], prefect: Prefect, launch: Callable[..., Any]
) -> None:
    """The runner starts runs of what it serves alone: told to begin again, such a run would be late for ever."""
    launch()
    prefect.end(LETTERS, state)
    prefect.upgrade()

    assert launch(by_hand=True) == (LETTERS, "letters.folgebrev")
    earlier, now = prefect.runs(LETTERS)
    assert earlier.state == state, "it stands in the list as it ended"
    assert now.state_type is StateType.SCHEDULED
    assert now.deployment_id == prefect.read_deployment_by_name(STEP_DEPLOYMENTS["letters"]).id
    assert launch(by_hand=True) == ()
    prefect.end(LETTERS, Crashed())
    assert launch(by_hand=True) == (LETTERS,)
    assert len(prefect.runs(LETTERS)) == 2, "the new one is tried again, as ever"


def test_a_run_that_was_already_told_to_begin_again_though_nothing_serves_it_is_replaced(
    prefect: Prefect, launch: Callable[..., Any]
) -> None:
    launch()
    prefect.end(LETTERS, AwaitingRetry())
    prefect.upgrade()

    launch(by_hand=True)
    earlier, now = prefect.runs(LETTERS)
    assert earlier.state_type is StateType.CANCELLED
    assert now.state_type is StateType.SCHEDULED
    assert launch(by_hand=True) == ()


# --- A mailing whose rest goes later --------------------------------------------------------------------------------


@pytest.fixture
def waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk whose invitations are sent, but for one that goes a minute later at the soonest."""
    one = Desk(tmp_path)
    one.walk(to="letters.invitasjon")
    one.compute(MAILING)
    one.approve(MAILING)
    answers, real = [Unavailable("4.2.1 busy", code=450)], Folder.send

    def send(self: Folder, mail: Mail, *, before_dot: BeforeDot | None = None) -> Receipt:
        if answers:
            raise answers.pop()
        return real(self, mail, before_dot=before_dot)

    monkeypatch.setattr(Folder, "send", send)
    yield one
    one.close()


@pytest.fixture
def step_run(waiting: Desk, prefect: Prefect, monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Run the mailing as Prefect does, but in this process; returns how the run ended."""
    assert prefect.by_key == {}

    @contextmanager
    def services() -> Iterator[Services]:
        yield waiting.services

    monkeypatch.setattr(flows.gates.step_run, "open_services", services)
    monkeypatch.setattr(flows.gates.step_run, "get_run_logger", lambda: logging.getLogger("run"))
    monkeypatch.setattr(flows.gates.step_run, "get_client", lambda **_: prefect)
    here = SimpleNamespace(get_id=lambda: str(uuid4()), get_tags=list)
    monkeypatch.setattr(flows.gates.step_run, "flow_run", here)
    for task in ("compute_step", "perform_step"):
        monkeypatch.setattr(flows.gates.step_run, task, getattr(flows.gates.step_run, task).fn)
    for shown in ("publish", "publish_overview", "settle", "notify_failed"):
        monkeypatch.setattr(flows.gates.step_run, shown, lambda *_: None)

    def run() -> str:
        where = {"community": COMMUNITY, "meeting": "partnarskapsmote", "year": YEAR}
        return str(flows.gates.step_run.run_step("mailing", **where, dispatch="invitasjon").message)

    return run


def when_of(run: FlowRun) -> dt.datetime | None:
    return run.state.state_details.scheduled_time if run.state else None


def test_a_mailing_that_cannot_send_all_now_plans_the_run_that_takes_it_up_once(
    waiting: Desk, prefect: Prefect, step_run: Callable[[], str]
) -> None:
    summary = "Resten av e-postane står i kø. Utsendinga går vidare av seg sjølv 23. november 2026 kl. 12.01."
    assert [step_run() for _ in range(2)] == [summary] * 2
    [run] = prefect.runs(MAILING)
    assert (run.state_type, when_of(run)) == (StateType.SCHEDULED, NOON + dt.timedelta(minutes=1))

    assert MAILING not in launch_due(waiting.cycle())
    assert launch_rest(waiting.cycle()) == ()
    assert when_of(prefect.runs(MAILING)[0]) == NOON + dt.timedelta(minutes=1)

    waiting.moment += dt.timedelta(minutes=1)
    prefect.end(MAILING, Completed())
    assert step_run().startswith("Godkjent.")
    assert waiting.ledger() == dict.fromkeys(INVITED, "sent")


@pytest.mark.parametrize(
    ("ended", "started"),
    [
        (Failed(), (MAILING,)),
        (Crashed(), (MAILING,)),
        (Completed(), (MAILING,)),
        (Cancelled(), ()),
        (Paused(), ()),
    ],
)
def test_the_morning_goes_on_with_a_mailing_unless_a_person_cancelled_its_run_or_is_asked(
    ended: State[Any], started: tuple[str, ...], waiting: Desk, prefect: Prefect
) -> None:
    launch_due(waiting.cycle())
    with pytest.raises(Unavailable):
        waiting.perform(MAILING)
    prefect.end(MAILING, ended)
    waiting.moment += DAY
    assert launch_rest(waiting.cycle()) == started
    assert launch_rest(waiting.cycle()) == ()


def test_the_morning_leaves_a_mailing_that_is_held_to_the_person_who_is_asked(waiting: Desk, prefect: Prefect) -> None:
    with pytest.raises(Unavailable):
        waiting.perform(MAILING)
    memory, cycle = waiting.services.memory, waiting.cycle()
    memory.holds.hold(cycle.id, "invitasjon@folder", "breaker", why="Mange vart avviste.", now=waiting.moment)
    assert launch_rest(waiting.cycle()) == ()
    assert prefect.by_key == {}
