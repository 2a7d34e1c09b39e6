"""The Sent folder as evidence: Microsoft 365 and Google file there what was handed to them, by its Message-ID."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from cycle.errors import Unavailable
from cycle.mail.inbox import ImapServer, open_folder
from cycle.model import OutboxRow

ABSENT_AFTER = dt.timedelta(minutes=15)
"""How long a provider may need to file a mail before its absence means anything."""


class SentFolder:
    """Tells whether the mail of a row was accepted. It never guesses: what it cannot look up, it does not know."""

    def __init__(self, server: ImapServer, folder: str, *, complete: bool, now: Callable[[], dt.datetime]) -> None:
        """`complete` says that the provider files every mail handed in, so that absence means it was not accepted."""
        self._server = server
        self._folder = folder
        self._complete = complete
        self._now = now
        self._down = False

    def __call__(self, row: OutboxRow) -> bool | None:
        """Return whether the mail is in the folder; None when there is no telling."""
        if self._down:
            return None
        try:
            with open_folder(self._server, self._folder) as folder:
                found = folder.has(row.message_id)
        except Unavailable:
            self._down = True  # asked once: the others wait for the next time
            return None
        if found:
            return True
        old = row.updated_at is not None and self._now() - row.updated_at >= ABSENT_AFTER
        return False if self._complete and old else None
