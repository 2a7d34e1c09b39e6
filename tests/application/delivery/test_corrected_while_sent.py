"""An address that is corrected while a dispatch goes out: nobody is left out, nobody gets it twice, and it is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from cycle.application.actions.deciding.reopening import reopened
from cycle.application.actions.running.states import step_state
from cycle.application.actions.running.taking_up import is_ours
from cycle.application.delivery.letter_mail import LetterMails
from cycle.application.delivery.planned_mails import mail_plan
from cycle.application.dispatches.requests import correct
from cycle.application.dispatches.suggested import suggestions
from cycle.application.year.step_graph import node_named
from cycle.errors import StepError
from cycle.mail.message.mail import Mail
from cycle.mail.transport.maildir import ReceivedMail
from cycle.register.workbooks.workbook import RegisterRow
from tests.application.asking import answered, asked, later, listed_again, move, row_of
from tests.desk import INVITED, LEADER, MAYOR, PEOPLE, Desk

RIGHT = replace(MAYOR, address="rett@alver.example")
NEW = RegisterRow(seat="alver.kommunedirektor", name="Nora Nyborg", address="nora@alver.example")
EVERYONE = sorted(row.address for row in PEOPLE if row.name in INVITED and row != LEADER)
CORRECTED = sorted(RIGHT.address if address == MAYOR.address else address for address in EVERYONE)
SUBJECTS = {"endring": "Endring", "avlysing": "Avlyst", "paminning": "Påminning", "invitasjon": "Invitasjon"}


@pytest.fixture
def send_first(monkeypatch: pytest.MonkeyPatch) -> Callable[[Desk, str, int], None]:
    """Carry a mailing out until this many mails are made; then the machine stops."""

    def carry_out(desk: Desk, dispatch: str, number: int) -> None:
        real, built = LetterMails.build, []

        def build(*given: object, **named: object) -> Mail:
            if len(built) == number:
                raise RuntimeError("the machine stops")
            built.append(given)
            return real(*given, **named)  # type: ignore[arg-type]

        with monkeypatch.context() as patched:
            patched.setattr(LetterMails, "build", build)
            with pytest.raises(RuntimeError):
                desk.perform(f"mailing.{dispatch}")

    return carry_out


def approved(desk: Desk, kind: str) -> str:
    """A dispatch is asked for, made and approved; nothing of it is sent."""
    desk.walk(to="mailing.invitasjon")
    if kind == "endring":
        move(desk)
    dispatch = asked(desk, kind)
    desk.do(f"letters.{dispatch}")
    desk.compute(f"mailing.{dispatch}")
    desk.approve(f"mailing.{dispatch}")
    return dispatch


def notified(desk: Desk, kind: str = "endring") -> list[str]:
    return sorted(mail.to for mail in desk.mails() if is_about(mail, kind))


def is_about(mail: ReceivedMail, kind: str) -> bool:
    return mail.subject.startswith(SUBJECTS[kind])


def warned(desk: Desk, step: str = "mailing.endring") -> str:
    cycle = desk.cycle()
    return " ".join(mail_plan(cycle, node_named(cycle.graph, step), desk.newest(step)).warnings)


@pytest.mark.parametrize("stopped", [False, True])
@pytest.mark.parametrize("number", [0, 1, 3])
def test_an_address_that_nobody_approved_holds_nobody_up(
    number: int, stopped: bool, desk: Desk, send_first: Callable[..., None]
) -> None:
    send_first(desk, approved(desk, "endring"), number)
    listed_again(desk, RIGHT, *PEOPLE[1:], approve=False, stop=stopped)
    assert desk.states()["mailing.endring"] == "approved 1"
    desk.perform("mailing.endring")
    assert (notified(desk), desk.states()["mailing.endring"]) == (EVERYONE, "done 1")


@pytest.mark.parametrize("kind", ["endring", "avlysing", "paminning"])
@pytest.mark.parametrize("number", [0, 1])
def test_an_address_approved_since_is_asked_about_with_those_who_wait(
    number: int, kind: str, desk: Desk, send_first: Callable[..., None]
) -> None:
    step = f"mailing.{approved(desk, kind)}"
    send_first(desk, kind, number)
    listed_again(desk, RIGHT, *PEOPLE[1:], approve=True)
    assert desk.states()[step] == ("due 2" if kind != "paminning" else "blocked 1")
    if kind == "paminning":
        desk.do(f"letters.{kind}")
    with pytest.raises(StepError, match="has changed since revision 1"):
        desk.perform(step)
    assert is_ours(desk.cycle(), step_state(desk.cycle(), step))
    assert desk.do(step).body["count"] == len(INVITED) - number
    assert (notified(desk, kind), desk.states()[step]) == (CORRECTED, "done 2")
    desk.perform(step)
    assert notified(desk, kind) == CORRECTED


def test_the_gate_says_that_an_address_is_another(desk: Desk, send_first: Callable[..., None]) -> None:
    send_first(desk, approved(desk, "endring"), 1)
    listed_again(desk, RIGHT, *PEOPLE[1:], approve=True)
    desk.compute("mailing.endring")
    reasons = " ".join(reopened(desk.cycle(), desk.newest("mailing.endring")))
    assert "ei adresse på lista over inviterte" in reasons


def test_who_has_had_it_at_the_address_of_before_gets_nothing_by_itself_and_is_named(desk: Desk) -> None:
    desk.perform(f"mailing.{approved(desk, 'endring')}")
    listed_again(desk, RIGHT, *PEOPLE[1:], approve=True)
    assert desk.states()["mailing.endring"] == "done 1"
    row = row_of(desk, MAYOR.name, "endring")
    [advice] = suggestions(desk.cycle())
    assert (advice.dispatch, advice.count) == ("endring", 1)
    assert f"{MAYOR.name} (e-post {row.id})" in advice.words
    assert f"cycle outbox correct {row.id}" in advice.words
    request = correct(desk.services, row.id, who="Kari Sekretær", why="feil adresse")
    assert suggestions(desk.cycle()) == ()
    desk.do(f"letters.{request.id}")
    before = desk.mails()
    desk.do(f"mailing.{request.id}")
    assert [mail.to for mail in desk.mails() if mail not in before] == [RIGHT.address]
    assert suggestions(desk.cycle()) == ()


def test_nobody_asks_for_a_letter_to_who_has_answered_since(desk: Desk) -> None:
    desk.perform(f"mailing.{approved(desk, 'endring')}")
    listed_again(desk, RIGHT, *PEOPLE[1:], approve=True)
    later(desk)
    answered(desk, MAYOR.name, kind="endring")
    assert suggestions(desk.cycle()) == ()


def test_among_several_the_gate_names_who_has_had_it_elsewhere(desk: Desk, send_first: Callable[..., None]) -> None:
    send_first(desk, approved(desk, "endring"), 1)
    [gone] = notified(desk)
    changed = [
        replace(row, address=f"ny-{row.address}") if row.address in {gone, MAYOR.address} else row for row in PEOPLE
    ]
    listed_again(desk, *changed, approve=True)
    desk.compute("mailing.endring")
    name = next(row.name for row in PEOPLE if row.address == gone)
    assert f"{name} har fått han på ei anna adresse enn no" in warned(desk)
    desk.do("mailing.endring")
    moved = {MAYOR.address: f"ny-{MAYOR.address}"}
    assert notified(desk) == sorted(moved.get(address, address) for address in EVERYONE)


def test_whoever_has_left_the_list_is_told_all_the_same_and_who_came_since_is_not(
    desk: Desk, send_first: Callable[..., None]
) -> None:
    send_first(desk, approved(desk, "endring"), 1)
    listed_again(desk, NEW, *(row for row in PEOPLE if row != MAYOR), approve=True)
    assert desk.states()["mailing.endring"] == "approved 1"
    desk.perform("mailing.endring")
    assert (notified(desk), desk.states()["mailing.endring"]) == (EVERYONE, "done 1")


def test_a_corrected_name_or_seat_holds_nobody_up(desk: Desk, send_first: Callable[..., None]) -> None:
    send_first(desk, approved(desk, "endring"), 0)
    row = row_of(desk, MAYOR.name, "endring")
    named = replace(MAYOR, name="Ådne Bjørnson Øy", person_id=row.recipient)
    listed_again(desk, named, *(row for row in PEOPLE[1:] if row != LEADER), approve=True)
    desk.perform("mailing.endring")
    assert (notified(desk), desk.states()["mailing.endring"]) == (EVERYONE, "done 1")


@pytest.mark.parametrize("made", [False, True])
def test_a_correction_that_is_put_back_is_asked_about_where_it_was_approved(
    made: bool, desk: Desk, send_first: Callable[..., None]
) -> None:
    send_first(desk, approved(desk, "endring"), 1)
    listed_again(desk, RIGHT, *PEOPLE[1:], approve=True)
    if made:
        desk.compute("mailing.endring")
        desk.approve("mailing.endring")
    listed_again(desk, *PEOPLE, approve=True)
    assert desk.states()["mailing.endring"] == ("due 3" if made else "approved 1")
    if made:
        desk.do("mailing.endring")
    else:
        desk.perform("mailing.endring")
    assert (notified(desk), desk.states()["mailing.endring"]) == (EVERYONE, "done 3" if made else "done 1")


def test_a_mail_that_was_being_sent_goes_to_one_address_only_and_is_named(
    desk: Desk, send_first: Callable[..., None]
) -> None:
    """The machine dies as the mail to the old address is handed over."""
    send_first(desk, approved(desk, "endring"), 1)
    row, outbox = row_of(desk, MAYOR.name, "endring"), desk.services.memory.outbox
    outbox.mark_sending(row.id, sha256="0" * 64, now=desk.moment)
    listed_again(desk, RIGHT, *PEOPLE[1:], approve=True)
    desk.perform("mailing.endring")
    assert (notified(desk), outbox.row(row.id).state) == (EVERYONE, "sent")
    assert f"cycle outbox correct {row.id}" in " ".join(advice.words for advice in suggestions(desk.cycle()))


def test_a_rehearsal_does_not_settle_where_the_real_mail_goes(posted: Desk) -> None:
    posted.settle(mail_mode="folder")
    step = f"mailing.{approved(posted, 'endring')}"
    posted.perform(step)
    listed_again(posted, RIGHT, *PEOPLE[1:], approve=True)
    assert posted.states()[step] == "done 1"
    posted.settle(mail_mode="allowlist")
    assert posted.states()[step] == "due 2"
    assert sorted(mail["address"] for mail in posted.compute(step).body["mails"]) == CORRECTED
