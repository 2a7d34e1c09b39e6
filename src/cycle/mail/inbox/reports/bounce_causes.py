"""Why a mail did not arrive, read from a mail server's answer: telling words and exact codes first, then loose ones.

Servers differ in how they say the same, and send codes that say something else (RFC 3463 leaves them free). So what can
mean one thing only counts first: words such as "over quota", then codes such as 5.2.2, then words that are used of many
things, then vague codes such as 5.7.1, and last the three digits of SMTP. Names of hosts and addresses are no words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, cast, get_args

from cycle.model import reason_of

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

BASIC: Mapping[int, Cause] = {
    421: "later",
    450: "later",
    451: "later",
    452: "full",
    501: "syntax",
    521: "domain",
    530: "relay",
    535: "relay",
    550: "rejected",
    551: "moved",
    552: "full",
    553: "syntax",
    554: "rejected",
    556: "domain",
}
"""What a code alone means (RFC 5321 4.2.3, RFC 7504)."""

_STATUS = re.compile(
    r"(?<![\w./])(?<!\D-)(?<!version )(?<!exim )(?<!release )(?<!postfix )(?<!sendmail )(?<!fml )(?<!mos )(?<!v\. )"
    r"(?<!server )"
    r"([245])\.([0-7])\.(\d{1,3})(?![\d/]|\.\d|-[a-z]|\w)",
    re.IGNORECASE,
)
_BASIC = re.compile(
    r"(?<![\d.:/\w-])#?([45][0-5]\d)(?=[ \-:,;.)]|$)(?!\.\d)(?! ?(?:kb|mb|bytes|octets|days|hours|minutes|messages)\b)",
    re.IGNORECASE,
)
_NAMES = re.compile(
    r"does not like (the )?recipient|invalid address, error_code :|https?://\S+|[^\s<>(),;:\"]+@[\w.-]+|\[[\d.:a-f]+\]|\b(?!resolver\.|smtpsend\.|queue\.|storedrv\.|rst\.|adr\.|bulk\.|spf\.pobox)(?:[a-z0-9_-]+\.)+[a-z]{2,}\b"
)
"""What is said of hosts and addresses: no word of the server, whatever it looks like."""
_LISTS = re.compile(
    r"\b(\w+\.)*(spamhaus|spamcop|barracudacentral|sorbs|uceprotect|surriel|abuseat|senderbase|ipcheck|mail-abuse|openspf|spf\.pobox)\b[\w.]*"
)


def cause_of(code: int | None, text: str) -> Cause:
    """Return why the server answered so; empty when its answer says nothing that is known."""
    words = " ".join(text.casefold().replace("\u2019", "'").split())
    answer = _NAMES.sub(" ", _LISTS.sub(lambda found: f" {found[2]} ", words))
    answer = " ".join(answer.split())
    enhanced = statuses(words)
    basic = code or basic_code(words) or 0
    if code is None and not enhanced and not basic and (reason_of(text) or _PLACE.match(words)):
        return ""
    found = (
        _first("telling", answer)
        or _surest([cause for code in enhanced if (cause := _whole("exact", code))])
        or _first("loose", answer)
        or next((cause for code in enhanced if (cause := _whole("vague", code))), "")
    )
    if not found and code is None and re.search(r"mailbox unavail", answer):
        found = "unknown"  # of a mail that came back it says who; a server that is asked says it of much else
    if code is not None and 400 <= code < 500 and found not in {"full", "domain", "large", "closed"}:
        return "later"
    return found or BASIC.get(basic, "rejected" if 500 <= basic < 560 and basic not in _ABOUT_COMMANDS else "")


def statuses(text: str) -> list[str]:
    """Return the enhanced status codes in a text (RFC 3463), in order; a version number is none."""
    return [found[0] for found in _STATUS.finditer(text)]


def basic_code(text: str) -> int | None:
    """Return the first reply code of SMTP in a text (RFC 5321 4.2); None when there is none."""
    found = _BASIC.search(text)
    return int(found[1]) if found else None


_PLACE = re.compile(r"[\w.-]+/\S+:")
"""How a sentence about a service of ours begins, such as the one that gives access: `host/path:`."""
_ABOUT_COMMANDS = {500, 502, 503, 504}


def _surest(causes: list[Cause]) -> Cause:
    """Return the first cause; that time ran out only where no code says what for."""
    return next((cause for cause in causes if cause != "later"), causes[0] if causes else "")


def _first(table: str, words: str) -> Cause:
    return next((cause for pattern, cause in _TABLES[table] if pattern.search(words)), "")


def _whole(table: str, enhanced: str) -> Cause:
    return next((cause for pattern, cause in _TABLES[table] if pattern.fullmatch(enhanced)), "")


def _read(path: Path) -> Mapping[str, list[tuple[re.Pattern[str], Cause]]]:
    """Return table → patterns with their causes, in the order of the file."""
    tables: dict[str, list[tuple[re.Pattern[str], Cause]]] = {}
    for section in re.split(r"^== ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        head, *patterns = (line for line in section.splitlines() if line and not line.startswith("#"))
        table, _, cause = head.partition(": ")
        if cause not in get_args(Cause):
            raise ValueError(f"{path.name}: {cause!r} is no cause")
        tables.setdefault(table, []).append((re.compile("|".join(patterns)), cast(Cause, cause)))
    return tables


_TABLES = _read(Path(__file__).with_name("cause_words.txt"))
