"""Who a request to one of our pages is from: nobody, until they have logged in."""

from __future__ import annotations

from starlette.requests import Request

from cycle.model import Identified


def who_asks(request: Request) -> Identified | None:
    """Return who asks, None when it is not known: then a page asks for a name, or leads to the log-in."""
    found = request.scope.get("state", {}).get("who")
    return found if isinstance(found, Identified) else None
