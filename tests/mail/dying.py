"""A sender that dies, by kill -9 on itself, at the step it is told: `python -m tests.mail.dying URL PORT …`.

A step is what lies between two things the world can see: before and after each commit of the ledger, before and after
each command that goes to the mail server and each answer that is read, and half-way through a body. Each line on
standard input, `STEP CYCLE`, forks one sender; the answer is `died NAME`, or `through` when it got to the end.
STEP is a number, counted over all steps, or NUMBER-NAME, counted over the steps of that name.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import signal
import sys
import threading
import traceback
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from cycle.mail.message.composer import build
from cycle.mail.message.mail import Mail
from cycle.mail.message.sender import Sender
from cycle.mail.outbox.dispatcher import dispatch
from cycle.mail.transport import emails_client as connection
from cycle.mail.transport.smtp import MailServer, Smtp
from cycle.model import OutboxRow
from cycle.store.database import open_database
from cycle.store.mails.outbox import Outbox

SENDER = Sender(name="Samarbeidssekretariatet", address="post@helsefellesskapet.example")


class Steps:
    """Counts the steps of this process and kills it at one of them."""

    def __init__(self, last: str, tell: int) -> None:
        number, _, self._only = last.partition("-")
        self._left, self._tell = int(number), tell
        self._lock = threading.Lock()

    def __call__(self, name: str) -> None:
        if self._only not in {"", name}:
            return
        with self._lock:
            self._left -= 1
            if self._left == 0:
                os.write(self._tell, f"died {name}\n".encode())
                os.kill(os.getpid(), signal.SIGKILL)


def watch_ledger(engine: Engine, step: Steps) -> None:
    """Make a step of each side of every commit."""
    commit = engine.dialect.do_commit

    def watched(connection: object) -> None:
        step("before commit")
        commit(connection)  # type: ignore[arg-type]
        step("after commit")

    engine.dialect.do_commit = watched  # type: ignore[method-assign, assignment]


def watch_smtp(step: Steps) -> None:
    """Make a step of each side of everything the transport does on its socket."""
    client = connection.Client  # what `emails` and smtplib call from inside
    connect, send, read = client._get_socket, client.send, client.getreply

    def watched_connect(self: object, *given: object) -> object:
        step("before connect")
        line = connect(self, *given)
        step("after connect")
        return line

    def watched_send(self: object, data: bytes | str) -> None:
        text = data.encode() if isinstance(data, str) else data
        word = re.match(rb"(EHLO|STARTTLS|AUTH|MAIL|RCPT|DATA|QUIT)\b", text[:9].upper())
        name = "dot" if text == b".\r\n" else word[1].decode() if word and len(text) < 500 else "body"
        step(f"before {name}")
        if name == "body":
            send(self, text[: len(text) // 2])
            step("half body")
            text = text[len(text) // 2 :]
        send(self, text)
        step(f"after {name}")
        self.said = name  # type: ignore[attr-defined]

    def watched_read(self: object) -> tuple[int, bytes]:
        answer = read(self)
        step(f"answer to {getattr(self, 'said', 'connect')}")
        return answer

    client._get_socket, client.send, client.getreply = watched_connect, watched_send, watched_read  # type: ignore[assignment,method-assign]


def letter(row: OutboxRow) -> Mail:
    return build(row, sender=SENDER, name="Kari", subject="Invitasjon", text="Hei", html="<p>Hei</p>")


def run(given: argparse.Namespace, last: str, cycle: str, tell: int) -> None:
    """Send the mails of one cycle, and die at the step."""
    engine = open_database(given.database)
    step = Steps(last, tell)
    watch_ledger(engine, step)
    watch_smtp(step)
    secure = {"security": "starttls", "authority": given.authority, "user": "post", "password": "x"}
    server = partial(MailServer, host=given.host, port=given.port, timeout=20.0, dot_timeout=20.0)
    carriers = [Smtp(server(**(secure if given.authority else {"security": "none"}))) for _ in range(given.connections)]
    now = partial(dt.datetime.now, dt.UTC)
    dispatch(Outbox(engine), carrier=carriers[0], others=carriers[1:], build=letter, now=now, cycle=cycle)
    os.write(tell, b"through\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("database")
    parser.add_argument("port", type=int)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--connections", type=int, default=1)
    parser.add_argument("--authority", type=Path)
    given = parser.parse_args()
    for line in sys.stdin:
        last, _, cycle = line.strip().partition(" in ")
        reading, tell = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                run(given, last, cycle, tell)
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(1)
        os.close(tell)
        os.waitpid(child, 0)  # dead for good before anybody is told
        with open(reading) as words:
            print(words.read().strip() or "failed", flush=True)


if __name__ == "__main__":
    main()
