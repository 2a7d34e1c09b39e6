"""Sorts incoming mail: what it says, about which of our mails. Calendar answers first, then reports, machines, people.

Nothing here answers any mail, and nothing of a mail is kept but what it says in a few words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from cycle.mail.automatic import is_automatic
from cycle.mail.dsn import delivery_report
from cycle.mail.incoming import Incoming, one_line, open_mail
from cycle.mail.itip import Attendee, CalendarAnswer, calendar_answers, moment
from cycle.mail.whom import ENVELOPE, own_token, token_of_uid, tokens
from cycle.mail.words import own_words
from cycle.model import Heard, OutboxRow, Reply, ReplySource

LONGEST = 200
"""Characters kept of what somebody wrote."""

_STATUSES: Mapping[str, Heard] = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}
_SUBJECTS: tuple[tuple[str, Heard], ...] = (
    (r"(accepted|akseptert|godtatt|godteke|godteken)\b", "accepted"),
    (r"(declined|avslått|avslag|avvist|takka nei|takket nei)\b", "declined"),
    (r"(tentative(ly accepted)?|tentativt?|foreløpig|førebels|kanskje)\b", "tentative"),
)
"""What mail programs write before the subject of an answer; only asked where the calendar file names nobody."""


class Ledger(Protocol):
    """What is asked of the outbox."""

    def named(self, tokens: Iterable[str]) -> Mapping[str, OutboxRow]:
        """Return token → row, for the tokens that are ours."""
        ...

    def entries(self, tokens: Iterable[str]) -> Mapping[str, OutboxRow]:
        """Return token in a calendar UID → the row that brought the entry, or the recipient's newest one."""
        ...

    def addressed(self, address: str) -> Sequence[OutboxRow]:
        """Return the rows of the newest dispatch that wrote to the address."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """What one incoming mail is (sortert e-post)."""

    key: str
    what: Heard | Literal["unknown", "own"]
    """`unknown`: it concerns none of our mails. `own`: it is a copy of one of them."""
    replies: tuple[Reply, ...] = ()
    proves: tuple[int, ...] = ()
    """Outbox rows whose mail must have been accepted, since this one carries its token."""


def sort_mail(data: bytes, ledger: Ledger, *, now: dt.datetime) -> Sorted:
    """Return what an incoming mail says and about which of our mails."""
    mail = open_mail(data)
    own = own_token(mail)
    if own and ledger.named([own]):
        return Sorted(key=mail.key, what="own")
    return _calendar(mail, ledger, now) or _report(mail, ledger, now) or _written(mail, ledger, now)


def _calendar(mail: Incoming, ledger: Ledger, now: dt.datetime) -> Sorted | None:
    """Return the calendar answers in the mail; None when there is none to an invitation of ours."""
    answers = calendar_answers(mail)
    rows = ledger.entries([name for one in answers if (name := token_of_uid(one.uid))])
    heard: dict[str, Reply] = {}
    proves = []
    for answer in answers:
        row = rows.get(token_of_uid(answer.uid))
        if row is None:
            continue
        reply = _answer(mail, answer, row, now)
        if row.token == token_of_uid(answer.uid):  # an entry that several mails bring proves none of them
            proves.append(row.id)
        earlier = heard.get(row.recipient)
        if earlier is None or (reply.stamp or reply.at) > (earlier.stamp or earlier.at):
            heard[row.recipient] = reply
    replies = tuple(heard.values())
    return Sorted(key=mail.key, what=replies[0].what, replies=replies, proves=tuple(proves)) if replies else None


def _answer(mail: Incoming, answer: CalendarAnswer, row: OutboxRow, now: dt.datetime) -> Reply:
    senders = mail.addresses("From")
    who = answer.of(row.address, *senders)
    what, words = _what(mail, answer, who)
    address = who.address if who and who.address else next(iter(senders), "")
    if address and address not in {row.address.lower(), ""} and row.address.lower() not in senders:
        words = f"Frå {address}: {words}" if words else f"Frå {address}"
    return _reply(mail, row, what, now=now, source="calendar", text=words, sequence=answer.sequence, stamp=answer.stamp)


def _what(mail: Incoming, answer: CalendarAnswer, who: Attendee | None) -> tuple[Heard, str]:
    """Return what a calendar answer says, and the words for a person."""
    if answer.method == "COUNTER":
        proposed = moment(answer.start)
        when = f"Foreslår {proposed:%d.%m.%Y} i staden." if proposed else "Foreslår ei anna tid."
        return "proposed", f"{when} {answer.comment}".strip()
    if who is not None and who.delegated_from:
        return "wrote", f"Svarer «{who.status.lower()}» på vegner av den inviterte. {answer.comment}".strip()
    if who is not None and who.status == "DELEGATED":
        return "wrote", f"Har bede {who.delegated_to or 'ein annan'} kome i staden. {answer.comment}".strip()
    if who is not None and who.status in _STATUSES:
        return _STATUSES[who.status], answer.comment
    subject = mail.header("Subject")
    for pattern, what in _SUBJECTS:
        if not answer.attendees and re.match(rf"\s*{pattern}\s*:", subject, re.IGNORECASE):
            return what, answer.comment
    return "wrote", answer.comment or subject


def _report(mail: Incoming, ledger: Ledger, now: dt.datetime) -> Sorted | None:
    """Return what a server reports about a mail of ours; None when the mail is no report."""
    report = delivery_report(mail)
    if report is None:
        return None
    sure = _row(ledger, tokens(mail, envelope_id=report.envelope_id))
    rows: Sequence[OutboxRow] = [sure] if sure else ledger.addressed(report.address) if report.address else ()
    if not rows:
        return Sorted(key=mail.key, what="unknown")
    replies = tuple(
        _reply(mail, row, report.what, now=now, source="mail", code=report.code, text=report.text) for row in rows
    )
    return Sorted(key=mail.key, what=report.what, replies=replies, proves=(sure.id,) if sure else ())


def _written(mail: Incoming, ledger: Ledger, now: dt.datetime) -> Sorted:
    """Return a machine's or a person's answer to one of our mails."""
    row = _row(ledger, tokens(mail))
    if row is None:
        return Sorted(key=mail.key, what="unknown")
    to_return_path = any(f"+{row.token}@" in one for one in mail.addresses(*ENVELOPE))
    what: Heard = "automatic" if to_return_path or is_automatic(mail) else "wrote"
    reply = _reply(mail, row, what, now=now, source="mail", text=own_words(mail) or mail.header("Subject"))
    return Sorted(key=mail.key, what=what, replies=(reply,), proves=(row.id,))


def _row(ledger: Ledger, found: Sequence[str]) -> OutboxRow | None:
    """Return the row of the surest token that is ours."""
    rows = ledger.named(found)
    return next((rows[one] for one in found if one in rows), None)


def _reply(
    mail: Incoming,
    row: OutboxRow,
    what: Heard,
    *,
    now: dt.datetime,
    source: ReplySource,
    text: str,
    code: str = "",
    sequence: int | None = None,
    stamp: dt.datetime | None = None,
) -> Reply:
    return Reply(
        key=mail.key,
        cycle=row.cycle,
        recipient=row.recipient,
        kind=row.kind,
        what=what,
        source=source,
        at=mail.sent_at(earliest=row.date, now=now),
        code=code,
        text=one_line(text, longest=LONGEST),
        sequence=sequence,
        stamp=stamp,
    )
