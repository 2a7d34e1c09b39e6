"""Nothing goes out to many before a person has seen that the first were right, and nothing from a copied database."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from contextlib import closing, suppress

import pytest

from cycle.application.actions.asking.outbox_decisions import adopt, let_go_on
from cycle.application.delivery.sending import left_today, provider_of
from cycle.errors import DeliveryError, HeldError, Refused, StepError, Unavailable
from cycle.mail.message.mail import Mail
from cycle.mail.transport.smtp import BeforeDot, Receipt, Smtp
from cycle.register.workbooks.workbook import RegisterRow
from tests.desk import Desk

MAILING = "mailing.invitasjon"


def to_many(desk: Desk, number: int = 14) -> None:
    seats = [
        f"{municipality}.{office}" for municipality in MUNICIPALITIES for office in ("ordforar", "kommunedirektor")
    ]
    desk.register(
        *(
            RegisterRow(seat=seat, name=f"Anne {chr(64 + number)}strand", address=f"p{number}@kommune.example")
            for number, seat in enumerate(seats[:number], start=1)
        )
    )


MUNICIPALITIES = ("alver", "askoy", "austevoll", "austrheim", "bjornafjorden", "eidfjord", "fedje", "gulen")


@pytest.fixture
def live(posted: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk in mode live beside a post office on this machine; the reserved names stand for real ones."""
    monkeypatch.setattr("cycle.mail.transport.guard.is_reserved", lambda _domain: False)
    posted.settle(mail_mode="live", mail_canary=3, mail_connections=2)
    to_many(posted)
    return posted


def test_the_first_few_go_and_the_rest_wait_for_a_person(live: Desk) -> None:
    confirmed(live)
    with pytest.raises(HeldError, match="Dei første 3 e-postane er sende"):
        live.perform(MAILING)
    found = live.services.memory.outbox.counts()
    assert (found["sent"], found["queued"]) == (3, 11)
    with pytest.raises(HeldError, match="cycle outbox continue 2027 invitasjon"):
        live.perform(MAILING)
    assert live.services.memory.outbox.counts()["sent"] == 3
    assert live.states()[MAILING].startswith("approved")
    assert let_go_on(live.cycle(), who="Kari") == (MAILING,)
    assert live.services.memory.outbox.counts()["sent"] == 14
    assert live.states()[MAILING].startswith("done")
    [hold] = live.services.memory.holds.of(live.cycle().id)
    assert (hold.reason, hold.released_by) == ("canary", "Kari")


def answering(monkeypatch: pytest.MonkeyPatch, *answers: DeliveryError | None) -> None:
    """Let the server give these answers first, None for yes, and then take every mail."""
    left, real = list(answers), Smtp.send

    def send(self: Smtp, mail: Mail, *, before_dot: BeforeDot | None = None) -> Receipt:
        if left and (error := left.pop(0)):
            raise error
        return real(self, mail, before_dot=before_dot)

    monkeypatch.setattr(Smtp, "send", send)


def confirmed(desk: Desk) -> None:
    """Bring the year to a mailing that is approved and not carried out."""
    desk.walk(to="letters.invitasjon")
    desk.compute(MAILING)
    desk.approve(MAILING)


def counts(desk: Desk) -> dict[str, int]:
    return {state: number for state, number in desk.services.memory.outbox.counts().items() if number}


def test_the_first_few_that_are_put_off_go_later_and_only_then_a_person_is_asked(
    live: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, *[Unavailable("4.7.1 greylisted", code=451)] * 3)
    confirmed(live)
    with pytest.raises(Unavailable, match="14 of the mails were turned away for now"):
        live.perform(MAILING)
    assert live.services.memory.holds.of(live.cycle().id) == ()
    live.moment += dt.timedelta(minutes=2)
    with pytest.raises(HeldError, match="Dei første 3 e-postane er sende"):
        live.perform(MAILING)
    assert counts(live) == {"sent": 3, "queued": 11}


@pytest.mark.parametrize(
    ("refused", "message", "reason"),
    [(2, "Av dei første 3 e-postane er 1 send", "canary"), (3, "Ingen av dei første 3 e-postane er sende", "breaker")],
)
def test_who_is_asked_to_look_hears_how_many_of_the_first_few_went(
    live: Desk, monkeypatch: pytest.MonkeyPatch, refused: int, message: str, reason: str
) -> None:
    answering(monkeypatch, *[Refused("5.1.1 no such user", code=550)] * refused)
    confirmed(live)
    with pytest.raises(HeldError, match=message):
        live.perform(MAILING)
    assert [hold.reason for hold in live.services.memory.holds.of(live.cycle().id)] == [reason]


def test_when_none_of_the_first_few_was_sent_the_next_few_are_looked_at_too(
    live: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, *[Refused("5.1.1 no such user", code=550)] * 3)
    confirmed(live)
    with pytest.raises(HeldError, match="Ingen av dei første"):
        live.perform(MAILING)
    with pytest.raises(HeldError, match="Dei første 3 e-postane er sende"):
        let_go_on(live.cycle(), who="Kari")
    assert counts(live) == {"sent": 3, "refused": 3, "queued": 8}


def test_a_day_with_room_for_fewer_than_the_first_few_is_not_told_as_if_they_had_gone(live: Desk) -> None:
    live.settle(mail_per_day=1)
    confirmed(live)
    with pytest.raises(Unavailable, match="13 of the mails wait: eigen e-posttenar takes 1 in 24 hours"):
        live.perform(MAILING)
    assert live.services.memory.holds.of(live.cycle().id) == ()
    live.settle(mail_per_day=10)
    with pytest.raises(HeldError, match="Dei første 3 e-postane er sende"):
        live.perform(MAILING)


def test_a_mailing_to_a_few_goes_at_once(live: Desk) -> None:
    to_many(live, 6)
    live.walk(to=MAILING)
    assert live.services.memory.outbox.counts()["sent"] == 6


def test_a_rehearsal_waits_for_nobody(desk: Desk) -> None:
    to_many(desk)
    desk.settle(mail_canary=3)
    desk.walk(to=MAILING)
    assert len(desk.mails()) == 14


def test_nothing_waits_is_said_plainly(desk: Desk) -> None:
    desk.walk(to=MAILING)
    with pytest.raises(StepError, match="no mailing waits for a person"):
        let_go_on(desk.cycle(), who="Kari")


def test_what_the_day_has_no_room_for_stays_queued(live: Desk) -> None:
    live.settle(mail_per_day=4, mail_canary=0)
    confirmed(live)
    with pytest.raises(Unavailable, match="takes 4 in 24 hours"):
        live.perform(MAILING)
    found = live.services.memory.outbox.counts()
    assert (found["sent"], found["queued"]) == (4, 10)


def test_what_was_sent_while_the_clock_was_a_year_ahead_takes_no_room_today(live: Desk) -> None:
    live.settle(mail_per_day=14, mail_canary=0)
    here = live.moment
    live.moment += dt.timedelta(days=365)
    live.walk(to=MAILING)
    provider = provider_of(live.services.settings)
    assert left_today(live.cycle(), provider) == 0
    live.moment = here
    assert left_today(live.cycle(), provider) == 14


# --- A copied database ----------------------------------------------------------------------------------------------


def restored(desk: Desk, *, folder: bool = False) -> None:
    """Put the database back as from a backup: the file alone, or the whole folder with everything beside it."""
    desk.close()
    if folder:
        kept = shutil.copytree(desk.home, desk.home.with_name("backup"))
        shutil.rmtree(desk.home)
        shutil.copytree(kept, desk.home, copy_function=shutil.copy2)
    else:
        database = desk.home / "cycle.sqlite"
        database.write_bytes((desk.home / "backup.sqlite").read_bytes())
    desk.settle()


def back_up(desk: Desk) -> None:
    desk.close()
    shutil.copy2(desk.home / "cycle.sqlite", desk.home / "backup.sqlite")
    desk.settle()


def test_a_database_from_between_approval_and_sending_is_away_though_it_holds_no_mail(live: Desk) -> None:
    live.settle(mail_canary=0)
    confirmed(live)
    back_up(live)
    live.perform(MAILING)
    restored(live)
    assert (live.services.away, live.services.settings.mail_mode) == (True, "folder")
    assert adopt(live.services, who="Kari") == 0
    live.settle()
    with pytest.raises(HeldError, match="henta tilbake frå ein kopi, og utsendinga var godkjend då"):
        live.perform(MAILING)
    assert live.services.memory.outbox.counts()["sent"] == 0
    assert let_go_on(live.cycle(), who="Kari") == (MAILING,), "she saw that nothing had gone"
    assert live.services.memory.outbox.counts()["sent"] == 14


def test_a_mailing_that_was_done_before_the_copy_does_not_wait_after_adoption(live: Desk) -> None:
    live.settle(mail_canary=0)
    live.walk(to=MAILING)
    restored(live, folder=True)
    adopt(live.services, who="Kari")
    assert live.services.memory.holds.of(live.cycle().id) == ()


def test_a_database_backed_up_in_the_middle_of_a_mailing_and_put_back_is_away(
    live: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.settle(mail_canary=0, mail_connections=1)
    confirmed(live)
    send, handed = Smtp.send, []

    def watched(self: Smtp, mail: Mail, *, before_dot: BeforeDot | None = None) -> Receipt:
        receipt = send(self, mail, before_dot=before_dot)
        handed.append(mail.recipient)
        if len(handed) == 4:
            with (
                closing(sqlite3.connect(live.home / "cycle.sqlite")) as here,
                closing(sqlite3.connect(live.home / "backup.sqlite")) as there,
            ):
                here.backup(there)
        return receipt

    monkeypatch.setattr(Smtp, "send", watched)
    live.perform(MAILING)
    assert len(handed) == 14
    restored(live)
    assert (live.services.away, live.services.settings.mail_mode) == (True, "folder")
    assert live.services.memory.outbox.counts()["queued"] == 10


def send_the_first_few(desk: Desk) -> None:
    desk.compute(MAILING)
    desk.approve(MAILING)
    with pytest.raises(HeldError):
        desk.perform(MAILING)


@pytest.mark.parametrize("folder", [False, True], ids=["older database", "whole folder"])
def test_a_restored_database_sends_nothing_until_somebody_says_so(live: Desk, folder: bool) -> None:
    live.walk(to="letters.invitasjon")
    send_the_first_few(live)
    back_up(live)
    let_go_on(live.cycle(), who="Kari")
    restored(live, folder=folder)
    assert (live.services.away, live.services.settings.mail_mode) == (True, "folder")
    before = live.services.memory.outbox.counts()
    assert adopt(live.services, who="Kari") == before["queued"]
    after = live.services.memory.outbox.counts()
    assert (after["queued"], after["uncertain"]) == (0, before["queued"])
    live.settle()
    assert (live.services.away, live.services.settings.mail_mode) == (False, "live")
    with suppress(HeldError):
        live.perform(MAILING)
    assert live.services.memory.outbox.counts() == after


def test_a_new_database_settles_where_it_is(desk: Desk) -> None:
    assert desk.services.away is False
    desk.settle()
    assert desk.services.away is False


def test_a_database_that_stays_where_it_is_goes_on_after_a_restart(live: Desk) -> None:
    live.settle(mail_canary=0)
    live.walk(to=MAILING)
    live.settle()
    assert live.services.away is False
