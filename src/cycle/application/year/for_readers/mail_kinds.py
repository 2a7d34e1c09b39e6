"""What the mails of a dispatch are called in the outbox."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping

from cycle.application.year.cycle import OpenCycle
from cycle.application.year.for_readers.mail_modes import mark_on, mode_suffix, unmarked
from cycle.application.year.step_graph import StepNode
from cycle.model import OutboxRow
from cycle.store.mails.outbox import is_withdrawn

LETTERS = str.maketrans({"ø": "o", "æ": "a", "å": "a"})
"""Letters that ids are written without."""
CALENDAR = ".kalender"
"""Ends the kind of a calendar invitation that goes as a mail of its own."""


def dispatch_named(name: str, titles: Mapping[str, str]) -> str:
    """Return the id of the dispatch that somebody names by id or title, however it is spelt: `Påminning`.

    The name itself when none is called so, or more than one.
    """
    found = {id_ for id_, title in titles.items() if _folded(name) in {_folded(id_), _folded(title)}}
    return next(iter(found)) if len(found) == 1 else name.strip()


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return "".join(letter for letter in plain if letter.isalnum())


def kind_of(cycle: OpenCycle, node: StepNode) -> str:
    """Return what the mails of a dispatch are called in the outbox."""
    return node.dispatch + mode_suffix(cycle.services.settings)


def calendar_kind(cycle: OpenCycle, node: StepNode) -> str:
    """Return what the calendar invitations of a dispatch are called, where they go as mails of their own."""
    return f"{node.dispatch}{CALENDAR}{mode_suffix(cycle.services.settings)}"


def invites_apart(cycle: OpenCycle, node: StepNode) -> bool:
    """Return whether a dispatch brings its calendar invitations as mails of their own.

    Not when all goes to one address: an answer from there would count as one from each of them.
    """
    return cycle.dispatch(node).calendar == "invitation" and cycle.services.settings.mail_mode != "redirect"


def is_calendar(kind: str) -> bool:
    """Return whether a mail is a calendar invitation of its own (kalenderinnkalling)."""
    return unmarked(kind).endswith(CALENDAR)


def dispatch_of(kind: str) -> str:
    """Return the dispatch that a kind of mail belongs to: `invitasjon.kalender@folder` to `invitasjon`."""
    return unmarked(kind).removesuffix(CALENDAR)


def rows_of_mode(cycle: OpenCycle) -> Iterable[OutboxRow]:
    """Yield the year's mails of this mode that nobody took back, oldest first."""
    mark = mode_suffix(cycle.services.settings)
    for row in cycle.record.mails:
        if mark_on(row.kind) == mark and not is_withdrawn(row):
            yield row
