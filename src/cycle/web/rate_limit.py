"""How often somebody may ask for a link: counted in the door's own process, and never more than so many names."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

SECONDS = 900.0
PER_ADDRESS, IN_ALL = 5, 100
MOST_NAMES = 5_000


class RateLimit:
    """Counts what was asked for lately, by name and in all."""

    def __init__(self, clock: Callable[[], float], *, each: int = PER_ADDRESS, in_all: int = IN_ALL) -> None:
        """Count by a clock that runs forward, whatever the machine's time is set to."""
        self._clock, self._each, self._in_all = clock, each, in_all
        self._asked: dict[str, deque[float]] = {}
        self._all: deque[float] = deque()
        self._alone = threading.Lock()

    def takes(self, name: str) -> bool:
        """Return whether one more may be asked for under this name, and count it."""
        with self._alone:
            now = self._clock()
            mine = self._asked.setdefault(name, deque())
            _forget(mine, now)
            _forget(self._all, now)
            if len(mine) >= self._each or len(self._all) >= self._in_all:
                return False
            mine.append(now)
            self._all.append(now)
            if len(self._asked) > MOST_NAMES:
                self._asked = {
                    name: times for name, times in self._asked.items() if times and now - times[-1] < SECONDS
                }
            return True


def _forget(times: deque[float], now: float) -> None:
    while times and now - times[0] >= SECONDS:
        times.popleft()
