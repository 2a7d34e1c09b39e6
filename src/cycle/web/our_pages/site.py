"""The public site as it stands and as it will be, served from its folder; no path leads out of it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from markupsafe import escape
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from cycle.web.security_headers import FILE_POLICY, SITE_POLICY

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".svg": "image/svg+xml",
    ".ics": "text/calendar; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".atom": "application/atom+xml",
    ".xml": "application/xml",
}
"""Shown by the browser; everything else on the site is fetched."""


class SiteFolder:
    """A built site under one path. The folder may be missing or be swapped for a newer one at any time."""

    def __init__(self, folder: Callable[[], Path], *, missing: str) -> None:
        """Serve what `folder()` returns at each request; `missing` says why there is no site yet."""
        self._folder = folder
        self._missing = missing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; 404 when there is no such page."""
        folder = self._folder()
        if not folder.is_dir():
            raise HTTPException(404, self._missing)
        await _Files(directory=folder, html=True)(scope, receive, send)


_HOME = re.compile(r"<!-- home ?(\w*): (.*?) -->")
"""Where the page for what is not found has room for the way to the front page."""


class _Files(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with the file; the page for what is not found gets the way to the front page of this very site."""
        response = await super().get_response(path, scope)
        if response.status_code != 404 or not isinstance(response, FileResponse):
            return response
        home = escape(f"{scope.get('root_path', '').rstrip('/')}/")
        page = _HOME.sub(
            lambda way: f'<p><a href="{home}{way[1]}{"/" if way[1] else ""}">{way[2]}</a></p>',
            Path(response.path).read_text("utf-8"),
        )
        return HTMLResponse(page, 404, {"Content-Security-Policy": SITE_POLICY, "Cache-Control": "no-cache"})

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        response = super().file_response(full_path, stat_result, scope, status_code)
        suffix = Path(full_path).suffix.casefold()
        if response.status_code != 304:
            response.headers["Content-Type"] = MEDIA_TYPES.get(suffix, "application/octet-stream")
        response.headers["Content-Security-Policy"] = FILE_POLICY if suffix == ".pdf" else SITE_POLICY
        response.headers["Cache-Control"] = "no-cache"
        return response
