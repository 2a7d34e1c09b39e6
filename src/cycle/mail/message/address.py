"""One e-mail address, checked strictly: an address with a comma in it never becomes two."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from cycle.errors import Refused
from cycle.model import reason_text

RESERVED = ("test", "invalid", "example", "localhost", "local", "example.com", "example.net", "example.org")
"""Domains that never lead to a person (RFC 2606, RFC 6761, RFC 6762)."""


@lru_cache(maxsize=1024)  # the sender's own are looked at for every mail
def ascii_address(address: str) -> str:
    """Return the address as it goes on the wire, an international domain as `xn--`.

    Refused when it is not exactly one address, or when the part before `@` holds letters outside ASCII: many servers
    cannot take those, and `emails` would garble the header.
    """
    try:
        valid = validate_email(
            address,
            allow_smtputf8=False,
            allow_quoted_local=False,
            check_deliverability=False,
            globally_deliverable=False,
        )
    except EmailNotValidError as error:
        raise Refused(reason_text("address", detail=str(error))) from error
    return str(valid.ascii_email)


def is_address(address: str) -> bool:
    """Return whether it is exactly one address that can go on the wire."""
    try:
        ascii_address(address)
    except Refused:
        return False
    return True


def is_reserved(address: str) -> bool:
    """Return whether the address lies under a domain reserved for tests and examples."""
    domain = domain_of(address)
    return any(domain == name or domain.endswith(f".{name}") for name in RESERVED)


def domain_of(address: str) -> str:
    """Return the part after `@`, in small letters."""
    return address.rpartition("@")[2].lower().rstrip(".")


def plain_name(name: str) -> str:
    """Return a display name fit for a header: one line, single spaces.

    Refused when it holds line breaks or other control characters, which could start a header of their own.
    """
    if any(unicodedata.category(character) in {"Cc", "Zl", "Zp", "Cs"} for character in name):
        raise Refused(reason_text("name"))
    return " ".join(name.split())
