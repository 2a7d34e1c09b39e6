"""Whatever becomes of a run in Prefect, what the store says is due is taken up again: some times, and then told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import Cancelled, Cancelling, Completed, Crashed, Failed, Paused, Pending, Running, Scheduled

import flows.gates.notices
import flows.running.launch
import flows.running.watch
from cycle.application.actions.deciding.remaking import remake
from cycle.application.actions.running.states import step_state
from cycle.application.actions.running.taking_up import note_failure, stuck_steps
from cycle.application.persons import claimed
from cycle.errors import ConfigError, ConversionError, Problem
from cycle.governance.community_data.table_errors import MISSING
from flows.running.client import TRIGGER
from flows.running.launch import ENDED_BADLY, SERVICE_TAG, launch_due
from flows.running.watch import Living, Watch, bury_dead, bury_formless
from tests.desk import Desk
from tests.flows.fake_prefect import Prefect

LETTERS, FOLLOWING, MAILING = "letters.invitasjon", "letters.folgebrev", "mailing.invitasjon"
MINUTE = dt.timedelta(minutes=1)
SHUTDOWN = Cancelled(message="Runner is shutting down.")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk whose list is approved; both sets of letters are due."""
    one = Desk(tmp_path)
    one.walk(to="invitations")
    yield one
    one.close()


@pytest.fixture
def prefect(monkeypatch: pytest.MonkeyPatch) -> Prefect:
    server = Prefect()
    for module in (flows.running.launch, flows.running.watch):
        monkeypatch.setattr(module, "get_client", lambda **_: server)
    for module in (flows.running.launch, flows.running.watch):
        monkeypatch.setattr(module, "run_deployment", server.run_deployment)
    monkeypatch.setattr(flows.running.watch, "flows_served", lambda: True)
    return server


@pytest.fixture
def look(desk: Desk, prefect: Prefect, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Let the watch look once, an hour after the run before; returns the steps it started."""
    assert prefect.by_key == {}
    watch = Watch(desk.services.settings, runs_known=True)
    watch._say(desk.services)
    watch._has_looked = True
    monkeypatch.setattr(flows.running.watch, "ALONE", -MINUTE)  # what is begun now counts as begun long ago

    def once() -> list[str]:
        desk.moment += dt.timedelta(hours=1)
        watch._say(desk.services)
        return [text.rpartition(" ")[2] for text in watch.look(desk.services)]

    return once


@pytest.mark.parametrize(
    "state",
    [
        Crashed(),
        Failed(message="Task run encountered an exception"),
        Running(),
        Pending(),
        SHUTDOWN,
        Completed(),
    ],
    ids=lambda state: state.name,
)
def test_whatever_prefect_calls_a_run_that_died_its_step_is_started_again(
    state: State[Any], prefect: Prefect, look: Callable[[], list[str]]
) -> None:
    assert look() == [LETTERS, FOLLOWING]
    prefect.end(LETTERS, state)
    prefect.end(FOLLOWING, Running())
    assert look() == [LETTERS, FOLLOWING]
    newest = prefect.runs(LETTERS)[-1]
    assert newest.state_type in {StateType.SCHEDULED, StateType.PENDING}


@pytest.mark.parametrize("state", [Scheduled(), Paused()], ids=lambda state: state.name)
def test_what_waits_for_its_time_or_for_a_person_is_let_be(
    state: State[Any], desk: Desk, prefect: Prefect, look: Callable[[], list[str]]
) -> None:
    desk.compute(LETTERS)
    desk.compute(FOLLOWING)
    look()
    for step in (LETTERS, FOLLOWING):
        prefect.end(step, state)
    assert look() == []
    assert [run.state_type for run in prefect.runs(LETTERS)] == [state.type]


def asks() -> State[Any]:
    state: State[Any] = Paused(name="Suspended", pause_key="g1")
    state.state_details.run_input_keyset = {"schema": "suspended-g1-schema", "response": "suspended-g1-response"}
    return state


def test_a_gate_whose_form_was_never_stored_is_asked_anew(
    desk: Desk, prefect: Prefect, look: Callable[[], list[str]]
) -> None:
    """Prefect stores the form after the state; a run that was killed in between can be answered by nobody."""
    desk.compute(LETTERS)
    desk.compute(FOLLOWING)
    look()
    for step in (LETTERS, FOLLOWING):
        prefect.end(step, asks())
    prefect.forms.add(prefect.runs(FOLLOWING)[-1].id)
    assert look() == [LETTERS]
    assert prefect.runs(LETTERS)[-1].state_type is StateType.SCHEDULED
    assert prefect.runs(FOLLOWING)[-1].state_type is StateType.PAUSED


def test_a_form_that_is_just_being_stored_is_waited_for(desk: Desk, prefect: Prefect) -> None:
    prefect.by_key["a"] = a_run(asks())
    now = dt.datetime.now(dt.UTC)
    for living, buried in (
        (Living(runs=frozenset(), grace=MINUTE, asked_at=now), 0),
        (Living(runs=frozenset({str(prefect.by_key["a"].id)}), grace=MINUTE, asked_at=now + 2 * MINUTE), 0),
        (Living(runs=frozenset(), grace=MINUTE, asked_at=now + 2 * MINUTE), 1),
    ):
        assert bury_formless(prefect, living, desk.services) == buried  # type: ignore[arg-type]


def test_what_a_person_cancelled_stays_so_until_they_start_again(
    desk: Desk, prefect: Prefect, look: Callable[[], list[str]]
) -> None:
    look()
    prefect.end(LETTERS, Cancelled())
    prefect.end(FOLLOWING, Cancelling())  # and its process is gone
    assert look() == look() == []
    assert {run.state_type for run in prefect.by_key.values()} == {StateType.CANCELLED}
    assert launch_due(desk.cycle(), by_hand=True) == (LETTERS, FOLLOWING)


def test_a_run_that_dies_again_and_again_is_given_up_and_told_once(
    desk: Desk, prefect: Prefect, look: Callable[[], list[str]]
) -> None:
    started = []
    for _ in range(9):
        started += look()
        for step in (LETTERS, FOLLOWING):
            prefect.end(step, Crashed())
    assert started == [LETTERS, FOLLOWING] * 6
    assert [(stuck.step, stuck.tries) for stuck in stuck_steps(desk.cycle())] == [(LETTERS, 6), (FOLLOWING, 6)]
    notices = [mail for mail in desk.mails() if "stansa" in mail.subject]
    assert sorted(mail.subject for mail in notices) == [
        "Ventar på deg: breva (følgjebrev) 2027 stansa",
        "Ventar på deg: breva (invitasjon) 2027 stansa",
    ]
    assert "stansa 6 gonger, og tenesta prøver ikkje fleire gonger." in notices[0].text

    launch_due(desk.cycle(), by_hand=True)
    assert stuck_steps(desk.cycle()) == ()
    for step in (LETTERS, FOLLOWING):
        prefect.end(step, Crashed())
    assert look() == [LETTERS, FOLLOWING]


def test_what_died_with_the_service_is_started_at_its_next_start_however_often_that_is(
    desk: Desk, prefect: Prefect, look: Callable[[], list[str]]
) -> None:
    look()
    for _ in range(12):
        for step in (LETTERS, FOLLOWING):
            prefect.end(step, Running())
        watch = Watch(desk.services.settings, runs_known=True)
        assert [text.rpartition(" ")[2] for text in watch.look(desk.services)] == [LETTERS, FOLLOWING]
    assert stuck_steps(desk.cycle()) == ()


def test_a_look_notes_in_the_home_how_far_the_log_goes(desk: Desk, look: Callable[[], list[str]]) -> None:
    look()
    noted = desk.services.memory.noted_head.read()
    assert (noted and noted.number) == len(desk.services.memory.events.all())


def test_a_step_that_gets_further_is_not_given_up(desk: Desk, prefect: Prefect, look: Callable[[], list[str]]) -> None:
    look()
    for number in range(12):
        prefect.end(LETTERS, Crashed())
        desk.services.memory.renditions.add({f"{number:064}": "a" * 64}, route="test", now=desk.moment)
        assert LETTERS in look()


def test_tries_that_follow_each_other_at_once_grow_apart(
    desk: Desk, prefect: Prefect, look: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    for _ in range(10):
        started.append(LETTERS in look())
        prefect.end(LETTERS, Crashed())
        desk.moment -= dt.timedelta(hours=1) - dt.timedelta(seconds=10)
    assert started == [True] * 3 + [False] * 5 + [True, False]  # a minute after the third


def test_an_error_that_a_person_must_mend_is_not_tried_again_until_they_start_the_year(
    desk: Desk, prefect: Prefect, look: Callable[[], list[str]]
) -> None:
    look()
    wrong = ConfigError([Problem(file="meeting.toml", where="date", what=MISSING)])
    assert note_failure(desk.cycle(), step_state(desk.cycle(), LETTERS), wrong)
    prefect.end(LETTERS, Failed())
    prefect.end(FOLLOWING, Scheduled())
    assert look() == look() == []
    why = "I meeting.toml, «date» (Dato): dette manglar."
    assert [(stuck.step, stuck.why) for stuck in stuck_steps(desk.cycle())] == [(LETTERS, why)]
    assert LETTERS in launch_due(desk.cycle(), by_hand=True)


def test_an_error_that_may_pass_is_tried_again_and_its_words_are_told_in_the_end(
    desk: Desk, prefect: Prefect, look: Callable[[], list[str]]
) -> None:
    for _ in range(8):
        look()
        assert not note_failure(
            desk.cycle(), step_state(desk.cycle(), LETTERS), ConversionError("LibreOffice made no PDF")
        )
        prefect.end(LETTERS, Failed())
    [notices] = [mail for mail in desk.mails() if "invitasjon" in mail.subject]
    assert "LibreOffice made no PDF" in notices.text


def test_an_edit_alone_starts_nothing_and_takes_no_gate_away(
    desk: Desk, prefect: Prefect, look: Callable[[], list[str]]
) -> None:
    """Whoever mends the year's file while a gate is open answers that gate afterwards."""
    for step in (LETTERS, FOLLOWING):
        desk.compute(step)
    look()
    for step in (LETTERS, FOLLOWING):
        prefect.end(step, Paused())
    (desk.root / "templates" / "docx" / "invitasjon.docx").write_bytes(
        (desk.root / "templates" / "docx" / "folgebrev.docx").read_bytes()
    )
    assert step_state(desk.cycle(), LETTERS).state == "due"
    assert look() == []
    assert prefect.runs(LETTERS)[-1].state_type is StateType.PAUSED


def test_the_run_that_waits_with_an_old_proposal_is_replaced_when_somebody_wants_it_made_again(
    desk: Desk, prefect: Prefect, look: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[str] = []
    monkeypatch.setattr(flows.running.watch, "nudge", lambda _settings, _cycle, step: woken.append(step))
    for step in (LETTERS, FOLLOWING):
        desk.compute(step)
    look()
    for step in (LETTERS, FOLLOWING):
        prefect.end(step, Paused())
    desk.edit_template("invitasjon.docx", "inviterer deg til", "inviterer deg hjarteleg til")
    assert look() == []
    cycle = desk.cycle()
    who = claimed(cycle.loaded.community, "Kari Sekretær")
    remake(cycle, desk.newest(LETTERS), who=who, key="page:1", channel="page")
    assert look() == [LETTERS]
    assert woken == []
    first, second = prefect.runs(LETTERS)
    assert first.state is not None
    assert (first.state.name, first.state.message) == ("Replaced", "Erstatta av revisjon 2.")
    assert "rev:2" in second.tags
    assert [run.state_type for run in prefect.runs(FOLLOWING)] == [StateType.PAUSED]


def test_what_was_sent_back_is_done_anew_though_the_run_that_was_to_start_it_died(
    desk: Desk, prefect: Prefect, look: Callable[[], list[str]]
) -> None:
    desk.compute(LETTERS)
    look()
    assert desk.decide(LETTERS, "send_back", send_back_to="invitations") == ""
    prefect.end(LETTERS, Crashed())
    assert look() == ["invitations"]


def test_a_mailing_that_is_held_for_a_person_is_not_started_again(
    desk: Desk, prefect: Prefect, look: Callable[[], list[str]]
) -> None:
    desk.do(LETTERS)
    desk.do(FOLLOWING)
    desk.compute(MAILING)
    desk.approve(MAILING)
    cycle = desk.cycle()
    desk.services.memory.holds.hold(
        cycle.id, "invitasjon@folder", "breaker", why="Mange vart avviste.", now=desk.moment
    )
    assert look() == ["mailing.folgebrev"]


def test_nothing_is_started_from_a_home_that_was_copied(
    desk: Desk, prefect: Prefect, look: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    desk.services = replace(desk.services, away=True)
    assert look() == []
    assert prefect.by_key == {}


# --- Several who serve ----------------------------------------------------------------------------------------------

ELSEWHERE = "another-machine:4711:1.00"


def test_only_the_one_that_began_first_watches(desk: Desk, prefect: Prefect, look: Callable[[], list[str]]) -> None:
    serving = desk.services.memory.serving
    serving.say(ELSEWHERE, runs=(), now=desk.moment - dt.timedelta(days=1))
    serving.say(ELSEWHERE, runs=(), now=desk.moment + dt.timedelta(hours=1))
    assert look() == []
    desk.moment += dt.timedelta(hours=1)  # nothing was heard of it since
    assert look() == [LETTERS, FOLLOWING]


def test_what_another_machine_works_on_is_not_taken_up(
    desk: Desk, prefect: Prefect, look: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows.running.watch, "AMONG_OTHERS", -MINUTE)
    look()
    prefect.end(LETTERS, Running())
    prefect.end(FOLLOWING, Running())
    theirs = [str(prefect.runs(LETTERS)[-1].id)]
    desk.services.memory.serving.say(ELSEWHERE, runs=theirs, now=desk.moment + dt.timedelta(hours=1))
    assert look() == [FOLLOWING]
    assert prefect.runs(LETTERS)[-1].state_type is StateType.RUNNING


def test_a_run_that_has_just_begun_may_have_no_process_yet(desk: Desk, prefect: Prefect) -> None:
    prefect.by_key["a"] = a_run(Pending())
    now = dt.datetime.now(dt.UTC)
    for asked_at, buried in ((now, 0), (now + 2 * MINUTE, 1)):
        living = Living(runs=frozenset(), grace=MINUTE, asked_at=asked_at)
        assert bury_dead(prefect, living, desk.services) == buried  # type: ignore[arg-type]
    assert prefect.by_key["a"].state_type is StateType.CRASHED


def test_a_run_that_ended_while_it_was_looked_at_is_left(
    desk: Desk, prefect: Prefect, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = a_run(Running())
    prefect.by_key["a"] = run
    seen = prefect.read_flow_runs

    def ends_meanwhile(**given: Any) -> list[FlowRun]:
        found = seen(**given)
        prefect.set_flow_run_state(run.id, Completed(), force=True)
        return found

    monkeypatch.setattr(prefect, "read_flow_runs", ends_meanwhile)
    living = Living(runs=frozenset(), grace=MINUTE, asked_at=dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    assert bury_dead(prefect, living, desk.services) == 0  # type: ignore[arg-type]
    assert prefect.by_key["a"].state_type is StateType.COMPLETED


# --- What is no step ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "again"),
    [(Running(), True), (Crashed(), True), (SHUTDOWN, True), (Failed(), False), (Cancelled(), False)],
    ids=lambda state: state.message or state.name if isinstance(state, State) else "",
)
def test_a_trigger_whose_run_died_is_taken_up_too(
    state: State[Any], again: bool, prefect: Prefect, look: Callable[[], list[str]]
) -> None:
    prefect.by_key["trigger"] = a_run(state)
    look()
    assert (prefect.by_key["trigger"].state_type is StateType.SCHEDULED) is again


def test_a_trigger_that_always_dies_is_not_tried_for_ever(prefect: Prefect, look: Callable[[], list[str]]) -> None:
    prefect.by_key["trigger"] = a_run(Crashed())
    tried = 0
    for _ in range(9):
        look()
        tried += prefect.by_key["trigger"].state_type is StateType.SCHEDULED
        prefect.set_flow_run_state(prefect.by_key["trigger"].id, Crashed(), force=True)
    assert tried == 6


def test_a_start_that_died_before_an_upgrade_is_made_under_the_name_it_has_now(
    prefect: Prefect, look: Callable[[], list[str]]
) -> None:
    prefect.by_key["trigger"] = a_run(SHUTDOWN).model_copy(update={"parameters": {"year": 2031}})
    prefect.flow_name = "annual-cycle"
    prefect.upgrade()
    look()
    look()
    (current,) = [
        run for run in prefect.by_key.values() if run.parameters == {"year": 2031} and run.state_type not in ENDED_BADLY
    ]
    assert current.deployment_id == prefect.read_deployment_by_name(TRIGGER).id
    assert prefect.by_key["trigger"].state_type is StateType.CANCELLED


def a_run(state: State[Any]) -> FlowRun:
    return FlowRun(id=uuid4(), flow_id=uuid4(), tags=[SERVICE_TAG], state=state, state_type=state.type)
