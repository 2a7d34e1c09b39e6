"""Why one of our own programs did not send a mail, or what became of it: a code with its data.

The ledger keeps a reason as its English. Each is written once, here: whoever raises it fills it in, and whoever reads
the ledger takes code and data from it again. A mail server's own words are none of these.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Literal, TypeAlias

ReasonCode: TypeAlias = Literal[
    "found",
    "absent",
    "answered",
    "filed",
    "written",
    "corrected",
    "withdrawn",
    "no answer",
    "unreadable",
    "stopped",
    "restored",
    "turned down",
    "hung up",
    "ended",
    "broke",
    "return path",
    "no server",
    "no folder",
    "not allowed",
    "example",
    "address",
    "name",
]
"""What may be the matter, or have been found out, without a server's word for it."""

ENGLISH: Mapping[ReasonCode, str] = {
    "found": "the mail was found by its Message-ID",
    "absent": "the mail is not there",
    "answered": "an answer or a report came back that carries its token",
    "filed": "the mail lies in the Sent folder",
    "written": "written as {detail}",
    "corrected": "the address was corrected and approved",
    "withdrawn": "withdrawn before it was sent",
    "no answer": "the server did not answer after the message was handed over ({detail})",
    "unreadable": "the server's answer after the message cannot be read: {detail}",
    "stopped": "the sender stopped after the message was handed over and before the answer was written down",
    "restored": "the database was restored or copied; the mail may have been sent since",
    "turned down": "the server turns us down: {detail}",
    "hung up": "the server ends the connection: {detail}",
    "ended": "the server ended the connection before the message ({detail})",
    "broke": "the connection broke before the message was handed over ({detail})",
    "return path": "our own return path {detail} cannot be used; correct CYCLE_MAIL_FROM or CYCLE_MAIL_BOUNCES",
    "no server": "mail server {server}: {detail}",
    "no folder": "mail folder {detail}",
    "not allowed": "not sent: the address is not on the allow list; add it to the setting or use mode live",
    "example": "not sent: the address is an example or a test address and leads to nobody; correct the register",
    "address": "the address cannot be used: {detail}",
    "name": "the recipient's name holds a line break or a control character; correct it in the register",
}
"""As whoever runs the machine reads it, and as the ledger keeps it."""

EARLIER: Mapping[ReasonCode, str] = {
    "no answer": "the server did not answer after the message {detail}",
    "stopped": "the sender stopped after the message {detail}",
    "restored": "the database was restored or copied; {detail}",
    "ended": "the server ended the connection {detail}",
    "broke": "the connection broke before {detail}",
    "return path": "our own return path {detail}",
    "not allowed": "not sent: the address is not on the allow list; {detail}",
    "example": "not sent: the address is an example {detail}",
    "name": "the recipient's name holds {detail}",
}
"""How rows of years ago have it, whose English was another after its beginning. None of them is written any more."""

_NAMES = {"server": r"\S+"}
"""What a part of the data looks like, where it does not go on to the end."""


@dataclass(frozen=True, slots=True)
class MailReason:
    """One of our own reasons, with what it names."""

    code: ReasonCode
    data: Mapping[str, str]


def reason_text(code: ReasonCode, **data: str) -> str:
    """Return a reason as the ledger keeps it."""
    return ENGLISH[code].format(**data)


def reason_of(text: str) -> MailReason | None:
    """Return the reason that the ledger keeps as this text; None for a server's words."""
    for code, pattern in _patterns():
        if found := pattern.fullmatch(text):
            return MailReason(code, found.groupdict())
    return None


@cache
def _patterns() -> tuple[tuple[ReasonCode, re.Pattern[str]], ...]:
    return tuple((code, _pattern(english)) for table in (ENGLISH, EARLIER) for code, english in table.items())


def _pattern(english: str) -> re.Pattern[str]:
    parts = (
        re.escape(before) + (f"(?P<{name}>{_NAMES.get(name, '.*')})" if name else "")
        for before, name, _, _ in Formatter().parse(english)
    )
    return re.compile("".join(parts), re.DOTALL)
