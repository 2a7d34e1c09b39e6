"""noark.toml: how a community's records system files the year, dated, checked at the border."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

from pydantic import Field

from cycle.errors import Problem, did_you_mean
from cycle.governance.calendar.days import overlap
from cycle.governance.community_data.community import OrganisationNumber
from cycle.governance.community_data.strict import Strict
from cycle.model import CodedName, FilingClass, FilingRule, ScreeningRule
from cycle.phrases import Phrase

FILE = "noark.toml"
SCREENED = ("letters", "minutes", "presentations", "people")
"""What a screening may be of, beside the id of a dispatch."""


class CodeTable(Strict):
    """Something the records system knows by a code."""

    code: str = Field(min_length=1)
    """What the records system knows it by."""
    name: str = Field(min_length=1)
    """What people call it."""


class CreatorTable(Strict):
    """The archive creator."""

    number: OrganisationNumber = Field(min_length=1)
    """Organisation number, nine digits."""
    name: str = Field(min_length=1)
    """Its full name."""


class ClassTable(Strict):
    """A class of the records system."""

    system: str = Field(min_length=1)
    """The classification system as the records system knows it."""
    code: str = Field(min_length=1)
    """The code of the class."""
    title: str = Field(min_length=1)
    """The title of the class."""


class FilingTable(Strict):
    """[[filing]]: where the records of a period are filed."""

    creator: CreatorTable
    """The archive creator (arkivskapar)."""
    series: CodeTable
    """The series (arkivdel)."""
    classification: ClassTable
    """The class (klasse)."""
    unit: CodeTable
    """The administrative unit (administrativ eining)."""
    responsible: CodeTable
    """Who is responsible for the case (saksbehandlar)."""
    committee: CodeTable | None = None
    """The body that meets (utval); left out, the meeting type itself."""
    valid_from: dt.date | None = None
    """First day it holds."""
    valid_to: dt.date | None = None
    """Last day it holds."""

    def value(self) -> FilingRule:
        """Return the noun that the table of the file says."""
        return FilingRule(
            creator=CodedName(code=self.creator.number, name=self.creator.name),
            series=_coded(self.series),
            classification=FilingClass(**self.classification.model_dump()),
            unit=_coded(self.unit),
            responsible=_coded(self.responsible),
            committee=_coded(self.committee) if self.committee else None,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )


class ScreeningTable(Strict):
    """[[screening]]: what is screened in a period, by which legal basis."""

    of: str = Field(min_length=1)
    """`letters`, `minutes`, `presentations`, `people`, or the id of a dispatch."""
    restriction: str = Field(min_length=1)
    """The access code of the records system (tilgangsrestriksjon)."""
    basis: str = Field(min_length=1)
    """The legal basis (heimel) as the journal prints it."""
    years: int | None = Field(default=None, ge=1, le=110)
    """Years until the screening ends; left out, it does not."""
    valid_from: dt.date | None = None
    """First day it holds."""
    valid_to: dt.date | None = None
    """Last day it holds."""

    def value(self) -> ScreeningRule:
        """Return the noun that the table of the file says."""
        return ScreeningRule(**self.model_dump())


class FilingFile(Strict):
    """noark.toml: every version that holds or held."""

    filing: tuple[FilingTable, ...]
    """Where the records are filed, one table for each period."""
    screening: tuple[ScreeningTable, ...] = ()
    """What is screened; left out, nothing is."""


def filing_on(rules: Iterable[FilingRule], day: dt.date) -> FilingRule | None:
    """Return the rule that holds on the day, or None."""
    return next((rule for rule in rules if _holds(rule, day)), None)


def screening_on(rules: Iterable[ScreeningRule], day: dt.date, *of: str) -> ScreeningRule | None:
    """Return the first rule that holds on the day and is of one of these, the one named first first."""
    held = [rule for rule in rules if _holds(rule, day)]
    return next((rule for name in of for rule in held if rule.of == name), None)


def filing_problems(table: FilingFile, *, dispatches: Sequence[str]) -> Iterator[Problem]:
    """Yield the periods that overlap or end before they begin, and what is screened that does not exist."""
    for name, rows in _tables(table):
        for number, row in enumerate(rows):
            if row.valid_from and row.valid_to and row.valid_to < row.valid_from:
                what, remedy = (
                    Phrase("ends on {day}, before it begins", day=row.valid_to),
                    Phrase("correct one of the days"),
                )
                yield Problem(file=FILE, where=f"{name}[{number}].valid_to", what=what, remedy=remedy)
    for (first, earlier), (second, later) in combinations(enumerate(table.filing), 2):
        if overlap(earlier, later):
            what = Phrase("holds on days when {other} holds too", other=f"filing[{first}]")
            remedy = Phrase("let valid_to of the earlier one be the day before valid_from of the later one")
            yield Problem(file=FILE, where=f"filing[{second}].valid_from", what=what, remedy=remedy)
    known = [*SCREENED, *dispatches]
    for number, row in enumerate(table.screening):
        if row.of not in known:
            what = Phrase("'{word}' is neither a dispatch nor one of {known}", word=row.of, known=", ".join(SCREENED))
            yield Problem(file=FILE, where=f"screening[{number}].of", what=what, remedy=did_you_mean(row.of, known))


def _tables(table: FilingFile) -> Iterator[tuple[str, Sequence[FilingTable | ScreeningTable]]]:
    yield "filing", table.filing
    yield "screening", table.screening


def _coded(table: CodeTable) -> CodedName:
    return CodedName(code=table.code, name=table.name)


def _holds(rule: Any, day: dt.date) -> bool:
    return (rule.valid_from or dt.date.min) <= day <= (rule.valid_to or dt.date.max)
