"""Sorts incoming mail: what it says, about which of our mails, and whose it is.

Calendar answers come first, then reports, machines, people, and at last new mails of those we have written to.
Nothing here answers any mail, and nothing of a mail is kept but what it says in a few words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from cycle.catalogue import say, sentence
from cycle.mail.inbox.answers.itip import Attendee, CalendarAnswer, calendar_answers, parsed_moment
from cycle.mail.inbox.answers.meaning import names_substitute, own_line, suggested
from cycle.mail.inbox.answers.own_words import first_own_words, own_text, words_beside
from cycle.mail.inbox.answers.passed_on import NO_CODE, one_organisation
from cycle.mail.inbox.answers.tnef import RichMail, rich_mail
from cycle.mail.inbox.incoming import Incoming, one_line, open_mail
from cycle.mail.inbox.reports.auto_replies import answers_somebody, from_a_server, is_automatic
from cycle.mail.inbox.reports.dsn import DeliveryReport, delivery_report
from cycle.mail.inbox.token_lookup import ENVELOPE, about_another_mail, own_token, token_of_uid, tokens, unsubscribes
from cycle.model import Heard, Language, OutboxRow, Reply, ReplySource, Suggested
from cycle.wording import OSLO

LONGEST = 200
"""Characters kept of what somebody wrote."""

_STATUSES: Mapping[str, Suggested] = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}
_FOR_ANOTHER: Mapping[Suggested, str] = {
    "accepted": sentence("Answers “coming” on behalf of the invitee."),
    "declined": sentence("Answers “not coming” on behalf of the invitee."),
    "tentative": sentence("Answers “maybe” on behalf of the invitee."),
    "": sentence("Answers on behalf of the invitee."),
}
_SUBJECTS: tuple[tuple[str, Suggested], ...] = (
    (r"(accepted|akseptert|godtatt|godteke|godteken)\b", "accepted"),
    (r"(declined|avslått|avslag|avvist|takka nei|takket nei)\b", "declined"),
    (r"(tentative(ly accepted)?|tentativt?|foreløpig|førebels|kanskje)\b", "tentative"),
)
"""What mail programs write before the subject of an answer; only asked where the calendar file names nobody."""
_PASSED_ON = re.compile(r"\s*(fw|fwd|vs|vidaresend\w*|videresend\w*|wg|tr)\s*:", re.IGNORECASE)
_ABOUT_US = re.compile(
    r"m[øo]te|invit|innkalling|svar|forfall|avbod|avbud|\bmeld\w{0,2}\b|delta|deltek|\bkjem\b|\bkommer\b|\bkome\b|program|vara|vikar|"
    r"avmeld|unsubscribe|meeting",
    re.IGNORECASE,
)
"""Words of a mail that may be about the meeting; of any other only the subject is kept."""
_SURELY_US = re.compile(r"partn[ae]rskap|innkalling|\binvit|forfall|avbod|avbud", re.IGNORECASE)
"""Words by which an answer in another conversation may be about the meeting."""
_ASKS = sentence("Wants no more invitations (the button to unsubscribe).")


class OutboxLookup(Protocol):
    """What is asked of the outbox."""

    def named(self, tokens: Iterable[str]) -> Mapping[str, OutboxRow]:
        """Return token → row, for the tokens that are ours."""
        ...

    def entries(self, tokens: Iterable[str]) -> Mapping[str, OutboxRow]:
        """Return token in a calendar UID → the row that brought the entry, or the recipient's newest one."""
        ...

    def addressed(self, address: str, *, until: dt.datetime | None = None) -> Sequence[OutboxRow]:
        """Return the mails to the address, oldest first, that one may be about: a report, or words written `until`."""
        ...

    def language(self, row: OutboxRow) -> Language:
        """Return the language of those who read what is answered to a mail of ours."""
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


def sort_mail(data: bytes, ledger: OutboxLookup, *, now: dt.datetime) -> Sorted:
    """Return what an incoming mail says, about which of our mails, and whose it is."""
    mail = open_mail(data)
    own = own_token(mail)
    if own and ledger.named([own]):
        return Sorted(key=mail.key, what="own")
    return (
        _calendar(mail, ledger, now)
        or _rich(mail, ledger, now)
        or _report(mail, ledger, now)
        or _written(mail, ledger, now)
        or _fresh(mail, ledger, now)
        or Sorted(key=mail.key, what="unknown")
    )


def _calendar(mail: Incoming, ledger: OutboxLookup, now: dt.datetime) -> Sorted | None:
    """Return the calendar answers in the mail; None when there is none to an invitation of ours."""
    answers = calendar_answers(mail)
    rows = ledger.entries([name for answer in answers if (name := token_of_uid(answer.uid))])
    heard: dict[str, Reply] = {}
    proves = []
    for answer in answers:
        row = rows.get(token_of_uid(answer.uid))
        if row is None:
            continue
        reply = _answer(mail, answer, row, now, ledger.language(row))
        if row.token == token_of_uid(answer.uid):  # an entry that several mails bring proves none of them
            proves.append(row.id)
        earlier = heard.get(row.recipient)
        if earlier is None or (reply.stamp or reply.at) > (earlier.stamp or earlier.at):
            heard[row.recipient] = reply
    replies = tuple(heard.values())
    return Sorted(key=mail.key, what=replies[0].what, replies=replies, proves=tuple(proves)) if replies else None


def _answer(mail: Incoming, answer: CalendarAnswer, row: OutboxRow, now: dt.datetime, language: Language) -> Reply:
    """Return what a calendar answer says: the invited person's own, or somebody's where neither address is theirs."""
    own, senders = row.address.lower(), mail.addresses("From")
    who = answer.of(own, *senders)
    what, words = _what(mail, answer, who, language)
    words = _together(words, "" if answer.enclosed else words_beside(mail))
    whose = who.address if who and who.address else next(iter(senders), "")
    sends_own = own in senders and not answer.enclosed and not _PASSED_ON.match(mail.header("Subject"))
    reply = _reply(
        mail, row, what, now=now, source="calendar", text=words, sequence=answer.sequence, stamp=answer.stamp
    )
    if whose == own or not whose:
        return reply
    if sends_own and not (who and who.delegated_from):
        return replace(reply, text=_cut(_together(words, say(language, "(from the calendar of {whose})", whose=whose))))
    reply = replace(reply, by=whose)
    if what not in _STATUSES.values():
        return replace(reply, suggests=_STATUSES.get(who.status, "") if who else "")
    name = one_line(who.name, longest=LONGEST) if who and "@" not in who.name else ""
    return replace(reply, what="somebody", suggests=what, who=name)  # type: ignore[arg-type]


def _what(mail: Incoming, answer: CalendarAnswer, who: Attendee | None, language: Language) -> tuple[Heard, str]:
    """Return what a calendar answer says, and the words for a person."""
    if answer.method == "COUNTER":
        return "proposed", f"{_proposal(answer, language)} {answer.comment}".strip()
    if who is not None and who.delegated_from:
        words = say(language, _FOR_ANOTHER[_STATUSES.get(who.status, "")])
        return "wrote", f"{words} {answer.comment}".strip()
    if who is not None and who.status == "DELEGATED":
        words = say(language, "Has asked somebody else to come instead.")
        if who.delegated_to:
            name = answer.named(who.delegated_to)
            words = say(language, "Has asked {name} to come instead.", name=name)
        return "wrote", f"{words} {answer.comment}".strip()
    if who is not None and who.status in _STATUSES:
        return _STATUSES[who.status], answer.comment  # type: ignore[return-value]
    subject = mail.header("Subject")
    for pattern, what in _SUBJECTS:
        if not (answer.attendees or answer.of_a_room) and re.match(rf"\s*{pattern}\s*:", subject, re.IGNORECASE):
            return what, answer.comment  # type: ignore[return-value]
    return "wrote", answer.comment or subject


def _proposal(answer: CalendarAnswer, language: Language) -> str:
    """Return which time is proposed, by Norway's clock."""
    proposed = parsed_moment(answer.start, zone=answer.zone)
    if proposed is None:
        return say(language, "Proposes another time.")
    if "T" not in answer.start.upper():
        return say(language, "Proposes {day} instead.", day=f"{proposed:%d.%m.%Y}")
    floating = not answer.zone and not answer.start.upper().endswith("Z")
    local = proposed if floating else proposed.astimezone(OSLO)
    day, time = f"{local:%d.%m.%Y}", f"{local:%H.%M}"
    return say(language, "Proposes {day} at {time} instead.", day=day, time=time)


def _rich(mail: Incoming, ledger: OutboxLookup, now: dt.datetime) -> Sorted | None:
    """Return the answer in Outlook's winmail.dat; None when there is none, or it is to nothing of ours."""
    rich = rich_mail(mail)
    if rich is None:
        return None
    named = [name for uid in rich.uids if (name := token_of_uid(uid))]
    entries = ledger.entries(named)
    row = next((entries[token] for token in named if token in entries), None) or _row(ledger, tokens(mail))
    if row is None:
        return None
    status, words = _STATUSES.get(rich.status, ""), _rich_words(mail, rich)
    if not status:
        return _written(mail, ledger, now, row=row, words=words) if words else None
    sender = next(iter(mail.addresses("From")), "")
    own = sender == row.address.lower()
    reply = _reply(mail, row, status if own else "somebody", now=now, source="calendar", text=words)
    reply = reply if own else replace(reply, by=sender, suggests=status)
    return Sorted(key=mail.key, what=reply.what, replies=(reply,), proves=(row.id,) if row.token in named else ())


def _rich_words(mail: Incoming, rich: RichMail) -> str:
    return words_beside(mail) or one_line(rich.text, longest=LONGEST)


def _report(mail: Incoming, ledger: OutboxLookup, now: dt.datetime) -> Sorted | None:
    """Return what a server reports about a mail of ours; None when the mail is no report."""
    if _is_persons(mail, ledger):
        return None
    report = delivery_report(mail)
    if report is None:
        return None
    sure = _row(ledger, tokens(mail, envelope_id=report.envelope_id))
    rows: Sequence[OutboxRow] = [sure] if sure else ledger.addressed(report.address) if report.address else ()
    if sure is None:
        rows = _of_one_dispatch([row for row in rows if not about_another_mail(mail, sent=row.date)])
    if not rows:
        return Sorted(key=mail.key, what="unknown")
    replies = tuple(_reported(mail, row, report, now) for row in rows)
    return Sorted(key=mail.key, what=replies[0].what, replies=replies, proves=(sure.id,) if sure else ())


def _reported(mail: Incoming, row: OutboxRow, report: DeliveryReport, now: dt.datetime) -> Reply:
    """Return what a report says of a mail of ours: one that was passed on has come to the address we wrote to."""
    reply = _reply(mail, row, report.what, now=now, source="mail", code=report.code, text=report.text)
    other = report.at_last
    if report.what != "returned" or other in {"", row.address.lower()}:
        return reply
    if one_organisation(other, row.address):  # its server calls the mailbox something else
        return reply if other in reply.text.lower() else replace(reply, text=_cut(f"{other}: {reply.text}"))
    code = report.code if report.code.startswith("5") else NO_CODE
    return replace(reply, what="delivered", code=code, by=other)


def _is_persons(mail: Incoming, ledger: OutboxLookup) -> bool:
    """Return whether a person answers us, whatever the subject looks like: nothing in the mail is of a server."""
    return (
        not from_a_server(mail)
        and mail.message.get_content_type() != "multipart/report"
        and not mail.message["X-Failed-Recipients"]
        and mail.header("Auto-Submitted").partition(";")[0].strip().lower() in {"", "no"}
        and (answers_somebody(mail) or any(ledger.addressed(address) for address in mail.addresses("From")[:1]))
    )


def _written(
    mail: Incoming, ledger: OutboxLookup, now: dt.datetime, *, row: OutboxRow | None = None, words: str = ""
) -> Sorted | None:
    """Return a machine's or a person's answer to one of our mails; None when it refers to none."""
    row = row or _row(ledger, tokens(mail))
    if row is None:
        return None
    to_return_path = any(f"+{row.token}@" in address for address in mail.addresses(*ENVELOPE))
    asks = unsubscribes(mail)
    machine = not asks and (is_automatic(mail) or (to_return_path and not answers_somebody(mail)))
    whole, sender = words or own_text(mail), next(iter(mail.addresses("From")), "")
    own = own_line(whole, longest=LONGEST)
    reply = _reply(
        mail,
        row,
        "automatic" if machine else "wrote",
        now=now,
        source="mail",
        text=f"{say(ledger.language(row), _ASKS)} {own}".strip() if asks else own or mail.header("Subject"),
    )
    if not machine:
        by = sender if sender != row.address.lower() else ""
        reply = replace(reply, by=by, suggests="" if asks else _proposed(mail, whole))
    return Sorted(key=mail.key, what=reply.what, replies=(reply,), proves=(row.id,))


def _fresh(mail: Incoming, ledger: OutboxLookup, now: dt.datetime) -> Sorted | None:
    """Return a new mail of somebody we have written to, which may concern the meeting; None for all others."""
    written = mail.sent_at(earliest=None, now=now)
    rows = [row for address in mail.addresses("From")[:1] for row in ledger.addressed(address, until=written)]
    rows = _of_one_dispatch(rows)
    if not rows or calendar_answers(mail) or _is_circular(mail):
        return None
    subject, words = mail.header("Subject"), first_own_words(mail)
    about_us = bool(_ABOUT_US.search(f"{subject} {words}"))
    if mail.message["In-Reply-To"] or mail.message["References"]:  # another conversation, or a Message-ID made again
        about_us = bool(_ABOUT_US.search(subject))
        if not about_us and not _SURELY_US.search(words):
            return None
        words = words if about_us else ""
    text = f"{subject}: {words}" if words and about_us else subject
    said: Suggested = (
        "" if is_automatic(mail) else _proposed(mail, own_text(mail) if words else "") or suggested(subject)
    )
    replies = tuple(
        replace(_reply(mail, row, "concerns", now=now, source="mail", text=text), suggests=said) for row in rows
    )
    return Sorted(key=mail.key, what="concerns", replies=replies)


def _proposed(mail: Incoming, words: str) -> Suggested:
    """Return what the words would mean; nothing where a mail is passed on, or somebody else comes instead."""
    return "" if _PASSED_ON.match(mail.header("Subject")) or names_substitute(words) else suggested(words)


def _is_circular(mail: Incoming) -> bool:
    """Return whether a mail goes to many at once: a newsletter of a municipality is no word to us."""
    precedence = mail.header("Precedence").strip().lower()
    return precedence in {"bulk", "list", "junk"} or bool(mail.message["List-Id"] or mail.message["List-Unsubscribe"])


def _row(ledger: OutboxLookup, found: Sequence[str]) -> OutboxRow | None:
    """Return the row of the surest token that is ours."""
    rows = ledger.named(found)
    return next((rows[token] for token in found if token in rows), None)


def _of_one_dispatch(rows: Sequence[OutboxRow]) -> list[OutboxRow]:
    """Return the mails of the newest dispatch among these, which an answer or a report without a token is about."""
    return [row for row in rows if (row.cycle, row.kind) == (rows[-1].cycle, rows[-1].kind)]


def _together(first: str, second: str) -> str:
    """Return both texts, or the longer where it holds the other."""
    one, other = " ".join(first.casefold().split()), " ".join(second.casefold().split())
    if other in one:
        return first
    return second if one in other else f"{first} {second}"


def _cut(text: str) -> str:
    return one_line(text, longest=LONGEST)


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
