"""The page of log-ins (innloggingar): where somebody is logged in, and how to end it."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cycle.application.persons import SessionRow, may, open_sessions, people_now
from cycle.catalogue import sentence
from cycle.model import Identified, KnownBy
from cycle.services import Services
from cycle.web.app_state import pages_of, services_of
from cycle.web.our_pages.forms import PostedForm
from cycle.web.visitors.identity import who_asks
from cycle.web.visitors.person_words import browser_named

HOW: dict[KnownBy, str] = {
    "link": sentence("by a link in a mail"),
    "oidc": sentence("by the provider of log-in"),
    "terminal": sentence("by a link from the machine's terminal"),
    "name": sentence("by a name that was typed"),
}
LOG_IN_FIRST = sentence("Log in to see where you are logged in.")
NO_SESSION = sentence("This log-in has ended already.")


def sessions(request: Request) -> Response:
    """Return one's own log-ins; the secretariat sees everybody's."""
    who, services = _who(request), services_of(request)
    names = {row.person.key: row.person.name for row in people_now(services, who.community)}
    pages = pages_of(request)
    return pages.show(
        "sessions.html",
        rows=_seen_by(services, who),
        names=names,
        how=HOW,
        who=who,
        browser=lambda agent: browser_named(agent, pages.language),
    )


def end(request: Request, form: PostedForm) -> Response:
    """End a log-in that one sees."""
    who, services = _who(request), services_of(request)
    if form.get("okt", "") not in {row.name for row in _seen_by(services, who)}:
        raise HTTPException(404, NO_SESSION)
    services.memory.sessions.end(who.community, form["okt"], by=who.name, now=services.now())
    return RedirectResponse("/innloggingar", 303)


def _seen_by(services: Services, who: Identified) -> list[SessionRow]:
    rows = open_sessions(services, who.community)
    return [row for row in rows if row.person == who.person or may(who, "persons")]


def _who(request: Request) -> Identified:
    who = who_asks(request)
    if who is None:
        raise HTTPException(403, LOG_IN_FIRST)
    return who
