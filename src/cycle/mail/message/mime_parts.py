"""The parts of a mail as a tree: bodies side by side, then the files, each part ended by a line of our own."""

from __future__ import annotations

import base64
from email.message import Message as Part
from email.mime.base import MIMEBase

from cycle.mail.message.attachments import calendar_method


def flatten_related(root: Part) -> None:
    """Make mixed > related > alternative, as `emails` writes it, mixed > alternative: there are no inline pictures."""
    parts = root.get_payload()
    root.set_payload([parts[0].get_payload()[0], *parts[1:]])  # type: ignore[index,union-attr]


def alternative_of(root: Part) -> Part:
    """Return the part that holds the bodies side by side."""
    return root.get_payload()[0]  # type: ignore[index,return-value]


def files_of(root: Part) -> list[Part]:
    """Return the parts of the files, in order."""
    return root.get_payload()[1:]  # type: ignore[index,return-value]


def calendar_part(data: bytes) -> Part:
    """Return the body that a mail program shows with answer buttons (RFC 6047)."""
    part = MIMEBase("text", "calendar", charset="utf-8")
    part.set_payload(base64.encodebytes(data).decode())
    part["Content-Transfer-Encoding"] = "base64"
    name_calendar_method(part, calendar_method(data))
    return part


def name_calendar_method(part: Part, method: str) -> None:
    """Say beside the media type what a calendar file asks for (RFC 5545, section 8.1)."""
    part.set_param("method", method)
    part.set_param("charset", "utf-8")


def fix_boundaries(root: Part, token: str) -> None:
    """Give each part that holds others a boundary by the token; "=_" is in no base64, so that no file ends a part."""
    for number, part in enumerate(message for message in root.walk() if message.is_multipart()):
        part.set_boundary(f"=_{token}_{number}")
