"""What every rule carries: the clause it comes from, where we read it, how sure that is, and why in words."""

from __future__ import annotations

import datetime as dt
from typing import Self

from pydantic import Field, model_validator

from cycle.governance.community_data.strict import PrintedSource, Sentence, Strict
from cycle.governance.community_data.table_errors import table_error
from cycle.model import Basis
from cycle.phrases import Phrase


class Rule(Strict):
    """A rule with the clause it comes from, where we read it, how sure that is, and why in words fit to print."""

    clause: str = Field(description="The clause it comes from, as printed in lists and letters.")
    source: PrintedSource = Field(description="Id of an entry in [sources] of community.toml.")
    basis: Basis = Field(description="stated: the source says it; inferred: it follows from it; ours: our own reading.")
    why: Sentence = Field(
        description="One sentence for those who judge the rule; a seat's may hold {organisation} and {title}."
    )
    valid_from: dt.date | None = Field(default=None, description="First day it holds, counted.")
    valid_to: dt.date | None = Field(default=None, description="Last day it holds, counted.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise table_error(Phrase("valid_to is before valid_from"), Phrase("correct one of them"))
        return self

    def holds(self, on: dt.date) -> bool:
        """Return whether the rule is valid on this day."""
        return holds(self.valid_from, self.valid_to, on)

    def holds_in(self, year: int) -> bool:
        """Return whether the rule is valid on any day of this year."""
        return holds_in(self.valid_from, self.valid_to, year)


def holds(valid_from: dt.date | None, valid_to: dt.date | None, on: dt.date) -> bool:
    """Return whether the day lies from the first to the last valid day, both counted; None is open."""
    return (valid_from is None or valid_from <= on) and (valid_to is None or on <= valid_to)


def holds_in(valid_from: dt.date | None, valid_to: dt.date | None, year: int) -> bool:
    """Return whether any day of the year lies from the first to the last valid day."""
    return (valid_from is None or valid_from.year <= year) and (valid_to is None or year <= valid_to.year)
