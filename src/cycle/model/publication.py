"""What the public site has promised: an address and the one document it belongs to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicAddress:
    """An address of a site and the document it belongs to for ever, by the name that was handed in."""

    address: str
    """Path under the site."""
    name: str
    sha256: str
    """Of what was first published there."""
