"""What a secretary does about a mail that did not arrive, in plain words, by why the server said no."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from difflib import get_close_matches

from cycle.catalogue import say, sentence
from cycle.mail.inbox import Cause, cause_of
from cycle.mail.message import domain_of
from cycle.model import Language, OutboxRow, OutboxState, ReasonCode, Reply, reason_of

COMMON_DOMAINS = (
    "gmail.com", "hotmail.com", "icloud.com", "live.no", "online.no", "outlook.com", "yahoo.com", "yahoo.no",
    "helse-bergen.no", "haraldsplass.no",
)  # fmt: skip
"""Domains that are suggested for a misspelt one, beside those that have taken mail."""

BY_CAUSE: Mapping[Cause, str] = {
    "unknown": sentence(
        "The address does not exist. Check the spelling, correct the address in the register and send again."
    ),
    "domain": sentence(
        "The domain after @ does not answer. Check the spelling, correct the address in the register and send again."
    ),
    "moved": sentence("The recipient has moved. Find the new address, correct it in the register and send again."),
    "closed": sentence("The mailbox is closed. Ask the organisation for a new address."),
    "insiders": sentence("The address accepts mail from its own organisation only. Ask for another address, or call."),
    "full": sentence("The mailbox is full. Try again in two days, or call."),
    "large": sentence(
        "The mail is too large for the recipient. Send it with fewer or smaller attachments, or on paper."
    ),
    "content": sentence(
        "The recipient's filter stopped the mail. Call the recipient, and ask IT there to let it through."
    ),
    "listed": sentence("Our mail server is on a block list. That is not the recipient's fault: ask our IT."),
    "distrust": sentence(
        "The server does not trust the sender. That is not the recipient's fault: ask IT about SPF and DKIM."
    ),
    "later": sentence("The recipient accepts mail later. The service tries again by itself."),
    "relay": sentence("Our own mail server did not pass the mail on. Ask our IT."),
    "syntax": sentence("The address is misspelt. Correct the address in the register and send again."),
    "rejected": sentence(
        "The address is turned down. Check the spelling, correct the address and send again, or call the recipient."
    ),
}

BY_STATE: Mapping[OutboxState, str] = {
    "queued": sentence("Waits to be sent. You need not do anything."),
    "sending": sentence("Is being sent now. You need not do anything."),
    "sent": "",
    "refused": sentence("Was not accepted. Read the server's answer, correct the address and send again."),
    "failed": sentence("Was not sent. Read the reason, correct it and send again."),
    "uncertain": sentence(
        "We do not know whether the mail arrived. Ask the recipient, and then choose «count as sent» or «send again»."
    ),
}

GIVEN_UP = sentence(
    "The recipient did not accept the mail in several attempts. Call the recipient, or send again tomorrow."
)
"""For what the service no longer tries again by itself."""

STOPPED_HERE: Mapping[ReasonCode, str] = {
    "not allowed": sentence("The address is not on the list of approved test recipients. No mail went out."),
    "example": sentence("The address is an example and leads to nobody. Correct the address in the register."),
    "withdrawn": sentence(
        "The recipient is no longer on the list, or the dispatch was taken back. The mail was withdrawn before it went "
        "out. You need not do anything."
    ),
}
"""By the reason of our own guard or outbox."""

TURNED_DOWN = sentence(
    "The mail server does not accept mail from us. That is not the recipient's fault: ask our "
    "IT. The service tries again by itself."
)
"""For an answer about us that will be the same the next time: one that begins with 5 (RFC 5321 4.2.1)."""

CAME_BACK = sentence(
    "The mail came back. Read the server's answer, call the recipient and correct the address in the register."
)
"""For a mail that was accepted first and came back without a reason that is known."""

ON_THE_WAY = sentence("The mail is delayed on its way. The servers try again; wait two days before you call.")


def remedy(row: OutboxRow, language: Language = "nn", *, domains: Collection[str] = ()) -> str:
    """Return what to do about the row, one to three sentences; empty when nothing is to be done.

    `domains` are those that have taken mail: the nearest is suggested when nobody has the address.
    """
    if row.state in ("sent", "sending", "uncertain") or (row.state == "queued" and not row.text):
        return say(language, BY_STATE[row.state])
    reason = reason_of(row.text)
    if reason and reason.code in STOPPED_HERE:
        return say(language, STOPPED_HERE[reason.code])
    if reason and reason.code == "turned down" and reason.data["detail"].startswith("5"):
        return say(language, TURNED_DOWN)
    cause = cause_of(row.code, row.text)
    if row.state == "queued" and cause not in {"full", "domain"}:
        return say(language, BY_CAUSE["later"])
    if cause == "later":
        return say(language, GIVEN_UP)
    if not cause:
        return say(language, BY_STATE[row.state])
    meant = near_address(row.address, domains) if cause in {"unknown", "domain"} else ""
    words = say(language, BY_CAUSE[cause])
    return f"{words} {say(language, 'Did you mean {address}?', address=meant)}" if meant else words


def returned_remedy(reply: Reply, address: str, language: Language = "nn", *, domains: Collection[str] = ()) -> str:
    """Return what to do about a mail that came back or waits on the way, by the report's code and words."""
    if reply.what == "delayed":
        return say(language, ON_THE_WAY)
    cause = cause_of(None, f"{reply.code} {reply.text}".strip())
    if not cause or cause == "later":
        return say(language, CAME_BACK)
    meant = near_address(address, domains) if cause in {"unknown", "domain"} else ""
    words = say(language, BY_CAUSE[cause])
    return f"{words} {say(language, 'Did you mean {address}?', address=meant)}" if meant else words


def near_address(address: str, domains: Collection[str]) -> str:
    """Return the address with the nearest known domain; empty when its own is known or none is near."""
    local, _, _ = address.rpartition("@")
    domain, known = domain_of(address), {domain.lower() for domain in (*domains, *COMMON_DOMAINS)}
    near = [] if domain in known or not local else get_close_matches(domain, sorted(known), n=1, cutoff=0.85)
    return f"{local}@{near[0]}" if near else ""
