"""What the mails of a dispatch are called in the outbox."""

from __future__ import annotations

from collections.abc import Iterable

from cycle.model import OutboxRow
from cycle.steps.chain import Link
from cycle.steps.cycle import OpenCycle
from cycle.store.outbox import is_withdrawn

REHEARSALS = {"folder", "redirect"}
CALENDAR = ".kalender"
"""Ends the kind of a calendar invitation that goes as a mail of its own."""


def kind_of(cycle: OpenCycle, link: Link) -> str:
    """Return what the mails of a dispatch are called in the outbox.

    A rehearsal keeps its own rows, so that trying a year in a folder never keeps a real letter from being sent.
    """
    return link.dispatch + mode_of(cycle)


def calendar_kind(cycle: OpenCycle, link: Link) -> str:
    """Return what the calendar invitations of a dispatch are called, where they go as mails of their own."""
    return f"{link.dispatch}{CALENDAR}{mode_of(cycle)}"


def mode_of(cycle: OpenCycle) -> str:
    """Return what a kind of this mode ends with: `@folder` in a rehearsal there, nothing for real mail."""
    mode = cycle.services.settings.mail_mode
    return f"@{mode}" if mode in REHEARSALS else ""


def dispatch_of(kind: str) -> str:
    """Return the dispatch that a kind of mail belongs to: `invitasjon.kalender@folder` to `invitasjon`."""
    return kind.partition("@")[0].removesuffix(CALENDAR)


def rows_of_mode(cycle: OpenCycle) -> Iterable[OutboxRow]:
    """Yield the year's mails of this mode that nobody took back, oldest first."""
    mode = mode_of(cycle)
    for row in cycle.memory.outbox.rows(cycle=cycle.id):
        if row.kind.partition("@")[2] == mode.removeprefix("@") and not is_withdrawn(row):
            yield row
