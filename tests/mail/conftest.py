"""A mail server that fails on command, certificates to trust, and a wall around this machine."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import trustme

from cycle.mail.message.bodies import Bodies
from cycle.mail.message.mail import Mail
from cycle.mail.message.sender import Sender
from cycle.mail.outbox.dispatcher import intend
from cycle.mail.transport.smtp import MailServer
from cycle.model import OutboxRow
from tests.mail.arriving import Ledger
from tests.outboxes import box, database_url, postgresql_server

from .example_mails import TEMPLATES

__all__ = ["box", "database_url", "postgresql_server"]
Rows = tuple[OutboxRow, ...]
NOON = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
SENDER = Sender(name="Samarbeidssekretariatet", address="post@helsefellesskapet.example")


@pytest.fixture(autouse=True)
def _only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            assert isinstance(address, tuple)
            assert ipaddress.ip_address(address[0]).is_loopback, "a test reached for another machine"
        real(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect)


@dataclass
class FaultServer:
    """An SMTP server that follows a script: for each step, the replies to give before it behaves well.

    A reply is text; `drop` closes the connection; `wait:SECONDS|reply` answers late. After the final dot `keep|…` takes
    the message before it does that. Steps: connect, mail, rcpt, data, body, dot, starttls, auth, quit.
    """

    script: dict[str, list[str]]
    tls: ssl.SSLContext | None = None
    implicit: bool = False
    offers: tuple[str, ...] = ("SIZE 50000000",)
    kept: list[tuple[str, str, bytes]] = field(default_factory=list)
    seen: list[bytes] = field(default_factory=list)
    """Every message it was handed, kept or not."""
    commands: list[str] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._open: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def stop(self) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for line in self._open:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for line in self._open:
            line.close()

    def quiet(self) -> None:
        """Return when every client has left and all that came from them is kept or thrown away."""
        for thread in self._threads[1:]:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._door.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(line)
            thread = threading.Thread(target=self._serve, args=(line,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def _serve(self, plain: socket.socket) -> None:
        line = plain
        try:
            if self.implicit and self.tls:
                line = self.tls.wrap_socket(plain, server_side=True)
            self._talk(line)
        except OSError:  # also every ssl error: the client left
            pass
        finally:
            line.close()
            plain.close()

    def _talk(self, line: socket.socket) -> None:
        self._reply(line, "connect", "220 fault server")
        file = line.makefile("rb")
        sender = rcpt = ""
        try:
            while raw := file.readline():
                words = raw.decode("ascii", "replace").strip()
                verb = words.split(":")[0].split(" ")[0].upper()
                words = verb + words[len(verb) :]
                self.commands.append(words)
                if verb == "EHLO":
                    line.sendall(
                        b"250-fault\r\n"
                        + b"".join(f"250-{offer}\r\n".encode() for offer in self.offers)
                        + b"250 HELP\r\n"
                    )
                elif verb == "STARTTLS":
                    self._reply(line, "starttls", "220 go")
                    assert self.tls is not None
                    file.close()
                    line = self.tls.wrap_socket(line, server_side=True)
                    self._open.append(line)
                    file = line.makefile("rb")
                elif verb == "MAIL":
                    sender = words
                    self._reply(line, "mail", "250 ok")
                elif verb == "RCPT":
                    rcpt = words
                    self._reply(line, "rcpt", "250 ok")
                elif verb == "DATA":
                    if self._reply(line, "data", "354 go").startswith("354"):
                        self._message(line, file, sender, rcpt)
                elif verb == "AUTH":
                    while self._reply(line, "auth", "235 welcome").startswith("334"):
                        self.commands.append(file.readline().decode("ascii", "replace").strip())
                elif verb == "QUIT":
                    self._reply(line, "quit", "221 bye")
                    return
                else:
                    line.sendall(b"250 ok\r\n")
        finally:  # also of what TLS made of the line: a socket that is collected open is a fault of some other test
            file.close()
            line.close()

    def _message(self, line: socket.socket, file: object, sender: str, rcpt: str) -> None:
        if self.script.get("body"):
            self._reply(line, "body", "")
        data = b""
        while (raw := file.readline()) != b".\r\n":  # type: ignore[attr-defined]
            if not raw:
                raise ConnectionError("ended without its dot")
            data += raw.removeprefix(b".")
        self.seen.append(data)
        planned = self.script.get("dot") or ["250 2.0.0 kept"]
        if planned[0].startswith(("keep|", "250")):
            self.kept.append((sender, rcpt, data))
            if self.script.get("dot"):
                planned[0] = planned[0].removeprefix("keep|")
        self._reply(line, "dot", "250 2.0.0 kept")

    def _reply(self, line: socket.socket, step: str, good: str) -> str:
        planned = self.script.get(step)
        reply = planned.pop(0) if planned else good
        if reply.startswith("wait:"):
            seconds, _, reply = reply.removeprefix("wait:").partition("|")
            time.sleep(float(seconds))
        if reply == "drop":
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)  # closing alone waits for everyone who holds the line
            raise ConnectionError("dropped as planned")
        closes = reply.startswith("421")
        line.sendall(reply.encode() + b"\r\n")
        if closes:
            raise ConnectionError("closed after 421")
        return reply


@pytest.fixture
def fault_server() -> Iterator[Callable[..., FaultServer]]:
    """Return a maker of fault servers: each argument is a step with its replies."""
    made: list[FaultServer] = []

    def make(
        *,
        tls: ssl.SSLContext | None = None,
        implicit: bool = False,
        offers: tuple[str, ...] = ("SIZE 50000000", "AUTH PLAIN"),
        **script: list[str] | str,
    ) -> FaultServer:
        offers = (*offers, *(("STARTTLS",) if tls and not implicit else ()))
        steps = {step: [replies] if isinstance(replies, str) else list(replies) for step, replies in script.items()}
        made.append(FaultServer(steps, tls=tls, implicit=implicit, offers=offers))
        return made[-1]

    yield make
    for server in made:
        server.stop()


def at(server: FaultServer, **changes: object) -> MailServer:
    """Return the address of a fault server, with short waits."""
    values = {"security": "none", "timeout": 5.0, "dot_timeout": 5.0} | changes
    return MailServer(host="127.0.0.1", port=server.port, **values)  # type: ignore[arg-type]


@pytest.fixture
def reach() -> Callable[..., MailServer]:
    """Return `at`."""
    return at


@dataclass(frozen=True)
class Certificates:
    """An authority's PEM file, and a server's side for a host name it vouches for."""

    authority: Path
    ca: trustme.CA

    def server(self, *names: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ca.issue_cert(*names).configure_cert(context)
        return context


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    ca = trustme.CA()
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    ca.cert_pem.write_to_path(path)
    return Certificates(path, ca)


@pytest.fixture
def a_mail() -> Mail:
    return Mail(
        recipient="kari@alver.example",
        return_path="post@helsefellesskapet.example",
        message_id="<abc@helsefellesskapet.example>",
        data=b"Subject: Invitasjon\r\nMessage-ID: <abc@helsefellesskapet.example>\r\n\r\nHei\r\n.\r\n..to\r\nslutt\r\n",
    )


@pytest.fixture
def rows() -> Callable[..., tuple[OutboxRow, ...]]:
    """Return a maker of intended mails to the persons p1, p2, …"""

    def make(
        number: int, *, kind: str = "invitasjon", content: str = "c", cycle: str = "b/p/2027"
    ) -> tuple[OutboxRow, ...]:
        return tuple(
            intend(
                secret=b"a secret of the tests",
                sender=SENDER,
                cycle=cycle,
                kind=kind,
                recipient=f"p{number}",
                address=f"p{number}@kommune.example",
                content=content,
                at=NOON,
            )
            for number in range(1, number + 1)
        )

    return make


@pytest.fixture
def ledger(rows) -> Ledger:
    return Ledger(rows(3))


@pytest.fixture
def row(ledger) -> OutboxRow:
    return ledger.rows[0]


@pytest.fixture
def bodies() -> Bodies:
    return Bodies(TEMPLATES)
