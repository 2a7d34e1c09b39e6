"""A year as a case of the records system (møtemappe, saksmappe): registrations, their documents and their parties."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from cycle.archive.noark.file_formats import FileFormat
from cycle.model import FilingRule, ScreeningRule, StoredFile
from cycle.wording import OSLO

RegistrationKind = Literal["letter", "notice", "agenda", "minutes", "attachment"]
"""A letter that went, the notice of the meeting (møteinnkalling), its agenda (saksliste), its minutes (møteprotokoll),
or a paper shown at it (vedlegg)."""
Function = Literal["LEDER", "NESTL", "MEDL", "VARA", "SEKR"]
"""Code of what somebody did at the meeting (møtedeltakarfunksjon): chaired, was deputy chair, took part, was a
substitute, wrote the minutes."""
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:cycle:noark")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody a letter went to (korrespondansepart)."""

    name: str
    number: str = ""
    """Organisation number; empty for a person."""
    contact: str = ""
    """The person at the organisation the letter was to."""
    screened: bool = False
    origin: str = ""
    """Where the name is written, for whoever must correct it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordDocument:
    """A document of a registration (dokument), by its bytes."""

    title: str
    file: StoredFile
    format: FileFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """One thing that was sent or published (registrering): a main document and what was enclosed."""

    key: str
    """Names it in its year for ever."""
    kind: RegistrationKind
    title: str
    date: dt.date
    """The date of the document."""
    at: dt.datetime
    """When it was sent or decided."""
    documents: tuple[RecordDocument, ...]
    """The main document first."""
    parties: tuple[Party, ...] = ()
    screening: ScreeningRule | None = None

    @property
    def day(self) -> dt.date:
        """Return the day it was sent or decided, in Norway."""
        return self.at.astimezone(OSLO).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody at the meeting (møtedeltakar)."""

    name: str
    function: Function
    represents: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCase:
    """One meeting in one year, as it is filed."""

    id: str
    """`bergensomradet/partnarskapsmote/2027`; everything's identity follows from it."""
    title: str
    year: int
    number: str
    """The meeting's number in its committee (møtenummer)."""
    committee: str
    """The body that meets, where the filing rule names none."""
    date: dt.date
    place: str
    opened: dt.datetime
    at: dt.datetime
    """When the newest of it was decided or sent: the time of the message."""
    filing: FilingRule
    filing_at: str
    """Where the filing rule stands, `noark.toml: filing[0]`."""
    registrations: tuple[Registration, ...] = ()
    participants: tuple[Participant, ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)
    """What is not in it, and why."""

    @property
    def utval(self) -> tuple[str, str]:
        """Return code and name of the body that meets; no code where the filing rule names no body."""
        named = self.filing.committee
        return (named.code, named.name) if named else ("", self.committee)

    def system_id(self, *key: str) -> str:
        """Return the identity of a part of the case: the same whenever and wherever it is made."""
        return str(uuid.uuid5(NAMESPACE, "\n".join((self.id, *key))))

    def files(self) -> Iterator[StoredFile]:
        """Yield every file of it, those that several registrations have as often."""
        for registration in self.registrations:
            for document in registration.documents:
                yield document.file


def screened_until(registration: Registration) -> dt.date | None:
    """Return the day the screening ends, or None when it does not."""
    rule = registration.screening
    if rule is None or rule.years is None:
        return None
    day = registration.date
    try:
        return day.replace(year=day.year + rule.years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + rule.years, day=28)
