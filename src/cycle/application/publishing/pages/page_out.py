"""What a page that is out rests on (sida er ute): what has come since opens no gate of the archive again."""

from __future__ import annotations

from cycle.application.publishing.pages.past_documents import cleaned_by
from cycle.application.year import OpenCycle
from cycle.store.years.results import Result


def times_opened_again(cycle: OpenCycle) -> int:
    """Return how often the year was opened again: its archive is approved again each time."""
    return sum(not closing.closes for closing in cycle.closings)


def page_out(cycle: OpenCycle) -> Result | None:
    """Return the newest page when it is out, and the year was not opened again since."""
    newest = cycle.record.newest.get("archive")
    if newest is None or newest.inputs.get("opened again", 0) != times_opened_again(cycle):
        return None
    return newest if cycle.record.outcome(newest.step, newest.digest) is not None else None


def is_out_without(cycle: OpenCycle, name: str) -> bool:
    """Return whether the newest page is out and does not rest on this: what comes of it since opens no gate."""
    newest = page_out(cycle)
    return newest is not None and name not in newest.inputs


def cleaned_for_page(cycle: OpenCycle) -> str:
    """Return how documents are cleaned for the page: as they are today until it is out, and then as they were.

    A gate that waited while the service learnt to find more is asked again, with what it finds now.
    """
    newest = page_out(cycle)
    return cleaned_by() if newest is None else str(newest.inputs.get("cleaned by", ""))
