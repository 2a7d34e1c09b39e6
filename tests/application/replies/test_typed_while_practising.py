"""What is typed in while practising holds in that rehearsal alone: nobody real has answered, and no deputy stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from cycle.application.dispatches.contact_state import answers_of, contacted, substitutes_of
from cycle.application.replies import confirm, reply_lines, type_in
from cycle.application.replies.answers import ReplyLine
from cycle.model import Reply, Substitute
from tests.desk import CHIEF, MAYOR, NOON, Desk

DUCK = Substitute(name="Donald Duck", role="vara", address="donald@example.no")
REDIRECTED = {"mail_mode": "redirect", "mail_redirect_to": "prove@example.no"}


@pytest.fixture
def practised(desk: Desk) -> Desk:
    """A desk that has practised in a folder: one declined, one sends a deputy."""
    desk.walk(to="mailing.invitasjon")
    desk.moment += dt.timedelta(minutes=5)
    type_in(desk.cycle(), CHIEF.name, as_="declined", name="Kari")
    type_in(desk.cycle(), MAYOR.name, as_="accepted", name="Kari", substitute=DUCK)
    return desk


def line_of(desk: Desk, name: str) -> ReplyLine:
    [found] = [line for line in reply_lines(desk.cycle()) if line.name == name]
    return found


def stands(desk: Desk) -> list[str]:
    return [line_of(desk, name).reply_state.stand for name in (CHIEF.name, MAYOR.name)]


def test_what_is_typed_in_a_rehearsal_holds_in_it_and_says_so(practised: Desk) -> None:
    assert stands(practised) == ["not", "coming"]
    assert {found.name for found in substitutes_of(practised.cycle()).values()} == {"Donald Duck"}
    shown = type_in(practised.cycle(), CHIEF.name, as_="tentative", name="Kari")
    assert "Dette er ei øving, og svaret gjeld berre i henne." in shown.note
    assert "øving" not in line_of(practised, CHIEF.name).note


@pytest.mark.parametrize("mode", [REDIRECTED, {"mail_mode": "live"}])
def test_what_was_typed_while_practising_is_no_answer_in_another_mode(practised: Desk, mode: dict[str, str]) -> None:
    practised.settle(**mode, mail_host="127.0.0.1", mail_port=1)
    assert stands(practised) == ["silent", "silent"]
    assert not line_of(practised, MAYOR.name).substitute
    assert line_of(practised, CHIEF.name).remedy == (
        "Eit svar vart skrive inn under ei øving, og gjeld ikkje her. Gjeld det likevel, skriv det inn på nytt."
    )
    cycle = practised.cycle()
    assert (substitutes_of(cycle), answers_of(cycle)) == ({}, {})
    [reminder] = [dispatch for dispatch in cycle.rules.dispatch_values() if dispatch.id == "paminning"]
    assert {known.answer for known in contacted(cycle, reminder).values()} == {""}


def test_the_same_typed_in_again_for_real_holds_and_stands_beside_the_rehearsed_one(practised: Desk) -> None:
    practised.settle(mail_mode="live", mail_host="127.0.0.1", mail_port=1)
    shown = type_in(practised.cycle(), CHIEF.name, as_="declined", name="Kari")
    assert (shown.reply_state.stand, shown.note) == ("not", "")
    typed = practised.cycle().record.replies
    assert sorted(reply.kind for reply in typed) == ["", "@folder", "@folder"]


def test_a_call_repeated_after_the_mode_was_changed_stays_in_the_rehearsal(practised: Desk) -> None:
    type_in(practised.cycle(), CHIEF.name, as_="accepted", name="Kari", once="run 1")
    practised.settle(mail_mode="live", mail_host="127.0.0.1", mail_port=1)
    assert type_in(practised.cycle(), CHIEF.name, as_="accepted", name="Kari", once="run 1").reply_state.stand == (
        "silent"
    )


def test_what_was_typed_before_it_was_told_apart_keeps_counting(practised: Desk) -> None:
    [before] = [reply for reply in practised.cycle().record.replies if reply.what == "declined"]
    practised.services.memory.replies.add([replace(before, key="old", kind="", what="accepted", at=NOON)])
    practised.settle(mail_mode="live", mail_host="127.0.0.1", mail_port=1)
    shown = line_of(practised, CHIEF.name)
    assert (shown.reply_state.stand, shown.remedy) == ("coming", "")


def test_a_decision_about_a_rehearsed_answer_is_of_the_rehearsal(practised: Desk) -> None:
    [row] = [row for row in practised.cycle().record.mails if row.recipient == line_of(practised, CHIEF.name).recipient]
    at = practised.moment + dt.timedelta(minutes=5)
    words = Reply(
        key="w", cycle=row.cycle, kind=row.kind, recipient=row.recipient, what="wrote", source="mail", at=at,
        text="Eg kjem likevel", suggests="accepted",
    )  # fmt: skip
    practised.services.memory.replies.add([words])
    practised.moment = at + dt.timedelta(minutes=5)
    assert confirm(practised.cycle(), CHIEF.name, as_="accepted", name="Kari").reply_state.stand == "coming"
    practised.settle(mail_mode="live", mail_host="127.0.0.1", mail_port=1)
    assert stands(practised)[0] == "silent"
