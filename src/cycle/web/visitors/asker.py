"""What stands at the door: a page of ours in a browser, one of our own processes, or somebody who may only read.

Who the person is, `entrance.py` knows.
"""

from __future__ import annotations

import hmac
from base64 import b64decode
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from cycle.catalogue import sentence

Kind = Literal["page", "service", "reader"]
ONCE = ("host", "origin", "authorization", "content-type", "content-length", "sec-fetch-site")
"""Headers that mean two things when they come twice, to two programs that read them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks: `page` is a page of ours in a browser, `service` has the secret, `reader` is anybody else."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody is turned away: a status of HTTP and a sentence."""

    status: int
    words: str


FOREIGN = Refusal(403, sentence("Another website than this service cannot ask for anything here."))
FROM_NOWHERE = Refusal(
    403,
    sentence(
        "The browser does not say which page this came from, so it was not taken. Open the page again, and try again. "
        "If it happens again, tell whoever looks after the machine: the proxy must let “Origin” through."
    ),
)
WRONG_SECRET = Refusal(401, sentence("The secret is wrong."))
NOT_FOR_BROWSERS = Refusal(403, sentence("The secret is not for browsers."))
TWICE = Refusal(400, sentence("A header came twice."))
NOT_OURS = Refusal(421, sentence("This address does not belong to the service."))


def host_refusal(headers: Headers, hosts: frozenset[str]) -> Refusal | None:
    """Return why the host name asked for is none of ours (against DNS rebinding); None when it is."""
    names = headers.getlist("host")
    if len(names) != 1 or without_port(names[0]) not in hosts:
        return NOT_OURS
    return TWICE if any(len(headers.getlist(name)) > 1 for name in ONCE) else None


def asker_of(headers: Headers, *, secret: str, address: str = "") -> Asker | Refusal:
    """Return who asks, or why nobody of ours does. The host name has been found to be ours.

    `address` is where people reach the service when a proxy stands before it, which may have changed the host name.

    A browser tells where a request comes from, and a page cannot change what it tells: `Origin` with everything but
    plain reading, and `Sec-Fetch-Site` where the address is this machine's own or has a certificate.
    """
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    given = headers.get("authorization")
    if origin is not None and not _is_own(origin, headers["host"], address):
        return FOREIGN
    if site in {"cross-site", "same-site"} and not _is_followed_link(headers):
        return FOREIGN
    if given is not None:
        if origin is not None or site is not None:
            return NOT_FOR_BROWSERS
        return Asker(kind="service") if is_secret(given, secret) else WRONG_SECRET
    return Asker(kind="page" if origin is not None or site == "same-origin" else "reader")


def is_secret(given: str, secret: str) -> bool:
    """Return whether an Authorization header holds the secret, in a time that does not tell how nearly."""
    scheme, _, token = given.partition(" ")
    try:
        found = b64decode(token.strip(), validate=True)
    except ValueError:
        return False
    return scheme.casefold() == "basic" and hmac.compare_digest(found, secret.encode())


def without_port(host: str) -> str:
    """Return a host name as names are compared."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).casefold()


def _is_own(origin: str, host: str, address: str) -> bool:
    """Return whether the origin is the address asked for: the name is ours, so it is enough that they are the same.

    Where people reach that name with a certificate, a page of it without one is whoever sits on the line.
    """
    said, name, own = origin.casefold(), host.casefold(), urlsplit(address.casefold())
    if own.scheme == "https" and without_port(name) == without_port(own.netloc):
        return said in {f"https://{name}", f"https://{own.netloc}"}
    return said in {f"http://{name}", f"https://{name}"} or bool(address and said == f"{own.scheme}://{own.netloc}")


def _is_followed_link(headers: Headers) -> bool:
    """Return whether somebody followed a link to a page of its own, as from a mail; a frame is no page of its own."""
    return headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
