"""What each recipient's answer is, of all that was heard: the newest answer to the current invitation stands."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cycle.mail.inbox.answers.passed_on import was_passed_on
from cycle.model import Reply

ReplyStatus = Literal["coming", "not", "maybe", "wrote", "returned", "silent"]
"""How a recipient stands: has answered, has written something a person must read, cannot be reached, or is silent."""

ANSWERS = ("accepted", "declined", "tentative")
"""What settles whether somebody comes."""
ANSWER_QUOTED = re.compile(r"^[^«]{0,300} svarar «[^»]{0,20}»\.\s*")
"""How the words of somebody's answer began, with who answers what, in answers from before the two were kept apart."""
WORDS = ("wrote", "proposed", "somebody", "concerns")
"""What a person must read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyState:
    """What is known of one recipient (svarstatus). The whole history is in the store."""

    recipient: str
    stand: ReplyStatus
    answer: Reply | None = None
    """The answer that stands; None when there is none to the current invitation."""
    words: Reply | None = None
    """The newest words a person must read, unless an answer was typed in after them."""
    waiting: tuple[Reply, ...] = ()
    """Everything a person must read or confirm, oldest first: words, somebody's answers, words beside an answer."""
    returned: Reply | None = None
    """The newest report that a mail did not arrive, unless something shows that they were reached later."""
    automatic: Reply | None = None
    """The newest automatic answer: out of office, has left."""
    outdated: Reply | None = None
    """The newest answer to an invitation that has been changed since, when none stands."""


Addresses = Mapping[str, bool]
"""Address that answered for somebody → whether it is theirs, as a person has said."""


def reply_states(
    heard: Iterable[Reply],
    *,
    sequence: int = 0,
    since: dt.datetime | None = None,
    addresses: Mapping[str, Addresses] | None = None,
) -> dict[str, ReplyState]:
    """Return recipient → standing, for those from or about whom something was heard.

    `sequence` is the SEQUENCE of the current invitation: a calendar answer to an earlier one is outdated. `since` is
    when date or place was changed: what was answered in another way before that, or without a SEQUENCE, is outdated.
    """
    by_recipient: defaultdict[str, list[Reply]] = defaultdict(list)
    for reply in heard:
        by_recipient[reply.recipient].append(reply)
    known = addresses or {}
    return {
        who: reply_state(who, replies, sequence=sequence, since=since, addresses=known.get(who, {}))
        for who, replies in by_recipient.items()
    }


def reply_state(
    recipient: str,
    heard: Sequence[Reply],
    *,
    sequence: int = 0,
    since: dt.datetime | None = None,
    addresses: Addresses | None = None,
) -> ReplyState:
    """Return how one recipient stands, of all that was heard from and about them; silent when nothing was.

    `addresses` says of those that answered for them which are theirs: an answer from one of these is their own.
    """
    heard = [_owned(reply, addresses or {}) for reply in heard]
    answers = [reply for reply in heard if reply.what in ANSWERS]
    current = [reply for reply in answers if _is_current(reply, sequence, since)]
    answer = _newest(current)
    late = [reply for reply in current if came_late(reply, answer)]
    waiting = _waiting(heard, addresses or {}, [*late, *filter(was_passed_on, heard)])
    noted = [reply for reply in heard if reply.source == "typed" and reply.what == "wrote" and not reply.about]
    words = _newest([*(reply for reply in waiting if reply.what in WORDS), *noted])
    if words in noted and any(said_at(reply) >= said_at(words) for reply in current if words):
        words = None
    returned = _newest([reply for reply in heard if reply.what == "returned"])
    if returned and any(_shows_reached(reply) and said_at(reply) > said_at(returned) for reply in heard):
        returned = None
    return ReplyState(
        recipient=recipient,
        stand=_stand(answer, None if words and _is_vague(words) else words, returned),
        answer=answer,
        words=words,
        waiting=waiting,
        returned=returned,
        automatic=_newest([reply for reply in heard if reply.what == "automatic"]),
        outdated=None if answer else _newest(answers),
    )


def said_at(reply: Reply) -> dt.datetime:
    """Return when something was said: by DTSTAMP, unless that clock runs ahead of the mail that brought it."""
    return reply.at if reply.stamp is None else min(reply.stamp, reply.at)


def _owned(reply: Reply, addresses: Addresses) -> Reply:
    """Return somebody's answer as the recipient's own where a person has said that the address is theirs."""
    if reply.what == "somebody" and reply.suggests and addresses.get(reply.by):
        return replace(reply, what=reply.suggests, text=ANSWER_QUOTED.sub("", reply.text))
    return reply


def came_late(reply: Reply, answer: Reply | None) -> bool:
    """Return whether an answer was not there to be read yet when the other one that stands was typed in."""
    return (
        answer is not None
        and answer.source == "typed"
        and reply.what in ANSWERS
        and reply.what != answer.what
        and reply.taken_in is not None
        and reply.taken_in > answer.at
    )


def _waiting(heard: Sequence[Reply], addresses: Addresses, also: Sequence[Reply]) -> tuple[Reply, ...]:
    """Return what no person has read yet: nothing was typed in about it, or for the recipient after it was there."""
    typed = [reply for reply in heard if reply.source == "typed"]
    settled = {reply.about for reply in typed}
    read = max((said_at(reply) for reply in typed if not reply.about), default=None)
    open_matters = [
        reply
        for reply in heard
        if reply.source != "typed"
        and reply.key not in settled
        and (read is None or (reply.taken_in or said_at(reply)) > read)
        and (reply.what in WORDS or reply in also or _has_words(reply))
        and not (reply.what == "somebody" and reply.by in addresses)
    ]
    return tuple(sorted(open_matters, key=lambda reply: (said_at(reply), reply.key)))


def _has_words(reply: Reply) -> bool:
    return bool(reply.what in ANSWERS and reply.text and reply.source == "calendar")


def _is_vague(reply: Reply) -> bool:
    """Return whether words may well be about something else: who sent them has not answered, and may be reminded."""
    return reply.what == "concerns" and not reply.suggests


def _is_current(answer: Reply, sequence: int, since: dt.datetime | None) -> bool:
    if answer.source == "calendar" and answer.sequence is not None:
        return answer.sequence >= sequence
    return since is None or said_at(answer) >= since


def _newest(heard: Sequence[Reply]) -> Reply | None:
    """Return what was said last; of what was said at once, what somebody typed in."""
    return max(heard, key=lambda reply: (said_at(reply), reply.source == "typed", reply.at, reply.key), default=None)


def _shows_reached(reply: Reply) -> bool:
    said = reply.source != "typed" and reply.what in {*ANSWERS, *WORDS} - {"concerns"}
    return (reply.what == "delivered" and not was_passed_on(reply)) or said


def _stand(answer: Reply | None, words: Reply | None, returned: Reply | None) -> ReplyStatus:
    if answer:
        return "coming" if answer.substitute else _STANDS[answer.what]
    return "wrote" if words else "returned" if returned else "silent"


_STANDS: Mapping[str, ReplyStatus] = {"accepted": "coming", "declined": "not", "tentative": "maybe"}
