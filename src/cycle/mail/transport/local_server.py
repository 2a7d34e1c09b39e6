"""A mail server on this machine that keeps what it receives: for the demo, for practice and for tests.

It listens on loopback only, sends nothing on, and keeps every copy it is handed, so that a letter sent twice shows.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from cycle.errors import MissingToolError
from cycle.mail.transport.maildir import deliver, file_name, make_maildir

HOST = "127.0.0.1"
LIMIT = 50_000_000
"""Bytes of the largest message it takes."""


class PostOffice:
    """A running mail server. Everything received lies in `folder`, read with `maildir.received`."""

    def __init__(self, folder: Path, door: socket.socket, delay: float) -> None:
        self.folder = folder
        self.host = HOST
        self.port: int = door.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._keeper = _Keeper(folder, delay)
        self._open = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(door,), name="post office", daemon=True)
        self._thread.start()
        self._open.wait()

    def stop(self) -> None:
        """Close the door, let go of every connection and wait until the thread has ended."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()

    def _run(self, door: socket.socket) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(self._loop.create_server(self._clerk, sock=door))
        self._open.set()
        self._loop.run_forever()
        server.close()
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()

    def _clerk(self) -> SMTP:
        return SMTP(self._keeper, data_size_limit=LIMIT, enable_SMTPUTF8=True, hostname="localhost", loop=self._loop)


def start(folder: Path, *, port: int = 0, delay: float = 0) -> PostOffice:
    """Return a mail server running in a thread, on a free port when `port` is 0.

    `delay` is how many seconds it takes to receive one message. MissingToolError when the port is taken.
    """
    make_maildir(folder)
    try:
        door = socket.create_server((HOST, port))
    except OSError as error:
        raise MissingToolError(f"port {port}: taken by another program; choose another or stop that one") from error
    return PostOffice(folder, door, delay)


def serve_mail(
    folder: Path, *, port: int, delay: float = 0, ready: Callable[[PostOffice], None] = lambda _: None
) -> None:
    """Run a mail server until this process gets SIGTERM or SIGINT; `ready` is called once it listens."""
    ended = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        ended.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    office = start(folder, port=port, delay=delay)
    try:
        ready(office)
        ended.wait()
    finally:
        office.stop()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run as `python -m cycle.mail.transport.local_server FOLDER [--port N]`; prints `ready HOST PORT`."""
    parser = argparse.ArgumentParser(prog="postoffice", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=1025)
    parser.add_argument("--delay", type=float, default=0, help="seconds it takes to receive one message")
    given = parser.parse_args(arguments)

    def ready(office: PostOffice) -> None:
        sys.stdout.write(f"ready {office.host} {office.port}\n")
        sys.stdout.flush()

    serve_mail(given.folder, port=given.port, delay=given.delay, ready=ready)


class _Keeper:
    def __init__(self, folder: Path, delay: float) -> None:
        self._folder = folder
        self._delay = delay
        self._numbers = itertools.count(1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep the message, then say so: a reply of 250 is a promise."""
        if self._delay:
            await asyncio.sleep(self._delay)
        data: Any = envelope.content
        name = f"{os.getpid()}-{next(self._numbers):06d}-{file_name(_message_id(data))}"
        trace = f"Return-Path: <{envelope.mail_from}>\r\nDelivered-To: {', '.join(envelope.rcpt_tos)}\r\n".encode()
        await asyncio.get_running_loop().run_in_executor(None, lambda: deliver(self._folder, name, trace + data))
        return "250 2.0.0 kept"


def _message_id(data: bytes) -> str:
    for line in data.partition(b"\r\n\r\n")[0].split(b"\r\n"):
        if line.lower().startswith(b"message-id:"):
            return line.partition(b":")[2].decode("ascii", "replace").strip()
    return ""


if __name__ == "__main__":
    main()
