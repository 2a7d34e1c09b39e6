"""Who leads, as data: how the host, the chair or another office goes from side to side, or stays where it is."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Self

from pydantic import Field, model_validator

from cycle.catalogue import sentence
from cycle.governance.community_data.community import DayOfYear
from cycle.governance.community_data.rule import Rule
from cycle.governance.community_data.strict import SeatId, Slug, Strict
from cycle.governance.community_data.table_errors import table_error
from cycle.phrases import Phrase

OfficeRuleKind = Literal["rotates", "fixed", "follows", "opposite", "held_by", "joint", "elected", "unstated", "none"]
"""How a side comes to an office: in turn, always the same, the side of another office or the other side, whoever holds
named seats, all sides together, by election, the sources do not say, or nobody has it: a meeting without a host."""

NEEDED: dict[OfficeRuleKind, tuple[str, ...]] = {
    "rotates": ("order", "anchor", "counting"),
    "fixed": ("side",),
    "follows": ("of",),
    "opposite": ("of",),
    "held_by": ("seats",),
    "joint": ("order",),
    "elected": ("elected_by",),
    "unstated": (),
    "none": (),
}
OPTIONAL: dict[OfficeRuleKind, tuple[str, ...]] = {"rotates": ("every", "continues", "term_years", "turns_over")}
DETAILS = (
    "order",
    "every",
    "anchor",
    "counting",
    "term_years",
    "continues",
    "side",
    "of",
    "seats",
    "elected_by",
    "turns_over",
)


class Anchor(Rule):
    """A year whose side is known; the turns are counted from it."""

    year: int
    side: Slug


class Counting(Rule):
    """How turns are counted, and what a cancelled or an extra meeting does to them."""

    by: Literal["calendar_year", "held_meeting", "half_term"]
    on_cancelled: Literal["advance", "hold"] = Field(
        default="advance", description="What a cancelled meeting does when held meetings are counted."
    )
    extra: Literal["same_host", "advances", "ignored"] = Field(
        default="same_host", description="What an extra meeting in the same year does."
    )


class InnerAnchor(Strict):
    """A year when it was this organisation's turn inside its side."""

    year: int
    organisation: Slug


class InnerRotation(Rule):
    """How the organisations of one side take turns while the side has its turn (rotasjon innanfor sida)."""

    side: Slug
    order: tuple[Slug, ...] = Field(min_length=1, description="Organisations of the side, in turn.")
    each: Literal["year", "turn"] = Field(
        default="year",
        description="year: another every year of the side's turn; turn: another each time it comes.",
    )
    anchor: InnerAnchor

    @model_validator(mode="after")
    def _anchored(self) -> Self:
        if self.anchor.organisation not in self.order:
            known = ", ".join(self.order)
            raise table_error(
                Phrase("the organisation of the anchor is not in the order"),
                Phrase("the order has {words}", words=known),
            )
        return self


class Office(Rule):
    """How one office comes to a side: the host, the chair, the leader of a body, the lead of the secretariat."""

    how: OfficeRuleKind = "rotates"
    order: tuple[Slug, ...] = Field(default=(), description="rotates: the sides in turn; joint: the sides together.")
    every: int = Field(default=1, ge=1, description="Years, meetings or half terms a side keeps its turn.")
    term_years: int | None = Field(default=None, ge=2, description="Years of a term, when half terms are counted.")
    continues: tuple[Slug, ...] = Field(default=(), description="Earlier meeting types whose turns go on here.")
    anchor: Anchor | None = None
    counting: Counting | None = None
    inner: tuple[InnerRotation, ...] = ()
    side: Slug | None = Field(default=None, description="fixed: the side that always has it.")
    of: Slug | None = Field(default=None, description="follows, opposite: id of the other office, `host` or another.")
    seats: tuple[SeatId, ...] = Field(default=(), description="held_by: the seats whose holders have it together.")
    elected_by: str = Field(default="", description="elected: who elects.")
    turns_over: DayOfYear = Field(
        default="",
        pattern=r"^((0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]))?$",
        description="rotates: the month and day of the year the turn goes on, `08-01`; else 1 January.",
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        needed = NEEDED[self.how]
        allowed = {*needed, *OPTIONAL.get(self.how, ())}
        missing = [field for field in needed if not getattr(self, field)]
        strange = [detail for detail in DETAILS if detail in self.model_fields_set and detail not in allowed]
        if missing or strange:
            keys = ", ".join(missing or strange)
            raise table_error(
                Phrase("how = '{how}' needs {keys}", how=self.how, keys=keys)
                if missing
                else Phrase("how = '{how}' does not go with {keys}", how=self.how, keys=keys),
                Phrase("see docs/rules.md, {part}", part="Offices"),
            )
        self._turns()
        return self

    def _turns(self) -> None:
        """Refuse it when the parts of a rotation do not fit each other."""
        if self.anchor and self.order and self.anchor.side not in self.order:
            raise table_error(
                Phrase("the side '{side}' of the anchor is not in the order", side=self.anchor.side),
                Phrase("the order has {words}", words=", ".join(self.order)),
            )
        halves = self.counting is not None and self.counting.by == "half_term"
        if halves != (self.term_years is not None) or (self.term_years or 0) % 2:
            raise table_error(
                Phrase("by = 'half_term' and term_years go together, and a term has an even number of years"),
                Phrase("write term_years = 4 beside by = 'half_term', or count calendar years"),
            )

    def turn_year(self, on: dt.date) -> int:
        """Return the year whose turn it is on the day: the year before until the turn goes on within the year."""
        return on.year - 1 if self.turns_over and f"{on:%m-%d}" < self.turns_over else on.year

    @property
    def years_each(self) -> int:
        """How many years or meetings a side keeps its turn."""
        return self.every * (self.term_years // 2 if self.term_years else 1)


class NamedOffice(Office):
    """An office beside host and chair, with its name: `leiar av helsefellesskapet`."""

    id: Slug
    title: str
    body: Slug | None = Field(default=None, description="The body it belongs to, when it is a body's office.")
    kind: Slug | None = Field(default=None, description="Or the kind of bodies, when each of them has it.")


class Override(Strict):
    """A decision that another side hosts one year, or has another office."""

    year: int
    side: Slug | Literal[""] = ""
    office: Slug = "host"
    organisation: Slug | None = None
    meeting: Slug | None = Field(
        default=None, description="Of a year with several: the further meeting it is for, `partnarskapsmote-2`."
    )
    reason: str = Field(min_length=1)
    decision: str = Field(min_length=1, description="Reference to the decision, `SSU-sak 2026/14`.")
    decided_on: dt.date
    edited_by: str = Field(default="", description="Who wrote it here; another approves the host then.")

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not self.side and not self.organisation:
            raise table_error(Phrase("a decision names a side, an organisation or both"))
        return self


NOBODY = Office(how="none", clause="", source="", basis="ours", why=sentence("The rules have no such office."))
"""The office of a meeting whose rules say nothing about it: nobody has it."""
