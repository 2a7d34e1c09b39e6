"""How a year is filed in a records system (arkivsystem): whose archive, where in it, by whom, and what is screened."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedName:
    """Something the records system knows by a code, and people by a name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingClass:
    """A class (klasse) of a classification system of the records system."""

    system: str
    """The classification system as the records system knows it, `K-kodar`."""
    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingRule:
    """Where the records of a period are filed (arkivering)."""

    creator: CodedName
    """The archive creator (arkivskapar); its code is its organisation number."""
    series: CodedName
    """The series (arkivdel)."""
    classification: FilingClass
    unit: CodedName
    """The administrative unit (administrativ eining)."""
    responsible: CodedName
    """Who is responsible for the case (saksansvarleg, saksbehandlar)."""
    committee: CodedName | None = None
    """The body that meets (utval); None is the meeting type itself."""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningRule:
    """What is screened (skjerma) in a period, by which legal basis (heimel)."""

    of: str
    """`letters`, `minutes`, `presentations`, `people`, or the id of a dispatch."""
    restriction: str
    """The access code of the records system (tilgangsrestriksjon)."""
    basis: str
    years: int | None = None
    """Years from the date of the document until the screening ends; None is for good."""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
