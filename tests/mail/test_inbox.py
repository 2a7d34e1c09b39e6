"""What comes back is understood: who it is from, what it says, which of our mails it is about; and never trusted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pytest

from cycle.mail.dsn import delivery_report
from cycle.mail.inbox import Sorted, sort_mail
from cycle.mail.incoming import open_mail
from cycle.mail.itip import moment
from cycle.mail.sender import token
from cycle.model import OutboxRow, Reply
from tests.mail.arriving import answer, calendar, invitation_answer, report

NOW = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)


class Ledger:
    """An outbox in memory."""

    def __init__(self, rows: Sequence[OutboxRow]) -> None:
        self.rows = rows

    def named(self, tokens):
        wanted = set(tokens)
        return {one.token: one for one in self.rows if one.token in wanted}

    def entries(self, tokens):
        return self.named(tokens)

    def addressed(self, address):
        return [one for one in self.rows if one.address == address]


@pytest.fixture
def ledger(rows) -> Ledger:
    return Ledger(rows(3))


@pytest.fixture
def row(ledger) -> OutboxRow:
    return ledger.rows[0]


def only(found: Sorted) -> Reply:
    (reply,) = found.replies
    assert reply.key == found.key
    assert reply.what == found.what
    return reply


# --- Calendar answers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("partstat", "what"),
    [("ACCEPTED", "accepted"), ("DECLINED", "declined"), ("TENTATIVE", "tentative"), ("accepted", "accepted")],
)
def test_an_answer_from_a_calendar_says_whether_they_come(partstat, what, ledger, row):
    text = calendar(row, partstat=partstat, lines=("SEQUENCE:2", "DTSTAMP:20261125T095900Z", "COMMENT:Gler meg"))
    reply = only(sort_mail(invitation_answer(row, text), ledger, now=NOW))
    assert reply == Reply(
        key=reply.key,
        cycle=row.cycle,
        recipient="p1",
        kind="invitasjon",
        what=what,
        source="calendar",
        at=dt.datetime(2026, 11, 25, 10, 0, 5, tzinfo=dt.UTC),
        text="Gler meg",
        sequence=2,
        stamp=dt.datetime(2026, 11, 25, 9, 59, tzinfo=dt.UTC),
    )


def attendee(row: OutboxRow, *, start: str = "mailto:", more: str = "", partstat: str = "DECLINED") -> str:
    return f"ATTENDEE{more};PARTSTAT={partstat}:{start}{row.address}"


SHAPES = {
    "mailto in capitals": lambda row: calendar(row, attendee=attendee(row, start="MAILTO:")),
    "an address in capitals": lambda row: calendar(
        row, attendee=f"ATTENDEE;PARTSTAT=DECLINED:mailto:{row.address.upper()}"
    ),
    "no mailto": lambda row: calendar(row, attendee=attendee(row, start="")),
    "method twice": lambda row: calendar(row, partstat="DECLINED", method=("METHOD:REPLY", "METHOD:REPLY")),
    "method only in the media type": lambda row: calendar(row, partstat="DECLINED", method=()),
    "method in small letters": lambda row: calendar(row, partstat="DECLINED", method=("method:reply",)),
    "no sequence": lambda row: calendar(row, partstat="DECLINED", lines=("DTSTAMP:20261125T100000Z",)),
    "no stamp": lambda row: calendar(row, partstat="DECLINED", lines=("SEQUENCE:0",)),
    "stamp without Z": lambda row: calendar(row, partstat="DECLINED", lines=("DTSTAMP:20261125T100000",)),
    "nonsense for a stamp and a sequence": lambda row: calendar(
        row, partstat="DECLINED", lines=("DTSTAMP:i dag", "SEQUENCE:mange")
    ),
    "a time zone of Windows": lambda row: calendar(
        row,
        partstat="DECLINED",
        lines=(
            "DTSTART;TZID=W. Europe Standard Time:20270218T090000",
            "DTSTAMP;TZID=W. Europe Standard Time:20261125T110000",
        ),
    ),
    "a bare line break in the comment": lambda row: calendar(
        row, partstat="DECLINED", lines=("DTSTAMP:20261125T100000Z", "COMMENT:Hei\nEg er bortreist", "SEQUENCE:0")
    ),
    "quotes, commas and colons in the name": lambda row: calendar(
        row, attendee=attendee(row, more=';CN="Nordmann, Kari: ordførar";ROLE=REQ-PARTICIPANT;RSVP=TRUE')
    ),
    "folded in the middle of a word": lambda row: calendar(row, attendee=attendee(row)).replace(
        "PARTSTAT", "PART\r\n STAT"
    ),
    "bare line ends": lambda row: calendar(row, partstat="DECLINED").replace("\r\n", "\n"),
    "a name that is not ASCII": lambda row: calendar(row, attendee=attendee(row, more=";CN=Åse Øvrebø")),
    "several attendees": lambda row: calendar(
        row, attendee=["ATTENDEE;PARTSTAT=ACCEPTED:mailto:ein.annan@kommune.example", attendee(row)]
    ),
    "a broken line before": lambda row: calendar(
        row, partstat="DECLINED", lines=('X-BROKEN;A="b:c', "DTSTAMP:20261125T100000Z")
    ),
    "a todo": lambda row: calendar(row, partstat="DECLINED", event="VTODO"),
    "a time zone of its own": lambda row: calendar(row, partstat="DECLINED").replace(
        "BEGIN:VEVENT",
        "BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nRRULE:FREQ=SECONDLY\r\n"
        "END:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT",
    ),
    "an alarm inside": lambda row: calendar(row, partstat="DECLINED").replace(
        "END:VEVENT",
        "BEGIN:VALARM\r\nUID:other\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:x@y.no\r\nEND:VALARM\r\nEND:VEVENT",
    ),
    "wrapped by Exchange": lambda row: calendar(
        row,
        partstat="DECLINED",
        uid="040000008200E00074C5B7101A82E008"
        + "00" * 20
        + (b"vCal-Uid\x01\x00\x00\x00" + row.message_id.strip("<>").encode() + b"\x00").hex().upper(),
    ),
    "capitals in the UID": lambda row: calendar(row, partstat="DECLINED", uid=row.message_id.strip("<>").upper()),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_an_answer_is_understood_in_every_shape_mail_programs_give_it(shape, ledger, row):
    reply = only(sort_mail(invitation_answer(row, shape(row)), ledger, now=NOW))
    assert (reply.what, reply.recipient, reply.source) == ("declined", "p1", "calendar")


def test_the_comment_is_read_whole_over_a_bare_line_break(ledger, row):
    text = SHAPES["a bare line break in the comment"](row)
    reply = only(sort_mail(invitation_answer(row, text), ledger, now=NOW))
    assert (reply.text, reply.sequence) == ("Hei Eg er bortreist", 0)


@pytest.mark.parametrize(
    ("text", "zone", "hour"),
    [
        ("20261125T110000Z", "", 11),
        ("20261125T110000", "", 11),
        ("20261125T110000", "W. Europe Standard Time", 10),
        ("20261125T110000", "Europe/Oslo", 10),
        ("20261125T110000Z", "Europe/Oslo", 11),
        ("20261125T110000", "../../etc/passwd", 11),
        ("20261125", "", 0),
    ],
)
def test_the_moment_of_an_answer_is_read_in_the_zone_it_names(text, zone, hour):
    assert moment(text, zone=zone) == dt.datetime(2026, 11, 25, hour, tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["", "i dag", "20269999T999999Z", "00000000T000000Z"])
def test_a_moment_that_is_none_is_none(text):
    assert moment(text) is None


def test_google_sends_the_same_answer_in_two_parts_and_it_counts_once(ledger, row):
    text = calendar(row)
    kinds = ('text/calendar; charset="UTF-8"; method=REPLY', 'application/ics; name="invite.ics"')
    found = sort_mail(invitation_answer(row, text, text, kinds=kinds), ledger, now=NOW)
    assert (only(found).what, found.proves) == ("accepted", (row.id,))


def test_of_two_answers_in_one_mail_the_newest_counts(ledger, row):
    first = calendar(row, partstat="ACCEPTED", lines=("DTSTAMP:20261125T090000Z",))
    second = calendar(row, partstat="DECLINED", lines=("DTSTAMP:20261125T100000Z",))
    for texts in ((first, second), (second, first)):
        assert only(sort_mail(invitation_answer(row, *texts), ledger, now=NOW)).what == "declined"


def test_an_answer_that_names_nobody_is_read_from_the_subject_or_by_a_person(ledger, row):
    text = calendar(row, attendee="")
    assert only(sort_mail(invitation_answer(row, text), ledger, now=NOW)).what == "accepted"
    unclear = invitation_answer(row, text, headers={"Subject": "Partnarskapsmote"})
    assert (only(sort_mail(unclear, ledger, now=NOW)).what, only(sort_mail(unclear, ledger, now=NOW)).text) == (
        "wrote",
        "Partnarskapsmote",
    )


def test_an_answer_from_another_address_counts_and_says_so(ledger, row):
    text = calendar(row, attendee="ATTENDEE;PARTSTAT=ACCEPTED:mailto:alias@kommune.example")
    mail = invitation_answer(row, text, headers={"From": "alias@kommune.example"})
    reply = only(sort_mail(mail, ledger, now=NOW))
    assert (reply.what, reply.recipient, reply.text) == ("accepted", "p1", "Frå alias@kommune.example")


def test_who_proposes_another_time_or_sends_somebody_else_is_shown_to_a_person(ledger, row):
    counter = calendar(
        row, method=("METHOD:COUNTER",), lines=("DTSTART:20270219T090000Z", "COMMENT:Dagen etter passar")
    )
    kinds = ("text/calendar; method=COUNTER",)
    found = only(sort_mail(invitation_answer(row, counter, kinds=kinds), ledger, now=NOW))
    assert (found.what, found.text) == ("proposed", "Foreslår 19.02.2027 i staden. Dagen etter passar")
    handed_on = f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:ola@x.example":mailto:{row.address}'
    found = only(sort_mail(invitation_answer(row, calendar(row, attendee=handed_on)), ledger, now=NOW))
    assert (found.what, found.text) == ("wrote", "Har bede ola@x.example kome i staden.")
    instead = f'ATTENDEE;PARTSTAT=ACCEPTED;DELEGATED-FROM="mailto:{row.address}":mailto:ola@x.example'
    found = only(sort_mail(invitation_answer(row, calendar(row, attendee=instead)), ledger, now=NOW))
    assert found.what == "wrote"


def test_a_calendar_answer_goes_before_the_mark_of_a_machine(ledger, row):
    mail = invitation_answer(row, calendar(row), headers={"Auto-Submitted": "auto-generated", "Precedence": "bulk"})
    assert only(sort_mail(mail, ledger, now=NOW)).what == "accepted"


@pytest.mark.parametrize("uid", ["møte-ærøå@kommune.example", "x" * 3000, "040000008200E0zz", "04000000" + "0" * 2001])
def test_an_answer_to_somebody_elses_meeting_concerns_nobody(uid, ledger, row):
    mail = invitation_answer(row, calendar(row, uid=uid), headers={"In-Reply-To": ""})
    assert sort_mail(mail, ledger, now=NOW).what == "unknown"


@pytest.mark.parametrize("method", ["REQUEST", "PUBLISH", "CANCEL", ""])
def test_an_invitation_that_comes_back_is_no_answer(method, ledger, row):
    text = calendar(row, method=(f"METHOD:{method}",) if method else ())
    mail = invitation_answer(row, text, kinds=("text/calendar",), headers={"In-Reply-To": row.message_id})
    assert only(sort_mail(mail, ledger, now=NOW)).what == "wrote"


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
    data = (Path(__file__).parent / "returned" / f"{name}.eml").read_bytes()
    found = delivery_report(open_mail(data))
    assert found is not None
    assert (found.what, found.code, found.address) == (what, code, address)


def test_what_a_person_sends_to_the_return_path_is_no_report():
    data = (Path(__file__).parent / "returned" / "groupwise_03.eml").read_bytes()
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
        answer(row, headers={"In-Reply-To": f"<{made_up}@helsefellesskapet.example>"}),
        answer(row, headers={"In-Reply-To": "", "To": f"retur+{made_up}@x.example"}),
        invitation_answer(row, calendar(uid=f"{made_up}@helsefellesskapet.example"), headers={"In-Reply-To": ""}),
    ):
        assert sort_mail(mail, ledger, now=NOW) == Sorted(key=open_mail(mail).key, what="unknown")


def test_a_copy_of_our_own_mail_is_no_answer(ledger, row):
    mail = answer(row, headers={"Message-ID": row.message_id})
    assert sort_mail(mail, ledger, now=NOW).what == "own"


@pytest.mark.parametrize("date", ["", "tull", "Wed, 25 Nov 2099 10:00:00 +0000", "Thu, 1 Jan 1970 00:00:00 +0000"])
def test_a_date_that_cannot_be_is_taken_for_now(date, ledger, row):
    assert only(sort_mail(answer(row, headers={"Date": date}), ledger, now=NOW)).at == NOW


# --- Hostile mails ---------------------------------------------------------------------------------------------------

HEAD = b"From: x@y.example\r\nTo: z@y.example\r\nMessage-ID: <m@y.example>\r\nMIME-Version: 1.0\r\n"


def nested(depth: int, body: bytes) -> bytes:
    levels = (b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (one, one) for one in range(depth))
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
    "html that never closes": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<a <!-- <![ <" * 70_000,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.timeout(60)  # without limits they take minutes to hours
def test_a_hostile_mail_concerns_nobody_and_is_soon_done_with(data, ledger):
    assert sort_mail(data, ledger, now=NOW).what == "unknown"


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_mail_with_a_true_token_says_little(data, ledger, row):
    found = sort_mail(b"In-Reply-To: " + row.message_id.encode() + b"\r\n" + data, ledger, now=NOW)
    assert all(len(one.text) <= 200 and one.text.isprintable() for one in found.replies)
