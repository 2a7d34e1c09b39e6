"""Runs the door on loopback until told to stop."""

from __future__ import annotations

import logging
import signal
import socket
from pathlib import Path

import uvicorn

from cycle.application.publishing import clear_half_written
from cycle.errors import CycleError
from cycle.services import open_services
from cycle.settings import Settings
from cycle.web.app import build_app
from cycle.web.door import Behind
from cycle.web.to_prefect.inner import Inner
from cycle.web.visitors.keys import door_keys

log = logging.getLogger(__name__)
LOOPBACK = "127.0.0.1"
STOP_SECONDS = 3
KEEP_ALIVE_SECONDS = 30
"""Longer than Prefect's clients keep a connection, so that none is closed under a request."""


def serve(settings: Settings, *, prefect: Path | None = None) -> None:
    """Serve our pages, and Prefect's server behind its socket, on 127.0.0.1; return after SIGTERM or Ctrl-C.

    CycleError when the port is taken.
    """
    with open_services(settings) as services, _listening(settings.port) as listener:
        try:
            for place in clear_half_written(services):
                log.warning("%s: what a publishing that was stopped had left beside it is cleared away", place)
        except OSError:
            log.exception("what a publishing that was stopped had left is not cleared away; the pages are served")
        config = uvicorn.Config(
            build_app(services, behind=_behind(settings, prefect) if prefect else None),
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="on",
            ws="websockets-sansio",
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        server = uvicorn.Server(config)
        # uvicorn raises the signal again once it has stopped; then it has done its work.
        signal.signal(signal.SIGTERM, lambda *_: None)
        signal.signal(signal.SIGINT, lambda *_: None)
        server.run(sockets=[listener])


def _behind(settings: Settings, socket_path: Path) -> Behind:
    keys = door_keys(settings.home)
    return Behind(prefect=Inner(socket_path, secret=keys.server), secret=keys.service)


def _listening(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError as error:
        listener.close()
        raise CycleError(
            f"port {port}: something already listens there; stop it or choose another with CYCLE_PORT"
        ) from error
    return listener
