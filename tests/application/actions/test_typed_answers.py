"""Answers that somebody typed in are their hand until another has approved a mailing that went by them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from cycle.application.actions import edits_on, is_approved
from cycle.application.results import mail_count
from cycle.application.year import HandEdit
from cycle.model import Reply
from cycle.store.years.decisions import Decision
from tests.application.actions.test_four_eyes import KARI, OLA, in_file
from tests.application.asking import asked
from tests.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path, identity="link", mail_mode="allowlist", mail_allowlist=(".example",))
    made.start()
    yield made
    made.close()


def typed_in(desk: Desk, who: str, key: str = "k1") -> None:
    reply = Reply(
        key=key, cycle=desk.cycle().id, recipient="r", kind="", what="declined", source="typed",
        at=desk.services.now(), who=who,
    )  # fmt: skip
    desk.services.memory.replies.add([reply])
    desk.moment += dt.timedelta(hours=1)


def mailed(desk: Desk, kind: str, *, by: Sequence[str]) -> str:
    """Ask for a dispatch, and let these approve letters and mailing; return it."""
    dispatch = asked(desk, kind)
    for step in (f"letters.{dispatch}", f"mailing.{dispatch}"):
        count = mail_count(desk.compute(step))
        assert [desk.decide(step, name=name, count=count) for name in by] == [""] * len(by)
        desk.perform(step)
    desk.moment += dt.timedelta(hours=1)
    return dispatch


@pytest.fixture
def sent(desk: Desk) -> Desk:
    """The invitations are sent, one approval is enough for what comes next, and the secretariat asked for it."""
    desk.settle(mail_mode="folder")
    in_file(desk, "community.toml", "invitations = 2", "invitations = 2\nletters = 1\nmailing = 1")
    desk.walk(to="mailing.invitasjon")
    return desk


def by_hand_at(desk: Desk, dispatch: str) -> tuple[HandEdit, ...]:
    return tuple(edit for edit in edits_on(desk.cycle(), f"mailing.{dispatch}") if edit.kind == "replies")


TYPED = (HandEdit(kind="replies", name=KARI),)


def test_an_answer_typed_in_is_nobodys_hand_after_another_approved_a_mailing_that_went_by_it(sent: Desk) -> None:
    typed_in(sent, KARI)
    mailed(sent, "paminning", by=[OLA])
    change = asked(sent, "paminning")
    assert by_hand_at(sent, change) == ()
    typed_in(sent, KARI, "k2")
    assert by_hand_at(sent, change) == TYPED


def test_an_answer_stays_a_hand_after_a_mailing_that_its_typist_approved_alone(sent: Desk) -> None:
    in_file(sent, "community.toml", 'language = "nn"\n', 'language = "nn"\nfour_eyes = false\n')
    typed_in(sent, KARI)
    mailed(sent, "paminning", by=[KARI])
    in_file(sent, "community.toml", "four_eyes = false\n", "four_eyes = true\n")
    assert by_hand_at(sent, asked(sent, "paminning")) == TYPED


def test_an_answer_stays_a_hand_after_a_mailing_to_everyone_which_goes_by_no_answer(desk: Desk) -> None:
    desk.settle(mail_mode="folder")
    desk.walk(to="letters.invitasjon")
    typed_in(desk, KARI)
    desk.do("mailing.invitasjon")
    desk.moment += dt.timedelta(hours=1)
    assert by_hand_at(desk, asked(desk, "paminning")) == TYPED


def test_an_answer_stays_a_hand_after_a_mailing_that_the_service_settled(sent: Desk) -> None:
    typed_in(sent, KARI)
    dispatch = asked(sent, "paminning")
    sent.do(f"letters.{dispatch}")
    settled = sent.compute(f"mailing.{dispatch}")
    sent.services.memory.decisions.add(
        Decision(
            cycle=settled.cycle, step=settled.step, revision=1, digest=settled.digest, decision="approve",
            name="tenesta", at=sent.services.now(), channel="service", key="alone",
        )
    )  # fmt: skip
    assert is_approved(sent.cycle(), settled)
    assert by_hand_at(sent, asked(sent, "paminning")) == TYPED


def test_two_who_typed_in_answers_have_each_seen_what_the_other_did(sent: Desk) -> None:
    typed_in(sent, KARI)
    typed_in(sent, OLA, "k2")
    mailed(sent, "paminning", by=[OLA, KARI])
    assert by_hand_at(sent, asked(sent, "paminning")) == ()
