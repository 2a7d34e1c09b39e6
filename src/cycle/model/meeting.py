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
    """What the meeting asks a body to do (styringssignal)."""

    to: str
    text: str
    due: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """What was said and decided in the meeting (referat); empty until somebody has written it."""

    chair: str = ""
    taker: str = ""
    """Who wrote the minutes."""
    present: tuple[str, ...] = ()
    """Names of those who came; empty means that nobody has noted it yet."""
    matters: tuple[MinutesItem, ...] = ()
    signals: tuple[SteeringSignal, ...] = ()
