"""The local post office keeps every copy it is handed, and shows each as its reader sees it."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import unicodedata
from urllib.parse import quote

import pytest

from cycle.errors import MissingToolError
from cycle.mail.message.composer import build
from cycle.mail.message.sender import Sender
from cycle.mail.outbox.received_mail import listing
from cycle.mail.transport import local_server as postoffice
from cycle.mail.transport.maildir import file_name, found_in, received
from cycle.mail.transport.smtp import MailServer, Smtp
from cycle.model import PDF, Document

SENDER = Sender(name="Samarbeidssekretariatet", address="post@helsefellesskapet.example")


@pytest.fixture
def letter(rows):
    pdf = Document(name="Invitasjon til partnarskapsmøte.pdf", media_type=PDF, data=b"%PDF\r\n.\r\n\x00\xff")
    return build(
        rows(1)[0],
        sender=SENDER,
        name="Kari Ås",
        subject="Invitasjon – æøå",
        text="Hei\n.\næøå\n",
        html="<p>Hei</p>",
        attachments=[pdf],
    )


def send(port: int, *mails) -> None:
    with Smtp(MailServer(host="127.0.0.1", port=port, security="none")) as smtp:
        for mail in mails:
            smtp.send(mail)


def test_a_received_mail_opens_with_its_words_and_its_attachment(letter, tmp_path):
    office = postoffice.start(tmp_path)
    send(office.port, letter)
    office.stop()
    (mail,) = received(tmp_path)
    assert (mail.to, mail.sender, mail.subject) == ("p1@kommune.example", SENDER.address, "Invitasjon – æøå")
    assert (mail.text, mail.html.strip(), mail.message_id) == ("Hei\n.\næøå\n", "<p>Hei</p>", letter.message_id)
    assert mail.date == "2026-11-02T13:00:00+01:00"
    assert mail.attachments == (
        Document(name="Invitasjon til partnarskapsmøte.pdf", media_type=PDF, data=b"%PDF\r\n.\r\n\x00\xff"),
    )
    assert mail.path.read_bytes().endswith(letter.data)


def test_a_mail_sent_twice_shows_twice(letter, tmp_path):
    office = postoffice.start(tmp_path)
    send(office.port, letter, letter)
    office.stop()
    assert len(received(tmp_path)) == 2


def test_mails_of_one_moment_stand_by_name_as_norwegian_readers_look_them_up(tmp_path):
    names = (
        "Ånund Vik",
        "Øystein Li",
        "Aasta Berg",
        "Ærlend Dal",
        "Zacharias Moe",
        "anne Ås",
        "A\u030asmund Ek",
        "Élise Aga",
    )
    (tmp_path / "new").mkdir()
    for position, name in enumerate(names):
        word = quote(name).replace("%", "=")
        head = f"To: =?utf-8?q?{word}?= <{position}@kommune.example>\n"
        (tmp_path / "new" / f"{position}").write_text(f"{head}Date: Mon, 02 Nov 2026 13:00:00 +0100\n\nHei")
    (tmp_path / "new" / "nameless").write_text(
        "To: bente@kommune.example\nDate: Mon, 02 Nov 2026 13:00:00 +0100\n\nHei"
    )
    listed = [unicodedata.normalize("NFC", mail.to_name or mail.to) for mail in listing(tmp_path)]
    assert listed == [
        *("anne Ås", "bente@kommune.example", "Élise Aga", "Zacharias Moe", "Ærlend Dal", "Øystein Li"),
        *("Ånund Vik", "Åsmund Ek", "Aasta Berg"),
    ]


def test_what_was_received_is_evidence(letter, rows, tmp_path):
    office = postoffice.start(tmp_path)
    send(office.port, letter)
    office.stop()
    came, other = rows(2)
    assert (found_in(tmp_path)(came), found_in(tmp_path)(other)) == (True, False)


def test_it_listens_to_this_machine_only(tmp_path):
    office = postoffice.start(tmp_path)
    assert office.host == "127.0.0.1"
    office.stop()


def test_a_taken_port_is_said_at_once(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(MissingToolError, match=f"port {port}: taken by another program"):
            postoffice.start(tmp_path, port=port)


def test_stopping_lets_go_of_a_sender_in_mid_talk(tmp_path):
    office = postoffice.start(tmp_path)
    smtp = Smtp(MailServer(host=office.host, port=office.port, security="none"))
    smtp.open()
    office.stop()
    office.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((office.host, office.port)).close()
    smtp.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_runs_as_a_program_of_its_own_until_it_is_told_to_end(number, letter, tmp_path):
    command = [sys.executable, "-m", "cycle.mail.transport.local_server", str(tmp_path), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as office:
        ready, host, port = office.stdout.readline().split()
        send(int(port), letter)
        office.send_signal(number)
        rest = office.communicate()
    assert (ready, host, rest, office.returncode) == ("ready", "127.0.0.1", ("", ""), 0)
    assert len(received(tmp_path)) == 1


def test_an_empty_or_missing_folder_holds_no_mail(tmp_path):
    assert received(tmp_path / "none") == ()


def test_a_damaged_mail_is_shown_as_far_as_it_can_be_read(tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "x.eml").write_bytes(b"To: \xff\xfe\nSubject: =?utf-8?b?kaputt\nDate: i morgon\n\nhei\xff")
    (mail,) = received(tmp_path)
    assert (mail.date, mail.attachments, mail.text) == ("", (), "hei\N{REPLACEMENT CHARACTER}")
    (mail.to + mail.subject).encode()


@pytest.mark.parametrize("message_id", ["<../x@y>", "", ".hidden@x", "a/b@x", "a\x00b@x", "a" * 300])
def test_a_strange_message_id_gets_a_plain_file_name_of_its_own(message_id):
    assert re.fullmatch(r"[0-9a-f]{32}\.eml", file_name(message_id))


def test_our_own_message_id_is_the_file_name():
    assert file_name("<abc123@helsefellesskapet.example>") == "abc123.eml"
