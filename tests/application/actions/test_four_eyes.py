"""Who made a thing by hand does not approve it alone; a deputy stands for a side; what nobody can decide is told."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cycle.application.actions import (
    Asked,
    asked_about,
    edits_on,
    is_approved,
    is_uncovered,
    record_answer,
    step_state,
    why_not_approve,
)
from cycle.application.actions.deciding.decide import decide_by_hand
from cycle.application.actions.deciding.gate_decisions import decide_on_page
from cycle.application.actions.running import run_step
from cycle.application.notifications import notify_uncovered, sweep, sweep_all
from cycle.application.persons import active, add_person, change_person, people
from cycle.application.persons.identified import identified
from cycle.application.review import gate_view, open_years
from cycle.application.year import HandEdit, node_named
from cycle.model import Absence, Deputy, Identified, KnownPerson
from cycle.store.people.door_answers import DoorAnswer
from cycle.store.years.decisions import Decision
from cycle.web.visitors.entrance import Entrance
from tests.desk import Desk
from tests.statements import statements

KARI, OLA = "Kari Koordinator", "Ola Andrehand"
ADDED = f"""
[[additions]]
name = "Siv Gjest"
address = "siv@gjest.example"
role = "rektor"
organisation = "Skulen"
reason = "Ho skal snakke om skulehelse."
decided_by = "{KARI}"
"""
BOTH = 'language = "nn"\nboth_sides = ["plan"]\n'


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, identity="link", mail_mode="allowlist", mail_allowlist=(".example",))
    made.start()
    yield made
    made.close()


def person(desk: Desk, name: str, **changes: Any) -> KnownPerson:
    row = next(row for row in people(desk.services) if row.person.name == name)
    if changes:
        change_person(desk.services, row, replace(row.person, **changes), by="test")
    return next(row for row in people(desk.services) if row.person.name == name).person


def who(desk: Desk, name: str) -> Identified:
    persons = active(people(desk.services))
    found = next(known for known in persons if known.name == name)
    return identified(found, persons, on=desk.services.today, known_by="link", proof="test")


def in_file(desk: Desk, name: str, old: str, new: str) -> None:
    path = desk.community / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def approve(desk: Desk, step: str, name: str) -> str:
    return decide_by_hand(desk.cycle(), step, decision="approve", name=name)


def added_by_kari(desk: Desk, *, needed: int = 1) -> None:
    """Kari has added somebody to the list, which waits; one approval is enough unless another number is given."""
    in_file(desk, "community.toml", "invitations = 2", f"invitations = {needed}")
    facts = desk.year_folder / "meeting.toml"
    facts.write_text(facts.read_text("utf-8") + ADDED, "utf-8")
    person(desk, OLA, steps=())
    for step in ("plan", "committee", "host"):
        desk.compute(step)
        assert approve(desk, step, OLA) == ""
    desk.compute("invitations")


def test_who_added_people_by_hand_does_not_approve_the_list_alone_and_reads_who_can(desk: Desk) -> None:
    added_by_kari(desk)
    said = approve(desk, "invitations", KARI)
    assert said == (
        "Kari Koordinator har lagt til eller teke bort personar frå lista for hand, så ein annan må godkjenne. "
        "Dei som kan: Ola Andrehand."
    )
    result = desk.newest("invitations")
    assert not is_approved(desk.cycle(), result)
    assert [known.name for known in asked_about(desk.cycle(), result)] == [OLA]
    assert why_not_approve(desk.cycle(), result, who(desk, KARI)) == said
    assert why_not_approve(desk.cycle(), result, who(desk, OLA)) == ""
    assert approve(desk, "invitations", OLA) == ""
    assert is_approved(desk.cycle(), result)


def test_where_two_must_approve_the_one_who_made_it_is_one_of_them(desk: Desk) -> None:
    added_by_kari(desk, needed=2)
    assert approve(desk, "invitations", KARI) == ""
    assert step_state(desk.cycle(), "invitations").missing == 1
    assert approve(desk, "invitations", OLA) == ""
    assert is_approved(desk.cycle(), desk.newest("invitations"))


def test_a_form_of_prefect_follows_the_same_rule_whatever_the_files_say_when_it_is_answered(desk: Desk) -> None:
    added_by_kari(desk)
    cycle, result = desk.cycle(), desk.newest("invitations")
    hands = tuple((edit.kind, edit.name) for edit in edits_on(cycle, "invitations"))
    assert hands == (("list", KARI),)
    form = Asked(cycle=cycle.id, step="invitations", revision=1, digest=result.digest, hands=hands)
    for name, approved in ((KARI, False), (OLA, True)):
        known = person(desk, name)
        answer = DoorAnswer(
            run="r", key="k", digest="d", community=known.community, person=known.key, name=name,
            address=known.address, known_by="link", proof="test", session="s", at=desk.services.now(),
        )  # fmt: skip
        row = record_answer(
            cycle.memory, form, decision="approve", name=name, key=name, now=desk.services.now(), who=answer
        )
        assert row is not None
        assert row.by_hand == ("" if approved else "list")
        assert is_approved(desk.cycle(), result) is approved


def test_a_community_may_do_without_and_saying_so_opens_nothing_again(desk: Desk) -> None:
    added_by_kari(desk)
    in_file(desk, "community.toml", 'language = "nn"\n', 'language = "nn"\nfour_eyes = false\n')
    assert step_state(desk.cycle(), "invitations").state == "waiting"
    assert approve(desk, "invitations", KARI) == ""
    assert is_approved(desk.cycle(), desk.newest("invitations"))


def test_one_who_decides_alone_in_a_community_may_approve_what_they_made(desk: Desk) -> None:
    added_by_kari(desk)
    person(desk, KARI, roles=("secretariat", "coordinator"))
    for row in people(desk.services):
        if row.person.name != KARI:
            person(desk, row.person.name, roles=("reader",))
    assert approve(desk, "invitations", KARI) == ""
    assert is_approved(desk.cycle(), desk.newest("invitations"))


def test_who_wrote_the_file_of_the_year_is_named_in_it_and_that_opens_no_gate(desk: Desk) -> None:
    result = desk.compute("plan")
    facts = desk.year_folder / "meeting.toml"
    facts.write_text(f'edited_by = "{KARI.upper()}"\n' + facts.read_text("utf-8"), "utf-8")
    assert step_state(desk.cycle(), "plan").state == "waiting"
    person(desk, OLA, steps=())
    assert "har skrive opplysningane om møtet" in approve(desk, "plan", KARI)
    assert approve(desk, "plan", OLA) == ""
    assert is_approved(desk.cycle(), result)


def test_a_deputy_decides_for_the_side_of_who_is_away_and_nobody_stands_for_two(desk: Desk) -> None:
    in_file(desk, "community.toml", 'language = "nn"\n', BOTH)
    today = desk.services.today
    person(desk, KARI, side="kommunane")
    person(desk, OLA, side="spesialisthelsetenesta", steps=())
    add_person(desk.services, replace(person(desk, KARI), key="", name="Per Vik", address="per@x.example"), by="test")
    result = desk.compute("plan")
    assert approve(desk, "plan", KARI) == ""
    said = approve(desk, "plan", "Per Vik")
    assert said.startswith("Nokon som avgjer for ")
    assert said.endswith("Dei som kan: Ola Andrehand.")
    per = person(desk, "Per Vik").key
    person(
        desk, OLA, absences=(Absence(first=today, last=today + dt.timedelta(days=9)),), deputies=(Deputy(person=per),)
    )
    assert [known.name for known in asked_about(desk.cycle(), result)] == ["Per Vik"]
    assert approve(desk, "plan", "Per Vik") == ""
    assert is_approved(desk.cycle(), result)
    person(desk, OLA, absences=(), deputies=())
    assert is_approved(desk.cycle(), result), "it was given for that side then"


def test_the_secretariat_is_told_once_of_a_gate_that_nobody_there_can_decide(desk: Desk) -> None:
    result = desk.compute("plan")
    assert not is_uncovered(desk.cycle(), result)
    today = desk.services.today
    person(desk, KARI, absences=(Absence(first=today, last=today + dt.timedelta(days=30)),))
    assert is_uncovered(desk.cycle(), result)
    for _ in range(2):
        assert notify_uncovered(desk.cycle(), result)
    desk.moment += dt.timedelta(days=1)
    sweep(desk.cycle(), link=lambda _step: "http://127.0.0.1:4200/prefect/x")
    rows = [row for row in desk.services.memory.outbox.rows(cycle=desk.cycle().id) if row.kind.startswith("udekt.")]
    assert [row.recipient for row in rows] == ["sekretariatet"]
    said = json.loads(desk.services.memory.files.get(rows[0].content))
    assert said["subject"] == "Ingen som kan avgjere, er til stades: årshjulet 2027"
    assert "/godkjenning/plan" in said["text"]
    person(desk, KARI, deputies=(Deputy(person=person(desk, OLA).key),))
    assert not is_uncovered(desk.cycle(), result)


def test_a_gate_that_nobody_there_can_decide_is_told_of_again_by_working_days(desk: Desk) -> None:
    today = desk.services.today
    for name in (KARI, OLA):
        person(desk, name, absences=(Absence(first=today, last=today + dt.timedelta(days=200)),))
    desk.compute("plan")
    mornings = []
    for _ in range(36):
        before = len(told_uncovered(desk))
        sweep_all(desk.services, link=lambda _cycle, _step: "http://127.0.0.1:4200/prefect/x")
        sweep_all(desk.services, link=lambda _cycle, _step: "http://127.0.0.1:4200/prefect/x")
        mornings += [desk.services.today.isoformat()] * (len(told_uncovered(desk)) - before)
        desk.moment += dt.timedelta(days=1)
    assert mornings == ["2026-11-23", "2026-11-30", "2026-12-07", "2026-12-14", "2026-12-21"]
    kind, said = told_uncovered(desk)[-1]
    assert kind.partition("@")[0] == "udekt.plan.r1.261221"
    assert "har venta sidan 23. november 2026" in said["text"]
    assert "/godkjenning/plan" in said["text"]
    person(desk, KARI, absences=())
    desk.moment += dt.timedelta(days=20)
    sweep_all(desk.services, link=lambda _cycle, _step: "http://127.0.0.1:4200/prefect/x")
    assert len(told_uncovered(desk)) == len(mornings), "somebody is there again"


def told_uncovered(desk: Desk) -> list[tuple[str, dict[str, str]]]:
    rows = desk.services.memory.outbox.rows(cycle=desk.cycle().id)
    kept = desk.services.memory.files
    return [(row.kind, json.loads(kept.get(row.content))) for row in rows if row.kind.startswith("udekt.")]


def test_a_side_with_nobody_in_it_is_told_of_too(desk: Desk) -> None:
    in_file(desk, "community.toml", 'language = "nn"\n', BOTH)
    person(desk, KARI, side="kommunane")
    assert is_uncovered(desk.cycle(), desk.compute("plan"))


def test_the_front_page_asks_as_little_for_fifty_who_decide_as_for_two(desk: Desk) -> None:
    for step in ("plan", "committee"):
        desk.do(step)
    desk.compute("host")
    few = front_page(desk)
    for number in range(50):
        new = replace(person(desk, KARI), key="", name=f"Nummer{number} Vik", address=f"n{number}@x.example")
        add_person(desk.services, new, by="test")
    assert front_page(desk) == few
    assert few <= 25


def front_page(desk: Desk) -> int:
    with statements() as asked:
        (year,) = open_years(desk.services)
    assert [gate.step for gate in year.gates] == ["host"]
    return asked.number


def test_page_and_door_refuse_in_the_words_of_the_command(desk: Desk) -> None:
    added_by_kari(desk)
    cycle = desk.cycle()
    said = why_not_approve(cycle, desk.newest("invitations"), who(desk, KARI))
    assert "Dei som kan: Ola Andrehand." in said
    assert Entrance(desk.services).objection(who(desk, KARI), cycle=cycle.id, step="invitations") == said
    assert Entrance(desk.services).objection(who(desk, OLA), cycle=cycle.id, step="invitations") == ""
    assert Entrance(desk.services).objection(who(desk, KARI), cycle="no/such/year", step="invitations") == ""
    view = gate_view(cycle, node_named(cycle.graph, "invitations"))
    assert view is not None
    assert (view.waits_for, view.missing.number, view.uncovered) == ((OLA,), 1, False)
    key = "page:1"
    refused = decide_on_page(
        cycle, desk.newest("invitations"), decision="approve", who=who(desk, KARI), key=key, shown="f" * 64
    )
    assert refused == said
    assert cycle.memory.decisions.under(key) is None


def test_two_who_both_have_a_hand_in_the_list_approve_it_together(desk: Desk) -> None:
    added_by_kari(desk)
    facts = desk.year_folder / "meeting.toml"
    text = facts.read_text("utf-8")
    facts.write_text(text + ADDED.replace("Siv", "Liv").replace("siv@", "liv@").replace(KARI, OLA), "utf-8")
    person(desk, KARI, roles=("secretariat", "coordinator"))
    for row in people(desk.services):
        if row.person.name not in {KARI, OLA}:
            person(desk, row.person.name, roles=("reader",))
    desk.compute("invitations")
    view = gate_view(desk.cycle(), node_named(desk.cycle().graph, "invitations"))
    assert view is not None
    assert (set(view.waits_for), view.missing.number, view.uncovered) == ({KARI, OLA}, 2, False)
    assert approve(desk, "invitations", OLA) == ""
    assert not is_approved(desk.cycle(), desk.newest("invitations"))
    assert approve(desk, "invitations", KARI) == ""
    assert is_approved(desk.cycle(), desk.newest("invitations"))


def test_who_saved_the_letter_is_known_though_it_was_approved_by_them_and_stopped(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cycle.application.actions.deciding.by_hand.saved_last_by", lambda _data: KARI)
    desk.walk(to="invitations")
    result = desk.compute("letters.invitasjon")
    hand = (HandEdit(kind="letter", name=KARI),)
    assert edits_on(desk.cycle(), result.step) == hand
    for decision in ("approve", "stop", "reopen"):
        row = Decision(
            cycle=result.cycle, step=result.step, revision=1, digest=result.digest, decision=decision, name=KARI,
            at=desk.services.now(), channel="form", key=f"test:{decision}", by_hand="letter",
        )  # fmt: skip
        desk.services.memory.decisions.add(row)
        assert edits_on(desk.cycle(), result.step) == hand
    row = Decision(
        cycle=result.cycle, step=result.step, revision=1, digest=result.digest, decision="approve", name=OLA,
        at=desk.services.now(), channel="form", key="test:ola",
    )  # fmt: skip
    desk.services.memory.decisions.add(row)
    assert edits_on(desk.cycle(), result.step) == hand, "the present letters are compared with other ones"


def test_a_hand_counts_also_with_an_approval_from_before_the_community_asked_for_other_eyes(desk: Desk) -> None:
    in_file(desk, "community.toml", 'language = "nn"\n', 'language = "nn"\nfour_eyes = false\n')
    added_by_kari(desk, needed=2)
    added_too = (desk.year_folder / "meeting.toml").read_text("utf-8") + ADDED.replace("Siv", "Liv").replace(
        "siv@", "liv@"
    ).replace(KARI, OLA)
    (desk.year_folder / "meeting.toml").write_text(added_too, "utf-8")
    per = replace(person(desk, OLA), key="", name="Per Vik", address="per@x.example")
    add_person(desk.services, per, by="test")
    desk.compute("invitations")
    assert approve(desk, "invitations", KARI) == ""
    in_file(desk, "community.toml", "four_eyes = false\n", "four_eyes = true\n")
    assert approve(desk, "invitations", OLA).endswith("Dei som kan: Per Vik.")
    assert approve(desk, "invitations", "Per Vik") == ""
    assert is_approved(desk.cycle(), desk.newest("invitations"))


def test_two_who_had_a_hand_in_it_and_approve_at_one_moment_are_not_enough_either(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    added_by_kari(desk, needed=2)
    facts = desk.year_folder / "meeting.toml"
    more = ADDED.replace("Siv", "Liv").replace("siv@", "liv@").replace(KARI, OLA)
    facts.write_text(facts.read_text("utf-8") + more, "utf-8")
    add_person(desk.services, replace(person(desk, OLA), key="", name="Per Vik", address="per@x.example"), by="test")
    desk.compute("invitations")
    judged = run_step.kinds_edited_by

    def meanwhile(*given: Any) -> tuple[str, ...]:
        monkeypatch.setattr(run_step, "kinds_edited_by", judged)
        assert approve(desk, "invitations", OLA) == ""
        return judged(*given)

    monkeypatch.setattr(run_step, "kinds_edited_by", meanwhile)
    assert approve(desk, "invitations", KARI).endswith("Dei som kan: Per Vik.")
    assert not is_approved(desk.cycle(), desk.newest("invitations"))


def test_whoever_reads_the_mailbox_of_who_made_it_is_no_other_eyes(desk: Desk) -> None:
    added_by_kari(desk)
    person(desk, OLA, address=person(desk, KARI).address)
    said = approve(desk, "invitations", OLA)
    assert said.startswith("Nokon med same e-postadresse som Ola Andrehand har lagt til eller teke bort personar")
    assert not is_approved(desk.cycle(), desk.newest("invitations"))


def test_the_second_of_two_with_one_mailbox_reads_before_and_after_that_they_count_as_one(desk: Desk) -> None:
    added_by_kari(desk, needed=2)
    in_file(desk, "community.toml", 'language = "nn"\n', 'language = "nn"\nfour_eyes = false\n')
    person(desk, OLA, address=person(desk, KARI).address)
    per = replace(person(desk, OLA), key="", name="Per Vik", address="per@x.example")
    add_person(desk.services, per, by="test")
    view = gate_view(desk.cycle(), node_named(desk.cycle().graph, "invitations"))
    assert view is not None
    assert view.one_mailbox == ((KARI, OLA),)
    assert approve(desk, "invitations", KARI) == ""
    said = approve(desk, "invitations", OLA)
    assert said == (
        "Ola Andrehand har same e-postadresse som Kari Koordinator, som har godkjent: dei tel som éin. "
        "Dei som kan: Per Vik."
    )
    assert (
        len(desk.services.memory.decisions.on(desk.cycle().id, "invitations", desk.newest("invitations").digest)) == 1
    )
    assert approve(desk, "invitations", "Per Vik") == ""
    assert is_approved(desk.cycle(), desk.newest("invitations"))
