"""Writes the moves of many mails in few commits: one thread commits whatever waits (group commit).

`mark_sending` returns when the mark is safe on disk; `settle` returns at once and is safe before the next mark of the
same sender is. So a crash leaves at most one mail in doubt for each sender.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType

from sqlalchemy import Connection, Engine

from cycle.errors import StoreError
from cycle.model import OutboxState

Move = Callable[[Connection], None]
"""One move of one row, written into the transaction it is given."""

LINGER = 0.004
"""Seconds the pen waits for the marks of the other senders before it commits."""


class Pen:
    """The one writer of a dispatch. `senders` is how many threads wait for their marks."""

    def __init__(
        self, engine: Engine, *, move: Callable[..., Move], settled: Callable[..., Move], senders: int
    ) -> None:
        """Start the thread; `move` and `settled` make the moves that `mark_sending` and `settle` ask for."""
        self.commits = 0
        self._engine, self._senders = engine, senders
        self._mark, self._settle = move, settled
        self._waiting: list[tuple[Move, Future[None] | None]] = []
        self._marks = 0
        self._news = threading.Condition()
        self._closing = False
        self._failed: Exception | None = None
        self._thread = threading.Thread(target=self._write, name="outbox-pen", daemon=True)
        self._thread.start()

    def mark_sending(self, row_id: int, *, sha256: str, now: dt.datetime) -> None:
        """Return when it is committed that the final dot comes next; StoreError when the row is not queued."""
        done: Future[None] = Future()
        self._add(self._mark(row_id, sha256=sha256, now=now), done)
        done.result()

    def settle(
        self,
        row_id: int,
        state: OutboxState,
        *,
        now: dt.datetime,
        code: int | None = None,
        text: str = "",
        not_before: dt.datetime | None = None,
    ) -> None:
        """Write down what became of a row, safe before this sender's next mark is."""
        self._add(self._settle(row_id, state, now=now, code=code, text=text, not_before=not_before), None)

    def flush(self) -> None:
        """Return when everything written so far is committed; the first error there was, if any."""
        done: Future[None] = Future()
        self._add(lambda _connection: None, done)
        done.result()
        if self._failed:
            raise self._failed

    def __enter__(self) -> Pen:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        with self._news:
            self._closing = True
            self._news.notify()
        self._thread.join()

    def _add(self, move: Move, done: Future[None] | None) -> None:
        with self._news:
            if self._failed:
                raise self._failed
            self._waiting.append((move, done))
            self._marks += done is not None
            self._news.notify()

    def _write(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._waiting or self._closing)
                self._news.wait_for(lambda: self._marks >= self._senders or self._closing, timeout=LINGER)
                batch, self._waiting, self._marks = self._waiting, [], 0
            if not batch:
                return
            self._commit(batch)

    def _commit(self, batch: list[tuple[Move, Future[None] | None]]) -> None:
        """Write the batch in one transaction; a move that is not allowed fails alone, a full disk fails them all."""
        refused: dict[int, Exception] = {}
        failed: Exception | None = None
        try:
            with self._engine.begin() as connection:
                for number, (move, _) in enumerate(batch):
                    try:
                        move(connection)
                    except StoreError as error:  # a move that is not allowed has written nothing
                        refused[number] = error
            self.commits += 1
        except Exception as error:
            failed = error
        for number, (_, done) in enumerate(batch):
            wrong = failed or refused.get(number)
            if done is not None:
                _answer(done, wrong)
            elif wrong is not None:
                self._failed = self._failed or wrong


def _answer(done: Future[None], error: Exception | None) -> None:
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
