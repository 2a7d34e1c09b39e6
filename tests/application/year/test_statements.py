"""A year is read once: what is asked of the database grows neither with people nor with questions, only with mails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cycle.application.actions import STEPS, compute, is_ours, reopened, step_state, step_states
from cycle.application.review import letters_view, mailing_view, open_years
from cycle.application.year import OpenCycle, Step, StepNode, find_cycle, node_named, open_cycle
from cycle.cli import main
from flows.gates.gate import form_for
from tests.desk import Desk
from tests.statements import statements

MORE = 40
EACH_MAIL = 10
"""Queued (3), looked whether the meeting is called off (1), marked as handed over (3), kept (1), settled (2)."""
COMPUTED = {
    "plan": 15,
    "committee": 19,
    "host": 18,
    "invitations": 23,
    "letters.invitasjon": 28,
    "mailing.invitasjon": 23,
    # Its programme asks for the signals that are open, and for the days of the meetings, each time the year is opened.
    "letters.folgebrev": 42,
    "mailing.folgebrev": 23,
    "archive": 68,
}
"""Statements of opening the year and computing a step, the claim and its release and what it stores among them; one
holds the approvals it builds on against the log."""
ARCHIVED = 150
"""Publishing says what is put where, before and after, and reads the mails of the package; then the year is closed.
Each of the three asks in which form the year was published first. Two ask whether closed years are as the log says, and
two write into it how this one is closed. What goes into the package is gathered twice: every stored file of it is read
before the site is touched. Twenty hold the year against the log, and what lies on the disk against the store, before it
is written over."""
PERFORMED = {step: ARCHIVED if step == "archive" else 46 if step.startswith("mailing.") else 13 for step in COMPUTED}
"""The same of doing what was approved, without the mails; two of a deed write it into the log of events, and seven of a
mailing that it begins."""
STATUS, FRONT_PAGE, WATCH, GATE, PAGE = 22, 16, 13, 8, 9
"""Whoever opens the home asks once whether the log tells of every closing from before it did: that is in STATUS."""
EACH_YEAR = 7
"""Of one more year on the front page."""
LAST = "mailing.folgebrev"
"""The last step of a year that is open."""
FIRST_MAILING = 453
"""Statements of the walk to the first mailing, for five people; it was 801, with a state computed 171 times, now 63;
5 of them keep each mail as it left, 23 write who decided and what was sent into the log of events, 6
hold what was approved against it."""


PAGES: Mapping[str, Any] = {"letters": letters_view, "mailing": mailing_view}
"""What stands on the page that the gate of a step leads to."""


def enlarge(desk: Desk, people: int) -> None:
    """Let so many more people be invited."""
    with (desk.year_folder / "meeting.toml").open("a", encoding="utf-8") as file:
        for number in range(people):
            file.write(
                f'\n[[additions]]\nname = "Nummer{number} Etternamn{number}"\naddress = "n{number}@kommune.example"\n'
                'role = "Rådgjevar"\norganisation = "Kommune"\nreason = "Lagd til"\ndecided_by = "SSU"\n'
            )


@pytest.fixture(params=[0, MORE], ids=["five people", "and forty more"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    enlarge(desk, request.param)
    return desk


def watch_round(desk: Desk) -> None:
    """Do what the service does each minute for every open year."""
    for _row in desk.services.memory.cycles.all():
        cycle = desk.cycle()
        for step in step_states(cycle):
            is_ours(cycle, step)


def gate_page(cycle: OpenCycle, step: str) -> None:
    node, result = node_named(cycle.graph, step), cycle.record.latest(step)
    assert result is not None
    shown = STEPS[node.kind].present(cycle, node, result)
    form_for(cycle, result, about=shown.summary)
    reopened(cycle, result)


def number_of(work: Callable[[], object]) -> int:
    with statements() as asked:
        work()
    return asked.number


def test_a_year_asks_the_database_a_bounded_number_of_times(desk: Desk) -> None:
    desk.start()
    computed, performed, mails = {}, {}, 0
    for node in desk.cycle().graph:
        computed[node.name] = number_of(lambda name=node.name: desk.compute(name))  # type: ignore[misc]
        desk.approve(node.name)
        performed[node.name] = number_of(lambda name=node.name: desk.perform(name))  # type: ignore[misc]
        if node.kind == "mailing":
            mails = len(desk.cycle().record.mails_of(f"{node.dispatch}@folder"))
            assert performed[node.name] <= PERFORMED[node.name] + EACH_MAIL * mails, node.name
            performed[node.name] = PERFORMED[node.name]
        if node.name in {"plan", "mailing.invitasjon", "archive"}:
            closings = 3 if node.name == "archive" else 0  # how it was closed, its acts, and what has come since
            assert number_of(lambda: open_years(desk.services)) <= FRONT_PAGE + closings
            assert number_of(lambda: watch_round(desk)) <= WATCH + closings
        # How it was closed, twice, and its acts; and what was put on the site and into the packages.
        closed = 7 if node.name == "archive" else 0
        assert number_of(lambda name=node.name: gate_page(desk.cycle(), name)) <= GATE + closed  # type: ignore[misc]
        if node.kind in PAGES:
            assert number_of(lambda node=node: PAGES[node.kind](desk.cycle(), node)) <= PAGE  # type: ignore[misc]
    assert {step: number for step, number in computed.items() if number > COMPUTED[step]} == {}
    assert {step: number for step, number in performed.items() if number > PERFORMED[step]} == {}
    assert mails in {5, 5 + MORE}


def test_the_command_that_says_where_a_year_stands_asks_a_bounded_number_of_times(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    with statements() as asked:
        answered = CliRunner().invoke(main, ["status", "2027"], env=desk.environment)
    assert answered.exit_code == 0, answered.output
    assert asked.number <= STATUS


def test_the_walk_to_the_first_mailing_asks_half_of_what_it_did(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with statements() as asked:
        desk.start()
        for name in list(COMPUTED)[:6]:
            desk.do(name)
    assert asked.number <= FIRST_MAILING


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the inputs of each step were computed."""
    counted: Counter[str] = Counter()

    def counting(step: Step) -> Step:
        def inputs(cycle: OpenCycle, node: StepNode) -> Mapping[str, Any]:
            counted[node.name] += 1
            return step.inputs(cycle, node)

        return replace(step, inputs=inputs)

    steps = {kind: counting(step) for kind, step in STEPS.items()}
    monkeypatch.setattr("cycle.application.actions.running.states.STEPS", steps)
    return counted


def test_who_asks_for_all_steps_has_each_computed_once(tmp_path: Path, computed: Counter[str]) -> None:
    desk = Desk(tmp_path)
    desk.walk(to=LAST)
    desk.compute("archive")
    computed.clear()
    states = step_states(desk.cycle())
    assert {step.state for step in states} == {"done", "waiting"}
    assert computed == Counter([step.step for step in states])


def test_each_more_year_on_the_front_page_asks_for_nothing_that_all_have_in_common(tmp_path: Path) -> None:
    desk = Desk(tmp_path, identity="link")
    numbers = []
    for year in (2027, 2028, 2029):
        open_cycle(desk.services, year=year, given={"date": f"{year}-02-18", "venue": "Kulturhuset"})
        compute(find_cycle(desk.services, year=year), "plan")
        open_years(desk.services)  # takes in whoever is new in the community's file
        with statements() as asked:
            assert len(open_years(desk.services)) == year - 2026
        numbers.append(asked.number)
        assert sum("FROM persons" in text for text in asked.texts) == 1
    assert numbers[2] - numbers[1] == numbers[1] - numbers[0] <= EACH_YEAR


def test_who_asks_for_the_steps_of_a_closed_year_has_none_computed(tmp_path: Path, computed: Counter[str]) -> None:
    desk = Desk(tmp_path)
    desk.walk()
    computed.clear()
    assert {step.state for step in step_states(desk.cycle())} == {"done"}
    assert computed == Counter()


def test_who_asks_for_one_step_has_it_and_what_it_builds_on_computed_and_no_other(
    tmp_path: Path, computed: Counter[str]
) -> None:
    desk = Desk(tmp_path)
    desk.walk(to=LAST)
    computed.clear()
    assert step_state(desk.cycle(), "committee").state == "done"
    assert computed == Counter(["plan", "committee"])


def test_each_file_of_the_secretariat_is_read_once_for_where_a_year_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path)
    desk.walk(to=LAST)
    files: Counter[str] = Counter()

    def counting(read: Callable[..., Any]) -> Callable[..., Any]:
        def read_and_count(path: Path, *given: Any) -> Any:
            files[path.name] += 1
            return read(path, *given)

        return read_and_count

    for name in ("read_bytes", "read_text"):
        monkeypatch.setattr(Path, name, counting(getattr(Path, name)))
    assert {step.state for step in step_states(desk.cycle())} == {"done", "due"}
    assert {name for name, times in files.items() if times > 1} == set()
    assert {"community.toml", "meeting.toml", "register.xlsx", "invitasjon.docx", "invitasjon.txt"} <= set(files)


def test_a_step_whose_inputs_cannot_be_read_keeps_no_other_from_being_asked_about(desk: Desk) -> None:
    desk.walk(to="letters.invitasjon")
    (desk.root / "templates" / "docx" / "invitasjon.docx").unlink()
    assert step_state(desk.cycle(), "invitations").state == "done"
