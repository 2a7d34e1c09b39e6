"""Files by their bytes: stored ones by sha256, documents on their way."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file in the content-addressed store: its sha256 is its identity. `size` is in bytes."""

    sha256: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A finished document in memory, before it is stored or sent."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


PDF = "application/pdf"


EML = "message/rfc822"
PNG = "image/png"


ICS = "text/calendar"


ICS_FILE = "application/ics"
"""A calendar file as an attachment, beside the body of type ICS that brings the buttons: Exchange makes a broken file
of a second part of that type."""
