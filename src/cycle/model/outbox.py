"""One mail to one person (utboks), and every transition of its state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

OutboxState = Literal["queued", "sending", "sent", "refused", "failed", "uncertain"]


OUTBOX_TRANSITIONS: Mapping[OutboxState, frozenset[OutboxState]] = {
    "queued": frozenset({"sending", "refused", "failed", "uncertain"}),
    "sending": frozenset({"sent", "refused", "queued", "uncertain"}),
    "uncertain": frozenset({"sent", "queued"}),
    "refused": frozenset({"queued"}),
    "failed": frozenset({"queued"}),
    "sent": frozenset(),
}
"""All transitions of a row. `sending` is entered right before the final dot and never left by guessing; `refused`,
`failed` and `uncertain` go back to `queued` only when a person says so. `queued` becomes `uncertain` when the database
is a restored one, which may not know what was sent since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """One mail to one person (utboksrad): intended once, with Message-ID and Date fixed in advance."""

    id: int
    cycle: str
    kind: str
    """The dispatch it belongs to, `invitasjon`."""
    recipient: str
    """Person id."""
    address: str
    message_id: str
    token: str
    """Names the recipient in Message-ID, return path and calendar UID without saying who it is."""
    date: dt.datetime
    """The Date header, aware, frozen when the row was made."""
    content: str
    """Digest of what the mail carries: subject, bodies and enclosed files."""
    state: OutboxState
    attempt: int = 0
    not_before: dt.datetime | None = None
    code: int | None = None
    text: str = ""
    """The server's last words."""
    sha256: str = ""
    """Of the bytes handed to the server, set when `sending`."""
    updated_at: dt.datetime | None = None
