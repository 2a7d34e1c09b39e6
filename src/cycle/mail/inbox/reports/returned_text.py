"""The text in which a server tells people that a mail was not delivered: what it says, why, and of whom."""

from __future__ import annotations

import re
from itertools import pairwise

from cycle.mail.inbox.answers.own_words import plain_text
from cycle.mail.inbox.incoming import ADDRESS, Incoming, first_of, one_line
from cycle.mail.inbox.reports.bounce_causes import basic_code, cause_of, statuses
from cycle.mail.inbox.reports.known_phrases import (
    DELAY,
    ENCLOSED,
    FINAL,
    GIVEN_UP,
    NEAR,
    NO_REPORT,
    SAYS,
    STILL,
    SUBJECT,
)

LONGEST = 200
SHORT = 40_000
"""Characters of a notice that are read."""


def notice_of(mail: Incoming) -> str:
    """Return what the server wrote itself: the text for people, without the mail that it returns."""
    text = "\n".join(mail.texts("text/plain", enclosed=False)).strip()
    if not text:
        text = plain_text(first_of(mail.texts("text/html", enclosed=False)))
    text = text[:SHORT]
    found = next((match for match in ENCLOSED.finditer(text) if text[: match.start()].strip()), None)
    return text[: found.start()] if found else text


def has_bounce_subject(subject: str) -> bool:
    """Return whether a subject is one that servers give their reports."""
    return bool(SUBJECT.search(subject))


def has_bounce_text(notice: str) -> bool:
    """Return whether a text says that a mail was not delivered, in the words of servers."""
    return bool(SAYS.search(notice[:8000]))


def is_delay(text: str, *, certain: bool) -> bool:
    """Return whether a notice tells of a mail on its way; not when it has been given up."""
    if STILL.search(text[:8000]) and not GIVEN_UP.search(text[:8000]):
        return True
    return not certain and bool(DELAY.search(text[:8000])) and not FINAL.search(text[:8000])


def is_about_something_else(text: str) -> bool:
    """Return whether a text is a program's about something else: a quarantine, a moderator, an absence."""
    return bool(NO_REPORT.search(re.sub(r"(?im)^[ \t]*(subject|emne):.*$", "", text[:8000])))


def reason_given(notice: str) -> str:
    """Return the words in which a notice says why, at most `LONGEST` characters: a reply of a server, else a reason."""
    best, rank = "", 0
    for piece in _pieces(notice):
        cause = cause_of(None, piece)
        found = 0
        if basic_code(piece) or statuses(piece):
            found = 5 if cause not in {"", "rejected", "later"} else 4 if cause == "later" else 2
        elif cause not in {"", "rejected"} and not _GENERAL.search(piece):
            found = 3 if cause != "later" else 1
        elif cause not in {"", "rejected"} and not best:
            found = 1
        if found > rank:
            best, rank = piece, found
    return _around(best)


def plainest_in(notice: str, address: str) -> str:
    """Return the line that says most where none says why: the one about the address, else the last of its sentences."""
    lines = [line.strip() for line in notice.splitlines() if len(line.strip()) > len(address) + 3]
    about = [line for line in lines if address and address in line.lower()]
    return next(iter(about or reversed(lines)), "")


def addressed_in(mail: Incoming, *, surely: bool = False) -> str:
    """Return the address that a report is about, as far as it names one; `surely`: only where it says so."""
    failed = mail.addresses("X-Failed-Recipients")
    if failed:
        return failed[0]
    notice = notice_of(mail)
    own = {*mail.addresses("To", "Cc", "From", "Sender", "Reply-To", "Return-Path", "Delivered-To", "X-Original-To")}
    for pattern in (NEAR,) if surely else (NEAR, ADDRESS):
        for found in pattern.finditer(notice):
            address = found[found.lastindex or 0].lower().strip(".'")
            if address not in own and not _OF_SERVERS.match(address):
                return address
    if surely:
        return ""
    for part in mail.parts():
        if part is not mail.message and part["To"]:
            named = ADDRESS.search(str(part["To"]))
            if named:
                return named[0].lower()
    for text in (*mail.texts("text/rfc822-headers"), *mail.texts("text/plain", enclosed=False)):
        named = re.search(
            r"^[ \t>]{0,8}to: .{0,200}?([^\s<>\"(),:;@\[\]]{1,64}@[a-z0-9.-]{1,253})", text[:SHORT], re.I | re.M
        )
        if named and named[1].lower() not in own:
            return named[1].lower()
    return ""


_ADDRESSED = re.compile(r"^[ \t>]{0,8}to: .{0,200}?([^\s<>\"(),:;@\[\]]{1,64}@[a-z0-9.-]{1,253})", re.I | re.M)
_GENERAL = re.compile(r"following (recipient|address)|invalid user address$|^\*\* .{1,60} \*\*$", re.IGNORECASE)
"""What stands in every report of a program, and says why of none."""
_OF_SERVERS = re.compile(
    r"(mailer-?daemon|postmaster|post_master|abuse|hostmaster|noreply|no-reply|support|helpdesk)@|.*@(\d+\.){3}\d+$"
)


def _pieces(notice: str) -> list[str]:
    """Return the notice in pieces that belong together: sentences and replies, with lines that go on joined."""
    pieces: list[str] = []
    for block in re.split(r"\n[ \t]*\n", notice[:12_000])[:120]:
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        joined = " ".join(lines)
        pieces += [joined] if len(joined) <= LONGEST * 3 else []
        pieces += lines
        pieces += [f"{first} {second}" for first, second in pairwise(lines)]
    return sorted(pieces[:2000], key=lambda piece: len(piece) > LONGEST)


def _around(piece: str) -> str:
    """Return the piece on one line; of a long one what stands from the server's reply on."""
    text = one_line(piece)
    if len(text) <= LONGEST:
        return text
    cause, starts = cause_of(None, text), [0, *(found.start() for found in _STARTS.finditer(text[:3000]))]
    beginnings = (start for start in starts if cause_of(None, text[start : start + LONGEST]) == cause)
    start = next(beginnings, starts[1] if len(starts) > 1 else 0)
    return text[start : start + LONGEST]


_STARTS = re.compile(r"(?<![\d.:/\w-])#?[45][0-5]\d[ \-:]|(?<=[.:;] )\S|\b(because|reason|please)\b")
"""Where the words of a reply may begin: at its code, at a sentence."""
