"""What comes back: an answer or a report about a mail (svar)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

Heard = Literal[
    "accepted",
    "declined",
    "tentative",
    "proposed",
    "wrote",
    "somebody",
    "concerns",
    "automatic",
    "returned",
    "delayed",
    "delivered",
]
"""What somebody or some server said about a mail: an answer to the invitation, words for a person to read (`proposed`
is another time, `somebody` an answer from the calendar of an address that is not known as the invited person's,
`concerns` a mail of theirs that does not say which of ours it answers), an automatic answer, or a report on the
delivery."""

Suggested = Literal["", "accepted", "declined", "tentative"]
"""What words may mean, for a person to confirm: never taken as an answer."""


ReplySource = Literal["calendar", "mail", "typed"]
"""Whether a mail program answered the calendar invitation, a mail came, or the secretariat typed it in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitute:
    """Who comes in an invited person's place (vikar, vara som møter)."""

    name: str = ""
    """Empty: nobody does."""
    role: str = ""
    address: str = ""

    def __bool__(self) -> bool:
        """Say whether anybody comes in the invitee's place."""
        return bool(self.name)


NOBODY = Substitute()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One thing heard from or about one recipient (svar): never changed, the newest answer stands."""

    key: str
    """Names the incoming mail, or the typed answer; with the recipient it is unique, so that twice is harmless."""
    cycle: str
    recipient: str
    """Person id."""
    kind: str
    """The kind of mail it answers, as in the outbox. Of a typed answer the mark of the rehearsal it was typed in alone,
    `@folder`; empty when it holds for real, and of all that was typed before rehearsals were marked."""
    what: Heard
    source: ReplySource
    at: dt.datetime
    """When it was said, aware: the mail's Date, or when it was read or typed."""
    code: str = ""
    """Enhanced status code of a report by RFC 3463, `5.1.1`."""
    text: str = ""
    """A few words of the person or the server, one line."""
    who: str = ""
    """Who typed it in."""
    sequence: int | None = None
    """SEQUENCE of the invitation a calendar answer is about; None where the mail program left it out."""
    stamp: dt.datetime | None = None
    """DTSTAMP of a calendar answer, aware: when the person answered, by the clock of their mail program."""
    by: str = ""
    """The address it came from, in small letters, where that is not the invited person's."""
    suggests: Suggested = ""
    """What somebody's answer, or clear words, would mean if a person confirms it."""
    about: str = ""
    """Key of what was heard and is settled by this typed answer."""
    substitute: Substitute = NOBODY
    """Who comes in the invited person's place."""
    taken_in: dt.datetime | None = field(default=None, compare=False)
    """When the mail was read, aware: nobody knew of it before. None while that is not on record, and of what was
    typed in."""
