"""Returned mail of every system is understood: what became of it, whose it was, why; nothing else is taken for it."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from cycle.mail.inbox.incoming import open_mail
from cycle.mail.inbox.reports.bounce_causes import cause_of, statuses
from cycle.mail.inbox.reports.dsn import delivery_report
from cycle.mail.transport.rate_limit import is_too_fast

KARI = "kari@kommune.example"
HEAD = "To: post@x.example\r\nDate: Wed, 25 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"


def read(text: str, **headers: str) -> tuple[str, str, str]:
    """Return what a mail reports, of whom, and why."""
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    found = delivery_report(open_mail((head + HEAD + "\r\n" + text.replace("\n", "\r\n")).encode()))
    return (found.what, found.address, cause_of(None, f"{found.code} {found.text}")) if found else ("", "", "")


def test_every_format_with_every_answer_is_read_and_nothing_else_is_taken_for_one():
    bench = runpy.run_path(str(Path(__file__).parents[3] / "benchmarks" / "bounces.py"))
    figures = bench["measured"]()
    reports = figures["reports"]
    assert (figures["formats"], figures["whole reports"], reports) == (44, 96, 4327)
    assert (figures["recognised"], figures["right class"], figures["right recipient"]) == (reports, reports, reports)
    assert figures["right reason"] >= 0.99 * reports
    assert (figures["others"], figures["others taken for reports"]) == (48, 0)
    assert (figures["replies"], figures["right reason of a reply"]) == (250, 250)


JSON = {"From": "no-reply@sns.amazonaws.example", "Subject": "AWS Notification Message"}
OWN_FORMATS = {
    "KDDI": (
        """Your mail sent on: Thu, 29 Apr 2026
     Could not be delivered to: <kari@kommune.example>
     As their mailbox is full.
""",
        {"From": "no-reply@x.dion.example", "Subject": "メール"},
        ("returned", KARI, "full"),
    ),
    "EZweb": (
        "The user(s) account is disabled.\n\n<kari@kommune.example>\n",
        {"From": "Postmaster@ezweb.example", "Subject": "Mail System Error - Returned Mail"},
        ("returned", KARI, "closed"),
    ),
    "fml": (
        """Duplicated Message-ID in <kari@kommune.example>.


Original mail as follows:

   From x@y.example
""",
        {"From": "ml-admin@x.example", "Subject": "Loop Alert: Duplicated Message-ID (ML)", "X_MLServer": "fml"},
        ("returned", KARI, ""),
    ),
    "Sendmail 5 that gave up": (
        """   ----- Transcript of session follows -----
421 kommune.example (smtp)... Deferred: Connection timed out

   ----- Unsent message follows -----
Received: by x
From: post@x.example
To: kari@kommune.example
""",
        {"From": "MAILER-DAEMON@x.example", "Subject": "Returned mail: Cannot send message for 4 days"},
        ("returned", KARI, "domain"),
    ),
    "James": (
        """Error: Invalid user address

Error message below:
550 - Requested action not taken: no such user here

Message details:
  MAIL FROM: post@x.example
  RCPT TO: kari@kommune.example
""",
        {"From": "post_master@kommune.example", "Subject": "Re:Invitasjon", "In_Reply_To": "<1@x.example>"},
        ("returned", KARI, "unknown"),
    ),
    "Exim, malformed address": (
        """A message that you sent contained one or more recipient addresses that were
incorrectly constructed:

  Kari <kari@kommune.example>: malformed address: > may not follow kari@kommune.example
""",
        {"From": "Mailer-Daemon@x.example", "Subject": "Mail failure - malformed recipient address"},
        ("returned", KARI, "syntax"),
    ),
    "Exim, delayed": (
        """This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on x.example.

  kari@kommune.example
    Delay reason: SMTP error from remote mail server: 451 4.7.1 Greylisted

No action is required on your part. Delivery attempts will continue for some time.
""",
        {"From": "Mailer-Daemon@x.example", "Subject": "Warning: message 1abc delayed 24 hours"},
        ("delayed", KARI, "later"),
    ),
    "SES, delivered": (
        '{"notificationType":"Delivery","delivery":{"recipients":["kari@kommune.example"],"smtpResponse":"250 ok"}}\n',
        JSON,
        ("delivered", KARI, ""),
    ),
    "SES, full": (
        """{"notificationType":"Bounce","bounce":{"bounceType":"Transient","bounceSubType":"MailboxFull",
"bouncedRecipients":[{"emailAddress":"kari@kommune.example"}]}}
""",
        JSON,
        ("returned", KARI, "full"),
    ),
    "SES, complaint": (
        '{"notificationType":"Complaint","complaint":{"complainedRecipients":[{"emailAddress":"k@x.no"}]}}\n',
        JSON,
        ("", "", ""),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "headers", "wanted"), OWN_FORMATS.values(), ids=OWN_FORMATS.keys())
def test_reports_in_formats_of_their_own_are_read(text, headers, wanted):
    assert read(text, **headers) == wanted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("550 5.1.1 User unknown", ["5.1.1"]),
        ("by mx.x.example with esmtp (Exim 4.98.2)", []),
        ("running the Courier mail server, version 0.65.2", []),
        ("host 5.1.2.3 said", []),
        ("Exim 4.6.1 said 550-5.7.26 no", ["5.7.26"]),
        ("v4.6.1: (#5.2.2)", ["5.2.2"]),
        ("(8.14.4/8.14.4) 5.3.0.", ["5.3.0"]),
        ("MOS 4.1.8-GA, 5.0.0 (permanent failure)", ["5.0.0"]),
        ("5.9.1 2.5.0", ["2.5.0"]),
    ],
)
def test_a_version_is_no_status_code(text, found):
    assert statuses(text) == found


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("550 5.7.26 Unauthenticated email from x is not accepted due to domain's DMARC policy. Spam", "distrust"),
        ("550 5.7.1 SPF unauthorized mail is prohibited", "distrust"),
        ("554 5.7.1 antispam.kommune.example: <a@x.example>: Recipient address rejected: User unknown", "unknown"),
        ("550 5.7.1 see https://x.example/spam/blocked for why <spam@x.example> was refused: mailbox full", "full"),
        ("552", "full"),
        ("550", "rejected"),
        ("550 5.0.0 Exim 4.98.2", "rejected"),
        ("5.2.2 user unknown", "full"),
        ("As their mailbox is full", "full"),
        ("the server turns us down: no", ""),
        ("mail server x:25: cannot be reached (Name or service not known); nothing was sent", ""),
    ],
)  # fmt: skip
def test_exact_words_and_codes_go_before_loose_ones(text, cause):
    assert cause_of(None, text) == cause


@pytest.mark.parametrize(
    ("code", "text", "too_fast"),
    [
        (451, "4.7.1 Greylisting in action, please come back later", False),
        (450, "4.2.0 <a@x.example>: Recipient address rejected: Greylisted", False),
        (451, "Postgrey: try again in 300 seconds", False),
        (452, "4.3.1 Insufficient system storage", False),
        (450, "4.2.2 mailbox full", False),
        (451, "4.7.500 Server busy", True),
        (452, "4.2.1 Too many messages, slow down", True),
        (421, "4.7.0 try later", True),
        (432, "4.3.2 Concurrent connections limit exceeded", True),
        (550, "5.7.1 sending rate too high", False),
        (None, "rate", False),
    ],
)
def test_a_server_that_turns_strangers_away_once_does_not_say_that_we_are_too_fast(code, text, too_fast):
    assert is_too_fast(code, text) == too_fast
