"""Where mail is handed in: the address of a mail server, how it is encrypted, and what is shown to be let in."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from cycle.errors import Problem, SettingError
from cycle.mail.transport.oauth import Access
from cycle.network import is_loopback

Security = Literal["starttls", "implicit", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed in (utgåande e-posttenar). Times are in seconds.

    ConfigError when it asks for plain text to another machine or for a password without TLS, or is another machine
    where only this one may be reached; or when the file of its certificate authority cannot be used.
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
    receipts: bool = False
    """Ask for a report of delivery too, where the server offers reports (RFC 3461)."""
    only_this_machine: bool = False
    """Tests and demos: refuse any host but loopback."""

    def __post_init__(self) -> None:
        problems = []
        if self.only_this_machine and not is_loopback(self.host):
            remedy = "name a server on this machine, or set CYCLE_NETWORK=any to reach others"
            problems.append(_setting("host", "another machine, where only this one may be reached", remedy))
        if self.security == "none" and not is_loopback(self.host):
            problems.append(_setting("security", "plain text to another machine", "use starttls or implicit"))
        if self.security == "none" and self.user:
            problems.append(_setting("user", "a password without TLS", "use starttls or implicit, or leave user empty"))
        if self.access and not self.user:
            problems.append(_setting("user", "an access token without a mailbox", "set user to the mailbox's address"))
        if self.access and self.password:
            problems.append(_setting("password", "both a password and access tokens", "leave one of them empty"))
        if self.authority is not None:
            try:
                self.tls()
            except OSError as error:
                what = f"{self.authority} cannot be used ({error.strerror or error})"
                problems.append(_setting("CYCLE_MAIL_AUTHORITY", what, "name a PEM file that the service may read"))
        if problems:
            raise SettingError(problems)

    def tls(self) -> ssl.SSLContext:
        """Return how it is spoken to encrypted: name and authority verified, TLS 1.2 at least."""
        context = ssl.create_default_context(cafile=None if self.authority is None else str(self.authority))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


def _setting(where: str, what: str, remedy: str) -> Problem:
    return Problem(file="mail server", where=where, what=what, remedy=remedy)
