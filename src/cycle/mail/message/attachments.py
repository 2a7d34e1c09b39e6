"""Files as they stand in a mail, base64-coded once and put in the place of small markers.

`emails` spends most of its time on writing a file's thousands of lines one by one. So a mail is built around markers of
one line each, and the files' own lines are put in afterwards: the same bytes, at a quarter of the cost. What everybody
gets is coded once for the whole mailing.
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Sequence
from dataclasses import dataclass, field

from cycle.model import ICS, Document, StoredFile

MARKER = b"the file stands here"
"""What a mail is built around. It need be no secret: files come last in a mail, so the last markers are ours."""
LINE = 76
"""Characters on a line of base64 (RFC 2045 6.8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file ready for any number of mails (vedlegg)."""

    name: str
    media_type: str
    wire: bytes = field(repr=False)
    """Its base64 in lines that end as mail demands."""
    method: str = ""
    """What a calendar file asks for, `REQUEST` or `PUBLISH`; empty for every other file."""


def enclose(document: Document) -> Enclosure:
    """Return the file ready for mailing."""
    wire, method = coded(document.data), method_of(document)
    return Enclosure(name=document.name, media_type=document.media_type, wire=wire, method=method)


def coded(data: bytes) -> bytes:
    """Return base64 as `emails` writes it, in lines of 76 characters, each ended."""
    if not data:
        return b""
    encoded = b2a_base64(data, newline=False)
    return b"\r\n".join([*(encoded[start : start + LINE] for start in range(0, len(encoded), LINE)), b""])


def coded_size(size: int) -> int:
    """Return how many bytes a file of this size takes in a mail."""
    encoded = (size + 2) // 3 * 4
    return encoded + 2 * -(-encoded // LINE)


def split_at_markers(mail: bytes, files: int) -> list[bytes]:
    """Return what stands before, between and after the places of the files, with the markers taken out."""
    before, *rest = mail.rsplit(_PLACE, files)
    assert len(rest) == files, "a marker is gone"
    return [before + _BEFORE, *(piece + _BEFORE for piece in rest[:-1]), *rest[-1:]] if rest else [before]


def filled(pieces: Sequence[bytes], files: Sequence[bytes]) -> bytes:
    """Return the mail with its files in their places."""
    whole = [pieces[0]]
    for file, after in zip(files, pieces[1:], strict=True):
        whole += (file, after)
    return b"".join(whole)


def size_of(pieces: Sequence[bytes], files: Sequence[StoredFile | Document]) -> int:
    """Return the bytes of the mail with these files, without reading or coding them."""
    sizes = (document.size if isinstance(document, StoredFile) else len(document.data) for document in files)
    return sum(map(len, pieces)) + sum(map(coded_size, sizes))


def method_of(file: Document | StoredFile | Enclosure) -> str:
    """Return what a calendar file asks for; empty for every other file."""
    if isinstance(file, Enclosure):
        return file.method
    return calendar_method(file.data) if isinstance(file, Document) and file.media_type == ICS else ""


def calendar_method(data: bytes) -> str:
    """Return the METHOD of a calendar (RFC 5546), PUBLISH when it names none."""
    found = _METHOD.search(data)
    return found[1].decode().upper() if found else "PUBLISH"


_BEFORE = b"\r\n\r\n"
_PLACE = _BEFORE + coded(MARKER)
_METHOD = re.compile(rb"^METHOD:([A-Za-z-]+)\r?$", re.MULTILINE)
