"""A mailing to nobody that nobody is missing from asks no person; it says so, and is on record as such."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cycle.application.actions.running.registry import STEPS
from cycle.application.actions.running.run_step import SERVICE, settle_alone
from cycle.application.actions.running.states import approvers
from cycle.application.dispatches.requests import ask
from cycle.application.replies.reply_decisions import type_in
from flows.gates.gate import form_for
from tests.desk import APPROVERS, INVITED, MAYOR, Desk
from tests.flows.offline import connect

KARI = APPROVERS[0]
MAILING = "mailing.invitasjon"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    one = Desk(tmp_path)
    yield one
    one.close()


def test_letters_that_all_have_got_are_made_anew_and_mailed_to_nobody_without_a_gate(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.walk(to=MAILING)
    server = connect(desk, monkeypatch)
    desk.edit_template("invitasjon.docx", "</w:body>", "<w:p/></w:body>")
    server.trigger()
    server.approve("letters.invitasjon")

    assert desk.states()[MAILING] == "done 2"
    assert len(desk.mails()) == len(INVITED) + sum("Ventar" in mail.subject for mail in desk.mails()) + sum(
        "Venter" in mail.subject for mail in desk.mails()
    )
    [run] = server.of(MAILING)
    assert server.message(run).startswith(
        f"Ingen å sende til: {len(INVITED)} mottakarar har fått ho før. Ingen treng avgjere noko."
    )
    row = desk.services.memory.decisions.of_step(desk.cycle().id, MAILING)[-1]
    assert (row.name, row.channel, row.decision, row.count) == (desk.cycle().say(SERVICE), "service", "approve", 0)
    assert row.comment == f"Ingen å sende til: {len(INVITED)} mottakarar har fått ho før."
    assert approvers(desk.cycle(), desk.newest(MAILING)) == (desk.cycle().say(SERVICE),)


def test_a_reminder_to_somebody_who_has_answered_since_settles_itself(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.walk(to=MAILING)
    for name in INVITED:
        if name != MAYOR.name:
            type_in(desk.cycle(), name, as_="accepted", name=KARI)
    server = connect(desk, monkeypatch)
    ask(desk.cycle(), "paminning", who=KARI, why="ingen svar")
    server.trigger()
    type_in(desk.cycle(), MAYOR.name, as_="accepted", name=KARI)
    before = len(desk.mails())
    server.approve("letters.paminning")

    assert desk.states()["mailing.paminning"] == "done 1"
    assert len(desk.mails()) == before
    [run] = server.of("mailing.paminning")
    assert server.message(run) == "Ingen å sende til: 1 har svart sidan. Ingen treng avgjere noko."


def test_a_mailing_to_nobody_because_no_address_is_open_is_for_a_person_who_types_no_number(desk: Desk) -> None:
    desk.settle(mail_mode="allowlist", mail_allowlist=("nobody@nowhere.example",))
    desk.walk(to="letters.invitasjon")
    result = desk.compute(MAILING)
    assert result.body["count"] == 0
    assert settle_alone(desk.cycle(), result) == ""
    assert "count" not in form_for(desk.cycle(), result).model_json_schema()["properties"]
    node = next(node for node in desk.cycle().graph if node.name == MAILING)
    assert "Skriv talet" not in STEPS["mailing"].present(desk.cycle(), node, result).markdown
    assert desk.decide(MAILING, name=KARI) == ""


def test_what_a_person_has_stopped_is_not_settled_by_the_service(desk: Desk) -> None:
    desk.walk(to=MAILING)
    desk.edit_template("invitasjon.docx", "</w:body>", "<w:p/></w:body>")
    desk.do("letters.invitasjon")
    result = desk.compute(MAILING)
    desk.decide(MAILING, "stop", name=KARI)
    assert settle_alone(desk.cycle(), result) == ""
    assert desk.states()[MAILING] == "stopped 2"
