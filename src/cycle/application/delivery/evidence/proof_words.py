"""What a proof of notice says of one mail, in its own language: who or what says so, and when it was handed over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from cycle import wording
from cycle.catalogue import say
from cycle.letters.fields import ProofState
from cycle.mail.outbox import as_read
from cycle.model import Language, OutboxRow
from cycle.services import OSLO
from cycle.store.mails.outbox import OutboxEvent

OURSELVES = {"", "evidence", "mailing"}
"""Who moves a mail in the ledger without being a person."""


@dataclass(frozen=True, slots=True)
class MailOutcome:
    """What became of a mail; when, as a moment and in words; the server's code; who says so."""

    state: ProofState
    at: dt.datetime | None
    when: str
    code: str
    answer: str
    handed_over: bool = False
    """Whether the moment is when it went from us, for want of an answer."""


def outcome_of(row: OutboxRow, events: Sequence[OutboxEvent], language: Language) -> MailOutcome:
    """Return who or what says what became of a mail, and when it was handed over."""
    last = events[-1]
    person = last.who if last.who not in OURSELVES else ""
    text = as_read(row.text, language)
    if row.state == "sent" and not last.who:
        return MailOutcome("sent", last.at, when_in(last.at, language), str(row.code or ""), text)
    if row.state == "sent":
        return _settled(row, events, person, language)
    if row.state == "queued" and person:
        text = say(language, "to be sent again, says {who}: {why}", who=person, why=row.text)
    return MailOutcome(row.state, None, "", str(row.code or ""), text)


def _settled(row: OutboxRow, events: Sequence[OutboxEvent], person: str, language: Language) -> MailOutcome:
    """Return what evidence, or a person, says of a mail that was in doubt."""
    handed, day = _handed(events), wording.long_date(events[-1].at.astimezone(OSLO).date(), language)
    when = say(language, "handed over {moment}", moment=when_in(handed, language)) if handed else ""
    if person:
        claim = say(language, "counted as sent by {who} {day}: {why}", who=person, day=day, why=row.text)
        return MailOutcome("claimed", handed, when, "", claim, handed_over=handed is not None)
    evidence = f"{as_read(row.text, language)} ({day})"
    return MailOutcome("sent", handed, when, "", evidence, handed_over=handed is not None)


def iso(moment: dt.datetime | None) -> str:
    """Return a moment as the file for spreadsheets has it; empty for never."""
    return moment.astimezone(OSLO).isoformat(timespec="seconds") if moment else ""


def when_in(moment: dt.datetime, language: Language) -> str:
    """Return a moment as readers know it."""
    here = moment.astimezone(OSLO)
    day = wording.long_date(here.date(), language)
    return say(language, "{day} at {time}", day=day, time=wording.clock(here.time()))


def _handed(events: Sequence[OutboxEvent]) -> dt.datetime | None:
    """Return when the try that was in doubt was handed over; None when a restored database does not know it."""
    before = [event for event in events if event.state not in {"uncertain", "sent"}]
    return before[-1].at if before and before[-1].state == "sending" else None
