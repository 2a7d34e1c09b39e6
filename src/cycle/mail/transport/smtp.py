"""Hands one message to one recipient over SMTP and says which of four things happened.

Accepted is a `Receipt`; `Refused` is final; `Unavailable` means nothing was accepted; `Uncertain` means the reply to
the final dot was lost. Nothing is ever sent a second time here: stock `emails` resends when a reply is lost, and the
recipient gets two letters (RFC 1047 describes the gap).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import partial
from types import TracebackType
from typing import Protocol

from cycle.errors import Unavailable
from cycle.mail.message import Mail, ascii_address, is_address
from cycle.mail.transport.dsn_request import mail_options, rcpt_options
from cycle.mail.transport.emails_client import Backend
from cycle.mail.transport.server import MailServer
from cycle.mail.transport.smtp_replies import LOG_IN_REFUSED, Stale, answered, concealed, lost, why_no_connection, words
from cycle.model import reason_text

DATE = re.compile(r"[A-Z][a-z]{2}, +\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")
"""A moment as mail writes it (RFC 5322 3.3)."""

__all__ = ["BeforeDot", "Carrier", "MailServer", "Receipt", "ServerFeatures", "Smtp"]
BeforeDot = Callable[[str], None]
"""Called with the sha256 of the bytes right before the final dot; when it raises, the message is not sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The server's word that it has taken the message, and the sha256 of the bytes it took."""

    code: int
    text: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFeatures:
    """What a mail server says about itself when it is greeted."""

    largest: int
    """Bytes of the largest message it takes (SIZE, RFC 1870); 0 when it names none."""
    reports: bool
    """It offers reports of what becomes of a mail (DSN, RFC 3461)."""
    tls: str = ""
    """Version of TLS, `TLSv1.3`; empty when the connection is not encrypted."""
    certificate_ends: dt.datetime | None = None
    date: dt.datetime | None = None
    """What its clock says, where its greeting holds that."""


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


class Smtp:
    """One connection to a mail server, reused for any number of messages. Not thread-safe: one for each thread."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self._backend = Backend(server)

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
                    why = why_no_connection(place, error)
                    said = concealed(why, self.server.password)
                    raise Unavailable(said) from (error if said == why else None)

    @property
    def largest(self) -> int:
        """Return the bytes of the largest message the server says it takes (SIZE, RFC 1870); 0 when it names none."""
        offered = self._backend.get_client().esmtp_features.get("size", "")
        return int(offered) if offered.isascii() and offered.isdigit() else 0

    def features(self) -> ServerFeatures:
        """Return what the server says about itself; connects when there is no connection."""
        self.open()
        client = self._backend.get_client()
        line = client.sock
        ends = line.getpeercert() if isinstance(line, ssl.SSLSocket) else None
        return ServerFeatures(
            largest=self.largest,
            reports=client.has_extn("dsn"),
            tls=(line.version() or "") if isinstance(line, ssl.SSLSocket) else "",
            certificate_ends=_ends(ends),
            date=_date_in(client.greeting),
        )

    def send(self, mail: Mail, *, before_dot: BeforeDot | None = None) -> Receipt:
        """Return the receipt of one message to its one recipient.

        Refused for a 5xx about this mail. Unavailable with a code for a 4xx about this mail; without a code when the
        server as a whole is away or turns us down, or our own return path cannot be used. Uncertain when the answer to
        the final dot did not come.
        """
        if not is_address(mail.return_path):  # ours, and no fault of the recipient's
            raise Unavailable(reason_text("return path", detail=mail.return_path))
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
            dsn = client.has_extn("dsn")
            response = client.sendmail(
                sender,
                [recipient],
                mail.data,
                mail_options(mail.token) if dsn else [],
                rcpt_options(recipient, receipts=self.server.receipts) if dsn else [],
            )
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


def _date_in(greeting: str) -> dt.datetime | None:
    """Return the moment in a greeting, `220 mail.example ESMTP; Mon, 23 Nov 2026 12:00:00 +0100`; None without one."""
    found = DATE.search(greeting)
    try:
        moment = parsedate_to_datetime(found[0]) if found else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _ends(certificate: Mapping[str, object] | None) -> dt.datetime | None:
    said = (certificate or {}).get("notAfter")
    return dt.datetime.fromtimestamp(ssl.cert_time_to_seconds(said), dt.UTC) if isinstance(said, str) else None
