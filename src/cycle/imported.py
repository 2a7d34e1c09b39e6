"""Imports without the collector of garbage: it would go through all that is made, and all of it stays.

That is a seventh of what Prefect, our pages or the flows take to import. It passes over what was imported from then on,
so that a forked run does not copy the memory of what it never changes.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Let no garbage be collected while the block imports, nor ever any of what it made."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
