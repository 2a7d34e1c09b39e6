"""Whether the mail server takes the call, before somebody is told that a link is on its way.

It is asked in a thread apart, by one for all who wait: a server that is silent would take those of all our pages.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from cycle.errors import CycleError

log = logging.getLogger(__name__)

LONGEST_SECONDS = 6.0
"""How long anybody waits to read that no link can be sent now."""
REMEMBERED_SECONDS = 5.0
"""How long a server that did not answer is not asked again."""


class MailServerAsked:
    """What the mail server is asked for all who want a link at once."""

    def __init__(self, ask: Callable[[], None], clock: Callable[[], float]) -> None:
        """Ask by `ask`, which returns when the server answers and raises a CycleError when it does not."""
        self._ask, self._clock = ask, clock
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="mail-server")
        self._alone = threading.Lock()
        self._under_way: Future[bool] | None = None
        self._silent_at: float | None = None

    async def answers(self) -> bool:
        """Return whether the server answers; whoever waits for it holds no thread of the pages."""
        with self._alone:
            if self._silent_at is not None and self._clock() - self._silent_at < REMEMBERED_SECONDS:
                return False
            if self._under_way is None or self._under_way.done():
                self._under_way = self._pool.submit(self._answers)
            asked = asyncio.wrap_future(self._under_way)
        await asyncio.wait({asked}, timeout=LONGEST_SECONDS)
        if asked.done():
            return asked.result()
        log.warning("no link could be sent: the mail server was too long in answering")
        self._silent_at = self._clock()
        return False

    def _answers(self) -> bool:
        try:
            self._ask()
        except CycleError as error:
            log.warning("no link could be sent: %s", type(error).__name__)
            self._silent_at = self._clock()
            return False
        self._silent_at = None
        return True
