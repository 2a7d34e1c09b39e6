"""The one door: our pages at the root, Prefect's UI under `/prefect`, its API at `/api`, and who may do what there."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from urllib.parse import unquote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cycle.catalogue import say, sentence
from cycle.errors import CycleError
from cycle.model import Identified, Language
from cycle.web.security_headers import HEADERS, LOG_IN_HEADERS, READING
from cycle.web.to_prefect.api import Api
from cycle.web.to_prefect.inner import Inner, ServerUnreachable
from cycle.web.to_prefect.policy import is_deed
from cycle.web.to_prefect.sockets import relay
from cycle.web.to_prefect.ui import Ui, old_address
from cycle.web.visitors.asker import FOREIGN, FROM_NOWHERE, Asker, Refusal, asker_of, host_refusal
from cycle.web.visitors.entrance import LOG_IN, OPEN, Entrance, log_in_address
from cycle.web.visitors.identity import answering

log = logging.getLogger(__name__)

API, UI = "/api", "/prefect"
ODD = Refusal(400, sentence("The address is written in a way that cannot be used here."))
ONLY_READING = sentence("Here you can only read.")
CHECKED_FIRST = f"{API}/ui/schemas/validate"
"""Where Prefect's new page asks of a form before it sends it. Refused, it says so in English and sends nothing, and why
is never read; taken, the form is refused in words. Nothing of Prefect's is asked."""
LOG_IN_FIRST = sentence("You are not logged in, or the log-in has ended. Log in, and do it again. Nothing was done.")
FAILED = sentence(
    "The service cannot look up right now what it must know, so nothing was done. Try again in a moment. If it goes "
    "on, tell whoever looks after the machine."
)
UNFORESEEN = sentence(
    "Something went wrong. See whether it was done before you do it again. If it goes on, tell whoever looks after the "
    "machine."
)
GONE_SECONDS = "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """What stands behind the door beside our pages."""

    prefect: Inner
    secret: str
    """What our own processes show."""


class Door:
    """Answers every request to the service. Without anything behind it, the pages stand alone."""

    def __init__(
        self,
        pages: ASGIApp,
        *,
        hosts: Iterable[str],
        behind: Behind | None = None,
        gone_page: Callable[[], Response] | None = None,
        failed_page: Callable[[str], Response] | None = None,
        reads: Callable[[], Language] = lambda: "nn",
        takes_a_form: Callable[[Scope], bool] = lambda _: False,
        entrance: Entrance | None = None,
        address: str = "",
    ) -> None:
        """Stand before `pages` and what is `behind`; `hosts` are the names without port the service answers to.

        `reads` gives the language of the people who ask, `takes_a_form` says which of our pages something is sent to,
        `entrance` knows who is logged in, `address` is where people reach the service through a proxy.
        """
        self._entrance, self._address = entrance, address
        self._takes_a_form = takes_a_form
        self._reads = reads
        self._pages = pages
        self._hosts = frozenset(host.casefold() for host in hosts)
        self._behind = behind
        self._gone_page = gone_page or (lambda: Response("", status_code=503))
        self._failed_page = failed_page or (lambda _: Response("", status_code=503))
        self._api = Api(behind.prefect, reads=reads, entrance=entrance) if behind else None
        self._ui = Ui(behind.prefect) if behind else None
        self._warned = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["type"] == "http":
            await self._request(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request of HTTP, in a sentence also where the store fails: then nobody is known."""
        asker = self._asker(scope)
        who: Identified | None = None
        try:
            who = await self._who(scope, used=_is_a_persons(scope, asker))
            with answering(who):
                answer = await self._answer(scope, receive, asker, who)
        except CycleError as error:
            self._tell_once(f"a request could not be answered ({type(error).__name__})")
            answer = self._failed(scope, FAILED)
        except Exception:  # whatever nobody foresaw
            log.exception("a request could not be answered")
            answer = self._failed(scope, UNFORESEEN)
        with answering(who):
            await answer(scope, receive, _with_headers(send, scope["path"]))

    def _failed(self, scope: Scope, why: str) -> Response:
        """Say why there is no answer; without a page where that cannot be made either."""
        words = say(self._reads(), why)
        if _is_below(scope["path"], API):
            return JSONResponse({"detail": words}, 503, {"Retry-After": GONE_SECONDS})
        try:
            return self._failed_page(why)
        except Exception:
            log.exception("nor could the page that says so be made")
            return Response(f"{words}\n", 503, media_type="text/plain; charset=utf-8")

    def _asker(self, scope: Scope) -> Asker | Refusal:
        headers = Headers(scope=scope)
        refused = host_refusal(headers, self._hosts)
        return refused or asker_of(headers, secret=self._secret, address=self._address)

    async def _answer(self, scope: Scope, receive: Receive, asker: Asker | Refusal, who: Identified | None) -> ASGIApp:
        if isinstance(asker, Refusal):
            return _turned_away(asker, self._reads())
        scope.setdefault("state", {}).update(asker=asker, who=who)
        if who is None and asker.kind != "service" and await self._is_shut(scope["path"]):
            return self._led_to_log_in(scope)
        path, reading = scope["path"], scope["method"] in READING
        inside = _is_below(path, API) or _is_below(path, UI)
        if inside and is_odd(scope):
            return _turned_away(ODD, self._reads())
        try:
            if _is_below(path, API):
                answer = await self._ask_api(scope, receive, asker, who)
                self._warned = ""
                return answer
            if not reading and not _is_below(path, UI) and self._takes_a_form(scope):
                return self._pages if asker.kind == "page" else _turned_away(FROM_NOWHERE, self._reads())
            if not reading:
                words = {"Allow": ", ".join(READING)}
                return Response(f"{say(self._reads(), ONLY_READING)}\n", 405, words, "text/plain; charset=utf-8")
            if _is_below(path, UI):
                return await self._ui.answer(scope) if self._ui else self._gone_page()
        except ServerUnreachable as error:
            self._tell_once(f"Prefect does not answer ({error})")
            return _gone_data(self._reads()) if _is_below(path, API) else self._gone_page()
        elsewhere = old_address(scope)
        return RedirectResponse(elsewhere, 307) if elsewhere else self._pages

    def _tell_once(self, words: str) -> None:
        """Log what each of many requests meets while Prefect is gone."""
        if words != self._warned:
            log.warning(words)
        self._warned = words

    async def _ask_api(self, scope: Scope, receive: Receive, asker: Asker, who: Identified | None) -> ASGIApp:
        if scope["method"] not in READING and asker.kind == "reader":
            return _turned_away(FOREIGN, self._reads())
        return await self._api.answer(scope, receive, asker, who) if self._api else _gone_data(self._reads())

    async def _who(self, scope: Scope, *, used: bool) -> Identified | None:
        headers = Headers(scope=scope)
        if self._entrance is None or "authorization" in headers or host_refusal(headers, self._hosts):
            return None
        try:
            return await run_in_threadpool(partial(self._entrance.who, headers, used=used))
        except CycleError:
            if OPEN.fullmatch(scope["path"]):
                return None  # what everybody sees needs nobody to be known
            raise

    async def _is_shut(self, path: str) -> bool:
        return self._entrance is not None and await run_in_threadpool(self._entrance.is_shut, path)

    def _led_to_log_in(self, scope: Scope) -> Response:
        """Lead somebody who follows a link to the log-in and back; tell programs, and whoever sends something, no."""
        path, query = scope["path"], scope["query_string"].decode("latin-1")
        if scope["method"] not in READING and not _is_below(path, API) and self._takes_a_form(scope):
            return RedirectResponse(log_in_address(path, ended=True), 303)
        if path == CHECKED_FIRST:
            return JSONResponse({"errors": [], "valid": True})
        if _is_below(path, API) or scope["method"] not in READING:
            return JSONResponse({"detail": say(self._reads(), LOG_IN_FIRST)}, 401)
        return RedirectResponse(log_in_address(path + (f"?{query}" if query else "")), 303)

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Relay a WebSocket where whoever opens it may; close it before it is open otherwise."""
        asker = self._asker(scope)
        try:
            if not isinstance(asker, Refusal) and asker.kind == "page" and await self._is_nobody(scope):
                asker = FOREIGN
        except CycleError as error:
            self._tell_once(f"a WebSocket could not be opened ({type(error).__name__})")
            asker = FOREIGN  # Prefect's page asks again
        if self._behind is None or isinstance(asker, Refusal) or is_odd(scope):
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
            return
        await relay(
            scope,
            receive,
            send,
            asker=asker,
            inner=self._behind.prefect,
            secret=self._behind.secret,
            is_nobody=partial(self._is_nobody, scope),
        )

    async def _is_nobody(self, scope: Scope) -> bool:
        """Return whether nobody is logged in behind a WebSocket, which a forgotten page opens and keeps by itself."""
        return await self._is_shut(scope["path"]) and await self._who(scope, used=False) is None

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if self._behind:
            await self._behind.prefect.close()
        await send({"type": "lifespan.shutdown.complete"})

    @property
    def _secret(self) -> str:
        return self._behind.secret if self._behind else ""


def is_odd(scope: Scope) -> bool:
    """Return whether a path could mean one thing here and another to Prefect."""
    path, raw = scope["path"], scope.get("raw_path") or scope["path"].encode()
    written = raw.split(b"?")[0].decode("latin-1")
    plain = not re.search(r"%(2f|5c|25|00|2e)|[\\\x00-\x20\x7f;]", written, re.IGNORECASE)
    segments = path.split("/")[1:]
    return not plain or unquote(written) != path or any(part in {".", ".."} for part in segments) or "//" in path


def _is_a_persons(scope: Scope, asker: Asker | Refusal) -> bool:
    """Return whether a person asks, and not by itself a page of Prefect's that is left open: that reads, and reads on.

    A session that such reading kept alive would never end by idle time.
    """
    if isinstance(asker, Refusal):
        return False
    path, dest = scope["path"], Headers(scope=scope).get("sec-fetch-dest", "document")
    if _is_below(path, API):
        return is_deed(scope["method"], path.removeprefix(API).removeprefix("/"))
    return dest == "document" or not _is_below(path, UI)


def _is_below(path: str, root: str) -> bool:
    return path == root or path.startswith(f"{root}/")


def _with_headers(send: Send, path: str) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in (LOG_IN_HEADERS if _is_below(path, LOG_IN) else HEADERS).items():
                headers.setdefault(name, value)
        await send(message)

    return with_headers


def _turned_away(refusal: Refusal, language: Language) -> Response:
    return Response(f"{say(language, refusal.words)}\n", refusal.status, media_type="text/plain; charset=utf-8")


def _gone_data(language: Language) -> Response:
    words = say(language, "Prefect is not answering right now. Nothing has been done. Try again in a moment.")
    return JSONResponse({"detail": words}, 503, {"Retry-After": GONE_SECONDS})
