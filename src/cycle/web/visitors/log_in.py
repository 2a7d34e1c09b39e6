"""The pages of log-in: ask for a link, look at it before it is pressed, log in once, log out."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from cycle.application.delivery import LoginCommunity, send_login_mail
from cycle.application.persons import (
    LIVES,
    Begun,
    FoundLink,
    end_session,
    everybody_here,
    identity_of,
    look_at_link,
    make_link,
    new_token,
    use_link,
)
from cycle.application.year import review_root
from cycle.catalogue import sentence
from cycle.errors import CycleError
from cycle.model import KnownPerson
from cycle.services import Services
from cycle.web.app_state import pages_of, services_of
from cycle.web.our_pages.forms import PostedForm, posted
from cycle.web.visitors.entrance import LOG_IN, Cookies, log_in_address, safe_page
from cycle.web.visitors.identity import who_asks
from cycle.web.visitors.mail_server import MailServerAsked
from cycle.web.visitors.rate_limit import RateLimit

log = logging.getLogger(__name__)

WHY_NOT: Mapping[str, str] = {
    "unknown": sentence("The link is not one of ours, or it is more than a month old. Ask for a new one."),
    "used": sentence("The link has been used, and works only once. Ask for a new one."),
    "over": sentence("The link is too old. Ask for a new one."),
    "elsewhere": sentence(
        "The link works only in the browser that asked for it. Open it there, or ask for a new one here. If you did "
        "not ask for it, somebody has sent you a link that is not meant for you."
    ),
    "gone": sentence("The person the link was for is no longer on the list of people. Ask the secretariat."),
}
TOO_OFTEN = sentence("There have been too many requests for a link. Wait a quarter of an hour, and try again.")
NO_MAIL = sentence(
    "The mail server does not answer, so no link can be sent now. Try again later. Whoever looks after the machine can "
    "run “cycle login --as NAME” there, and give you the link it prints."
)
ENDED = sentence(
    "You have been logged out, so what you filled in was not taken. Log in, and do it once more on the page you come "
    "to."
)
NO_ADDRESS = sentence("Write the e-mail address that the secretariat has for you.")


def log_in(request: Request) -> Response:
    """Return the page where somebody asks for a link; whoever is logged in goes on."""
    page = safe_page(request.query_params.get("til", "/"))
    if who_asks(request) is not None or identity_of(services_of(request)) == "name":
        return RedirectResponse(page, 303)
    return _ask_page(request, page=page, problem=ENDED if request.query_params.get("ut") else "")


async def ask_for_link(request: Request) -> Response:
    """Send a link to whoever has the address, and say the same whether anybody has it."""
    form = await posted(request)
    refused = await run_in_threadpool(_not_asked, request, form)
    if refused is not None:
        return refused
    server: MailServerAsked = request.app.state.mail_server
    if await server.answers():
        return await run_in_threadpool(_asked, request, form)
    page = safe_page(form.get("til", "/"))
    return await run_in_threadpool(lambda: _ask_page(request, page=page, problem=NO_MAIL, status=503))


def _not_asked(request: Request, form: PostedForm) -> Response | None:
    """Return what is said to somebody whose form asks for no link, or who asks too often; None for everybody else."""
    page, address = safe_page(form.get("til", "/")), _address(form)
    if "@" not in address or len(address) > 320:
        return _ask_page(request, page=page, problem=NO_ADDRESS, status=422)
    limit: RateLimit = request.app.state.asked_links
    if not limit.takes(address.casefold()):
        return _ask_page(request, page=page, problem=TOO_OFTEN, status=429)
    return None


def _asked(request: Request, form: PostedForm) -> Response:
    services, page, address = services_of(request), safe_page(form.get("til", "/")), _address(form)
    meant = [
        (community, [person for person in persons if person.address.casefold() == address.casefold()])
        for community, persons in everybody_here(services)
    ]
    # Thousands of invented addresses push one out of what is counted above; its mails stay few, and nothing tells so.
    mailed: RateLimit = request.app.state.mailed_links
    if any(persons for _, persons in meant) and not mailed.takes(address.casefold()):
        meant = []
    cookies: Cookies = request.app.state.cookies
    browser = cookies.browser(request.headers) or new_token()
    # In a thread, and after the answer: how long it takes must not tell whether somebody has the address.
    threading.Thread(target=_send, args=(services, meant, browser, page), daemon=True).start()
    shown = pages_of(request).show("login_sent.html", address=address, minutes=_minutes(), page=page)
    cookies.give_browser(shown, browser)
    return shown


def _address(form: PostedForm) -> str:
    return form.get("adresse", "").strip()


def link_page(request: Request) -> Response:
    """Return the page that says who a link logs in, and uses nothing up: mail scanners open it too."""
    token = request.path_params["token"]
    cookies: Cookies = request.app.state.cookies
    found = look_at_link(services_of(request), token, browser=cookies.browser(request.headers))
    who = who_asks(request)
    if (
        who is not None
        and found.person is not None
        and (who.person, who.community)
        == (
            found.person.key,
            found.person.community,
        )
    ):
        return RedirectResponse(found.page, 303)
    return _no_log_in(request, found) if found.why_not else _confirm_page(request, found, token)


def confirm(request: Request, _form: PostedForm) -> Response:
    """Log in, once, and go on to the page the link is for."""
    cookies: Cookies = request.app.state.cookies
    headers: Headers = request.headers
    begun = use_link(
        services_of(request),
        request.path_params["token"],
        browser=cookies.browser(headers),
        agent=headers.get("user-agent", ""),
        earlier=cookies.session(headers),
    )
    return _no_log_in(request, begun) if isinstance(begun, FoundLink) else _logged_in(cookies, begun)


def log_out(request: Request, _form: PostedForm) -> Response:
    """End the session, and forget it in the browser."""
    cookies: Cookies = request.app.state.cookies
    who = who_asks(request)
    end_session(services_of(request), cookies.session(request.headers), by=who.name if who else "")
    answer = RedirectResponse(LOG_IN, 303)
    cookies.take_session(answer)
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


def logged_in(cookies: Cookies, begun: Begun) -> Response:
    """Return the answer that lets the browser hold a new session."""
    return _logged_in(cookies, begun)


def _logged_in(cookies: Cookies, begun: Begun) -> Response:
    answer = RedirectResponse(begun.page, 303)
    cookies.give_session(answer, begun.token)
    return answer


def _send(
    services: Services, meant: Sequence[tuple[LoginCommunity, Sequence[KnownPerson]]], browser: str, page: str
) -> None:
    """Send one mail for each community in which somebody has the address."""
    for community, persons in meant:
        if persons:
            _send_of(services, community, persons, browser, page)


def _send_of(
    services: Services, community: LoginCommunity, meant: Sequence[KnownPerson], browser: str, page: str
) -> None:
    root, first = review_root(services.settings), meant[0]
    links = [
        {
            "name": person.name,
            "link": f"{root}{LOG_IN}/lenkje/{make_link(services, person, origin='door', browser=browser, page=page)}",
        }
        for person in meant
    ]
    try:
        send_login_mail(
            services,
            community,
            address=first.address,
            name=first.name if len(meant) == 1 else "",
            language=first.language,
            links=links,
            minutes=_minutes(),
        )
    except CycleError as error:
        log.warning("a link to log in could not be sent: %s", type(error).__name__)


def _ask_page(request: Request, *, page: str, problem: str = "", status: int = 200) -> Response:
    settings = services_of(request).settings
    return pages_of(request).show(
        "login.html",
        status=status,
        page=page,
        problem=pages_of(request).say(problem) if problem else "",
        provider=settings.oidc_name if settings.oidc_issuer else "",
        provider_link=f"{LOG_IN}/oidc?til={quote(page, safe='/')}",
    )


def _confirm_page(request: Request, found: FoundLink, token: str) -> Response:
    assert found.person is not None
    return pages_of(request).show(
        "login_link.html", name=found.person.name, address=found.person.address, token=token, page=found.page
    )


def _no_log_in(request: Request, found: FoundLink) -> Response:
    pages = pages_of(request)
    ways = ((log_in_address(found.page), pages.say("Ask for a new link")),)
    return pages.show(
        "error.html",
        status=410,
        title=pages.say("The link does not log in"),
        words=pages.say(WHY_NOT[found.why_not or "unknown"]),
        details="",
        ways=ways,
    )


def _minutes() -> int:
    return int(LIVES["door"].total_seconds() // 60)
