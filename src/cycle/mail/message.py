"""Builds the bytes of one mail to one person: the same row and content always give the same bytes."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.header import Header
from email.message import Message as Part
from email.mime.base import MIMEBase
from email.utils import format_datetime, quote
from urllib.parse import quote as percent
from zoneinfo import ZoneInfo

from emails.message import Message

from cycle.errors import Problem, Refused, TemplateError
from cycle.mail.address import ascii_address, domain_of, plain_name
from cycle.mail.splice import (
    MARKER,
    Enclosure,
    calendar_method,
    enclose,
    filled,
    method_of,
    size_of,
    split_at_markers,
)
from cycle.mail.transport import Mail
from cycle.model import ICS, Document, Language, OutboxRow, StoredFile

OSLO = ZoneInfo("Europe/Oslo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who the mail is from (avsendar): the secretariat."""

    name: str
    address: str
    reply_to: str = ""
    """Where answers go; empty means to the address itself."""
    bounces: str = ""
    """Mailbox for returned mail that takes `+tags`; each recipient gets an own return path. Empty means the address."""
    domain: str = ""
    """Right side of Message-IDs; empty means the address's domain."""


def token(secret: bytes, cycle: str, kind: str, recipient: str) -> str:
    """Return the name this mail carries in Message-ID, return path and calendar UID: 26 letters and digits.

    It is an HMAC-SHA256, so that nobody outside can tell who it stands for, or make one.
    """
    if not secret:
        raise ValueError("the token needs a secret")
    key = "\x1f".join((cycle, kind, recipient)).encode()
    return base64.b32encode(hmac.new(secret, key, hashlib.sha256).digest()).decode()[:26].lower()


def message_id(token: str, sender: Sender) -> str:
    """Return the Message-ID header's value, with its angle brackets."""
    return f"<{token}@{sender.domain or domain_of(ascii_address(sender.address))}>"


def return_path(token: str, sender: Sender) -> str:
    """Return the envelope sender: with the token as tag when there is a mailbox for returned mail (VERP)."""
    if not sender.bounces:
        return ascii_address(sender.address)
    local, _, domain = ascii_address(sender.bounces).rpartition("@")
    return f"{local}+{token}@{domain}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A mail whose files are not in their places yet; its size is known without reading them."""

    recipient: str
    return_path: str
    message_id: str
    pieces: Sequence[bytes] = field(repr=False)
    """What stands before, between and after the files."""

    def size(self, files: Sequence[Document | StoredFile]) -> int:
        """Return the bytes of the whole mail on the wire."""
        return size_of(self.pieces, files)

    def mail(self, files: Sequence[Enclosure]) -> Mail:
        """Return the finished mail."""
        data = filled(self.pieces, [one.wire for one in files])
        return Mail(recipient=self.recipient, return_path=self.return_path, message_id=self.message_id, data=data)


def build(
    row: OutboxRow,
    *,
    sender: Sender,
    name: str,
    subject: str,
    text: str,
    html: str,
    attachments: Sequence[Document | Enclosure] = (),
    invitation: bytes | None = None,
    language: Language = "nn",
) -> Mail:
    """Return the finished mail of a row: to one person, with fixed Message-ID, Date and boundaries.

    `attachments` come as files, a calendar file among them too, and coded beforehand when many get the same;
    `invitation` is a calendar REQUEST or CANCEL that the mail program shows with answer buttons. Refused for an address
    or a name that no header can carry; TemplateError for a subject with a line break.
    """
    files = [one if isinstance(one, Enclosure) else enclose(one) for one in attachments]
    return frame(
        row,
        sender=sender,
        name=name,
        subject=subject,
        text=text,
        html=html,
        attachments=files,
        invitation=invitation,
        language=language,
    ).mail(files)


def frame(
    row: OutboxRow,
    *,
    sender: Sender,
    name: str,
    subject: str,
    text: str,
    html: str,
    attachments: Sequence[Document | StoredFile | Enclosure] = (),
    invitation: bytes | None = None,
    language: Language = "nn",
) -> Frame:
    """Return the mail of a row without its files; of `attachments` only name, type and calendar method are read.

    Refused and TemplateError as in `build`.
    """
    line, to, us = _line("subject", subject), ascii_address(row.address), ascii_address(sender.address)
    message = Message(
        subject=line,
        mail_from=us,
        mail_to=to,
        message_id=row.message_id,
        date=format_datetime(row.date.astimezone(OSLO)),
        headers=_headers(sender, language),
        text=text,
        html=html,
    )
    for number, one in enumerate(attachments):  # without an own uri `emails` drops the second of two files of one name
        named = _line("attachment", one.name)
        message.attach(uri=f"file:{number}", filename=named, data=_placed(one), mime_type=one.media_type)

    def finish(_: Message, root: Part) -> None:
        _address_header(root, "From", plain_name(sender.name), us)
        _address_header(root, "To", plain_name(name), to)
        _subject_header(root, line)
        _flatten_related(root)
        if invitation is not None:
            _alternative(root).attach(_calendar_part(invitation))
        for part, file in zip(_files(root), attachments, strict=True):
            if file.media_type == ICS:
                _name_calendar_method(part, method_of(file))
        _fix_boundaries(root, row.token)

    message.after_build = finish
    return Frame(
        recipient=to,
        return_path=return_path(row.token, sender),
        message_id=row.message_id,
        pieces=split_at_markers(message.as_bytes(), files=len(attachments)),
    )


def _line(where: str, text: str) -> str:
    try:
        line = plain_name(text)
    except Refused:
        line = ""
    if not line:
        problem = Problem(file="mail", where=where, what="is empty or holds a line break", remedy="write one line")
        raise TemplateError([problem])
    return line


def _headers(sender: Sender, language: Language) -> dict[str, str]:
    replies = ascii_address(sender.reply_to or sender.address)
    return {
        "Reply-To": replies,
        "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office answers to a machine
        "List-Unsubscribe": f"<mailto:{percent(replies, safe='@')}?subject=Innkallingar>",
        "Content-Language": language,
    }


def _address_header(root: Part, header: str, name: str, address: str) -> None:
    # `emails` folds a long encoded name after an empty first line; this keeps the name on it.
    del root[header]
    if _is_plain(name):
        root[header] = f'"{quote(name)}" <{address}>' if name else address
    else:
        root[header] = f"{Header(name, 'utf-8', header_name=header).encode()} <{address}>"


def _subject_header(root: Part, subject: str) -> None:
    del root["Subject"]
    charset = "us-ascii" if _is_plain(subject) else "utf-8"
    root["Subject"] = Header(subject, charset, header_name="Subject").encode()


def _is_plain(text: str) -> bool:
    return text.isascii() and "=?" not in text  # what looks encoded would be decoded by its reader


def _flatten_related(root: Part) -> None:
    # mixed > related > alternative becomes mixed > alternative: there are no inline pictures.
    parts = root.get_payload()
    root.set_payload([parts[0].get_payload()[0], *parts[1:]])  # type: ignore[index,union-attr]


def _alternative(root: Part) -> Part:
    return root.get_payload()[0]  # type: ignore[index,return-value]


def _files(root: Part) -> list[Part]:
    return root.get_payload()[1:]  # type: ignore[index,return-value]


def _placed(_file: Document | StoredFile | Enclosure) -> bytes:
    return MARKER


def _calendar_part(data: bytes) -> Part:
    part = MIMEBase("text", "calendar", charset="utf-8")
    part.set_payload(base64.encodebytes(data).decode())
    part["Content-Transfer-Encoding"] = "base64"
    _name_calendar_method(part, calendar_method(data))
    return part


def _name_calendar_method(part: Part, method: str) -> None:
    part.set_param("method", method)
    part.set_param("charset", "utf-8")


def _fix_boundaries(root: Part, token: str) -> None:
    # "=_" occurs in no base64 text, so that no content can end a part.
    for number, part in enumerate(one for one in root.walk() if one.is_multipart()):
        part.set_boundary(f"=_{token}_{number}")
