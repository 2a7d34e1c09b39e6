"""retention.toml: how long personal matter is kept, field by field, each with its purpose, dated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Literal

from pydantic import Field

from cycle.errors import Problem
from cycle.governance.calendar.days import overlap
from cycle.governance.community_data.strict import Strict
from cycle.model import RetentionRule
from cycle.phrases import Phrase

FILE = "retention.toml"
OfField = Literal[
    "reply_words",
    "typed_words",
    "returned_mail",
    "reply_addresses",
    "substitute_addresses",
    "substitute_names",
    "substitute_roles",
    "known_addresses",
    "printed_addresses",
    "import_previews",
    "register_contacts",
]
OF_A_YEAR = (
    "reply_words",
    "typed_words",
    "returned_mail",
    "reply_addresses",
    "substitute_addresses",
    "substitute_names",
    "substitute_roles",
)
"""Fields that belong to a meeting, beside `printed_addresses`."""


class RetentionTable(Strict):
    """[[rules]]: how long one field is kept."""

    of: OfField
    """The field."""
    days: int = Field(ge=0, le=36525)
    """Days it is kept."""
    after: Literal["written", "meeting"] = "written"
    """What the days are counted from: when it was written, or the day of the meeting."""
    purpose: str = Field(min_length=1)
    """What it is kept for until then."""
    basis: str = ""
    """The legal basis, as those who decide have it."""
    valid_from: dt.date | None = None
    """First day it holds."""
    valid_to: dt.date | None = None
    """Last day it holds."""

    def value(self) -> RetentionRule:
        """Return the noun that the table of the file says."""
        return RetentionRule(**self.model_dump())


class RetentionFile(Strict):
    """retention.toml: every rule that holds or held."""

    rules: tuple[RetentionTable, ...]
    """How long each field is kept, one table for each field and period."""


def rules_on(rules: Iterable[RetentionRule], day: dt.date) -> list[RetentionRule]:
    """Return the rules that hold on the day."""
    return [rule for rule in rules if (rule.valid_from or dt.date.min) <= day <= (rule.valid_to or dt.date.max)]


def retention_problems(rules: Sequence[RetentionRule]) -> Iterator[Problem]:
    """Yield the rules of one field that hold on the same day, and those that count from a meeting there is not."""
    for number, rule in enumerate(rules):
        if rule.after == "meeting" and rule.of not in (*OF_A_YEAR, "printed_addresses"):
            what = Phrase("{field} belongs to no meeting", field=rule.of)
            remedy = Phrase('write after = "written"')
            yield Problem(file=FILE, where=f"rules[{number}].after", what=what, remedy=remedy)
    for (first, earlier), (second, later) in combinations(enumerate(rules), 2):
        if earlier.of == later.of and overlap(earlier, later):
            what = Phrase("holds on days when {other} holds too, and is of the same field", other=f"rules[{first}]")
            remedy = Phrase("let valid_to of the earlier one be the day before valid_from of the later one")
            yield Problem(file=FILE, where=f"rules[{second}].valid_from", what=what, remedy=remedy)
