"""Mails kept as `.eml` files in a Maildir: written whole or not at all, found again by Message-ID."""

from __future__ import annotations

import email
import email.policy
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from cycle.model import Document, OutboxRow


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedMail:
    """One mail as its reader sees it, and the file it lies in."""

    path: Path
    to: str
    """The address it was addressed to, without the name."""
    sender: str
    subject: str
    date: str
    """ISO 8601 with offset; empty when the mail has none that can be read."""
    message_id: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    attachments: tuple[Document, ...] = field(repr=False)
    calendar: str = field(default="", repr=False)
    """The calendar part shown with answer buttons, if any."""


def file_name(message_id: str) -> str:
    """Return the name a Message-ID always gets, `<token>.eml`, safe on every file system."""
    local = message_id.strip("<> ").partition("@")[0]
    if re.fullmatch(r"[A-Za-z0-9._-]{1,100}", local) and not local.startswith("."):
        return f"{local}.eml"
    return f"{hashlib.sha256(message_id.encode()).hexdigest()[:32]}.eml"


def deliver(folder: Path, name: str, data: bytes, *, before_rename: Callable[[], None] | None = None) -> Path:
    """Return the file under `new/` that holds these bytes: written to `tmp/`, synced, then renamed into place.

    A name that exists is replaced, so the same mail twice is one file.
    """
    make_maildir(folder)
    scratch, target = folder / "tmp" / f"{name}.{os.getpid()}", folder / "new" / name
    with scratch.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if before_rename is not None:
        before_rename()
    scratch.replace(target)
    _sync_folder(target.parent)
    return target


def make_maildir(folder: Path) -> None:
    """Make the three folders of a Maildir where they are missing."""
    for part in ("tmp", "new", "cur"):
        (folder / part).mkdir(parents=True, exist_ok=True)


def received(folder: Path) -> tuple[ReceivedMail, ...]:
    """Return the mails of a Maildir, oldest Date first, then by address."""
    mails = (read_mail(path) for path in _files(folder))
    return tuple(sorted(mails, key=lambda mail: (mail.date, mail.to, mail.path.name)))


def read_mail(path: Path) -> ReceivedMail:
    """Return one mail file as its reader sees it."""
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return ReceivedMail(
        path=path,
        to=_address(message, "To"),
        sender=_address(message, "From"),
        subject=_readable(str(message["Subject"] or "")),
        date=_date(message),
        message_id=str(message["Message-ID"] or "").strip(),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        attachments=tuple(_attachments(message)),
        calendar=_body(message, "calendar"),
    )


def found_in(folder: Path) -> Callable[[OutboxRow], bool | None]:
    """Return evidence for `reconcile`: whether the mail of a row lies in this Maildir now, by its Message-ID.

    Only for a folder that holds everything that was accepted, as ours and the local post office's do. None when the
    folder is no Maildir: it was moved, or another was meant.
    """

    def accepted(row: OutboxRow) -> bool | None:
        if not (folder / "new").is_dir():
            return None
        return any(_message_id(path) == row.message_id for path in _files(folder))

    return accepted


def _files(folder: Path) -> Iterator[Path]:
    for part in ("new", "cur"):
        if (folder / part).is_dir():
            yield from (path for path in sorted((folder / part).iterdir()) if path.is_file())


def _message_id(path: Path) -> str:
    with path.open("rb") as file:
        for line in file:
            if line.lower().startswith(b"message-id:"):
                return line.partition(b":")[2].decode("ascii", "replace").strip()
            if not line.strip():
                break
    return ""


def _address(message: EmailMessage, header: str) -> str:
    value = message[header]
    return _readable(value.addresses[0].addr_spec) if value is not None and value.addresses else ""


def _readable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()  # bytes outside ASCII in a damaged header


def _date(message: EmailMessage) -> str:
    try:
        return parsedate_to_datetime(str(message["Date"])).isoformat()
    except ValueError:
        return ""


def _body(message: EmailMessage, kind: str) -> str:
    for part in message.walk():
        if part.get_content_type() == f"text/{kind}" and not part.is_attachment():
            data = part.get_payload(decode=True)
            assert isinstance(data, bytes)
            return data.decode(part.get_content_charset("utf-8"), "replace")
    return ""


def _attachments(message: EmailMessage) -> Iterator[Document]:
    for part in message.walk():
        if part.is_attachment():
            data = part.get_payload(decode=True)
            assert isinstance(data, bytes)
            yield Document(name=part.get_filename() or "", media_type=part.get_content_type(), data=data)


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
