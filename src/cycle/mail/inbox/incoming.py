"""One incoming mail, opened within limits: whatever it holds, reading it costs little time and memory."""

from __future__ import annotations

import datetime as dt
import email.header
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from email.errors import MessageError
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from email.policy import Compat32
from email.utils import parsedate_to_datetime
from itertools import islice

LIMIT = 1_000_000
"""Bytes of a mail that are read: answers and reports come before what they enclose."""
MOST_PARTS = 200
"""Parts that are looked at."""
MOST_BOUNDARIES = 40
"""Mails that name more boundaries are read by their headers alone: each of them makes every line dearer."""
LINES_BY_BOUNDARIES = 1_000_000
"""Lines that are read times boundaries they are compared with."""
MOST_LINES = 200_000
ADDRESS = re.compile(r"[^\s<>\"(),:;@\[\]]{1,64}@[A-Za-z0-9.-]{1,253}")
"""An address in a header. Python's own reader of address lists can be made to fail or to take very long."""
LONGEST_HEADER = 4_000
"""Characters of a header that are read; some of Python's readers of longer ones take time by the square."""
PART_LIMIT = 100_000
"""Bytes of a part that are read as text."""
CHARSETS = re.compile(
    r"(us-?ascii|utf-?(7|8|16|32)(-?[lb]e)?|iso-?8859-?\d{1,2}|latin-?\d|windows-?\d{3,4}|cp-?\d{3,4}|koi8-?[ru]"
    r"|gb(2312|k|18030)|big5|shift[-_]?jis|euc-?(jp|kr)|iso-?2022-?(jp|kr)|mac-?roman)$",
    re.IGNORECASE,
)
"""Names of plain character sets. Python knows other codecs by name, some of which are slow on purpose-made input."""


MISNAMED = {"us-ascii", "usascii", "ascii", "utf-8", "utf8"}
"""What programs call letters that they have not looked at: if it is not UTF-8, it is what Western Windows writes."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail to be understood (innkomen e-post). Nothing of it is kept longer than that takes."""

    key: str
    """Names the mail: the sha256 of its Message-ID, or of its bytes where it has none."""
    message: Message = field(repr=False)
    data: bytes = field(repr=False)
    """The bytes that were read, at most `LIMIT`."""

    def header(self, name: str) -> str:
        """Return the first header of this name as a reader sees it, on one line; empty when there is none."""
        return next(iter(self.headers(name)), "")

    def headers(self, name: str) -> list[str]:
        """Return every header of this name as a reader sees it, the topmost first."""
        found = (value for key, value in self.message.raw_items() if key.lower() == name.lower())
        return [readable(str(value)) for value in islice(found, 50)]

    def addresses(self, *names: str) -> list[str]:
        """Return the addresses in these headers, in small letters and in order."""
        return [address.lower() for name in names for text in self.headers(name) for address in ADDRESS.findall(text)]

    def parts(self, *, enclosed: bool = True) -> Iterator[Message]:
        """Return the parts that hold something, in order; without those of enclosed mails when not asked for."""
        waiting, seen = [self.message], 0
        while waiting and seen < MOST_PARTS:
            part = waiting.pop()
            seen += 1
            kind = part.get_content_type()
            if not part.is_multipart() or kind == "message/delivery-status":
                yield part
            elif enclosed or not kind.startswith("message/"):
                waiting.extend(inner for inner in reversed(list(part.get_payload())) if isinstance(inner, Message))
                if kind.startswith("message/"):
                    yield part

    def texts(self, kind: str, *, enclosed: bool = True) -> Iterator[str]:
        """Return the text of every part of a media type, such as `text/plain`."""
        return (part_text(part) for part in self.parts(enclosed=enclosed) if part.get_content_type() == kind)

    def sent_at(self, *, earliest: dt.datetime | None, now: dt.datetime) -> dt.datetime:
        """Return the mail's Date; `now` when it has none, or one that cannot be: in the future, or too early."""
        try:
            date = parsedate_to_datetime(str(self.message["Date"]))
            date = date if date.tzinfo else date.replace(tzinfo=dt.UTC)
            date = date.astimezone(dt.UTC)
        except (TypeError, ValueError, OverflowError):
            return now
        return date if date <= now and (earliest is None or date >= earliest) else now


def open_mail(data: bytes) -> Incoming:
    """Return the mail; nothing a mail may hold makes this fail."""
    head = data[:LIMIT]
    policy = _Bounded()
    key = mail_key(head)
    boundaries = head.lower().count(b"boundary")
    if boundaries <= MOST_BOUNDARIES:
        most = min(MOST_LINES, LINES_BY_BOUNDARIES // max(boundaries, 1))
        head = b"\n".join(head.split(b"\n", most)[:most])
        try:
            return Incoming(key, BytesParser(policy=policy).parsebytes(head), head)
        except (RecursionError, MessageError, ValueError, LookupError, TypeError, AttributeError):
            pass
    return Incoming(key, BytesHeaderParser(policy=policy).parsebytes(_headers(head)), head)


def mail_key(data: bytes) -> str:
    """Return what names a mail, from its bytes or only its headers when those hold a Message-ID."""
    found = re.search(rb"(?im)^message-id:\s{0,80}([^\r\n]{1,998})", _headers(data))
    return hashlib.sha256(found[1].strip() if found else data[:LIMIT]).hexdigest()


def part_text(part: Message) -> str:
    """Return the text of a part, decoded as well as can be, at most `PART_LIMIT` bytes of it."""
    try:
        data = part.get_payload(decode=True)
        charset = str(part.get_param("charset", "utf-8") or "utf-8")
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
    return decoded(data[:PART_LIMIT], charset) if isinstance(data, bytes) else ""


def decoded(data: bytes, charset: str | None) -> str:
    """Return the text of bytes in the character set they say, or are really in; what cannot be read is replaced."""
    name = (charset or "utf-8").strip().strip("'\"")
    name = name if CHARSETS.match(name) else "utf-8"
    for tried in dict.fromkeys((name, "utf-8", *(("windows-1252",) if name.lower() in MISNAMED else ()))):
        try:
            return data.decode(tried)
        except UnicodeDecodeError as error:
            if error.start >= len(data) - 4 and tried == name and len(data) >= PART_LIMIT:  # cut inside a letter
                return data.decode(tried, "replace")
        except (LookupError, ValueError):
            continue
    try:
        return data.decode(name, "replace")
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")


def readable(header: str) -> str:
    """Return a header as a reader sees it, on one line; as it stands where its encoding is broken."""
    raw = _eight_bits(header[:LONGEST_HEADER])
    try:
        chunks: Sequence[tuple[str | bytes, str | None]] = email.header.decode_header(raw)
    except (MessageError, ValueError):
        return one_line(raw)
    return one_line("".join(piece if isinstance(piece, str) else decoded(piece, charset) for piece, charset in chunks))


def _eight_bits(header: str) -> str:
    """Return a header that was written without encoding its letters: as UTF-8, else as Western Windows wrote it."""
    data = header.encode("utf-8", "surrogateescape")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("windows-1252", "replace")


def one_line(text: str, *, longest: int = LONGEST_HEADER) -> str:
    """Return the text on one line without control characters, cut at a number of characters."""
    return " ".join(
        "".join(character if character.isprintable() else " " for character in text[: 4 * longest]).split()
    )[:longest]


def first_of(texts: Iterable[str]) -> str:
    """Return the first text that holds something, else an empty one."""
    return next((text for text in texts if text.strip()), "")


class _Bounded(Compat32):
    """Reads headers as Python does, and no more of each than `LONGEST_HEADER`."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name[:200], value[:LONGEST_HEADER]


def _headers(data: bytes) -> bytes:
    ends = [end for end in (data.find(b"\r\n\r\n"), data.find(b"\n\n")) if end >= 0]
    return data[: min(ends)] + b"\n" if ends else data
