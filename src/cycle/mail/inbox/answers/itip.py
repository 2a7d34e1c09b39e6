"""Calendar answers (RFC 5546): what mail programs send back when somebody presses accept, decline or maybe.

Read line by line, and only the lines that matter: real answers break the format in many ways, and nothing in a file
may make reading it expensive.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.message import Message
from typing import Any
from zoneinfo import ZoneInfo

from icalendar.parser import Contentline
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from cycle.mail.inbox.incoming import PART_LIMIT, Incoming, decoded, one_line, part_text

KINDS = ("text/calendar", "application/ics", "text/x-vcalendar", "application/calendar")
ANSWERS = ("REPLY", "COUNTER")
MOST_LINES = 5_000
LONGEST_LINE = 4_000
MOST_ATTENDEES = 50
COMMENTS = (
    "COMMENT",
    "X-CALENDARSERVER-PRIVATE-COMMENT",
    "X-CALENDARSERVER-ATTENDEE-COMMENT",
    "X-COMMENT",
    "DESCRIPTION",
)
"""Where mail programs put what somebody writes beside the answer, Apple's private comment among them."""
_WANTED = ("METHOD", "UID", "ATTENDEE", "SEQUENCE", "DTSTAMP", "DTSTART", *COMMENTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Who answers in a calendar file, as far as it says."""

    address: str
    status: str
    """PARTSTAT in capitals; empty when it is missing."""
    name: str = ""
    """CN, as a reader sees it."""
    delegated_to: str = ""
    delegated_from: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAnswer:
    """One answer to one invitation (kalendersvar)."""

    method: str
    """REPLY, or COUNTER when another time is proposed."""
    uid: str
    attendees: tuple[Attendee, ...] = ()
    sequence: int | None = None
    stamp: dt.datetime | None = None
    comment: str = ""
    """Everything that is written in it for a person, on one line."""
    description: str = ""
    """DESCRIPTION: with some programs what they wrote, with most what the invitation said."""
    start: str = ""
    """DTSTART as written: what is proposed."""
    zone: str = ""
    """TZID of DTSTART."""
    of_a_room: bool = False
    """A room or a projector answers in it, which accepts by itself."""
    enclosed: bool = False
    """It stands in a mail that somebody passed on."""

    def of(self, *addresses: str) -> Attendee | None:
        """Return the attendee with one of the addresses who says something, else the first who does."""
        answering = [attendee for attendee in self.attendees if attendee.status not in {"", "NEEDS-ACTION"}]
        for address in addresses:
            for attendee in answering:
                if attendee.address and attendee.address == address.lower():
                    return attendee
        return next(iter(answering), None) or next(
            (attendee for attendee in self.attendees if attendee.address in addresses), None
        )

    def named(self, address: str) -> str:
        """Return an address with the name that the file gives it, if it does."""
        name = next((attendee.name for attendee in self.attendees if attendee.address == address), "")
        return f"{name} <{address}>" if name and "@" not in name else address


def calendar_answers(mail: Incoming) -> tuple[CalendarAnswer, ...]:
    """Return the answers in a mail; the same one in two parts, as Google sends it, counts once."""
    found: dict[tuple[str, dt.datetime | None], CalendarAnswer] = {}
    own = {id(part) for part in mail.parts(enclosed=False)}
    for part in mail.parts():
        name = str(part.get_filename() or "") if part.get_content_maintype() in {"application", "text"} else ""
        if part.get_content_type() in KINDS or name.lower().endswith(".ics"):
            method = str(part.get_param("method") or "")
            for answer in read_calendar(_text_of(part), method=method):
                found.setdefault((answer.uid, answer.stamp), replace(answer, enclosed=id(part) not in own))
    return tuple(found.values())


def read_calendar(text: str, *, method: str = "") -> tuple[CalendarAnswer, ...]:
    """Return the answers in a calendar file; `method` is what its media type says, where the file says nothing."""
    event = _Event()
    answers: list[CalendarAnswer] = []
    methods: list[str] = []
    inside: list[str] = []
    for name, parameters, value in _properties(text):
        if name == "BEGIN":
            inside.append(value.upper())
            event = _Event() if inside[-1] in _COMPONENTS else event
        elif name == "END":
            if inside and inside.pop() in _COMPONENTS and event.uid:
                answers.append(event.answer())
        elif name == "METHOD":
            methods.append(value.strip().upper())
        elif inside and inside[-1] in _COMPONENTS:
            event.take(name, parameters, value)
    if inside and inside[-1] in _COMPONENTS and event.uid:  # the file is cut off
        answers.append(event.answer())
    method_said = next((method for method in methods if method in ANSWERS), "" if methods else method.strip().upper())
    return tuple(replace(answer, method=method_said) for answer in answers) if method_said in ANSWERS else ()


def _text_of(part: Message) -> str:
    """Return the text of a calendar file: lines may be folded inside a letter, so they are put together as bytes."""
    data = part.get_payload(decode=True)
    charset = str(part.get_param("charset", "utf-8") or "utf-8")
    if not isinstance(data, bytes) or charset.lower().startswith("utf-16"):
        return part_text(part)
    return decoded(re.sub(rb"\r?\n[ \t]", b"", data[:PART_LIMIT]), charset)


_COMPONENTS = ("VEVENT", "VTODO", "VJOURNAL")
_BARE_BREAK = "\x1e"  # a line break inside a text that is not written as one, as in some comments


@dataclass(slots=True)
class _Event:
    uid: str = ""
    attendees: list[Attendee] = field(default_factory=list)
    sequence: int | None = None
    stamp: dt.datetime | None = None
    comments: list[str] = field(default_factory=list)
    description: str = ""
    start: str = ""
    zone: str = ""
    of_a_room: bool = False

    def take(self, name: str, parameters: dict[str, str], value: str) -> None:
        if name == "UID":
            self.uid = self.uid or one_line(value)
        elif name == "ATTENDEE" and parameters.get("CUTYPE", "").upper() in {"ROOM", "RESOURCE"}:
            self.of_a_room = True
        elif name == "ATTENDEE" and len(self.attendees) < MOST_ATTENDEES:
            self.attendees.append(
                Attendee(
                    address=_address(value) or _address(parameters.get("EMAIL", "")),
                    status=parameters.get("PARTSTAT", "").upper(),
                    name=one_line(parameters.get("CN", ""), longest=200).strip("'\" "),
                    delegated_to=_address(parameters.get("DELEGATED-TO", "")),
                    delegated_from=_address(parameters.get("DELEGATED-FROM", "")),
                )
            )
            self._write(parameters.get("X-RESPONSE-COMMENT", ""))
        elif name == "SEQUENCE" and re.fullmatch(r"\s*\d{1,9}\s*", value):
            self.sequence = int(value)
        elif name == "DTSTAMP":
            self.stamp = parsed_moment(value, zone=parameters.get("TZID", ""))
        elif name == "DESCRIPTION":
            self.description = self.description or one_line(_unescaped(value))
        elif name in COMMENTS:
            self._write(_unescaped(value))
        elif name == "DTSTART":
            self.start, self.zone = one_line(value, longest=20), parameters.get("TZID", "")

    def _write(self, text: str) -> None:
        words = one_line(text)
        if words and words not in self.comments:
            self.comments.append(words)

    def answer(self) -> CalendarAnswer:
        return CalendarAnswer(
            method="",
            uid=self.uid,
            attendees=tuple(self.attendees),
            sequence=self.sequence,
            stamp=self.stamp,
            comment=" ".join(self.comments)[:LONGEST_LINE],
            description=self.description,
            start=self.start,
            zone=self.zone,
            of_a_room=self.of_a_room,
        )


def parsed_moment(text: str, *, zone: str = "") -> dt.datetime | None:
    """Return the moment of a DTSTAMP, aware; without Z or a known time zone it is read as UTC, as it has to be."""
    found = re.match(r"\s*(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d))?(Z?)", text, re.IGNORECASE)
    if not found:
        return None
    name = zone.strip().strip('"')
    where: dt.tzinfo = dt.UTC
    if name and not found[7]:
        with suppress(ValueError, OSError, KeyError):
            where = ZoneInfo(WINDOWS_TO_OLSON.get(name, name))
    try:
        return dt.datetime(*(int(group or 0) for group in found.groups()[:6]), tzinfo=where).astimezone(dt.UTC)  # type: ignore[misc,arg-type]
    except (ValueError, OverflowError):
        return None


def _properties(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Return the properties we look at: name in capitals, parameters, value."""
    for line in _unfolded(text):
        name = re.match(r"[A-Za-z-]+", line)
        if name is None or name[0].upper() not in {*_WANTED, "BEGIN", "END"}:
            continue
        try:
            parts: tuple[Any, Any, Any] = Contentline(line).parts()  # type: ignore[no-untyped-call]
        except ValueError:  # parameters that no parser can make sense of: the value may still be told
            parts = (name[0], {}, line.partition(":")[2])
        parameters = {str(key).upper(): _first(value) for key, value in dict(parts[1]).items()}
        yield name[0].upper(), parameters, str(parts[2])


def _unfolded(text: str) -> Sequence[str]:
    """Return the lines with what was folded put together; a line that starts nothing belongs to the one before."""
    lines: list[list[str]] = []
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[:MOST_LINES]:
        if raw[:1] in {" ", "\t"} and lines:
            lines[-1].append(raw[1:])
        elif lines and not re.match(r"[A-Za-z][A-Za-z0-9-]*[;:]", raw):
            lines[-1].append(_BARE_BREAK + raw)
        elif raw:
            lines.append([raw])
    return [_trimmed("".join(parts)) for parts in lines]


def _trimmed(line: str) -> str:
    """Return the line without what a bare line break left after a value that is no text."""
    text = line[:LONGEST_LINE]
    is_text = text.upper().startswith(COMMENTS)
    return text.replace(_BARE_BREAK, " ") if is_text else text.partition(_BARE_BREAK)[0]


def _first(value: object) -> str:
    return str(value[0] if isinstance(value, list) and value else value)


def _address(value: str) -> str:
    """Return the address of `mailto:…`, however it is spelled, in small letters."""
    bare = re.sub(r"^\s*mailto:\s*", "", value.strip().strip('"'), flags=re.IGNORECASE)
    return one_line(bare, longest=320).lower() if "@" in bare else ""


def _unescaped(text: str) -> str:
    return re.sub(r"\\([nN;,\\])", lambda found: " " if found[1] in "nN" else found[1], text)
