"""Who a mail is from, and the names it carries so that answers and returned mail find their way back."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass

from cycle.errors import Problem, SettingError
from cycle.mail.message.address import ascii_address, domain_of, is_address


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who the mail is from (avsendar): the secretariat. ConfigError when an address of its own cannot be used."""

    name: str
    address: str
    reply_to: str = ""
    """Where answers go; empty means to the address itself."""
    bounces: str = ""
    """Mailbox for returned mail that takes `+tags`; each recipient gets an own return path. Empty means the address."""
    domain: str = ""
    """Right side of Message-IDs; empty means the address's domain."""

    def __post_init__(self) -> None:
        # Later on, the same fault would be told of every recipient.
        wrong = [
            Problem(
                file="mail",
                where=f"the sender's {what}",
                what=f"{address} cannot be used",
                remedy="correct the contact in community.toml, CYCLE_MAIL_FROM or CYCLE_MAIL_BOUNCES",
            )
            for what, address in (
                ("address", self.address),
                ("reply address", self.reply_to),
                ("return path", self.bounces),
            )
            if address and not is_address(address)
        ]
        if wrong:
            raise SettingError(wrong)


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
