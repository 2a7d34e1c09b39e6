"""An answer in Prefect's form counts as the person's whom the door knew, and as nobody's where it knew none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from cycle.application.actions import TurnedDown, decide_by_hand, is_approved, turned_down
from cycle.application.delivery import send_notices
from cycle.application.notifications import notify_stranger
from cycle.application.persons import active, add_person, note_answer, note_outcome, people
from cycle.application.persons.identified import identified
from cycle.application.year import StepSummary, find_cycle
from cycle.errors import CycleError
from cycle.services import open_services
from cycle.store.years.decisions import Decisions
from flows.gates.answers import FORMS, OLD_FORM, OTHER_NUMBER, UNREADABLE, Taken, take_answers
from flows.gates.gate import form_for, text_of_form
from flows.gates.notices import notify_turned_down
from tests.application.actions.test_four_eyes import ADDED, KARI, OLA, added_by_kari, approve, person
from tests.archive.bag.test_read_me import explained
from tests.desk import APPROVERS, Desk

RUN = UUID("00000001-0000-4000-8000-000000000000")
KEY = "host-r1-12345678-g1-a1"
PRESENTED = StepSummary(title="", summary="", markdown="")
ANSWER = {"decision": "Godkjenn", "comment": "", "proposal": "r1-12345678"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, identity="link")
    made.start()
    made.compute("plan")
    yield made
    made.close()


def held(desk: Desk, answer: dict[str, Any], step: str = "plan") -> Any:
    """Return what holds the form of a step and an answer to it, as Prefect does."""
    form = form_for(desk.cycle(), desk.newest(step)).model_json_schema()
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
    [row] = take_answers(held(desk, answer), desk.services, RUN).decisions
    assert row.name == "Kari Koordinator"
    assert "`name` i avgjerder.json: eit namn som nokon skreiv" in explained(known_by=row.known_by, channel=row.channel)
    assert "frå før det vart teke vare på" not in explained(known_by=row.known_by, channel=row.channel)


def test_an_answer_from_before_log_in_was_turned_off_is_still_the_persons(desk: Desk) -> None:
    through_the_door(desk, ANSWER)
    desk.settle(identity="name")
    nameless = {**ANSWER, "comment": "utan namn"}
    assert take_answers(held(desk, nameless), desk.services, RUN).unknown == 1
    assert [row.name for row in take_answers(held(desk, ANSWER), desk.services, RUN).new] == ["Kari Koordinator"]


@pytest.mark.parametrize(
    "stored",
    [
        json.dumps({**ANSWER, "name": "Kari", "comment": "hei \ud83d"}),
        json.dumps({**ANSWER, "name": "Kari \udc00"}),
        json.dumps({**ANSWER, "name": "Kari", "\ud83d": ""}),
        json.dumps({**ANSWER, "name": "Kari"})[:-1] + ', "count": 1e999}',
        json.dumps({**ANSWER, "name": "Kari " + "K" * 300}),
        json.dumps({**ANSWER, "name": "Kari", "comment": "k" * 3000}),
        json.dumps({**ANSWER, "name": "Kari", "count": 10**30}),
        json.dumps({**ANSWER, "name": "Kari", "count": 2**40}),
        json.dumps({**ANSWER, "name": "Kari", "count": float("nan")}),
        json.dumps({**ANSWER, "name": "Kari", "count": "56"}),
        json.dumps({**ANSWER, "name": ["Kari"]}),
        json.dumps({**ANSWER, "name": "Kari", "decision": "Kanskje"}),
        json.dumps({"name": "Kari"}),
        '{"name": "Kari", "comment": ' + "[" * 600 + "]" * 600 + "}",
        "[" * 100_000,
        "[]",
        "null",
        '"Godkjenn"',
        "",
        '{"decision": "Godkj',
    ],
)
def test_an_answer_that_cannot_be_read_is_told_and_refused_and_stops_no_run(desk: Desk, stored: str) -> None:
    sound = {**ANSWER, "name": "Kari Koordinator"}
    rows = held(desk, sound).filter_flow_run_input()
    rows[1].value = stored
    client = SimpleNamespace(filter_flow_run_input=lambda *_: rows)
    assert take_answers(client, desk.services, RUN).unknown == 1, "where log-in is on nobody known gave it"
    desk.settle(identity="name")
    for _ in range(2):
        taken = take_answers(client, desk.services, RUN)
        assert (taken.decisions, taken.unknown, [row.why for row in taken.turned_down]) == ((), 0, [UNREADABLE])
        assert taken.asked_again_for == taken.turned_down[0]
        notify_turned_down(desk.cycle(), "plan", taken.turned_down)
    (mail,) = desk.mails()
    assert "ikkje" in mail.text
    assert "  " not in turned_down(desk.cycle(), taken.turned_down[0])
    desk.settle(identity="link")


@pytest.fixture
def two_hands(tmp_path: Path) -> Iterator[Desk]:
    """Kari and Ola have each added somebody to the list, Per has not, and two must approve it."""
    desk = Desk(tmp_path, identity="link", mail_mode="allowlist", mail_allowlist=(".example",))
    desk.start()
    added_by_kari(desk, needed=2)
    facts = desk.year_folder / "meeting.toml"
    more = ADDED.replace("Siv", "Liv").replace("siv@", "liv@").replace(KARI, OLA)
    facts.write_text(facts.read_text("utf-8") + more, "utf-8")
    add_person(desk.services, replace(person(desk, OLA), key="", name="Per Vik", address="per@x.example"), by="test")
    desk.compute("invitations")
    yield desk
    desk.close()


def test_an_approval_of_who_had_a_hand_in_it_is_judged_when_it_is_put_on_record(two_hands: Desk) -> None:
    desk, answered = two_hands, held(two_hands, ANSWER, "invitations")
    through_the_door(desk, ANSWER, name=OLA)
    desk.settle(mail_mode="folder")
    assert approve(desk, "invitations", KARI) == "", "on our page, before the run has read what Ola answered"
    whys = set()
    for _ in range(2):
        taken = take_answers(answered, desk.services, RUN)
        whys.add(taken.turned_down[0].why)
        assert taken.decisions == ()
        (answer,) = taken.turned_down
        assert (answer.name, answer.why.endswith("Dei som kan: Per Vik.")) == (OLA, True)
        notify_turned_down(desk.cycle(), "invitations", taken.turned_down)
    (mail,) = desk.mails()
    assert (mail.to, mail.subject) == (person(desk, OLA).address, "Svaret tel ikkje: Invitasjonsliste 2027")
    said = " ".join(mail.text.split())
    assert "Svaret til Ola" in said
    assert "har lagt til eller teke bort personar frå lista for hand, så ein annan må godkjenne." in said
    assert "Dei som kan: Per Vik." in said
    assert "/godkjenning/invitations" in said
    about = text_of_form(desk.cycle(), desk.newest("invitations"), PRESENTED, "http://x", taken=taken)
    assert about.startswith("Svaret til Ola")
    assert not is_approved(desk.cycle(), desk.newest("invitations"))
    rows = answered.filter_flow_run_input()
    asked_again = SimpleNamespace(key=rows[0].key.replace("-g1-", "-g2-"), value=rows[0].value, created="3")
    again = SimpleNamespace(filter_flow_run_input=lambda *_: [*rows, asked_again])
    desk.settle()  # the service is started again while the new form waits
    desk.services.memory.tries.reset(desk.cycle().id)  # and the year too
    taken = take_answers(again, desk.services, RUN)
    assert taken.asked_again_for is not None
    assert {taken.asked_again_for.why} == whys, "the form says why, also after a restart"
    assert approve(desk, "invitations", "Per Vik") == ""
    assert is_approved(desk.cycle(), desk.newest("invitations"))
    for waits in (again, answered):
        taken = take_answers(waits, desk.services, RUN)
        assert taken.decisions == (), "what was turned down once stays so"
        assert {answer.why for answer in taken.turned_down} == whys
    notify_turned_down(desk.cycle(), "invitations", taken.turned_down)
    assert len(desk.mails()) == 1, "who was told is told no second time"


@pytest.mark.parametrize("asked_again", [False, True])
def test_an_approval_that_another_process_has_just_put_on_record_is_not_told_as_one_that_does_not_count(
    asked_again: bool, two_hands: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, answered = two_hands, held(two_hands, ANSWER, "invitations")
    through_the_door(desk, ANSWER, name=OLA)
    asked = answered
    if asked_again:
        first = answered.filter_flow_run_input()
        second = SimpleNamespace(key=first[0].key.replace("-g1-", "-g2-"), value=first[0].value, created="3")
        asked = SimpleNamespace(filter_flow_run_input=lambda *_: [*first, second])
    looked_up = Decisions.of_step

    def meanwhile(*given: Any) -> Any:
        monkeypatch.setattr(Decisions, "of_step", looked_up)
        assert [row.name for row in take_answers(answered, desk.services, RUN).new] == [OLA]
        return looked_up(*given)

    monkeypatch.setattr(Decisions, "of_step", meanwhile)
    taken = take_answers(asked, desk.services, RUN)
    assert ([row.name for row in taken.decisions], taken.turned_down) == ([OLA], ())


def test_who_answers_with_another_number_or_an_older_form_is_told_why_it_does_not_count(desk: Desk) -> None:
    for step in ("plan", "committee", "host", "invitations", "letters.invitasjon"):
        desk.settle(identity="name")
        desk.do(step)
    desk.compute("mailing.invitasjon")
    answer = {**ANSWER, "name": "Kari Koordinator", "count": 4}
    asked = held(desk, answer, "mailing.invitasjon")
    taken = take_answers(asked, desk.services, RUN)
    (refused,) = taken.turned_down
    assert (refused.name, refused.why) == ("Kari Koordinator", OTHER_NUMBER)
    assert taken.asked_again_for == refused
    assert answered_once_more(asked, desk, name=OLA).asked_again_for is None, "one more is needed, for another reason"
    rows = asked.filter_flow_run_input()
    older = {key: value for key, value in json.loads(rows[0].value).items() if key != "about"}
    rows[0].value = json.dumps(older)
    (refused,) = take_answers(asked, desk.services, RUN).turned_down
    assert (refused.name, refused.why) == ("Kari Koordinator", OLD_FORM)
    notify_turned_down(desk.cycle(), "mailing.invitasjon", [refused])
    (mail,) = desk.mails()
    assert mail.to == person_in_file(desk, "Kari Koordinator")


def answered_once_more(asked: Any, desk: Desk, *, name: str) -> Taken:
    """Take the answers of a run whose next form somebody answers with the right number."""
    first = asked.filter_flow_run_input()
    right = {**json.loads(first[1].value), "name": name, "count": desk.newest("mailing.invitasjon").body["count"]}
    second = [
        SimpleNamespace(key=row.key.replace("-g1-", "-g2-"), value=value, created="3")
        for row, value in zip(first, (first[0].value, json.dumps(right)), strict=True)
    ]
    return take_answers(SimpleNamespace(filter_flow_run_input=lambda *_: [*first, *second]), desk.services, RUN)  # type: ignore[arg-type]


def test_whose_answer_does_not_count_reads_that_the_step_waits_no_more_where_others_have_decided(
    desk: Desk,
) -> None:
    desk.settle(identity="name")
    refused = TurnedDown(key="k", name="Kari Koordinator", person="", why=OTHER_NUMBER)
    cycle = desk.cycle()
    assert cycle.record.latest("plan") is not None
    with open_services(desk.services.settings) as elsewhere:
        decided_in = find_cycle(elsewhere, year=cycle.year)
        for name in APPROVERS:
            decide_by_hand(decided_in, "plan", decision="approve", name=name)
    notify_turned_down(cycle, "plan", [refused])
    (mail,) = desk.mails()
    said = " ".join(mail.text.split())
    assert "spør på nytt" not in said
    assert "ventar framleis" not in said
    assert "Steget ventar ikkje på noka avgjerd no." in said
    assert "Du treng ikkje gjere noko no." in said


def person_in_file(desk: Desk, name: str) -> str:
    return next(known.address for known in desk.cycle().loaded.community.coordinators if known.name == name)


def test_an_approval_of_who_had_a_hand_in_it_waits_for_files_that_can_be_read(two_hands: Desk) -> None:
    desk, answered = two_hands, held(two_hands, ANSWER, "invitations")
    through_the_door(desk, ANSWER, name=OLA)
    facts = desk.year_folder / "meeting.toml"
    words = facts.read_text("utf-8")
    facts.write_text(words + "\nvenue = ?\n", "utf-8")
    with pytest.raises(CycleError):
        take_answers(answered, desk.services, RUN)
    facts.write_text(words, "utf-8")
    assert [row.name for row in take_answers(answered, desk.services, RUN).new] == [OLA]
    assert approve(desk, "invitations", KARI).endswith("Dei som kan: Per Vik.")
