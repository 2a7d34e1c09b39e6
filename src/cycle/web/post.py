"""The received mails of this machine, each as its reader sees it: its HTML shut in, its files to fetch, its source."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from cycle.settings import Settings
from cycle.steps.received import received_folder, received_mail, received_mails, received_source
from cycle.web.disposition import disposition
from cycle.web.guard import FILE_POLICY, MAIL_POLICY

MOST = 300
"""Mails listed at a time; the search field finds the others."""


def post(request: Request) -> Response:
    """Return the received mails, newest first; `?q=` keeps those whose name, address or subject holds the words."""
    settings = _settings(request)
    wanted = request.query_params.get("q", "").strip()
    needle = wanted.casefold()
    found = [one for one in received_mails(settings) if needle in f"{one.to_name}\n{one.to}\n{one.subject}".casefold()]
    return request.app.state.pages.show(  # type: ignore[no-any-return]
        "post.html",
        mails=found[:MOST],
        total=len(found),
        wanted=wanted,
        kept=received_folder(settings) is not None,
        mode=settings.mail_mode,
    )


def mail(request: Request) -> Response:
    """Return one mail: headers, HTML in a frame of its own, text, attachments."""
    name = request.path_params["name"]
    return request.app.state.pages.show("mail.html", name=name, mail=_mail(request))  # type: ignore[no-any-return]


def mail_html(request: Request) -> Response:
    """Return the HTML of a mail for its frame, under a policy that lets nothing run or be fetched."""
    html = _mail(request).html
    return Response(html, media_type="text/html; charset=utf-8", headers={"Content-Security-Policy": MAIL_POLICY})


def mail_source(request: Request) -> Response:
    """Return a mail as it was received, as plain text."""
    source = received_source(_settings(request), request.path_params["name"])
    if source is None:
        raise _no_such_mail()
    return Response(source, media_type="text/plain; charset=utf-8", headers={"Content-Security-Policy": FILE_POLICY})


def attachment(request: Request) -> Response:
    """Return one attachment of a mail, numbered from 1, always to be fetched and never shown here."""
    attachments, number = _mail(request).attachments, request.path_params["number"]
    if not 1 <= number <= len(attachments):
        raise HTTPException(404, "E-posten har ikkje eit slikt vedlegg.")
    one = attachments[number - 1]
    headers = {"Content-Disposition": disposition(one.name, inline=False), "Content-Security-Policy": FILE_POLICY}
    return Response(one.data, media_type="application/octet-stream", headers=headers)


def _mail(request: Request) -> Any:
    found = received_mail(_settings(request), request.path_params["name"])
    if found is None:
        raise _no_such_mail()
    return found


def _no_such_mail() -> HTTPException:
    return HTTPException(404, "Det er ikkje motteke nokon slik e-post her.")


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.services.settings
    return settings
