"""Prefect's API as the door lets it be used: reading, and the few deeds that people and our processes do."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

import httpx
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope

from cycle.application.actions import APPROVE
from cycle.catalogue import say, sentence
from cycle.model import Identified, Language
from cycle.phrases import said as in_words
from cycle.web.our_pages.short_numbers import is_number
from cycle.web.security_headers import DATA_POLICY, READING
from cycle.web.to_prefect import deeds
from cycle.web.to_prefect.deeds import ActionRefused
from cycle.web.to_prefect.inner import Inner, ServerUnreachable, json_body
from cycle.web.to_prefect.passing import headers_in, passed_on
from cycle.web.to_prefect.policy import Verdict, methods_for_pages, verdict
from cycle.web.to_prefect.refusals import reason_in_words
from cycle.web.visitors.asker import Asker
from cycle.web.visitors.entrance import Entrance

log = logging.getLogger(__name__)

LARGEST = {"page": 1_000_000, "reader": 1_000_000, "service": 64_000_000}
"""Bytes of a body. A flow hands in whole lists as artifacts; a person fills in a form."""
SETTINGS = {
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": False,
    "server": {"ui": {"show_promotional_content": False}},
}
"""What the classic UI must be told before it shows anything; the real answer tells the paths of this machine."""
STORAGE = "default_result_storage_block_id"
HEADERS = {"Content-Security-Policy": DATA_POLICY, "X-Frame-Options": "DENY"}
TOO_LARGE = sentence("What came is too large.")
NOT_JSON = sentence("Only JSON can be sent here (application/json).")
NOT_HERE = sentence("This cannot be done here.")
UNSURE = sentence(
    "Prefect did not answer, so we do not know whether your answer arrived. Reload the page. If "
    "the run still waits, you can answer again."
)
ASKED_AGAIN = sentence(
    "The run went on while your answer was looked at, so it was not taken. Reload the page. If the run still waits, "
    "answer again."
)
UNSURE_OF_DEED = sentence(
    "Prefect did not answer, so we do not know whether it was done. Reload the page, and look before you do it again."
)
TRIES = 3
"""Times an answer is handed in when the connection breaks off and the run still waits for it."""


class Api:
    """What stands between whoever asks and Prefect's API."""

    def __init__(
        self, inner: Inner, *, reads: Callable[[], Language] = lambda: "nn", entrance: Entrance | None = None
    ) -> None:
        """Ask `inner` for whatever may be asked; `reads` gives the language of the people who ask.

        `entrance` writes down who answers what.
        """
        self._inner = inner
        self._reads = reads
        self._entrance = entrance
        self._answering: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def answer(self, scope: Scope, receive: Receive, asker: Asker, who: Identified | None = None) -> Response:
        """Return the answer to one request below `/api`; Gone when Prefect does not answer."""
        request = Request(scope, receive)
        path = scope["path"].removeprefix("/api").removeprefix("/")
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        what = verdict(method, path, asker.kind)
        if what == "refuse":
            return _closed(path, method, asker, language=self._reads())
        try:
            body = b"" if method in READING else await _body(request, most=LARGEST[asker.kind])
            return await self._treated(what, request, path, body, asker, who)
        except ActionRefused as refused:
            return _said(refused.status, say(self._reads(), refused.words, **refused.values))
        except ClientDisconnect:
            return Response(status_code=499)

    async def _treated(
        self, what: Verdict, request: Request, path: str, body: bytes, asker: Asker, who: Identified | None
    ) -> Response:
        if what in _INSTEAD:
            return JSONResponse(_INSTEAD[what], headers=HEADERS)
        if what == "pass":
            return await self._pass(request, body)
        given = deeds.parsed(body)
        run_id = path.split("/")[1] if "/" in path else ""
        if what == "resume":
            return await self._resume(request, run_id, given, who)
        if who is not None and what in {"state", "create"}:
            deeds.may_run(who, "")
        if what == "state" and asker.kind == "page":
            run = await self._run(run_id)
            if who is not None:
                deeds.may_run(who, run.community or await self._meant(run.parameters))
            made = deeds.state(given, run)
            return _answered(await self._done(request, made), language=self._reads(), wanted=made["state"]["type"])
        if what == "create":
            tags, fields = await self._deployment(run_id)
            made = deeds.create(given, tags=tags, fields=fields)
            if who is not None:
                deeds.may_run(who, await self._meant(made["parameters"]))
                deeds.put_in_name(made["parameters"], who, fields=fields)
                assert self._entrance is not None
                made["idempotency_key"] = await run_in_threadpool(self._entrance.note_start, who, made["parameters"])
            return _answered(await self._done(request, made), language=self._reads())
        if what == "state" and deeds.starts_a_run(given) and (await self._run(run_id)).state == "PAUSED":
            if not deeds.wakes_a_run(given):
                raise ActionRefused(deeds.NO_SKIPPING, status=403)
            # As Prefect's own button does: not by force, so of two only one wakes it.
            body = json_body({"state": {"type": "SCHEDULED", "name": "Resuming"}})
        if what == "input":
            deeds.form_of_a_gate(given)
        if what == "plain":
            deeds.as_typed(given)
        return await self._pass(request, body)

    async def _pass(self, request: Request, body: bytes) -> Response:
        answer = await self._inner.ask(request.method, _target(request), headers_in(request.headers), body)
        return passed_on(answer, HEADERS)

    async def _send(self, request: Request, made: Mapping[str, Any]) -> httpx.Response:
        return await self._inner.ask_whole("POST", _target(request), headers_in(request.headers), json_body(made))

    async def _done(self, request: Request, made: Mapping[str, Any]) -> httpx.Response:
        """Hand in what is to be done, and say so where nobody knows whether it was."""
        try:
            return await self._send(request, made)
        except ServerUnreachable as error:
            if not error.heard:
                raise
            raise ActionRefused(UNSURE_OF_DEED, status=503) from error

    async def _resume(self, request: Request, run_id: str, given: Any, who: Identified | None) -> Response:
        """Hand in what a person answered at a gate, and say in their words when Prefect did not take it."""
        made = deeds.resume(given)
        async with self._answering.setdefault(run_id, asyncio.Lock()):
            run = await self._run(run_id)
            if not run.is_ours:
                raise ActionRefused(deeds.NOT_OURS)
            if who is not None:
                deeds.may_resume(who, run, made["run_input"])
            if words := await self._objection(run, made["run_input"], who):
                return JSONResponse(_refused(words), 200, HEADERS)  # as Prefect refuses: its pages say why
            if who is None:
                answer = await self._handed_in(request, run_id, made, key=run.answer_key)
            else:
                await self._still_asks(run_id, run)
                answer = await self._noted(request, run_id, made, run=run, who=who)
        found = _json(answer)
        if isinstance(found, dict) and found.get("status") in {"REJECT", "ABORT", "WAIT"}:
            details = found.get("details") or {}
            found["details"] = {**details, "reason": reason_in_words(str(details.get("reason", "")), self._reads())}
            # Both of Prefect's pages look for the reason here, and say it.
            return JSONResponse(found, answer.status_code, HEADERS)
        return _answered(answer, language=self._reads())

    async def _still_asks(self, run_id: str, run: deeds.Run) -> None:
        """Refuse an answer to a form that is another by now: it would be kept where nobody looks for who gave it."""
        now = await self._run(run_id)
        if (now.state, now.answer_key) != (run.state, run.answer_key):
            raise ActionRefused(ASKED_AGAIN)

    async def _objection(self, run: deeds.Run, form: Mapping[str, Any], who: Identified | None) -> str:
        """Return why an answer would not count, as our own page says it."""
        if unfit := deeds.unfit(form, who):
            return " ".join(in_words(phrase, self._reads()) for phrase in unfit)
        if self._entrance is None or form.get("decision") != APPROVE:
            return ""
        ask = partial(self._entrance.objection, who, cycle=run.cycle, step=run.step)
        return await run_in_threadpool(ask)

    async def _noted(
        self, request: Request, run_id: str, made: Mapping[str, Any], *, run: deeds.Run, who: Identified
    ) -> httpx.Response:
        """Hand in an answer with who gives it written down before, and what Prefect said to it after."""
        assert self._entrance is not None
        note = partial(self._entrance.note_answer, who, run=run_id, key=run.answer_key, answer=made["run_input"])
        number = await run_in_threadpool(note)
        answer = await self._handed_in(request, run_id, made, key=run.answer_key)
        said = _json(answer)
        status = said.get("status") if isinstance(said, dict) else None
        status = str(status or f"HTTP {answer.status_code}")
        await run_in_threadpool(self._entrance.note_outcome, number, status)
        return answer

    async def _handed_in(self, request: Request, run_id: str, made: Mapping[str, Any], *, key: str) -> httpx.Response:
        """Hand in an answer, again where the run surely waits still: a second one could only be turned down."""
        heard = False
        for left in range(TRIES - 1, -1, -1):
            try:
                return await self._send(request, made)
            except ServerUnreachable as error:
                heard = heard or error.heard
                if not heard:
                    raise
                if left == 0 or not await self._waits_still(run_id, key):
                    raise ActionRefused(UNSURE, status=503) from error
        raise AssertionError

    async def _waits_still(self, run_id: str, key: str) -> bool:
        """Return whether a run surely waits at the form whose answer has this key."""
        try:
            run = await self._run(run_id)
        except ServerUnreachable:
            return False
        return (run.state, run.answer_key) == ("PAUSED", key)

    async def _run(self, run_id: str) -> deeds.Run:
        found = await self._inner.run(run_id)
        if found is None:
            raise ActionRefused(deeds.NOT_OURS, status=404)
        return found

    async def _meant(self, parameters: Mapping[str, Any]) -> str:
        """Return whose matter a form with these parameters is; Refused when nobody can know."""
        assert self._entrance is not None
        meant = await run_in_threadpool(self._entrance.community_meant, parameters)
        if meant is None:
            raise ActionRefused(deeds.NO_NUMBER)
        return meant

    async def _deployment(self, deployment_id: str) -> tuple[frozenset[str], frozenset[str] | None]:
        """Return the tags of a deployment, and the fields of its form; None where it has no form."""
        found = await self._inner.read(f"deployments/{deployment_id}") or {}
        return frozenset(found.get("tags") or ()), deeds.fields_of(found.get("parameter_openapi_schema"))


def _refused(words: str) -> dict[str, Any]:
    return {"status": "REJECT", "details": {"type": "reject_details", "reason": words}, "state": None}


_INSTEAD: Mapping[str, Any] = {"list": [], "number": 0, "settings": SETTINGS, "storage": {STORAGE: None}}


async def _body(request: Request, *, most: int) -> bytes:
    """Return a body of JSON; Refused when it is too large or says that it is something else."""
    length = request.headers.get("content-length", "0")
    if not is_number(length) or int(length) > most:
        raise ActionRefused(TOO_LARGE, status=413)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise ActionRefused(TOO_LARGE, status=413)
    said = request.headers.get("content-type")
    if (body or said) and not _is_json(request.headers):
        raise ActionRefused(NOT_JSON, status=415)
    return bytes(body)


def _is_json(headers: Headers) -> bool:
    kind = headers.get("content-type", "")
    written = re.fullmatch(r"application/json(\s*;\s*charset=\"?utf-8\"?)?", kind.strip(), re.IGNORECASE)
    return bool(written) and "content-encoding" not in headers


def _closed(path: str, method: str, asker: Asker, *, language: Language) -> Response:
    """Answer for what nobody of this kind may do. A page of ours gets no 403: Prefect's says then that it is broken."""
    if asker.kind == "service":
        log.warning("refused to one of our processes: %s /api/%s", method, path)
    if asker.kind == "service" or method == "GET":
        return _said(403, say(language, NOT_HERE))
    return _said(405, say(language, NOT_HERE), Allow=", ".join(methods_for_pages(path)))


def _answered(answer: httpx.Response, *, language: Language, wanted: str = "") -> Response:
    """Return an answer as it is, or as an error where Prefect says no with a status that says yes.

    A run that has no process is stopped at once: Prefect says no to stopping it, and that it is stopped.
    """
    found = _json(answer)
    if isinstance(found, dict) and found.get("status") in {"REJECT", "ABORT", "WAIT"}:
        came_to = str((found.get("state") or {}).get("type"))
        if not wanted or came_to not in {wanted, *(deeds.STOPPED if wanted in deeds.STOPPED else ())}:
            return _said(409, reason_in_words(str((found.get("details") or {}).get("reason", "")), language))
    if isinstance(found, dict) and answer.is_error and "Validation failed" in str(found.get("detail")):
        return _said(answer.status_code, reason_in_words(str(found["detail"]), language))
    kind = answer.headers.get("content-type", "application/json")
    return Response(answer.content, answer.status_code, HEADERS, kind)


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None


def _said(status: int, words: str, **headers: str) -> Response:
    return JSONResponse({"detail": words}, status, {**HEADERS, **headers})


def _target(request: Request) -> bytes:
    query = request.scope["query_string"]
    target: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    return target.split(b"?")[0] + (b"?" + query if query else b"")
