"""What people do at the gates of a running service: twice, by mistake, back, stop, from the command line."""

from __future__ import annotations

import datetime as dt
import threading
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowFilter, FlowFilterName
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.deployments import run_deployment
from prefect.exceptions import PrefectHTTPStatusError

from cycle.errors import CycleError
from cycle.mail.transport.maildir import read_mail
from cycle.services import OSLO, present_moment
from cycle.store.years.decisions import Decision
from flows.running.client import run_link
from tests.desk import INVITED, MAYOR, Desk
from tests.desk import PEOPLE as REGISTER
from tests.flows.conftest import PEOPLE, Running, in_own_thread, until

pytestmark = [pytest.mark.server, pytest.mark.timeout(600)]

KARI, OLA = PEOPLE
MAILING = "mailing.invitasjon"


def walk(running: Running, *steps: str) -> None:
    for step in steps:
        running.approve(step)


def decisions(running: Running, step: str) -> list[Decision]:
    return [decision for decision in running.services.memory.decisions.of(running.cycle().id) if decision.step == step]


def settled(running: Running) -> None:
    until(lambda: not running.client.still_working(running.cycle().id), "nothing works any more", running)


def runs_by_step(running: Running) -> Counter[str]:
    settled(running)
    tags = (tag for run in running.client.runs_of(running.cycle().id) for tag in run.tags)
    return Counter(tag.removeprefix("step:") for tag in tags if tag.startswith("step:"))


def text_of(running: Running, run: FlowRun) -> str:
    """What the form of a waiting run says above the decision; Prefect stores a form after the run has begun to wait."""
    until(lambda: _form_texts(run), "the form is stored", running)
    return _form_texts(run)[0]


def _form_texts(run: FlowRun) -> list[str]:
    assert run.state is not None
    keys = run.state.state_details.run_input_keyset
    assert keys is not None
    with get_client(sync_client=True) as client:
        try:
            schema = client._client.get(f"/flow_runs/{run.id}/input/{keys['schema']}").json()
        except PrefectHTTPStatusError:
            return []
    return [str(schema["properties"]["decision"]["description"])]


def test_triggering_a_year_many_times_gives_one_year_and_one_run_of_each_step(running: Running) -> None:
    year = running.year
    folder = {"community": "", "meeting": "", "year": year}
    at_once = [threading.Thread(target=running.client.trigger, args=(running.settings,), kwargs=folder) for _ in "ab"]
    for thread in at_once:
        thread.start()
    for thread in at_once:
        thread.join()
    until(lambda: year in {row.year for row in running.services.memory.cycles.all()}, "the year is open", running)
    running.approve("plan")
    running.command("start", str(year))
    running.gate("committee")
    running.gate("host")

    assert [row.year for row in running.services.memory.cycles.all()].count(year) == 1
    assert runs_by_step(running) == {"plan": 1, "committee": 1, "host": 1}
    assert running.state_of("plan").revision == 1


def test_what_is_sent_back_is_made_anew_and_older_runs_are_cancelled(running: Running) -> None:
    running.walk_before("invitations")
    reason = {"comment": "Nestleiaren har gått av."}
    running.answer("invitations", decision="Send tilbake til Programkomité", **reason)
    until(lambda: running.state_of("committee").revision == 2, "the committee is made again", running)
    walk(running, "committee", "invitations")
    running.gate("letters.folgebrev")
    running.answer("letters.invitasjon", decision="Send tilbake til Invitasjonsliste", **reason)
    until(lambda: running.state_of("invitations").revision == 3, "the list is made again", running)
    walk(running, "invitations")
    running.wait_for("letters.folgebrev", "waiting")
    settled(running)

    revisions = {step: running.state_of(step).revision for step in ("committee", "host", "invitations")}
    assert revisions == {"committee": 2, "host": 1, "invitations": 3}
    sent_back = [decision for decision in decisions(running, "invitations") if decision.decision == "send_back"]
    assert [(decision.name, decision.send_back_to, decision.comment) for decision in sent_back] == [
        (KARI, "committee", "Nestleiaren har gått av.")
    ]
    cover = {tag: run.state for run in running.runs("letters.folgebrev") for tag in run.tags if tag.startswith("rev:")}
    assert {tag: state.type.value for tag, state in cover.items()} == {"rev:1": "CANCELLED", "rev:2": "PAUSED"}
    assert cover["rev:1"].message == "Erstatta av revisjon 2."


def test_a_wrong_count_is_refused_in_the_dialog_and_nothing_is_sent(running: Running) -> None:
    running.walk_before(MAILING)
    before = len(running.mails())
    asked = running.gate(MAILING)
    with pytest.raises(CycleError, match="talet må vere høgst 5"):
        running.client.answer_gate(asked.id, running.form(MAILING, count=len(INVITED) + 1))
    assert decisions(running, MAILING) == []
    assert running.letter_counts() == {}
    assert len(running.mails()) == before

    running.client.answer_gate(asked.id, running.form(MAILING))
    running.wait_for(MAILING, "done")
    assert len(running.mails()) == before + len(INVITED)


def test_who_mends_the_year_first_and_then_sends_back_is_heard_and_the_list_asks_again(
    running: Running, desk: Desk
) -> None:
    running.walk_before("letters.invitasjon")
    run = running.gate("letters.invitasjon")
    meeting = desk.community / f"partnarskapsmote-{running.year}" / "meeting.toml"
    meeting.write_text(meeting.read_text() + ADDITION)
    form = running.form("letters.invitasjon", decision="Send tilbake til Invitasjonsliste", comment="Nina skal med.")
    running.client.answer_gate(run.id, form)
    running.wait_for("invitations", "waiting")
    asked = running.gate("invitations")

    notice = [
        (decision.name, decision.decision, decision.send_back_to)
        for decision in decisions(running, "letters.invitasjon")
    ]
    assert notice == [(KARI, "send_back", "invitations")]
    assert text_of(running, asked).startswith(
        f"{KARI} sende tilbake frå «Brev: invitasjon» og skreiv: «Nina skal med.»"
    )
    assert "kom til: Nina Ny" in text_of(running, asked)


ADDITION = """
[[additions]]
name = "Nina Ny"
address = "nina@ny.example"
role = "observatør"
organisation = "Alver kommune"
reason = "bede om"
decided_by = "SSU 1/27"
"""


def test_a_stopped_year_waits_until_it_is_started_again(begun: Running) -> None:
    begun.answer("plan", decision="Stopp", comment="Valet er utsett.")
    begun.wait_for("plan", "stopped")
    settled(begun)
    assert begun.client.waiting_runs(cycle_id=begun.cycle().id) == []

    begun.command("start", str(begun.year))
    begun.approve("plan")
    begun.gate("committee")
    assert [decision.decision for decision in decisions(begun, "plan")] == ["stop", "reopen", "approve"]
    assert begun.state_of("plan").revision == 1


def test_an_approval_from_the_command_line_lets_the_waiting_run_go_on(begun: Running) -> None:
    waiting = begun.gate("plan")
    begun.command("approve", str(begun.year), "plan", "--name", OLA)
    begun.gate("committee")
    settled(begun)

    assert [(run.id, run.state_type.value) for run in begun.runs("plan")] == [(waiting.id, "COMPLETED")]
    assert [(decision.name, decision.channel) for decision in decisions(begun, "plan")] == [(OLA, "cli")]


def test_a_double_click_on_resume_is_one_decision(begun: Running) -> None:
    run, form = begun.gate("plan"), begun.form("plan")
    refused: list[str] = []

    def click() -> None:
        try:
            begun.client.answer_gate(run.id, form)
        except CycleError as error:
            refused.append(str(error))

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    begun.gate("committee")

    assert len(refused) == 1
    assert [decision.decision for decision in decisions(begun, "plan")] == ["approve"]
    assert runs_by_step(begun) == {"plan": 1, "committee": 1, "host": 1}


def test_with_the_mail_server_down_nothing_is_marked_sent_and_the_morning_sends_once(running: Running) -> None:
    running.walk_before(MAILING)
    before = len(running.mails())
    running.close_post_office()
    running.answer(MAILING)
    until(lambda: [run.state_type.value for run in running.runs(MAILING)] == ["FAILED"], "the run gives up", running)
    assert running.letter_counts() == {"queued": len(INVITED)}
    assert running.state_of(MAILING).state == "approved"

    running.open_post_office()
    in_own_thread(lambda: run_deployment("morgonrunde/kvar-morgon", timeout=0, as_subflow=False))
    running.wait_for(MAILING, "done")
    [notice] = running.notices("feil")
    assert "Tenesta prøver igjen kvar arbeidsdag klokka åtte." in notice.text
    assert running.letter_counts() == {"sent": len(INVITED)}
    assert len(running.mails()) == before + len(INVITED)
    assert running.times_asked(MAILING) == 1


def test_who_decides_gets_one_mail_for_each_gate_with_the_page_of_its_run(begun: Running) -> None:
    walk(begun, "plan", "committee", "host")
    run = begun.gate("invitations")
    notice = begun.notices("vent.invitations")
    assert [mail.subject.partition(" (")[0] for mail in notice] == [
        f"Ventar på deg: invitasjonslista {begun.year}",
        f"Venter på deg: invitasjonslisten {begun.year}",
    ]
    assert {run_link(begun.settings, run.id) in mail.text for mail in notice} == {True}
    begun.client.answer_gate(run.id, begun.form("invitations"))
    begun.answer("invitations")
    begun.wait_for("invitations", "done")
    begun.gate("letters.invitasjon")
    kinds = Counter(row.kind for row in begun.services.memory.outbox.rows(cycle=begun.cycle().id))
    assert kinds.pop("vent.letters.folgebrev.r1", 2) == 2  # the other dispatch may be as far, or not yet
    assert kinds == {
        "vent.plan.r1": 1,
        "vent.committee.r1": 2,
        "vent.host.r1": 2,
        "vent.invitations.r1": 2,
        "vent.letters.invitasjon.r1": 2,
    }


def test_a_gate_opens_with_the_mail_server_down_and_its_mail_goes_when_somebody_asks_for_it(begun: Running) -> None:
    begun.gate("plan")
    begun.asked.clear()
    begun.close_post_office()
    try:
        begun.answer("plan")
        run = begun.gate("committee")
        assert begun.notices("vent.committee") == []
    finally:
        begun.open_post_office()
    assert begun.command("remind", str(begun.year)).splitlines()[-1].endswith(", 0 taken back, 0 wait")
    assert {run_link(begun.settings, run.id) in mail.text for mail in begun.notices("vent.committee")} == {True}


def test_each_coming_morning_is_planned_once_and_a_sweep_by_hand_plans_no_other(begun: Running) -> None:
    begun.gate("plan")
    now = present_moment()
    until(planned, "the next morning is planned", begun)
    assert planned() == mornings_after(now, len(planned()))
    by_hand = in_own_thread(lambda: run_deployment("morgonrunde/kvar-morgon", timeout=0, as_subflow=False))
    until(lambda: {run.id: run.state_type for run in sweeps()}[by_hand.id] is StateType.COMPLETED, "it ends", begun)
    assert planned() == mornings_after(now, len(planned()))
    assert {run.auto_scheduled for run in sweeps() if run.state_type is StateType.SCHEDULED} == {True}
    assert len(begun.notices("vent.plan")) == 1


def planned() -> list[dt.datetime]:
    """When the sweeps that lie ahead are to begin; Prefect decides how many it writes ahead."""
    return sorted(run.expected_start_time for run in sweeps() if run.state_type is StateType.SCHEDULED)


def mornings_after(now: dt.datetime, number: int) -> list[dt.datetime]:
    """The next so many times that it is eight o'clock in Norway from Monday to Friday."""
    first = now.astimezone(OSLO).date()
    days = (first + dt.timedelta(days=later) for later in range(7 * (number + 1)))
    mornings = (dt.datetime.combine(day, dt.time(8), OSLO) for day in days if day.weekday() < 5)
    return [morning for morning in mornings if morning > now][:number]


def sweeps() -> list[FlowRun]:
    """Every run of the morning's sweep."""
    with get_client(sync_client=True) as client:
        return client.read_flow_runs(flow_filter=FlowFilter(name=FlowFilterName(any_=["morgonrunde"])))


def test_a_run_that_fails_is_told_once_to_the_secretariat_in_the_words_of_the_error(begun: Running, desk: Desk) -> None:
    begun.gate("plan")
    begun.asked.clear()
    register = desk.community / "register.xlsx"
    whole = register.read_bytes()
    register.write_bytes(b"no spreadsheet")
    try:
        begun.answer("plan")
        until(lambda: "FAILED" in {run.state_type.value for run in begun.runs("committee")}, "it fails", begun)
    finally:
        register.write_bytes(whole)
    [mail] = begun.notices("feil")
    assert mail.subject == f"Ventar på deg: programkomiteen {begun.year} stansa"
    assert "register.xlsx" in mail.text
    begun.trigger()
    begun.wait_for("committee", "waiting")
    assert len(begun.notices("feil")) == 1


def test_who_asks_in_prefect_for_a_correction_and_another_dispatch_has_them_made_and_sent(running: Running) -> None:
    running.walk_before(MAILING)
    walk(running, MAILING)
    row = running.services.memory.outbox.rows(cycle=running.cycle().id, kind="invitasjon")[0]
    before = {*running.mails()}
    ask("retting/retting", mail=row.id, name=KARI, why="feil tema", words="Temaet var feil.")
    walk(running, "letters.invitasjon.retting1", "mailing.invitasjon.retting1")
    [corrected] = [read_mail(mail) for mail in {*running.mails()} - before]
    assert (corrected.to, corrected.subject.startswith("Retting: ")) == (row.address, True)
    assert "Temaet var feil." in corrected.text

    before = {*running.mails()}
    ask(
        "ekstra-utsending/ekstra-utsending",
        year=running.year,
        dispatch="avlysing",
        name=OLA,
        why="for få",
        to=MAYOR.name,
    )
    walk(running, "letters.avlysing", "mailing.avlysing")
    assert [read_mail(mail).to for mail in {*running.mails()} - before] == [MAYOR.address]


def test_what_is_asked_for_in_prefect_and_cannot_be_is_told_in_the_run(begun: Running) -> None:
    failed = ask("ekstra-utsending/ekstra-utsending", year=begun.year, dispatch="paminnig", name=KARI, why="svar")
    assert failed.state is not None
    assert failed.state.type is StateType.FAILED
    assert "Meinte du «Påminning»?" in str(failed.state.message)
    with get_client(sync_client=True) as client:
        assert client.read_flow_run(failed.id).name == f"IKKJE GJORT: {begun.year} be om paminnig"
    [mail] = begun.notices("feil.skjema")
    assert "Meinte du «Påminning»?" in " ".join(mail.text.split())


def ask(deployment: str, **form: Any) -> FlowRun:
    """Run a form of the service to its end, as a person does in Prefect."""
    found = in_own_thread(lambda: run_deployment(deployment, parameters=form, as_subflow=False))
    assert isinstance(found, FlowRun)
    return found


def test_a_changed_register_opens_the_gate_again_and_an_old_form_is_kept_but_does_not_count(
    running: Running, desk: Desk
) -> None:
    running.walk_before("letters.invitasjon")
    outdated = running.gate("letters.invitasjon")
    new_mayor = replace(MAYOR, name="Åshild Nyvald", address="ashild@alver.example")
    desk.register(*(new_mayor if row is MAYOR else row for row in REGISTER))
    running.trigger()
    running.wait_for("committee", "waiting")  # it is made from the same register
    running.approve("committee")
    asked = running.gate("invitations")
    assert f"rev:{running.state_of('invitations').revision}" in asked.tags
    assert running.state_of("invitations").revision == 2

    running.client.answer_gate(outdated.id, running.form("letters.invitasjon"))
    until(
        lambda: "COMPLETED" in {run.state_type.value for run in running.runs("letters.invitasjon")}, "it ends", running
    )
    assert [(decision.decision, decision.revision) for decision in decisions(running, "letters.invitasjon")] == [
        ("approve", 1)
    ]
    assert running.state_of("letters.invitasjon").approved_by == ()
    list_made = running.services.memory.results.latest(running.cycle().id, "invitations")
    assert list_made is not None
    assert new_mayor.name in {invitee["name"] for invitee in list_made.body["list"]["invitees"]}
