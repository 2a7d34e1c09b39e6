"""What comes back is understood: who it is from, what it says, which of our mails it is about; and never trusted."""

from __future__ import annotations

from pathlib import Path

import pytest

from cycle.mail.inbox.classify import Sorted, sort_mail
from cycle.mail.inbox.incoming import open_mail
from cycle.mail.inbox.reports.dsn import delivery_report
from cycle.mail.message.sender import token
from tests.mail.arriving import NOW, answer, calendar, invitation_answer, only, report

# --- Reports on the delivery -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "status", "what"),
    [
        ("failed", "5.1.1", "returned"),
        ("Failed", "4.4.7 (expired)", "returned"),
        ("delayed", "4.4.1", "delayed"),
        ("delivered", "2.0.0", "delivered"),
        ("relayed", "2.0.0", "delivered"),
        ("", "5.2.2", "returned"),
        ("nonsense", "4.2.2", "delayed"),
    ],
)
def test_a_report_says_what_became_of_the_mail(action, status, what, ledger, row):
    found = sort_mail(report(row, action=action, status=status, said="x"), ledger, now=NOW)
    reply = only(found)
    assert (reply.what, reply.code, reply.recipient, found.proves) == (what, status[:5], "p1", (row.id,))


def test_a_report_tells_the_servers_words_and_the_finer_code_in_them(ledger, row):
    reply = only(
        sort_mail(report(row, status="5.0.0", said="550 5.2.2 <x>: Mailbox full " + "x" * 999), ledger, now=NOW)
    )
    assert (reply.code, reply.text[:31], len(reply.text)) == ("5.2.2", "550 5.2.2 <x>: Mailbox full xxx", 200)


def test_whom_a_report_is_about_is_found_by_the_return_path_first(ledger, row):
    kari, ola, per = ledger.rows
    hers, his = report(kari, to=f"retur+{ola.token.upper()}@x.example"), report(kari, envelope_id=per.token)
    assert only(sort_mail(hers, ledger, now=NOW)).recipient == "p2"
    assert only(sort_mail(his, ledger, now=NOW)).recipient == "p3"
    assert only(sort_mail(report(kari), ledger, now=NOW)).recipient == "p1"


def test_a_report_that_only_names_an_address_is_shown_and_proves_nothing(ledger, row):
    found = sort_mail(report(row, with_headers=False), ledger, now=NOW)
    assert (only(found).recipient, found.proves) == ("p1", ())
    stranger = report(None, address="annan@kommune.example")
    assert sort_mail(stranger, ledger, now=NOW).what == "unknown"


@pytest.mark.parametrize(
    ("name", "what", "code", "address"),
    [
        ("dsn_05", "delayed", "4.4.1", "userx@example.cz"),
        ("dsn_14", "returned", "5.1.1", "userx@example.com.dk"),
        ("dsn_17", "delayed", "4.3.0", "userx@example.fi"),
        ("exim_01", "returned", "5.1.1", "userx@its.example.nl"),
        ("microsoft_01", "returned", "", "userx@example.com"),
        ("postfix_01", "returned", "5.1.1", "xxxxx@local.ie"),
        ("qmail_03", "returned", "5.1.1", "userx@example.jp"),
        ("simple_21", "delayed", "", "userx@example.com"),
        ("simple_44", "returned", "4.4.4", "user@example.com"),
        ("yahoo_11", "returned", "5.1.1", "bad_user@aol.com"),
    ],
)
def test_reports_of_real_servers_are_understood(name, what, code, address):
    data = (Path(__file__).parents[1] / "returned" / f"{name}.eml").read_bytes()
    found = delivery_report(open_mail(data))
    assert found is not None
    assert (found.what, found.code, found.address) == (what, code, address)


def test_what_a_person_sends_to_the_return_path_is_no_report():
    data = (Path(__file__).parents[1] / "returned" / "groupwise_03.eml").read_bytes()
    assert delivery_report(open_mail(data)) is None


# --- Machines and people ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto-Submitted": "auto-replied; owner-email=x"},
        {"X-Autoreply": "yes"},
        {"Precedence": "auto_reply"},
        {"Return-Path": "<>"},
        {"Subject": "Automatisk svar: Invitasjon"},
        {"Subject": "=?utf-8?q?Frav=C3=A6rsmelding?="},
        {"To": "retur+{token}@x.example", "In-Reply-To": ""},
    ],
)
def test_an_automatic_answer_is_told_from_a_persons(headers, ledger, row):
    mail = answer(row, "Eg er ute.", headers={k: v.format(token=row.token) for k, v in headers.items()})
    assert (only(sort_mail(mail, ledger, now=NOW)).what, only(sort_mail(mail, ledger, now=NOW)).text) == (
        "automatic",
        "Eg er ute.",
    )


@pytest.mark.parametrize("headers", [{}, {"Auto-Submitted": "no"}, {"Subject": "Fråvær: eg kan ikkje kome"}])
def test_a_persons_words_are_kept_in_short_and_without_what_they_quote(headers, ledger, row):
    text = "Hei!\r\nEg kjem.\r\n\r\nDen 25. nov. 2026 kl. 10 skreiv Samarbeidssekretariatet:\r\n> Hemmeleg\r\n"
    found = sort_mail(answer(row, text, headers=headers), ledger, now=NOW)
    assert (only(found).what, only(found).text, found.proves) == ("wrote", "Hei! Eg kjem.", (row.id,))
    assert len(only(sort_mail(answer(row, "x " * 9999, headers=headers), ledger, now=NOW)).text) <= 200


def test_html_is_read_as_text(ledger, row):
    html = "<style>p{}</style><p>Eg &aring;tte</p><script>nei</script><blockquote>Hemmeleg</blockquote>"
    mail = answer(row, html, headers={"Content-Type": "text/html"})
    assert only(sort_mail(mail, ledger, now=NOW)).text == "Eg åtte"


def test_the_row_is_found_in_references_the_newest_first(ledger, row):
    kari, ola, _ = ledger.rows
    mail = answer(row, headers={"In-Reply-To": "<x@y>", "References": f"{kari.message_id} {ola.message_id} <z@w>"})
    assert only(sort_mail(mail, ledger, now=NOW)).recipient == "p2"


def test_a_token_that_was_made_up_concerns_nobody(ledger, row):
    made_up = token(b"another secret", row.cycle, row.kind, row.recipient)
    assert len(made_up) == len(row.token)
    for mail in (
        answer(row, headers={"In-Reply-To": f"<{made_up}@helsefellesskapet.example>", "From": "x@y.example"}),
        answer(row, headers={"In-Reply-To": "", "To": f"retur+{made_up}@x.example", "From": "x@y.example"}),
        invitation_answer(row, calendar(uid=f"{made_up}@helsefellesskapet.example"), headers={"In-Reply-To": ""}),
    ):
        assert sort_mail(mail, ledger, now=NOW) == Sorted(key=open_mail(mail).key, what="unknown")


def test_a_copy_of_our_own_mail_is_no_answer(ledger, row):
    mail = answer(row, headers={"Message-ID": row.message_id})
    assert sort_mail(mail, ledger, now=NOW).what == "own"


@pytest.mark.parametrize("date", ["", "tull", "Wed, 25 Nov 2099 10:00:00 +0000", "Thu, 1 Jan 1970 00:00:00 +0000"])
def test_a_date_that_cannot_be_is_taken_for_now(date, ledger, row):
    assert only(sort_mail(answer(row, headers={"Date": date}), ledger, now=NOW)).at == NOW


@pytest.mark.parametrize("charset", ["utf-8", "latin-1"])
def test_a_subject_with_letters_that_are_not_encoded_is_read(charset, ledger, row):
    head = f"From: {row.address}\r\nIn-Reply-To: {row.message_id}\r\nSubject: SV: Møtet på Åra\r\n"
    mail = (head + "Date: Wed, 25 Nov 2026 10:00:00 +0000\r\n\r\n").encode(charset)
    assert only(sort_mail(mail, ledger, now=NOW)).text == "SV: Møtet på Åra"
