"""Who prepares, hosts and chairs the meeting: committee, host, and how sure each answer is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cycle.model.invitations import Vacancy
from cycle.model.terms import Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeMember:
    """A member of the programme committee (programkomité) by seat."""

    seat: str
    title: str
    organisation: str
    person: str
    """The person's name."""
    clause: str
    why: str
    basis: Basis = "stated"
    person_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Committee:
    """The programme committee of a year."""

    year: int
    name: str
    members: tuple[CommitteeMember, ...]
    vacancies: tuple[Vacancy, ...]
    notes: tuple[str, ...] = ()
    """What the rules do not say about it."""


HostStatus = Literal["stated", "ruled", "override", "doubtful"]
"""`doubtful`: two readings give different answers, the sources do not say, or the start is our own reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeAnswer:
    """Which side has an office in a year (rolle på tur): leader of a body, lead of the secretariat."""

    id: str
    title: str
    side: str
    """Id of the side; empty where no rule names one or all sides have it together."""
    organisation: str
    holder: str
    """Who has it, as printed: organisation, side, sides together, or the seats; empty where nobody has said."""
    status: HostStatus
    why: str
    clause: str
    source: str
    notes: tuple[str, ...] = ()
    organisation_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartHost:
    """Who hosts and chairs a part of the meeting that has its own (vert for ein møtedel)."""

    part: str
    title: str
    host: str
    """As printed; empty where the part has the meeting's own."""
    chair: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HostAnswer:
    """Who hosts and chairs (vertskap og møteleiing) a year, and why."""

    year: int
    side: str
    """Id of the side; empty where no rule names one or all sides host together."""
    organisation: str
    """Printed name of the host organisation; empty where no rule or decision names one."""
    chair: str
    """Who chairs, as printed: a side, several sides, seats or a person; empty where nobody has said."""
    status: HostStatus
    why: str
    clause: str
    source: str
    notes: tuple[str, ...] = ()
    """Doubts and contradictions a person should read."""
    holder: str = ""
    """The host as printed: organisation, side, or sides together; empty where nobody has said."""
    offices: tuple[OfficeAnswer, ...] = ()
    organisation_id: str = ""
    """Id of the host organisation; two may have one printed name."""
    parts: tuple[PartHost, ...] = ()
    """The parts of the meeting with a host or chair of their own."""
    """The other offices the rules know that year."""
