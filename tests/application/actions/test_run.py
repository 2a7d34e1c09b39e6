"""The year walks from plan to archive; what is done stays done, and any change opens what builds on it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete

from cycle.application.actions.running.run_step import SERVICE
from cycle.application.actions.running.states import StepStates, inputs_of, step_state
from cycle.application.year import node_named
from cycle.errors import BusyError, ConfigError, StepError, TemplateError
from cycle.store.tables import closings
from cycle.store.years.logged_rows import confirm_closings
from tests.desk import APPROVERS, CHIEF, INVITED, MAYOR, PEOPLE, YEAR, Desk

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
KARI, OLA = APPROVERS


def states(*, blocked: tuple[str, ...] = (), **named: str) -> dict[str, str]:
    """Return what stands: `done 1` for all but the named, where `_` stands for the dot."""
    given = {name.replace("_", "."): state for name, state in named.items()}
    return {step: given.get(step, "blocked 1" if step in blocked else "done 1") for step in STEPS}


def test_a_whole_year_walks_from_plan_to_archive(desk: Desk) -> None:
    desk.walk()
    assert desk.states() == states()
    assert desk.ledger("invitasjon@folder") == dict.fromkeys(INVITED, "sent")
    assert desk.ledger("folgebrev@folder") == dict.fromkeys(INVITED, "sent")


def test_a_year_that_is_triggered_waits_for_people_at_each_gate(desk: Desk) -> None:
    desk.start()
    assert desk.states() == dict.fromkeys(STEPS, "blocked 0") | {"plan": "due 1"}
    desk.compute("plan")
    assert desk.states()["plan"] == "waiting 1"
    desk.approve("plan")
    assert desk.states() == dict.fromkeys(STEPS, "blocked 0") | {
        "plan": "done 1",
        "committee": "due 1",
        "host": "due 1",
    }


def test_the_same_inputs_give_the_stored_results_and_write_no_file_twice(desk: Desk) -> None:
    desk.walk()
    before = {step: (desk.newest(step).revision, desk.newest(step).digest) for step in STEPS}
    written, mails = desk.stored(), desk.mails()
    desk.walk()
    assert {step: (desk.newest(step).revision, desk.newest(step).digest) for step in STEPS} == before
    assert (desk.stored(), desk.mails()) == (written, mails)


def test_the_same_year_at_another_desk_gives_the_same_letters_byte_for_byte(make_desk) -> None:
    one, two = make_desk(), make_desk()
    one.walk(to="letters.invitasjon")
    two.walk(to="letters.invitasjon")
    assert one.newest("letters.invitasjon").digest == two.newest("letters.invitasjon").digest


def test_nothing_is_made_before_what_it_needs_is_done(desk: Desk) -> None:
    desk.walk(to="committee")
    with pytest.raises(StepError) as caught:
        desk.compute("invitations")
    assert str(caught.value) == f"bergensomradet/partnarskapsmote/{YEAR} invitations: needs host, which is not done yet"


def published_and_open(desk: Desk) -> None:
    """Walk a year to its end as an earlier version did, which closed none; the log tells of no closing either."""
    desk.walk()
    memory, row = desk.services.memory, desk.cycle().row
    with memory.engine.begin() as connection:
        connection.execute(delete(closings))
    confirm_closings(memory, row.community, who="Kari Sekretær", why="An earlier version", now=desk.services.now())


def test_a_changed_register_opens_the_list_again_and_everything_after_it(desk: Desk) -> None:
    published_and_open(desk)
    desk.register(replace(MAYOR, name="Nina Nyland", address="ny@alver.example"), *PEOPLE[1:])
    after = STEPS[3:]
    assert desk.states() == states(blocked=after, committee="due 2")
    desk.do("committee")
    assert desk.states() == states(blocked=after[1:], committee="done 2", invitations="due 2")
    desk.compute("invitations")
    state = step_state(desk.cycle(), "invitations")
    assert (state.state, state.revision, state.approved_by) == ("waiting", 2, ())
    with pytest.raises(StepError, match="invitations: revision 2 is not approved"):
        desk.perform("invitations")
    desk.walk()
    unchanged = {"plan": "done 1", "host": "done 1"}
    assert desk.states() == dict.fromkeys(STEPS, "done 2") | unchanged


def test_a_changed_template_makes_only_its_own_letters_anew(desk: Desk) -> None:
    published_and_open(desk)
    invitations = desk.newest("letters.invitasjon").digest
    desk.edit_template("folgebrev.docx", "</w:body>", "<w:p/></w:body>")
    assert desk.states() == states(
        blocked=("mailing.folgebrev", "archive"),
        letters_folgebrev="due 2",
    )
    desk.walk()
    assert desk.newest("letters.invitasjon").digest == invitations
    assert desk.states() == states(letters_folgebrev="done 2", mailing_folgebrev="done 2", archive="done 2")


def test_a_talk_that_moves_changes_the_cover_letter_and_leaves_the_invitation(desk: Desk) -> None:
    desk.walk(to="mailing.folgebrev")
    (desk.year_folder / "program.xlsx").unlink()
    (desk.year_folder / "program.toml").write_text(
        '[[items]]\nstart = "09.00"\nend = "10.00"\nkind = "innlegg"\ntitle = "Noko heilt anna"\n'
    )
    assert {step: state for step, state in desk.states().items() if not state.startswith("done")} == {
        "letters.folgebrev": "due 2",
        "mailing.folgebrev": "blocked 1",
        "archive": "blocked 0",
    }


def test_moving_the_meeting_opens_the_plan_and_all_that_follows(desk: Desk) -> None:
    published_and_open(desk)
    desk.start(date="25.02.2027")
    assert desk.states() == states(blocked=STEPS[1:], plan="due 2")
    desk.walk()
    assert desk.states() == dict.fromkeys(STEPS, "done 2")
    assert desk.newest("plan").body["facts"]["date"] == "2027-02-25"


def test_a_meeting_moved_to_an_impossible_day_changes_nothing(desk: Desk) -> None:
    desk.walk(to="plan")
    with pytest.raises(ConfigError):
        desk.start(date="10.01.2027")
    assert desk.states()["plan"] == "done 1"


def test_sending_back_makes_the_earlier_step_and_everything_after_it_anew(desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    comment = "Leiaren av SSU er ein annan"
    assert desk.decide("invitations", "send_back", name=OLA, send_back_to="committee", comment=comment) == ""
    assert desk.states() == dict.fromkeys(STEPS, "blocked 0") | {
        "plan": "done 1",
        "host": "done 1",
        "committee": "due 2",
        "invitations": "blocked 1",
    }
    desk.walk(to="letters.invitasjon")
    assert desk.states()["committee"] == "done 2"
    assert desk.states()["invitations"] == "done 2"
    kept = [
        decision for decision in desk.services.memory.decisions.of(desk.cycle().id) if decision.decision == "send_back"
    ]
    assert [
        (decision.step, decision.revision, decision.send_back_to, decision.name, decision.comment) for decision in kept
    ] == [("invitations", 1, "committee", OLA, comment)]


def test_sending_back_after_the_mails_are_out_opens_all_and_mails_nobody_twice(desk: Desk) -> None:
    published_and_open(desk)
    assert desk.decide("archive", "send_back", send_back_to="invitations", comment="ein manglar") == ""
    assert desk.states() == states(blocked=STEPS[4:], invitations="due 2")
    desk.walk()
    assert desk.states() == dict.fromkeys(STEPS, "done 2") | dict.fromkeys(("plan", "committee", "host"), "done 1")
    assert len(desk.mails()) == 2 * len(INVITED)


@pytest.mark.parametrize("to", ["", "letters.invitasjon", "archive", "vertskap"])
def test_a_step_is_only_sent_back_to_what_it_builds_on(to: str, desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    objection = desk.decide("invitations", "send_back", send_back_to=to)
    assert objection == "Vel kva steg det skal sendast tilbake til."
    assert desk.states()["invitations"] == "waiting 1"


def test_stop_closes_the_gate_and_the_next_start_opens_it_again(desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    assert desk.decide("invitations", name=KARI) == ""
    assert desk.decide("invitations", "stop", name=OLA) == ""
    state = step_state(desk.cycle(), "invitations")
    assert (state.state, state.waits_for) == (
        "stopped",
        f"someone to start the year again (stopped by {OLA})",
    )
    desk.start()
    state = step_state(desk.cycle(), "invitations")
    assert (state.state, state.revision, state.approved_by, state.reopened) == ("waiting", 1, (), 1)
    desk.approve("invitations")
    assert desk.states()["invitations"] == "done 1"


def test_a_gate_may_be_stopped_and_opened_more_than_once(desk: Desk) -> None:
    desk.start()
    desk.compute("plan")
    for times in (1, 2, 3):
        desk.decide("plan", "stop")
        desk.start()
        assert step_state(desk.cycle(), "plan").reopened == times
    desk.approve("plan")
    assert desk.states()["plan"] == "done 1"


@pytest.mark.parametrize("again", [KARI, "kari sekretær", "  Kari   SEKRETÆR "])
def test_the_list_takes_four_eyes_and_one_person_has_only_two(again: str, desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    assert desk.decide("invitations", name=KARI) == ""
    assert desk.states()["invitations"] == "waiting 1"
    objection = desk.decide("invitations", name=again)
    assert objection == f"{' '.join(again.split())} har alt godkjent. Ein annan person må òg godkjenne."
    assert desk.states()["invitations"] == "waiting 1"
    assert desk.decide("invitations", name=OLA) == ""
    assert desk.states()["invitations"] == "done 1"


def test_a_name_written_on_two_machines_is_one_person(desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    assert desk.decide("invitations", name="Åse Vik") == ""
    assert (
        desk.decide("invitations", name="A\u030ase Vik")
        == "A\u030ase Vik har alt godkjent. Ein annan person må òg godkjenne."
    )


@pytest.mark.parametrize(
    "again",
    ["Sekretær, Kari", "Sekretær Kari", "K. Sekretær", "K Sekretær", "Kari S.", "Kari", "Sekretær",
     "Kari Anne Sekretær", "Rådgjevar Kari Sekretær", "Kari Sekretaer", "Sekretær, K."],
)  # fmt: skip
def test_a_name_that_the_same_person_may_write_is_no_second_approval(again: str, desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    assert desk.decide("invitations", name=KARI) == ""
    assert desk.decide("invitations", name=again) == (
        f"{again} kan vere {KARI}, som alt har godkjent. Ein annan person må òg godkjenne, med heile namnet sitt."
    )
    assert desk.states()["invitations"] == "waiting 1"


@pytest.mark.parametrize("other", ["Knut Sekretær", "Kari Koordinator", OLA, "O. Vik", "Sekretær, Knut", "Ola"])
def test_a_name_that_is_anothers_is_a_second_approval(other: str, desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    assert desk.decide("invitations", name=KARI) == ""
    assert desk.decide("invitations", name=other) == ""
    assert desk.states()["invitations"] == "done 1"


def test_two_whom_the_file_lists_are_two_however_alike_their_names_are(desk: Desk) -> None:
    for old, new in (("Kari Koordinator", "Kari Vik"), ("Ola Andrehand", "Kari Marie Vik")):
        desk.replace("community.toml", f'name = "{old}"', f'name = "{new}"')
    desk.walk(to="host")
    desk.compute("invitations")
    assert desk.decide("invitations", name="Kari Vik") == ""
    assert "kan vere Kari Vik" in desk.decide("invitations", name="Kari M. Vik")
    assert desk.decide("invitations", name="Kari Marie Vik") == ""
    assert desk.states()["invitations"] == "done 1"


def test_who_types_the_name_of_the_service_is_one_person_and_no_service(desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    assert desk.decide("invitations", name=SERVICE) == ""
    assert desk.states()["invitations"] == "waiting 1"


@pytest.mark.parametrize("unseen", ["\u200b", "\u00ad", "\u200f", "\u2060", "\u202e", "\ufeff"])
def test_a_sign_that_nobody_sees_makes_no_second_person(unseen: str, desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    assert desk.decide("invitations", name="Åse Vik") == ""
    for again in (f"Åse{unseen} Vik", f"{unseen}Åse Vik", f"Åse V{unseen}ik {unseen}"):
        assert desk.decide("invitations", name=again).endswith("har alt godkjent. Ein annan person må òg godkjenne.")
    assert desk.states()["invitations"] == "waiting 1"


@pytest.mark.parametrize("name", ["  ", "\u200b", "\u00ad \u2060", "\ufeff\u200e"])
def test_nobody_decides_without_a_name(name: str, desk: Desk) -> None:
    desk.start()
    desk.compute("plan")
    assert desk.decide("plan", name=name) == "Skriv namnet ditt."
    assert desk.states()["plan"] == "waiting 1"


def test_two_runs_of_one_step_never_work_at_once(desk: Desk) -> None:
    desk.start()
    with desk.services.memory.claims.hold(desk.cycle().id, "plan", now=desk.moment):
        with pytest.raises(BusyError, match="plan: another run"):
            desk.compute("plan")
        with pytest.raises(BusyError, match="plan: another run"):
            desk.perform("plan")


def test_a_template_that_is_gone_is_named_and_the_year_goes_on_when_it_is_back(desk: Desk) -> None:
    desk.walk(to="invitations")
    template = desk.root / "templates" / "docx" / "invitasjon.docx"
    template.rename(template.with_suffix(".gone"))
    assert desk.states()["letters.invitasjon"] == "due 1"
    with pytest.raises(TemplateError) as caught:
        desk.compute("letters.invitasjon")
    there = ", ".join(sorted(path.stem for path in template.parent.glob("*.docx") if not path.stem.endswith(".nb")))
    assert str(caught.value) == f"templates/docx/invitasjon.docx: there is no such template; known: {there}"
    template.with_suffix(".gone").rename(template)
    desk.walk(to="letters.invitasjon")


def test_no_cover_letter_is_made_before_there_is_a_programme(desk: Desk) -> None:
    (desk.year_folder / "program.xlsx").unlink()
    desk.walk(to="mailing.invitasjon")
    with pytest.raises(ConfigError) as caught:
        desk.compute("letters.folgebrev")
    assert str(caught.value) == (
        "partnarskapsmote-2027: there is no programme yet, and Følgjebrev encloses program.docx; "
        "put program.xlsx, program.ods, program.xls, program.csv or program.toml in the folder and start the year again"
    )


def test_someone_who_leaves_before_the_letters_gets_none(desk: Desk) -> None:
    desk.walk(to="invitations")
    desk.register(*(row for row in PEOPLE if row != MAYOR))
    desk.walk(to="mailing.invitasjon")
    assert sorted(desk.ledger()) == sorted(set(INVITED) - {MAYOR.name})


def test_one_with_two_seats_gets_one_letter_naming_both(desk: Desk) -> None:
    desk.walk(to="letters.invitasjon")
    letters = desk.letters("letters.invitasjon")
    assert sorted(letters) == sorted(INVITED)
    [seats] = [
        invitee["seats"]
        for invitee in desk.newest("invitations").body["list"]["invitees"]
        if invitee["name"] == CHIEF.name
    ]
    assert [seat["seat"] for seat in seats] == [CHIEF.seat, "ssu.leiar"]


def test_the_steps_of_one_computation_are_told_as_at_one_moment_though_somebody_decides_meanwhile(desk: Desk) -> None:
    desk.walk(to="plan")
    desk.compute("committee")
    cycle = desk.cycle()
    states = StepStates(cycle)
    assert states.of("plan").state == "done"
    desk.approve("committee")
    assert (states.of("committee").state, states.of("invitations").waits_for) == ("waiting", "committee, host")
    assert step_state(cycle, "committee").state == "done", "who asks again is told of today"


def test_a_year_at_one_moment_keeps_its_inputs_and_the_year_itself_reads_what_is_written(desk: Desk) -> None:
    desk.walk(to="host")
    desk.compute("invitations")
    cycle = desk.cycle()
    then, node = cycle.at_one_moment(), node_named(cycle.graph, "committee")
    assert then.at_one_moment() is then
    assert desk.decide("invitations", "send_back", send_back_to="committee", comment="ein manglar") == ""
    then.read_again()
    assert [inputs_of(year, node)["sent_back"] for year in (then, cycle)] == [0, 1]
