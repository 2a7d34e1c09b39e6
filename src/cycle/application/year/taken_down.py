"""The names that are taken down from a closed year (ta ned), which no later page or letter says again."""

from __future__ import annotations

from cycle.catalogue import sentence
from cycle.services import Services
from cycle.store.archive_acts import NAME

REMOVED = sentence("[name taken down]")
"""What stands where a name stood."""


def names_taken_down(services: Services, cycle: str) -> tuple[str, ...]:
    """Return the names that people took down from a year, by its id in the store."""
    done = {closing.step for closing in services.memory.closings.of(cycle)}
    acts = services.memory.acts.of(cycle) if done else ()
    return tuple(act.old for act in acts if act.what == NAME and f"act.{act.number}" in done)
