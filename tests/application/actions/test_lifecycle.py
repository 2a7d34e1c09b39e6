"""Whatever people do in whatever order, only approved letters leave, once each, and no step is done on sand."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from cycle.application.actions.running.states import inputs_of, step_states
from cycle.application.year.step_graph import upstream
from cycle.errors import StepError
from cycle.model import digest
from tests.depth import FULL
from tests.desk import APPROVERS, MAYOR, SHARED, Desk, letter_of, sha256

PEOPLE = (MAYOR, SHARED[0])
STEPS = ("plan", "committee", "host", "invitations", "letters.invitasjon", "mailing.invitasjon")
"""One dispatch is enough: the second goes the same way."""


class Year(RuleBasedStateMachine):
    """A year among people who approve, send back, stop, change their minds and press every button twice."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.desk = Desk(self.folder)
        self.desk.register(*PEOPLE)
        self.desk.start()
        self.times = 0

    def teardown(self) -> None:
        self.desk.close()
        shutil.rmtree(self.folder)

    def waiting(self) -> list[str]:
        return [
            state.step for state in step_states(self.desk.cycle()) if state.state == "waiting" and state.step in STEPS
        ]

    @rule()
    def do_what_is_due(self) -> None:
        """Compute what is due and carry out what is approved, as the flows do."""
        for state in step_states(self.desk.cycle()):
            if state.step in STEPS and state.state == "due":
                self.desk.compute(state.step)
            if state.step in STEPS and state.state == "approved":
                self.desk.perform(state.step)

    @initialize(rounds=st.sampled_from((0, 3, 4, 5, len(STEPS))))
    def the_year_has_begun(self, rounds: int) -> None:
        self.some_good_days(rounds)

    @rule(rounds=st.integers(1, len(STEPS)))
    def some_good_days(self, rounds: int) -> None:
        """Everyone approves what waits, and the flows go on."""
        for _ in range(rounds):
            self.do_what_is_due()
            for name in APPROVERS:
                self.approve_what_waits(name)

    @rule(name=st.sampled_from(APPROVERS))
    def approve_what_waits(self, name: str) -> None:
        for step in self.waiting():
            self.desk.decide(step, name=name)

    @precondition(lambda self: self.waiting())
    @rule(data=st.data())
    def send_back(self, data: st.DataObject) -> None:
        step = data.draw(st.sampled_from(self.waiting()))
        to = data.draw(st.sampled_from(upstream(self.desk.cycle().graph, step)))
        assert self.desk.decide(step, "send_back", send_back_to=to) == ""
        self.submit_every_form()

    @precondition(lambda self: self.waiting())
    @rule(data=st.data())
    def stop(self, data: st.DataObject) -> None:
        assert self.desk.decide(data.draw(st.sampled_from(self.waiting())), "stop") == ""
        self.submit_every_form()

    @rule()
    def start_again(self) -> None:
        self.desk.start()

    @rule()
    def the_register_changes(self) -> None:
        self.times += 1
        name = f"Anna {chr(ord('A') + self.times % 26)}strand"
        changed = replace(MAYOR, name=name, address=f"n{self.times % 2}@alver.example")
        self.desk.register(changed, *PEOPLE[1:])
        self.submit_every_form()

    @rule()
    def the_template_changes(self) -> None:
        self.desk.edit_template("invitasjon.docx", "</w:body>", "<w:p/></w:body>")
        self.submit_every_form()

    def submit_every_form(self) -> None:
        """Somebody carries out each step in whatever state it is."""
        for step in STEPS:
            current = {state.step: state for state in step_states(self.desk.cycle())}[step]
            if current.state in {"approved", "done"}:
                self.desk.perform(step)
            else:
                with pytest.raises(StepError):
                    self.desk.perform(step)

    @invariant()
    def only_approved_letters_left_and_each_once(self) -> None:
        decisions = self.desk.services.memory.decisions.of(self.desk.cycle().id)
        approved = {(decision.step, decision.digest) for decision in decisions if decision.decision == "approve"}
        results = self.desk.services.memory.results
        cycle = self.desk.cycle().id
        letters = {
            (letter["recipient"], letter["docx"]["sha256"])
            for result in results.revisions(cycle, "letters.invitasjon")
            if ("letters.invitasjon", result.digest) in approved
            for letter in result.body["letters"]
        }
        sendings = {
            (mail["recipient"], mail["files"][0]["sha256"])
            for result in results.revisions(cycle, "mailing.invitasjon")
            if ("mailing.invitasjon", result.digest) in approved
            for mail in result.body["mails"]
        }
        rows = self.desk.services.memory.outbox.rows()
        recipients = {row.message_id: row.recipient for row in rows}
        sent = [(recipients[mail.message_id], sha256(letter_of(mail).data)) for mail in self.desk.mails()]
        assert set(sent) <= letters & sendings
        assert max(Counter(recipient for recipient, _ in sent).values(), default=1) == 1

    @invariant()
    def what_is_done_is_approved_as_it_is_now_and_stands_on_what_is_done(self) -> None:
        cycle = self.desk.cycle()
        found = {state.step: state for state in step_states(cycle)}
        for node in cycle.graph:
            one = found[node.name]
            needs = [found[need].state for need in node.needs]
            if one.state == "blocked":
                assert set(needs) != {"done"}
                continue
            if one.state == "stopped":  # until somebody starts the year again, whatever it stands on has become
                continue
            assert set(needs) <= {"done"}
            if one.state == "done":
                newest = self.desk.newest(node.name)
                assert newest.input_digest == digest(inputs_of(cycle, node))
                assert len(one.approved_by) >= cycle.approvers_needed(node.name)
                assert (newest.revision, newest.digest) == (one.revision, one.digest)


Year.TestCase.settings = settings(
    max_examples=20 if FULL else 5,
    stateful_step_count=12,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a year takes seconds: making a failure smaller takes long
    suppress_health_check=list(HealthCheck),
)
test_whatever_people_do_only_approved_letters_leave = pytest.mark.campaign(Year.TestCase)
