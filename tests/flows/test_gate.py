"""Whose answer counts at a gate, however often the run starts again and wherever else people decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import flows.gate
from cycle.steps.by_hand import decide_by_hand
from cycle.steps.registry import STEPS
from cycle.steps.run import approvers
from flows.gate import NUDGE, pass_gate
from tests.desk import APPROVERS, Desk

KARI, OLA = APPROVERS
LIST = "invitations"
YES = {"decision": "Godkjenn"}


class Suspended(Exception):
    """The run has ended its process and waits for a person."""


class Run:
    """One flow run under Prefect: each answer is kept under its gate, and each resume starts the run from the top."""

    def __init__(self, desk: Desk, name: str = "run-1") -> None:
        self.desk, self.name, self.starts = desk, name, 0
        self.answers: dict[str, dict[str, Any]] = {}
        self.waits_at = ""

    def start(self) -> str:
        """Run from the top; return the verdict, or "" when it waits for a person."""
        self.starts += 1
        cycle, result = self.desk.cycle(), self.desk.compute(LIST)
        link = next(one for one in cycle.chain if one.name == LIST)
        try:
            return pass_gate(cycle, result, STEPS[LIST].present(cycle, link, result))
        except Suspended:
            return ""

    def resume(self, name: str, **form: Any) -> str:
        """Answer the gate that is open, as the Resume button does."""
        self.answers[self.waits_at] = {**YES, "name": name, **form}
        return self.start()

    def suspend(self, *, key: str, **_: Any) -> None:
        self.waits_at = f"suspended-{key}"
        raise Suspended

    def read(self, key: str) -> dict[str, Any] | None:
        return self.answers.get(key)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk where the list waits for two people."""
    one = Desk(tmp_path)
    one.walk(to="host")
    one.compute(LIST)
    yield one
    one.close()


@pytest.fixture
def begin(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Run]:
    def begin(name: str = "run-1") -> Run:
        run = Run(desk, name)
        monkeypatch.setattr(flows.gate, "suspend_flow_run", run.suspend)
        monkeypatch.setattr(flows.gate, "read_flow_run_input", run.read)
        monkeypatch.setattr(flows.gate, "keyset_from_base_key", lambda key: {"response": key})
        monkeypatch.setattr(flows.gate, "flow_run", SimpleNamespace(get_id=lambda: run.name, run_count=run.starts or 1))
        monkeypatch.setattr(flows.gate, "publish", lambda *_: "http://127.0.0.1/")
        monkeypatch.setattr(flows.gate, "publish_overview", lambda *_: None)
        assert run.start() == ""
        return run

    return begin


def who(desk: Desk) -> tuple[str, ...]:
    return approvers(desk.cycle(), desk.newest(LIST))


def by_hand(desk: Desk, name: str, kind: Any = "approve") -> None:
    assert decide_by_hand(desk.cycle(), LIST, decision=kind, name=name) == ""


def test_two_people_approve_through_the_form(desk: Desk, begin: Callable[..., Run]) -> None:
    run = begin()

    assert run.resume(KARI) == ""
    assert run.resume(OLA) == "approved"
    assert who(desk) == (KARI, OLA)


def test_the_same_run_from_the_top_asks_nobody_again(desk: Desk, begin: Callable[..., Run]) -> None:
    run = begin()
    run.resume(KARI)
    gate = run.waits_at

    assert [run.start(), run.start()] == ["", ""]
    assert run.waits_at == gate
    assert who(desk) == (KARI,)


def test_a_decision_from_the_command_line_wakes_the_run_and_is_counted_once(
    desk: Desk, begin: Callable[..., Run]
) -> None:
    run = begin()
    by_hand(desk, KARI)

    assert run.resume(NUDGE) == ""
    assert who(desk) == (KARI,)
    assert run.resume(OLA) == "approved"


def test_waking_a_run_never_approves_for_the_second_person(desk: Desk, begin: Callable[..., Run]) -> None:
    run = begin()
    assert run.resume(KARI, decision="Send tilbake") == ""  # back to where is not said, so it is asked again
    by_hand(desk, KARI)

    assert run.resume(NUDGE) == ""
    assert who(desk) == (KARI,)


def test_an_answer_in_the_form_is_not_lost_when_someone_decided_elsewhere_meanwhile(
    desk: Desk, begin: Callable[..., Run]
) -> None:
    run = begin()
    by_hand(desk, KARI)  # with the service down, so that nothing wakes the run

    assert run.resume(OLA) == "approved"
    assert who(desk) == (KARI, OLA)


def test_an_approval_before_a_stop_does_not_count_when_the_gate_is_opened_again(
    desk: Desk, begin: Callable[..., Run]
) -> None:
    run = begin()
    run.resume(KARI)
    assert run.resume(KARI) == ""  # one person has only two eyes
    by_hand(desk, OLA, "stop")
    assert run.start() == "stopped"
    desk.start()

    assert run.start() == ""
    assert who(desk) == ()
    assert run.resume(KARI) == ""
    assert run.resume(OLA) == "approved"
