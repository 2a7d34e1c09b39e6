"""The forms of our own pages: what was filled in, read once, and the pages that take it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

from cycle.catalogue import sentence

LARGEST = 200_000
"""Bytes of a form: a person types it."""
MOST_FIELDS = 2_000
KIND = "application/x-www-form-urlencoded"
TOO_LARGE = sentence("What came is too large.")
NO_FORM = sentence("The form could not be read. Go back, reload the page, and send it again.")

PostedForm = Mapping[str, str]
Endpoint = Callable[[Request], Awaitable[Response]]


def form_page(show: Callable[[Request, PostedForm], Response]) -> Endpoint:
    """Return the endpoint of a page that takes a form; `show` gets what was filled in, of each field the last value.

    The door lets only our own pages send one (`asker.py`): Origin or Sec-Fetch-Site says so, and no page can change it.
    """

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(show, request, await posted(request))

    return endpoint


async def posted(request: Request) -> PostedForm:
    """Return the fields of a form as a browser sends it; HTTPException when it is too large or something else."""
    if request.headers.get("content-type", "").partition(";")[0].strip().casefold() != KIND:
        raise HTTPException(415, NO_FORM)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise HTTPException(413, TOO_LARGE)
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise HTTPException(400, NO_FORM) from error
    return {name: value.replace("\r\n", "\n") for name, value in fields}


def takes_a_form(routes: Iterable[BaseRoute], scope: Scope) -> bool:
    """Return whether one of our pages takes what is sent to this address."""
    pages = (route for route in routes if isinstance(route, Route))
    return scope["method"] == "POST" and any(route.matches(scope)[0] is Match.FULL for route in pages)
