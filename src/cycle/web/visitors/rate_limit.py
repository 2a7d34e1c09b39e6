"""How often somebody may ask for a link or go to the provider: counted here, never under more than so many names."""

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
        """Return whether one more may be asked for under this name, and count it; what is refused leaves no trace."""
        with self._alone:
            now = self._clock()
            _forget(self._all, now)
            mine = self._asked.pop(name, deque())
            _forget(mine, now)
            is_taken = len(mine) < self._each and len(self._all) < self._in_all
            if is_taken:
                mine.append(now)
                self._all.append(now)
            if mine:
                self._asked[name] = mine
            if len(self._asked) > MOST_NAMES:
                self._asked = {name: times for name, times in self._asked.items() if now - times[-1] < SECONDS}
            return is_taken


def _forget(times: deque[float], now: float) -> None:
    while times and now - times[0] >= SECONDS:
        times.popleft()
