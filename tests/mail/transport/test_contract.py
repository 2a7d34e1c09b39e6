"""What mail servers really do, row by row, and what becomes of the letter: the contract that holds our transport.

Each test is a row of the table of what stock `emails` was seen to do; where it did wrong, the row says what.
"""

from __future__ import annotations

import select
import socket
from dataclasses import replace

import pytest

from cycle.errors import ConfigError, Refused, Unavailable, Uncertain
from cycle.mail.transport.emails_client import Client
from cycle.mail.transport.smtp import MailServer, Smtp


@pytest.fixture
def marks():
    """Return what was written down before the final dot."""
    return []


@pytest.fixture
def post(reach, a_mail, marks):
    """Return what sends one letter and closes: the outcome, and what the server made of it."""

    def send(server, **changes):
        with Smtp(reach(server, **changes)) as smtp:
            return smtp.send(a_mail, before_dot=marks.append)

    return send


@pytest.mark.parametrize(("reply", "outcome"), [("550 5.1.1 unknown", Refused), ("450 4.2.1 busy", Unavailable)])
def test_recipient_refused_the_connection_is_used_again_after_rset(reply, outcome, fault_server, reach, a_mail):
    server = fault_server(rcpt=reply)
    with Smtp(reach(server)) as smtp:
        with pytest.raises(outcome) as no:
            smtp.send(a_mail)
        smtp.send(a_mail)
    assert (no.value.code, server.connections, len(server.kept)) == (int(reply[:3]), 1, 1)
    assert [words.split()[0] for words in server.commands] == [
        *("EHLO", "MAIL", "RCPT", "RSET"),
        *("MAIL", "RCPT", "DATA", "QUIT"),
    ]


def test_one_of_several_recipients_refused_cannot_happen_there_is_one(fault_server, reach, a_mail):
    """Stock: success, though one of three got nothing."""
    server = fault_server()
    with Smtp(reach(server)) as smtp, pytest.raises(Refused):
        smtp.send(replace(a_mail, recipient="kari@alver.example,ola@voss.example"))
    assert [words for words in server.commands if words.startswith("RCPT")] == []


@pytest.mark.parametrize(("reply", "outcome"), [("554 5.7.1 spam", Refused), ("451 4.3.0 later", Unavailable)])
def test_refused_after_the_dot_the_connection_is_used_again(reply, outcome, fault_server, reach, a_mail):
    server = fault_server(dot=reply)
    with Smtp(reach(server)) as smtp:
        with pytest.raises(outcome) as no:
            smtp.send(a_mail)
        smtp.send(a_mail)
    assert (no.value.code, server.connections, len(server.kept)) == (int(reply[:3]), 1, 1)


@pytest.mark.parametrize(("step", "times"), [("mail", 2), ("dot", 1)])
def test_421_nothing_was_accepted_and_the_next_letter_connects_anew(step, times, fault_server, reach, a_mail):
    """At MAIL an open line may have been idle too long, so a new one is tried at once."""
    server = fault_server(**{step: ["421 4.3.2 shutting down"] * times})
    with Smtp(reach(server)) as smtp:
        with pytest.raises(Unavailable) as away:
            smtp.send(a_mail)
        assert smtp.send(a_mail).code == 250
    assert (away.value.code, server.connections, len(server.kept)) == (None, times + 1, 1)


@pytest.mark.parametrize(("reply", "outcome"), [("451 4.3.0 not now", Unavailable), ("554 5.5.1 no", Refused)])
def test_an_error_in_place_of_354_is_an_answer_about_this_letter(reply, outcome, fault_server, post, marks):
    """Stock: raises SMTPDataError also when told to be silent."""
    server = fault_server(data=reply)
    with pytest.raises(outcome) as no:
        post(server)
    assert (no.value.code, server.kept, marks) == (int(reply[:3]), [], [])


def test_dropped_before_the_reply_to_mail_nothing_was_accepted(fault_server, post, marks):
    server = fault_server(mail=["drop"] * 3)
    with pytest.raises(Unavailable):
        post(server)
    assert (server.kept, marks) == ([], [])


def test_dropped_in_the_middle_of_a_large_body_nothing_was_accepted(fault_server, reach, a_mail, marks):
    server = fault_server(body="drop")
    large = replace(a_mail, data=a_mail.data + b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 300_000)
    with Smtp(reach(server)) as smtp, pytest.raises(Unavailable) as broken:
        smtp.send(large, before_dot=marks.append)
    assert (broken.value.code, server.kept, marks) == (None, [], [])


@pytest.fixture
def heard_in_time(monkeypatch):
    """Let whatever the server does with the body reach us before we look up from sending it."""
    real = Client.send

    def send(self, data):
        real(self, data)
        if self.phase == "body":
            assert select.select([self.sock], [], [], 30)[0]

    monkeypatch.setattr(Client, "send", send)


@pytest.mark.parametrize("security", ["none", "starttls", "implicit"])
def test_dropped_while_the_body_lay_in_the_kernel_is_seen_before_the_mark(
    security, fault_server, post, certificates, heard_in_time, marks
):
    """Without the look before the mark, this letter would be in doubt though surely nobody has it."""
    tls = None if security == "none" else certificates.server("127.0.0.1")
    server = fault_server(body="drop", tls=tls, implicit=security == "implicit")
    with pytest.raises(Unavailable, match="the connection broke before the message was handed over"):
        post(server, security=security, authority=certificates.authority)
    assert (server.kept, marks, server.connections) == ([], [], 1)


@pytest.mark.parametrize(
    ("reply", "code", "text"),
    [
        ("452 4.3.1 disk full", 452, "4.3.1 disk full"),
        ("552 5.3.4 too big", 552, "5.3.4 too big"),
        ("421 4.4.2 bye", None, "the connection broke before the message was handed over (421 4.4.2 bye)"),
    ],
)
def test_a_server_that_answers_before_the_dot_has_accepted_nothing(
    reply, code, text, fault_server, post, heard_in_time, marks
):
    server = fault_server(body=reply)
    with pytest.raises(Unavailable) as early:
        post(server)
    assert (early.value.code, early.value.text, server.kept, marks) == (code, text, [], [])


def test_accepted_then_dropped_is_one_copy_and_a_doubt(fault_server, post, marks):
    """Stock: two copies, and success."""
    server = fault_server(dot="keep|drop")
    with pytest.raises(Uncertain):
        post(server)
    assert (len(server.kept), server.connections, len(marks)) == (1, 1, 1)


def test_accepted_and_answered_later_than_the_timeout_is_waited_for(fault_server, post):
    """Stock: two copies after five seconds."""
    server = fault_server(dot="keep|wait:1|250 at last")
    assert post(server, timeout=0.2).text == "at last"
    assert (len(server.kept), server.connections) == (1, 1)


def test_accepted_and_never_answered_is_one_copy_and_a_doubt(fault_server, post):
    server = fault_server(dot="keep|wait:2|250 too late")
    with pytest.raises(Uncertain):
        post(server, dot_timeout=0.2)
    assert (len(server.kept), server.connections) == (1, 1)


@pytest.mark.parametrize("step", ["connect", "mail", "rcpt", "data"])
def test_never_answered_before_the_dot_is_no_doubt(step, fault_server, post, marks):
    server = fault_server(**{step: ["wait:2|250 too late"] * 3})
    with pytest.raises(Unavailable):
        post(server, timeout=0.2)
    assert (server.kept, marks) == ([], [])


def test_connection_refused_is_unavailable(a_mail, marks):
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    with pytest.raises(Unavailable, match=r"cannot be reached .*; nothing was sent") as away:
        Smtp(MailServer(host="127.0.0.1", port=port, security="none")).send(a_mail, before_dot=marks.append)
    assert (away.value.code, marks) == (None, [])


@pytest.mark.parametrize("offers", [("SIZE 50000000",), ("SIZE 50000000", "SMTPUTF8", "8BITMIME")])
def test_a_local_part_beyond_ascii_is_refused_with_the_reason_whatever_the_server_offers(
    offers, fault_server, reach, a_mail
):
    """Stock: raises UnicodeEncodeError, or with SMTPUTF8 swallows the address of the To line."""
    server = fault_server(offers=offers)
    with Smtp(reach(server)) as smtp, pytest.raises(Refused) as no:
        smtp.send(replace(a_mail, recipient="bjørn@alver.example"))
    assert "the address cannot be used" in no.value.text
    assert [words for words in server.commands if words.startswith("MAIL")] == []


def test_sixty_letters_are_one_connection_and_one_goodbye(fault_server, reach, a_mail):
    """Stock, with settings in a dict: a connection for each, none of them ended."""
    server = fault_server()
    with Smtp(reach(server)) as smtp:
        for _ in range(60):
            smtp.send(a_mail)
    assert (server.connections, server.commands.count("QUIT")) == (1, 1)


def test_a_password_without_tls_is_refused_before_any_connection():
    """Stock: sends it."""
    with pytest.raises(ConfigError, match="a password without TLS"):
        MailServer(host="127.0.0.1", port=25, security="none", user="post", password="hemmeleg")


# --- What is said with MAIL and RCPT --------------------------------------------------------------------------------


def envelope(server) -> list[str]:
    return [words for words in server.commands if words.startswith(("MAIL", "RCPT"))]


def test_reports_are_asked_for_where_they_are_offered(fault_server, reach, a_mail):
    server = fault_server(offers=("SIZE 50000000", "DSN"))
    with Smtp(reach(server)) as smtp:
        smtp.send(a_mail)
    assert envelope(server) == [
        f"MAIL FROM:<post@helsefellesskapet.example> size={len(a_mail.data)} RET=HDRS ENVID=abc",
        "RCPT TO:<kari@alver.example> NOTIFY=FAILURE,DELAY ORCPT=rfc822;kari@alver.example",
    ]


def test_a_report_of_delivery_too_when_receipts_are_wanted(fault_server, reach, a_mail):
    server = fault_server(offers=("DSN",))
    with Smtp(reach(server, receipts=True)) as smtp:
        smtp.send(replace(a_mail, recipient="kari+post=mote@alver.example"))
    wanted = "NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;kari+2Bpost+3Dmote@alver.example"
    assert envelope(server)[1] == f"RCPT TO:<kari+post=mote@alver.example> {wanted}"


def test_nothing_is_asked_of_a_server_that_offers_nothing(fault_server, reach, a_mail):
    server = fault_server(offers=())
    with Smtp(reach(server, receipts=True)) as smtp:
        smtp.send(a_mail)
    assert envelope(server) == ["MAIL FROM:<post@helsefellesskapet.example>", "RCPT TO:<kari@alver.example>"]


@pytest.mark.parametrize(
    ("offers", "largest", "reports"),
    [
        (("SIZE 35000000", "DSN"), 35_000_000, True),
        (("SIZE 0",), 0, False),
        (("SIZE",), 0, False),
        (("SIZE mykje",), 0, False),
        ((), 0, False),
    ],
)
def test_a_server_tells_its_largest_letter_and_whether_it_reports(offers, largest, reports, fault_server, reach):
    with Smtp(reach(fault_server(offers=offers))) as smtp:
        offered = smtp.features()
    assert (offered.largest, offered.reports, offered.tls, offered.certificate_ends) == (largest, reports, "", None)


def test_a_server_shows_its_tls_and_until_when_its_certificate_holds(fault_server, reach, certificates):
    server = fault_server(tls=certificates.server("127.0.0.1"))
    with Smtp(reach(server, security="starttls", authority=certificates.authority)) as smtp:
        offered = smtp.features()
    assert offered.tls == "TLSv1.3"
    assert offered.certificate_ends is not None
    assert offered.certificate_ends.year > 2026
