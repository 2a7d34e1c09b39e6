"""The meeting as a calendar file (RFC 5545, RFC 5546), with Norway's clock written out by rule."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText

from cycle.mail.message.address import ascii_address, plain_name
from cycle.wording import OSLO

Method = Literal["PUBLISH", "REQUEST", "CANCEL"]
PRODUCT = "-//Helsefellesskap//Partnarskapsmoete//NN"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarUser:
    """Someone named in a calendar file: organiser or guest."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """What a calendar shows of one meeting (kalenderoppføring). Times are local, in Norway."""

    title: str
    date: dt.date
    start: dt.time
    end: dt.time
    place: str
    description: str
    organiser: CalendarUser
    url: str = ""


def calendar_file(
    appointment: Appointment,
    *,
    uid: str,
    stamp: dt.datetime,
    method: Method = "PUBLISH",
    sequence: int = 0,
    guest: CalendarUser | None = None,
) -> bytes:
    """Return the `.ics` bytes: CRLF lines folded at 75 octets, the same for the same input.

    `uid` stays the same for one recipient over all changes; every change counts `sequence` up and has a new `stamp`.
    PUBLISH is for a file to add; REQUEST and CANCEL name the one guest and nobody else. ValueError when they lack one.
    """
    if method != "PUBLISH" and guest is None:
        raise ValueError(f"{method} needs its guest")
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(oslo())
    event = _event(appointment, uid=uid, stamp=stamp, sequence=sequence)
    if method == "CANCEL":
        event["STATUS"] = vText("CANCELLED")
    if guest is not None and method != "PUBLISH":
        event.add("attendee", _guest(guest, answers=method == "REQUEST"))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def oslo() -> Timezone:
    """Return Norway's clock since 1996 as two yearly rules.

    Written by hand: the generated ones list single dates, which Outlook misreads, and are an hour off in spring.
    """
    zone = Timezone()
    zone.add("tzid", "Europe/Oslo")
    for part, name, start, month, before, after in (
        (TimezoneDaylight(), "CEST", dt.datetime(1996, 3, 31, 2), 3, 1, 2),  # noqa: DTZ001  local by definition
        (TimezoneStandard(), "CET", dt.datetime(1996, 10, 27, 3), 10, 2, 1),  # noqa: DTZ001
    ):
        part.add("dtstart", start)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1SU"})
        part.add("tzoffsetfrom", dt.timedelta(hours=before))
        part.add("tzoffsetto", dt.timedelta(hours=after))
        part.add("tzname", name)
        zone.add_component(part)
    return zone


def _event(appointment: Appointment, *, uid: str, stamp: dt.datetime, sequence: int) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp.astimezone(dt.UTC).replace(microsecond=0))
    event.add("sequence", sequence)
    event.add("dtstart", dt.datetime.combine(appointment.date, appointment.start, OSLO))
    event.add("dtend", dt.datetime.combine(appointment.date, appointment.end, OSLO))
    event.add("summary", plain_name(appointment.title))
    event.add("location", plain_name(appointment.place))
    event.add("description", appointment.description)
    event.add("status", "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("organizer", _person(appointment.organiser))
    if appointment.url:
        event.add("url", appointment.url)
    return event


def _guest(guest: CalendarUser, *, answers: bool) -> vCalAddress:
    person = _person(guest)
    person.params["role"] = vText("REQ-PARTICIPANT")
    person.params["cutype"] = vText("INDIVIDUAL")
    if answers:
        person.params["partstat"] = vText("NEEDS-ACTION")
        person.params["rsvp"] = vText("TRUE")
    return person


def _person(person: CalendarUser) -> vCalAddress:
    found = vCalAddress(f"mailto:{ascii_address(person.address)}")
    found.params["cn"] = vText(plain_name(person.name).replace('"', "'"))  # RFC 5545 3.2: no quotes inside a parameter
    return found
