"""Runs the review pages on loopback until told to stop."""

from __future__ import annotations

import signal
import socket

import uvicorn

from cycle.errors import CycleError
from cycle.services import open_services
from cycle.settings import Settings
from cycle.web.app import build_app

LOOPBACK = "127.0.0.1"
STOP_SECONDS = 3


def serve(settings: Settings) -> None:
    """Serve the review pages on 127.0.0.1 and the configured port; return after SIGTERM or Ctrl-C.

    CycleError when the port is taken.
    """
    with open_services(settings) as services, _listening(settings.web_port) as listener:
        config = uvicorn.Config(
            build_app(services),
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        server = uvicorn.Server(config)
        # uvicorn raises the signal again once it has stopped; then it has done its work.
        signal.signal(signal.SIGTERM, lambda *_: None)
        signal.signal(signal.SIGINT, lambda *_: None)
        server.run(sockets=[listener])


def _listening(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError as error:
        listener.close()
        raise CycleError(
            f"port {port}: something already listens there; stop it or choose another with CYCLE_WEB_PORT"
        ) from error
    return listener
