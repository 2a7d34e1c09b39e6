"""What each recipient's answer is, of all that was heard: the newest answer to the current invitation stands."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from cycle.model import Reply

Stand = Literal["coming", "not", "maybe", "wrote", "returned", "silent"]
"""How a recipient stands: has answered, has written something a person must read, cannot be reached, or is silent."""

ANSWERS = ("accepted", "declined", "tentative")
"""What settles whether somebody comes."""
WORDS = ("wrote", "proposed")
"""What a person must read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of one recipient (svarstatus). The whole history is in the store."""

    recipient: str
    stand: Stand
    answer: Reply | None = None
    """The answer that stands; None when there is none to the current invitation."""
    words: Reply | None = None
    """The newest words a person must read, unless an answer came or was typed in after them."""
    returned: Reply | None = None
    """The newest report that a mail did not arrive, unless something shows that they were reached later."""
    automatic: Reply | None = None
    """The newest automatic answer: out of office, has left."""
    outdated: Reply | None = None
    """The newest answer to an invitation that has been changed since, when none stands."""


def standings(heard: Iterable[Reply], *, sequence: int = 0, since: dt.datetime | None = None) -> dict[str, Standing]:
    """Return recipient → standing, for those from or about whom something was heard.

    `sequence` is the SEQUENCE of the current invitation: a calendar answer to an earlier one is outdated. `since` is
    when date or place was changed: what was answered in another way before that, or without a SEQUENCE, is outdated.
    """
    by_recipient: defaultdict[str, list[Reply]] = defaultdict(list)
    for one in heard:
        by_recipient[one.recipient].append(one)
    return {who: standing(who, told, sequence=sequence, since=since) for who, told in by_recipient.items()}


def standing(
    recipient: str, heard: Sequence[Reply], *, sequence: int = 0, since: dt.datetime | None = None
) -> Standing:
    """Return how one recipient stands, of all that was heard from and about them; silent when nothing was."""
    answers = [one for one in heard if one.what in ANSWERS]
    current = [one for one in answers if _is_current(one, sequence, since)]
    answer = _newest(current)
    words = _newest([one for one in heard if one.what in WORDS])
    if words and answer and said_at(answer) >= said_at(words):
        words = None
    returned = _newest([one for one in heard if one.what == "returned"])
    if returned and any(_shows_reached(one) and said_at(one) > said_at(returned) for one in heard):
        returned = None
    return Standing(
        recipient=recipient,
        stand=_stand(answer, words, returned),
        answer=answer,
        words=words,
        returned=returned,
        automatic=_newest([one for one in heard if one.what == "automatic"]),
        outdated=None if answer else _newest(answers),
    )


def said_at(reply: Reply) -> dt.datetime:
    """Return when something was said: by DTSTAMP, unless that clock runs ahead of the mail that brought it."""
    return reply.at if reply.stamp is None else min(reply.stamp, reply.at)


def _is_current(answer: Reply, sequence: int, since: dt.datetime | None) -> bool:
    if answer.source == "calendar" and answer.sequence is not None:
        return answer.sequence >= sequence
    return since is None or said_at(answer) >= since


def _newest(heard: Sequence[Reply]) -> Reply | None:
    """Return what was said last; of what was said at once, what somebody typed in."""
    return max(heard, key=lambda one: (said_at(one), one.source == "typed", one.at, one.key), default=None)


def _shows_reached(reply: Reply) -> bool:
    return reply.what == "delivered" or (reply.source != "typed" and reply.what in {*ANSWERS, *WORDS})


def _stand(answer: Reply | None, words: Reply | None, returned: Reply | None) -> Stand:
    if answer:
        return _STANDS[answer.what]
    return "wrote" if words else "returned" if returned else "silent"


_STANDS: Mapping[str, Stand] = {"accepted": "coming", "declined": "not", "tentative": "maybe"}
