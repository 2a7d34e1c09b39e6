"""Whose calendar entry a UID is: one entry for each person and year, whichever of the year's mails brought it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from cycle.application.dispatches.calendar_entries import MEETING
from cycle.application.year import language_of, mark_on
from cycle.mail.message import token
from cycle.model import Language, OutboxRow
from cycle.services import Services


class Correspondence:
    """The outbox as incoming mail is put to it. Rows are read once; a reading of the mailbox takes a moment."""

    def __init__(self, services: Services, *, is_letter: Callable[[OutboxRow], bool] = lambda _row: True) -> None:
        """`is_letter` tells mails to invitees from those to who runs the year, which nobody answers about coming."""
        self._services = services
        self._is_letter = is_letter
        self._memory = services.memory
        self._outbox = services.memory.outbox
        self._languages: dict[str, Language] = {}
        self._known: dict[str, Mapping[str, Mapping[str, bool]]] = {}

    def named(self, tokens: Iterable[str]) -> Mapping[str, OutboxRow]:
        """Return token → row, for the tokens that are ours."""
        return self._outbox.named(tokens)

    def entries(self, tokens: Iterable[str]) -> Mapping[str, OutboxRow]:
        """Return token in a calendar UID → row: of the mail that has it, else the newest of the person who has it."""
        wanted = list(dict.fromkeys(tokens))
        found = dict(self._outbox.named(wanted))
        return found | {
            recipient: self._entries[recipient]
            for recipient in wanted
            if recipient not in found and recipient in self._entries
        }

    def addressed(self, address: str, *, until: dt.datetime | None = None) -> Sequence[OutboxRow]:
        """Return the mails to the address, or to somebody whose it is too, that one from there may be about.

        They are oldest first. Letters go before mails to who runs the year, and real mail before a rehearsal. A mail
        that has not gone to the server yet cannot be returned. Who writes `until` then may know of it from others: it
        counts where no other of its year has gone.
        """
        rows: Sequence[OutboxRow] = self._outbox.addressed(address) or self._of_alias.get(address.lower(), ())
        rows = [row for row in rows if (has_left(row) if until is None else row.date <= until)]
        for preferred in (self._is_letter, _is_real, _is_open):
            rows = [row for row in rows if preferred(row)] or rows
        if until is None:
            return rows
        rows = [row for row in rows if row.cycle == rows[-1].cycle]
        return [row for row in rows if has_left(row)] or rows

    def language(self, row: OutboxRow) -> Language:
        """Return the language of the community whose mail it is."""
        community = row.cycle.partition("/")[0]
        if community not in self._languages:
            self._languages[community] = language_of(self._services, community)
        return self._languages[community]

    @cached_property
    def _of_alias(self) -> dict[str, tuple[OutboxRow, ...]]:
        """Return address that a person has said is somebody's → the mails to that person, oldest first."""
        found: dict[str, tuple[OutboxRow, ...]] = {}
        for row in self._outbox.rows():
            for address, theirs in self._addresses(row.cycle.partition("/")[0]).get(row.recipient, {}).items():
                if theirs:
                    found[address] = (*found.get(address, ()), row)
        return found

    def _addresses(self, community: str) -> Mapping[str, Mapping[str, bool]]:
        if community not in self._known:
            self._known[community] = self._memory.replies.addresses(community)
        return self._known[community]

    @cached_property
    def _entries(self) -> dict[str, OutboxRow]:
        newest: dict[tuple[str, str, str], OutboxRow] = {}
        for row in sorted(self._outbox.rows(), key=has_left):  # those that have gone last
            newest[row.cycle, mark_on(row.kind), row.recipient] = row
        secret = self._services.secret
        return {token(secret, cycle, MEETING + mark, who): row for (cycle, mark, who), row in newest.items()}


def has_left(row: OutboxRow) -> bool:
    """Return whether a mail has been handed to a server, or may have been; one that goes again has too."""
    return bool(row.sha256) or row.state not in {"queued", "failed"}


def _is_real(row: OutboxRow) -> bool:
    return not mark_on(row.kind)


def _is_open(row: OutboxRow) -> bool:
    return has_left(row) or row.state == "queued"
