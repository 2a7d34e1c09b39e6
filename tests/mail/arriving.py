"""Makes the mails that come back: calendar answers in the shapes that mail programs really use, reports, answers."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Mapping, Sequence

from cycle.mail.inbox.classify import Sorted
from cycle.model import Language, OutboxRow, Reply

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)

DSN = """\
Return-Path: <>
From: MAILER-DAEMON@mx.kommune.example (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{message_id}>
Date: Wed, 25 Nov 2026 10:00:00 +0000
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

This is the mail system. I'm sorry to have to inform you.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.kommune.example
{envelope_id}Arrival-Date: Wed, 25 Nov 2026 09:59:00 +0000

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b1
Content-Type: text/rfc822-headers

From: post@helsefellesskapet.example
{returned}Subject: Invitasjon

--b1--
"""


def report(
    row: OutboxRow | None,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "550 5.1.1 User unknown",
    to: str = "post@helsefellesskapet.example",
    address: str = "",
    envelope_id: str = "",
    with_headers: bool = True,
    message_id: str = "report-1@mx.kommune.example",
) -> bytes:
    """Return a report by RFC 3464 about the mail of a row."""
    text = DSN.format(
        to=to,
        address=address or (row.address if row else "x@y.example"),
        action=action,
        status=status,
        said=said,
        envelope_id=f"Original-Envelope-Id: {envelope_id}\n" if envelope_id else "",
        returned=f"Message-ID: {row.message_id}\n" if row and with_headers else "",
        message_id=message_id,
    )
    return text.replace("\n", "\r\n").encode()


def answer(row: OutboxRow, text: str = "Takk, eg kjem.", *, headers: Mapping[str, str] | None = None) -> bytes:
    """Return what a person or a machine writes back to the mail of a row."""
    given = {
        "From": f"Kari Nordmann <{row.address}>",
        "To": "post@helsefellesskapet.example",
        "Subject": "SV: Invitasjon",
        "Message-ID": f"<answer-{row.recipient}@kommune.example>",
        "In-Reply-To": row.message_id,
        "Date": "Wed, 25 Nov 2026 10:00:00 +0000",
        "Content-Type": "text/plain; charset=utf-8",
    } | dict(headers or {})
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items() if value)
    return (head + "\r\n" + text).encode()


def calendar(
    row: OutboxRow | None = None,
    *,
    uid: str = "",
    attendee: str | Sequence[str] | None = None,
    partstat: str = "ACCEPTED",
    lines: Sequence[str] = ("SEQUENCE:0", "DTSTAMP:20261125T100000Z"),
    method: Sequence[str] = ("METHOD:REPLY",),
    event: str = "VEVENT",
) -> str:
    """Return the text of a calendar answer; every line that real ones vary can be replaced or left out."""
    if attendee is None:
        attendee = f"ATTENDEE;PARTSTAT={partstat}:mailto:{row.address if row else 'x@y.example'}"
    attendees = [attendee] if isinstance(attendee, str) else list(attendee)
    body = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Example//EN",
        "VERSION:2.0",
        *method,
        f"BEGIN:{event}",
        f"UID:{uid or (row.message_id.strip('<>') if row else 'x')}",
        *attendees,
        *lines,
        f"END:{event}",
        "END:VCALENDAR",
    ]
    return "\r\n".join(text for text in body if text) + "\r\n"


def invitation_answer(
    row: OutboxRow,
    *texts: str,
    kinds: Sequence[str] = ("text/calendar; method=REPLY; charset=utf-8",),
    headers: Mapping[str, str] | None = None,
) -> bytes:
    """Return a mail that carries calendar texts, each as a part of a media type."""
    given = {
        "From": f"Kari Nordmann <{row.address}>",
        "To": "post@helsefellesskapet.example",
        "Subject": "Accepted: Partnarskapsmøte",
        "Message-ID": f"<calendar-{row.recipient}@kommune.example>",
        "Date": "Wed, 25 Nov 2026 10:00:05 +0000",
        "MIME-Version": "1.0",
        "Content-Type": 'multipart/mixed; boundary="b2"',
    } | dict(headers or {})
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items() if value)
    parts = ["Content-Type: text/plain; charset=utf-8\r\n\r\nKari Nordmann has accepted this invitation.\r\n"]
    for text, kind in zip(texts, [*kinds, *[kinds[-1]] * len(texts)], strict=False):
        coded = base64.encodebytes(text.encode()).decode().replace("\n", "\r\n")
        parts.append(f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n{coded}")
    return (head + "\r\n" + "".join(f"--b2\r\n{part}\r\n" for part in parts) + "--b2--\r\n").encode()


class Ledger:
    """An outbox in memory."""

    def __init__(self, rows: Sequence[OutboxRow], *, reads: Language = "nn") -> None:
        self.rows, self.reads = rows, reads

    def named(self, tokens):
        wanted = set(tokens)
        return {row.token: row for row in self.rows if row.token in wanted}

    def entries(self, tokens):
        return self.named(tokens)

    def addressed(self, address, *, until=None):
        return [row for row in self.rows if row.address == address and (until is None or row.date <= until)]

    def language(self, _row):
        return self.reads


def only(found: Sorted) -> Reply:
    (reply,) = found.replies
    assert reply.key == found.key
    assert reply.what == found.what
    return reply
