"""A mail that came to the address we wrote to, was passed on from there by a forward, and was turned down then."""

from __future__ import annotations

from cycle.model import Reply

NO_CODE = "5.0.0"
"""Stands for the code of a report that tells none."""
_TENANT = ".onmicrosoft.com"
_INSIDE = (".local", ".internal", ".lan", ".intern")


def one_organisation(one: str, other: str) -> bool:
    """Return whether two addresses are at one place, as far as their domains tell: then one is the other's name."""
    first, second = (address.lower().rpartition("@")[2] for address in (one, other))
    if first == second or first.endswith(f".{second}") or second.endswith(f".{first}"):
        return True
    return any(domain.endswith((_TENANT, *_INSIDE)) for domain in (first, second))


def was_passed_on(reply: Reply) -> bool:
    """Return whether a report says that our mail arrived, and that the address it was passed on to did not take it."""
    return reply.what == "delivered" and reply.code.startswith("5")
