"""The calendar entry of each recipient: one UID over all mails of a year, and a SEQUENCE that counts its changes."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cycle.application.dispatches.letter_history import PastLetter, letters_received
from cycle.application.year import OpenCycle, mode_suffix
from cycle.letters.fields import has_moved
from cycle.mail.message import Method, token
from cycle.model import Dispatch, MeetingFacts

MEETING = "møte"
"""Stands for a dispatch in the token of the calendar entry, which is the same whatever letter brings it."""


def meeting_token(cycle: OpenCycle, recipient: str) -> str:
    """Return the left side of the recipient's calendar UID; a rehearsal has its own, as its mails do."""
    return token(cycle.services.secret, cycle.id, MEETING + mode_suffix(cycle.services.settings), recipient)


def dispatch_method(dispatch: Dispatch) -> Method:
    """Return what the calendar file of a dispatch asks of the calendar (RFC 5546)."""
    return "CANCEL" if dispatch.tells == "cancellation" else "REQUEST"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEntry:
    """What one person knows of the meeting, and how it stands in their calendar (kalenderoppføring)."""

    sequence: int = 0
    """Each change, cancellation and correction counts one, and so does every other letter with another time."""
    shown: MeetingFacts | None = None
    """The facts in the calendar."""
    known: MeetingFacts | None = None
    """The facts as the person was told them last, whether or not that letter had a calendar file."""
    off: bool = False
    """Whether the letter that came last to the calendar took the meeting out of it."""
    moved: tuple[int, dt.datetime] | None = None
    """SEQUENCE and moment of the letter that last told of another time, or of a meeting that is held after all.

    What was answered before says nothing now.
    """

    def after(self, letter: PastLetter) -> CalendarEntry:
        """Return the entry when one more letter has arrived."""
        called_off = letter.dispatch.tells == "cancellation"  # of the meeting they knew of, wherever it was moved
        facts = (self.known if called_off else None) or letter.facts
        counts = letter.has_calendar and self._counts(letter.dispatch, facts)
        found = replace(
            self,
            sequence=self.sequence + counts,
            shown=facts if letter.has_calendar else self.shown,
            known=facts,
            off=called_off if letter.has_calendar else self.off,
        )
        if self.off and letter.has_calendar and not called_off:
            return replace(found, moved=(found.sequence, letter.at))
        if not _another_time(self.known, facts):
            return found
        # Where the letter had no calendar file, no answer from the calendar is to the new time before the next one.
        return replace(found, moved=(found.sequence + _another_time(found.shown, facts), letter.at))

    def brought_by(self, dispatch: Dispatch, facts: MeetingFacts) -> int:
        """Return the SEQUENCE of the entry that a dispatch brings, to somebody whom it has not reached."""
        called_off = dispatch.tells == "cancellation"
        return self.sequence + self._counts(dispatch, self.known or facts if called_off else facts)

    def brought_again(self, facts: MeetingFacts) -> int:
        """Return the SEQUENCE of the entry in a mail that has perhaps reached them and goes once more."""
        return self.sequence + _another_time(self.shown, facts)

    def _counts(self, dispatch: Dispatch, facts: MeetingFacts | None) -> bool:
        put_in_again = self.off and dispatch_method(dispatch) == "REQUEST" and dispatch.calendar != "none"
        return _changes(dispatch) or _another_time(self.shown, facts) or put_in_again


def sequences(cycle: OpenCycle, dispatch: Dispatch) -> Mapping[str, int]:
    """Return person id → SEQUENCE of the calendar entry that this dispatch brings, whoever is asked for."""
    facts = cycle.year_inputs.facts
    found = {}
    for who, heard in letters_received(cycle).items():
        entry = entry_after(heard)
        reached = any(letter.dispatch.id == dispatch.id for letter in heard)
        found[who] = entry.brought_again(facts) if reached else entry.brought_by(dispatch, facts)
    new = CalendarEntry().brought_by(dispatch, facts)
    return defaultdict(lambda: new, found)


def moved_since(cycle: OpenCycle) -> dict[str, tuple[int, dt.datetime]]:
    """Return person id → SEQUENCE and moment of the letter, of whatever kind, that last told them of another time.

    What they answered before that says nothing of the meeting as it is now.
    """
    found = {who: entry_after(heard).moved for who, heard in letters_received(cycle).items()}
    return {who: moved for who, moved in found.items() if moved is not None}


def entry_after(heard: Iterable[PastLetter]) -> CalendarEntry:
    """Return the entry of one person after these letters, oldest first."""
    entry = CalendarEntry()
    for letter in heard:
        entry = entry.after(letter)
    return entry


def _another_time(before: MeetingFacts | None, after: MeetingFacts | None) -> bool:
    return before is not None and after is not None and has_moved(before, after)


def _changes(dispatch: Dispatch) -> bool:
    corrects = dispatch.request is not None and dispatch.request.replaces is not None
    return dispatch.calendar != "none" and (dispatch.tells != "meeting" or corrects)
