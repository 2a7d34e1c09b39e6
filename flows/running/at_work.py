"""Knows which runs this process works on: each run is a child of the process that serves it, and ends with it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_changing = threading.Lock()
_runs: set[str] = set()


def runs_here() -> frozenset[str]:
    """Return the ids of the runs whose process was started here and has not ended."""
    with _changing:
        return frozenset(_runs)


@contextmanager
def at_work(run_id: str) -> Iterator[None]:
    """Count the run among those of this process while the block runs."""
    with _changing:
        _runs.add(run_id)
    try:
        yield
    finally:
        with _changing:
            _runs.discard(run_id)
