"""What Outlook puts in winmail.dat (TNEF, MS-OXTNEF): which answer it is, to which entry, and the words in it.

Only what we look for is read: the class of the message, its plain text, and the calendar UID of ours it holds.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from cycle.mail.inbox.incoming import PART_LIMIT, Incoming, decoded

KINDS = ("application/ms-tnef", "application/vnd.ms-tnef")
_SIGNATURE = b"\x78\x9f\x3e\x22"
_CLASS, _BODY, _PROPERTIES = 0x00078008, 0x0002800C, 0x00069003
_UID = re.compile(rb"[a-zA-Z2-7]{26}@[A-Za-z0-9.-]{3,200}")
_WIDE_UID = re.compile(rb"(?:[a-zA-Z2-7]\0){26}@\0(?:[A-Za-z0-9.-]\0){3,200}")
_STATUSES = (
    (re.compile(r"resp\.pos|mtgrespp", re.IGNORECASE), "ACCEPTED"),
    (re.compile(r"resp\.neg|mtgrespn", re.IGNORECASE), "DECLINED"),
    (re.compile(r"resp\.tent|mtgrespa", re.IGNORECASE), "TENTATIVE"),
)
_PLAIN_TEXT = 0x1000
"""PidTagBody."""
MOST = 500
"""Attributes and properties that are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RichMail:
    """What a winmail.dat says."""

    status: str = ""
    """PARTSTAT of the meeting answer it is; empty when it is none."""
    uids: tuple[str, ...] = ()
    """What may be UIDs of calendar entries."""
    text: str = ""


def rich_mail(mail: Incoming) -> RichMail | None:
    """Return what the mail's winmail.dat says, or None when it has none that can be read."""
    for part in mail.parts():
        name = str(part.get_filename() or "").lower()
        if part.get_content_type() in KINDS or name == "winmail.dat":
            data = part.get_payload(decode=True)
            if isinstance(data, bytes) and data.startswith(_SIGNATURE):
                return read_tnef(data)
    return None


def read_tnef(data: bytes) -> RichMail:
    """Return what the bytes say; whatever they hold, nothing of it makes this fail or take long."""
    kind = text = ""
    for attribute, value in _attributes(data):
        if attribute == _CLASS:
            kind = value.split(b"\0", 1)[0].decode("ascii", "replace")
        elif attribute == _BODY:
            text = text or decoded(value[:PART_LIMIT].split(b"\0", 1)[0], "windows-1252")
        elif attribute == _PROPERTIES:
            text = text or _plain_text(value)
    found = [uid.decode("ascii") for uid in _UID.findall(data)[:20]]
    found += [uid.decode("utf-16-le", "replace") for uid in _WIDE_UID.findall(data)[:20]]
    status = next((status for pattern, status in _STATUSES if pattern.search(kind)), "")
    return RichMail(status=status, uids=tuple(dict.fromkeys(found)), text=text)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each attribute and its bytes: level, number, length, value, checksum (MS-OXTNEF 2.1.3)."""
    place = 6
    for _ in range(MOST):
        if place + 9 > len(data):
            return
        _, attribute, length = struct.unpack_from("<BII", data, place)
        place += 9
        yield attribute, data[place : place + length]
        place += length + 2


def _plain_text(data: bytes) -> str:
    """Return PidTagBody of the list of properties, found by its tag: its type, count, length, then its value."""
    for kind, charset in ((0x001F, "utf-16-le"), (0x001E, "windows-1252")):
        place = data.find(struct.pack("<HHI", kind, _PLAIN_TEXT, 1))
        if place >= 0 and place + 12 <= len(data):
            (length,) = struct.unpack_from("<I", data, place + 8)
            value = data[place + 12 : place + 12 + min(length, PART_LIMIT)]
            text = value.decode(charset, "replace") if charset == "utf-16-le" else decoded(value, charset)
            return text.split("\0", 1)[0]
    return ""
