"""Hands one message to one recipient over SMTP and says which of four things happened; the only door of `emails`.

Accepted is a `Receipt`; `Refused` is final; `Unavailable` means nothing was accepted; `Uncertain` means the reply to
the final dot was lost. Nothing is ever sent a second time here: stock `emails` resends when a reply is lost, and the
recipient gets two letters (RFC 1047 describes the gap).
"""

from __future__ import annotations

import hashlib
import re
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Protocol

from emails.backend.smtp.backend import SMTPBackend
from emails.backend.smtp.client import SMTPClientWithResponse

from cycle.errors import ConfigError, Problem, Unavailable
from cycle.mail.access import Access
from cycle.mail.address import ascii_address
from cycle.mail.answers import LOG_IN_REFUSED, Stale, answered, lost, why_no_connection, words
from cycle.mail.loopback import is_loopback

Security = Literal["starttls", "implicit", "none"]
BeforeDot = Callable[[str], None]
"""Called with the sha256 of the bytes right before the final dot; when it raises, the message is not sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A finished message in its envelope: one recipient, the return path, the bytes."""

    recipient: str
    return_path: str
    message_id: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The server's word that it has taken the message, and the sha256 of the bytes it took."""

    code: int
    text: str
    sha256: str


class Carrier(Protocol):
    """What takes a mail away: a mail server, a folder, or a guard before either."""

    def open(self) -> None:
        """Connect if not connected; Unavailable when that fails."""
        ...

    def send(self, mail: Mail, *, before_dot: BeforeDot | None = None) -> Receipt:
        """Return the receipt; Refused, Unavailable or Uncertain otherwise."""
        ...

    def close(self) -> None:
        """End the connection politely; never raises."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed in (utgåande e-posttenar). Times are in seconds.

    ConfigError when it asks for plain text to another machine or for a password without TLS.
    """

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    access: Access | None = field(default=None, repr=False)
    """Where the user's access tokens come from; with it the log-in is XOAUTH2 and there is no password."""
    authority: Path | None = None
    """PEM file of an own certificate authority; None trusts the system's."""
    hello: str = "localhost"
    """The name we greet with."""
    timeout: float = 60
    dot_timeout: float = 600
    """How long the reply to the final dot is waited for; RFC 5321 4.5.3.2.6 asks for ten minutes."""

    def __post_init__(self) -> None:
        problems = []
        if self.security == "none" and not is_loopback(self.host):
            problems.append(_setting("security", "plain text to another machine", "use starttls or implicit"))
        if self.security == "none" and self.user:
            problems.append(_setting("user", "a password without TLS", "use starttls or implicit, or leave user empty"))
        if self.access and not self.user:
            problems.append(_setting("user", "an access token without a mailbox", "set user to the mailbox's address"))
        if self.access and self.password:
            problems.append(_setting("password", "both a password and access tokens", "leave one of them empty"))
        if problems:
            raise ConfigError(problems)


class Smtp:
    """One connection to a mail server, reused for any number of messages. Not thread-safe: one for each thread."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self._backend = _Backend(server)

    def open(self) -> None:
        """Connect, encrypt and log in if not connected; Unavailable when any of that fails.

        An access token that is turned down may have expired on its way: a new one is tried, once.
        """
        place = f"{self.server.host}:{self.server.port}"
        for tokens in (self.server.access, None):
            try:
                self._backend.get_client()
                return
            except (OSError, ValueError) as error:
                if tokens is None or getattr(error, "smtp_code", None) not in LOG_IN_REFUSED:
                    raise Unavailable(why_no_connection(place, error)) from error

    @property
    def largest(self) -> int:
        """Return the bytes of the largest message the server says it takes (SIZE, RFC 1870); 0 when it names none."""
        offered = self._backend.get_client().esmtp_features.get("size", "")
        return int(offered) if offered.isascii() and offered.isdigit() else 0

    def send(self, mail: Mail, *, before_dot: BeforeDot | None = None) -> Receipt:
        """Return the receipt of one message to its one recipient.

        Refused for a 5xx about this mail. Unavailable with a code for a 4xx about this mail; without a code when the
        server as a whole is away or turns us down. Uncertain when the answer to the final dot did not come.
        """
        sender, recipient = ascii_address(mail.return_path), ascii_address(mail.recipient)
        used = self._backend.connected
        self.open()
        try:
            return self._hand_over(sender, recipient, mail, before_dot)
        except Stale:
            if not used:
                raise
        self.open()  # the server had ended an old connection before it took the envelope
        return self._hand_over(sender, recipient, mail, before_dot)

    def _hand_over(self, sender: str, recipient: str, mail: Mail, before_dot: BeforeDot | None) -> Receipt:
        client = self._backend.get_client()
        sha256 = hashlib.sha256(mail.data).hexdigest()
        client.phase = "envelope"
        client.before_dot = None if before_dot is None else partial(before_dot, sha256)
        try:
            response = client.sendmail(sender, [recipient], mail.data)
        except OSError as error:
            self._backend.drop()
            raise lost(client.phase, error) from error
        except BaseException:
            self._backend.drop()  # the hook failed after the body: without its dot nothing is accepted
            raise
        assert response is not None  # it is None for an empty list of recipients only
        code, text = int(response.status_code or 0), words(response.status_text)
        if client.sock is None or code == 421 or client.phase == "dot":
            self._backend.drop()
        if client.phase == "done" and 200 <= code < 300:
            return Receipt(code=code, text=text, sha256=sha256)
        raise answered(client.phase, response.last_command, code, text)

    def close(self) -> None:
        """Say QUIT and close; never raises."""
        self._backend.close()

    def __enter__(self) -> Smtp:
        self.open()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()


# --- What `emails` gets wrong, put right ----------------------------------------------------------------------------


class _Client(SMTPClientWithResponse):
    """One connection that knows its phase: connect, envelope, data, body, dot, done."""

    def __init__(self, parent: _Backend, *, server: MailServer) -> None:
        self.phase = "connect"
        self.before_dot: Callable[[], None] | None = None
        self._server = server
        super().__init__(  # type: ignore[no-untyped-call]
            parent, host=server.host, port=server.port, timeout=server.timeout, local_hostname=server.hello
        )

    def initialize(self) -> None:
        """Encrypt, then log in. The password or token is read here and kept in no attribute of `emails`."""
        if self._server.security == "starttls":
            self.starttls(context=_context(self._server))
        if self._server.user:
            if not isinstance(self.sock, ssl.SSLSocket):
                raise OSError("the connection is not encrypted; the password is not sent")
            if self._server.access:
                self._show_token(self._server.user, self._server.access)
            else:
                self.login(self._server.user, self._server.password)
                self.user = self.password = ""  # smtplib keeps them
        self.ehlo_or_helo_if_needed()

    def _show_token(self, user: str, access: Access) -> None:
        """Log in with XOAUTH2; a server that says why not (334 and its reason) gets the empty answer it waits for."""
        self.ehlo_or_helo_if_needed()
        if "XOAUTH2" not in self.esmtp_features.get("auth", "").upper().split():
            raise OSError("it does not offer XOAUTH2, the log-in with an access token")
        token = access()

        def answer(challenge: bytes | None = None) -> str:
            return f"user={user}\1auth=Bearer {token}\1\1" if challenge is None else ""

        try:
            self.auth("XOAUTH2", answer)
        except OSError:
            access.forget(token)
            raise

    def quit(self) -> None:  # type: ignore[override]
        """Say QUIT if the server still listens, and close in any case."""
        try:
            super().quit()  # type: ignore[no-untyped-call]
        except OSError:
            self.close()

    def data(self, msg: bytes) -> tuple[int, bytes]:  # type: ignore[override]
        """Return the server's answer to DATA or to the final dot (RFC 5321 4.1.1.4)."""
        self.phase = "data"
        self.putcmd("data")
        code, text = self.getreply()
        if code != 354:
            return code, text
        self.phase = "body"
        self.send(_dot_stuffed(msg))
        if self.before_dot:
            self.before_dot()
        self.phase = "dot"
        self._wait(self._server.dot_timeout)
        self.send(b".\r\n")
        code, text = self.getreply()
        if code // 100 in {2, 4, 5}:
            self.phase = "done"
        self._wait(self.timeout)
        return (250 if 200 <= code < 300 else code), text

    def _wait(self, seconds: float) -> None:
        if self.sock is not None:
            self.sock.settimeout(seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else the dot waits 40 ms for the body's ACK
        try:
            if self._server.security == "none" and not is_loopback(plain.getpeername()[0]):
                raise OSError("plain text leads to another machine")
            if self._server.security == "implicit":
                return _context(self._server).wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise
        return plain


class _Backend(SMTPBackend):
    """One client at a time, without the second try of `emails`."""

    connection_cls = _Client  # type: ignore[assignment]

    def __init__(self, server: MailServer) -> None:
        super().__init__(host=server.host, port=server.port, timeout=server.timeout, local_hostname=server.hello)
        self.smtp_cls_kwargs = {"server": server}

    def retry_on_disconnect(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is: a lost reply is never answered by sending again."""
        return func

    def get_client(self) -> _Client:
        """Return the open client; connect when there is none."""
        client = super().get_client()
        assert isinstance(client, _Client)
        return client

    @property
    def connected(self) -> bool:
        """Return whether a connection is open, as far as we know."""
        return self._client is not None

    def drop(self) -> None:
        """Close without a word, so that a body without its dot is thrown away by the server."""
        if self._client is not None:
            self._client.close()
            self._client = None


def _dot_stuffed(message: bytes) -> bytes:
    """Return the message with each line that begins with a dot begun with two (RFC 5321 4.5.2), its last line ended."""
    if message.startswith(b".") or b"\n." in message:  # looked for first: base64 has none, and the search is quick
        message = re.sub(rb"(?m)^\.", b"..", message)
    return message if message.endswith(b"\r\n") else message + b"\r\n"


def _context(server: MailServer) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=None if server.authority is None else str(server.authority))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _setting(where: str, what: str, remedy: str) -> Problem:
    return Problem(file="mail server", where=where, what=what, remedy=remedy)
