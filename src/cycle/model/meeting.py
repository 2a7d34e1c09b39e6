"""The meeting of one year: its facts, milestones, programme and minutes."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cycle.model.community import Contact

Nameable = tuple[str, Sequence[str]]
"""A name, and the places and functions that tell people of one name apart."""
Consent = Literal["yes", "no", "not_asked"]
"""Whether those who hold a talk let what they showed be published (samtykke)."""


INVENTED = ("oppdikta", "oppdiktet", "oppdikt", "invented")
"""Words that say of a register of people, or of a year, that it is an example."""


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
    """Remark printed nowhere but shown to coordinators; one that begins with a word of `INVENTED` marks an example."""

    @property
    def invented(self) -> bool:
        """Whether the year is an example, as its note says first; a real year may mention what is invented later on."""
        return "".join(letter for letter in self.note.casefold() if letter.isalnum()).startswith(INVENTED)


LATER_FACTS: frozenset[str] = frozenset()
"""Facts that are younger than years that may be open: an empty one is stored nowhere and changes no digest."""


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
    """registration, opening, talk, panel, discussion, break, lunch or summary."""
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
    """Who chaired, as printed; two who did it together stand as `Kari Vik og Per Dal`."""
    taker: str = ""
    """Who wrote the minutes, likewise."""
    present: tuple[str, ...] = ()
    """Names of those who came; empty means that nobody has noted it yet."""
    absent: tuple[str, ...] = ()
    """Names of those who were noted as not there; somebody who stands nowhere is not noted, and never absent."""
    matters: tuple[MinutesItem, ...] = ()
    signals: tuple[SteeringSignal, ...] = ()

    @property
    def chairs(self) -> tuple[str, ...]:
        """Return the names of those who chaired, one after another."""
        return _each(self.chair)

    @property
    def takers(self) -> tuple[str, ...]:
        """Return the names of those who wrote the minutes."""
        return _each(self.taker)

    @property
    def attended(self) -> tuple[str, ...]:
        """Return the names of those who came, whoever chaired or took the minutes among them; empty until noted.

        One who is noted as absent stays so, whatever else the minutes say. `Kari Vik` in the chair is the
        `Kari Vik (Alver kommune)` who stands among them, and nobody else of that name.
        """
        away, there = {spelt(name) for name in self.absent}, list(self.present)
        for name in (*self.chairs, *self.takers) if self.present else ():
            if spelt(name) not in away and not any(_may_be_one(name, other) for other in there):
                there.append(name)
        return tuple(there)

    def came(self, people: Sequence[Nameable]) -> tuple[bool | None, ...]:
        """Return of each of these people whether they are noted as there; None where nobody can tell which of several.

        Two of one name are told apart by `Kari Vik (Alver kommune)`, the place or the function behind the name, where
        it fits one of them only. Both were there where the name stands twice.
        """
        return _noted(self.attended, people)

    def stayed_away(self, people: Sequence[Nameable]) -> tuple[bool | None, ...]:
        """Return the same of those who are noted as not there."""
        return _noted(self.absent, people)


def _noted(written: Sequence[str], people: Sequence[Nameable]) -> tuple[bool | None, ...]:
    names = Counter(map(spelt, written))
    marked = [{spelt(f"{name} ({mark})") for mark in marks} & names.keys() for name, marks in people]
    fits = Counter(line for lines in marked for line in lines)
    sure = [any(fits[line] == 1 for line in lines) for lines in marked]
    maybe = [{spelt(name), *lines} & names.keys() for (name, _), lines in zip(people, marked, strict=True)]
    alike = Counter(line for lines, is_sure in zip(maybe, sure, strict=True) if not is_sure for line in lines)
    found: list[bool | None] = []
    for lines, is_sure in zip(maybe, sure, strict=True):
        all_of_them = is_sure or any(names[line] >= alike[line] for line in lines)
        found.append(True if all_of_them else None if lines else False)
    return tuple(found)


def _may_be_one(name: str, other: str) -> bool:
    """Return whether these may name one person: `Kari Vik` and `Kari Vik (Alver kommune)`, not two marked apart."""
    one, two = spelt(name), spelt(other)
    return one == two or one == two.partition(" (")[0] or one.partition(" (")[0] == two


def spelt(name: str) -> str:
    """Return a name as it is compared: its capitals and spaces do not matter."""
    return " ".join(name.split()).casefold()


_AND = re.compile(r"\s+(?:og|and|&)\s+|\s*[;/]\s*")


def _each(names: str) -> tuple[str, ...]:
    """Return the names of `Kari Vik, Ola Li og Per Dal`; a comma parts names only where the list ends so."""
    *several, last = (part.strip() for part in _AND.split(names))
    parted = [name.strip() for part in several for name in part.split(",")]
    return tuple(name for name in (*parted, last) if name)
