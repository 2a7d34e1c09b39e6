"""The meeting in everyone's calendar, at the right hour."""

from __future__ import annotations

import bisect
import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from cycle.errors import Refused
from cycle.mail.message.calendar import Appointment, CalendarUser, calendar_file, oslo

OSLO = ZoneInfo("Europe/Oslo")
STAMP = dt.datetime(2026, 11, 2, 12, 30, 15, 99, tzinfo=OSLO)
SECRETARIAT = CalendarUser(name="Samarbeidssekretariatet", address="post@helsefellesskapet.example")
KARI = CalendarUser(name='Kari "Kaja" Ås; ordførar, Alver', address="kari@bærum.example")
MEETING = Appointment(
    title="Partnarskapsmøte 2027",
    date=dt.date(2027, 2, 18),
    start=dt.time(9),
    end=dt.time(15),
    place="Kulturhuset i Bergen, Vaskerelven 8",
    description="Registrering frå kl. 08.30.\nVelkomen; ta med programmet, er du snill! " + "æøå " * 40,
    organiser=SECRETARIAT,
    url="https://www.saman.example/partnarskapsmote/2027",
)


def event(data: bytes):
    (found,) = Calendar.from_ical(data).walk("VEVENT")
    return found


def test_norways_clock_is_right_every_half_hour_from_2024_to_2040():
    onsets = changes(calendar_file(MEETING, uid="abc", stamp=STAMP), until=2041)
    moments = [onset for onset, _ in onsets]
    moment, wrong = dt.datetime(2024, 1, 1, tzinfo=dt.UTC), []
    while moment.year < 2041:
        ours = onsets[bisect.bisect_right(moments, moment) - 1][1]
        if ours != moment.astimezone(OSLO).utcoffset():
            wrong.append(moment)
        moment += dt.timedelta(minutes=30)
    assert wrong == []


def changes(data: bytes, *, until: int) -> list[tuple[dt.datetime, dt.timedelta]]:
    """Return every change of the file's own clock: the moment in UTC, and the offset from then on (RFC 5545 3.6.5)."""
    found = []
    for part in Calendar.from_ical(data).walk():
        if part.name in {"STANDARD", "DAYLIGHT"}:
            rule = rrulestr(part["RRULE"].to_ical().decode(), dtstart=part["DTSTART"].dt)
            for onset in rule.xafter(part["DTSTART"].dt, inc=True):
                if onset.year > until:
                    break
                utc = (onset - part["TZOFFSETFROM"].td).replace(tzinfo=dt.UTC)
                found.append((utc, part["TZOFFSETTO"].td))
    return sorted(found)


def test_the_clock_is_two_yearly_rules_and_no_list_of_dates():
    text = oslo().to_ical().decode()
    assert text.count("RRULE:FREQ=YEARLY") == 2
    assert "RDATE" not in text


def test_the_meeting_stands_in_the_calendar_as_it_was_decided():
    found = event(calendar_file(MEETING, uid="abc@helsefellesskapet.example", stamp=STAMP))
    assert found["DTSTART"].dt == dt.datetime(2027, 2, 18, 9, tzinfo=OSLO)
    assert found["DTEND"].dt == dt.datetime(2027, 2, 18, 15, tzinfo=OSLO)
    assert found["DTSTART"].params["TZID"] == "Europe/Oslo"
    assert found["DTSTAMP"].dt == dt.datetime(2026, 11, 2, 11, 30, 15, tzinfo=dt.UTC)
    assert str(found["SUMMARY"]) == "Partnarskapsmøte 2027"
    assert str(found["LOCATION"]) == "Kulturhuset i Bergen, Vaskerelven 8"
    assert str(found["DESCRIPTION"]) == MEETING.description
    assert str(found["ORGANIZER"]) == "mailto:post@helsefellesskapet.example"
    assert (str(found["UID"]), int(found["SEQUENCE"])) == ("abc@helsefellesskapet.example", 0)
    assert str(found["URL"]) == MEETING.url


def test_a_file_to_add_names_no_guest():
    data = calendar_file(MEETING, uid="abc", stamp=STAMP, guest=KARI)
    assert Calendar.from_ical(data)["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in event(data)


def test_an_invitation_asks_its_one_guest_for_an_answer():
    data = calendar_file(MEETING, uid="abc", stamp=STAMP, method="REQUEST", guest=KARI)
    attendee = event(data)["ATTENDEE"]
    assert Calendar.from_ical(data)["METHOD"] == "REQUEST"
    assert str(attendee) == "mailto:kari@xn--brum-voa.example"
    assert {name: str(value) for name, value in attendee.params.items()} == {
        "CN": "Kari 'Kaja' Ås; ordførar, Alver",
        "ROLE": "REQ-PARTICIPANT",
        "CUTYPE": "INDIVIDUAL",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }


def test_a_change_and_a_cancellation_are_of_the_same_meeting():
    first = event(calendar_file(MEETING, uid="abc", stamp=STAMP, method="REQUEST", guest=KARI))
    change = event(calendar_file(MEETING, uid="abc", stamp=STAMP, method="REQUEST", guest=KARI, sequence=1))
    data = calendar_file(MEETING, uid="abc", stamp=STAMP, method="CANCEL", guest=KARI, sequence=2)
    gone = event(data)
    assert Calendar.from_ical(data)["METHOD"] == "CANCEL"
    assert str(first["UID"]) == str(change["UID"]) == str(gone["UID"])
    assert [int(entry["SEQUENCE"]) for entry in (first, change, gone)] == [0, 1, 2]
    assert [str(entry["STATUS"]) for entry in (first, change, gone)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert str(gone["ORGANIZER"]) == str(first["ORGANIZER"])


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_an_invitation_without_its_guest_is_a_mistake(method):
    with pytest.raises(ValueError, match=f"{method} needs its guest"):
        calendar_file(MEETING, uid="abc", stamp=STAMP, method=method)


def test_the_file_is_the_same_every_time_with_short_lines_and_crlf():
    data = calendar_file(MEETING, uid="abc", stamp=STAMP, method="REQUEST", guest=KARI)
    assert data == calendar_file(MEETING, uid="abc", stamp=STAMP, method="REQUEST", guest=KARI)
    lines = data.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert max(map(len, lines)) <= 75


def test_a_guest_whose_name_breaks_the_line_is_refused():
    evil = CalendarUser(name="Kari\r\nATTENDEE:mailto:evil@x.example", address="kari@alver.example")
    with pytest.raises(Refused):
        calendar_file(MEETING, uid="abc", stamp=STAMP, method="REQUEST", guest=evil)


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=80))
def test_any_text_comes_out_of_the_file_as_it_went_in(words):
    data = calendar_file(dataclasses.replace(MEETING, description=words), uid="abc", stamp=STAMP)
    assert str(event(data)["DESCRIPTION"]) == words
