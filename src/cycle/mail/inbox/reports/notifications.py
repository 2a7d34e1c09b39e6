"""Reports that a sending service tells in JSON: Amazon SES, as it stands in a mail of its notification service."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from cycle.mail.inbox.incoming import ADDRESS, Incoming, one_line

_KIND = re.compile(r'"(?:notificationType|eventType)"\s*:\s*"([A-Za-z ]{3,20})"')
_SUBTYPES = {
    "noemail": "5.1.1",
    "mailboxfull": "5.2.2",
    "messagetoolarge": "5.3.4",
    "contentrejected": "5.6.0",
    "attachmentrejected": "5.6.0",
    "suppressed": "5.1.1",
}
"""What a kind of bounce means where no server's answer is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """What a service tells about one mail (varsel)."""

    what: Literal["returned", "delayed", "delivered"]
    address: str
    code: str
    text: str


def notification(mail: Incoming) -> Notification | None:
    """Return what the mail tells in JSON about a delivery, or None when it does not, or tells of something else."""
    for kind in ("text/plain", "application/json"):
        for text in mail.texts(kind, enclosed=False):
            if '"' in text and _KIND.search(_straight(text)):
                return _notified(_straight(text))
    return None


def _straight(text: str) -> str:
    """Return the text with what mail servers broke put together, and what was quoted once more unquoted."""
    return re.sub(r"!\r?\n ?", "", text[:64_000]).replace('\\"', '"')


def _notified(text: str) -> Notification | None:
    found = _KIND.search(text)
    kind = found[1].lower().replace(" ", "") if found else ""
    if kind in {"bounce", "reject"}:
        subtype = _value(text, "bounceSubType").lower()
        said = _value(text, "diagnosticCode") or _value(text, "reason") or _value(text, "bounceSubType")
        code = _value(text, "status") or _SUBTYPES.get(subtype, "")
        return _made("returned", text, "bouncedRecipients", code, said)
    if kind in {"deliverydelay", "delay"}:
        said = _value(text, "diagnosticCode") or _value(text, "delayType")
        return _made("delayed", text, "delayedRecipients", _value(text, "status"), said)
    if kind == "delivery":
        return _made("delivered", text, "recipients", "", _value(text, "smtpResponse"))
    return None


def _made(
    what: Literal["returned", "delayed", "delivered"], text: str, among: str, code: str, said: str
) -> Notification:
    place = text.find(f'"{among}"')
    address = ADDRESS.search(text, max(place, 0)) or ADDRESS.search(text, max(text.find('"destination"'), 0))
    words = one_line(re.sub(r"^\s*[\w-]{1,20}\s*;\s*", "", said))
    enhanced = re.search(r"[245]\.\d\.\d{1,3}", code) or re.search(r"[245]\.\d\.\d{1,3}", words)
    return Notification(
        what=what, address=address[0].lower() if address else "", code=enhanced[0] if enhanced else "", text=words
    )


def _value(text: str, name: str) -> str:
    found = re.search(rf'"{name}"\s*:\s*"((?:[^"\\]|\\.){{0,2000}})"', text)
    return found[1] if found else ""
