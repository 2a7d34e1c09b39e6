"""Prefect's server as we run it behind the door, with transactions that wait for each other instead of failing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from cycle.imported import uncollected

with uncollected():
    from prefect.server.api.server import create_app
    from prefect.server.database.configurations import AioSqliteConfiguration


def create() -> Any:
    """Return the application, for uvicorn."""
    let_writers_wait()
    with uncollected():
        return create_app()


def let_writers_wait() -> None:
    """Let every transaction of Prefect's on SQLite take the lock for writing when it begins.

    Prefect begins to read and writes later. When somebody else has written in between, SQLite says at once that the
    database is locked, however long it was told to wait, for what was read is no longer so. Whoever takes the lock
    first waits up to a minute for it, and finds nothing changed. Reading outside a transaction takes no lock.
    """
    begin = AioSqliteConfiguration.begin_transaction

    @asynccontextmanager
    async def begin_transaction(self: Any, session: Any, with_for_update: bool = False) -> AsyncIterator[Any]:
        async with begin(self, session, with_for_update=True) as transaction:
            yield transaction

    AioSqliteConfiguration.begin_transaction = begin_transaction  # type: ignore[method-assign]
