"""One connection to a mail server: what `emails` gets wrong when it sends is put right here."""

from __future__ import annotations

import re
import select
import socket
import ssl
from collections.abc import Callable
from typing import Any

from emails.backend.smtp.backend import SMTPBackend
from emails.backend.smtp.client import SMTPClientWithResponse

from cycle.mail.transport.oauth import Access
from cycle.mail.transport.server import MailServer
from cycle.mail.transport.smtp_replies import EarlyAnswer, words
from cycle.network import is_loopback


class Client(SMTPClientWithResponse):
    """One connection that knows its phase: connect, envelope, data, body, dot, done."""

    def __init__(self, parent: Backend, *, server: MailServer) -> None:
        self.phase = "connect"
        self.before_dot: Callable[[], None] | None = None
        self.greeting = ""
        self._server = server
        super().__init__(  # type: ignore[no-untyped-call]
            parent, host=server.host, port=server.port, timeout=server.timeout, local_hostname=server.hello
        )

    def connect(self, *where: Any, **more: Any) -> tuple[int, bytes]:
        """Connect, and keep what the server greets us with."""
        code, said = super().connect(*where, **more)
        self.greeting = said.decode("ascii", "replace")
        return code, said

    def initialize(self) -> None:
        """Encrypt, then log in. The password or token is read here and kept in no attribute of `emails`."""
        if self._server.security == "starttls":
            self.starttls(context=self._server.tls())
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
        self._look_up()
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

    def _look_up(self) -> None:
        """Raise OSError when the server has hung up or spoken while it was sent the body, so that no dot need follow.

        A body fits in the kernel's buffer also when nobody reads it: without this look the row would be in doubt.
        """
        line, file = self.sock, self.file
        if line is None or file is None or not select.select([line], [], [], 0)[0]:
            return
        line.settimeout(0)
        try:
            heard = file.peek(1)
        except ssl.SSLWantReadError:
            return  # TLS keeping house
        finally:
            line.settimeout(self.timeout)
        if not heard:
            raise OSError("the server has hung up")
        code, text = self.getreply()
        raise EarlyAnswer(code, words(text))

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
                return self._server.tls().wrap_socket(plain, server_hostname=host)
        except BaseException:
            plain.close()
            raise
        return plain


class Backend(SMTPBackend):
    """One client at a time, without the second try of `emails`."""

    connection_cls = Client  # type: ignore[assignment]

    def __init__(self, server: MailServer) -> None:
        super().__init__(host=server.host, port=server.port, timeout=server.timeout, local_hostname=server.hello)
        self.smtp_cls_kwargs = {"server": server}

    def retry_on_disconnect(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is: a lost reply is never answered by sending again."""
        return func

    def get_client(self) -> Client:
        """Return the open client; connect when there is none."""
        client = super().get_client()
        assert isinstance(client, Client)
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
