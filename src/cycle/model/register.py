"""Who holds which seat: people, mandates (rolle) and seats that are known to be vacant."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cycle.model.terms import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person in the register, with the address letters go to; `address` is an e-mail address, empty for none."""

    id: str
    name: str
    address: str
    language: Language | None = None
    """What the person asked for; None follows the organisation, then the community."""
    shared_address: bool = False
    """The address is a mailbox several people read (postmottak)."""
    phone: str = ""
    postal: str = ""
    """Postal address (postadresse), line by line without the name; letters go there when there is no e-mail address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """A person holds a seat (rolle) from the first day to the last day, both counted."""

    seat: str
    person: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    decided_by: str = ""
    role_address: str = ""
    """Mailbox of the seat, whoever holds it (rolleadresse); letters for the seat go there."""
    note: str = ""
    """What somebody wrote beside the row (merknad); printed nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VacantSeat:
    """A seat that a row of the register says nobody holds (ledig plass)."""

    seat: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Who holds which seat when (register). Seat ids are `holder.function`: `alver.ordforar`, `ssu.leiar`."""

    persons: tuple[Person, ...]
    mandates: tuple[Mandate, ...]
    invented: bool = False
    """The people are invented examples; printed on lists so that nobody takes them for real."""
    vacancies: tuple[VacantSeat, ...] = ()
