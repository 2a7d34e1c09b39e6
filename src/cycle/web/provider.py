"""The pages of log-in at a provider: the way there, and the way back."""

from __future__ import annotations

import logging

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cycle.application.persons import (
    IdentityProvider,
    ProviderError,
    Vouched,
    begin_session,
    everybody_here,
    new_token,
    person_vouched_for,
)
from cycle.catalogue import sentence
from cycle.model import KnownPerson
from cycle.services import Services
from cycle.web.app_state import pages_of, services_of
from cycle.web.entrance import Cookies, log_in_address, safe_page
from cycle.web.log_in import logged_in
from cycle.web.rate_limit import RateLimit

log = logging.getLogger(__name__)

PER_BROWSER = 20
"""Times one browser may go to the provider in a quarter of an hour; each asks the provider what it says of itself."""
TOO_OFTEN = sentence(
    "Too many have gone to the provider to log in. Wait a quarter of an hour, or ask for a link by e-mail."
)
NO_PROVIDER = sentence("Nobody logs in with a provider here.")
NOT_VOUCHED = sentence(
    "The provider did not log you in, or the answer came too late or to another browser. Try again, or ask for a link "
    "by e-mail."
)
NOT_KNOWN = sentence(
    "The provider knows you, but the list of people does not. Ask the secretariat to give you the address you have at "
    "the provider, or to note this identity for you: {subject}"
)


def to_provider(request: Request) -> Response:
    """Send somebody to the provider."""
    page, cookies = safe_page(request.query_params.get("til", "/")), _cookies(request)
    browser = cookies.browser(request.headers) or new_token()
    limit: RateLimit = request.app.state.begun_log_ins
    if not limit.takes(browser):
        return _page(request, words=pages_of(request).say(TOO_OFTEN), page=page, status=429)
    try:
        address = _provider(request).begin(browser=browser, page=page)
    except ProviderError as error:
        return _not_logged_in(request, error, page=page)
    answer = RedirectResponse(address, 303)
    cookies.give_browser(answer, browser)
    return answer


def from_provider(request: Request) -> Response:
    """Log in whom the provider vouches for, when it is somebody who is known."""
    services, cookies = services_of(request), _cookies(request)
    try:
        vouched = _provider(request).finish(dict(request.query_params), browser=cookies.browser(request.headers))
    except ProviderError as error:
        return _not_logged_in(request, error, page="/")
    person = _known(services, vouched)
    if person is None:
        words = pages_of(request).say(NOT_KNOWN, subject=vouched.subject)
        return _page(request, words=words, page=vouched.page, status=403)
    begun = begin_session(
        services,
        person,
        known_by="oidc",
        proof=f"{vouched.issuer} {vouched.subject}",
        agent=request.headers.get("user-agent", ""),
        page=vouched.page,
        earlier=cookies.session(request.headers),
    )
    return logged_in(cookies, begun)


def _known(services: Services, vouched: Vouched) -> KnownPerson | None:
    """Return whom the provider vouches for: of the community whose page was asked for, else of the first that knows."""
    everybody = sorted(everybody_here(services), key=lambda here: not vouched.page.startswith(f"/{here[0].id}/"))
    found = (person_vouched_for(vouched, persons) for _, persons in everybody)
    return next((person for person in found if person is not None), None)


def _not_logged_in(request: Request, error: ProviderError, *, page: str) -> Response:
    log.warning("nobody was logged in by the provider: %s", error)
    return _page(request, words=pages_of(request).say(NOT_VOUCHED), page=page, status=403)


def _page(request: Request, *, words: str, page: str, status: int) -> Response:
    pages = pages_of(request)
    ways = ((log_in_address(page), pages.say("Back to the log-in")),)
    return pages.show("error.html", status=status, title=pages.say("Not logged in"), words=words, details="", ways=ways)


def _provider(request: Request) -> IdentityProvider:
    provider: IdentityProvider | None = request.app.state.provider
    if provider is None:
        raise HTTPException(404, NO_PROVIDER)
    return provider


def _cookies(request: Request) -> Cookies:
    cookies: Cookies = request.app.state.cookies
    return cookies
