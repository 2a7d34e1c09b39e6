"""Stands before every page: only reading, only under our own names, and nothing runs or is fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""Pages hold no script; pictures, styles and frames come from here."""

FILE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
)
"""PDF files and pictures. Browsers show a PDF with styles of their own and not at all in a sandbox."""

SITE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""The public site carries its style in each page, and a policy of its own that names that style by its hash."""

MAIL_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
"""The HTML of a received mail: nothing runs, nothing is fetched, no form is sent, no window is opened."""

HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-site",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
"""Set on every response that does not say otherwise itself."""

READING = ("GET", "HEAD")


class Guard:
    """Lets reading requests under the allowed host names through to the pages, and adds the headers."""

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str]) -> None:
        """Guard `app`; `hosts` are the names without port it may be asked for under (against DNS rebinding)."""
        self._app = app
        self._hosts = frozenset(host.casefold() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refusal(scope)
        await (refused or self._app)(scope, receive, with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        hosts = Headers(scope=scope).getlist("host")
        if len(hosts) != 1 or _without_port(hosts[0]) not in self._hosts:
            return _refuse(HTTPStatus.MISDIRECTED_REQUEST, "Denne adressa høyrer ikkje til tenesta.")
        if scope["method"] not in READING:
            return _refuse(HTTPStatus.METHOD_NOT_ALLOWED, "Her kan ein berre lese.", Allow=", ".join(READING))
        return None


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).casefold()


def _refuse(status: HTTPStatus, words: str, **headers: str) -> Response:
    return Response(f"{words}\n", status_code=status, media_type="text/plain; charset=utf-8", headers=headers)
