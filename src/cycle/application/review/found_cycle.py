"""The year that an address of ours names, as its reader reads it."""

from __future__ import annotations

from cycle.application.year import OpenCycle, find_cycle, for_reader
from cycle.model import Language
from cycle.services import Services


def cycle_of(
    services: Services, community: str, meeting: str, year: int, *, reads: Language | None = None
) -> OpenCycle | None:
    """Return the open year with exactly this key, in the form its reader reads; None where no year has the key.

    No other name leads to any folder.
    """
    row = services.memory.cycles.find(community, meeting, year)
    if row is None:
        return None
    cycle = find_cycle(services, community=row.community, meeting=row.meeting, year=row.year)
    return for_reader(cycle, reads) if reads else cycle
