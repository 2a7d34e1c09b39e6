"""No answer is lost: it is on record before anything is made again, whatever was edited while the gate was open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from prefect.client.schemas.objects import StateType
from prefect.states import AwaitingRetry, Crashed, Scheduled
from prefect.utilities.schema_tools.validation import ValidationError

from cycle.application.actions.deciding.decide import decide_by_hand
from cycle.application.actions.running.states import approvers
from cycle.application.dispatches.requests import ask
from cycle.store.years.decisions import Decision
from flows.running.launch import launch_due
from tests.desk import APPROVERS, MAYOR, PEOPLE, Desk
from tests.flows.offline import Offline, connect

KARI, OLA = APPROVERS
LIST, LETTERS, MAILING = "invitations", "letters.invitasjon", "mailing.invitasjon"
BACK = "Send tilbake til Invitasjonsliste"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    one = Desk(tmp_path)
    yield one
    one.close()


@pytest.fixture
def year(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Offline]:
    """Return the year walked through its gates until this one is open."""

    def walk(to: str) -> Offline:
        server = connect(desk, monkeypatch)
        server.walk_to(to)
        server.waiting(to)
        return server

    return walk


def decisions(desk: Desk, step: str) -> list[tuple[str, str, int]]:
    rows = desk.services.memory.decisions.of_step(desk.cycle().id, step)
    return [(decision.name, decision.decision, decision.revision) for decision in rows]


def last(desk: Desk) -> Decision:
    return desk.services.memory.decisions.of(desk.cycle().id)[-1]


def add_somebody(desk: Desk) -> None:
    meeting = desk.year_folder / "meeting.toml"
    meeting.write_text(
        meeting.read_text()
        + '\n[[additions]]\nname = "Nina Ny"\naddress = "nina@ny.example"\nrole = "observatør"\n'
        + 'organisation = "Alver kommune"\nreason = "bede om"\ndecided_by = "SSU 1/27"\n'
    )


def another_mayor(desk: Desk) -> None:
    desk.register(replace(MAYOR, name="Nina Nyland", address="ny@alver.example"), *PEOPLE[1:])


def other_rules(desk: Desk) -> None:
    desk.replace("community.toml", 'short = "', 'short = "Nye ')


def other_template(desk: Desk) -> None:
    desk.edit_template("invitasjon.docx", "</w:body>", "<w:p/></w:body>")


def other_day(desk: Desk) -> None:
    desk.start(date="25.02.2027")


def thanks_too(desk: Desk) -> None:
    ask(desk.cycle(), "hald-av-datoen", who=KARI, why="det hastar")


EDITS = {
    "somebody is added": add_somebody,
    "the register is another": another_mayor,
    "the rules are others": other_rules,
    "the meeting is moved": other_day,
    "a template is another": other_template,
    "another dispatch is asked for": thanks_too,
}
ASKED_FOR = "another dispatch is asked for"
"""Changes nothing that is open."""
TRIED = [
    *((LETTERS, edit) for edit in EDITS),
    (MAILING, "a template is another"),
    (MAILING, ASKED_FOR),
    (LIST, "somebody is added"),
    ("committee", "the register is another"),
    ("host", "the rules are others"),
    ("plan", "the meeting is moved"),
]
"""A gate of each kind with what may be edited while it is open."""


@pytest.mark.parametrize(("step", "edit"), TRIED)
def test_an_approval_of_what_was_changed_meanwhile_is_kept_and_does_not_count_and_the_year_goes_on(
    step: str, edit: str, desk: Desk, year: Callable[[str], Offline]
) -> None:
    server = year(step)
    before = desk.newest(step)
    EDITS[edit](desk)
    run = server.answer(step, name=KARI)

    assert decisions(desk, step)[-1] == (KARI, "approve", 1)
    assert last(desk).digest == before.digest
    if edit == ASKED_FOR:
        assert KARI in approvers(desk.cycle(), desk.newest(step))
        return
    assert not desk.states()[step].startswith("done")
    assert "tel ikkje" in server.message(run)
    mails = [mail for mail in desk.mails() if mail.subject.startswith("Godkjenninga tel ikkje")]
    assert len(mails) == 1
    assert "byggjer på, er endra sidan" in mails[0].text
    asks = {run.tags[2] for run in server.runs.values() if run.state_type is StateType.PAUSED}
    assert asks, "something asks people, so that the year goes on"
    for _ in range(8):  # people go on from there, and come to where they were
        open_ = [name for name, state in desk.states().items() if state.startswith("waiting")]
        if step in open_ or not open_:
            break
        server.approve(open_[0])
    server.waiting(step)
    assert desk.newest(step).revision == 2


@pytest.mark.parametrize(("step", "edit"), TRIED[:9])
def test_who_mends_first_and_then_sends_back_is_heard(
    step: str, edit: str, desk: Desk, year: Callable[[str], Offline]
) -> None:
    server = year(step)
    EDITS[edit](desk)
    run = server.answer(step, BACK, name=OLA, comment="Nina skal med.")

    row = last(desk)
    assert (row.step, row.decision, row.send_back_to, row.comment) == (step, "send_back", LIST, "Nina skal med.")
    assert server.message(run).startswith("Sendt tilbake til Invitasjonsliste.")
    for _ in range(8):
        open_ = [name for name, state in desk.states().items() if state.startswith("waiting")]
        if LIST in open_:
            break
        server.approve(open_[0])
    asked = server.form(server.waiting(LIST))["properties"]["decision"]["description"]
    first = asked.partition("\n")[0]
    assert first.startswith(f"{OLA} sende tilbake frå «{desk.cycle().title_of(link_of(desk, step))}» og skreiv: «Nina")
    notices = [mail for mail in desk.mails() if "invitasjonslist" in mail.subject and "Nina skal med." in mail.text]
    assert len(notices) == 2


def link_of(desk: Desk, step: str) -> Any:
    return next(node for node in desk.cycle().graph if node.name == step)


@pytest.mark.parametrize(("step", "edit"), [(LETTERS, "the register is another"), (LIST, ASKED_FOR)])
def test_a_stop_counts_whatever_was_changed_meanwhile(
    step: str, edit: str, desk: Desk, year: Callable[[str], Offline]
) -> None:
    server = year(step)
    EDITS[edit](desk)
    run = server.answer(step, "Stopp", name=OLA, comment="Vent til nyttår.")

    assert decisions(desk, step)[-1] == (OLA, "stop", 1)
    assert desk.states()[step].startswith("stopped")
    assert server.message(run).startswith("Stoppa. Start året på nytt for å få godkjenne likevel.")
    server.trigger()
    for _ in range(8):
        open_ = [name for name, state in desk.states().items() if state.startswith("waiting")]
        if step in open_:
            break
        server.approve(open_[0])
    asked = server.form(server.waiting(step))["properties"]["decision"]["description"]
    if edit == ASKED_FOR:
        assert asked.startswith(f"{OLA} stoppa steget og skreiv: «Vent til nyttår.» Det er starta på nytt.")


def test_an_answer_is_on_record_though_the_years_file_cannot_be_read(
    desk: Desk, year: Callable[[str], Offline]
) -> None:
    server = year(LETTERS)
    meeting = desk.year_folder / "meeting.toml"
    whole = meeting.read_text()
    meeting.write_text(whole + "\n[[additions\n")
    run = server.answer(LETTERS, BACK, name=OLA, comment="Ein til.")
    assert run.state_type is StateType.FAILED

    meeting.write_text(whole)
    assert decisions(desk, LETTERS) == [(OLA, "send_back", 1)]
    server.set_flow_run_state(run.id, AwaitingRetry(scheduled_time=desk.moment))
    server.work()
    assert decisions(desk, LETTERS) == [(OLA, "send_back", 1)]
    server.waiting(LIST)


def test_an_answer_given_while_its_run_is_cancelled_as_outdated_is_not_lost(
    desk: Desk, year: Callable[[str], Offline], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = year(LETTERS)
    outdated = server.waiting(LETTERS)
    other_template(desk)
    real = server.set_flow_run_state

    def set_state(run_id: Any, state: Any, *, force: bool = False) -> None:
        if run_id == outdated.id and state.type is StateType.CANCELLED:
            server.resume(outdated, decision=BACK, name=OLA, comment="I siste liten.")
        real(run_id, state, force=force)

    monkeypatch.setattr(server, "set_flow_run_state", set_state)
    server.trigger()

    assert decisions(desk, LETTERS) == [(OLA, "send_back", 1)]
    assert server.runs[outdated.id].state_type is StateType.CANCELLED
    server.waiting(LIST)


def test_a_run_that_was_answered_is_not_cancelled_as_outdated(desk: Desk, year: Callable[[str], Offline]) -> None:
    server = year(LETTERS)
    run = server.waiting(LETTERS)
    other_template(desk)
    server.resume(run, decision=BACK, name=OLA)
    launch_due(desk.cycle(), by_hand=True)  # somebody starts the year before the runner comes to it
    server.work()
    assert decisions(desk, LETTERS) == [(OLA, "send_back", 1)]
    server.waiting(LIST)


def test_an_answer_to_a_run_that_was_killed_before_it_read_it_counts_at_the_next_start(
    desk: Desk, year: Callable[[str], Offline]
) -> None:
    server = year("plan")
    run = server.waiting("plan")
    server.resume(run, decision="Godkjenn", name=KARI)
    server.set_flow_run_state(run.id, Crashed())

    server.trigger()
    assert decisions(desk, "plan") == [(KARI, "approve", 1)]
    server.waiting("committee")


def test_two_gates_open_at_once_lose_neither_answer(desk: Desk, year: Callable[[str], Offline]) -> None:
    server = year("committee")
    other_rules(desk)
    server.resume(server.waiting("committee"), decision="Godkjenn", name=KARI)
    server.resume(server.waiting("host"), decision="Send tilbake til Årshjul", name=OLA, comment="Feil dag.")
    server.work()

    assert decisions(desk, "committee") == [(KARI, "approve", 1)]
    assert decisions(desk, "host") == [(OLA, "send_back", 1)]
    asked = server.form(server.waiting("plan"))["properties"]["decision"]["description"]
    assert asked.startswith(f"{OLA} sende tilbake frå «Vertskap og møteleiing» og skreiv: «Feil dag.»")


def test_two_people_approve_through_the_form(desk: Desk, year: Callable[[str], Offline]) -> None:
    server = year(LIST)
    server.answer(LIST, name=KARI)
    assert desk.states()[LIST] == "waiting 1"
    server.answer(LIST, name=OLA)
    assert desk.states()[LIST] == "done 1"
    assert approvers(desk.cycle(), desk.newest(LIST)) == (KARI, OLA)


def test_one_who_approves_twice_is_one_and_the_next_who_opens_the_form_reads_no_objection_to_somebody_else(
    desk: Desk, year: Callable[[str], Offline]
) -> None:
    server = year(LIST)
    server.answer(LIST, name=KARI)
    server.answer(LIST, name=KARI.upper())
    assert desk.states()[LIST] == "waiting 1"
    asked = server.form(server.waiting(LIST))["properties"]["decision"]["description"]
    assert asked.endswith(f"Godkjent av {KARI}. Ein annan person må òg godkjenne.")
    assert "har alt godkjent" not in asked
    server.answer(LIST, name=OLA)
    assert desk.states()[LIST] == "done 1"


def test_the_same_run_from_the_top_asks_again_under_a_key_of_its_own_and_counts_each_answer_once(
    desk: Desk, year: Callable[[str], Offline]
) -> None:
    server = year(LIST)
    server.answer(LIST, name=KARI)
    run = server.waiting(LIST)
    for _ in range(2):
        server.set_flow_run_state(run.id, Scheduled(name="Resuming", scheduled_time=desk.moment))
        server.work()
    assert decisions(desk, LIST) == [(KARI, "approve", 1)]
    server.answer(LIST, name=OLA)
    assert desk.states()[LIST] == "done 1"


def test_an_answer_in_the_form_is_not_lost_when_someone_decided_elsewhere_meanwhile(
    desk: Desk, year: Callable[[str], Offline]
) -> None:
    server = year(LIST)
    assert decide_by_hand(desk.cycle(), LIST, decision="approve", name=KARI) == ""
    server.answer(LIST, name=OLA)
    assert approvers(desk.cycle(), desk.newest(LIST)) == (KARI, OLA)


def test_a_form_that_was_open_when_somebody_stopped_the_step_does_not_start_it_again(
    desk: Desk, year: Callable[[str], Offline]
) -> None:
    server = year("plan")
    assert decide_by_hand(desk.cycle(), "plan", decision="stop", name=OLA) == ""
    run = server.answer("plan", name=KARI)
    assert desk.states()["plan"] == "stopped 1"
    assert server.message(run) == "Stoppa. Start året på nytt for å få godkjenne likevel."
    server.trigger()
    server.approve("plan")
    assert desk.states()["plan"] == "done 1"


def test_a_tab_that_was_left_open_cannot_approve_what_came_after(desk: Desk, year: Callable[[str], Offline]) -> None:
    server = year("plan")
    stale = server.form(server.waiting("plan"))["properties"]["proposal"]["const"]
    other_day(desk)
    server.trigger()
    with pytest.raises(ValidationError, match="proposal"):
        server.resume(server.waiting("plan"), decision="Godkjenn", name=KARI, proposal=stale)


@pytest.mark.parametrize("kind", ["send_back", "stop", "approve"])
def test_a_decision_from_the_command_line_counts_as_one_in_the_form_does_when_the_year_was_edited(
    kind: Any, desk: Desk, year: Callable[[str], Offline]
) -> None:
    server = year(LETTERS)
    add_somebody(desk)
    said = decide_by_hand(
        desk.cycle(), LETTERS, decision=kind, name=OLA, to=LIST if kind == "send_back" else "", comment="Ein til."
    )
    assert decisions(desk, LETTERS) == [(OLA, kind, 1)]
    assert ("tel ikkje" in said) is (kind == "approve")
    assert launch_due(desk.cycle())
    server.work()
    server.waiting(LIST)
