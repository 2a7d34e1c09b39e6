"""A mail server in a process of its own that fails in every way a real one can, and keeps the truth.

For each message it takes, it writes the Message-ID to a file before it answers: what stands there was accepted, as
often as it stands there. `XEND` is answered when every other client has left.
Run as `python benchmarks/faulty_server.py TRUTH --seed N`; prints its port.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

FAILURES: Mapping[str, Sequence[tuple[float, str]]] = {
    "connect": ((0.01, "421 4.3.2 busy"), (0.01, "drop")),
    "ehlo": ((0.01, "drop"),),
    "mail": ((0.01, "drop"), (0.01, "421 4.3.2 closing")),
    "rcpt": ((0.01, "drop"), (0.01, "450 4.2.1 busy"), (0.005, "550 5.7.1 no")),
    "data": ((0.01, "451 4.3.0 no room"), (0.01, "drop")),
    "body": ((0.01, "drop"),),
    "dot": (
        (0.01, "drop"),
        (0.01, "451 4.3.0 try again"),
        (0.005, "554 5.6.0 no"),
        (0.01, "421 4.3.2 closing"),
        (0.01, "keep drop"),
        (0.03, "keep late"),
    ),
}
"""Step → share and fault. `keep` takes the message first; `late` answers after up to `LATEST` seconds."""
LATEST = 0.6
GOOD = {"connect": "220 ready", "mail": "250 ok", "rcpt": "250 ok", "data": "354 go on", "dot": "250 2.0.0 kept"}
FATES = {"full": "452 4.2.2 mailbox full", "unknown": "550 5.1.1 no such user"}
"""What everybody whose address begins so is always told."""


class Server:
    """One thread for each connection; chance is one stream for all of them."""

    def __init__(self, truth: Path, seed: int) -> None:
        self._truth = os.open(truth, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._chance = random.Random(seed)
        self._lock = threading.Lock()
        self._open = 0
        self._ended = threading.Condition()

    def serve(self, door: socket.socket) -> None:
        """Take connections for ever."""
        while True:
            line, _ = door.accept()
            threading.Thread(target=self._talk, args=(line,), daemon=True).start()

    def _talk(self, line: socket.socket) -> None:
        with self._ended:
            self._open += 1
        with suppress(OSError):
            self._converse(line)
        with self._ended:
            self._open -= 1
            self._ended.notify_all()

    def _converse(self, line: socket.socket) -> None:
        with line, line.makefile("rb") as said:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._answer(line, "connect")
            while raw := said.readline():
                verb = raw[:4].upper().decode("ascii", "replace")
                if verb == "EHLO":
                    self._refuse(line, self._fault("ehlo"))
                    line.sendall(b"250-faulty\r\n250-8BITMIME\r\n250 SIZE 50000000\r\n")
                elif verb == "DATA":
                    if self._answer(line, "data").startswith("354"):
                        self._message(line, said)
                elif verb == "XEND":
                    with self._ended:
                        self._ended.wait_for(lambda: self._open == 1)
                    line.sendall(b"250 nobody else is here\r\n")
                elif verb in {"MAIL", "RCPT"}:
                    self._answer(line, verb.lower(), fate=_fate(raw) if verb == "RCPT" else "")
                else:
                    line.sendall(b"221 bye\r\n" if verb == "QUIT" else b"250 ok\r\n")

    def _message(self, line: socket.socket, said: IO[bytes]) -> None:
        breaks_off, name = self._fault("body"), b""
        while (raw := said.readline()) != b".\r\n":
            if not raw or breaks_off:
                raise ConnectionError("broke off in the body")
            if not name and raw.lower().startswith(b"message-id:"):
                name = raw.partition(b":")[2].strip()
        fault = self._fault("dot")
        if not fault or fault.startswith("keep"):
            os.write(self._truth, name + b"\n")
        if fault == "keep late":
            time.sleep(self._chance.uniform(0, LATEST))
            fault = ""
        self._refuse(line, fault.removeprefix("keep "))
        if not fault:
            line.sendall(f"{GOOD['dot']}\r\n".encode())

    def _answer(self, line: socket.socket, step: str, *, fate: str = "") -> str:
        fault = self._fault(step)
        self._refuse(line, fault)
        if not fault:
            line.sendall(f"{fate or GOOD[step]}\r\n".encode())
        return fault or fate or GOOD[step]

    def _refuse(self, line: socket.socket, fault: str) -> None:
        """Do what a fault says: drop the connection, or answer with a refusal; 421 does both."""
        if fault == "drop":
            raise ConnectionError("dropped")
        if fault:
            line.sendall(f"{fault}\r\n".encode())
        if fault.startswith("421"):
            raise ConnectionError("closed")

    def _fault(self, step: str) -> str:
        with self._lock:
            left = self._chance.random()
        for share, fault in FAILURES[step]:
            left -= share
            if left < 0:
                return fault
        return ""


def _fate(command: bytes) -> str:
    found = re.search(rb"<([a-z]+)-", command)
    return FATES.get(found[1].decode(), "") if found else ""


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    door = socket.create_server(("127.0.0.1", 0))
    print(door.getsockname()[1], flush=True)
    Server(given.truth, given.seed).serve(door)


if __name__ == "__main__":
    main()
