"""Where a request learns who is logged in: the cookies, what is open to everybody, and the way to the log-in."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.responses import Response

from cycle.application.actions import is_outdated, step_state, why_not_approve
from cycle.application.persons import (
    Identity,
    community_meant,
    identity_of,
    note_answer,
    note_outcome,
    note_start,
    who_holds,
)
from cycle.application.year import find_cycle
from cycle.catalogue import sentence
from cycle.errors import CycleError
from cycle.model import Identified
from cycle.services import Services
from cycle.settings import Settings

log = logging.getLogger(__name__)

OUTDATED = sentence(
    "What the proposal rests on was edited after it was made, so your approval was not taken. Open our own page of "
    "the step, and have the proposal made again there."
)
LOG_IN = "/logg-inn"
OPEN = re.compile(r"/logg-inn(/.*)?|/stil/.*|/api/(health|ready)|/favicon[\w-]*\.(ico|png)|/prefect/ico/.*")
"""What somebody sees who is not logged in."""
LOCAL_PAGE = re.compile(r"/(?![/\\])[^\x00-\x20\x7f\\]{0,380}")
DAY_SECONDS = 86_400


class Entrance:
    """Knows who holds which session, where log-in is on."""

    def __init__(self, services: Services) -> None:
        """Ask the store of these services."""
        self._services = services
        self.cookies = Cookies(services.settings)

    @property
    def identity(self) -> Identity:
        """Return how it is known here who decides."""
        return identity_of(self._services)

    @property
    def identity_on_pages(self) -> Identity:
        """Return the same for a page to tell; log-in where the store does not say, for the page may say just that."""
        try:
            return self.identity
        except CycleError:
            return "link"

    def who(self, headers: Headers, *, used: bool = True) -> Identified | None:
        """Return who is logged in with the session of this request, which is `used` by it; None where log-in is off."""
        if self.identity != "link":
            return None
        agent = headers.get("user-agent", "")
        return who_holds(self._services, self.cookies.session(headers), agent=agent, used=used)

    def is_shut(self, path: str) -> bool:
        """Return whether somebody must be logged in to see this address."""
        return not OPEN.fullmatch(path) and self.identity == "link"

    def community_meant(self, parameters: Mapping[str, Any]) -> str | None:
        """Return whose matter a run with these parameters is about; None when nobody can know."""
        return community_meant(self._services, parameters)

    def objection(self, who: Identified | None, *, cycle: str, step: str) -> str:
        """Return why an approval of what waits at a step would not count, as our own page says it; "" when it would.

        "" too where that cannot be known: then the gate looks at it again. `who` is None where log-in is off.
        """
        try:
            community, meeting, year = cycle.split("/")
            found = find_cycle(self._services, community=community, meeting=meeting, year=int(year))
            state, result = step_state(found, step), found.record.latest(step)
            if is_outdated(found, state):
                return found.say(OUTDATED)
            if who is None or state.state != "waiting" or result is None:
                return ""
            return why_not_approve(found, result, who)
        except (CycleError, ValueError):
            return ""

    def note_answer(self, who: Identified, *, run: str, key: str, answer: Any) -> int:
        """Write down who hands in which answer to a run's form; return under which number."""
        return note_answer(self._services, who, run=run, key=key, answer=answer)

    def note_start(self, who: Identified, parameters: Mapping[str, Any]) -> str:
        """Write down who starts a run with these parameters; return the key that the run is to bear."""
        return note_start(self._services, who, parameters)

    def note_outcome(self, number: int, status: str) -> None:
        """Write down what Prefect said to it; where that cannot be written, the row says that nobody knows yet."""
        try:
            note_outcome(self._services, number, status)
        except Exception:  # Prefect has the answer, and whoever gave it must not read that nothing was done
            log.warning("what became of answer %s could not be written", number, exc_info=True)


class Cookies:
    """What the service keeps in a browser: one name for each port, for cookies know no ports."""

    def __init__(self, settings: Settings) -> None:
        """Keep cookies for the address people reach the service at."""
        self._secure = settings.address.startswith("https://")
        first = "__Host-" if self._secure else ""
        self._session = f"{first}cycle_session_{settings.port}"
        self._browser = f"{first}cycle_browser_{settings.port}"

    def session(self, headers: Headers) -> str:
        """Return the session a browser holds, empty when none."""
        return _cookie(headers, self._session)

    def browser(self, headers: Headers) -> str:
        """Return what names the browser that asked for a link, empty when nothing does."""
        return _cookie(headers, self._browser)

    def give_session(self, response: Response, token: str) -> None:
        """Let the browser hold a session; it is gone when the browser is closed, and the store ends it before."""
        self._give(response, self._session, token, seconds=None)

    def give_browser(self, response: Response, token: str) -> None:
        """Let the browser hold what a link is bound to."""
        self._give(response, self._browser, token, seconds=DAY_SECONDS)

    def take_session(self, response: Response) -> None:
        """Take the session away."""
        self._give(response, self._session, "", seconds=0)

    def _give(self, response: Response, name: str, value: str, *, seconds: int | None) -> None:
        # Lax and not Strict: a link in a mail must find the session.
        response.set_cookie(name, value, max_age=seconds, path="/", secure=self._secure, httponly=True, samesite="lax")


def safe_page(page: str) -> str:
    """Return an address of ours to go on to after the log-in; the front page for all that could lead elsewhere."""
    return page if LOCAL_PAGE.fullmatch(page) and not page.startswith((LOG_IN, "/logg-ut", "/api/")) else "/"


def log_in_address(page: str, *, ended: bool = False) -> str:
    """Return the address of the log-in that leads back to a page; `ended` when what was filled in there is lost."""
    onward = safe_page(page)
    if ended:
        return f"{LOG_IN}?til={quote(onward, safe='/')}&ut=1"
    return LOG_IN if onward == "/" else f"{LOG_IN}?til={quote(onward, safe='/')}"


def _cookie(headers: Headers, name: str) -> str:
    """Return the value of a cookie; empty where it comes twice, since two programs could take each another."""
    found = [part.strip() for line in headers.getlist("cookie") for part in line.split(";")]
    values = [part.partition("=")[2] for part in found if part.partition("=")[0] == name]
    return values[0] if len(values) == 1 and re.fullmatch(r"[\w.-]{1,100}", values[0], re.ASCII) else ""
