"""Holds the archive against all there is to hold it against: what was published, and what each year says of itself."""

from __future__ import annotations

from cycle.application.actions.holding_against_log.year_check import verify_year
from cycle.application.publishing import ArchiveFinding, verify_archive
from cycle.application.year import find_cycle
from cycle.errors import CycleError
from cycle.services import Services


def check_archive(services: Services, *, year: int | None = None) -> tuple[ArchiveFinding, ...]:
    """Return what `verify_archive` finds, and each flaw of decisions, mails and log that `verify_year` finds."""
    found = verify_archive(services, year=year)
    said = {f"{finding.problem()}" for finding in found}
    more: dict[str, ArchiveFinding] = {}
    for row in services.memory.cycles.all():
        if year is not None and row.year != year:
            continue
        try:
            cycle = find_cycle(services, community=row.community, meeting=row.meeting, year=row.year)
            flaws = [flaw for flaw in verify_year(cycle).flaws if flaw not in said]
        except CycleError as error:
            more[row.id] = ArchiveFinding(kind="year unread", place=row.id, path=f"{error}".partition("\n")[0])
            continue
        for flaw in flaws:
            more.setdefault(flaw, ArchiveFinding(kind="year flaw", place=row.id, path=flaw))
    return (*found, *more.values())
