"""An answer from a calendar is understood in every shape mail programs give it, and belongs to the one invited."""

from __future__ import annotations

import datetime as dt

import pytest

from cycle.mail.inbox.answers.itip import parsed_moment
from cycle.mail.inbox.classify import sort_mail
from cycle.model import OutboxRow, Reply
from tests.mail.arriving import NOW, calendar, invitation_answer, only


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
    assert parsed_moment(text, zone=zone) == dt.datetime(2026, 11, 25, hour, tzinfo=dt.UTC)


@pytest.mark.parametrize("text", ["", "i dag", "20269999T999999Z", "00000000T000000Z"])
def test_a_moment_that_is_none_is_none(text):
    assert parsed_moment(text) is None


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


def test_who_proposes_another_time_or_sends_somebody_else_is_shown_to_a_person(ledger, row):
    counter = calendar(
        row, method=("METHOD:COUNTER",), lines=("DTSTART:20270219T090000Z", "COMMENT:Dagen etter passar")
    )
    kinds = ("text/calendar; method=COUNTER",)
    found = only(sort_mail(invitation_answer(row, counter, kinds=kinds), ledger, now=NOW))
    assert (found.what, found.text) == ("proposed", "Føreslår 19.02.2027 kl. 10.00 i staden. Dagen etter passar")
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
