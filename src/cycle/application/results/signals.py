"""What the step `signals` stores: what the meeting asks of whom, and who gets the letters about it (styringssignal)."""

from __future__ import annotations

from dataclasses import dataclass

from cycle.model import SteeringSignal


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

    def of(self, person: str) -> tuple[AddressedSignal, ...]:
        """Return those whose letter a person gets."""
        return tuple(signal for signal in self.signals if person in signal.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalsOutcome:
    """What became of signals that were approved."""

    shown: bool
    """They stand on the page already, since their year was closed; else they come with the archive."""
