"""What of a request's and an answer's headers goes on through the door: what is named here, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import httpx
from starlette.background import BackgroundTask
from starlette.datastructures import Headers
from starlette.responses import StreamingResponse

IN = frozenset(
    {
        "accept",
        "accept-encoding",
        "accept-language",
        "content-type",
        "host",
        "if-modified-since",
        "if-none-match",
        "user-agent",
        "x-prefect-api-version",
        "prefect-version",
        "prefect-client-version",
    }
)
"""No cookie, no log-in, nothing about who sent it on, nothing that Prefect would write down as who did it."""
OUT = frozenset(
    {
        "cache-control",
        "content-disposition",
        "content-encoding",
        "content-length",
        "content-type",
        "etag",
        "last-modified",
        "retry-after",
        "vary",
    }
)
"""No leave to read for other origins, no demand for a password, no cookie."""


def headers_in(headers: Headers) -> list[tuple[bytes, bytes]]:
    """Return the headers of a request that Prefect gets."""
    return [(name, value) for name, value in headers.raw if name.decode("latin-1").lower() in IN]


def passed_on(answer: httpx.Response, more: Mapping[str, str]) -> StreamingResponse:
    """Return an answer of Prefect's as it comes, with the headers that are let out and more."""

    async def parts() -> AsyncIterator[bytes]:
        try:
            async for part in answer.aiter_raw():
                yield part
        finally:
            await answer.aclose()

    made = StreamingResponse(parts(), answer.status_code, background=BackgroundTask(answer.aclose))
    made.raw_headers = [
        *((name.lower(), value) for name, value in answer.headers.raw if name.decode("latin-1").lower() in OUT),
        *((name.lower().encode(), value.encode()) for name, value in more.items()),
    ]
    return made
