"""Keeps a child running: one that ends unasked is started again."""

from __future__ import annotations

import logging
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from cycle.lifetime import stop_child

log = logging.getLogger(__name__)

SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
WELL_SECONDS = 10.0
"""A child that lived so long began well, and is started again at once when it ends."""


@contextmanager
def kept_running(start: Callable[[], subprocess.Popen[bytes]], *, name: str) -> Iterator[None]:
    """Keep a child running while the block runs; the pauses grow while it ends soon after each start."""
    child = start()
    changing, ending = threading.Lock(), threading.Event()

    def watch() -> None:
        nonlocal child
        pause, began = SHORTEST_PAUSE, time.monotonic()
        while True:
            code = child.wait()
            if ending.is_set():
                return
            pause = SHORTEST_PAUSE if time.monotonic() - began > WELL_SECONDS else min(pause * 2, LONGEST_PAUSE)
            log.error("%s ended (exit %s); starting it again in %.1f s", name, code, pause)
            ending.wait(pause)
            with changing:
                if ending.is_set():
                    return
                child, began = start(), time.monotonic()

    threading.Thread(target=watch, daemon=True, name=f"{name}-watch").start()
    try:
        yield
    finally:
        ending.set()
        with changing:
            stop_child(child)
