"""The last look before a mail leaves: it goes where, and says what, was approved; otherwise nothing more goes."""

from __future__ import annotations

from cycle.application.results import PlannedMail
from cycle.errors import StepError
from cycle.model import OutboxRow
from cycle.phrases import Phrase


def refuse_other(row: OutboxRow, approved: PlannedMail, *, says: str) -> None:
    """Raise StepError when a mail is another than the one approved: its address, or the digest of what it `says` now.

    `says` is empty for what was approved before mails were held against it: the code of that day said some otherwise.

    Raised before anything is handed over: this mail and the rest stay queued until somebody has looked.
    """
    if row.address != approved.address:
        what = (
            f"{row.cycle} {row.kind} mail {row.id}: its address is not the one that was approved; nothing more is sent"
        )
        raise StepError(what).with_message(
            Phrase(
                "Mail number {number} would go to another address than the one that was approved. Nothing more is "
                "sent. See who has changed it, and start the year again.",
                number=row.id,
            )
        )
    if {row.content, says or approved.content} != {approved.content}:
        what = f"{row.cycle} {row.kind} mail {row.id}: says something else than what was approved; nothing more is sent"
        raise StepError(what).with_message(
            Phrase(
                "Mail number {number} would say something else than what was approved. Nothing more is sent. "
                "Send the dispatch back, so that it is made again and approved as it is now.",
                number=row.id,
            )
        )
