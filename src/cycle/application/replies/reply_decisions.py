"""What the secretariat writes down about who comes: an answer given in another way, a decision about one that came."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from typing import Literal

from cycle.application.replies.answers import ReplyLine, mark_shown, reply_lines
from cycle.application.replies.named_person import person_among
from cycle.application.replies.substitutes import checked_substitute, deputies_of
from cycle.application.year import LABELS, OpenCycle, PendingReply, ReplyDecision, refuse_identity_number
from cycle.catalogue import sentence
from cycle.errors import StepError
from cycle.model import Heard, Reply, Substitute
from cycle.model.reply import NOBODY
from cycle.phrases import Phrase

Typed = Literal["accepted", "declined", "tentative", "wrote"]
"""What the secretariat can type in for somebody; `wrote` is for words that settle nothing."""


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
    as_: ReplyDecision,
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
        raise StepError(f"{line.recipient}: name who comes in their place").with_message(
            Phrase("Write the name of whoever comes in the place of {name}.", name=line.name)
        )
    if as_ in {"theirs", "other"}:
        by = matter.reply.by
        cycle.memory.replies.decide_whose(
            line.recipient, by, community=cycle.row.community, theirs=as_ == "theirs", who=name, now=cycle.now
        )
    if as_ not in {"theirs", "other"} or matter.reply.what != "somebody":
        _write(cycle, line, what, name=name, words="", substitute=substitute, about=matter.reply.key, once=once)
    return _again(cycle, line)


def _is_decided(
    cycle: OpenCycle,
    line: ReplyLine,
    as_: ReplyDecision,
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
    said = cycle.memory.replies.decided_whose(line.recipient, community=cycle.row.community, who=name, since=since)
    return as_ in {"theirs", "other"} and any(said.get(address) == (as_ == "theirs") for address in asked)


def _misfit(line: ReplyLine, matter: PendingReply, as_: ReplyDecision) -> StepError:
    error = StepError(f"{line.recipient}: {as_!r} says nothing of {matter.id}; choose {', '.join(matter.choices)}")
    return error.with_message(
        Phrase(
            "“{choice}” does not answer what waits about {name}. Choose between {choices}.",
            choice=Phrase(LABELS[as_]),
            name=line.name,
            choices=tuple(Phrase(_QUOTED, choice=Phrase(LABELS[choice])) for choice in matter.choices),
        )
    )


def _matter(line: ReplyLine, which: str) -> PendingReply:
    found = [matter for matter in line.matters if not which or matter.id.startswith(which[: len(matter.id)])]
    if len(found) == 1:
        return found[0]
    waiting = ", ".join(matter.id for matter in line.matters)
    if found:
        error = StepError(f"{line.recipient}: {len(found)} things wait; say which: {waiting}")
        raise error.with_message(
            Phrase(
                "{number} matters wait about {name}. Write in “Which matter” which it is: {waiting}.",
                number=len(found),
                name=line.name,
                waiting=waiting,
            )
        )
    what = f"{which} does not wait" if which else "nothing waits"
    there = f"; there is {waiting}" if waiting else ""
    raise StepError(f"{line.recipient}: {what} to be confirmed{there}").with_message(
        Phrase(_GONE_BUT_OTHERS if waiting else _GONE, name=line.name, waiting=waiting)
    )


_QUOTED = "«{choice}»"

_GONE = sentence("This no longer waits for confirmation. See on the page “Answers” how {name} stands.")
_GONE_BUT_OTHERS = sentence(
    "This no longer waits for confirmation. See on the page “Answers” how {name} stands. What waits is {waiting}."
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
    """Write down what a person typed in; the deputy's address is taken from the register.

    In a rehearsal it bears the mark of it: nobody real has answered.
    """
    refuse_identity_number(name, words, substitute.name, substitute.role)
    words = " ".join(words.split())[:200]
    clean = Substitute(
        name=" ".join(substitute.name.split())[:200],
        role=" ".join(substitute.role.split())[:200],
        address=substitute.address.strip().lower()[:320],
    )
    known, _ = checked_substitute(clean, deputies_of(cycle, line.seat_ids), cycle.language)
    reply = Reply(
        key="",
        cycle=cycle.id,
        recipient=line.recipient,
        kind=mark_shown(cycle),
        what=what,
        source="typed",
        at=cycle.now,
        text=words,
        who=" ".join(name.split()),
        about=about,
        substitute=known,
    )
    if not (once or about or line.matters) and _stands(line, reply):
        return
    after = once or ("" if about else _since(cycle, line))
    cycle.memory.replies.add([replace(reply, key=_key(cycle, reply, name=name, words=words, after=after))])


def _key(cycle: OpenCycle, reply: Reply, *, name: str, words: str, after: str) -> str:
    """Return what names an answer that was typed in: the same said again, after the same, is the same."""
    known, about = reply.substitute, reply.about
    details = (known.name, known.role, known.address, about) if known or about else ()
    said = "\0".join((cycle.id, reply.recipient, reply.what, name, words, after, *details))
    return hashlib.sha256(said.encode()).hexdigest()


def _again(cycle: OpenCycle, line: ReplyLine) -> ReplyLine:
    """Return how somebody stands now; the note says so where it holds in a rehearsal alone."""
    newer = next(newer for newer in reply_lines(cycle) if newer.recipient == line.recipient)
    if not mark_shown(cycle):
        return newer
    return replace(newer, note=" ".join(filter(None, (newer.note, cycle.say(_IN_REHEARSAL)))))


_IN_REHEARSAL = sentence(
    "This is a rehearsal, and the answer holds in it alone. Enter it again when letters go to the recipients."
)


def _stands(line: ReplyLine, reply: Reply) -> bool:
    """Return whether just this is what stands: the same typed twice is one answer."""
    shown = line.reply_state.answer
    return shown is not None and replace(shown, key="", at=reply.at, sequence=reply.sequence) == reply


def _since(cycle: OpenCycle, line: ReplyLine) -> str:
    """Return what a typed answer comes after, so that a yes, a no and a yes are three: all that was heard so far."""
    heard = [reply.key for reply in cycle.record.replies if reply.recipient == line.recipient]
    return "\0".join(sorted(heard))
