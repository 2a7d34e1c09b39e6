"""What the step `signals` stores: what the meeting asks of whom, and who gets the letters about it (styringssignal)."""

from __future__ import annotations

from dataclasses import dataclass

from cycle.application.results.closing import KeptFile
from cycle.model import SteeringSignal, StoredFile


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressedSignal:
    """A signal with its number and those who get the letter about it."""

    id: str
    """`2027-1`."""
    signal: SteeringSignal
    people: tuple[str, ...]
    """Ids of those on the list who answer for the addressee; empty where nobody there does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalsResult:
    """The signals of the meeting as the minutes have them."""

    signals: tuple[AddressedSignal, ...]
    remarks: StoredFile | None = None
    """What keeps the messages for the records system out of the next package of a closed year, a line each."""
    drafts: StoredFile | None = None
    """What makes the minutes a draft in the messages of that package, a line each."""

    def of(self, person: str) -> tuple[AddressedSignal, ...]:
        """Return those whose letter a person gets."""
        return tuple(signal for signal in self.signals if person in signal.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalsOutcome:
    """What became of signals that were approved."""

    shown: bool
    """They stand on the page already, since their year was closed; else they come with the archive."""
    package: str = ""
    """The next package of a year that was closed already, with them in it; empty where the archive brings them."""
    zip: str = ""
    zip_sha256: str = ""
    remarks: StoredFile | None = None
    """What kept the messages for the records system out of that package, a line each."""
    filed: tuple[KeptFile, ...] = ()
    """The messages for the records system in that package; none from before they were written down here."""
