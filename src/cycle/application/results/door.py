"""The door between the nouns of the steps and the rows of the store: each kind with its format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar, cast

from cycle.application.results.archive import ArchiveOutcome, ArchiveResult
from cycle.application.results.mailing import MailingOutcome
from cycle.application.results.plan import PlanResult
from cycle.store.formats import Format, Row, Stored

T = TypeVar("T")

_FORMATS: tuple[Format[object], ...] = (
    Format(kind=PlanResult),
    Format(kind=MailingOutcome),
    Format(kind=ArchiveResult),
    Format(kind=ArchiveOutcome),
)
FORMATS: Mapping[type, Format[object]] = {one.kind: one for one in _FORMATS}
"""How each kind is stored, by kind."""


def read(kind: type[T], row: Row) -> T:
    """Return what a row holds; StoreError when it is damaged or written by a newer version."""
    return cast("Format[T]", FORMATS[kind]).read(row)


def write(value: object) -> Stored:
    """Return what a row is to hold of this."""
    return FORMATS[type(value)].write(value)
