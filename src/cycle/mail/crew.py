"""Several connections that empty one queue together: each row goes to one of them, and all stop as one."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from cycle.errors import Unavailable
from cycle.mail.transport import Carrier
from cycle.model import OutboxRow

BROKEN = 3
"""Connections in a row that break under different mails before the server counts as down."""
WINDOW, REFUSED_SHARE, REFUSED_LEAST = 50, 0.2, 5
"""The breaker: of the last 50 answers, more than a fifth and at least five refused stops the mailing."""

Page = Callable[[int], Sequence[OutboxRow]]
"""The next due rows with an id above the one given."""
SendOne = Callable[[Carrier, OutboxRow], tuple[str, Unavailable | None]]
"""Sends one row; returns what became of it, and the error when the connection itself was to blame."""


@dataclass(slots=True)
class Pass:
    """One walk through the due rows. Its tally counts outcomes by name."""

    page: Page
    limit: int | None
    stop: Callable[[], bool]
    tally: Counter[str] = field(default_factory=Counter)
    stopped: bool = False
    """The stop flag, the limit or the breaker ended it before the queue was empty."""
    tripped: bool = False
    """The breaker ended it: too many of the last mails were refused."""
    trouble: Exception | None = None
    """What ended it: the server is down, or the ledger cannot be written."""
    _last: int = 0
    _claimed: int = 0
    _broken: int = 0
    _rows: deque[OutboxRow] = field(default_factory=deque)
    _no_connection: Unavailable | None = None
    _answers: deque[bool] = field(default_factory=lambda: deque(maxlen=WINDOW))
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def claim(self) -> OutboxRow | None:
        """Return the next row to send, or None when there is none or nothing more may be sent."""
        with self._lock:
            if self.trouble or self.stopped:
                return None
            if self.stop() or (self.limit is not None and self._claimed >= self.limit):
                self.stopped = bool(self._rows or self.page(self._last))
                return None
            if not self._rows:
                self._rows.extend(self.page(self._last))
            if not self._rows:
                return None
            row = self._rows.popleft()
            self._last = max(self._last, row.id)
            self._claimed += 1
            return row

    def give_back(self, row: OutboxRow, error: Unavailable) -> None:
        """Take a row back that was not tried for want of a connection; the others may have one."""
        with self._lock:
            self._rows.appendleft(row)
            self._claimed -= 1
            self._no_connection = error

    def end(self) -> None:
        """Say that the server is down when rows are left and not one of them could be sent."""
        if self._rows and not self.stopped and not self.tally:
            self.trouble = self.trouble or self._no_connection

    def told(self, outcome: str, trouble: Unavailable | None) -> None:
        """Count what became of a row; end the pass when the server is down or refuses too many."""
        with self._lock:
            self.tally[outcome] += 1
            self._broken = self._broken + 1 if trouble else 0
            if trouble and self._broken >= BROKEN:
                self.trouble = self.trouble or trouble
            self._answers.append(outcome == "refused")
            refused = sum(self._answers)
            if refused >= REFUSED_LEAST and refused > REFUSED_SHARE * len(self._answers):
                self.stopped = self.tripped = True

    def halt(self) -> None:
        """Let nobody claim one more row; the mails under way are finished."""
        with self._lock:
            self.stopped = True

    def fail(self, error: Exception) -> None:
        """End the pass for an error that is nobody's mail's."""
        with self._lock:
            self.trouble = self.trouble or error


def work_together(walk: Pass, carriers: Sequence[Carrier], send_one: SendOne) -> None:
    """Empty the queue of a pass with one thread for each carrier; one carrier works in this thread."""
    if len(carriers) == 1:
        _work(walk, carriers[0], send_one)
    else:
        _work_in_threads(walk, carriers, send_one)
    walk.end()


def _work_in_threads(walk: Pass, carriers: Sequence[Carrier], send_one: SendOne) -> None:
    with ThreadPoolExecutor(max_workers=len(carriers), thread_name_prefix="mail") as pool:
        at_work: list[Future[None]] = []
        try:
            at_work += [pool.submit(_work, walk, one, send_one) for one in carriers]
            wait(at_work)
        except BaseException:  # Ctrl-C, a cancelled run: the ledger is held until the mails under way are finished
            walk.halt()
            wait(at_work)  # not Thread.join: in Python 3.11 a join that was interrupted takes the thread for ended
            raise


def _work(walk: Pass, carrier: Carrier, send_one: SendOne) -> None:
    try:
        for row in _rows(walk):
            try:
                carrier.open()
            except Unavailable as error:
                walk.give_back(row, error)
                return
            walk.told(*send_one(carrier, row))
    except Exception as error:
        walk.fail(error)


def _rows(walk: Pass) -> Iterator[OutboxRow]:
    while (row := walk.claim()) is not None:
        yield row
