"""The received mails of this machine, each as its reader sees it: its HTML shut in, its files to fetch, its source."""

from __future__ import annotations

from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from cycle.application.delivery import (
    ReceivedMail,
    appointment_of,
    received_elsewhere,
    received_folder,
    received_mail,
    received_mails,
    received_source,
)
from cycle.catalogue import sentence
from cycle.errors import StoreError
from cycle.settings import Settings
from cycle.web.app_state import pages_of, services_of
from cycle.web.our_pages.disposition import disposition
from cycle.web.security_headers import FILE_POLICY, MAIL_POLICY
from cycle.web.visitors.identity import own_community

MOST = 300
"""Mails listed at a time; the search field finds the others."""


def post(request: Request) -> Response:
    """Return the received mails, newest first; `?q=` keeps those whose name, address or subject holds the words."""
    settings = _settings(request)
    wanted = request.query_params.get("q", "").strip()
    needle = wanted.casefold()
    others = _others(request)
    found = [
        mail
        for mail in received_mails(settings)
        if mail.name not in others and needle in f"{mail.to_name}\n{mail.to}\n{mail.subject}".casefold()
    ]
    pages = pages_of(request)
    return pages.show(
        "post.html",
        mails=found[:MOST],
        total=len(found),
        wanted=wanted,
        kept=received_folder(settings) is not None,
        mode=settings.mail_mode,
    )


def mail(request: Request) -> Response:
    """Return one mail: headers, HTML in a frame of its own, text, attachments; only its source if it is broken."""
    pages = pages_of(request)
    name = request.path_params["name"]
    try:
        found = _mail(request)
        return pages.show("mail.html", name=name, mail=found, meeting=appointment_of(found))
    except StoreError:
        words = pages.say(
            "It is written in a way that the service cannot read. The source shows every character that came."
        )
        ways = ((f"/post/{quote(name, safe='')}/kjelde", pages.say("See the source of the mail")),)
        return pages.show(
            "error.html", status=500, title=pages.say("The mail cannot be shown"), words=words, details="", ways=ways
        )


def mail_html(request: Request) -> Response:
    """Return the HTML of a mail for its frame, under a policy that lets nothing run or be fetched."""
    html = _mail(request).html
    return Response(html, media_type="text/html; charset=utf-8", headers={"Content-Security-Policy": MAIL_POLICY})


def mail_source(request: Request) -> Response:
    """Return a mail as it was received, as plain text."""
    name = request.path_params["name"]
    source = None if name in _others(request) else received_source(_settings(request), name)
    if source is None:
        raise _no_such_mail()
    return Response(source, media_type="text/plain; charset=utf-8", headers={"Content-Security-Policy": FILE_POLICY})


def attachment(request: Request) -> Response:
    """Return one attachment of a mail, numbered from 1, always to be fetched and never shown here."""
    attachments, number = _mail(request).attachments, request.path_params["number"]
    if not 1 <= number <= len(attachments):
        raise HTTPException(404, sentence("The mail has no such attachment."))
    chosen = attachments[number - 1]
    headers = {"Content-Disposition": disposition(chosen.name, inline=False), "Content-Security-Policy": FILE_POLICY}
    return Response(chosen.data, media_type="application/octet-stream", headers=headers)


def _mail(request: Request) -> ReceivedMail:
    name = request.path_params["name"]
    found = None if name in _others(request) else received_mail(_settings(request), name)
    if found is None:
        raise _no_such_mail()
    return found


def _others(request: Request) -> frozenset[str]:
    """Return the mails of other communities of this home, which whoever is logged in does not see."""
    own = own_community(request)
    return received_elsewhere(services_of(request), own) if own else frozenset()


def _no_such_mail() -> HTTPException:
    return HTTPException(404, sentence("No such mail has been received here."))


def _settings(request: Request) -> Settings:
    settings: Settings = services_of(request).settings
    return settings
