"""Signs mail for a domain (DKIM, RFC 6376) where the mail server does not; the same mail gets the same signature."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import dkim

from cycle.errors import Problem, SettingError
from cycle.mail.message.mail import Mail

ROOM = 1300
"""Bytes that a signature takes at most, with a key of 4096 bits."""
ONCE_MORE = (b"from", b"reply-to", b"to", b"cc", b"subject", b"date", b"message-id", b"mime-version", b"content-type")
"""Headers signed once more than they are there (RFC 6376 5.4.2, 8.15): one put on top later breaks the signature. None
that a relay may rightly add is among them, as `Sender` and `List-…` are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """For which domain mail is signed, and the name its public key has there: `SELECTOR._domainkey.DOMAIN`."""

    domain: str
    selector: str
    key: bytes = field(repr=False)
    """RSA, as PEM."""

    def signed(self, mail: Mail) -> Mail:
        """Return the mail with its signature on top, dated as the mail is: relaxed headers, simple body."""
        head = BytesHeaderParser().parsebytes(mail.data.partition(b"\r\n\r\n")[0])
        dated = int(parsedate_to_datetime(head["Date"]).timestamp())
        signing = _Dated(mail.data, dated)
        signature = signing.sign(
            self.selector.encode(),
            self.domain.encode(),
            self.key,
            canonicalize=(b"relaxed", b"simple"),
            include_headers=[*signing.there(), *ONCE_MORE],
        )
        return replace(mail, data=signature + mail.data)


def read_signer(*, domain: str, selector: str, key: Path | None) -> Signer | None:
    """Return who signs; None when nothing of it is set. ConfigError for half of it, or a key that cannot be used."""
    given = {"domain": domain, "selector": selector, "key": str(key or "")}
    if not any(given.values()):
        return None
    missing = [
        _problem(name, "is empty", "set all three, or none to send unsigned")
        for name, text in given.items()
        if not text
    ]
    if missing or key is None:
        raise SettingError(missing)
    try:
        data = key.read_bytes()
        dkim.crypto.parse_pem_private_key(data)
    except OSError as error:
        raise SettingError(
            [_problem("key", f"{key} cannot be read ({error.strerror})", "let the service read it")]
        ) from error
    except Exception:  # dkimpy's own errors may quote what it read, and a broken key may end in any of them
        made = "make one: openssl genrsa -out FILE 2048"
        raise SettingError([_problem("key", f"{key} holds no RSA private key in PEM", made)]) from None
    return Signer(domain=domain, selector=selector, key=data)


class _Dated(dkim.DKIM):  # type: ignore[misc]
    """dkimpy dates a signature with the clock; ours is dated as its mail, so that the same mail stays the same."""

    def __init__(self, message: bytes, dated: int) -> None:
        super().__init__(message)
        self._dated = str(dated).encode()

    def there(self) -> list[bytes]:
        """Return the names of the mail's headers that are worth a signature (RFC 6376 5.4.1)."""
        return [name.lower() for name, _ in self.headers if name.lower() in self.SHOULD]

    def gen_header(self, fields: list[tuple[bytes, bytes]], *rest: Any, **more: Any) -> bytes:
        """Return the signature's header, with the mail's date in it."""
        dated = [(name, self._dated if name == b"t" else value) for name, value in fields]
        return bytes(super().gen_header(dated, *rest, **more))


def _problem(name: str, what: str, remedy: str) -> Problem:
    return Problem(file="mail", where=f"CYCLE_MAIL_DKIM_{name.upper()}", what=what, remedy=remedy)
