"""How fast mails may go: a token bucket that slows down when the server says so, and speeds up again with care."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

SLOWEST = 1.0
"""Mails a minute that are always tried, however often the server turns us away."""
FASTER, SLOWER = 0.05, 0.5
"""An accepted mail adds the first to the rate, as a share of the full one; a "too fast" multiplies it by the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """What a mail provider lets through (leverandør); 0 means that it names no limit."""

    id: str
    name: str
    connections: int = 4
    per_minute: int = 0
    per_day: int = 0
    largest: int = 0
    """Bytes of the largest message."""


PROVIDERS = {
    provider.id: provider
    for provider in (
        Provider(id="own", name="eigen e-posttenar", connections=8),
        Provider(
            id="microsoft365", name="Microsoft 365", connections=3, per_minute=30, per_day=10_000, largest=35_000_000
        ),
        Provider(id="google", name="Google Workspace", connections=3, per_minute=60, per_day=2_000, largest=25_000_000),
    )
}
"""By the setting `CYCLE_MAIL_PROVIDER`. Microsoft: Exchange Online limits; Google: Workspace sending limits."""


class Pace:
    """A token bucket for all connections of one dispatch. `per_minute` 0 holds nobody back until the server does."""

    def __init__(
        self,
        *,
        per_minute: float = 0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        """`clock` tells seconds that never go back; `sleep` waits for some, and then nothing breaks the wait off."""
        self._full = per_minute
        self._rate = per_minute
        self._clock, self._sleep = clock, sleep
        self._next = clock()
        self._lock = threading.Lock()

    @property
    def per_minute(self) -> float:
        """Return how many mails a minute go now; 0 when nothing holds them back."""
        return self._rate

    def wait(self, broken_off: threading.Event) -> bool:
        """Return when one more mail may go or all is broken off; whether there was anything to wait for."""
        with self._lock:
            if not self._rate:
                return False
            now = self._clock()
            turn = max(self._next, now)
            self._next = turn + 60 / self._rate
        if turn <= now:
            return False
        (self._sleep or broken_off.wait)(turn - now)
        return True

    def accepted(self) -> None:
        """Go a little faster again, up to the full rate."""
        with self._lock:
            if not self._rate or self._rate == self._full:
                return
            self._rate += FASTER * (self._full or _UNHURRIED)
            if self._rate >= (self._full or _UNHURRIED):
                self._rate = self._full

    def turned_away(self) -> None:
        """Go at half the rate: the server said that it is too much for now (421, 432, 45x)."""
        with self._lock:
            self._rate = max(SLOWEST, (self._rate or _UNHURRIED) * SLOWER)


_UNHURRIED = 600.0
"""The rate a bucket without a limit begins to slow down from."""


def is_too_fast(code: int | None, text: str = "") -> bool:
    """Return whether an answer means that mails come too fast or too many at once (RFC 5321 4.2.2; Microsoft's 432).

    A full or unknown mailbox (4.1.x and 4.2.x of RFC 3463), a full disk and a server that turns strangers away once
    (greylisting) say nothing about the pace.
    """
    if code in {421, 432} or _TOO_MANY.search(text):
        return code is not None and 400 <= code < 500
    elsewhere = text.startswith(("4.1.", "4.2.", "4.3.1")) or bool(_STRANGERS.search(text))
    return code is not None and 450 <= code < 460 and not elsewhere


_TOO_MANY = re.compile(
    r"too many (connections|messages|mails|sessions)|\brate\b|throttl|slow(er)? down|concurren", re.I
)
_STRANGERS = re.compile(
    r"gr[ae]y-?list|post-?grey|milter-grey|sqlgrey|come back (later|in)|first (contact|attempt|time)|triplet"
    r"|(try|retry) (again )?(in|after) \d+ ?(s|m)|deferred (by|due to|for) (policy|policies)",
    re.IGNORECASE,
)
"""How servers word it that they try whether a sender comes back."""
