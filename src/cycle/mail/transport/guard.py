"""Decides on the envelope whether a mail may leave and where to: the one place between us and real people.

`folder` (the default) writes `.eml` files and touches no network; `redirect` sends everything to one address;
`allowlist` lets named addresses and domains through; `live` sends to all but reserved domains.
"""

from __future__ import annotations

import email
import email.policy
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from email.header import Header, decode_header, make_header
from email.message import Message as Part
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Literal

from cycle.errors import Problem, Refused, SettingError, Unavailable
from cycle.mail.message import Mail, Signer, ascii_address, domain_of, is_address, is_reserved
from cycle.mail.transport.maildir import deliver, file_name, make_maildir
from cycle.mail.transport.server import MailServer
from cycle.mail.transport.smtp import BeforeDot, Carrier, Receipt, Smtp
from cycle.model import ICS, ICS_FILE, reason_text

MailMode = Literal["folder", "redirect", "allowlist", "live"]
TRIAL = "[PRØVE] "
"""Put before the subject of redirected mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """A mode and what it needs. ConfigError when the mode lacks its part, or it is no address."""

    mode: MailMode = "folder"
    folder: Path | None = None
    """Maildir that `folder` mode writes to."""
    server: MailServer | None = None
    redirect_to: str = ""
    allow: tuple[str, ...] = ()
    """Whole addresses, `@domain.no`, or a suffix with its dot, `.example`."""
    signer: Signer | None = None
    """Signs what leaves, last of all; None leaves that to the mail server."""
    shown: Callable[[Mail], None] = lambda _mail: None
    """Is shown each mail exactly as it is about to leave."""

    def __post_init__(self) -> None:
        needs = {"folder": self.folder, "redirect": self.redirect_to, "allowlist": self.allow, "live": self.server}
        names = {"folder": "folder", "redirect": "redirect_to", "allowlist": "allow", "live": "server"}
        missing = [] if needs[self.mode] else [names[self.mode]]
        if self.mode != "folder" and self.server is None and "server" not in missing:
            missing.append("server")
        if missing:
            raise SettingError(
                Problem(file="mail", where=name, what=f"mode {self.mode} needs it", remedy="set it or use mode folder")
                for name in missing
            )
        if self.redirect_to and not is_address(self.redirect_to):
            what, remedy = "is not one address", "correct CYCLE_MAIL_REDIRECT_TO"
            raise SettingError([Problem(file="mail", where="redirect_to", what=what, remedy=remedy)])

    def carrier(self) -> Guarded:
        """Return a carrier under this guard; one for each thread."""
        inner: Carrier
        if self.mode == "folder" or self.server is None:
            assert self.folder is not None
            inner = Folder(self.folder)
        else:
            inner = Smtp(self.server)
        return Guarded(self, inner)


class Guarded:
    """A carrier that lets through what its guard allows."""

    def __init__(self, guard: Guard, inner: Carrier) -> None:
        self._guard = guard
        self._inner = inner

    def open(self) -> None:
        """Connect; Unavailable when that fails."""
        self._inner.open()

    def send(self, mail: Mail, *, before_dot: BeforeDot | None = None) -> Receipt:
        """Return the receipt; Refused when the mode does not let the recipient through."""
        admitted = admit(mail, self._guard)
        signer = self._guard.signer
        leaving = signer.signed(admitted) if signer else admitted
        self._guard.shown(leaving)
        return self._inner.send(leaving, before_dot=before_dot)

    def close(self) -> None:
        """End the connection politely; never raises."""
        self._inner.close()

    def __enter__(self) -> Guarded:
        self.open()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()


class Folder:
    """A carrier that writes each mail as one `.eml` file named by its Message-ID; again is the same file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def open(self) -> None:
        """Make the folder; Unavailable when it cannot be written."""
        try:
            make_maildir(self._folder)
        except OSError as error:
            detail = f"{self._folder}: cannot be made ({error.strerror})"
            raise Unavailable(reason_text("no folder", detail=detail)) from error

    def send(self, mail: Mail, *, before_dot: BeforeDot | None = None) -> Receipt:
        """Return the receipt once the file is safely in place; Unavailable when it cannot be written."""
        sha256 = hashlib.sha256(mail.data).hexdigest()
        before = None if before_dot is None else partial(before_dot, sha256)
        try:
            name = deliver(self._folder, file_name(mail.message_id), mail.data, before_rename=before).name
        except OSError as error:
            detail = f"{self._folder}: cannot be written ({error.strerror})"
            raise Unavailable(reason_text("no folder", detail=detail)) from error
        return Receipt(code=250, text=reason_text("written", detail=name), sha256=sha256)

    def close(self) -> None:
        """Nothing is open."""


def admit(mail: Mail, guard: Guard) -> Mail:
    """Return the mail as the guard lets it leave; Refused, with the reason, when it may not."""
    if guard.mode == "redirect":
        return _redirected(mail, ascii_address(guard.redirect_to))
    if guard.mode == "allowlist" and not allowed(mail.recipient, guard.allow):
        raise Refused(reason_text("not allowed"))
    if guard.mode == "live" and is_reserved(mail.recipient):
        raise Refused(reason_text("example"))
    return mail


def allowed(address: str, allow: tuple[str, ...]) -> bool:
    """Return whether an address, its `@domain` or a `.suffix` of its domain is on the list."""
    whole, domain = address.lower(), domain_of(address)
    for entry in (pattern.strip().lower() for pattern in allow):
        if entry.startswith("@"):
            match = domain == entry[1:]
        elif entry.startswith("."):
            match = domain.endswith(entry)
        else:
            match = whole == entry
        if match:
            return True
    return False


def _redirected(mail: Mail, to: str) -> Mail:
    message = email.message_from_bytes(mail.data, policy=email.policy.compat32)
    subject = str(make_header(decode_header(str(message["Subject"] or ""))))
    for header, value in (("X-Original-To", mail.recipient), ("To", to)):
        del message[header]
        message[header] = value
    del message["Subject"]
    message["Subject"] = Header(f"{TRIAL}{subject}", "utf-8", header_name="Subject").encode()
    _without_calendar(message)
    data = message.as_bytes(policy=email.policy.compat32.clone(linesep="\r\n"))
    return replace(mail, recipient=to, data=data)


def _without_calendar(part: Part) -> None:
    # An answer from the wrong person would count for the right one.
    if part.is_multipart():
        kept = [part for part in part.get_payload() if part.get_content_type() not in {ICS, ICS_FILE}]  # type: ignore[union-attr]
        part.set_payload(kept)
        for kept_part in kept:
            _without_calendar(kept_part)  # type: ignore[arg-type]
