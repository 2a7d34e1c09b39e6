"""A hostile mail in the mailbox is soon done with, and says little."""

from __future__ import annotations

import pytest

from cycle.mail.inbox.classify import sort_mail
from tests.mail.arriving import NOW, report

HEAD = b"From: x@y.example\r\nTo: z@y.example\r\nMessage-ID: <m@y.example>\r\nMIME-Version: 1.0\r\n"


def nested(depth: int, body: bytes) -> bytes:
    levels = (
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number) for number in range(depth)
    )
    return HEAD + b"".join(levels) + b"Content-Type: text/plain\r\n\r\n" + body


BOMB = "BEGIN:VCALENDAR\nMETHOD:REPLY\n" + "BEGIN:VEVENT\n" * 40_000
HOSTILE = {
    "100 MB": HEAD + b"\r\n" + b"x" * 100_000_000,
    "10,000 parts": HEAD
    + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    + b"--b\r\nContent-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\n" * 10_000,
    "30 deep with empty lines": nested(30, b"\n" * 900_000),
    "39 deep with dashes": nested(39, b"--\n" * 300_000),
    "5,000 deep": nested(5_000, b"hei"),
    "30,000 enclosed mails": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 30_000,
    "a header of semicolons": HEAD + b'Content-Type: multipart/mixed; a="' + b";;;;;;;;;;;\r\n " * 70_000 + b"\r\n\r\n",
    "a subject of half encoded words": HEAD + b"Subject: " + b"=?a?q?" * 150_000 + b"\r\n\r\nhei",
    "nested comments in an address": b"From: " + b'"(((' * 200_000 + b"\r\n\r\nhei",
    "140,000 headers": b"To: x@y.example\r\n" * 140_000 + b"\r\nhei",
    "a slow codec": HEAD
    + b"Content-Type: text/plain; charset=punycode\r\n\r\n"
    + b"a" * 500_000
    + b"-"
    + b"b9zz" * 99_999,
    "a charset that is none": HEAD
    + b"Content-Type: text/plain; charset*=x'y'%ff%00\r\nSubject: \xff\xfe\r\n\r\n\xff\xfe",
    "nothing": b"",
    "zeros": b"\0" * 1_000_000,
    "a calendar of open components": HEAD + b"Content-Type: text/calendar; method=REPLY\r\n\r\n" + BOMB.encode(),
    "a calendar of one long line": HEAD
    + b"Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:"
    + b"x\r\n " * 30_000
    + b'\r\nATTENDEE;CN="'
    + b'";"' * 20_000
    + b"\r\nEND:VEVENT\r\n",
    "a report with 30,000 recipients": report(None)
    + b"\r\n--b1\r\nContent-Type: message/delivery-status\r\n\r\n"
    + b"Action: failed\r\nStatus: 5.1.1\r\n\r\n" * 30_000,
    "a report of phrases": b"Return-Path: <>\r\nFrom: MAILER-DAEMON@x.example\r\nSubject: Undeliverable\r\n\r\n"
    + b"The following addresses had permanent fatal errors -----\r\n<a@b\r\n   " * 14_000,
    "a page of thanks": HEAD + b"\r\n" + b"takk takk for \n" * 60_000,
    "html that never closes": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<a <!-- <![ <" * 70_000,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.timeout(60)  # without limits they take minutes to hours
def test_a_hostile_mail_concerns_nobody_and_is_soon_done_with(data, ledger):
    assert sort_mail(data, ledger, now=NOW).what == "unknown"


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_mail_with_a_true_token_says_little(data, ledger, row):
    found = sort_mail(b"In-Reply-To: " + row.message_id.encode() + b"\r\n" + data, ledger, now=NOW)
    assert all(len(reply.text) <= 200 and reply.text.isprintable() for reply in found.replies)
