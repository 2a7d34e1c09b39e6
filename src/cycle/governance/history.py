"""What is known about earlier meetings: each fact with how we know it, contradictions kept as printed."""

from __future__ import annotations

import datetime as dt
from typing import Generic, Literal, Self, TypeVar

from pydantic import Field, model_validator

from cycle.governance.community import SourceTable
from cycle.governance.strict import Defaults, Slug, SourceId, Strict
from cycle.governance.table_errors import refused
from cycle.messages import Message
from cycle.model import Basis
from cycle.wording import clock, long_date

T = TypeVar("T")


class Fact(Strict, Generic[T]):
    """One thing known about a meeting, and how.

    `printed` is what the source says when that cannot be right; then `value` is the correction and `why` the reason.
    """

    value: T
    basis: Basis
    source: SourceId
    why: str = ""
    printed: str = ""

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if (self.basis != "stated" or self.printed) and not self.why:
            raise refused(
                Message("a fact that is not simply stated needs a why"), Message("write {key} = …", key="why")
            )
        return self

    @property
    def contradicts(self) -> bool:
        """Whether the source says something else than the value."""
        return bool(self.printed)


class TalkSpeaker(Strict):
    """A speaker as printed."""

    name: str
    role: str = ""
    organisation: str = ""


class Talk(Strict):
    """A presentation that was held (innlegg), as printed."""

    title: str
    subtitle: str = ""
    speakers: tuple[TalkSpeaker, ...] = ()


class KnownDocument(Strict):
    """A document that a source mentions (dokument); `file` is its name when somebody has found it."""

    title: str
    kind: Literal["programme", "cover_letter", "invitation", "minutes", "news", "presentations", "other"]
    source: SourceId
    file: str = ""
    note: str = ""


class Contradiction(Strict):
    """Two sources, or one source twice, that do not agree (motseiing)."""

    subject: Literal["date", "time", "place", "host", "chair", "documents", "presentations", "other"]
    printed: str
    likely: str = ""
    why: str
    source: SourceId


class PastEdition(Strict):
    """One meeting of one year as the sources know it (utgåve)."""

    year: int
    meeting: Slug
    title: str
    state: Literal["held", "cancelled"] = "held"
    extra: bool = False
    """An extra meeting beside the ordinary one of the year."""
    date: Fact[dt.date] | None = None
    start: Fact[dt.time] | None = None
    end: Fact[dt.time] | None = None
    registration: Fact[dt.time] | None = None
    venue: Fact[str] | None = None
    place: Fact[str] | None = None
    host_side: Fact[Slug] | None = None
    host: Fact[Slug] | None = None
    """Id of the host organisation."""
    chair: Fact[str] | None = None
    offices: dict[Slug, Fact[Slug]] = Field(default_factory=dict)
    """Which side had other offices that year, by the id of the office."""
    outcome: Fact[str] | None = None
    talks: tuple[Talk, ...] = ()
    talks_source: SourceId | None = None
    documents: tuple[KnownDocument, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    notes: tuple[str, ...] = ()


class History(Strict):
    """All earlier meetings of a community."""

    defaults: Defaults = Field(default=Defaults(), description="Source and basis of what names none.")
    editions: tuple[PastEdition, ...] = ()
    sources: dict[str, SourceTable] = Field(default_factory=dict)
    """Filled in from the community when the file is read."""

    def of(self, year: int) -> tuple[PastEdition, ...]:
        """Return the editions of a year, the ordinary one first."""
        return tuple(
            sorted((edition for edition in self.editions if edition.year == year), key=lambda edition: edition.extra)
        )

    def printed_source(self, source: str) -> str:
        """Return the source as printed; the id itself when the community has no such source."""
        return str(self.sources.get(source, source))


def contradictions(edition: PastEdition) -> tuple[Contradiction, ...]:
    """Return everything in the edition's sources that cannot be right as printed, corrected facts first."""
    subjects: dict[str, Literal["date", "time", "place", "host", "chair"]] = {
        "date": "date",
        "start": "time",
        "end": "time",
        "registration": "time",
        "venue": "place",
        "place": "place",
        "host_side": "host",
        "host": "host",
        "chair": "chair",
    }
    found = []
    for name, subject in subjects.items():
        fact = getattr(edition, name)
        if fact is not None and fact.contradicts:
            found.append(
                Contradiction(
                    subject=subject, printed=fact.printed, likely=_printed(fact.value), why=fact.why, source=fact.source
                )
            )
    return (*found, *edition.contradictions)


def _printed(value: dt.date | dt.time | str) -> str:
    match value:
        case dt.date():
            return long_date(value)
        case dt.time():
            return clock(value)
        case _:
            return value
