"""A meeting that is moved and then moved back: it is asked about again, and everybody can be told."""

from __future__ import annotations

import pytest

from cycle.application.actions.running.run_step import step_state
from cycle.application.dispatches.letter_history import letters_received
from cycle.application.dispatches.suggested import suggestions
from cycle.errors import StepError
from tests.application.asking import answered, asked, later, sent, state_of
from tests.desk import MAYOR, Desk, letter_of, words

FILE = "partnarskapsmote-2027/meeting.toml"
FIRST, SECOND = "date = 2027-02-18", "date = 2027-02-25"
BEFORE_LETTERS = ("plan", "committee", "host", "invitations")


def moved(desk: Desk, old: str, new: str) -> None:
    later(desk)
    desk.replace(FILE, old, new)
    for step in BEFORE_LETTERS:
        desk.do(step)


@pytest.fixture
def moved_once(desk: Desk) -> Desk:
    """Everybody was invited to the 18th, and was told that it is the 25th."""
    desk.walk(to="mailing.invitasjon")
    moved(desk, FIRST, SECOND)
    sent(desk, asked(desk, "endring"))
    return desk


def test_who_moves_the_meeting_back_is_asked_about_every_step_again(moved_once: Desk) -> None:
    later(moved_once)
    moved_once.replace(FILE, SECOND, FIRST)
    for step in BEFORE_LETTERS:
        made = moved_once.compute(step)
        assert (made.revision, step_state(moved_once.cycle(), step).state) == (3, "waiting"), step
        moved_once.approve(step)


def test_everybody_is_told_that_it_is_back_where_it_was(moved_once: Desk) -> None:
    moved(moved_once, SECOND, FIRST)
    assert [found.dispatch for found in suggestions(moved_once.cycle())] == ["endring"]
    mails = sent(moved_once, asked(moved_once, "endring"))
    text = words([letter_of(mails[0])])
    assert "torsdag 25. februar 2027" in text
    assert len(mails) == len(moved_once.ledger())
    days = {letter.facts.date.day for letter in letters_received(moved_once.cycle()).popitem()[1] if letter.facts}
    assert days == {18, 25}
    assert suggestions(moved_once.cycle()) == ()
    with pytest.raises(StepError, match="nobody would get it"):
        asked(moved_once, "endring")


def test_who_answered_that_the_25th_suits_them_has_said_nothing_of_the_18th(moved_once: Desk) -> None:

    answered(moved_once, MAYOR.name)
    assert state_of(moved_once, MAYOR.name).stand == "coming"
    moved(moved_once, SECOND, FIRST)
    sent(moved_once, asked(moved_once, "endring"))
    assert state_of(moved_once, MAYOR.name).stand == "silent"


def test_a_slip_that_is_mended_before_anybody_approved_it_asks_nobody_again(desk: Desk) -> None:
    desk.walk(to="mailing.invitasjon")
    before = desk.newest("plan")
    desk.replace(FILE, FIRST, SECOND)
    desk.compute("plan")
    desk.replace(FILE, SECOND, FIRST)
    again = desk.compute("plan")
    assert (again.digest, step_state(desk.cycle(), "plan").state) == (before.digest, "done")
    assert desk.states()["invitations"] == "done 1"


def test_moved_to_and_fro_each_plan_is_approved_for_itself(moved_once: Desk) -> None:
    moved(moved_once, SECOND, FIRST)
    moved(moved_once, FIRST, SECOND)
    moved(moved_once, SECOND, FIRST)
    made = moved_once.services.memory.results.revisions(moved_once.cycle().id, "plan")
    assert len({result.digest for result in made}) == len(made) == 5
