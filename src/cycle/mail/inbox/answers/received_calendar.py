"""What a calendar file in a mail says to its reader: what, when and where, and whether it asks, moves or calls off."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from icalendar import Calendar

CalendarPurpose = Literal["asks", "tells", "cancels"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenAppointment:
    """A meeting as a calendar program would show it. Texts are as written; moments may be without a zone."""

    title: str
    start: dt.datetime | None
    end: dt.datetime | None
    place: str
    purpose: CalendarPurpose
    """asks: with answer buttons · tells: to put in the calendar · cancels: the meeting is called off."""


def seen_appointment(data: bytes) -> SeenAppointment | None:
    """Return the first meeting in a calendar file (RFC 5545), or None when it holds none that can be read."""
    try:
        calendar: Any = Calendar.from_ical(data)
        event = next(iter(calendar.walk("VEVENT")), None)
        if event is None:
            return None
        method = str(calendar.get("METHOD", "")).upper()
        off = method == "CANCEL" or str(event.get("STATUS", "")).upper() == "CANCELLED"
        return SeenAppointment(
            title=str(event.get("SUMMARY", "")),
            start=_moment(event, "DTSTART"),
            end=_moment(event, "DTEND"),
            place=str(event.get("LOCATION", "")),
            purpose="cancels" if off else "asks" if method == "REQUEST" else "tells",
        )
    except (ValueError, KeyError, AttributeError, TypeError, IndexError):
        return None


def _moment(event: Any, key: str) -> dt.datetime | None:
    value = event.decoded(key, None)
    return value if isinstance(value, dt.datetime) else None
