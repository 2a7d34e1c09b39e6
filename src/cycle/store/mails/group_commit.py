"""Writes the state changes of many mails in few commits: one thread commits whatever waits (group commit).

`mark_sending` returns when the mark is safe on disk; `settle` returns at once and is safe before the next mark of the
same sender is. So a crash leaves at most one mail in doubt for each sender.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from types import TracebackType

from sqlalchemy import Engine

from cycle.errors import FullDiskError, StoreError
from cycle.model import OutboxState
from cycle.store.mails.handed_mails import Message
from cycle.store.mails.state_changes import StateChange, StateConflict, newest_mark, write_one, write_together

PATIENCE = 0.02
"""Seconds that what became of a mail waits for a mark to be committed with."""
LINGER = 0.01
"""Seconds the writer waits for the marks of half the senders before it commits what there is."""


class GroupCommitWriter:
    """The one writer of a dispatch. `senders` is how many threads wait for their marks.

    `reach` is told the number of the newest mark when it is committed and before any of its mails may go.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        senders: int,
        reach: Callable[[int], None],
        message_of: Callable[[str], Message | None] = lambda _sha256: None,
    ) -> None:
        """Start the thread."""
        self._message_of = message_of
        self.commits = 0
        self._engine, self._reach = engine, reach
        self._enough = (senders + 1) // 2  # the other half builds and hands over meanwhile
        self._waiting: list[_Waiting] = []
        self._marks = 0
        self._news = threading.Condition()
        self._closing = False
        self._failed: Exception | None = None
        self._broken: Exception | None = None
        self._ended = threading.Event()
        threading.Thread(target=self._write_all, name="outbox-writer", daemon=True).start()

    def mark_sending(self, row_id: int, *, sha256: str, now: dt.datetime) -> None:
        """Return when it is committed that the final dot comes next; StoreError when the row is not queued."""
        done: Future[None] = Future()
        message = self._message_of(sha256)
        self._add(StateChange(row=row_id, state="sending", at=now, sha256=sha256, message=message), done)
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
        self._add(StateChange(row=row_id, state=state, at=now, code=code, text=text, not_before=not_before), None)

    def flush(self) -> None:
        """Return when everything written so far is committed; the first error there was, if any."""
        done: Future[None] = Future()
        self._add(None, done)
        done.result()
        if self._failed:
            raise self._failed

    def __enter__(self) -> GroupCommitWriter:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        with self._news:
            self._closing = True
            self._news.notify()
        try:
            self._ended.wait()
        except BaseException:  # Ctrl-C while the last of it is written: the ledger is not let go before
            self._ended.wait()
            raise

    def _add(self, change: StateChange | None, done: Future[None] | None) -> None:
        with self._news:
            if self._failed:
                raise self._failed
            self._waiting.append((change, done))
            self._marks += done is not None
            self._news.notify()

    def _write_all(self) -> None:
        try:
            self._write()
        finally:
            self._ended.set()

    def _write(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._waiting or self._closing)
                self._news.wait_for(lambda: self._marks or self._closing, timeout=PATIENCE)
                self._news.wait_for(lambda: self._marks >= self._enough or self._closing, timeout=LINGER)
                batch, self._waiting, self._marks = self._waiting, [], 0
            if not batch:
                return
            self._commit(batch)

    def _commit(self, batch: list[_Waiting]) -> None:
        """Write the batch in one transaction; a change that is not allowed fails alone, a full disk fails them all.

        When the guard files fail after the commit no mail of the batch goes, and what is marked is in doubt.
        A commit that failed is the last that is tried: a mark that waited behind a lost outcome of the same sender must
        not be written after it, or that sender would have two mails in doubt.
        """
        refused: dict[int, StoreError] = {}
        failed = self._broken
        try:
            if failed:
                raise failed
            try:
                self._write_together([change for change, _ in batch if change])
            except StateConflict:
                refused = self._write_each([change for change, _ in batch])
        except Exception as error:
            failed = self._broken = error
        for number, (_, done) in enumerate(batch):
            wrong = failed or refused.get(number)
            if done is not None:
                _answer(done, wrong)
            elif wrong is not None:
                self._failed = self._failed or wrong

    def _write_together(self, changes: list[StateChange]) -> None:
        if changes:
            with self._engine.begin() as connection:
                write_together(connection, changes)
                mark = newest_mark(connection)
            self._written(changes, mark)

    def _write_each(self, changes: list[StateChange | None]) -> dict[int, StoreError]:
        """Write what is allowed and return why the others are not, by their place in the batch."""
        refused = {}
        with self._engine.begin() as connection:
            for number, change in enumerate(changes):
                try:
                    if change:
                        write_one(connection, change)
                except FullDiskError:
                    raise
                except StoreError as error:  # it has written nothing
                    refused[number] = error
            mark = newest_mark(connection)
        self._written(changes, mark)
        return refused

    def _written(self, changes: Iterable[StateChange | None], mark: int) -> None:
        self.commits += 1
        if any(change and change.state == "sending" for change in changes):
            self._reach(mark)


_Waiting = tuple[StateChange | None, Future[None] | None]


def _answer(done: Future[None], error: Exception | None) -> None:
    if error is None:
        done.set_result(None)
    else:
        done.set_exception(error)
