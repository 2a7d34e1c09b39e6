"""Who comes, who does not, who is silent and who could not be reached: every invited person with what was heard."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from cycle.errors import StepError, did_you_mean
from cycle.mail.address import domain_of
from cycle.mail.automatic import says_left
from cycle.mail.remedies import returned_remedy
from cycle.mail.standing import Stand, Standing, said_at, standing
from cycle.model import Heard, OutboxRow, Reply
from cycle.steps.cycle import OpenCycle
from cycle.steps.invitations import approved_list
from cycle.steps.ledger import names_in
from cycle.steps.meeting_calendar import moved_since
from cycle.steps.modes import mark_of, mark_on
from cycle.steps.notices import is_notice, letter_rows

Typed = Literal["accepted", "declined", "tentative", "wrote"]
"""What the secretariat can type in for somebody; `wrote` is for words that settle nothing."""

WORDS: Mapping[Stand, str] = {
    "coming": "kjem",
    "not": "kjem ikkje",
    "maybe": "kanskje",
    "wrote": "har skrive",
    "returned": "kom i retur",
    "silent": "ikkje svart",
}
"""How somebody stands, in a word or two."""
HOW: Mapping[str, str] = {"calendar": "i kalenderen", "mail": "på e-post", "typed": "skrive inn"}
LEFT = "Kan ha slutta: les svaret, ring organisasjonen og rett registeret."
READ = "Les e-posten i postkassa, og skriv inn svaret."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyLine:
    """One invited person and what was heard (svarlinje)."""

    recipient: str
    name: str
    address: str
    seats: tuple[str, ...]
    standing: Standing
    sent: bool
    """At least one mail to them was accepted."""
    remedy: str
    """What the secretariat should do; empty when nothing."""
    invited: bool = True
    """Still on the approved list."""

    @property
    def shown(self) -> Reply | None:
        """Return what the standing rests on: the answer, the words to read, or the report."""
        return self.standing.answer or self.standing.words or self.standing.returned

    @property
    def how(self) -> str:
        """Return how they answered, in nynorsk; empty while nothing was heard."""
        one = self.shown
        if one is None or one.what == "returned":
            return ""
        return f"{HOW[one.source]} av {one.who}" if one.who else HOW[one.source]

    @property
    def at(self) -> dt.datetime | None:
        """Return when that was said."""
        return said_at(self.shown) if self.shown else None


def reply_lines(cycle: OpenCycle) -> tuple[ReplyLine, ...]:
    """Return every invited person in the order of the approved list, then those who have left it and were written to.

    Rehearsals and the real mailing are kept apart: only what answers mails of the present mode counts.
    """
    heard: dict[str, list[Reply]] = {}
    for one in cycle.memory.replies.of(cycle.id):
        if (_counts_now(cycle, one.kind) and not is_notice(one.kind)) or not one.kind:
            heard.setdefault(one.recipient, []).append(one)
    rows = [one for one in letter_rows(cycle) if _counts_now(cycle, one.kind)]
    approved = approved_list(cycle)
    invited = {one.id: one for one in approved.invitees} if approved else {}
    names = {**names_in(cycle), **{one.id: one.name for one in invited.values()}}
    others = [one for one in dict.fromkeys([*(row.recipient for row in rows), *heard]) if one in names]
    moved = moved_since(cycle) if heard else {}
    found = {}
    for who in dict.fromkeys([*invited, *others]):
        sequence, since = moved.get(who, (0, None))
        found[who] = standing(who, heard.get(who, []), sequence=sequence, since=since)
    good = {domain_of(row.address) for row in rows if row.state == "sent" and not _came_back(found, row)}
    lines = []
    for recipient, stands in found.items():
        of = [row for row in rows if row.recipient == recipient]
        person = invited.get(recipient)
        address = person.address if person else of[-1].address if of else ""
        lines.append(
            ReplyLine(
                recipient=recipient,
                name=names[recipient],
                address=address,
                seats=tuple(_seat(one.title, one.organisation) for one in person.seats) if person else (),
                standing=stands,
                sent=any(row.state == "sent" for row in of),
                remedy=_remedy(cycle, stands, of, address, good),
                invited=person is not None,
            )
        )
    return tuple(lines)


def counts_of(lines: tuple[ReplyLine, ...]) -> dict[Stand, int]:
    """Return how many invited people stand how, zeros included; those who left the list are not counted."""
    stands = [one.standing.stand for one in lines if one.invited]
    return {stand: stands.count(stand) for stand in get_args(Stand)}


def type_in(cycle: OpenCycle, who: str, *, as_: Typed, name: str, why: str = "") -> ReplyLine:
    """Write down an answer somebody gave in another way, by telephone for instance; return how they stand now.

    `who` is the person's id, address or name. StepError when nobody, or more than one, goes by it. Typing the same
    again changes nothing; another answer later takes its place, and both are kept.
    """
    line = _person(reply_lines(cycle), who)
    words = " ".join(why.split())[:200]
    said = "\0".join((cycle.id, line.recipient, as_, name, words, _since(line)))
    what: Heard = as_
    cycle.memory.replies.add(
        [
            Reply(
                key=hashlib.sha256(said.encode()).hexdigest(),
                cycle=cycle.id,
                recipient=line.recipient,
                kind="",
                what=what,
                source="typed",
                at=cycle.now,
                text=words,
                who=" ".join(name.split()),
            )
        ]
    )
    return next(one for one in reply_lines(cycle) if one.recipient == line.recipient)


def _since(line: ReplyLine) -> str:
    """Return what a typed answer comes after: a new one is a new answer, the same one twice is not."""
    shown = line.standing.answer
    return "" if shown is None or shown.source == "typed" else shown.key


def _person(lines: tuple[ReplyLine, ...], who: str) -> ReplyLine:
    wanted = " ".join(who.split()).casefold()
    found = [one for one in lines if wanted in {one.recipient.casefold(), one.address.casefold()}]
    found = found or [one for one in lines if one.name.casefold() == wanted]
    found = found or [one for one in lines if wanted and wanted in one.name.casefold()]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(one.recipient for one in found)
        raise StepError(f"{who!r}: {len(found)} people are called so; use the id: {ids}")
    raise StepError(f"{who!r}: nobody on the list is called so; {did_you_mean(who, [one.name for one in lines])}")


def _counts_now(cycle: OpenCycle, kind: str) -> bool:
    return bool(kind) and mark_on(kind) == mark_of(cycle.services.settings)


def _came_back(found: Mapping[str, Standing], row: OutboxRow) -> bool:
    stands = found.get(row.recipient)
    return stands is not None and stands.returned is not None


def _seat(title: str, organisation: str) -> str:
    return ", ".join(part for part in (title, organisation) if part)


def _remedy(cycle: OpenCycle, found: Standing, rows: list[OutboxRow], address: str, good: set[str]) -> str:
    """Return what to do, in the community's language where a server answered."""
    if found.returned is not None:
        failed = next((row.address for row in rows if row.kind == found.returned.kind), address)
        return returned_remedy(found.returned, failed, cycle.loaded.community.language, domains=good)
    if found.words is not None:
        return READ
    if found.automatic is not None and found.answer is None and says_left(found.automatic.text):
        return LEFT
    return ""


def plain(line: ReplyLine) -> dict[str, object]:
    """Return the line as commands print it in JSON: ids and answers, and the name, since a person asks for it."""
    shown = line.shown
    return {
        "id": line.recipient,
        "name": line.name,
        "stand": line.standing.stand,
        "how": shown.source if shown else "",
        "what": shown.what if shown else "",
        "at": line.at,
        "code": line.standing.returned.code if line.standing.returned else "",
        "text": shown.text if shown else "",
        "sent": line.sent,
        "invited": line.invited,
        "returned": line.standing.returned is not None,
        "remedy": line.remedy,
    }
