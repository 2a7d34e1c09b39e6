"""An answer in Prefect's form counts as the person's whom the door knew, and as nobody's where it knew none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from cycle.application.delivery import send_notices
from cycle.application.notifications import notify_stranger
from cycle.application.persons import active, identified, note_answer, note_outcome, people
from flows.answers import FORMS, take_answers
from flows.gate import form_for
from tests.desk import Desk

RUN = UUID("00000001-0000-4000-8000-000000000000")
KEY = "host-r1-12345678-g1-a1"
ANSWER = {"decision": "Godkjenn", "comment": "", "proposal": "r1-12345678"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, identity="link")
    made.start()
    made.compute("plan")
    yield made
    made.close()


def held(desk: Desk, answer: dict[str, Any]) -> Any:
    """Return what holds the form of the plan and an answer to it, as Prefect does."""
    form = form_for(desk.cycle(), desk.newest("plan")).model_json_schema()
    rows = [
        SimpleNamespace(key=f"{FORMS}{KEY}-schema", value=json.dumps(form), created="1"),
        SimpleNamespace(key=f"{FORMS}{KEY}-response", value=json.dumps(answer), created="2"),
    ]
    return SimpleNamespace(filter_flow_run_input=lambda *_: rows)


def through_the_door(
    desk: Desk, answer: dict[str, Any], *, status: str = "ACCEPT", name: str = "Kari Koordinator"
) -> None:
    persons = active(people(desk.services))
    person = next(person for person in persons if person.name == name)
    who = identified(person, persons, on=desk.services.today, known_by="link", proof="link door", session="s")
    number = note_answer(desk.services, who, run=str(RUN), key=f"{FORMS}{KEY}-response", answer=answer)
    note_outcome(desk.services, number, status)


def test_the_form_asks_for_no_name_where_the_door_knows_who_answers(desk: Desk) -> None:
    assert list(form_for(desk.cycle(), desk.newest("plan")).model_json_schema()["properties"]) == [
        "decision", "comment", "proposal",
    ]  # fmt: skip


def test_the_decision_is_of_the_person_whom_the_door_knew_whatever_name_is_typed(desk: Desk) -> None:
    answer = {**ANSWER, "name": "Ordføraren sjølv"}
    through_the_door(desk, answer)
    taken = take_answers(held(desk, answer), desk.services, RUN)
    assert [(row.name, row.decision) for row in taken.decisions] == [("Kari Koordinator", "approve")]
    assert take_answers(held(desk, answer), desk.services, RUN).new == (), "it is on record once"


def test_an_answer_counts_though_the_door_died_before_it_heard_what_became_of_it(desk: Desk) -> None:
    through_the_door(desk, ANSWER, status="ASKED")
    assert len(take_answers(held(desk, ANSWER), desk.services, RUN).new) == 1


@pytest.mark.parametrize("status", ["REJECT", "ABORT", "HTTP 500"])
def test_an_answer_that_prefect_turned_down_is_no_leave_for_the_same_from_another(desk: Desk, status: str) -> None:
    through_the_door(desk, ANSWER, status=status)
    taken = take_answers(held(desk, ANSWER), desk.services, RUN)
    assert (taken.decisions, taken.unknown) == ((), 1)


def test_an_answer_that_did_not_come_through_the_door_counts_for_nothing_and_is_told(desk: Desk) -> None:
    through_the_door(desk, {**ANSWER, "decision": "Stopp"})
    for forged in (ANSWER, {**ANSWER, "name": "Kari Koordinator"}, {**ANSWER, "decision": "Stopp", "comment": "x"}):
        taken = take_answers(held(desk, forged), desk.services, RUN)
        assert (taken.forms, taken.decisions, taken.unknown) == (1, (), 1)
    assert desk.services.memory.decisions.of(desk.cycle().id) == ()
    for _ in range(2):
        notify_stranger(desk.cycle(), "plan", run=str(RUN), link="http://127.0.0.1:4200/x")
    send_notices(desk.cycle())
    (mail,) = desk.mails()
    assert mail.subject == "Eit svar frå ingen: årshjulet 2027"


def test_where_log_in_is_off_the_typed_name_is_taken_as_before(desk: Desk) -> None:
    desk.settle(identity="name")
    answer = {**ANSWER, "name": "Kari Koordinator"}
    assert [row.name for row in take_answers(held(desk, answer), desk.services, RUN).decisions] == ["Kari Koordinator"]


def test_an_answer_from_before_log_in_was_turned_off_is_still_the_persons(desk: Desk) -> None:
    through_the_door(desk, ANSWER)
    desk.settle(identity="name")
    nameless = {**ANSWER, "comment": "utan namn"}
    assert take_answers(held(desk, nameless), desk.services, RUN).unknown == 1
    assert [row.name for row in take_answers(held(desk, ANSWER), desk.services, RUN).new] == ["Kari Koordinator"]
