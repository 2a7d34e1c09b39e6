"""The service as one application: which address shows what of our pages, behind the one door to everything."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Mount, Route
from starlette.types import ASGIApp

from cycle.application.delivery import can_send
from cycle.application.persons import MOST_BEGUN, IdentityProvider
from cycle.application.year import (
    language_of,
    load_named_community,
    preview_of,
    review_root,
    run_link,
    runs_link,
    site_of,
    words_of,
)
from cycle.catalogue import sentence
from cycle.errors import CycleError
from cycle.model import Language
from cycle.services import Services
from cycle.settings import Settings
from cycle.web.app_state import pages_of, services_of
from cycle.web.door import GONE_SECONDS, Behind, Door
from cycle.web.our_pages import files, gates, post, replies, years
from cycle.web.our_pages.forms import form_page, takes_a_form
from cycle.web.our_pages.short_numbers import know_numbers
from cycle.web.our_pages.site import SiteFolder
from cycle.web.page_templates import Pages
from cycle.web.visitors import log_in, persons, provider, sessions
from cycle.web.visitors.asker import without_port
from cycle.web.visitors.entrance import Cookies, Entrance
from cycle.web.visitors.identity import asking, for_secretariat, of_own_community, taken_of_own_community
from cycle.web.visitors.mail_server import MailServerAsked
from cycle.web.visitors.rate_limit import RateLimit

log = logging.getLogger(__name__)

YEAR = "/{community}/{meeting}/{year:year}"

LOG_IN_ROUTES = (
    Route("/logg-inn", log_in.log_in),
    Route("/logg-inn", log_in.ask_for_link, methods=["POST"]),
    Route("/logg-inn/lenkje/{token}", log_in.link_page),
    Route("/logg-inn/lenkje/{token}", form_page(log_in.confirm), methods=["POST"]),
    Route("/logg-inn/oidc", provider.to_provider),
    Route("/logg-inn/oidc/svar", provider.from_provider),
    Route("/logg-ut", form_page(log_in.log_out), methods=["POST"]),
)
PERSON_ROUTES = (
    Route("/personar", persons.persons),
    Route("/personar/ny", persons.new_person),
    Route("/personar/ny", form_page(persons.add), methods=["POST"]),
    Route("/personar/{key}", persons.person),
    Route("/personar/{key}", form_page(persons.change), methods=["POST"]),
    Route("/personar/{key}/fjern", form_page(persons.remove), methods=["POST"]),
    Route("/innloggingar", sessions.sessions),
    Route("/innloggingar", form_page(sessions.end), methods=["POST"]),
)


def build_app(services: Services, *, behind: Behind | None = None) -> ASGIApp:
    """Return the application. `application/year/for_readers/links.py` prints the addresses it answers.

    Our pages read, and take the decisions of the gates; the runs are in what stands `behind` the door.
    """
    settings = services.settings

    def reads() -> Language:
        who = asking()
        if who is not None:
            return who.language
        try:
            return load_named_community(settings).community.language
        except CycleError:  # the page says what must be mended first
            return "nn"

    site = SiteFolder(
        lambda: site_of(settings, _looked_at(settings)), missing=sentence("The site is not published yet.")
    )
    preview = SiteFolder(
        lambda: preview_of(settings, _looked_at(settings)),
        missing=sentence("There is no preview yet. It comes with the archive step."),
    )
    app = Starlette(
        routes=_routes(site, preview),
        exception_handlers={HTTPException: _refused, CycleError: _problem, Exception: _broken},
    )
    app.state.services = services
    app.state.cookies = Cookies(settings)
    app.state.asked_links, app.state.mailed_links = RateLimit(time.monotonic), RateLimit(time.monotonic)
    app.state.mail_server = MailServerAsked(partial(can_send, settings), time.monotonic)
    app.state.begun_log_ins = RateLimit(time.monotonic, each=provider.PER_BROWSER, in_all=MOST_BEGUN)
    entrance = Entrance(services)
    back = f"{review_root(settings)}/logg-inn/oidc/svar"
    app.state.provider = IdentityProvider(settings, redirect=back) if settings.oidc_issuer else None
    app.state.provider_threads = provider.ProviderThreads()
    app.state.behind = behind
    pages = app.state.pages = _pages(settings, reads=reads, entrance=entrance)
    outside = without_port(urlsplit(settings.address).netloc)
    hosts = {"localhost", "127.0.0.1", settings.link_host, *([outside] if outside else [])}
    return Door(
        app,
        hosts=hosts,
        behind=behind,
        gone_page=lambda: _unavailable(pages, sentence("Prefect is not answering right now"), STARTING),
        failed_page=lambda why: _unavailable(pages, sentence("That did not work"), why),
        reads=reads,
        takes_a_form=lambda scope: takes_a_form(app.routes, scope),
        entrance=entrance,
        address=settings.address,
    )


def _pages(settings: Settings, *, reads: Callable[[], Language], entrance: Entrance) -> Pages:
    return Pages(
        settings.templates / "review",
        reads=reads,
        run=lambda run_id: run_link(settings, run_id),
        runs=lambda cycle_id, step="": runs_link(settings, cycle_id, step),
        asking=asking,
        identity=lambda: entrance.identity_on_pages,
    )


def _looked_at(settings: Settings) -> str:
    """Return whose site is shown: that of the community of who is logged in, else the configured one's."""
    who = asking()
    return who.community if who is not None else load_named_community(settings).community.id


def _routes(site: SiteFolder, preview: SiteFolder) -> list[BaseRoute]:
    """Return the addresses that our pages answer."""
    know_numbers()
    return [
        Route("/", years.years),
        *LOG_IN_ROUTES,
        *PERSON_ROUTES,
        Route("/stil/side.css", _beside("style.css", "text/css; charset=utf-8")),
        Route("/stil/ikon.svg", _beside("ikon.svg", "image/svg+xml")),
        Route("/filer/{sha256}/{name:path}", files.stored_file),
        Route("/sider/{sha256}/{number:short}.png", files.page_picture),
        Route("/pakkar/{name}", files.package),
        Route("/post", for_secretariat(post.post)),
        Route("/post/{name}", for_secretariat(post.mail)),
        Route("/post/{name}/brev", for_secretariat(post.mail_html)),
        Route("/post/{name}/kjelde", for_secretariat(post.mail_source)),
        Route("/post/{name}/vedlegg/{number:short}/{file:path}", for_secretariat(post.attachment)),
        Mount("/nettstad", app=site),
        Mount("/framsyning", app=preview),
        Route(YEAR + "/svar", of_own_community(replies.replies)),
        Route(YEAR + "/godkjenning/{step}", of_own_community(gates.gate)),
        Route(YEAR + "/godkjenning/{step}", taken_of_own_community(gates.answer_gate), methods=["POST"]),
        Route(YEAR + "/letters.{dispatch}", of_own_community(years.letters)),
        Route(YEAR + "/letters.{dispatch}/{number:short}", of_own_community(years.letter)),
        Route(YEAR + "/mailing.{dispatch}/kvittering.csv", of_own_community(years.proof)),
        Route(YEAR + "/mailing.{dispatch}/kvittering", of_own_community(years.proof_page)),
        Route(YEAR + "/mailing.{dispatch}", of_own_community(years.mailing)),
    ]


STARTING = sentence("Prefect may be starting. Wait a moment, and reload the page. The overview of the years works.")


def _beside(name: str, media_type: str) -> Callable[[Request], Response]:
    """Return the page that answers with a file that lies beside the templates."""

    def show(request: Request) -> Response:
        pages = pages_of(request)
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
    log.warning("%s: %s", _kind_of_page(request), type(error).__name__)
    return _error(request, 500, title=sentence("Something must be corrected first"), details=_words(request, error))


def _kind_of_page(request: Request) -> str:
    """Return which page of ours was asked for, without what its address holds: a link that logs in, a name."""
    asked = {"type": "http", "method": request.method, "path": request.scope["path"], "root_path": ""}
    routes = (route for route in request.app.routes if isinstance(route, Route | Mount))
    return next((route.path for route in routes if route.matches(asked)[0] is not Match.NONE), "a page")


def _words(request: Request, error: Exception) -> str:
    services = services_of(request)
    return words_of(error, language_of(services))


def _broken(request: Request, _error_: Exception) -> Response:
    return _error(request, 500, title=sentence("Something went wrong"))


def _unavailable(pages: Pages, title: str, words: str) -> Response:
    """Say what does not answer for the moment: Prefect, while our own pages do, or the store."""
    return pages.show(
        "error.html",
        status=503,
        headers={"Retry-After": GONE_SECONDS},
        title=pages.say(title),
        words=pages.say(words),
        details="",
        ways=(),
    )


def _error(request: Request, status: int, *, title: str = "", words: str = "", details: str = "") -> Response:
    pages = pages_of(request)
    return pages.show(
        "error.html",
        status=status,
        title=pages.say(title or "That did not work"),
        words=pages.say(words),
        details=details,
        ways=(),
    )
