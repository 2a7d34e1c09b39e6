"""Who may be reached: the guard decides on the envelope, before any server hears of the mail."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from dataclasses import replace

import pytest

from cycle.errors import ConfigError, Refused, Unavailable
from cycle.mail.message.calendar import Appointment, CalendarUser, calendar_file
from cycle.mail.message.composer import build
from cycle.mail.message.sender import Sender
from cycle.mail.transport.guard import Folder, Guard, admit, allowed
from cycle.mail.transport.maildir import received
from cycle.mail.transport.smtp import MailServer
from cycle.model import ICS, PDF, Document

SENDER = Sender(name="Samarbeidssekretariatet", address="post@helsefellesskapet.example")
SERVER = MailServer(host="127.0.0.1", port=1, security="none")


@pytest.fixture
def mail(rows):
    appointment = Appointment(
        title="Partnarskapsmøte 2027",
        date=dt.date(2027, 2, 18),
        start=dt.time(9),
        end=dt.time(15),
        place="Kulturhuset",
        description="",
        organiser=CalendarUser(name=SENDER.name, address=SENDER.address),
    )
    row = rows(1)[0]
    kari = CalendarUser(name="Kari", address=row.address)
    ics = calendar_file(appointment, uid=row.token, stamp=row.date)
    request = calendar_file(appointment, uid=row.token, stamp=row.date, method="REQUEST", guest=kari)
    return build(
        row,
        sender=SENDER,
        name="Kari Ås",
        subject="Invitasjon til partnarskapsmøte 2027",
        text="Hei æøå",
        html="<p>Hei æøå</p>",
        attachments=[
            Document(name="Invitasjon.pdf", media_type=PDF, data=b"%PDF\r\n\x00\xff"),
            Document(name="Møte.ics", media_type=ICS, data=ics),
        ],
        invitation=request,
    )


def test_the_default_writes_files_and_touches_no_network(mail, tmp_path):
    with Guard(folder=tmp_path).carrier() as carrier:
        receipt = carrier.send(mail)
    (written,) = received(tmp_path)
    assert written.path.read_bytes() == mail.data
    assert (receipt.code, receipt.text) == (250, f"written as {written.path.name}")


def test_the_same_mail_twice_is_one_file(mail, tmp_path):
    folder = Folder(tmp_path)
    folder.send(mail)
    folder.send(mail)
    assert len(received(tmp_path)) == 1


def test_a_mail_that_could_not_be_written_down_first_is_not_in_the_folder(mail, tmp_path):
    def fail(_: str) -> None:
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError):
        Folder(tmp_path).send(mail, before_dot=fail)
    assert received(tmp_path) == ()


def test_a_folder_that_cannot_be_made_means_try_later(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot be made"):
        Folder(tmp_path / "file").open()


def test_a_message_id_cannot_lead_out_of_the_folder(mail, tmp_path):
    Folder(tmp_path / "out").send(replace(mail, message_id="<../../../etc/passwd@x>"))
    assert [path.parent.name for path in tmp_path.rglob("*.eml")] == ["new"]


def test_redirected_mail_goes_to_one_address_and_says_whom_it_was_for(mail):
    out = admit(mail, Guard(mode="redirect", server=SERVER, redirect_to="anne@helsefellesskapet.example"))
    message = email.message_from_bytes(out.data, policy=email.policy.default)
    assert out.recipient == "anne@helsefellesskapet.example"
    assert message["To"] == "anne@helsefellesskapet.example"
    assert message["X-Original-To"] == mail.recipient
    assert message["Subject"] == "[PRØVE] Invitasjon til partnarskapsmøte 2027"
    assert message["Message-ID"] == mail.message_id
    assert message.get_all("Cc") is message.get_all("Bcc") is None


def test_redirected_mail_keeps_the_letter_and_drops_the_calendar(mail):
    before = email.message_from_bytes(mail.data, policy=email.policy.default)
    out = admit(mail, Guard(mode="redirect", server=SERVER, redirect_to="anne@helsefellesskapet.example"))
    after = email.message_from_bytes(out.data, policy=email.policy.default)
    assert [part.get_content_type() for part in before.walk()].count(ICS) == 2
    assert [part.get_content_type() for part in after.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        PDF,
    ]
    assert [part.get_payload(decode=True) for part in after.iter_attachments()] == [b"%PDF\r\n\x00\xff"]
    assert b"\n" not in out.data.replace(b"\r\n", b"")


def test_only_those_on_the_list_are_reached(mail):
    guard = Guard(mode="allowlist", server=SERVER, allow=("anne@alver.no", "@voss.no", ".example"))
    for address in ("anne@alver.no", "ANNE@ALVER.NO", "ola@voss.no", "kari@alver.example", "x@a.b.example"):
        assert admit(replace(mail, recipient=address), guard).recipient == address
    for address in (
        "ola@alver.no",
        "x@sub.voss.no",
        "x@evilvoss.no",
        "x@example",
        "x@alver.example.no",
        "voss.no@x.no",
    ):
        with pytest.raises(Refused, match="not on the allow list; add it to the setting"):
            admit(replace(mail, recipient=address), guard)


def test_an_empty_entry_lets_nobody_through():
    assert not allowed("kari@alver.no", ("", " ", "@", "no"))


@pytest.mark.parametrize(
    "address",
    [
        "kari@alver.example",
        "kari@example.com",
        "kari@post.example.org",
        "kari@EXAMPLE.NET",
        "kari@alver.test",
        "kari@alver.invalid",
        "kari@localhost",
    ],
)
def test_in_earnest_no_mail_goes_to_an_invented_address(address, mail):
    with pytest.raises(Refused, match="leads to nobody"):
        admit(replace(mail, recipient=address), Guard(mode="live", server=SERVER))


def test_in_earnest_real_addresses_are_left_as_they_are(mail):
    real = replace(mail, recipient="kari@notexample.com")
    assert admit(real, Guard(mode="live", server=SERVER)) == real


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, ["folder"]),
        ({"mode": "redirect"}, ["redirect_to", "server"]),
        ({"mode": "redirect", "server": SERVER}, ["redirect_to"]),
        ({"mode": "allowlist", "server": SERVER}, ["allow"]),
        ({"mode": "live"}, ["server"]),
    ],
)
def test_a_mode_without_its_part_is_said_before_anything_is_sent(given, missing):
    with pytest.raises(ConfigError) as wrong:
        Guard(**given)
    assert [problem.where for problem in wrong.value.problems] == missing


def test_a_refused_mail_never_opens_a_connection_of_its_own(mail, fault_server, reach):
    server = fault_server()
    carrier = Guard(mode="live", server=reach(server)).carrier()
    with pytest.raises(Refused):
        carrier.send(mail)
    assert server.connections == 0
