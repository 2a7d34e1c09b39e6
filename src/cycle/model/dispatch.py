"""A sending of letters (utsending) as data: who gets it, when, and what it tells."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Audience = Literal["everyone", "silent", "told", "present", "addressees"]
"""Who gets a dispatch: all on the list, those without a standing answer, those who were sent an earlier dispatch of the
year, those who came, or those who speak for whom the meeting gave a steering signal."""


CalendarForm = Literal["none", "file", "invitation"]
"""How the meeting comes to the calendar: not, as a file with the letter, or as a mail of its own."""


Tells = Literal["meeting", "change", "cancellation"]
"""What a dispatch tells of the meeting: that it is held, that it is moved, that it is called off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchRequest:
    """Somebody asked for a dispatch (bestilling av utsending): once more, of those sent on request, or a correction."""

    cycle: str
    id: str
    """What the dispatch is called: `endring`, `endring.2`, `invitasjon.retting1`."""
    dispatch: str
    """Id of the dispatch in the rules."""
    number: int
    asked_by: str
    why: str
    """The reason for asking, for our own records."""
    at: dt.datetime
    chosen: tuple[str, ...] = ()
    """Person ids; empty means those the dispatch is for."""
    include: tuple[str, ...] = ()
    """Groups that are left out unless chosen: doubtful, returned."""
    words: str = ""
    """A sentence or two printed in the mail, and for a change or cancellation in the letter."""
    replaces: int | None = None
    """Outbox row of the mail that a correction replaces."""
    withdrawn_by: str = ""
    withdrawn_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """One sending of letters (utsending): data of the meeting type, not code."""

    id: str
    title: str
    """Printed name, `Invitasjon`."""
    template: str
    """Word template of the personal letter."""
    subject: str
    """Subject of the mail and title of the letter; `{year}` and `{meeting}` are filled in."""
    milestone: str
    """When it is sent, or, where it is sent on request, when it may be time to ask for it; empty for no day."""
    mail: str
    """Name of the mail body template."""
    common: tuple[str, ...] = ()
    """Word templates rendered once and enclosed with every letter."""
    calendar: CalendarForm = "none"
    enclosures: tuple[str, ...] = ()
    """Printed names of the enclosures, in order."""
    audience: Audience = "everyone"
    after: Literal["invitations", "archive"] = "invitations"
    """What must be done first: the approved list, or the published page."""
    by: Literal["milestone", "request"] = "milestone"
    """Whether every year has it, or only those where somebody asks for it."""
    tells: Tells = "meeting"
    request: DispatchRequest | None = None
    """Who asked for it, where somebody did."""
