"""Prefect's two UIs under `/prefect`: files to read, one answer that is changed, and where its old addresses lead."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Scope

from cycle.web.security_headers import UI_POLICY
from cycle.web.to_prefect.inner import Inner
from cycle.web.to_prefect.passing import headers_in, passed_on

VERSION = "prefect_ui_version"
"""The one cookie of Prefect's: which of its two UIs somebody chose."""
HEADERS = {"Content-Security-Policy": UI_POLICY, "X-Frame-Options": "DENY"}
OLD = re.compile(r"/(runs|deployments|artifacts|flows|dashboard|v2|ico)(/.*)?")
"""First words of Prefect's addresses from when its UI stood at the root: in old mails, and in files of its own."""
STATE_ICON = re.compile(r"(?:/v2)?/(?:ico/)?(cancelled|completed|crashed|failed|pending|running|scheduled|late)\.svg")
FAVICON = re.compile(r"/favicon[\w-]*\.(ico|png)")
NO_ICON = re.compile(r"(?:/prefect)?(?:/v2)?/(?:ico/)?(paused|suspended|cancelling)\.svg")


class Ui:
    """Prefect's pages in a browser."""

    def __init__(self, inner: Inner) -> None:
        """Fetch the pages from `inner`."""
        self._inner = inner

    async def answer(self, scope: Scope) -> Response:
        """Return the answer to one request for reading below `/prefect`; Gone when Prefect does not answer."""
        request = Request(scope)
        if NO_ICON.fullmatch(scope["path"]):
            return Response(status_code=204)
        chosen = request.cookies.get(VERSION)
        cookie = [(b"cookie", f"{VERSION}={chosen}".encode())] if chosen in {"v1", "v2"} else []
        query = scope["query_string"]
        target = scope["raw_path"].split(b"?")[0] + (b"?" + query if query else b"")
        headers = [*headers_in(request.headers), *cookie]
        if scope["path"].endswith("/ui-settings") and request.method == "GET":
            settings = await self._inner.ask_whole(request.method, target, headers)
            if settings.status_code == 200:
                # Else Prefect's pages ask for its password, in a page of their own.
                return JSONResponse({**json.loads(settings.content), "auth": None}, headers=HEADERS)
            kind = settings.headers.get("content-type")
            return Response(settings.content, settings.status_code, HEADERS, kind)
        answer = await self._inner.ask(request.method, target, headers)
        if answer.has_redirect_location:
            await answer.aclose()
            return _led_on(answer.headers["location"], answer.status_code)
        kept = {} if "cache-control" in answer.headers else {"Cache-Control": "no-cache"}
        return passed_on(answer, {**HEADERS, **kept})


def old_address(scope: Scope) -> str:
    """Return where an address of Prefect's leads that has no `/prefect` before it yet; empty for all others."""
    path = scope["path"]
    query = scope["query_string"].decode("latin-1")
    icon = STATE_ICON.fullmatch(path)
    if icon:
        return f"/prefect/v2/{icon[1]}.svg"
    if NO_ICON.fullmatch(path):
        return f"/prefect{path}"
    if FAVICON.fullmatch(path):
        return f"/prefect/ico{path}"
    if not OLD.fullmatch(path):
        return ""
    written = scope["raw_path"].split(b"?")[0].decode("latin-1")
    return f"/prefect{written}{f'?{query}' if query else ''}"


def _led_on(location: str, status: int) -> Response:
    """Lead on within Prefect's pages only."""
    to = urlsplit(location)
    if not (to.path == "/prefect" or to.path.startswith("/prefect/")):
        return Response(status_code=404)
    return RedirectResponse(to.path + (f"?{to.query}" if to.query else ""), status, HEADERS)
