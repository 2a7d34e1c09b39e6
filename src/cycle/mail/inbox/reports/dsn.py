"""Reports on the delivery of a mail: by RFC 3464 where the server follows it, else by what the text looks like."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from email.message import Message
from email.parser import HeaderParser
from typing import Literal

from flufl.bounce import all_failures

from cycle.mail.inbox.incoming import ADDRESS, Incoming, decoded, one_line, open_mail, part_text
from cycle.mail.inbox.reports.auto_replies import from_a_server, named_server
from cycle.mail.inbox.reports.bounce_causes import basic_code, cause_of, statuses
from cycle.mail.inbox.reports.notifications import notification
from cycle.mail.inbox.reports.returned_text import (
    addressed_in,
    has_bounce_subject,
    has_bounce_text,
    is_about_something_else,
    is_delay,
    notice_of,
    plainest_in,
    reason_given,
)

LONGEST = 200
"""Characters of the server's words that are kept."""
SHORT = 64_000
"""Bytes that are searched for reports of servers that follow no standard."""

logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)  # it logs mails it stumbles over

Delivery = Literal["returned", "delayed", "delivered"]

_ACTIONS: Mapping[str, Delivery] = {
    "fail": "returned",
    "expired": "returned",
    "undeliver": "returned",
    "reject": "returned",
    "bounce": "returned",
    "delay": "delayed",
    "delivered": "delivered",
    "relayed": "delivered",  # handed on to a server that does not report
    "expanded": "delivered",
}
"""How the Action of a recipient begins (RFC 3464 2.3.3), and what servers write instead."""
_BY_CLASS: Mapping[str, Delivery] = {"5": "returned", "4": "delayed", "2": "delivered"}
_VAGUE = re.compile(r"[45]\.(0\.\d+|\d\.0)")
_REFUSED = re.compile(r"automatically rejected|was rejected|has been rejected|refused|blocked", re.IGNORECASE)
_FIELD = re.compile(
    r"^[ \t]*(final-recipient|original-recipient|x-actual-recipient|action|status|diagnostic-code|reporting-mta"
    r"|original-envelope-id)[ \t]*:[ \t]*(\S.*)$",
    re.IGNORECASE,
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
    at_last: str = ""
    """The address that did not take it, which a forward leads to; empty where that is not told for certain."""
    envelope_id: str = ""
    """What we called the mail when we handed it over (ENVID)."""


def delivery_report(mail: Incoming) -> DeliveryReport | None:
    """Return what the mail reports about a delivery, or None when it is no report."""
    if _is_complaint(mail):
        return None
    words = notification(mail)
    if words is not None:
        return DeliveryReport(what=words.what, code=words.code, text=_cut(words.text), address=words.address)
    report = _standard(mail)
    if report is not None:
        return _completed(mail, report)
    return _by_wording(mail)


def _is_complaint(mail: Incoming) -> bool:
    """Return whether the mail says that somebody complained of a mail (RFC 5965) or has opened it (RFC 8098)."""
    kind = str(mail.message.get_param("report-type") or "").lower()
    words = {part.get_content_type() for part in mail.parts(enclosed=False)}
    if kind == "feedback-report" or "message/feedback-report" in words:
        return True
    opened = kind == "disposition-notification" or "message/disposition-notification" in words
    return opened and not _REFUSED.search(notice_of(mail)[:4000])  # a filter of the reader's own may refuse a mail so


def _standard(mail: Incoming) -> DeliveryReport | None:
    """Return the report by RFC 3464: in a part of its own, or as fields in a text that calls itself nothing."""
    given_up = not is_delay(f"{mail.header('Subject')}\n{notice_of(mail)}", certain=False)
    for part in mail.parts():
        if part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}:
            report = _by_standard(list(_blocks(part)), given_up=given_up)
            if report:
                return report
    for text in mail.texts("text/plain", enclosed=False):
        if "final-recipient" in text[:SHORT].lower() or "original-recipient" in text[:SHORT].lower():
            report = _by_standard(list(_blocks_in(text[:SHORT])), given_up=given_up)
            if report and report.address:
                return report
    return None


def _blocks(part: Message) -> Iterator[Message]:
    """Return the blocks of fields in a delivery status: one about the mail, then one for each recipient."""
    coded = str(part.get("Content-Transfer-Encoding") or "").strip().lower() in {"base64", "quoted-printable"}
    if part.is_multipart() and not coded:
        yield from (block for block in part.get_payload() if isinstance(block, Message) and block.keys())
        return
    if part.is_multipart():
        # Python reads the coded lines as blocks of fields; put together again, they can be decoded.
        whole = "\n\n".join(str(block) for block in part.get_payload() if isinstance(block, Message))
        plain = Message()
        plain["Content-Transfer-Encoding"] = str(part["Content-Transfer-Encoding"])
        plain.set_payload(whole.strip())
        data = plain.get_payload(decode=True)
        text = decoded(data, "utf-8") if isinstance(data, bytes) else ""
    else:
        text = part_text(part)
    for block in re.split(r"\r?\n[ \t]*\r?\n", text)[:50]:
        if block.strip():
            yield HeaderParser().parsestr(block.strip() + "\n\n")


def _blocks_in(text: str) -> Iterator[Message]:
    """Return the blocks of delivery fields that stand in a text, each from its first field to the next recipient."""
    block = Message()
    for line in text.splitlines()[:2000]:
        found = _FIELD.match(line[:1000])
        if found is None:
            continue
        if found[1].lower() in {"final-recipient", "original-recipient"} and block["Final-Recipient"]:
            yield block
            block = Message()
        if found[1] not in block:
            block[found[1]] = found[2].strip()
    if block.keys():
        yield block


def _by_standard(blocks: list[Message], *, given_up: bool) -> DeliveryReport | None:
    envelope_id = next(
        (one_line(str(block["Original-Envelope-Id"])) for block in blocks if block["Original-Envelope-Id"]), ""
    )
    reports = [report for block in blocks if (report := _of_recipient(block, envelope_id, given_up=given_up))]
    worst = {"returned": 0, "delayed": 1, "delivered": 2}
    return min(reports, key=lambda report: worst[report.what], default=None)


def _of_recipient(block: Message, envelope_id: str, *, given_up: bool) -> DeliveryReport | None:
    said = one_line(str(block["Diagnostic-Code"] or ""))
    code = _code(str(block["Status"] or "")) or _code(said)
    action = re.match(r"\s*([A-Za-z-]+)", str(block["Action"] or ""))
    what = _acted(action[1].lower() if action else "") or _BY_CLASS.get(code[:1])
    if action is None and what == "delayed" and given_up:
        what = "returned"
    if what is None or not (action or block["Final-Recipient"] or block["Original-Recipient"]):
        return None
    if _VAGUE.fullmatch(code):
        code = next((status for status in statuses(said) if not _VAGUE.fullmatch(status)), code)
    return DeliveryReport(
        what=what,
        code=code,
        text=one_line(re.sub(r"^[A-Za-z0-9-]{1,20};\s*", "", said), longest=LONGEST),
        address=_address_of(block),
        at_last=_address_of(block, "Final-Recipient", "Original-Recipient"),
        envelope_id=envelope_id,
    )


def _acted(action: str) -> Delivery | None:
    return next((what for begins, what in _ACTIONS.items() if action.startswith(begins)), None)


def _address_of(block: Message, *names: str) -> str:
    for name in names or ("Original-Recipient", "Final-Recipient", "X-Actual-Recipient"):
        found = ADDRESS.search(re.sub(r"^\s*[\w-]{1,20}\s*;", "", str(block[name] or "")))
        if found:
            return found[0].lower()
    return ""


def _completed(mail: Incoming, report: DeliveryReport) -> DeliveryReport:
    """Return the report with what its fields leave out and its text for people tells: why, and of whom."""
    address = report.address or addressed_in(mail)
    tells = bool(report.text) and cause_of(None, f"{report.code} {report.text}") not in {"", "rejected", "later"}
    if report.what == "delivered" or tells:
        return replace(report, address=address)
    words = reason_given(notice_of(mail))
    if not words or (report.text and cause_of(None, words) in {"", "rejected", "later"}):
        words = report.text or words
    elif report.text and words not in report.text:
        words = f"{report.text[: LONGEST - 1 - len(words)]} {words}" if len(words) < LONGEST - 20 else words
    return replace(report, address=address, text=_cut(words), code=report.code or _code(words))


def _by_wording(mail: Incoming) -> DeliveryReport | None:
    """Return the report of a server that follows no standard, found by who sends it and by its phrases."""
    subject = mail.header("Subject")
    notice = notice_of(mail)
    told_kind = str(mail.message.get_param("report-type") or "delivery-status").lower()
    kind = mail.message.get_content_type() == "multipart/report" and told_kind == "delivery-status"
    kind = kind or bool(mail.message["X-Failed-Recipients"])
    server = from_a_server(mail)
    if not (server or kind or has_bounce_subject(subject) or has_bounce_text(notice)):
        return None
    if told_kind not in {"delivery-status", "disposition-notification"}:
        return None
    if not (kind or has_bounce_subject(subject)) and is_about_something_else(f"{subject}\n{notice}"):
        return None
    passing, final = _known_to_flufl(mail)
    words = reason_given(notice)
    code = code if (code := _code(words) or _code(notice))[:1] in {"4", "5"} else ""
    is_report = bool(passing or final or has_bounce_subject(subject) or has_bounce_text(notice) or kind)
    if server or kind:
        if not (is_report or code or (named_server(mail) and basic_code(notice[:4000]))):
            return None
    elif not (final and has_bounce_subject(subject)) and not (
        has_bounce_text(notice)
        and (has_bounce_subject(subject) or basic_code(words) or code or ADDRESS.search(notice))
        and _speaks_as_machine(notice)
    ):
        return None
    addresses = sorted(line.decode("ascii", "replace").lower() for line in (final or passing))
    address = addressed_in(mail, surely=True) or next(iter(addresses), "") or addressed_in(mail)
    return DeliveryReport(
        what="delayed"
        if is_delay(f"{subject}\n{notice}", certain=bool(final))
        or (passing and not final and not has_bounce_subject(subject) and not _REFUSED.search(subject))
        else "returned",
        code=code,
        text=_cut(words) or _cut(plainest_in(notice, address)) or _cut(subject),
        address=address,
        at_last=addressed_in(mail, surely=True),
    )


def _known_to_flufl(mail: Incoming) -> tuple[Sequence[bytes], Sequence[bytes]]:
    """Return the addresses that flufl.bounce finds: for now, and for good."""
    try:
        passing, final = all_failures(open_mail(mail.data[:SHORT]).message)
    except Exception:  # its detectors are made for real mails; any mail may come here
        return (), ()
    return tuple(passing), tuple(final)


def _speaks_as_machine(notice: str) -> bool:
    """Return whether a text that no server signed is one all the same: it quotes an answer, or is a program's."""
    return not _PERSON.search(notice[:4000]) and bool(basic_code(notice[:4000]) or _MACHINE.search(notice[:4000]))


_PERSON = re.compile(
    r"\b(eg|jeg|ich|mvh|my reply|i will (attend|come)|i (sent|got|received))\b|\b(venn?l[ei]g|beste) (helsing|hilsen)",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"automatic(ally)?|interscan|virus ?wall|advisory-only|do not reply|delivery (agent|system|software|status)"
    r"|postmaster|mailer|duplicated message-id|not a member of this|could not be delivered to:"
    r"|following (address|recipient)|mail(ing)? ?(system|server|list)|original (message|mail)",
    re.IGNORECASE,
)


def _code(text: str) -> str:
    """Return the code that says most: the first that is not vague, else the first."""
    found = statuses(text)
    return next((code for code in found if not _VAGUE.fullmatch(code)), found[0] if found else "")


def _cut(text: str) -> str:
    return one_line(text, longest=LONGEST)
