"""An application that browsers reach: it listens on a port of this machine, in a thread."""

from __future__ import annotations

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
        server = uvicorn.Server(uvicorn.Config(app, **options))  # type: ignore[arg-type]
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()
