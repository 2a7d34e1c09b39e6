"""The meeting of one year: its facts, milestones, programme and minutes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from cycle.model.community import Contact

Consent = Literal["yes", "no", "not_asked"]
"""Whether those who hold a talk let what they showed be published (samtykke)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFacts:
    """What people decide about one year's meeting: when, where, by when to answer."""

    year: int
    date: dt.date
    start: dt.time
    end: dt.time
    registration: dt.time
    venue: str
    place: str
    """Street address or town, as printed after the venue."""
    reply_by: dt.date
    record_date: dt.date
    """The day whose mandates decide who is invited (skjeringsdato)."""
    reference: str = ""
    """Our case reference (vår ref.)."""
    theme: str = ""
    aim: str = ""
    signup: str = ""
    """How to register, one sentence or an address."""
    prepare: str = ""
    """What participants should read or think through beforehand, one or two sentences."""
    practical: str = ""
    """Lunch, cost, travel: what else people need to know, one or two sentences."""
    page: str = ""
    """Web page of the meeting, when it is known."""
    change_reason: str = ""
    """Why date or place was changed, or the meeting called off; one sentence for the letter about it."""
    contact: Contact | None = None
    """Who answers questions about this meeting, when it is not the community's own contact."""
    note: str = ""
    """Remark printed nowhere but shown to coordinators; says for instance that the year is an example."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A day something must be done by, counted back from the meeting date (milepæl)."""

    id: str
    title: str
    date: dt.date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A speaker with role and organisation, as printed (innleiar)."""

    name: str
    role: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeItem:
    """One line of the programme (programpost)."""

    start: dt.time
    end: dt.time
    kind: str
    """opening, talk, panel, discussion, break, lunch or summary."""
    title: str
    speakers: tuple[Speaker, ...] = ()
    file: str = ""
    """File name of the presentation, when it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesItem:
    """One matter in the minutes (sak i referatet)."""

    title: str
    text: str = ""
    decision: str = ""
    responsible: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SteeringSignal:
    """What the meeting asks a body or a party to do (styringssignal)."""

    to: str
    """As written, the name of a body, a party or a side."""
    text: str
    owner: str = ""
    """Who answers for it inside the body."""
    due: dt.date | None = None
    parent: str = ""
    """The signal of an earlier year that this one goes on from, `2023-1`."""
    plan: str = ""
    """The plan of action it goes into (handlingsplan), as printed."""


SignalStatus = Literal["open", "answered", "done", "dropped"]
"""Where a signal stands: nobody has reported, an answer has come, it is done, it is no longer asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What was reported of a signal one day (oppfølging)."""

    on: dt.date
    status: SignalStatus
    text: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedSignal:
    """A signal with its number and all that was reported of it, the oldest first."""

    id: str
    """Year and number in the minutes, `2027-1`; of a year's second meeting `2027-2-1`."""
    meeting: str
    """Id of the meeting type that gave it."""
    signal: SteeringSignal
    reports: tuple[FollowUp, ...] = ()

    @property
    def status(self) -> SignalStatus:
        """Return what the last report says; open until there is one."""
        return self.reports[-1].status if self.reports else "open"

    @property
    def is_open(self) -> bool:
        """Return whether the next meeting has to look at it: an answer is looked at, what is done or dropped is not."""
        return self.status in {"open", "answered"}

    def is_late(self, on: dt.date) -> bool:
        """Return whether its day is past and nothing has been reported."""
        return self.status == "open" and self.signal.due is not None and self.signal.due < on


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """What was said and decided in the meeting (referat); empty until somebody has written it."""

    chair: str = ""
    taker: str = ""
    """Who wrote the minutes."""
    present: tuple[str, ...] = ()
    """Names of those who came; empty means that nobody has noted it yet."""
    absent: tuple[str, ...] = ()
    """Names of those who were noted as not there; somebody who stands nowhere is not noted, and never absent."""
    matters: tuple[MinutesItem, ...] = ()
    signals: tuple[SteeringSignal, ...] = ()
