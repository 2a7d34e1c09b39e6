"""Reports on the delivery of a mail: by RFC 3464 where the server follows it, else by what the text looks like."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from typing import Literal

from flufl.bounce import all_failures

from cycle.mail.automatic import from_a_server
from cycle.mail.incoming import ADDRESS, Incoming, one_line, open_mail, text_of

LONGEST = 200
"""Characters of the server's words that are kept."""
SHORT = 64_000
"""Bytes that are searched for reports of servers that follow no standard."""

logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # it logs mails it stumbles over

Delivery = Literal["returned", "delayed", "delivered"]

_ACTIONS: Mapping[str, Delivery] = {
    "failed": "returned",
    "delayed": "delayed",
    "delivered": "delivered",
    "relayed": "delivered",  # handed on to a server that does not report
    "expanded": "delivered",
}
_BY_CLASS: Mapping[str, Delivery] = {"5": "returned", "4": "delayed", "2": "delivered"}
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]|\w)")
_SMTP_CODE = re.compile(r"(?<![\d.:/-])(4[25]\d|5[0-7]\d)[ -]")
_SUBJECT = re.compile(
    r"undeliver|returned mail|mail delivery|delivery (status|failure|problem|notification)|failure notice|"
    r"could not (send|be delivered)|kunne ikk?j?e? leverast|kunne ikke leveres|ikk?j?e? levert|returned to sender",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"will (retry|keep trying|be retried)|warning message only|delay|forsinka|forsinket", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryReport:
    """What a server tells about one mail (leveringsmelding)."""

    what: Delivery
    code: str = ""
    """Enhanced status code by RFC 3463, where one is told."""
    text: str = ""
    """The server's words on one line, at most `LONGEST` characters."""
    address: str = ""
    """The address it is about, in small letters."""
    envelope_id: str = ""
    """What we called the mail when we handed it over (ENVID)."""


def delivery_report(mail: Incoming) -> DeliveryReport | None:
    """Return what the mail reports about a delivery, or None when it is no report."""
    for part in mail.parts():
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            report = _by_standard(list(_blocks(part)))
            if report:
                return report
    return _by_looks(mail)


def _blocks(part: Message) -> Iterator[Message]:
    """Return the blocks of fields in a delivery status: one about the mail, then one for each recipient."""
    if part.is_multipart():
        yield from (one for one in part.get_payload() if isinstance(one, Message) and one.keys())
    else:
        for text in re.split(r"\r?\n[ \t]*\r?\n", text_of(part))[:50]:
            if text.strip():
                yield HeaderParser().parsestr(text.strip() + "\n\n")


def _by_standard(blocks: list[Message]) -> DeliveryReport | None:
    envelope_id = next(
        (one_line(str(one["Original-Envelope-Id"])) for one in blocks if one["Original-Envelope-Id"]), ""
    )
    reports = [report for one in blocks if (report := _of_recipient(one, envelope_id))]
    worst = {"returned": 0, "delayed": 1, "delivered": 2}
    return min(reports, key=lambda one: worst[one.what], default=None)


def _of_recipient(block: Message, envelope_id: str) -> DeliveryReport | None:
    said = one_line(str(block["Diagnostic-Code"] or ""))
    code = _code(str(block["Status"] or "")) or _code(said)
    action = re.match(r"\s*([A-Za-z]+)", str(block["Action"] or ""))
    what = _ACTIONS.get(action[1].lower() if action else "") or _BY_CLASS.get(code[:1])
    if what is None or not (action or block["Final-Recipient"] or block["Original-Recipient"]):
        return None
    if code.endswith(".0.0"):
        code = _code(said) or code
    recipient = str(block["Original-Recipient"] or block["Final-Recipient"] or "")
    address = ADDRESS.search(recipient)
    return DeliveryReport(
        what=what,
        code=code,
        text=one_line(re.sub(r"^[A-Za-z0-9-]{1,20};\s*", "", said), longest=LONGEST),
        address=address[0].lower() if address else "",
        envelope_id=envelope_id,
    )


def _by_looks(mail: Incoming) -> DeliveryReport | None:
    """Return the report of a server that follows no standard, found by who sends it and by its phrases."""
    subject = mail.header("Subject")
    if not (from_a_server(mail) or _SUBJECT.search(subject) or mail.message.get_content_type() == "multipart/report"):
        return None
    short = open_mail(mail.data[:SHORT])
    try:
        passing, final = all_failures(short.message)
    except Exception:  # its detectors are made for real mails; any mail may come here
        passing, final = frozenset(), frozenset()
    text = "\n".join(short.texts("text/plain", enclosed=False))
    if not (passing or final or _SUBJECT.search(subject) or (from_a_server(mail) and _code(text))):
        return None
    code = code if (code := _code(text))[:1] in {"4", "5"} else ""
    delayed = not final and (bool(passing) or code.startswith("4") or bool(_DELAYED.search(f"{subject}\n{text}")))
    addresses = sorted(one.decode("ascii", "replace").lower() for one in (final or passing))
    return DeliveryReport(
        what="delayed" if delayed else "returned",
        code=code,
        text=_told(text) or one_line(subject, longest=LONGEST),
        address=addresses[0] if addresses else "",
    )


def _told(text: str) -> str:
    """Return the line in which the server says why: the one with a status code, else with an SMTP code."""
    lines = text.splitlines()
    told = next((one for one in lines if _code(one)), "") or next((one for one in lines if _SMTP_CODE.search(one)), "")
    return one_line(told, longest=LONGEST)


def _code(text: str) -> str:
    found = _STATUS.search(text)
    return found[0] if found else ""
