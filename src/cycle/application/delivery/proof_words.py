"""What a proof of notice says of one mail, in its own language: who or what says so, and when it was handed over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cycle import wording
from cycle.mail.outbox import as_read
from cycle.model import Language, OutboxRow
from cycle.services import OSLO
from cycle.store.outbox import OutboxEvent

WORDS: Mapping[Language, Mapping[str, str]] = {
    "nn": {
        "title": "Kvittering for {dispatch}",
        "mail": "e-post",
        "paper": "papir",
        "none": "ikkje send",
        "queued": "står i kø",
        "sending": "blir send no",
        "sent": "teken imot",
        "claimed": "rekna som send",
        "claim": "rekna som send av {who} {day}: {why}",
        "again": "skal sendast på nytt, seier {who}: {why}",
        "handed": "overlevert {when}",
        "refused": "avvist",
        "failed": "ikkje send",
        "uncertain": "uavklart",
        "returned": "kom i retur",
        "printed": "skrive ut",
        "unprinted": "ikkje skrive ut",
        "planned": "ikkje send enno",
        "by": "av {who}",
        "accepted": "teken imot på e-post|tekne imot på e-post",
        "claims": "rekna som send av ein person|rekna som sende av ein person",
        "on_paper": "skriven ut på papir|skrivne ut på papir",
        "missing": "ikkje nådd|ikkje nådde",
        "folder": "E-posten vart lagd i ei mappe.",
        "redirect": "All e-post gjekk til éi prøveadresse.",
    },
    "nb": {
        "title": "Kvittering for {dispatch}",
        "mail": "e-post",
        "paper": "papir",
        "none": "ikke sendt",
        "queued": "står i kø",
        "sending": "blir sendt nå",
        "sent": "tatt imot",
        "claimed": "regnet som sendt",
        "claim": "regnet som sendt av {who} {day}: {why}",
        "again": "skal sendes på nytt, sier {who}: {why}",
        "handed": "overlevert {when}",
        "refused": "avvist",
        "failed": "ikke sendt",
        "uncertain": "uavklart",
        "returned": "kom i retur",
        "printed": "skrevet ut",
        "unprinted": "ikke skrevet ut",
        "planned": "ikke sendt ennå",
        "by": "av {who}",
        "accepted": "tatt imot på e-post|tatt imot på e-post",
        "claims": "regnet som sendt av en person|regnet som sendt av en person",
        "on_paper": "skrevet ut på papir|skrevet ut på papir",
        "missing": "ikke nådd|ikke nådd",
        "folder": "E-posten ble lagt i en mappe.",
        "redirect": "All e-post gikk til én prøveadresse.",
    },
}


OURSELVES = {"", "evidence", "mailing"}
"""Who moves a mail in the ledger without being a person."""


@dataclass(frozen=True, slots=True)
class MailOutcome:
    """What became of a mail, as a key of `WORDS`; when, as a moment and in words; the server's code; who says so."""

    state: str
    at: dt.datetime | None
    when: str
    code: str
    answer: str


def outcome_of(row: OutboxRow, events: Sequence[OutboxEvent], language: Language) -> MailOutcome:
    """Return who or what says what became of a mail, and when it was handed over."""
    words = WORDS[language]
    last = events[-1]
    person = last.who if last.who not in OURSELVES else ""
    day = wording.long_date(last.at.astimezone(OSLO).date(), language)
    if row.state == "sent" and not last.who:
        return MailOutcome(
            "sent", last.at, when_in(last.at, language), str(row.code or ""), as_read(row.text, language)
        )
    if row.state == "sent":
        handed = _handed(events)
        when = words["handed"].format(when=when_in(handed, language)) if handed else ""
        if person:
            return MailOutcome("claimed", handed, when, "", words["claim"].format(who=person, day=day, why=row.text))
        return MailOutcome("sent", handed, when, "", f"{as_read(row.text, language)} ({day})")
    answer = as_read(row.text, language)
    if row.state == "queued" and person:
        answer = words["again"].format(who=person, why=row.text)
    return MailOutcome(row.state, None, "", str(row.code or ""), answer)


def iso(moment: dt.datetime | None) -> str:
    """Return a moment as the file for spreadsheets has it; empty for never."""
    return moment.astimezone(OSLO).isoformat(timespec="seconds") if moment else ""


def when_in(moment: dt.datetime, language: Language) -> str:
    """Return a moment as readers know it."""
    here = moment.astimezone(OSLO)
    return f"{wording.long_date(here.date(), language)} kl. {wording.clock(here.time())}"


def _handed(events: Sequence[OutboxEvent]) -> dt.datetime | None:
    """Return when the try that was in doubt was handed over; None when a restored database does not know it."""
    before = [event for event in events if event.state not in {"uncertain", "sent"}]
    return before[-1].at if before and before[-1].state == "sending" else None
