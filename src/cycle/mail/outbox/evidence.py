"""Weighs what several sources say about a doubtful mail: one that saw it accepted is enough, absence needs them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cycle.model import OutboxRow

Evidence = Callable[[OutboxRow], bool | None]
"""Whether the mail of a row was accepted; None when there is no telling."""


def weighed(complete: Sequence[Evidence], *, confirming: Sequence[Evidence] = ()) -> Evidence | None:
    """Return the evidence of all sources together; None when there is none.

    A source under `complete` sees every mail that is accepted, so that it can also say that one was not: a server's
    log, a folder of sent mail. One under `confirming` sees some only, such as answers that came in: it is never asked
    about absence. A mail is absent when every complete source says so, and no confirming one has seen it.
    """
    if not complete and not confirming:
        return None

    def accepted(row: OutboxRow) -> bool | None:
        words = [source(row) for source in complete]
        if True in words or any(source(row) for source in confirming):
            return True
        return False if words and not any(answer is None for answer in words) else None

    return accepted
