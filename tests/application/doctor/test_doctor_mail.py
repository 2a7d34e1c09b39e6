"""The doctor looks at the mail server, the sender's name and the clock before anybody presses send."""

from __future__ import annotations

import datetime as dt
import os

import pytest

from cycle.application.delivery.sending import guard_of
from cycle.application.doctor import mail_checks as doctor_mail
from cycle.application.doctor.mail_checks import clock_problems, name_problems, server_problems
from cycle.mail.transport.smtp import Smtp
from cycle.settings import Settings
from tests.mail.conftest import certificates, fault_server
from tests.mail.outbox.test_domain_records import Zone

__all__ = ["certificates", "fault_server"]
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


def settings(server=None, **changes) -> Settings:
    given = {
        "mail_mode": "live",
        "mail_host": "127.0.0.1",
        "mail_tls": "none",
        "mail_port": server.port if server else 1,
    }
    return Settings(**(given | changes))


def reported(found) -> list[tuple[str, str]]:
    return [(entry.severity, entry.what) for entry in found]


def test_a_server_that_answers_and_takes_enough_has_no_problems(fault_server):
    assert reported(server_problems(settings(fault_server()), now=NOW)) == []


def test_a_server_that_takes_less_than_the_setting_is_told(fault_server):
    server = fault_server(offers=("SIZE 5000000",))
    assert reported(server_problems(settings(server), now=NOW)) == [
        ("warning", "takes mails of 5.0 MB at most, and CYCLE_MAIL_MAX_MB is 10")
    ]


def test_receipts_that_the_server_does_not_offer_are_told(fault_server):
    [(severity, what)] = reported(server_problems(settings(fault_server(), mail_receipts=True), now=NOW))
    assert (severity, what) == ("warning", "offers no reports of delivery (DSN), which CYCLE_MAIL_RECEIPTS asks for")
    assert reported(server_problems(settings(fault_server(offers=("DSN",)), mail_receipts=True), now=NOW)) == []


def test_a_server_that_is_away_is_an_error():
    [one] = server_problems(settings(), now=NOW)
    assert one.severity == "error"
    assert "cannot be reached" in one.what


def test_a_greeting_that_many_servers_turn_down_is_told_where_nobody_logs_in(fault_server, monkeypatch):
    server = fault_server()
    monkeypatch.setattr(doctor_mail, "is_loopback", lambda _host: False)  # as if it were another machine
    [one] = server_problems(settings(server), now=NOW)
    assert (one.severity, one.what) == ("warning", "is greeted as localhost, which many servers turn down")
    assert "CYCLE_MAIL_HELLO" in one.remedy
    assert reported(server_problems(settings(server, mail_hello="ordna.alver.no"), now=NOW)) == []


def test_a_certificate_near_its_end_is_told(fault_server, certificates, monkeypatch):
    server = fault_server(tls=certificates.server("127.0.0.1"))
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.authority))
    given = settings(server, mail_tls="starttls")
    assert reported(server_problems(given, now=NOW)) == []
    with Smtp(guard_of(given).server) as smtp:
        told_end = smtp.features().certificate_ends
    assert told_end is not None
    assert reported(server_problems(given, now=told_end - dt.timedelta(days=12, hours=1))) == [
        ("warning", "its certificate ends in 12 days")
    ]


def test_the_sender_and_the_register_are_looked_up_where_somebody_answers(desk):
    given = desk.services.settings.model_copy(update={"mail_mode": "live", "mail_from": "post@alver.no"})
    zone = Zone({("alver.no", "TXT"): ("v=spf1 mx -all",)})
    assert reported(name_problems(given, zone)) == [
        ("warning", "has no DMARC record; large providers distrust the mail")
    ]
    assert reported(name_problems(given, Zone({}, answers=0))) == [
        (
            "warning",
            "no answer, so SPF and DMARC of the sender and the domains of the register could not be looked up",
        )
    ]


@pytest.mark.parametrize("changes", [{"mail_mode": "folder", "network": "any"}, {"network": "loopback"}])
def test_nothing_is_asked_where_no_mail_leaves(changes, desk):
    assert reported(name_problems(desk.services.settings.model_copy(update={"mail_mode": "live"} | changes))) == []


def test_a_clock_behind_what_was_last_written_is_an_error(tmp_path):
    file = tmp_path / "cycle.sqlite"
    file.write_bytes(b"")
    given = settings(home=tmp_path)
    os.utime(file, (NOW.timestamp(), NOW.timestamp()))
    assert reported(clock_problems(given, now=NOW)) == []
    assert reported(clock_problems(given, now=NOW - dt.timedelta(days=400))) == [
        ("error", "says 2025-10-19 09:00, but the database was written 2026-11-23 09:00 UTC")
    ]
