"""Lists a Maildir: who each mail is to and what about, read from the headers alone so that thousands list quickly."""

from __future__ import annotations

import datetime as dt
import email
import email.header
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path

from cycle.wording import alphabetical

HEADER_BYTES = 65_536
"""Headers longer than this are cut; no mail server accepts as much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedMail:
    """One mail of a Maildir by its headers. `name` is its file's name; texts are as written, whatever they hold."""

    name: str
    path: Path
    to: str
    """The first address it is to, or the header as it stands when there is none in it."""
    to_name: str
    """The name written with that address."""
    subject: str
    date: str
    """ISO 8601 with offset; empty when the mail has none that can be read."""
    size: int
    """In bytes, with attachments."""


def listing(folder: Path) -> tuple[ListedMail, ...]:
    """Return the mails of a Maildir, newest Date first; mails that vanish meanwhile are left out.

    Those of one moment stand by reader and subject, so that the list is the same each time it is looked at.
    """
    found = []
    for path in mail_files(folder).values():
        try:
            found.append(_listed(path))
        except FileNotFoundError:
            continue
    found.sort(key=lambda mail: (alphabetical(mail.to_name or mail.to), mail.to, alphabetical(mail.subject), mail.name))
    return tuple(sorted(found, key=lambda mail: _moment(mail.date), reverse=True))


def _moment(date: str) -> dt.datetime:
    """Return the moment of a Date, whatever clock it was written by; the earliest there is for none."""
    try:
        return dt.datetime.fromisoformat(date).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return dt.datetime.min.replace(tzinfo=dt.UTC)


def mail_files(folder: Path) -> dict[str, Path]:
    """Return file name → path of every mail in a Maildir."""
    parts = (folder / "new", folder / "cur")
    return {path.name: path for part in parts if part.is_dir() for path in sorted(part.iterdir()) if path.is_file()}


def _listed(path: Path) -> ListedMail:
    with path.open("rb") as file:
        head = b"".join(_head(file.read(HEADER_BYTES)))
    message = email.message_from_bytes(head, policy=email.policy.compat32)
    # Parsed before it is decoded: an encoded name may hold a comma or a bracket.
    to_name, to = parseaddr(str(message["To"] or ""))
    return ListedMail(
        name=path.name,
        path=path,
        to=to or _words(message["To"]),
        to_name=_words(to_name),
        subject=_words(message["Subject"]),
        date=_date(_words(message["Date"])),
        size=path.stat().st_size,
    )


def _head(data: bytes) -> Iterator[bytes]:
    for line in data.splitlines(keepends=True):
        if not line.strip():
            return
        yield line


def _words(header: object) -> str:
    """Return a header as a reader sees it; as it stands when its encoding is broken."""
    raw = str(header or "")
    try:
        decoded = str(email.header.make_header(email.header.decode_header(raw)))
    except (MessageError, LookupError, ValueError):
        decoded = raw
    return " ".join(decoded.split())


def _date(text: str) -> str:
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, OverflowError):
        return ""
