"""The ledger of mails as people and scripts read it: one row per recipient, with what to do about it."""

from __future__ import annotations

from typing import Any

from cycle.mail.remedies import remedy
from cycle.steps.cycle import OpenCycle


def ledger_rows(cycle: OpenCycle) -> list[dict[str, Any]]:
    """Return id, kind, recipient id, state, the server's code and words, and the remedy of every mail."""
    return [
        {
            "id": row.id,
            "kind": row.kind,
            "recipient": row.recipient,
            "state": row.state,
            "code": row.code,
            "text": row.text,
            "remedy": remedy(row),
        }
        for row in cycle.memory.outbox.rows(cycle=cycle.id)
    ]
