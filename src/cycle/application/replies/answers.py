"""Who comes, who does not, who is silent and who could not be reached: every invited person with what was heard."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from difflib import get_close_matches
from typing import Literal, get_args

from cycle import wording
from cycle.application.delivery import is_notice, letter_rows, names_in
from cycle.application.dispatches import moved_since
from cycle.application.replies.substitutes import checked, deputies_of
from cycle.application.year import (
    LABELS,
    Decision,
    NameOffer,
    OpenCycle,
    PendingReply,
    approved_list,
    chosen_among,
    mark_of,
    mark_on,
    matters_of,
)
from cycle.catalogue import say, sentence
from cycle.errors import StepError, did_you_mean
from cycle.mail.inbox import ReplyState, ReplyStatus, reply_state, said_at, says_left
from cycle.mail.message import domain_of
from cycle.mail.outbox import returned_remedy
from cycle.model import Heard, Language, OutboxRow, Reply, Substitute
from cycle.model.reply import NOBODY

Typed = Literal["accepted", "declined", "tentative", "wrote"]
"""What the secretariat can type in for somebody; `wrote` is for words that settle nothing."""

WORDS: Mapping[ReplyStatus, str] = {
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
    """What to look at about who comes in their place; empty when nothing."""

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
        return f"{how} av {reply.who}" if reply.who else how

    @property
    def at(self) -> dt.datetime | None:
        """Return when that was said."""
        return said_at(self.shown) if self.shown else None


def reply_lines(cycle: OpenCycle) -> tuple[ReplyLine, ...]:
    """Return every invited person in the order of the approved list, then those who have left it and were written to.

    Rehearsals and the real mailing are kept apart: only what answers mails of the present mode counts.
    """
    mark = _mark(cycle)
    heard: dict[str, list[Reply]] = {}
    for reply in cycle.record.replies:
        if (_is_of(mark, reply.kind) and not is_notice(reply.kind)) or not reply.kind:
            heard.setdefault(reply.recipient, []).append(reply)
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
        found[who] = reply_state(who, heard.get(who, []), sequence=sequence, since=since, addresses=of_person)
    good = {domain_of(row.address) for row in rows if row.state == "sent" and not _came_back(found, row)}
    lines = []
    for recipient, stands in found.items():
        of = [row for row in rows if row.recipient == recipient]
        person = invited.get(recipient)
        address = person.address if person else of[-1].address if of else ""
        matters = matters_of(stands, cycle.language)
        substitute = stands.answer.substitute if stands.answer else NOBODY
        seats = frozenset(seat.seat for seat in person.seats) if person else frozenset[str]()
        _, note = checked(substitute, deputies_of(cycle, seats), cycle.language) if substitute else (substitute, "")
        lines.append(
            ReplyLine(
                recipient=recipient,
                name=names[recipient],
                address=address,
                seats=tuple(wording.seat_label(seat) for seat in person.seats) if person else (),
                seat_ids=seats,
                reply_state=stands,
                sent=any(row.state == "sent" for row in of),
                remedy=_remedy(cycle, stands, matters, of, address, good) or note,
                invited=person is not None,
                matters=matters,
                note=note,
            )
        )
    return tuple(lines)


def counts_of(lines: tuple[ReplyLine, ...]) -> dict[ReplyStatus, int]:
    """Return how many invited people stand how, zeros included; those who left the list are not counted."""
    stands = [line.reply_state.stand for line in lines if line.invited]
    return {stand: stands.count(stand) for stand in get_args(ReplyStatus)}


def type_in(
    cycle: OpenCycle,
    who: str,
    *,
    as_: Typed,
    name: str,
    why: str = "",
    substitute: Substitute = NOBODY,
    once: str = "",
) -> ReplyLine:
    """Write down an answer somebody gave in another way, by telephone for instance; return how they stand now.

    `who` is the person's id, address or name. StepError when nobody, or more than one, goes by it. Typing the same
    again changes nothing; another answer later takes its place, and both are kept. With a `substitute` somebody comes
    in their place, whether they accept or decline themselves. `once` names the call this is, or is a repetition of:
    repeated, it takes no later answer's place.
    """
    line = person_among(reply_lines(cycle), who)
    _write(cycle, line, as_, name=name, words=why, substitute=substitute, once=once)
    return _again(cycle, line)


def confirm(
    cycle: OpenCycle,
    who: str,
    *,
    as_: Decision,
    name: str,
    which: str = "",
    substitute: Substitute = NOBODY,
    once: str = "",
    since: dt.datetime | None = None,
) -> ReplyLine:
    """Decide about what somebody said or an address that answered for them; return how they stand now.

    `which` is the matter's id where several wait. `once` names the call this is, or is a repetition of, and `since` is
    when it was made first: repeated, what it wrote down then stands. StepError when nothing waits, or the decision does
    not fit it.
    """
    line = person_among(reply_lines(cycle), who)
    what: Heard = "wrote" if as_ in {"theirs", "other", "read"} else "accepted" if as_ == "substitute" else as_  # type: ignore[assignment]
    if since is not None and _is_decided(cycle, line, as_, what, name=name, which=which, once=once, since=since):
        return line
    matter = _matter(line, which)
    if as_ not in matter.choices:
        raise _misfit(line, matter, as_)
    if as_ == "substitute" and not substitute:
        raise StepError(f"{line.recipient}: name who comes in their place").in_nynorsk(
            f"Skriv namnet på den som møter i staden for {line.name}.",
            nb=f"Skriv navnet på den som møter i stedet for {line.name}.",
        )
    if as_ in {"theirs", "other"}:
        by = matter.reply.by
        cycle.memory.replies.say_whose(line.recipient, by, theirs=as_ == "theirs", who=name, now=cycle.now)
    if as_ not in {"theirs", "other"} or matter.reply.what != "somebody":
        _write(cycle, line, what, name=name, words="", substitute=substitute, about=matter.reply.key, once=once)
    return _again(cycle, line)


def _is_decided(
    cycle: OpenCycle,
    line: ReplyLine,
    as_: Decision,
    what: Heard,
    *,
    name: str,
    which: str,
    once: str,
    since: dt.datetime,
) -> bool:
    """Return whether this very call has written down what it decides, before it died."""
    heard = cycle.memory.replies.of(cycle.id, recipient=line.recipient)
    typed = [reply for reply in heard if reply.source == "typed" and reply.about and reply.what == what]
    if any(reply.key == _key(cycle, reply, name=name, words="", after=once) for reply in typed):
        return True
    asked = {reply.by.lower() for reply in heard if reply.what == "somebody" and reply.key.startswith(which)}
    said = cycle.memory.replies.said_whose(line.recipient, who=name, since=since)
    return as_ in {"theirs", "other"} and any(said.get(address) == (as_ == "theirs") for address in asked)


def _misfit(line: ReplyLine, matter: PendingReply, as_: Decision) -> StepError:
    fitting = wording.listed([f"«{LABELS[choice]}»" for choice in matter.choices])
    fitting_nb = wording.listed([f"«{say('nb', LABELS[choice])}»" for choice in matter.choices])
    return StepError(
        f"{line.recipient}: {as_!r} says nothing of {matter.id}; choose {', '.join(matter.choices)}"
    ).in_nynorsk(
        f"«{LABELS[as_]}» svarar ikkje på det som ventar om {line.name}. Vel mellom {fitting}.",
        nb=f"«{say('nb', LABELS[as_])}» svarer ikke på det som venter om {line.name}. Velg mellom {fitting_nb}.",
    )


def _matter(line: ReplyLine, which: str) -> PendingReply:
    found = [matter for matter in line.matters if not which or matter.id.startswith(which[: len(matter.id)])]
    if len(found) == 1:
        return found[0]
    waiting = ", ".join(matter.id for matter in line.matters)
    if not found:
        what = f"{which} does not wait" if which else "nothing waits"
        there = f"; there is {waiting}" if waiting else ""
        others = (f" Det som ventar, er {waiting}.", f" Det som venter, er {waiting}.") if waiting else ("", "")
        raise StepError(f"{line.recipient}: {what} to be confirmed{there}").in_nynorsk(
            f"Dette ventar ikkje lenger på stadfesting. Sjå på sida Svar korleis {line.name} står.{others[0]}",
            nb=f"Dette venter ikke lenger på bekreftelse. Se på siden Svar hvordan {line.name} står.{others[1]}",
        )
    raise StepError(f"{line.recipient}: {len(found)} things wait; say which: {waiting}").in_nynorsk(
        f"Det ventar {len(found)} saker om {line.name}. Skriv i «Kva sak» kva for ei det gjeld: {waiting}.",
        nb=f"Det venter {len(found)} saker om {line.name}. Skriv i «Kva sak» hvilken det gjelder: {waiting}.",
    )


def _write(
    cycle: OpenCycle,
    line: ReplyLine,
    what: Heard,
    *,
    name: str,
    words: str,
    substitute: Substitute,
    about: str = "",
    once: str = "",
) -> None:
    """Write down what a person typed in; the deputy's address is taken from the register."""
    words = " ".join(words.split())[:200]
    clean = Substitute(
        name=" ".join(substitute.name.split())[:200],
        role=" ".join(substitute.role.split())[:200],
        address=substitute.address.strip().lower()[:320],
    )
    known, _ = checked(clean, deputies_of(cycle, line.seat_ids), cycle.language)
    reply = Reply(
        key="",
        cycle=cycle.id,
        recipient=line.recipient,
        kind="",
        what=what,
        source="typed",
        at=cycle.now,
        text=words,
        who=" ".join(name.split()),
        about=about,
        substitute=known,
    )
    after = once or ("" if about else _since(line))
    cycle.memory.replies.add([replace(reply, key=_key(cycle, reply, name=name, words=words, after=after))])


def _key(cycle: OpenCycle, reply: Reply, *, name: str, words: str, after: str) -> str:
    """Return what names an answer that was typed in: the same said again, after the same, is the same."""
    known, about = reply.substitute, reply.about
    details = (known.name, known.role, known.address, about) if known or about else ()
    said = "\0".join((cycle.id, reply.recipient, reply.what, name, words, after, *details))
    return hashlib.sha256(said.encode()).hexdigest()


def _again(cycle: OpenCycle, line: ReplyLine) -> ReplyLine:
    return next(newer for newer in reply_lines(cycle) if newer.recipient == line.recipient)


def _since(line: ReplyLine) -> str:
    """Return what a typed answer comes after: a new one is a new answer, the same one twice is not."""
    shown = line.reply_state.answer
    return "" if shown is None or shown.source == "typed" else shown.key


def person_among(lines: tuple[ReplyLine, ...], who: str) -> ReplyLine:
    """Return the one person who goes by an id, an address or a name; StepError when nobody or more than one does."""
    wanted = " ".join(who.split()).casefold()
    chosen = chosen_among([named_line(line) for line in lines], who)
    found = [line for line in lines if line.recipient == chosen]
    found = found or [line for line in lines if wanted in {line.recipient.casefold(), line.address.casefold()}]
    found = found or [line for line in lines if wanted in {line.name.casefold(), named_line(line).words.casefold()}]
    found = found or [line for line in lines if wanted and wanted in line.name.casefold()]
    found = found or [line for line in lines if _by_seat(line, wanted)]
    if len(found) == 1:
        return found[0]
    if found:
        ids = ", ".join(line.recipient for line in found)
        both, both_nb = (
            wording.listed([named_line(line).words for line in found], form) for form in get_args(Language)
        )
        raise StepError(f"{who!r}: {len(found)} people are called so; use the id: {ids}").in_nynorsk(
            f"«{who}» passar på {len(found)}: {both}. Skriv namnet og plassen, slik det står her.",
            nb=f"«{who}» passer på {len(found)}: {both_nb}. Skriv navnet og plassen, slik det står her.",
        )
    near = get_close_matches(who, [line.name for line in lines], n=1)
    meant = f"Meinte du «{near[0]}»?" if near else "Skriv namnet slik det står på lista."
    meant_nb = f"Mente du «{near[0]}»?" if near else "Skriv navnet slik det står på listen."
    known = did_you_mean(who, [line.name for line in lines])
    raise StepError(f"{who!r}: nobody on the list is called so; {known}").in_nynorsk(
        f"Ingen på lista heiter «{who}». {meant}", nb=f"Ingen på listen heter «{who}». {meant_nb}"
    )


def named_line(line: ReplyLine) -> NameOffer:
    """Return who a line is about, as forms offer them."""
    return NameOffer(id=line.recipient, name=line.name, seats=line.seats)


def _by_seat(line: ReplyLine, wanted: str) -> bool:
    """Return whether every word says something of the person: `vik fedje`, `Vik, ordførar`."""
    words = re.findall(r"\w+", wanted)
    known = f"{line.name} {' '.join(line.seats)}".casefold()
    return bool(words) and all(re.search(rf"\b{re.escape(word)}", known) for word in words)


def _mark(cycle: OpenCycle) -> str:
    """Return the mark of the mode whose answers count: in a home that was copied the real mailing's, where one went."""
    if cycle.services.away and any(not mark_on(row.kind) for row in letter_rows(cycle)):
        return ""
    return mark_of(cycle.services.settings)


def _is_of(mark: str, kind: str) -> bool:
    return bool(kind) and mark_on(kind) == mark


def _came_back(found: Mapping[str, ReplyState], row: OutboxRow) -> bool:
    stands = found.get(row.recipient)
    return stands is not None and stands.returned is not None


def _remedy(
    cycle: OpenCycle,
    found: ReplyState,
    matters: tuple[PendingReply, ...],
    rows: list[OutboxRow],
    address: str,
    good: set[str],
) -> str:
    """Return what to do, in the community's language where a server answered."""
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


def plain(line: ReplyLine) -> dict[str, object]:
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
