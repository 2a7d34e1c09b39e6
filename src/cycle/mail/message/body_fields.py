"""What each kind of mail may mention: one with a letter, of a gate, a reminder, to the secretariat, with a log-in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from cycle.model import Contact, InvitedSeat, MeetingFacts, Tells


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterMail:
    """What the mail that carries a letter may mention (`invitasjon`, `folgebrev`)."""

    name: str
    seats: tuple[InvitedSeat, ...]
    meeting: str
    """As printed, `Partnarskapsmøte 2027`."""
    community: str
    facts: MeetingFacts
    contact: Contact
    letter: str
    """File name of the letter among the attachments."""
    enclosures: tuple[str, ...] = ()
    """File names of what else is attached, the calendar file not counted."""
    calendar: str = ""
    """File name of the calendar file; empty when none is attached."""
    calendar_apart: bool = False
    """The calendar invitation, or what takes it back, follows as a mail of its own."""
    shared_address: bool = False
    tells: Tells = "meeting"
    changes: tuple[Mapping[str, str], ...] = ()
    """What is another than the reader was told before: `label`, `before` and `after` of each."""
    moved: bool = False
    """The time is another, so that an earlier answer says nothing."""
    replaces: str = ""
    """Date of the letter that a correction replaces, in words."""
    overdue: bool = False
    """The day answers were due had passed when the letter was dated."""
    words: str = ""
    """What the secretariat adds in its own words."""
    signals: int = 0
    """How many steering signals the letter tells its reader of."""
    dated: int = 0
    """How many of those have a day to be answered by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GateMail:
    """What the mail to a coordinator may mention when a step waits for a decision (`vent`)."""

    name: str
    meeting: str
    community: str
    step: str
    """What is to be decided on, in running text: `invitasjonslista`."""
    summary: tuple[str, ...]
    """What the coordinator finds there, one line each: `57 inviterte, 2 ledige plassar`."""
    link: str
    """Our page of the gate, where the answer is given."""
    prefect: str
    """The run page of Prefect, where it can be given too."""
    contact: Contact
    due: dt.date | None = None
    late: bool = False
    """The day it was to be decided by has passed."""
    by_when: str = ""
    """The same in a sentence or two, with why where there is no day, and what to do where it has passed."""
    needed: int = 1
    """How many different people must approve."""
    approved_by: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    """Who has approved, how many must still and for which side, in sentences; none where one approval is enough."""
    count: int | None = None
    """The number of recipients that is typed in, for a mailing."""
    logged_in: bool = False
    """Whoever decides logs in there, so no name is typed."""
    why: tuple[str, ...] = ()
    """Why it is asked again, one sentence each: what somebody wrote first, then what has changed."""
    again: bool = False
    """Never today: `minne` reminds. Templates of 0.2 ask for it, and are made as they were."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindedGate:
    """One decision that somebody is reminded of."""

    step: str
    """As it stands in a heading, `Invitasjonsliste`."""
    meeting: str
    """Meeting and year, `partnarskapsmøtet 2027`."""
    link: str
    """Our page of the gate, where the answer is given."""
    since: dt.date
    """The day it was told of first."""
    due: dt.date | None = None
    late: bool = False
    by_when: str = ""
    """The day it is to be decided by in a sentence or two, or why there is none."""
    count: int | None = None
    """The number of recipients that is typed in, for a mailing."""
    why: tuple[str, ...] = ()
    """Why it is asked again, one sentence each."""
    instead_of: str = ""
    """Whose deputy is told, since they have not answered; empty for one's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderMail:
    """What the one mail of a day on all that waits for somebody may mention (`minne`)."""

    name: str
    community: str
    gates: tuple[RemindedGate, ...]
    level: int
    """1 gentle, 2 firm, 3 when deputy and secretariat are told too."""
    as_deputy: bool = False
    """Whether nothing of it waits for the reader, who is told as somebody's deputy."""
    deputies_told: bool = False
    """Whether a deputy of the reader is told too."""
    contact: Contact
    logged_in: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionItem:
    """One thing that needs the secretariat: what it is, what to do, and where."""

    what: str
    how: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretariatMail:
    """What a mail to the secretariat may mention when something needs a person (`sekretariat`)."""

    meeting: str
    community: str
    title: str
    """What it is about, `Utsendinga ventar på deg`."""
    opening: str
    matters: tuple[ActionItem, ...]
    contact: Contact
    name: str = ""
    """Who is greeted, where it goes to one person and not to the secretariat."""
    quoted: str = ""
    """Words of a program as they are, such as an error; empty when there are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginMail:
    """What the mail with a link to log in may mention (`innlogging`)."""

    name: str
    community: str
    links: tuple[Mapping[str, str], ...]
    """`name` and `link` of each who may be meant: several where people share the address."""
    minutes: int
    """How long a link may be used."""
    contact: Contact


AnyMail = LetterMail | GateMail | ReminderMail | SecretariatMail | LoginMail
