"""Why a mail did not arrive, read from a mail server's answer: the enhanced code (RFC 3463), else the server's words.

Servers differ in how they say the same. The phrases are those of Exchange Online, Google, Postfix, Exim and Sendmail as
their answers stand in bounces; where a server is known to give a code that misleads, its words count first.
"""

from __future__ import annotations

import re
from typing import Literal

Cause = Literal[
    "unknown",
    "domain",
    "moved",
    "closed",
    "insiders",
    "full",
    "large",
    "content",
    "listed",
    "distrust",
    "later",
    "relay",
    "syntax",
    "rejected",
    "",
]
"""unknown: nobody has the address · domain: nothing answers after the @ · moved · closed: the mailbox takes nothing ·
insiders: takes mail from its own organisation only · full · large · content: looks like junk, or a file is forbidden ·
listed: our server is on a block list · distrust: SPF, DKIM or DMARC · later: it will be tried again · relay: our own
server will not send it on · syntax: not an address · rejected: no without a reason."""

MISLEADING: tuple[tuple[str, Cause], ...] = (
    (r"recipient address rejected: access denied", "unknown"),  # Exchange Online: 5.4.1, 5.7.1 for an unknown user
    (
        r"authrequired|notauthenticated|restricted ?to|not permitted to (send|submit)|only accepts? mail from",
        "insiders",
    ),
    (r"relay(ing)? (access )?(denied|not permitted)|unable to relay", "relay"),
    (r"spamhaus|block ?list|blacklist|\brbl\b|dnsbl|poor reputation|banned sending ip", "listed"),
    (r"gr[ae]y-?list", "later"),
    (r"unauthenticated|\bspf\b|\bdkim\b|\bdmarc\b", "distrust"),
    (r"sender address rejected", "distrust"),
    (r"executable|blocked file|file type|attachment.*(blocked|not allowed)|security issue", "content"),
)
"""Words that count before the enhanced code, since servers send them with codes that say something else."""

ENHANCED: tuple[tuple[str, Cause], ...] = (
    (r"[45]\.1\.2|[45]\.4\.[14]|5\.4\.310", "domain"),
    (r"5\.1\.3", "syntax"),
    (r"5\.1\.(1|10)", "unknown"),
    (r"5\.1\.6", "moved"),
    (r"[45]\.2\.2", "full"),
    (r"[45]\.2\.1", "closed"),
    (r"[45]\.3\.4|5\.2\.3", "large"),
    (r"4\.7\.\d+|4\.3\.2|4\.5\.3", "later"),
    (r"5\.7\.\d+", "distrust"),
)

WORDS: tuple[tuple[str, Cause], ...] = (
    (r"(user|mailbox|recipient|account|address)\b.*\b(unknown|not found|does ?n.t exist|does not exist)", "unknown"),
    (r"(unknown|no such|invalid|non-?existent) (local )?(user|mailbox|recipient|address|account)", "unknown"),
    (r"user unknown|recipientnotfound|no mailbox|not listed in|address rejected", "unknown"),
    (r"over ?quota|quota (exceeded|full)|mailbox (is )?full|insufficient (system )?storage|out of storage", "full"),
    (r"too (large|big)|size (limit|exceed)|exceeds? .*(size|limit)|message size", "large"),
    (r"disabled|inactive|suspended|deactivated|no longer (valid|active|in use)|account.*closed", "closed"),
    (r"domain.*(not found|does not exist|unknown)|host (unknown|not found)|nxdomain|no mx|unrouteable", "domain"),
    (r"spam|junk|bulk|unsolicited|content rejected|message content|virus|malware|policy", "content"),
    (r"moved|forwarding|please try <", "moved"),
    (r"syntax|malformed|invalid address|bad address", "syntax"),
    (r"try (again )?later|temporar|too many|rate|throttl", "later"),
)

BASIC: dict[int, Cause] = {550: "rejected", 551: "moved", 552: "full", 553: "syntax", 554: "rejected"}
"""What a code alone means (RFC 5321, 4.2.3)."""


def cause_of(code: int | None, text: str) -> Cause:
    """Return why the server answered so; empty when its answer says nothing that is known."""
    words = " ".join(text.casefold().replace("\u2019", "'").split())
    enhanced = re.search(r"\b([45]\.\d{1,3}\.\d{1,3})\b", words)
    found = _first(MISLEADING, words) or (_whole(ENHANCED, enhanced[1]) if enhanced else "")
    if not found or (found == "distrust" and _first(WORDS, words) == "content"):
        found = _first(WORDS, words) or found
    if code is None and enhanced is None:
        return ""
    if code is not None and 400 <= code < 500 and found not in {"full", "domain", "large", "closed"}:
        return "later"
    return found or BASIC.get(code or 0, "")


def _first(table: tuple[tuple[str, Cause], ...], words: str) -> Cause:
    return next((cause for pattern, cause in table if re.search(pattern, words)), "")


def _whole(table: tuple[tuple[str, Cause], ...], enhanced: str) -> Cause:
    return next((cause for pattern, cause in table if re.fullmatch(pattern, enhanced)), "")
