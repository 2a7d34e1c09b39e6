"""What is known about earlier meetings: each fact with how we know it, contradictions kept as printed."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Generic, Literal, Self, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from cycle.governance.community_data.community import SourceTable
from cycle.governance.community_data.rule import holds, holds_in
from cycle.governance.community_data.strict import Defaults, Slug, SourceId, Strict
from cycle.governance.community_data.table_errors import table_error
from cycle.model import Basis
from cycle.phrases import Phrase
from cycle.wording import clock, long_date
from cycle.written_days import DateError, read_day

T = TypeVar("T")


def _as_norwegians_write_it(written: Any) -> Any:
    if not isinstance(written, str):
        return written
    try:
        return read_day(written)
    except DateError as error:
        remedy = (
            Phrase("correct the weekday or the day")
            if error.key == "date_weekday"
            else Phrase("write {example}", example="12. februar 2020")
        )
        raise table_error(error.message, remedy) from error


def _inside(written: str) -> str:
    parts = written.split("/")
    odd = any(part.strip(". ") == "" or part.startswith(".") for part in parts)
    if odd or "\\" in written or "." not in parts[-1] or len(written) > 300:
        raise table_error(
            Phrase("'{path}' is no file inside the folder historie", path=written),
            Phrase("write it as it lies there, with its ending: 2020/program.pdf"),
        )
    return written


Day = Annotated[dt.date, BeforeValidator(_as_norwegians_write_it, json_schema_input_type=dt.date | str)]
"""A day as TOML has it, or in quotation marks as Norwegians write it: `onsdag 12. februar 2020`, `12.2.2020`."""

FilePath = Annotated[str, AfterValidator(_inside)]
"""A file in the folder `historie` beside history.toml: `2020/program.pdf`."""

PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif")
"""What the name of a picture ends in."""

Year = Annotated[int, Field(ge=1900, le=2199)]


class HistoryTable(Strict):
    """A table of the history; a value that still begins with a question mark is refused."""

    @field_validator("*", mode="before")
    @classmethod
    def _answered(cls, written: Any) -> Any:
        for value in written if isinstance(written, list | tuple) else (written,):
            if isinstance(value, str) and value.lstrip().startswith("?"):
                raise table_error(
                    Phrase("'{value}' is still a question", value=value),
                    Phrase("correct it where it is wrong, and take the question mark away"),
                )
        return written


class Fact(HistoryTable, Generic[T]):
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
            raise table_error(
                Phrase("a fact that is not simply stated needs a why"), Phrase("write {key} = …", key="why")
            )
        return self

    @property
    def contradicts(self) -> bool:
        """Whether the source says something else than the value."""
        return bool(self.printed)


class HostFact(Fact[Slug]):
    """The organisation that was host, by its id."""

    name: str = ""
    """What it was called then: a new name in organisations.csv changes nothing of what was."""


class TalkSpeaker(HistoryTable):
    """A speaker as printed."""

    name: str = Field(min_length=1)
    role: str = ""
    organisation: str = ""


class Talk(HistoryTable):
    """A presentation that was held (innlegg), as printed."""

    title: str = Field(min_length=1)
    subtitle: str = ""
    speakers: tuple[TalkSpeaker, ...] = ()
    files: tuple[FilePath, ...] = ()
    """What the speaker left, in the folder `historie`: `2020/mogster.pdf`."""


class KnownDocument(HistoryTable):
    """A document that a source mentions (dokument); `file` is there when somebody has found it."""

    title: str = Field(min_length=1)
    kind: Literal["programme", "cover_letter", "invitation", "minutes", "news", "presentations", "other"]
    source: SourceId
    file: Annotated[str, AfterValidator(lambda written: _inside(written) if written else "")] = ""
    """Where it lies in the folder `historie`: `2020/program.pdf`."""
    note: str = ""


EXAMPLE = "Mange menneske sit i eit stort møterom."


class PastPicture(HistoryTable):
    """A picture of the meeting (bilete)."""

    file: FilePath
    alt: str = Field(max_length=300)
    """What the picture shows, in words, for those who do not see it."""
    caption: str = ""
    source: SourceId

    @field_validator("alt")
    @classmethod
    def _says_what_it_shows(cls, alt: str) -> str:
        if not alt or alt.lower().endswith(PICTURES):
            remedy = Phrase("write it as to somebody on the telephone: {example}", example=EXAMPLE)
            raise table_error(Phrase("the text does not say what the picture shows"), remedy)
        return alt


class Contradiction(HistoryTable):
    """Two sources, or one source twice, that do not agree (motseiing)."""

    subject: Literal["date", "time", "place", "host", "chair", "documents", "presentations", "other"]
    printed: str
    likely: str = ""
    why: str
    source: SourceId

    @model_validator(mode="after")
    def _two_things(self) -> Self:
        if self.printed == self.likely:
            what = Phrase("printed and likely say the same, so nothing is contradicted")
            raise table_error(what, Phrase("correct one of them"))
        return self


class PastSystem(HistoryTable):
    """What the meeting was for, and for whom, in the time of one system (ordning); the rules say it where none does."""

    meeting: Slug
    valid_from: Day | None = None
    valid_to: Day | None = None
    purpose: tuple[str, ...] = ()
    """Whole sentences, as the source has them."""
    target_group: tuple[str, ...] = ()
    """Who the meeting was for (målgruppe), one each."""
    organisation: tuple[str, ...] = ()
    """How it was organised, in whole sentences."""
    source: SourceId

    def holds_for(self, edition: PastEdition) -> bool:
        """Return whether the meeting was held in the time of this system."""
        if self.meeting != edition.meeting:
            return False
        if edition.date:
            return holds(self.valid_from, self.valid_to, edition.date.value)
        return holds_in(self.valid_from, self.valid_to, edition.year)


class PastEdition(HistoryTable):
    """One meeting of one year as the sources know it (utgåve)."""

    year: Year
    meeting: Slug
    title: str
    state: Literal["held", "cancelled"] = "held"
    extra: bool = False
    """An extra meeting beside the ordinary one of the year."""
    date: Fact[Day] | None = None
    start: Fact[dt.time] | None = None
    end: Fact[dt.time] | None = None
    registration: Fact[dt.time] | None = None
    venue: Fact[str] | None = None
    place: Fact[str] | None = None
    host_side: Fact[Slug] | None = None
    host: HostFact | None = None
    """Id of the host organisation."""
    chair: Fact[str] | None = None
    offices: dict[Slug, Fact[Slug]] = Field(default_factory=dict)
    """Which side had other offices that year, by the id of the office."""
    outcome: Fact[str] | None = None
    talks: tuple[Talk, ...] = ()
    talks_source: SourceId | None = None
    documents: tuple[KnownDocument, ...] = ()
    pictures: tuple[PastPicture, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    notes: tuple[str, ...] = ()

    def files(self) -> tuple[tuple[str, str], ...]:
        """Return every file that is named, with where: `talks[2].files[0]` and `2020/mogster.pdf`."""
        return (
            *((f"documents[{at}].file", document.file) for at, document in enumerate(self.documents) if document.file),
            *(
                (f"talks[{at}].files[{number}]", file)
                for at, talk in enumerate(self.talks)
                for number, file in enumerate(talk.files)
            ),
            *((f"pictures[{at}].file", picture.file) for at, picture in enumerate(self.pictures)),
        )


class History(HistoryTable):
    """All earlier meetings of a community."""

    defaults: Defaults = Field(default=Defaults(), description="Source and basis of what names none.")
    systems: tuple[PastSystem, ...] = ()
    editions: tuple[PastEdition, ...] = ()
    sources: dict[str, SourceTable] = Field(default_factory=dict)
    """Where it was read, beside the sources of community.toml, which are filled in when the file is read."""

    def of(self, year: int) -> tuple[PastEdition, ...]:
        """Return the editions of a year, the ordinary one first."""
        return tuple(
            sorted((edition for edition in self.editions if edition.year == year), key=lambda edition: edition.extra)
        )

    def system_of(self, edition: PastEdition) -> PastSystem | None:
        """Return what is told of the system of the edition's time, None when only the rules say it."""
        return next((system for system in self.systems if system.holds_for(edition)), None)

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
