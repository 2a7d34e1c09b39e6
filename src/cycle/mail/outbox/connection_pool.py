"""Several connections that empty one queue together: each row goes to one of them, and all stop as one."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from cycle.errors import Unavailable
from cycle.mail.transport import Carrier, Pace
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
    pace: Pace = field(default_factory=Pace)
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
    _broken_off: threading.Event = field(default_factory=threading.Event)
    """Not even a row that waits for its turn is sent any more. A limit breaks nothing off."""

    def claim(self) -> OutboxRow | None:
        """Return the next row to send once its turn has come, or None when there is none or nothing more may be sent.

        Whoever waits for a turn when the pass is broken off is woken and puts the row back.
        """
        row = self._next()
        if row is None or not self.pace.wait(self._broken_off):
            return row
        with self._lock:
            if not self._broken_off.is_set() and not self.stop():
                return row
            self._put_back(row)
            self.halt()
        return None

    def _next(self) -> OutboxRow | None:
        with self._lock:
            if self.trouble or self.stopped:
                return None
            asked = self.stop()
            if asked or (self.limit is not None and self._claimed >= self.limit):
                self.stopped = bool(self._rows or self.page(self._last))
                if asked:
                    self._broken_off.set()
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
            self._put_back(row)
            self._no_connection = error

    def _put_back(self, row: OutboxRow) -> None:
        self._rows.appendleft(row)
        self._claimed -= 1

    def end(self) -> None:
        """Say that the server is down when rows are left and not one of them could be sent."""
        if self._rows and not self.stopped and not self.tally:
            self.trouble = self.trouble or self._no_connection

    def count(self, outcome: str, trouble: Unavailable | None) -> None:
        """Count what became of a row; end the pass when the server is down or refuses too many."""
        with self._lock:
            self.tally[outcome] += 1
            self._broken = self._broken + 1 if trouble else 0
            if trouble and self._broken >= BROKEN:
                self.fail(trouble)
            self._answers.append(outcome == "refused")
            refused = sum(self._answers)
            if refused >= REFUSED_LEAST and refused > REFUSED_SHARE * len(self._answers):
                self.tripped = True
                self.halt()

    def halt(self) -> None:
        """Let nobody claim one more row; the mails under way are finished."""
        with self._lock:
            self.stopped = True
            self._broken_off.set()

    def fail(self, error: Exception) -> None:
        """End the pass for an error that is nobody's mail's."""
        with self._lock:
            self.trouble = self.trouble or error
            self._broken_off.set()


def work_together(walk: Pass, carriers: Sequence[Carrier], send_one: SendOne) -> None:
    """Empty the queue of a pass with one thread for each carrier, so that Ctrl-C never breaks into a mail under way."""
    with ThreadPoolExecutor(max_workers=len(carriers), thread_name_prefix="mail") as pool:
        at_work: list[Future[None]] = []
        try:
            at_work += [pool.submit(_work, walk, carrier, send_one) for carrier in carriers]
            wait(at_work)
            for future in at_work:
                future.result()  # what is no Exception is no end of a pass either: it goes on up
        except BaseException:  # Ctrl-C, a cancelled run: the ledger is held until the mails under way are finished
            walk.halt()
            wait(at_work)  # not Thread.join: in Python 3.11 a join that was interrupted takes the thread for ended
            raise
    walk.end()


def _work(walk: Pass, carrier: Carrier, send_one: SendOne) -> None:
    try:
        for row in _rows(walk):
            try:
                carrier.open()
            except Unavailable as error:
                walk.give_back(row, error)
                return
            walk.count(*send_one(carrier, row))
    except Exception as error:
        walk.fail(error)


def _rows(walk: Pass) -> Iterator[OutboxRow]:
    while (row := walk.claim()) is not None:
        yield row
