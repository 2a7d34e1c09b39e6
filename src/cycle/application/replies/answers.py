"""Who comes, who does not, who is silent and who could not be reached: every invited person with what was heard."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import get_args

from cycle import wording
from cycle.application.delivery import is_notice, letter_rows, names_in
from cycle.application.dispatches import moved_since
from cycle.application.replies.substitutes import checked_substitute, deputies_of
from cycle.application.year import (
    OpenCycle,
    PendingReply,
    approved_list,
    dispatch_of,
    mark_on,
    matters_of,
    mode_suffix,
)
from cycle.catalogue import say, sentence
from cycle.mail.inbox import ANSWERS, ReplyState, ReplyStatus, reply_state, said_at, says_left
from cycle.mail.message import domain_of
from cycle.mail.outbox import returned_remedy
from cycle.model import Invitee, Language, OutboxRow, Reply, Substitute
from cycle.model.reply import NOBODY
from cycle.services import OSLO
from cycle.store.mails.printed_letters import PrintedLetter

STATUS_WORDS: Mapping[ReplyStatus, str] = {
    "coming": sentence("coming"),
    "not": sentence("not coming"),
    "maybe": sentence("maybe"),
    "wrote": sentence("has written"),
    "returned": sentence("was returned"),
    "silent": sentence("no answer"),
}
"""How somebody stands, in a word or two."""
HOW: Mapping[str, str] = {
    "calendar": sentence("in the calendar"),
    "mail": sentence("by e-mail"),
    "typed": sentence("entered"),
}
LEFT = sentence("May have left: read the answer, call the organisation and correct the register.")
PRACTISED = sentence(
    "An answer was entered in a rehearsal, and does not hold here. If it holds after all, enter it again."
)
PRINTED = sentence(
    "The mail came back, and the letter is printed on paper, {day} by {who}. Correct the address in the register "
    "before the next dispatch."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyLine:
    """One invited person and what was heard (svarlinje)."""

    recipient: str
    name: str
    address: str
    seats: tuple[str, ...]
    seat_ids: frozenset[str]
    reply_state: ReplyState
    sent: bool
    """At least one mail to them was accepted."""
    remedy: str
    """What the secretariat should do; empty when nothing."""
    invited: bool = True
    """Still on the approved list."""
    matters: tuple[PendingReply, ...] = ()
    """What waits for a person to read or confirm."""
    note: str = ""
    """What to look at about who comes in their place, or what was typed in; empty when nothing."""

    @property
    def substitute(self) -> Substitute:
        """Return who comes in their place, if the answer that stands says so."""
        return self.reply_state.answer.substitute if self.reply_state.answer else NOBODY

    @property
    def shown(self) -> Reply | None:
        """Return what the state rests on: the answer, the words to read, or the report."""
        return self.reply_state.answer or self.reply_state.words or self.reply_state.returned

    def how(self, language: Language = "nn") -> str:
        """Return how they answered; empty while nothing was heard."""
        reply = self.shown
        if reply is None or reply.what == "returned":
            return ""
        how = say(language, HOW[reply.source])
        return say(language, "{how} by {who}", how=how, who=reply.who) if reply.who else how

    @property
    def at(self) -> dt.datetime | None:
        """Return when that was said."""
        return said_at(self.shown) if self.shown else None


def reply_lines(cycle: OpenCycle) -> tuple[ReplyLine, ...]:
    """Return every invited person in the order of the approved list, then those who have left it and were written to.

    Rehearsals and the real mailing are kept apart: only what answers mails of the present mode, or was typed in in it,
    counts.
    """
    mark = mark_shown(cycle)
    heard: dict[str, list[Reply]] = {}
    for reply in cycle.record.replies:
        if (_is_of(mark, reply.kind) and not is_notice(reply.kind)) or not reply.kind:
            heard.setdefault(reply.recipient, []).append(reply)
    practised = {reply.recipient for reply in cycle.record.replies if _is_practice(mark, reply)}
    rows = [row for row in letter_rows(cycle) if _is_of(mark, row.kind)]
    approved = approved_list(cycle)
    invited = {invitee.id: invitee for invitee in approved.invitees} if approved else {}
    names = {**names_in(cycle), **{invitee.id: invitee.name for invitee in invited.values()}}
    others = [
        recipient for recipient in dict.fromkeys([*(row.recipient for row in rows), *heard]) if recipient in names
    ]
    moved = moved_since(cycle) if heard else {}
    addresses = cycle.record.reply_addresses if heard else {}
    found = {}
    for who in dict.fromkeys([*invited, *others]):
        sequence, since = moved.get(who, (0, None))
        of_person = addresses.get(who, {})
        stands = reply_state(who, heard.get(who, []), sequence=sequence, since=since, addresses=of_person)
        on_paper = stands.stand == "returned" and _on_paper(cycle, stands) is not None
        found[who] = replace(stands, stand="silent") if on_paper else stands
    good = {domain_of(row.address) for row in rows if row.state == "sent" and not _came_back(found, row)}
    return tuple(
        _line(
            cycle,
            stands,
            rows=[row for row in rows if row.recipient == recipient],
            person=invited.get(recipient),
            name=names[recipient],
            good=good,
            practised=recipient in practised,
        )
        for recipient, stands in found.items()
    )


def counts_of(lines: tuple[ReplyLine, ...]) -> dict[ReplyStatus, int]:
    """Return how many invited people stand how, zeros included; those who left the list are not counted."""
    stands = [line.reply_state.stand for line in lines if line.invited]
    return {stand: stands.count(stand) for stand in get_args(ReplyStatus)}


def _line(
    cycle: OpenCycle,
    stands: ReplyState,
    *,
    rows: list[OutboxRow],
    person: Invitee | None,
    name: str,
    good: set[str],
    practised: bool,
) -> ReplyLine:
    """Return one person's line; `good` are the domains where mail has arrived.

    `practised` is whether an answer was typed in for them in a rehearsal, which does not count here.
    """
    address = person.address if person else rows[-1].address if rows else ""
    matters = matters_of(stands, cycle.language)
    substitute = stands.answer.substitute if stands.answer else NOBODY
    seats = frozenset(seat.seat for seat in person.seats) if person else frozenset[str]()
    _, note = (
        checked_substitute(substitute, deputies_of(cycle, seats), cycle.language) if substitute else (substitute, "")
    )
    if practised and stands.answer is None:
        note = cycle.say(PRACTISED)
    return ReplyLine(
        recipient=stands.recipient,
        name=name,
        address=address,
        seats=tuple(wording.seat_label(seat) for seat in person.seats) if person else (),
        seat_ids=seats,
        reply_state=stands,
        sent=any(row.state == "sent" for row in rows),
        remedy=_remedy(cycle, stands, matters, rows, address, good) or note,
        invited=person is not None,
        matters=matters,
        note=note,
    )


def mark_shown(cycle: OpenCycle) -> str:
    """Return the mark of the mode whose answers count: in a home that was copied the real mailing's, where one went."""
    if cycle.services.away and any(not mark_on(row.kind) for row in letter_rows(cycle)):
        return ""
    return mode_suffix(cycle.services.settings)


def _is_of(mark: str, kind: str) -> bool:
    return bool(kind) and mark_on(kind) == mark


def _is_practice(mark: str, reply: Reply) -> bool:
    """Return whether an answer was typed in in a rehearsal that is not the present one."""
    return reply.source == "typed" and reply.what in ANSWERS and mark_on(reply.kind) not in {"", mark}


def _came_back(found: Mapping[str, ReplyState], row: OutboxRow) -> bool:
    stands = found.get(row.recipient)
    return stands is not None and stands.returned is not None


def _on_paper(cycle: OpenCycle, stands: ReplyState) -> PrintedLetter | None:
    """Return the letter that was printed of the very mailing whose mail came back; None where none was."""
    if stands.returned is None:
        return None
    mailing = _mailing_of(stands.returned.kind)
    found: PrintedLetter | None = None
    for letter in cycle.record.printed:
        if letter.recipient == stands.recipient and _mailing_of(letter.kind) == mailing:
            found = letter
    return found


def _mailing_of(kind: str) -> tuple[str, str]:
    """Return the dispatch that a kind of mail or of paper belongs to, and the mode it went in."""
    return dispatch_of(kind), mark_on(kind)


def _remedy(
    cycle: OpenCycle,
    found: ReplyState,
    matters: tuple[PendingReply, ...],
    rows: list[OutboxRow],
    address: str,
    good: set[str],
) -> str:
    """Return what to do, in the community's language where a server answered."""
    if found.returned is not None and (letter := _on_paper(cycle, found)) is not None:
        language = cycle.loaded.community.language
        day = wording.long_date(letter.at.astimezone(OSLO).date(), language)
        return say(language, PRINTED, day=day, who=letter.who)
    if found.returned is not None:
        failed = next((row.address for row in rows if row.kind == found.returned.kind), address)
        return returned_remedy(found.returned, failed, cycle.loaded.community.language, domains=good)
    if matters:
        return " ".join(dict.fromkeys(matter.asks for matter in matters))
    if found.words is not None:
        return cycle.say("Read what was entered, and enter the answer.")
    if found.automatic is not None and found.answer is None and says_left(found.automatic.text):
        return cycle.say(LEFT)
    return ""


def reply_as_json(line: ReplyLine) -> dict[str, object]:
    """Return the line as commands print it in JSON: ids and answers, and the name, since a person asks for it."""
    shown = line.shown
    return {
        "id": line.recipient,
        "name": line.name,
        "stand": line.reply_state.stand,
        "how": shown.source if shown else "",
        "what": shown.what if shown else "",
        "at": line.at,
        "code": line.reply_state.returned.code if line.reply_state.returned else "",
        "text": shown.text if shown else "",
        "sent": line.sent,
        "invited": line.invited,
        "returned": line.reply_state.returned is not None,
        "remedy": line.remedy,
        "substitute": asdict(line.substitute) if line.substitute else None,
        "waiting": [
            {
                "id": matter.id,
                "what": matter.reply.what,
                "by": matter.reply.by,
                "suggests": matter.reply.suggests,
                "text": matter.reply.text,
                "at": said_at(matter.reply),
                "asks": matter.asks,
                "choices": list(matter.choices),
            }
            for matter in line.matters
        ],
    }
