"""Who is invited, in which seats and why, who is left out, and what has changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from cycle.model.terms import Basis, Language


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingKind:
    """What a community's own files say of the kind of meeting (møtetype), for letters to print."""

    name: str
    """In running text, `partnarskapsmøte`."""
    definite: str
    """In running text when it is a known one, `partnarskapsmøtet`."""
    purposes: tuple[str, ...] = ()
    """What the meeting is to do, each to stand after `skal`: `drøfte mål og rammer`."""
    audience: str = ""
    """Who it is for, in whole sentences."""
    about: str = ""
    """What it is, in whole sentences."""
    parts: tuple[str, ...] = ()
    """Its parts as printed, where it has several: `dialogmøtet`, `partnerskapsmøtet`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRight:
    """What a seat may do in one part of the meeting (møtedel)."""

    part: str
    title: str
    """The part as printed, `dialogmøtet`."""
    right: str


ADDED = "tillegg"
"""The part before the full stop in the seat id of somebody who is added to the list by a decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitedSeat:
    """A seat (plass) that someone is invited for, with the clause that gives it and the reason in print."""

    seat: str
    title: str
    """The function as printed, `ordførar`, `leiar av Strategisk samarbeidsutval`."""
    organisation: str
    """Printed name of the organisation or body the seat belongs to."""
    clause: str
    why: str
    """Why the rules give the seat, for those who judge the rules."""
    right: str
    """The right in the first part the seat is invited to."""
    basis: Basis = "stated"
    part: str = "main"
    organisation_id: str = ""
    rights: tuple[PartRight, ...] = ()
    """The right in each part, where the meeting has several."""
    reason: str = ""
    """Why, as the letter says it; empty where the rule has no text for the letter."""
    label: str = ""
    """Function and where it belongs in running text, `leiar av Områdeutval Bergen`; empty is put together from both."""

    @property
    def added(self) -> bool:
        """Whether a decision gives the place and no rule: then `why` is the reason that stands in the letter."""
        return self.seat.startswith(f"{ADDED}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitee:
    """One person to invite, once, with every seat held."""

    id: str
    name: str
    address: str
    language: Language
    seats: tuple[InvitedSeat, ...]
    shared_address: bool = False
    address_why: str = ""
    """Why the letter goes to this address, in one sentence."""
    postal: str = ""
    """Postal address, line by line without the name."""

    @property
    def on_paper(self) -> bool:
        """Whether the letter goes on paper (på papir): there is no e-mail address."""
        return not self.address

    @property
    def marks(self) -> tuple[str, ...]:
        """Return what tells this person from another of the same name: places, functions and address."""
        seats = (mark for seat in self.seats for mark in (seat.organisation, seat.title))
        return tuple(mark for mark in (*seats, self.address) if mark)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vacancy:
    """A seat without a person on the record date, and who names one (ledig plass)."""

    seat: str
    title: str
    organisation: str
    named_by: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Someone in the register who is not invited, and why."""

    who: str
    """The person's name, or an optional seat that nobody holds."""
    why: str
    seat: str = ""
    clause: str = ""
    """The clause of the rule that leaves it out, where there is one."""
    unreachable: bool = False
    """The rules invite this person, and there is no address to write to."""
    title: str = ""
    place: str = ""
    """Function, and organisation or body, of the one mandate that gives nothing."""
    why_of_many: str = ""
    """The reason as it is said of several, without function and place; empty where it is said of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference from an earlier list, and its cause."""

    what: str
    cause: str


MeanwhileKind = Literal["ends", "begins", "renamed", "seat", "runs_out", "handed_over", "filled", "election", "rules"]
"""An organisation or body ends, begins or gets another name; a seat comes or goes; somebody's mandate ends without or
with somebody after; an empty seat gets its person; an election or term may bring another; other rules hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanwhile:
    """Something that changes between the record date and the meeting (i mellomtida), for people to decide on."""

    kind: MeanwhileKind
    on: dt.date
    """The first day it is so; of an election, when it is over."""
    what: str
    """One or two nynorsk sentences: what changes, whom it concerns, who follows."""
    seats: tuple[str, ...] = ()
    """Seats it concerns."""
    people: tuple[str, ...] = ()
    """Ids of those who are asked for these seats and will not hold them, or may not."""
    follows: tuple[str, ...] = ()
    """Id of the organisation, or ids of the persons, who come after."""


Check = Literal["ok", "problem", "unknown"]
"""Whether something is as the rules demand; `unknown` where nobody has written down what it takes to tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCheck:
    """One thing the rules demand of the year, and whether it is so (regelsjekk)."""

    id: str
    """frequency, represented, host, seats, terms or meanwhile."""
    state: Check
    what: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationList:
    """The invitation list (invitasjonsliste) on its record date."""

    year: int
    meeting: str
    record_date: dt.date
    invitees: tuple[Invitee, ...]
    vacancies: tuple[Vacancy, ...]
    left_out: tuple[LeftOut, ...]
    changes: tuple[Change, ...] = ()
    rules_version: str = ""

    @property
    def seats(self) -> int:
        """Number of seats the rules give, filled and vacant."""
        return sum(len(invitee.seats) for invitee in self.invitees) + len(self.vacancies)
