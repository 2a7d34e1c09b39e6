"""The people who run a year (person): what they may do, and how the service knows that it is they who ask."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Literal

from cycle.model.terms import Language

Role = Literal["secretariat", "coordinator", "reader"]
"""`secretariat` does everything, `coordinator` decides on steps, `reader` reads."""
KnownBy = Literal["name", "link", "oidc", "terminal"]
"""How it is known who asks: `name` is what somebody typed and proves nothing."""
Permission = Literal["read", "decide", "start", "cancel", "retry", "persons"]
"""What somebody may do: `persons` is to change who may do what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deputy:
    """Who decides in somebody's place (stadfortredar): between two days, or without any whenever somebody is away."""

    person: str
    first: dt.date | None = None
    last: dt.date | None = None

    def holds(self, on: dt.date, *, away: bool) -> bool:
        """Return whether the deputy decides on the day; `away` says that who is stood in for is absent."""
        if self.first is None and self.last is None:
            return away
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Days on which somebody is away (fråvær), the last one too."""

    first: dt.date
    last: dt.date

    def holds(self, on: dt.date) -> bool:
        """Return whether the person is away on the day."""
        return self.first <= on <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """Somebody who may log in. `key` never changes, whatever becomes of name and address."""

    community: str
    key: str
    name: str
    address: str
    language: Language
    roles: tuple[Role, ...]
    steps: tuple[str, ...] = ()
    """The steps a coordinator decides on, `letters` for all letters; empty means every step."""
    side: str = ""
    """Id of the side the person decides for; empty means none."""
    deputies: tuple[Deputy, ...] = ()
    absences: tuple[Absence, ...] = ()
    issuer: str = ""
    subject: str = ""
    """Who the person is at a provider of log-in, where that is known."""
    earlier_names: tuple[str, ...] = ()
    """What the person was called before, the oldest first."""

    def is_away(self, on: dt.date) -> bool:
        """Return whether the person is absent on the day."""
        return any(absence.holds(on) for absence in self.absences)


def address_digest(address: str) -> str:
    """Return what stands for an address (sha256, hex), whatever its capitals; empty for none."""
    return hashlib.sha256(address.strip().casefold().encode()).hexdigest() if address.strip() else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """Who asks, as far as is known, with what it rests on."""

    community: str
    person: str
    """Key of the person; empty for a name that is nobody's in the list of people."""
    name: str
    address: str
    language: Language
    roles: tuple[Role, ...]
    steps: tuple[str, ...] = ()
    """Steps to decide on as coordinator, also in another's place that day; `*` is every step."""
    side: str = ""
    sides: tuple[str, ...] = ()
    """The sides to decide for that day: one's own, and those of whoever one stands in for."""
    known_by: KnownBy
    proof: str = ""
    """What it rests on: issuer and subject, who asked for the link, the user of the machine."""
    session: str = ""
    """Name of the session, which opens nothing."""
