"""The service as one application: which address shows what of our pages, behind the one door to everything."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from cycle.application.year import language_of, load_named_community, preview_of, run_link, runs_link, site_of, words_of
from cycle.catalogue import sentence
from cycle.errors import CycleError
from cycle.model import Language
from cycle.services import Services
from cycle.web import files, gates, post, replies, years
from cycle.web.door import GONE_SECONDS, Behind, Door
from cycle.web.forms import takes_a_form
from cycle.web.pages import Pages
from cycle.web.site import SiteFolder

log = logging.getLogger(__name__)

YEAR = "/{community}/{meeting}/{year:int}"


def build_app(services: Services, *, behind: Behind | None = None) -> ASGIApp:
    """Return the application. `application/year/links.py` prints the addresses it answers.

    Our pages read, and take the decisions of the gates; the runs are in what stands `behind` the door.
    """
    settings = services.settings

    def community() -> str:
        return load_named_community(settings).community.id

    def reads() -> Language:
        try:
            return load_named_community(settings).community.language
        except CycleError:  # the page says what must be mended first
            return "nn"

    site = SiteFolder(lambda: site_of(settings, community()), missing=sentence("The site is not published yet."))
    preview = SiteFolder(
        lambda: preview_of(settings, community()),
        missing=sentence("There is no preview yet. It comes with the archive step."),
    )
    app = Starlette(
        routes=[
            Route("/", years.years),
            Route("/stil/side.css", _beside("style.css", "text/css; charset=utf-8")),
            Route("/stil/ikon.svg", _beside("ikon.svg", "image/svg+xml")),
            Route("/filer/{sha256}/{name:path}", files.stored_file),
            Route("/sider/{sha256}/{number:int}.png", files.page_picture),
            Route("/pakkar/{name}", files.package),
            Route("/post", post.post),
            Route("/post/{name}", post.mail),
            Route("/post/{name}/brev", post.mail_html),
            Route("/post/{name}/kjelde", post.mail_source),
            Route("/post/{name}/vedlegg/{number:int}/{file:path}", post.attachment),
            Mount("/nettstad", app=site),
            Mount("/framsyning", app=preview),
            Route(YEAR + "/svar", replies.replies),
            Route(YEAR + "/godkjenning/{step}", gates.gate),
            Route(YEAR + "/godkjenning/{step}", gates.answer_gate, methods=["POST"]),
            Route(YEAR + "/letters.{dispatch}", years.letters),
            Route(YEAR + "/letters.{dispatch}/{number:int}", years.letter),
            Route(YEAR + "/mailing.{dispatch}/kvittering.csv", years.proof),
            Route(YEAR + "/mailing.{dispatch}", years.mailing),
        ],
        exception_handlers={HTTPException: _refused, CycleError: _problem, Exception: _broken},
    )
    app.state.services = services
    app.state.behind = behind
    pages = app.state.pages = Pages(
        settings.templates / "review",
        reads=reads,
        run=lambda run_id: run_link(settings, run_id),
        runs=lambda cycle_id, step="": runs_link(settings, cycle_id, step),
    )
    hosts = {"localhost", "127.0.0.1", settings.link_host}
    return Door(
        app,
        hosts=hosts,
        behind=behind,
        gone_page=lambda: _gone(pages),
        reads=reads,
        takes_a_form=lambda scope: takes_a_form(app.routes, scope),
    )


STARTING = sentence("Prefect may be starting. Wait a moment, and reload the page. The overview of the years works.")


def _beside(name: str, media_type: str) -> Callable[[Request], Response]:
    """Return the page that answers with a file that lies beside the templates."""

    def show(request: Request) -> Response:
        pages: Pages = request.app.state.pages
        return Response(pages.file(name), media_type=media_type, headers={"Cache-Control": "no-cache"})

    return show


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = error.detail if error.detail != HTTPStatus(error.status_code).phrase else ""
    return _error(
        request, error.status_code, title=sentence("Page not found") if error.status_code == 404 else "", words=words
    )


def _problem(request: Request, error: Exception) -> Response:
    """Show what must be mended, in the words of the error."""
    log.warning("%s: %s", request.scope["path"], type(error).__name__)
    return _error(request, 500, title=sentence("Something must be corrected first"), details=_words(request, error))


def _words(request: Request, error: Exception) -> str:
    services: Services = request.app.state.services
    return words_of(error, language_of(services))


def _broken(request: Request, _error_: Exception) -> Response:
    return _error(request, 500, title=sentence("Something went wrong"))


def _gone(pages: Pages) -> Response:
    """Say that Prefect does not answer, while our own pages do."""
    return pages.show(
        "error.html",
        status=503,
        headers={"Retry-After": GONE_SECONDS},
        title=pages.say("Prefect is not answering right now"),
        words=pages.say(
            "Prefect may be starting. Wait a moment, and reload the page. The overview of the years works."
        ),
        details="",
        ways=(),
    )


def _error(request: Request, status: int, *, title: str = "", words: str = "", details: str = "") -> Response:
    pages: Pages = request.app.state.pages
    return pages.show(
        "error.html",
        status=status,
        title=pages.say(title or "That did not work"),
        words=pages.say(words),
        details=details,
        ways=(),
    )
