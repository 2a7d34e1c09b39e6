"""What the step `letters` stores: a letter for each reader, the enclosures, and what an approver looks at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from cycle.model import Language, LeftOut, StoredFile


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedLetter:
    """A letter in the store. `pdf` is None when LibreOffice is missing and the setting lets letters go without."""

    docx: StoredFile
    pdf: StoredFile | None

    @property
    def files(self) -> tuple[StoredFile, ...]:
        """Return both files, or the one there is."""
        return (self.docx, self.pdf) if self.pdf else (self.docx,)

    @property
    def file(self) -> StoredFile:
        """Return what goes to the reader: the PDF where there is one."""
        return self.pdf or self.docx


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadersLetter(RenderedLetter):
    """A letter as made for one reader, in the written form that there was a template for."""

    recipient: str
    name: str
    language: Language
    asked: Language | Literal[""] = ""
    """The written language the reader reads best; empty in rows from before there was more than one."""

    @property
    def in_own_form(self) -> bool:
        """Return whether it is in the written language the reader reads best."""
        return self.asked in {"", self.language}


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonEnclosure(RenderedLetter):
    """A document that is the same for all who read its language."""

    template: str
    """Name of the template without its language, `program.docx`."""
    language: Language | Literal[""] = ""
    """Empty in rows from before there was more than one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAt:
    """A letter that an approver should look at, and why."""

    recipient: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AsWritten:
    """A text that nobody has written in the form of the letter it stands in."""

    what: str
    """What kind of text it is, as the catalogue knows it."""
    said: str
    """The text; empty for what goes whole in the form it has."""
    language: Language
    """The form of the letters."""
    readers: tuple[str, ...]
    """Ids of those who read it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unexplained:
    """A seat that no rule has words for: the letter to its holder says nothing of why they are invited."""

    recipient: str
    seat: str
    """What it is called, `ordførar`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersResult:
    """Every letter and enclosure as stored files."""

    date: dt.date
    """What the letters are dated."""
    letters: tuple[ReadersLetter, ...]
    common: tuple[CommonEnclosure, ...]
    contact_sheet: StoredFile | None
    """One picture of the letters to look at; None where there is no PDF."""
    look_at: tuple[LookAt, ...] = ()
    untaken: tuple[str, ...] = ()
    """What would have to be so for words of the template that stand in no letter."""
    remarks: tuple[str, ...] = ()
    """What the check of the templates and of the chosen letters found."""
    approved_before: int | None = None
    """The revision that was approved last."""
    changed: tuple[str, ...] = ()
    """Ids of those whose letter is another than the one approved last."""
    left_out: tuple[LeftOut, ...] = ()
    unsure: tuple[LeftOut, ...] = ()
    """Who gets thanks though nobody knows whether they came, with what is known; none in rows from before it was told.
    """
    by_deputy: tuple[LeftOut, ...] = ()
    """Who gets thanks and was there by a deputy, with who that was; none in rows from before it was told."""
    as_written: tuple[AsWritten, ...] = ()
    """Words that stand as they are written in letters of the other form; none in rows from before they were told."""
    unexplained: tuple[Unexplained, ...] = ()
    """Whose letter does not say why they are invited, seat by seat; none in rows from before it was told."""
    public: RenderedLetter | None = None
    """The letter to all and to nobody by name, as the public page shows it; None where a letter is between two, and in
    rows from before it was kept."""

    def of(self, recipient: str) -> ReadersLetter:
        """Return the letter to one reader; StopIteration where there is none."""
        return next(letter for letter in self.letters if letter.recipient == recipient)
