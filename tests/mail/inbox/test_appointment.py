"""A calendar file in a mail is shown as the meeting it is, whoever wrote it."""

from __future__ import annotations

import datetime as dt

import pytest

from cycle.mail.inbox.answers.received_calendar import seen_appointment

EVENT = b"BEGIN:VEVENT\r\nUID:x\r\nDTSTART:20270218T080000Z\r\nDTEND:20270218T140000Z\r\nSUMMARY:M\xc3\xb8te\r\n%s"
WHOLE = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n%sEND:VCALENDAR\r\n"


@pytest.mark.parametrize(
    ("method", "status", "purpose"),
    [
        (b"METHOD:REQUEST\r\n", b"", "asks"),
        (b"METHOD:PUBLISH\r\n", b"", "tells"),
        (b"", b"", "tells"),
        (b"METHOD:CANCEL\r\n", b"", "cancels"),
        (b"METHOD:REQUEST\r\n", b"STATUS:CANCELLED\r\n", "cancels"),
    ],
)
def test_it_says_what_the_file_asks_of_its_reader(method: bytes, status: bytes, purpose: str) -> None:
    seen = seen_appointment(WHOLE % (method + EVENT % (status + b"END:VEVENT\r\n")))
    assert seen is not None
    assert (seen.purpose, seen.title, seen.start) == (purpose, "Møte", dt.datetime(2027, 2, 18, 8, tzinfo=dt.UTC))


@pytest.mark.parametrize("data", [b"", b"hei", WHOLE % b"", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", b"\xff\xfe"])
def test_what_is_no_calendar_shows_nothing(data: bytes) -> None:
    assert seen_appointment(data) is None
