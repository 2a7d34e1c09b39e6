"""Whose calendar entry a UID is: one entry for each person and year, whichever of the year's mails brought it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from cycle.application.dispatches.calendar_entries import MEETING
from cycle.application.year import language_of, mark_on
from cycle.mail.message import token
from cycle.model import Language, OutboxRow
from cycle.services import Services


class Correspondence:
    """The outbox as incoming mail is put to it. Rows are read once; a reading of the mailbox takes a moment."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._memory = services.memory
        self._outbox = services.memory.outbox
        self._languages: dict[str, Language] = {}

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

    def addressed(self, address: str) -> Sequence[OutboxRow]:
        """Return the rows of the newest dispatch that wrote to the address, or to somebody whose it is too.

        A mail that has not gone to the server yet has nothing to be answered or returned.
        """
        rows = self._outbox.addressed(address) or self._of_alias.get(address.lower(), ())
        return [row for row in rows if row.state != "queued"]

    def language(self, row: OutboxRow) -> Language:
        """Return the language of the community whose mail it is."""
        community = row.cycle.partition("/")[0]
        if community not in self._languages:
            self._languages[community] = language_of(self._services, community)
        return self._languages[community]

    @cached_property
    def _of_alias(self) -> dict[str, tuple[OutboxRow, ...]]:
        """Return address that a person has said is somebody's → the newest mail to that person."""
        found: dict[str, tuple[OutboxRow, ...]] = {}
        newest = {row.recipient: row for row in self._outbox.rows()}
        for recipient, addresses in self._memory.replies.addresses().items():
            for address, theirs in addresses.items():
                if theirs and recipient in newest:
                    found[address] = (*found.get(address, ()), newest[recipient])
        return found

    @cached_property
    def _entries(self) -> dict[str, OutboxRow]:
        newest: dict[tuple[str, str, str], OutboxRow] = {}
        for row in self._outbox.rows():
            newest[row.cycle, mark_on(row.kind), row.recipient] = row
        secret = self._services.secret
        return {token(secret, cycle, MEETING + mark, who): row for (cycle, mark, who), row in newest.items()}
