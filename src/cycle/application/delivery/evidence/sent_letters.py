"""The letters that reached somebody, as they went (utsende brev): by mail or on paper, whatever was made since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from cycle.application.delivery.staff_mail import is_notice, letter_rows
from cycle.application.documents import enclosed
from cycle.application.results import LettersResult, MailingResult, PlannedMail, read
from cycle.application.year import OpenCycle, dispatch_of, is_calendar, mark_on, mode_suffix
from cycle.errors import StoreError
from cycle.model import OutboxRow, StoredFile
from cycle.store.mails.outbox import is_withdrawn
from cycle.store.mails.printed_letters import PrintedLetter


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLetter:
    """One letter to one reader, as it left the house."""

    dispatch: str
    recipient: str
    at: dt.datetime
    """When the mail server took it, or when it was printed."""
    letter: StoredFile
    enclosures: tuple[StoredFile, ...]
    mail: int | None
    """The outbox row; None for a letter on paper."""
    revision: int | None
    """Of the mailing that brought it; None for a letter on paper."""


def sent_letters(cycle: OpenCycle) -> tuple[SentLetter, ...]:
    """Return every letter that somebody received, by dispatch and reader, each as it was received.

    The outbox and the list of printed letters say what went; what was made and never sent is not among them. Real
    mail is what counts where there is any, else the mail of the mode the year is in. StoreError names a row whose
    letter no mailing of the year has planned.
    """
    plans, counts = _Plans(cycle), mark_that_counts(cycle)
    mailed = [plans.mailed(row) for row in _mails_with_letters(cycle) if mark_on(row.kind) == counts]
    printed = [plans.printed(letter) for letter in cycle.record.printed if mark_on(letter.kind) == counts]
    return tuple(sorted((*mailed, *printed), key=lambda sent: (sent.dispatch, sent.recipient, sent.at)))


def enclosures_on_paper(cycle: OpenCycle, letters: Iterable[PrintedLetter]) -> list[tuple[str, ...]]:
    """Return of each letter the sha256 of each file printed with it; StoreError when no step has made one of them."""
    plans = _Plans(cycle)
    return [tuple(file.sha256 for file in plans.printed(letter).enclosures) for letter in letters]


def mark_that_counts(cycle: OpenCycle) -> str:
    """Return the mark of the mails and letters that count: none as soon as anything real went, else the mode's own.

    A year that was closed as a rehearsal stays that one, whatever mode the service is in since.
    """
    went = [(row.updated_at or row.date, mark_on(row.kind)) for row in _mails_with_letters(cycle)]
    went += [(letter.at, mark_on(letter.kind)) for letter in cycle.record.printed]
    if any(not mark for _, mark in went):
        return ""
    return max(went)[1] if went and cycle.closed is not None else mode_suffix(cycle.services.settings)


def rows_that_count(cycle: OpenCycle) -> tuple[OutboxRow, ...]:
    """Return the year's mails to invitees, oldest first: of a year that was sent those alone, and no rehearsal."""
    counts = mark_that_counts(cycle)
    return tuple(row for row in letter_rows(cycle) if mark_on(row.kind) == counts)


def _mails_with_letters(cycle: OpenCycle) -> list[OutboxRow]:
    mails = cycle.record.mails
    return [row for row in mails if row.state == "sent" and not is_withdrawn(row) and _is_letter(row)]


def _is_letter(row: OutboxRow) -> bool:
    """Return whether a mail brings a letter of the year: no notice to its staff, no calendar entry alone."""
    return not is_calendar(row.kind) and not is_notice(row.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class _MadeLetter:
    """A letter as one revision made it."""

    at: dt.datetime
    letter: StoredFile
    enclosures: tuple[StoredFile, ...]


class _Plans:
    """What every mailing of the year has planned, in all its revisions."""

    def __init__(self, cycle: OpenCycle) -> None:
        """Know every dispatch on record, one that was taken back or left the rules since too."""
        self._cycle = cycle
        self._dispatches = {step.partition(".")[2] for step in cycle.record.newest if "." in step}

    def mailed(self, row: OutboxRow) -> SentLetter:
        """Return the letter a mail brought."""
        dispatch = dispatch_of(row.kind)
        known = self._mails.get((dispatch, row.recipient, row.content))
        if known is None:
            raise StoreError(f"{self._cycle.id} {dispatch}: no mailing has planned the mail {row.id}, which was sent")
        revision, mail = known
        return SentLetter(
            dispatch=dispatch,
            recipient=row.recipient,
            at=self._moments.get(row.id) or row.updated_at or row.date,
            letter=mail.files[0],
            enclosures=mail.files[1:],
            mail=row.id,
            revision=revision,
        )

    def printed(self, printed: PrintedLetter) -> SentLetter:
        """Return it as sent; StoreError when no step has made what was printed."""
        dispatch = dispatch_of(printed.kind)
        made = self._letters.get((dispatch, printed.content))
        if made is None:
            where = f"{self._cycle.id} {dispatch}"
            raise StoreError(f"{where}: no step has made the letter that was printed for {printed.recipient}")
        return SentLetter(
            dispatch=dispatch,
            recipient=printed.recipient,
            at=printed.at,
            letter=made[0].letter,
            enclosures=_printed_with(made, printed).enclosures,
            mail=None,
            revision=None,
        )

    @cached_property
    def _moments(self) -> dict[int, dt.datetime]:
        return self._cycle.record.handed_over

    @cached_property
    def _mails(self) -> dict[tuple[str, str, str], tuple[int, PlannedMail]]:
        """Return (dispatch, reader, content) → revision and mail; the first revision that planned it counts."""
        found: dict[tuple[str, str, str], tuple[int, PlannedMail]] = {}
        for dispatch in sorted(self._dispatches):
            for result in self._cycle.record.revisions(f"mailing.{dispatch}"):
                for mail in read(MailingResult, result).mails:
                    found.setdefault((dispatch, mail.recipient, mail.content), (result.revision, mail))
        return found

    @cached_property
    def _letters(self) -> dict[tuple[str, str], list[_MadeLetter]]:
        """Return (dispatch, sha256) → every letter that was made so, with what was printed with it; the oldest first.

        Other enclosures may make another revision of the same letter.
        """
        found: dict[tuple[str, str], list[_MadeLetter]] = {}
        for dispatch in sorted(self._dispatches):
            for result in self._cycle.record.revisions(f"letters.{dispatch}"):
                made = read(LettersResult, result)
                for letter in made.letters:
                    along = tuple(common.file for common in enclosed(made.common, letter.language))
                    for file in letter.files:
                        known = _MadeLetter(at=result.made_at, letter=file, enclosures=along)
                        found.setdefault((dispatch, file.sha256), []).append(known)
        return found


def _printed_with(made: Sequence[_MadeLetter], printed: PrintedLetter) -> _MadeLetter:
    """Return which of the times that a letter was made is the printed one: by its enclosures, else by the day."""
    for known in made:
        if printed.enclosures is not None and tuple(file.sha256 for file in known.enclosures) == printed.enclosures:
            return known
    return next((known for known in reversed(made) if known.at <= printed.at), made[0])
