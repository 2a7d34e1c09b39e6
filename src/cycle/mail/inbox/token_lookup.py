"""Whom an incoming mail concerns: found by the token that each of our mails carries, else by an address."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from email.utils import parsedate_to_datetime

from cycle.mail.inbox.incoming import Incoming, part_text

NAME = r"[a-z2-7]{26}"
"""What a token looks like: `cycle.mail.message.sender.token` makes them."""
ENVELOPE = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "To", "Cc")
"""Where mail servers write the address a mail was delivered to; with VERP its tag is the token."""

CLOCKS = dt.timedelta(minutes=10)
"""How far the clocks of two servers may differ."""
_TAGGED = re.compile(rf"\+({NAME})@", re.IGNORECASE)
_IDENTIFIER = re.compile(rf"<?\b({NAME})@", re.IGNORECASE)
_ASKED = re.compile(rf"\binnkallingar\s+({NAME})\b", re.IGNORECASE)
_RETURNED = re.compile(rf"message-id:\s{{0,9}}<({NAME})@", re.IGNORECASE)
_ANY_RETURNED = re.compile(r"^[ \t>]{0,9}message-id:\s{0,9}<([^<>\s]{3,250})>", re.IGNORECASE | re.MULTILINE)
_DATED = re.compile(r"^date:\s{0,9}([^\r\n]{10,80})", re.IGNORECASE | re.MULTILINE)


def own_token(mail: Incoming) -> str:
    """Return the token in the mail's own Message-ID, which only our own mails have; empty for those of others."""
    found = _IDENTIFIER.match(mail.header("Message-ID"))
    return found[1].lower() if found else ""


def tokens(mail: Incoming, *, envelope_id: str = "") -> list[str]:
    """Return the tokens in the mail, the surest first: return path, envelope id, returned mail, references,
    the subject of a request for no more.

    Whether one of them is ours, the ledger knows: a token that was made up is in no row.
    """
    found = [
        *_in(_TAGGED, (header for name in ENVELOPE for header in mail.headers(name))),
        *_in(re.compile(rf"\b({NAME})\b", re.IGNORECASE), [envelope_id]),
        *_in(_RETURNED, _returned(mail)),
        *_in(_IDENTIFIER, mail.headers("In-Reply-To")),
        *reversed(list(_in(_IDENTIFIER, mail.headers("References")))),
        *_in(_ASKED, [mail.header("Subject")]),
    ]
    return list(dict.fromkeys(found))


def unsubscribes(mail: Incoming) -> bool:
    """Return whether the mail is what a mail program writes when somebody presses «unsubscribe» at one of ours."""
    return bool(_ASKED.match(mail.header("Subject").strip()))


def about_another_mail(mail: Incoming, *, sent: dt.datetime) -> bool:
    """Return whether a report is about a mail that is not ours: it names another Message-ID, or an older mail.

    For a report without a token; `sent` is the date of the mail it is thought to be about.
    """
    if any(_ANY_RETURNED.search(text) for text in _returned(mail)):
        return True
    written = [
        mail.message["Date"],
        *(part["Date"] for part in mail.parts() if part is not mail.message and part["Date"]),
    ]
    written += [found[1] for text in mail.texts("text/rfc822-headers") for found in _DATED.finditer(text[:20_000])]
    return any(date is not None and date < sent - CLOCKS for date in map(_moment, written))


def _moment(text: object) -> dt.datetime | None:
    try:
        date = parsedate_to_datetime(str(text))
    except (TypeError, ValueError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=dt.UTC)


def token_of_uid(uid: str) -> str:
    """Return the token in a calendar UID, `token@domain`; empty when it is not one of ours.

    Exchange may wrap a foreign UID in its own, in hexadecimal after the word vCal-Uid (MS-OXCICAL 2.1.3.1.1.20.26).
    """
    if re.fullmatch(r"04000000[0-9a-fA-F]{32,2000}", uid) and len(uid) % 2 == 0:
        _, wrapped, rest = bytes.fromhex(uid).partition(b"vCal-Uid")
        uid = rest[4:].decode("ascii", "replace") if wrapped else ""
    found = re.match(rf"({NAME})@", uid.strip(), re.IGNORECASE)
    return found[1].lower() if found else ""


def _returned(mail: Incoming) -> Iterator[str]:
    """Return the texts that may hold our mail or its headers: enclosed mails, and whatever was quoted."""
    for part in mail.parts():
        if part is not mail.message:
            identifier = part.get("Message-ID")
            if identifier:
                yield f"Message-ID: {identifier}"
        if part.get_content_maintype() == "text":
            yield part_text(part)


def _in(pattern: re.Pattern[str], texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for found in pattern.finditer(text):
            yield found[1].lower()
