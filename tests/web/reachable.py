"""An application that browsers reach: it listens on a port of this machine, in a thread."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn


@contextmanager
def reachable(app: Any, port: int = 0) -> Iterator[int]:
    """Let an application answer while the block runs; yield its port, any free one where none is asked for."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        options = {"proxy_headers": False, "server_header": False, "ws": "websockets-sansio", "log_level": "critical"}
        with at_work(uvicorn.Config(app, **options), sockets=[listener]):  # type: ignore[arg-type]
            yield listener.getsockname()[1]


@contextmanager
def at_work(config: uvicorn.Config, *, sockets: list[socket.socket] | None = None) -> Iterator[None]:
    """Let a server answer in a thread while the block runs."""
    server = _SoonStopped(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": sockets})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


class _SoonStopped(uvicorn.Server):
    """Looks a hundred times a second whether to stop; uvicorn's own looks ten times, and hundreds of tests wait."""

    async def main_loop(self) -> None:
        counter = 0
        while not await self.on_tick(counter):
            counter += 1
            await asyncio.sleep(0.01)
