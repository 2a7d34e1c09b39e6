"""The lines at the top of a mail: each value as it stands on the wire, and none that could begin a line of its own."""

from __future__ import annotations

import re
from email.header import Header
from email.message import Message as Part
from email.policy import compat32
from email.utils import format_datetime, quote
from urllib.parse import quote as percent

from cycle.errors import Problem, Refused, TemplateError
from cycle.mail.message.address import ascii_address, plain_name
from cycle.mail.message.sender import Sender
from cycle.model import Language, OutboxRow
from cycle.phrases import Phrase
from cycle.wording import OSLO

LONGEST_WORD = 70
"""Characters in a row without a space that a header keeps as they are: its lines end within 78 (RFC 5322 2.1.1)."""
LONGEST_LINE = 78
"""Octets of a line of a header (RFC 5322 2.1.1)."""
_WIRE = compat32.clone(linesep="\r\n")


def folded(header: str, value: str) -> bytes:
    """Return a whole header as it stands on the wire, long ones on several lines."""
    return _WIRE.fold_binary(header, value)


def date_line(row: OutboxRow) -> str:
    """Return the value of Date: when the mail was intended, the same each time it is sent."""
    return format_datetime(row.date.astimezone(OSLO))


def header_line(where: str, text: str) -> str:
    """Return the text trimmed; TemplateError naming `where` when it is empty or holds a line break."""
    try:
        line = plain_name(text)
    except Refused as error:
        what, remedy = Phrase("holds a line break"), Phrase("write one line")
        raise TemplateError([Problem(file="mail", where=where, what=what, remedy=remedy)]) from error
    if not line:
        what, remedy = Phrase("is empty"), Phrase("write one line")
        raise TemplateError([Problem(file="mail", where=where, what=what, remedy=remedy)])
    return line


UNSUBSCRIBE = "Innkallingar"
"""Begins the subject of a mail by which somebody asks for no more; the token of our mail ends it."""


def unsubscribe_subject(token: str) -> str:
    """Return the end of the address to unsubscribe at: it names our mail, whatever address the request comes from."""
    return f"subject={UNSUBSCRIBE}%20{token}"


def own_headers(sender: Sender, language: Language, *, token: str) -> dict[str, str]:
    """Return the headers that every mail of ours has beside those of its row."""
    replies = ascii_address(sender.reply_to or sender.address)
    return {
        "Reply-To": replies,
        "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office answers to a machine
        "List-Unsubscribe": f"<mailto:{percent(replies, safe='@')}?{unsubscribe_subject(token)}>",
        "Content-Language": language,
    }


def from_line(sender: Sender) -> str:
    """Return the value of From."""
    return address_line(plain_name(sender.name), ascii_address(sender.address), header="From")


def address_line(name: str, address: str, *, header: str) -> str:
    """Return name and address as the value of a header (RFC 5322, RFC 2047)."""
    # `emails` folds a long encoded name after an empty first line; this keeps the name on it.
    if _is_plain(name):
        return f'"{quote(name)}" <{address}>' if name else address
    return f"{Header(name, 'utf-8', header_name=header).encode()} <{address}>"


def set_subject(root: Part, subject: str) -> None:
    """Write the subject, encoded where it must be."""
    del root["Subject"]
    charset = "us-ascii" if _is_plain(subject) else "utf-8"
    root["Subject"] = Header(subject, charset, header_name="Subject").encode()


def fold_name(part: Part) -> None:
    """Write a file's name over several lines where it makes one longer than `LONGEST_LINE` (RFC 2231 3)."""
    name = part.get_filename()
    for header, parameter in (("Content-Type", "name"), ("Content-Disposition", "filename")):
        written = str(part[header] or "")
        if not name or max(map(len, f"{header}: {written}".splitlines())) <= LONGEST_LINE:
            continue
        others = [f"{key}={_quoted(str(value))}" for key, value in _others(part, header, parameter)]
        lines = [written.partition(";")[0].strip(), *others, *_continued(parameter, name)]
        part.replace_header(header, ";\n ".join(lines))


def _others(part: Part, header: str, parameter: str) -> list[tuple[str, object]]:
    found = part.get_params(header=header) or []
    return [(key, value) for key, value in found[1:] if key != parameter and isinstance(value, str)]


def _quoted(value: str) -> str:
    return value if re.fullmatch(r"[\w.-]+", value, re.ASCII) else f'"{quote(value)}"'


def _continued(parameter: str, name: str) -> list[str]:
    """Return a parameter in numbered pieces, each short enough for a line and none ending inside a letter."""
    pieces, piece = [], f"{parameter}*0*=utf-8''"
    for letter in name:
        coded = percent(letter, safe="")
        if len(piece) + len(coded) > LONGEST_LINE - 2:
            pieces.append(piece)
            piece = f"{parameter}*{len(pieces)}*="
        piece += coded
    pieces.append(piece)
    return pieces if len(pieces) > 1 else [piece.replace("*0*=", "*=", 1)]


def _is_plain(text: str) -> bool:
    """Return whether a text may stand as it is: what looks encoded would be decoded, and one long word never folded."""
    return text.isascii() and "=?" not in text and max(map(len, text.split()), default=0) <= LONGEST_WORD
