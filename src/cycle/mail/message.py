"""Builds the bytes of one mail to one person: the same row and content always give the same bytes."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.header import Header
from email.message import Message as Part
from email.mime.base import MIMEBase
from email.policy import compat32
from email.utils import format_datetime, quote
from functools import lru_cache
from urllib.parse import quote as percent
from zoneinfo import ZoneInfo

from emails.message import Message

from cycle.errors import Problem, Refused, TemplateError
from cycle.mail.address import ascii_address, domain_of, plain_name
from cycle.mail.mould import FILE, Mould, mould_of
from cycle.mail.splice import (
    MARKER,
    Enclosure,
    calendar_method,
    coded,
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
    line, to = _line("subject", subject), ascii_address(row.address)
    files = [_Named(_line("attachment", one.name), one.media_type, method_of(one)) for one in attachments]
    shape = _Shape(
        sender=sender,
        subject=line,
        language=language,
        text=bool(text),
        html=bool(html),
        invitation=None if invitation is None else calendar_method(invitation),
        files=tuple(files),
        token_length=len(row.token),
    )
    mould = _mould(shape) if row.token.isalnum() else None
    if mould is not None:
        words = _words(row, name=plain_name(name), to=to, text=text, html=html, invitation=invitation)
        pieces = mould.cast(words)
    else:
        contents = [MARKER] * len(files)
        whole = _written(row, shape, name=name, text=text, html=html, invitation=invitation, contents=contents)
        pieces = split_at_markers(whole, files=len(files))
    return Frame(recipient=to, return_path=return_path(row.token, sender), message_id=row.message_id, pieces=pieces)


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    media_type: str
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """What many mails share."""

    sender: Sender
    subject: str
    language: Language
    text: bool
    html: bool
    invitation: str | None
    """Its calendar method."""
    files: tuple[_Named, ...]
    token_length: int


def _written(
    row: OutboxRow,
    shape: _Shape,
    *,
    name: str,
    text: str,
    html: str,
    invitation: bytes | None,
    contents: Sequence[bytes],
) -> bytes:
    """Return the mail as `emails` writes it, with these contents of its files: the reference for every short cut."""
    to, us = ascii_address(row.address), ascii_address(shape.sender.address)
    message = Message(
        subject=shape.subject,
        mail_from=us,
        mail_to=to,
        message_id=row.message_id,
        date=_date(row),
        headers=_headers(shape.sender, shape.language),
        text=text,
        html=html,
    )
    for number, (one, data) in enumerate(zip(shape.files, contents, strict=True)):
        # Without an own uri `emails` drops the second of two files of one name.
        message.attach(uri=f"file:{number}", filename=one.name, data=data, mime_type=one.media_type)

    def finish(_: Message, root: Part) -> None:
        for header, value in (("From", _from(shape.sender)), ("To", _address(plain_name(name), to, header="To"))):
            del root[header]
            root[header] = value
        _subject_header(root, shape.subject)
        _flatten_related(root)
        if invitation is not None:
            _alternative(root).attach(_calendar_part(invitation))
        for part, file in zip(_files(root), shape.files, strict=True):
            if file.media_type == ICS:
                _name_calendar_method(part, file.method)
        _fix_boundaries(root, row.token)

    message.after_build = finish
    return bytes(message.as_bytes())


@lru_cache(maxsize=32)
def _mould(shape: _Shape) -> Mould | None:
    """Return the mould of a shape; None when its own words look like our markers."""
    token = ("mould" * shape.token_length)[: shape.token_length]
    row = OutboxRow(
        id=0,
        cycle="",
        kind="",
        recipient="",
        address="to@mould.example",
        message_id="<id@mould.example>",
        token=token,
        date=dt.datetime(1970, 1, 1, tzinfo=dt.UTC),
        content="",
        state="queued",
    )
    text, html = "the text stands here" * shape.text, "the page stands here" * shape.html
    invitation = None if shape.invitation is None else f"METHOD:{shape.invitation}\r\n".encode()
    contents = [MARKER] * len(shape.files)
    whole = _written(row, shape, name="", text=text, html=html, invitation=invitation, contents=contents)
    markers = _words(row, name="", to=row.address, text=text, html=html, invitation=invitation) | {FILE: coded(MARKER)}
    bodies = shape.text + shape.html + (shape.invitation is not None)
    often = {
        **dict.fromkeys(("date", "id", "to"), 1),
        "text": int(shape.text),
        "html": int(shape.html),
        "invitation": int(shape.invitation is not None),
        FILE: len(shape.files),
        "boundary": (len(shape.files) + 3) + (bodies + 2),
    }
    return mould_of(whole, {place: marker for place, marker in markers.items() if marker}, often=often)


def _words(row: OutboxRow, *, name: str, to: str, text: str, html: str, invitation: bytes | None) -> dict[str, bytes]:
    """Return what one mail puts in each place of a mould."""
    return {
        "date": _folded("Date", _date(row)),
        "id": _folded("Message-ID", row.message_id),
        "to": _folded("To", _address(name, to, header="To")),
        "text": coded(text.encode()),
        "html": coded(html.encode()),
        "invitation": coded(invitation or b""),
        "boundary": f"=_{row.token}_".encode(),
    }


def _folded(header: str, value: str) -> bytes:
    return _WIRE.fold_binary(header, value)


def _date(row: OutboxRow) -> str:
    return format_datetime(row.date.astimezone(OSLO))


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


def _from(sender: Sender) -> str:
    return _address(plain_name(sender.name), ascii_address(sender.address), header="From")


def _address(name: str, address: str, *, header: str) -> str:
    # `emails` folds a long encoded name after an empty first line; this keeps the name on it.
    if _is_plain(name):
        return f'"{quote(name)}" <{address}>' if name else address
    return f"{Header(name, 'utf-8', header_name=header).encode()} <{address}>"


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


_WIRE = compat32.clone(linesep="\r\n")
