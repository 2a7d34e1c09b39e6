"""What the step `mailing` stores: every mail as it will go, who gets none, and how many went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from cycle.model import Language, OutboxState, StoredFile


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMail:
    """A mail to one reader, as it goes when somebody approves it."""

    recipient: str
    name: str
    address: str
    files: tuple[StoredFile, ...]
    """The letter first, then its enclosures."""
    content: str
    """Digest of all that the mail says and brings."""
    size: int
    """Bytes of the files."""
    bytes: int
    """Bytes of the whole mail on the wire."""
    calendar_bytes: int = 0
    """Bytes of the calendar invitation that follows as a mail of its own; 0 where none does."""
    sequence: int = 0
    """SEQUENCE of the calendar entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMailed:
    """Somebody with a letter that is not mailed, and why."""

    who: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressOverlap:
    """Somebody whose address has got the dispatch in a letter to another name."""

    recipient: str
    name: str
    address: str
    before: str
    """The name on the letter that went."""
    person: str
    """The id of that name."""
    mail: int
    """The outbox row of that letter."""
    held: bool
    """They may be one person, so a person decides before a second letter goes."""
    settled: str = ""
    """The dispatch, asked for since, that has brought them a letter in their own name; empty for none."""

    @property
    def waits(self) -> bool:
        """Return whether a person is still to decide."""
        return self.held and not self.settled


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsettledMail:
    """A mail that has gone or not, and that a person has to decide on."""

    state: OutboxState
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLetter:
    """A letter that goes on paper (på papir)."""

    recipient: str
    name: str
    postal: str
    content: str
    """sha256 of the letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLetters:
    """Who of a dispatch gets the letter on paper."""

    letters: tuple[PaperLetter, ...] = ()
    batch: StoredFile | None = None
    """One PDF to print; None where nobody does, or letters have no PDF."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailText:
    """What the mail says to the first reader of a written form, as an example of what it says to all."""

    language: Language
    subject: str
    text: str

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the subject and the lines that say something."""
        return (self.subject, *(line.strip() for line in self.text.splitlines() if line.strip()))


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingResult:
    """Everyone with a letter exactly once: in a mail, on paper, or with the reason why not."""

    mails: tuple[PlannedMail, ...]
    left_out: tuple[NotMailed, ...]
    same_address: tuple[AddressOverlap, ...] = ()
    already: tuple[str, ...]
    """Ids of those who have got the dispatch."""
    changed_since_sent: tuple[str, ...]
    """Names of those of them who got another version of the letter."""
    again: tuple[str, ...] = ()
    """Ids of those whose mail was refused and goes to a corrected address."""
    open: Mapping[str, UnsettledMail] = field(default_factory=dict)
    """By the reader's id."""
    count: int
    """How many mails go: a person confirms this number."""
    mode: str
    """How mail leaves the house, as the setting was."""
    limit: int
    """Bytes of the largest mail that is let through."""
    paper: PaperLetters = PaperLetters()
    texts: tuple[MailText, ...] = ()
    """What the mail says, in each written form; none in rows from before it was kept."""
    send_by: dt.date | None = None
    """The day it is to be out, as it was approved; None where no day is set, and in rows from before it was kept."""

    @property
    def going(self) -> tuple[PlannedMail, ...]:
        """Return the mails that go when the mailing is approved: not what has gone or waits for an answer."""
        kept = {*self.already, *self.open}
        return tuple(mail for mail in self.mails if mail.recipient not in kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingOutcome:
    """How many mails were in each state when the mailing had been carried out."""

    counts: Mapping[OutboxState, int]
