"""Where a link of a document leads: to the web and to mail as everybody may, or into somebody's own machine."""

from __future__ import annotations

import ipaddress
import re
from typing import Literal
from urllib.parse import unquote, urlsplit

_INSIDE = re.compile(r"(?:file:|smb:|nfs:|\\\\|//[^/]|[A-Za-z]:[\\/])", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]+):", re.IGNORECASE)
_OF_READERS = {"http", "https", "mailto", "tel"}
"""Schemes (RFC 3986) that a reader of a public page can follow and is not surprised by."""
_INSIDE_ANY = re.compile(r"(?:^|[|\s])file:|\\\\\w", re.IGNORECASE)
_OWN_STORES = re.compile(r"(?:-my\.sharepoint\.com|^onedrive\.live\.com|^1drv\.ms|(?:^|\.)docs\.live\.net)$")
_OWN_NETWORKS = (".local", ".localdomain", ".lan", ".intern", ".internal", ".intranet", ".home", ".corp")
_UNSEEN = re.compile(r"[\x00-\x20\x7f]")
_CALLED = re.compile(r"(?:tel:|https?://(?:wa\.me|(?:api|web)\.whatsapp\.com)/)(.*)", re.IGNORECASE)
_PICTURE = "data:image/"
"""What is drawn where it stands, and leads nowhere."""
_TIMES = 3


def as_followed(address: str) -> str:
    """Return an address as programs follow it: with its signs for %20 and the like, without line breaks within."""
    for _ in range(_TIMES):
        address, before = unquote(address), address
        if address == before:
            break
    return address.strip()


def leads_inside(address: str) -> bool:
    """Return whether an address leads to somebody's own machine, network or store, which no other reader can open."""
    followed = _UNSEEN.sub("", as_followed(address))
    if _INSIDE.match(followed) or _INSIDE_ANY.search(followed):
        return True
    return followed.lower().startswith(("http:", "https:")) and _is_own_host(followed)


def wrong_way(address: str) -> Literal["inside_link", "other_link"] | None:
    """Return what is wrong with where a link leads, None when it is to the web, to mail or to a telephone."""
    if leads_inside(address):
        return "inside_link"
    followed = _UNSEEN.sub("", as_followed(address))
    stated = _SCHEME.match(followed)
    is_odd = stated is not None and stated[1].lower() not in _OF_READERS and not followed.startswith(_PICTURE)
    return "other_link" if is_odd else None


def wrong_way_of_page(address: str) -> Literal["inside_link", "other_link"] | None:
    """Return what is wrong with where a link of a page leads that stands alone: a file beside it is not there."""
    followed = _UNSEEN.sub("", as_followed(address)).lower()
    is_beside = not _SCHEME.match(followed) and not followed.startswith(("www.", "#"))
    return wrong_way(address) or ("other_link" if is_beside or followed.startswith(_PICTURE) else None)


def telephone_of_link(address: str) -> str:
    """Return the telephone number that a link calls or writes to; empty for any other link."""
    found = _CALLED.match(as_followed(address))
    if found is None:
        return ""
    number, _, beside = found[1].partition("?")
    stated = re.search(r"phone=([^&]+)", beside)
    return re.sub(r"[^\d+]", "", stated[1] if stated else number.partition(";")[0])


def _is_own_host(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return True
    if "@" in parts.netloc or not host or host.endswith(_OWN_NETWORKS) or _OWN_STORES.search(host):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host
