"""One message, one recipient, and the truth about what happened to it."""

from __future__ import annotations

import hashlib
import socket
import ssl
from dataclasses import replace

import pytest

from cycle.errors import ConfigError, Refused, Unavailable, Uncertain
from cycle.mail.transport.smtp import MailServer, Receipt, Smtp


def test_an_accepted_letter_leaves_a_receipt_and_arrives_byte_for_byte(fault_server, reach, a_mail):
    server = fault_server()
    with Smtp(reach(server)) as smtp:
        receipt = smtp.send(a_mail)
    assert receipt == Receipt(code=250, text="2.0.0 kept", sha256=hashlib.sha256(a_mail.data).hexdigest())
    assert server.kept == [
        (
            f"MAIL FROM:<post@helsefellesskapet.example> size={len(a_mail.data)}",
            "RCPT TO:<kari@alver.example>",
            a_mail.data,
        )
    ]


def test_sixty_letters_go_through_one_connection(fault_server, reach, a_mail):
    server = fault_server()
    with Smtp(reach(server)) as smtp:
        for _ in range(60):
            smtp.send(a_mail)
    assert (len(server.kept), server.connections, server.commands.count("QUIT")) == (60, 1, 1)


@pytest.mark.parametrize("step", ["rcpt", "data", "dot"])
def test_a_letter_the_server_says_no_to_is_refused_and_the_next_one_goes(step, fault_server, reach, a_mail):
    server = fault_server(**{step: "550 5.1.1 no such user"})
    with Smtp(reach(server)) as smtp:
        with pytest.raises(Refused) as no:
            smtp.send(a_mail)
        smtp.send(a_mail)
    assert (no.value.code, no.value.text) == (550, "5.1.1 no such user")
    assert (len(server.kept), server.connections) == (1, 1)


@pytest.mark.parametrize("step", ["rcpt", "data", "dot"])
def test_a_letter_turned_away_for_now_may_be_tried_later(step, fault_server, reach, a_mail):
    server = fault_server(**{step: "451 4.7.1 greylisted"})
    with Smtp(reach(server)) as smtp, pytest.raises(Unavailable) as later:
        smtp.send(a_mail)
    assert (later.value.code, later.value.text, server.kept) == (451, "4.7.1 greylisted", [])


def test_a_server_that_accepts_and_hangs_up_gets_one_copy_and_the_outcome_is_uncertain(fault_server, reach, a_mail):
    server = fault_server(dot="keep|drop")
    with Smtp(reach(server)) as smtp, pytest.raises(Uncertain):
        smtp.send(a_mail)
    assert (len(server.kept), server.connections) == (1, 1)


def test_a_server_that_accepts_and_never_answers_gets_one_copy(fault_server, reach, a_mail):
    server = fault_server(dot="keep|wait:2|250 late")
    with Smtp(reach(server, dot_timeout=0.3)) as smtp, pytest.raises(Uncertain):
        smtp.send(a_mail)
    assert (len(server.kept), server.connections) == (1, 1)


def test_an_answer_later_than_the_command_timeout_is_waited_for(fault_server, reach, a_mail):
    server = fault_server(dot="keep|wait:1|250 at last")
    with Smtp(reach(server, timeout=0.3)) as smtp:
        assert smtp.send(a_mail).text == "at last"
    assert (len(server.kept), server.connections) == (1, 1)


def test_an_answer_that_is_no_answer_is_uncertain(fault_server, reach, a_mail):
    for nonsense in ("hello there", "354 go on"):
        server = fault_server(dot=f"keep|{nonsense}")
        with Smtp(reach(server)) as smtp, pytest.raises(Uncertain):
            smtp.send(a_mail)
        assert len(server.kept) == 1


def test_421_after_the_dot_means_nothing_was_accepted(fault_server, reach, a_mail):
    server = fault_server(dot="421 4.3.2 shutting down")
    with Smtp(reach(server)) as smtp:
        with pytest.raises(Unavailable) as away:
            smtp.send(a_mail)
        assert smtp.send(a_mail).code == 250
    assert (away.value.code, len(server.kept), server.connections) == (None, 1, 2)


@pytest.mark.parametrize(("step", "connections"), [("mail", 2), ("rcpt", 2), ("data", 1)])
def test_a_connection_that_breaks_before_the_dot_has_delivered_nothing(step, connections, fault_server, reach, a_mail):
    server = fault_server(**{step: ["drop", "drop", "drop"]})
    with Smtp(reach(server)) as smtp, pytest.raises(Unavailable) as broken:
        smtp.send(a_mail)
    assert (broken.value.code, server.kept, server.connections) == (None, [], connections)


@pytest.mark.parametrize("goodbye", ["drop", "421 4.4.2 idle too long"])
def test_a_connection_the_server_has_ended_between_two_letters_is_opened_again(goodbye, fault_server, reach, a_mail):
    server = fault_server(mail=["250 ok", goodbye])
    with Smtp(reach(server)) as smtp:
        smtp.send(a_mail)
        smtp.send(a_mail)
    assert (len(server.kept), server.connections) == (2, 2)


def test_a_server_that_turns_us_down_is_away_for_everyone_and_refuses_nobody(fault_server, reach, a_mail):
    server = fault_server(mail="550 5.7.1 you may not send as this address")
    with Smtp(reach(server)) as smtp, pytest.raises(Unavailable) as us:
        smtp.send(a_mail)
    assert us.value.code is None
    assert "5.7.1" in us.value.text


@pytest.mark.parametrize("step", ["rcpt", "data"])
@pytest.mark.parametrize(
    "answer",
    [
        "504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname",
        "550 5.7.1 <localhost>: Helo command rejected: Host not found",
        "530 5.7.57 Client not authenticated to send mail",
        "503 5.5.1 bad sequence of commands",
    ],
)
def test_what_the_server_holds_against_us_is_told_of_no_recipient(answer, step, fault_server, reach, a_mail):
    with Smtp(reach(fault_server(**{step: answer}))) as smtp, pytest.raises(Unavailable) as us:
        smtp.send(a_mail)
    assert (us.value.code, us.value.said, answer[4:] in us.value.text) == (None, int(answer[:3]), True)


def test_an_address_that_the_server_cannot_read_is_still_the_recipients(fault_server, reach, a_mail):
    with Smtp(reach(fault_server(rcpt="501 5.1.3 bad recipient address syntax"))) as smtp, pytest.raises(Refused):
        smtp.send(a_mail)


def test_a_return_path_that_cannot_be_used_is_no_fault_of_the_recipients(fault_server, reach, a_mail):
    server = fault_server()
    with Smtp(reach(server)) as smtp, pytest.raises(Unavailable, match="our own return path retur@ cannot be used"):
        smtp.send(replace(a_mail, return_path="retur@"))
    assert server.kept == []


def test_the_server_is_greeted_with_the_name_we_are_given(fault_server, reach, a_mail):
    server = fault_server()
    with Smtp(reach(server, hello="ordna.alver.example")) as smtp:
        smtp.send(a_mail)
    assert server.commands[0] == "EHLO ordna.alver.example"


def test_a_letter_too_large_for_the_server_is_refused(fault_server, reach, a_mail):
    server = fault_server(mail="552 5.3.4 message too big")
    with Smtp(reach(server)) as smtp, pytest.raises(Refused):
        smtp.send(a_mail)


@pytest.mark.parametrize("greeting", ["drop", "421 4.3.2 busy", "554 no service"])
def test_a_server_that_does_not_want_to_talk_is_unavailable(greeting, fault_server, reach):
    with pytest.raises(Unavailable):
        Smtp(reach(fault_server(connect=greeting))).open()


def test_a_server_that_is_not_there_is_unavailable():
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    with pytest.raises(Unavailable, match=f"127.0.0.1:{port}: cannot be reached .*; nothing was sent"):
        Smtp(MailServer(host="127.0.0.1", port=port, security="none")).open()


def test_what_must_be_written_down_first_is_written_before_the_dot(fault_server, reach, a_mail):
    server = fault_server()
    seen = []
    with Smtp(reach(server)) as smtp:
        smtp.send(a_mail, before_dot=lambda sha256: seen.append((sha256, len(server.kept))))
    assert seen == [(hashlib.sha256(a_mail.data).hexdigest(), 0)]


def test_nothing_is_delivered_when_writing_down_fails(fault_server, reach, a_mail):
    server = fault_server()

    def full_disk(_: str) -> None:
        raise RuntimeError("disk full")

    with Smtp(reach(server)) as smtp:
        with pytest.raises(RuntimeError, match="disk full"):
            smtp.send(a_mail, before_dot=full_disk)
        smtp.send(a_mail)
    assert (len(server.kept), server.connections) == (1, 2)


# --- TLS ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("security", ["implicit", "starttls"])
def test_a_letter_goes_encrypted_with_the_password_over_one_connection(
    security, fault_server, reach, certificates, a_mail
):
    server = fault_server(tls=certificates.server("127.0.0.1"), implicit=security == "implicit")
    where = reach(server, security=security, user="post", password="hemmeleg", authority=certificates.authority)
    with Smtp(where) as smtp:
        assert smtp.send(a_mail).code == 250
    assert [words.split()[0] for words in server.commands if words.startswith("AUTH")] == ["AUTH"]
    assert server.connections == 1


@pytest.mark.parametrize("security", ["implicit", "starttls"])
def test_a_certificate_for_another_name_ends_it_before_the_password(security, fault_server, reach, certificates):
    server = fault_server(tls=certificates.server("another.example"), implicit=security == "implicit")
    where = reach(server, security=security, user="post", password="hemmeleg", authority=certificates.authority)
    with pytest.raises(Unavailable, match="certificate is not trusted"):
        Smtp(where).open()
    assert [words for words in server.commands if words.startswith(("AUTH", "MAIL"))] == []


@pytest.mark.parametrize("security", ["implicit", "starttls"])
def test_a_certificate_from_an_unknown_authority_is_not_trusted(security, fault_server, reach, certificates):
    server = fault_server(tls=certificates.server("127.0.0.1"), implicit=security == "implicit")
    with pytest.raises(Unavailable, match="certificate is not trusted"):
        Smtp(reach(server, security=security)).open()


def test_a_server_whose_starttls_was_stripped_gets_nothing(fault_server, reach):
    server = fault_server()
    with pytest.raises(Unavailable, match="does not offer STARTTLS, so nothing was sent"):
        Smtp(reach(server, security="starttls", user="post", password="hemmeleg")).open()
    assert [words for words in server.commands if words.startswith(("AUTH", "MAIL"))] == []


def test_a_server_that_cannot_do_tls_just_now_gets_nothing(fault_server, reach, certificates):
    server = fault_server(tls=certificates.server("127.0.0.1"), starttls="454 not now")
    with pytest.raises(Unavailable, match="454 not now"):
        Smtp(reach(server, security="starttls", authority=certificates.authority)).open()


def test_old_tls_is_not_spoken(fault_server, reach, certificates):
    context = certificates.server("127.0.0.1")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    server = fault_server(tls=context, implicit=True)
    with pytest.raises(Unavailable, match="no TLS with it"):
        Smtp(reach(server, security="implicit", authority=certificates.authority)).open()


def test_a_wrong_password_says_so_and_is_nowhere_to_be_read(fault_server, reach, certificates):
    server = fault_server(tls=certificates.server("127.0.0.1"), auth="535 5.7.8 wrong")
    where = reach(server, security="starttls", user="post", password="hemmeleg", authority=certificates.authority)
    smtp = Smtp(where)
    with pytest.raises(Unavailable, match="does not accept the user name and password") as wrong:
        smtp.open()
    assert "hemmeleg" not in f"{where!r} {where} {smtp!r} {vars(smtp)!r} {wrong.value!r}"


def test_the_password_stays_out_of_what_the_library_keeps(fault_server, reach, certificates, a_mail):
    server = fault_server(tls=certificates.server("127.0.0.1"))
    where = reach(server, security="starttls", user="post", password="hemmeleg", authority=certificates.authority)
    with Smtp(where) as smtp:
        smtp.send(a_mail)
        kept = [vars(smtp._backend), vars(smtp._backend.get_client())]
    assert "hemmeleg" not in repr(kept)


def test_plain_text_leads_to_this_machine_only():
    with pytest.raises(ConfigError) as no:
        MailServer(host="smtp.helsefellesskapet.example", port=25, security="none", user="post", password="x")
    assert [problem.where for problem in no.value.problems] == ["security", "user"]


def test_a_password_is_not_sent_without_tls_even_to_this_machine():
    with pytest.raises(ConfigError, match="a password without TLS"):
        MailServer(host="localhost", port=25, security="none", user="post", password="x")


@pytest.mark.parametrize(
    "address",
    [
        "kari@alver.example, ola@voss.example",
        "kari@alver.example\r\nRCPT TO:<ola@voss.example>",
        "kåre@alver.example",
        "kari",
        "",
        "Kari <kari@alver.example>",
    ],
)
def test_an_address_that_is_not_exactly_one_is_refused_before_the_server_hears_of_it(
    address, fault_server, reach, a_mail
):
    server = fault_server()
    with Smtp(reach(server)) as smtp:
        with pytest.raises(Refused):
            smtp.send(replace(a_mail, recipient=address))
        smtp.send(a_mail)
    assert [rcpt for _, rcpt, _ in server.kept] == ["RCPT TO:<kari@alver.example>"]
    assert (server.connections, len([words for words in server.commands if words.startswith("MAIL")])) == (1, 1)
