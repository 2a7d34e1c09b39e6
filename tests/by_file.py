"""Gives each worker whole files, longest first, and keeps most workers off the ones that mostly wait for a service."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parents[1]
TOGETHER = "tests/flows/one_service"
"""The folder whose files share a running service, and therefore a worker."""
WAITING = 2
"""How many workers may wait for a service of their own: while they do, the others keep the cores busy."""


def unit_of(nodeid: str) -> str:
    """Return what a test is run together with: its file, or its folder where that shares a service."""
    file = nodeid.partition("::")[0]
    return TOGETHER if file.startswith(f"{TOGETHER}/") else file


class ByFile(LoadScopeScheduling):
    """Gives a worker a whole file, or the whole folder whose files share a service."""

    def _split_scope(self, nodeid: str) -> str:
        return unit_of(nodeid)

    def _assign_work_unit(self, node: Any) -> None:
        """Give the first unit there is, but of those with a service only when few are at one."""
        waiting = sum(
            any(_has_service(unit) and _is_open(of) for unit, of in work.items()) for work in self._others(node)
        )
        if waiting >= min(WAITING, len(self.nodes) - 1):
            busy = next((unit for unit in self.workqueue if not _has_service(unit)), None)
            if busy is not None:
                self.workqueue.move_to_end(busy, last=False)
        super()._assign_work_unit(node)

    def _others(self, node: Any) -> list[dict[str, dict[str, bool]]]:
        return [work for other, work in self.assigned_work.items() if other is not node]


@cache
def _has_service(unit: str) -> bool:
    return unit == TOGETHER or "pytest.mark.server" in (ROOT / unit).read_text("utf-8")


def _is_open(tests: dict[str, bool]) -> bool:
    return not all(tests.values())
