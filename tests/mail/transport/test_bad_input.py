"""What people, servers and machines do wrong with mail ends in a clear state or error.

The rest of the list: test_message (names, subjects, files, domains), test_contract (servers), test_transport (TLS),
test_access (credentials), test_workers (a ledger that cannot be written).
"""

from __future__ import annotations

import datetime as dt
import errno
import socket
from dataclasses import replace

import pytest

from cycle.errors import Unavailable
from cycle.mail.outbox.dispatcher import Tally, dispatch
from cycle.mail.transport import guard as guard_module
from cycle.mail.transport.guard import Folder
from cycle.mail.transport.maildir import received
from cycle.mail.transport.smtp import MailServer, Smtp
from tests.mail.conftest import NOON


def test_a_mail_server_whose_name_leads_nowhere_is_unavailable():
    with pytest.raises(Unavailable, match=r"smtp\.finst-ikkje\.example:587: cannot be reached .*; nothing was sent"):
        Smtp(MailServer(host="smtp.finst-ikkje.example", port=587)).open()


def test_a_name_server_that_is_down_is_unavailable(monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(Unavailable, match="Temporary failure in name resolution"):
        Smtp(MailServer(host="smtp.alver.example", port=587)).open()


def test_a_full_disk_leaves_the_mail_in_the_queue(box, rows, a_mail, tmp_path, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    box.enqueue(rows(1), now=NOON)
    monkeypatch.setattr(guard_module, "deliver", full)
    with pytest.raises(Unavailable, match=r"cannot be written \(No space left on device\)"):
        Folder(tmp_path / "mail").send(a_mail)

    def build(row):
        return replace(a_mail, recipient=row.address)

    tally = dispatch(box, carrier=Folder(tmp_path / "mail"), build=build, now=lambda: NOON)
    assert tally == Tally(postponed=1)
    assert [(row.state, row.text) for row in box.rows()] == [
        ("queued", f"mail folder {tmp_path / 'mail'}: cannot be written (No space left on device)")
    ]


@pytest.mark.parametrize("jump", [dt.timedelta(days=400), -dt.timedelta(days=400)])
def test_a_clock_that_jumps_between_two_tries_sends_each_mail_once_and_keeps_its_date(
    jump, box, rows, a_mail, fault_server, reach
):
    server = fault_server(rcpt="451 4.7.1 greylisted")
    box.enqueue(rows(2), now=NOON)

    def build(row):
        return replace(a_mail, recipient=row.address, message_id=row.message_id)

    for now in (NOON, NOON + jump, NOON + dt.timedelta(days=1)):
        dispatch(box, carrier=Smtp(reach(server)), build=build, now=lambda now=now: now)
    assert [row.state for row in box.rows()] == ["sent", "sent"]
    assert len(server.kept) == 2
    assert {row.date for row in box.rows()} == {NOON}


def test_a_letter_without_a_word_is_kept_as_it_is(a_mail, tmp_path):
    Folder(tmp_path).send(replace(a_mail, data=b""))
    assert [mail.path.read_bytes() for mail in received(tmp_path)] == [b""]
