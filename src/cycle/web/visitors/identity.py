"""Who a request to one of our pages is from: nobody, until they have logged in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from cycle.application.persons import may
from cycle.catalogue import sentence
from cycle.model import Identified, Language

ONLY_SECRETARIAT = sentence("Only the secretariat sees this page.")
OTHERS = sentence(
    "You are logged in as one of another health community. What belongs to this one is for its own people."
)
_asking: ContextVar[Identified | None] = ContextVar("asking", default=None)


def who_asks(request: Request) -> Identified | None:
    """Return who asks, None when it is not known: then a page asks for a name, or leads to the log-in."""
    found = request.scope.get("state", {}).get("who")
    return found if isinstance(found, Identified) else None


def own_community(request: Request) -> str:
    """Return the community of whoever is logged in, whose matter alone they see; empty where log-in is off."""
    who = who_asks(request)
    return who.community if who else ""


def own_language(request: Request) -> Language | None:
    """Return what whoever is logged in reads; None where log-in is off: then a year is read as it is written."""
    who = who_asks(request)
    return who.language if who else None


def of_own_community(show: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Return a page of a year that nobody of another community in the same home sees."""

    def shown(request: Request) -> Response:
        _refuse_others(request)
        return show(request)

    return shown


def taken_of_own_community(
    take: Callable[[Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """Return the same of a page that a form is sent to."""

    async def taken(request: Request) -> Response:
        _refuse_others(request)
        return await take(request)

    return taken


def asking() -> Identified | None:
    """Return who the request is from that is being answered: every page says it, and reads in their language."""
    return _asking.get()


@contextmanager
def answering(who: Identified | None) -> Iterator[None]:
    """Answer somebody while the block runs."""
    mark = _asking.set(who)
    try:
        yield
    finally:
        _asking.reset(mark)


def for_secretariat(show: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """Return a page that only the secretariat sees, where log-in is on: a mail to another may log in as them."""

    def shown(request: Request) -> Response:
        who = who_asks(request)
        if who is not None and not may(who, "persons"):
            raise HTTPException(403, ONLY_SECRETARIAT)
        return show(request)

    return shown


def _refuse_others(request: Request) -> None:
    own = own_community(request)
    if own and own != request.path_params["community"]:
        raise HTTPException(403, OTHERS)
