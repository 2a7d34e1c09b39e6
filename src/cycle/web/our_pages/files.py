"""Stored files, pictures of their pages and archive packages, as browsers may show or fetch them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from cycle.application.review import package_file, page_pictures, shown_file
from cycle.catalogue import sentence
from cycle.model import PDF, PNG
from cycle.web.app_state import services_of
from cycle.web.our_pages.disposition import disposition
from cycle.web.security_headers import FILE_POLICY
from cycle.web.visitors.identity import own_community

SHOWN = {PDF, PNG}
"""Shown in the browser; everything else is fetched, whatever it says it is."""
FOREVER = "private, max-age=31536000, immutable"


def stored_file(request: Request) -> Response:
    """Return a stored file that some result mentions, by its digest; 404 for any other."""
    services = services_of(request)
    sha256 = request.path_params["sha256"]
    file = shown_file(services, sha256, request.path_params["name"], community=own_community(request))
    if file is None:
        raise HTTPException(404, sentence("The file does not belong to any result of this service."))
    return _unchanging(
        request,
        tag=sha256,
        media_type=file.media_type,
        name=file.name,
        data=lambda: services.memory.files.get(sha256),
    )


def page_picture(request: Request) -> Response:
    """Return one page of a letter as a picture, numbered from 1; 404 when there is no such page."""
    sha256, number = request.path_params["sha256"], request.path_params["number"]
    pictures = page_pictures(services_of(request), sha256, community=own_community(request))
    if not 1 <= number <= len(pictures):
        raise HTTPException(404, sentence("The letter has no such page."))
    data = pictures[number - 1]
    tag = hashlib.sha256(data).hexdigest()
    return _unchanging(request, tag=tag, media_type=PNG, name=f"side-{number}.png", data=lambda: data)


def package(request: Request) -> Response:
    """Return an archive package that some year made; 404 for any other name."""
    path = package_file(services_of(request), request.path_params["name"], community=own_community(request))
    if path is None:
        raise HTTPException(404, sentence("There is no such archive package."))
    headers = {"Content-Disposition": disposition(path.name, inline=False), "Content-Security-Policy": FILE_POLICY}
    return FileResponse(path, media_type="application/zip", headers=headers)


def _unchanging(request: Request, *, tag: str, media_type: str, name: str, data: Callable[[], bytes]) -> Response:
    """Return bytes that never change under this address, or that the reader has them already."""
    inline = media_type in SHOWN
    headers = {"ETag": f'"{tag}"', "Cache-Control": FOREVER, "Content-Security-Policy": FILE_POLICY}
    if f'"{tag}"' in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = disposition(name, inline=inline)
    return Response(data(), media_type=media_type, headers=headers)
