"""The public site as it stands and as it will be, served from its folder; no path leads out of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from cycle.web.guard import FILE_POLICY, SITE_POLICY

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
        """Serve what `folder()` returns at each request; `missing` says in nynorsk why there is no site yet."""
        self._folder = folder
        self._missing = missing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; 404 when there is no such page."""
        folder = self._folder()
        if not folder.is_dir():
            raise HTTPException(404, self._missing)
        await _Files(directory=folder, html=True)(scope, receive, send)


class _Files(StaticFiles):
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
