"""Reads in Postfix's log what became of a mail whose answer was lost, by its Message-ID.

Accepted is what the queue manager took up (`qmgr … (queue active)`). The `cleanup … message-id=` line is no acceptance:
Postfix writes it while the body is still coming, for mails too that never get their final dot. Not accepted is what
Postfix itself says it got only a part of (`smtpd … lost connection after DATA`) or turned away. Anything else, also a
mail the log does not mention, is no telling: lines may be lost in a power cut, or be in another machine's log.
"""

from __future__ import annotations

import datetime as dt
import gzip
import re
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from glob import escape
from pathlib import Path

from cycle.mail.outbox.evidence import Evidence
from cycle.model import OutboxRow

SLACK = dt.timedelta(hours=1)
"""How long before its mark Postfix may have written the first line about a mail; rotated logs are read so far back."""


def in_postfix_log(path: Path, *, marked: Callable[[OutboxRow], dt.datetime | None]) -> Evidence:
    """Return evidence from the log at this path and its rotated pieces beside it, read at the first question.

    `marked` tells when a row was last marked "sending"; None when that mark may not be the last try. An earlier try's
    broken connection says nothing about the last one, so such a row is never said to be absent.
    """
    logs: list[_Log] = []

    def accepted(row: OutboxRow) -> bool | None:
        mark = marked(row)
        begin = (mark or row.date) - SLACK
        if not logs or begin < logs[-1].begin:
            logs.append(_read(path, begin))
        return _verdict(logs[-1].stays.get(row.message_id, []), mark)

    return accepted


def why_useless(path: Path) -> str:
    """Return why the log at this path can settle nothing; empty when it can."""
    try:
        with path.open("rb") as file:
            begin = file.read(1_000_000)
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    lines = begin.decode("utf-8", "replace").splitlines()
    return "" if not lines or any(_POSTFIX.match(line) for line in lines) else "holds no line of Postfix"


@dataclass(slots=True)
class _Stay:
    """One mail in Postfix's hands, from the envelope on; a Message-ID that was tried again has several."""

    accepted: bool = False
    ended: str = ""
    """The time stamp of the line that says Postfix did not take it; empty while there is none."""


@dataclass(frozen=True, slots=True)
class _Log:
    begin: dt.datetime
    stays: defaultdict[str, list[_Stay]] = field(default_factory=lambda: defaultdict(list))
    """By Message-ID, with its angle brackets."""
    open: dict[str, _Stay] = field(default_factory=dict)
    """By queue id; short ones are used again after `removed`."""
    at_work: dict[str, _Stay] = field(default_factory=dict)
    """By the smtpd process that is receiving it."""

    def take(self, line: str) -> None:
        """Follow one line of the log; what is not about a mail's way into the queue is passed over."""
        parts = _LINE.match(line)
        if parts is None:
            return
        stamp, process, daemon, text = parts.groups()
        if daemon == "smtpd" and _BROKEN.match(text):
            stay = self.at_work.pop(process, None)
            if stay is not None:
                stay.ended = stamp
            return
        about = _ABOUT.match(text)
        if about is None:
            return
        name, what = about.groups()
        if daemon == "smtpd" and what.startswith("client="):
            self.open[name] = self.at_work[process] = _Stay()
        elif daemon == "cleanup" and (named := _NAMED.match(what)):
            self.stays[named[1]].append(self.open.setdefault(name, _Stay()))
        elif daemon == "cleanup" and _TURNED_AWAY.match(what):
            self.open.setdefault(name, _Stay()).ended = stamp
        elif daemon.endswith("qmgr") and _ACTIVE.match(what):
            self.open.setdefault(name, _Stay()).accepted = True
        elif daemon.endswith("qmgr") and what == "removed":
            self.open.pop(name, None)


def _verdict(stays: list[_Stay], mark: dt.datetime | None) -> bool | None:
    if any(stay.accepted for stay in stays):
        return True
    if mark is None or not stays or not all(stay.ended for stay in stays):
        return None
    last = max(_moment(stay.ended, near=mark) for stay in stays)
    return False if last >= mark.replace(microsecond=0) else None  # some logs tell whole seconds only


def _read(path: Path, begin: dt.datetime) -> _Log:
    log = _Log(begin)
    for piece in _pieces(path, begin):
        for line in _lines(piece):
            log.take(line)
    return log


def _pieces(path: Path, begin: dt.datetime) -> list[Path]:
    """Return the log and its rotated pieces (`mail.log.1`, `mail.log-20270101.gz`) written to since, oldest first."""
    found = []
    for candidate in path.parent.glob(f"{escape(path.name)}*"):
        if candidate == path or candidate.name[len(path.name)] in ".-":
            try:
                written = candidate.stat().st_mtime
            except OSError:
                continue
            if written >= begin.timestamp():
                found.append((candidate == path, written, candidate))
    return [path for *_, path in sorted(found)]


def _lines(piece: Path) -> Iterator[str]:
    """Yield the whole lines that can be read; a last one without its end is still being written."""
    try:
        with gzip.open(piece) if piece.suffix == ".gz" else piece.open("rb") as file:
            for line in file:
                if line.endswith(b"\n") and any(daemon in line for daemon in _DAEMONS):
                    yield line.decode("utf-8", "replace").rstrip("\r\n")
    except (OSError, EOFError, zlib.error):
        return


def _moment(stamp: str, *, near: dt.datetime) -> dt.datetime:
    """Return when a line was written; a stamp without a year and zone is this machine's, in the year nearest by."""
    if stamp[0].isdigit():
        return dt.datetime.fromisoformat(stamp)
    month, day, clock = stamp.split()
    hour, minute, second = (int(number) for number in clock.split(":"))
    moments = [
        dt.datetime.fromtimestamp(
            time.mktime((year, _MONTHS.index(month) + 1, int(day), hour, minute, second, 0, 0, -1)), dt.UTC
        )
        for year in (near.year - 1, near.year, near.year + 1)
    ]
    return min(moments, key=lambda moment: abs(moment - near))


_DAEMONS = (b"/smtpd[", b"/cleanup[", b"qmgr[")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PLAIN = rf"(?:{'|'.join(_MONTHS)}) [ \d]\d \d\d:\d\d:\d\d"
_ISO = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)"
_LINE = re.compile(rf"({_PLAIN}|{_ISO}) \S+ (\S*?/(smtpd|cleanup|[no]?qmgr)\[\d+\]): (.*)$")
_POSTFIX = re.compile(rf"(?:{_PLAIN}|{_ISO}) \S+ \S*postfix\S*/\S+\[\d+\]: ")
_ABOUT = re.compile(r"([A-Za-z0-9]+): (.*)$")
_NAMED = re.compile(r"message-id=(<[^<>]+>)$")
_ACTIVE = re.compile(r"from=.*\(queue active\)$")
_BROKEN = re.compile(r"(?:lost connection|timeout) after DATA \(\d+ bytes\) ")  # without bytes: the command, not a mail
_TURNED_AWAY = re.compile(r"(?:milter-)?reject: ")
