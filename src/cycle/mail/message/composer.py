"""Builds the bytes of one mail to one person: the same row and content always give the same bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import Message as Part
from functools import lru_cache

from emails.message import Message

from cycle.catalogue import in_context
from cycle.errors import Problem, TemplateError
from cycle.mail.message.address import ascii_address, plain_name
from cycle.mail.message.attachments import (
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
from cycle.mail.message.headers import (
    address_line,
    date_line,
    fold_name,
    folded,
    from_line,
    header_line,
    own_headers,
    set_subject,
    unsubscribe_subject,
)
from cycle.mail.message.mail import Mail
from cycle.mail.message.mime_parts import (
    alternative_of,
    calendar_part,
    files_of,
    fix_boundaries,
    flatten_related,
    name_calendar_method,
)
from cycle.mail.message.prebuilt import FILE, PrebuiltMail, prebuilt
from cycle.mail.message.sender import Sender, return_path
from cycle.model import ICS, Document, Language, OutboxRow, StoredFile
from cycle.phrases import Phrase


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
        data = filled(self.pieces, [enclosure.wire for enclosure in files])
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
    or a name that no header can carry; TemplateError for a subject with a line break, or a mail without words.
    """
    files = [enclosure if isinstance(enclosure, Enclosure) else enclose(enclosure) for enclosure in attachments]
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
    line, to = header_line(Phrase(in_context("part of a mail", "subject")), subject), ascii_address(row.address)
    if not (text.strip() or html.strip()):
        what, remedy = Phrase("has no words; the mail would be blank"), Phrase("write what it says")
        where = Phrase(in_context("part of a mail", "text"))
        raise TemplateError([Problem(file="mail", where=where, what=what, remedy=remedy)])
    files = [
        _Named(
            header_line(Phrase(in_context("part of a mail", "attachment")), enclosure.name),
            enclosure.media_type,
            method_of(enclosure),
        )
        for enclosure in attachments
    ]
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
    prebuilt_mail = prebuilt_of(shape) if row.token.isalnum() else None
    if prebuilt_mail is not None:
        words = _words(row, name=plain_name(name), to=to, text=text, html=html, invitation=invitation)
        pieces = prebuilt_mail.fill(words)
    else:
        contents = [MARKER] * len(files)
        whole = by_library(row, shape, name=name, text=text, html=html, invitation=invitation, contents=contents)
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


def by_library(
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
        date=date_line(row),
        headers=own_headers(shape.sender, shape.language, token=row.token),
        text=text,
        html=html,
    )
    for number, (named, data) in enumerate(zip(shape.files, contents, strict=True)):
        # Without an own uri `emails` drops the second of two files of one name.
        message.attach(uri=f"file:{number}", filename=named.name, data=data, mime_type=named.media_type)

    def finish(_: Message, root: Part) -> None:
        for header, value in (
            ("From", from_line(shape.sender)),
            ("To", address_line(plain_name(name), to, header="To")),
        ):
            del root[header]
            root[header] = value
        set_subject(root, shape.subject)
        flatten_related(root)
        if invitation is not None:
            alternative_of(root).attach(calendar_part(invitation))
        for part, file in zip(files_of(root), shape.files, strict=True):
            if file.media_type == ICS:
                name_calendar_method(part, file.method)
            fold_name(part)
        fix_boundaries(root, row.token)

    message.after_build = finish
    return bytes(message.as_bytes())


@lru_cache(maxsize=32)
def prebuilt_of(shape: _Shape) -> PrebuiltMail | None:
    """Return the prebuilt mail of a shape; None when its own words look like our markers."""
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
    whole = by_library(row, shape, name="", text=text, html=html, invitation=invitation, contents=contents)
    markers = _words(row, name="", to=row.address, text=text, html=html, invitation=invitation) | {FILE: coded(MARKER)}
    bodies = shape.text + shape.html + (shape.invitation is not None)
    often = {
        **dict.fromkeys(("date", "id", "to", "unsubscribe"), 1),
        "text": int(shape.text),
        "html": int(shape.html),
        "invitation": int(shape.invitation is not None),
        FILE: len(shape.files),
        "boundary": (len(shape.files) + 3) + (bodies + 2),
    }
    return prebuilt(whole, {place: marker for place, marker in markers.items() if marker}, often=often)


def _words(row: OutboxRow, *, name: str, to: str, text: str, html: str, invitation: bytes | None) -> dict[str, bytes]:
    """Return what one mail puts in each place of a prebuilt mail."""
    return {
        "date": folded("Date", date_line(row)),
        "id": folded("Message-ID", row.message_id),
        "to": folded("To", address_line(name, to, header="To")),
        "unsubscribe": unsubscribe_subject(row.token).encode(),
        "text": coded(text.encode()),
        "html": coded(html.encode()),
        "invitation": coded(invitation or b""),
        "boundary": f"=_{row.token}_".encode(),
    }
