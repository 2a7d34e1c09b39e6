"""How often somebody may ask for a link or go to the provider: counted here, never under more than so many names."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

SECONDS = 900.0
PER_ADDRESS = 5
MOST_NAMES = 5_000


class RateLimit:
    """Counts what was asked for lately, by name and, where that is said, in all."""

    def __init__(self, clock: Callable[[], float], *, each: int = PER_ADDRESS, in_all: int | None = None) -> None:
        """Count by a clock that runs forward, whatever the machine's time is set to."""
        self._clock, self._each, self._in_all = clock, each, in_all
        self._asked: dict[str, deque[float]] = {}
        self._all: deque[float] = deque()
        self._alone = threading.Lock()

    def takes(self, name: str) -> bool:
        """Return whether one more may be asked for under this name, and count it; what is refused leaves no trace."""
        with self._alone:
            now = self._clock()
            _forget(self._all, now)
            mine = self._asked.pop(name, deque())
            _forget(mine, now)
            is_taken = len(mine) < self._each and (self._in_all is None or len(self._all) < self._in_all)
            if is_taken:
                mine.append(now)
                if self._in_all is not None:
                    self._all.append(now)
            if mine:
                self._asked[name] = mine
            while len(self._asked) > MOST_NAMES:
                del self._asked[next(iter(self._asked))]  # the one that was not asked for the longest
            return is_taken


def _forget(times: deque[float], now: float) -> None:
    while times and now - times[0] >= SECONDS:
        times.popleft()
