"""The community (helsefellesskap): its sides, parties, bodies and the people who decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cycle.model.terms import Basis, Language, LanguageDecision


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A party (part): a municipality or a hospital party, with the years it exists as such."""

    id: str
    name: str
    """The full name as printed in letters, `Voss herad`; nothing is appended to it."""
    short: str
    """The name in lists, `Voss`."""
    side: str
    """Id of the side it belongs to; empty in a community without sides."""
    number: str
    """Organisation number in the business register (organisasjonsnummer), nine digits."""
    area: str = ""
    """Id of its area (områdeutval); empty for hospital parties."""
    municipality_number: str = ""
    language_decision: LanguageDecision = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    successor: str = ""
    """Id of the organisation it became part of (samanslåing)."""
    source: str = ""

    def holds(self, on: dt.date) -> bool:
        """Return whether the organisation exists on the day, under this name."""
        return (self.valid_from is None or self.valid_from <= on) and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area of municipalities with a committee of its own (områdeutval, earlier samarbeidsutval)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the sides that take turns: the municipalities, the specialist service."""

    id: str
    name: str
    """As printed in running text, `kommunane`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """The secretariat as it signs letters and answers the telephone. `address` is an e-mail address."""

    name: str
    organisation: str
    address: str
    phone: str = ""
    title: str = ""
    web: str = ""
    postal: str = ""
    """Postal address for the letter foot, one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinator:
    """Somebody who decides at the gates and gets a mail when one waits (koordinator)."""

    name: str
    address: str
    language: Language
    steps: tuple[str, ...] = ()
    """The steps this person decides on, `letters` for all letters; empty means every step."""
    side: str = ""
    """Id of the side the person decides for; empty means none."""

    def decides_on(self, step: str) -> bool:
        """Return whether this person is asked about the step; `letters.folgebrev` is one of `letters`."""
        return not self.steps or step in self.steps or step.partition(".")[0] in self.steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders:
    """When those who decide are reminded (påminning): working days since they were told, or since the day came near."""

    gentle: int = 3
    firm: int = 6
    others: int = 9
    """When the deputy and the secretariat are told too."""
    again: int = 5
    """How long after that it is said again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodySeat:
    """A seat in a standing body (plass i eit organ), whether or not a meeting type invites it."""

    id: str
    """The function inside the body, `fastlege`; with the body it is the seat id `ssu.fastlege`."""
    title: str
    clause: str
    why: str
    basis: Basis = "stated"
    source: str = ""
    named_by: str = ""
    """Who names the seat, as printed; empty means the body itself."""
    optional: bool = False
    """An empty optional seat is no vacancy."""
    deputies: int = 0
    """How many deputies (vara) are named."""
    term_years: int | None = None
    """Years a person is named for (funksjonstid)."""
    side: str = ""
    """Id of the side the seat belongs to, if any."""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A standing body of the community (organ): a committee, a user committee, the secretariat, an association."""

    id: str
    name: str
    """As printed, `Strategisk samarbeidsutval`."""
    short: str = ""
    kind: str = ""
    """What bodies of its sort share, `omradeutval`; rules may give a seat to every body of a kind."""
    area: str = ""
    organisation: str = ""
    """Id of the organisation it belongs to, if any."""
    clause: str = ""
    source: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    seats: tuple[BodySeat, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Weeks or days when many are away (ferie): schools closed, the July weeks."""

    name: str
    """As printed, `vinterferien i skulane`."""
    weeks: tuple[int, ...] = ()
    """ISO weeks."""
    first: dt.date | None = None
    last: dt.date | None = None
    years: tuple[int, ...] = ()
    """The years it holds; empty is every year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WideSeat:
    """Columns of a sheet with one row for each organisation that tell who holds one of its seats."""

    function: str
    """The function in the seat's id, `ordforar`."""
    name: tuple[str, ...]
    """Headers of the column with the name."""
    address: tuple[str, ...]
    phone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLayout:
    """How a community's own spreadsheets differ from the usual ones (oppsett)."""

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """More header spellings, by what the column holds."""
    wide: tuple[WideSeat, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantsOnPage:
    """What the public page says of who was at the meeting (deltakarar), body by body."""

    show: Literal["names", "numbers"]
    only_counted: tuple[str, ...] = ()
    """Ids of bodies, organisations or seats whose people are counted and never named; `tillegg`: all who are added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """A health community (helsefellesskap) with its sides, areas, organisations and secretariat."""

    id: str
    name: str
    language: Language
    sides: tuple[Side, ...]
    areas: tuple[Area, ...]
    organisations: tuple[Organisation, ...]
    contact: Contact
    meetings: tuple[str, ...]
    """Ids of its meeting types; the first is the default."""
    bodies: tuple[Body, ...] = ()
    register: RegisterLayout = field(default_factory=RegisterLayout)
    breaks: tuple[Break, ...] = ()
    """When schools are closed; empty means the usual weeks around Bergen."""
    gates: Mapping[str, int] = field(default_factory=dict)
    """How many different people must approve a step; a step that is not named needs one."""
    both_sides: tuple[str, ...] = ()
    """Steps that somebody from each side must approve."""
    four_eyes: bool | None = None
    """Whether who made a thing by hand approves it alone; None: another must where there is one who may."""
    coordinators: tuple[Coordinator, ...] = ()
    """Who gets a mail when a gate waits; nobody does when it is empty."""
    participants: ParticipantsOnPage | None = None
    """What the public page says of who was at the meeting; None, and it says nothing."""
    reminders: Reminders = Reminders()
    next_year_on: str = ""
    """Month and day, `10-01`, on which the secretariat is told that next year can be opened; empty means never."""

    def body(self, body_id: str) -> Body:
        """Return the body with this id; KeyError when there is none."""
        return {body.id: body for body in self.bodies}[body_id]

    def approvers(self, step: str) -> int:
        """Return how many people must approve the step; `letters.folgebrev` follows `letters` unless named itself."""
        return self.gates.get(step, self.gates.get(step.partition(".")[0], 1))

    def needs_each_side(self, step: str) -> bool:
        """Return whether somebody from each side must approve the step; `letters.folgebrev` follows `letters`."""
        return step in self.both_sides or step.partition(".")[0] in self.both_sides

    def organisation(self, organisation_id: str, *, on: dt.date | None = None) -> Organisation:
        """Return the organisation with this id, as it was on the day when one is given; KeyError when there is none.

        Where no row of it holds on the day, the newest.
        """
        named = [organisation for organisation in self.organisations if organisation.id == organisation_id]
        if not named:
            raise KeyError(organisation_id)
        return next((row for row in named if on is not None and row.holds(on)), named[-1])

    def parties(self, on: dt.date) -> list[str]:
        """Return the printed names of the organisations that exist on the day, in order."""
        return [organisation.name for organisation in self.organisations if organisation.holds(on)]

    def side(self, side_id: str) -> Side:
        """Return the side with this id; KeyError when there is none."""
        return {side.id: side for side in self.sides}[side_id]

    def area(self, area_id: str) -> Area:
        """Return the area with this id; KeyError when there is none."""
        return {area.id: area for area in self.areas}[area_id]
