"""A mailbox read over IMAP: what is new in a folder, whether a mail is there. Nothing is marked, moved or deleted."""

from __future__ import annotations

import datetime as dt
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from imaplib import IMAP4
from pathlib import Path
from typing import Literal

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from cycle.errors import Problem, SettingError, Unavailable
from cycle.mail.inbox.incoming import LIMIT
from cycle.mail.transport import words
from cycle.network import is_loopback

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""As IMAP writes them (RFC 9051 9), whatever the machine's language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImapServer:
    """Where a mailbox is (e-postkasse). Times are in seconds.

    ConfigError when it asks for plain text to another machine, or names nobody to log in as.
    """

    host: str
    port: int = 993
    security: Literal["none", "starttls", "implicit"] = "implicit"
    user: str = ""
    password: str = field(default="", repr=False)
    access: Callable[[], str] | None = field(default=None, repr=False)
    """Where the user's access tokens come from; with it the log-in is XOAUTH2 and there is no password."""
    authority: Path | None = None
    """PEM file of an own certificate authority; None trusts the system's."""
    timeout: float = 60

    def __post_init__(self) -> None:
        problems = []
        if self.security == "none" and not is_loopback(self.host):
            problems.append(("CYCLE_MAIL_IMAP_TLS", "plain text to another machine", "use implicit or starttls"))
        if not self.user:
            problems.append(("CYCLE_MAIL_IMAP_USER", "nobody to log in as", "set it to the mailbox's address"))
        if not self.password and self.access is None:
            problems.append(("CYCLE_MAIL_IMAP_PASSWORD", "no password", "set it, or the CYCLE_MAIL_OAUTH settings"))
        if problems:
            raise SettingError(
                Problem(file="settings", where=where, what=what, remedy=remedy) for where, what, remedy in problems
            )

    @property
    def place(self) -> str:
        """Return what the mailbox's server is called in messages."""
        return f"mailbox server {self.host}:{self.port}"


class OpenFolder:
    """One folder of a mailbox, opened for reading."""

    def __init__(self, box: BaseMailBox, folder: str) -> None:
        box.folder.set(folder, readonly=True)
        self._box = box
        self.validity = int(box.folder.status(folder, ["UIDVALIDITY"])["UIDVALIDITY"])
        """UIDVALIDITY: while it is the same, a UID names the same mail."""

    def numbers(self, *, after: int, since: dt.date | None = None) -> list[int]:
        """Return the UIDs above `after`, lowest first; with `since`, of mails that came on that day or later."""
        criteria = f"UID {after + 1}:*" + (
            f" SINCE {since.day}-{MONTHS[since.month - 1]}-{since.year}" if since else ""
        )
        # `n:*` always holds the last mail, also when its UID is below n (RFC 9051 9, seq-range).
        return sorted(uid for uid in map(int, self._box.uids(criteria, charset=None)) if uid > after)

    def mail(self, number: int) -> bytes | None:
        """Return the first `LIMIT` bytes of a mail, left unseen; None when it is gone."""
        status, answer = self._box.client.uid("FETCH", str(number), f"(BODY.PEEK[]<0.{LIMIT}>)")
        if status != "OK":
            raise ImapToolsError(f"FETCH answered {status}")
        found = [part[1] for part in answer if isinstance(part, tuple) and len(part) == 2]
        return found[0] if found and isinstance(found[0], bytes) else None

    def has(self, message_id: str) -> bool:
        """Return whether a mail with this Message-ID is in the folder."""
        if not re.fullmatch(r"<[A-Za-z0-9.@_+-]{3,200}>", message_id):
            raise ValueError("this Message-ID is not one of ours")
        return bool(self._box.uids(f'HEADER Message-ID "{message_id}"', charset=None))


@contextmanager
def open_folder(server: ImapServer, folder: str) -> Iterator[OpenFolder]:
    """Yield a folder of the mailbox; Unavailable, saying what to correct, when it cannot be opened or breaks off."""
    try:
        box = _logged_in(server)
        try:
            yield OpenFolder(box, folder)
        finally:
            with suppress(ImapToolsError, IMAP4.error, OSError):
                box.logout()
    except (ImapToolsError, IMAP4.error, OSError) as error:
        raise Unavailable(f"{server.place}: {_why(error, folder)}") from error


def _logged_in(server: ImapServer) -> BaseMailBox:
    box = _connected(server)
    try:
        if server.access is not None:
            box.xoauth2(server.user, server.access(), initial_folder=None)
        elif f"{server.user}{server.password}".isascii():
            box.login(server.user, server.password, initial_folder=None)
        else:
            box.login_utf8(server.user, server.password, initial_folder=None)
    except (ImapToolsError, IMAP4.error) as error:
        with suppress(ImapToolsError, IMAP4.error, OSError):
            box.logout()
        raise Unavailable(
            f"{server.place}: does not accept the user name and password, or token; correct CYCLE_MAIL_IMAP_USER and "
            "CYCLE_MAIL_IMAP_PASSWORD, or the CYCLE_MAIL_OAUTH settings"
        ) from error
    return box


def _connected(server: ImapServer) -> BaseMailBox:
    context = ssl.create_default_context(cafile=None if server.authority is None else str(server.authority))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if server.security == "implicit":
        return MailBox(server.host, server.port, timeout=server.timeout, ssl_context=context)
    if server.security == "starttls":
        return _StartTls(server.host, server.port, timeout=server.timeout, ssl_context=context)
    return MailBoxUnencrypted(server.host, server.port, timeout=server.timeout)


class _StartTls(MailBoxStartTls):
    def _get_mailbox_client(self) -> IMAP4:
        client = IMAP4(self._host, self._port, self._timeout)
        try:
            client.starttls(self._ssl_context)
        except (IMAP4.error, OSError):
            with suppress(OSError):
                client.shutdown()
            raise
        return client


def _why(error: Exception, folder: str) -> str:
    said = words(str(error) or type(error).__name__)[:200]
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message}); correct the name, or set CYCLE_MAIL_AUTHORITY"
    if isinstance(error, ssl.SSLError):
        return f"no TLS with it ({said}); is it starttls or implicit on this port?"
    if "STARTTLS" in said or "TLS not supported" in said:
        return "it does not offer STARTTLS, so no password was sent; use implicit TLS or another server"
    if isinstance(error, OSError):
        return f"cannot be reached ({said})"
    return f"folder {folder!r} cannot be read ({said}); correct CYCLE_MAIL_IMAP_INBOX or CYCLE_MAIL_IMAP_SENT"
