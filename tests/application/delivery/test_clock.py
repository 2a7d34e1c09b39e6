"""A mailing on a clock that can hardly be right waits for a person, who is told what speaks against it."""

from __future__ import annotations

import datetime as dt

import pytest

from cycle.application.actions.asking.outbox_decisions import let_go_on
from cycle.application.delivery import sending as post
from cycle.application.year.clock import doubts
from cycle.errors import HeldError
from cycle.mail.transport.server import MailServer
from cycle.mail.transport.smtp import Smtp
from tests.desk import INVITED, Desk
from tests.mail.conftest import FaultServer

MAILING = "mailing.invitasjon"
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def ready(desk: Desk) -> Desk:
    """A desk whose invitation can be mailed."""
    desk.walk(to="letters.invitasjon")
    desk.compute(MAILING)
    return desk


@pytest.mark.parametrize("before_it_is_approved", [True, False])
@pytest.mark.parametrize(
    ("days", "words"),
    [
        (400, "28. desember 2027 kl. 12.00, og møtet er 18. februar 2027."),
        (-400, "19. oktober 2025 kl. 13.00, men databasen er skriven 23. november 2026 kl. 12.00."),
        (-1, "22. november 2026 kl. 12.00, men databasen er skriven 23. november 2026 kl. 12.00."),
    ],
)
def test_a_mailing_on_a_wrong_clock_is_held_with_what_speaks_against_it(
    days: int, words: str, before_it_is_approved: bool, ready: Desk
) -> None:
    if before_it_is_approved:
        ready.moment += days * DAY
        ready.approve(MAILING)
    else:
        ready.approve(MAILING)
        ready.moment += days * DAY
    with pytest.raises(HeldError) as held:
        ready.perform(MAILING)
    assert str(held.value).startswith(f"Ventar på deg: Klokka på maskina seier {words} E-postane ville få feil dato.")
    assert ready.mails() == ()
    with pytest.raises(HeldError):  # it stays so until somebody has looked, also when the clock is right again
        ready.perform(MAILING)


def test_a_mailing_that_a_person_lets_go_in_spite_of_the_clock_goes(ready: Desk) -> None:
    ready.approve(MAILING)
    ready.moment += 400 * DAY
    with pytest.raises(HeldError):
        ready.perform(MAILING)
    ready.moment -= 400 * DAY
    let_go_on(ready.cycle(), who="Kari Koordinator")
    assert len(ready.mails()) == len(INVITED)


@pytest.mark.parametrize("minutes", [0, 4, -4, 60 * 24 * 60])
def test_a_clock_that_may_well_be_right_holds_nothing(minutes: int, ready: Desk) -> None:
    ready.approve(MAILING)
    ready.moment += dt.timedelta(minutes=minutes)
    ready.perform(MAILING)
    assert len(ready.mails()) == len(INVITED)


def test_a_year_that_was_planned_after_its_meeting_is_what_people_made_it(desk: Desk) -> None:
    desk.moment += 400 * DAY
    desk.walk(to=MAILING)
    assert len(desk.mails()) == len(INVITED)


@pytest.mark.parametrize(("hours", "far"), [(0, False), (0.9, False), (1.1, True), (-1.1, True), (24 * 400, True)])
def test_a_mail_server_whose_date_is_far_from_ours_speaks_against_the_clock(hours: float, far: bool) -> None:
    found = [doubt.what for doubt in doubts(NOW, server=NOW + dt.timedelta(hours=hours))]
    assert bool(found) is far


def test_a_mail_servers_own_date_holds_the_mailing(ready: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(post, "server_date", lambda _cycle: NOW + 30 * DAY)
    ready.approve(MAILING)
    with pytest.raises(HeldError, match=r"men e-posttenaren seier 23\. desember 2026 kl\. 13\.00"):
        ready.perform(MAILING)


@pytest.mark.parametrize(
    ("greeting", "date"),
    [
        ("220 mx.example ESMTP Sendmail 8.18; Mon, 23 Nov 2026 13:00:00 +0100", NOW),
        ("220 mx.example Microsoft ESMTP MAIL Service ready at Mon, 23 Nov 2026 12:00:00 +0000", NOW),
        ("220 mx.example ESMTP Postfix", None),
        ("220 mx.example; Mon, 99 Nov 2026 12:00:00 +0000", None),
    ],
)
def test_the_date_is_read_from_what_a_server_greets_with(greeting: str, date: dt.datetime | None) -> None:
    server = FaultServer({"connect": [greeting]})
    try:
        with Smtp(MailServer(host="127.0.0.1", port=server.port, security="none")) as line:
            assert line.features().date == date
    finally:
        server.stop()
