"""The rules of one meeting type as data: what its TOML file may say."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from cycle.governance.strict import Sentence, Slug, Source, Strict
from cycle.model import Basis, Dispatch

Right = Literal["vote", "propose", "speak", "attend", "own_item"]
"""What a seat may do in the meeting; `propose` includes speaking, `own_item` is speaking on the own item only."""


class Rule(Strict):
    """A rule with the clause it comes from, where we read it, how sure that is, and why in words fit to print."""

    clause: str
    source: Source
    basis: Basis
    why: Sentence
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise PydanticCustomError("dates", "valid_to is before valid_from")
        return self

    def holds(self, on: dt.date) -> bool:
        """Return whether the rule is valid on this day."""
        return holds(self.valid_from, self.valid_to, on)


class Purpose(Rule):
    """What the meeting is for (formål), one line each."""

    text: tuple[str, ...]


class Frequency(Rule):
    """How many meetings a calendar year has."""

    minimum: int = Field(ge=1)
    maximum: int | None = None


class Anchor(Rule):
    """A year whose host side is known; the turns are counted from it."""

    year: int
    side: Slug


class Counting(Rule):
    """How turns are counted, and what a cancelled or an extra meeting does to them."""

    by: Literal["calendar_year", "held_meeting"]
    on_cancelled: Literal["advance", "hold"]
    extra: Literal["same_host", "advances", "ignored"]


class Rotation(Rule):
    """How the host side changes (vertskap)."""

    order: tuple[Slug, ...] = Field(min_length=1)
    every: int = Field(default=1, ge=1)
    """Years or meetings a side keeps its turn."""
    continues: tuple[Slug, ...] = ()
    """Earlier meeting types whose turns this one goes on from."""
    anchor: Anchor
    counting: Counting


class Chair(Rule):
    """Who leads the meeting (møteleiing)."""

    follows: Literal["host"] = "host"


class Override(Strict):
    """A decision that another side hosts one year."""

    year: int
    side: Slug
    organisation: Slug | None = None
    reason: str = Field(min_length=1)
    decision: str = Field(min_length=1)
    """Reference to the decision, `SSU-sak 2026/14`."""
    decided_on: dt.date


class SeatException(Strict):
    """Another function or title for one organisation."""

    organisation: Slug
    id: Slug | None = None
    title: str
    basis: Basis
    why: Sentence


class SeatRule(Rule):
    """A rule that gives seats: one for every organisation of a side, for every body of a kind, or one in all."""

    id: Slug
    """The function: seat ids are `holder.function`."""
    title: str
    per: Literal["organisation", "body", "one", "host"]
    side: Slug | None = None
    organisations: tuple[Slug, ...] = ()
    kind: Slug | None = None
    holder: Slug | None = None
    group: str = ""
    """Neighbouring rules of one side and group are listed together, organisation by organisation."""
    count: int = Field(default=1, ge=1)
    from_body: bool = False
    """The seat is one the body has itself, so that the same person holds both."""
    named_by: str = ""
    optional: bool = False
    right: Right | None = None
    part: Slug = "main"
    exceptions: tuple[SeatException, ...] = ()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        given = {
            name
            for name, value in {
                "side": self.side,
                "organisations": self.organisations,
                "kind": self.kind,
                "holder": self.holder,
            }.items()
            if value
        }
        allowed = {"organisation": {"side", "organisations"}, "body": {"kind"}, "one": {"holder"}, "host": set()}
        wanted = allowed[self.per]
        if given - wanted or (wanted and not given):
            raise PydanticCustomError(
                "per",
                "per = '{per}' goes with {wanted}, not with {given}",
                {
                    "per": self.per,
                    "wanted": " or ".join(sorted(wanted)) or "nothing else",
                    "given": ", ".join(sorted(given)) or "nothing",
                    "remedy": "see docs/rules.md, Seats",
                },
            )
        return self


class CommitteeRule(Rule):
    """The programme committee (programkomité): another body, or a list of its own."""

    name: str
    body: Slug | None = None
    seats: tuple[SeatRule, ...] = ()

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.body) == bool(self.seats):
            raise PydanticCustomError("committee", "give either body or [[committee.seats]], one of them")
        return self


class Secretariat(Rule):
    """The body that is secretariat for the meeting."""

    body: Slug


class Costs(Rule):
    """Who pays for the meeting."""

    bearer: Literal["host", "each_own", "unstated"]


class Rights(Rule):
    """The right of a seat that says nothing about it."""

    default: Right


class MilestoneRule(Strict):
    """A day counted from the meeting date."""

    id: Slug
    title: str
    days_before: int | None = Field(default=None, ge=0)
    weeks_before: int | None = Field(default=None, ge=0)
    days_after: int | None = Field(default=None, ge=0)
    weeks_after: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _one_offset(self) -> Self:
        given = (self.days_before, self.weeks_before, self.days_after, self.weeks_after)
        if sum(one is not None for one in given) != 1:
            raise PydanticCustomError(
                "offset", "give exactly one of days_before, weeks_before, days_after and weeks_after"
            )
        return self

    @property
    def days(self) -> int:
        """Days from the meeting date; negative before it."""
        before = (self.days_before or 0) + 7 * (self.weeks_before or 0)
        return (self.days_after or 0) + 7 * (self.weeks_after or 0) - before


class DispatchRule(Strict):
    """One sending of letters (utsending); see `cycle.model.Dispatch`."""

    id: Slug
    title: str
    template: str
    subject: str
    milestone: Slug
    mail: Slug
    common: tuple[str, ...] = ()
    calendar: bool = False
    enclosures: tuple[str, ...] = ()


class MeetingRules(Strict):
    """All rules of one meeting type."""

    id: Slug
    """The file's name without `.toml`."""
    name: str
    name_definite: str
    version: str
    """Changes when the rules change; printed beside what they gave."""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    purpose: Purpose
    frequency: Frequency
    host: Rotation
    chair: Chair
    committee: CommitteeRule
    secretariat: Secretariat
    costs: Costs
    rights: Rights
    seats: tuple[SeatRule, ...] = Field(min_length=1)
    milestones: tuple[MilestoneRule, ...]
    dispatches: tuple[DispatchRule, ...] = Field(min_length=1)
    overrides: tuple[Override, ...] = ()

    def dispatch_values(self) -> tuple[Dispatch, ...]:
        """Return the sendings of letters in order, as the values the other rooms know."""
        return tuple(Dispatch(**one.model_dump()) for one in self.dispatches)

    def holds(self, on: dt.date) -> bool:
        """Return whether the meeting type is valid on this day."""
        return holds(self.valid_from, self.valid_to, on)


def holds(valid_from: dt.date | None, valid_to: dt.date | None, on: dt.date) -> bool:
    """Return whether the day lies from the first to the last valid day, both counted; None is open."""
    return (valid_from is None or valid_from <= on) and (valid_to is None or on <= valid_to)
