"""The pages of log-in at a provider: the way there, and the way back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
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
from cycle.web.visitors.entrance import Cookies, log_in_address, safe_page
from cycle.web.visitors.log_in import logged_in
from cycle.web.visitors.rate_limit import RateLimit

log = logging.getLogger(__name__)
T = TypeVar("T")
THREADS, MOST_UNDER_WAY, LONGEST_SECONDS = 4, 200, 40.0
"""Threads that wait for the provider, how many may wait for one, and how long anybody waits in all."""

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


class ProviderThreads:
    """Where the provider is waited for: a few threads apart, for one that hangs would take those of all our pages."""

    def __init__(self) -> None:
        """Start none before somebody goes to the provider."""
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="provider")
        self._under_way = 0

    async def run(self, ask: Callable[[], T]) -> T:
        """Return what the provider is asked for; ProviderError when too many ask, or the answer is too long in coming.

        Whoever waits holds no thread of the pages.
        """
        if self._under_way >= MOST_UNDER_WAY:
            raise ProviderError("too many wait for the provider at once")
        self._under_way += 1
        try:
            return await asyncio.wait_for(asyncio.get_running_loop().run_in_executor(self._pool, ask), LONGEST_SECONDS)
        except TimeoutError as error:
            raise ProviderError("the provider was too long in answering") from error
        finally:
            self._under_way -= 1


async def to_provider(request: Request) -> Response:
    """Send somebody to the provider."""
    page, cookies = safe_page(request.query_params.get("til", "/")), _cookies(request)
    browser = cookies.browser(request.headers) or new_token()
    limit: RateLimit = request.app.state.begun_log_ins
    if not limit.takes(browser):
        return await run_in_threadpool(_too_often, request, page)
    provider = _provider(request)
    try:
        address = await _threads(request).run(lambda: provider.begin(browser=browser, page=page))
    except ProviderError as error:
        return await run_in_threadpool(_not_logged_in, request, error, page=page)
    answer = RedirectResponse(address, 303)
    cookies.give_browser(answer, browser)
    return answer


async def from_provider(request: Request) -> Response:
    """Log in whom the provider vouches for, when it is somebody who is known."""
    provider, browser = _provider(request), _cookies(request).browser(request.headers)
    try:
        vouched = await _threads(request).run(lambda: provider.finish(dict(request.query_params), browser=browser))
    except ProviderError as error:
        return await run_in_threadpool(_not_logged_in, request, error, page="/")
    return await run_in_threadpool(_come_in, request, vouched)


def _come_in(request: Request, vouched: Vouched) -> Response:
    services, cookies = services_of(request), _cookies(request)
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


def _too_often(request: Request, page: str) -> Response:
    return _page(request, words=pages_of(request).say(TOO_OFTEN), page=page, status=429)


def _page(request: Request, *, words: str, page: str, status: int) -> Response:
    pages = pages_of(request)
    ways = ((log_in_address(page), pages.say("Back to the log-in")),)
    return pages.show("error.html", status=status, title=pages.say("Not logged in"), words=words, details="", ways=ways)


def _provider(request: Request) -> IdentityProvider:
    provider: IdentityProvider | None = request.app.state.provider
    if provider is None:
        raise HTTPException(404, NO_PROVIDER)
    return provider


def _threads(request: Request) -> ProviderThreads:
    threads: ProviderThreads = request.app.state.provider_threads
    return threads


def _cookies(request: Request) -> Cookies:
    cookies: Cookies = request.app.state.cookies
    return cookies
