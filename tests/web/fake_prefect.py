"""A small server on a socket that answers as Prefect's does, and remembers what reached it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from cycle.web.to_prefect.policy import OUR_TAG

from .reachable import at_work

RUN, OTHER, GONE, DEPLOYMENT = (f"{number:08d}-0000-4000-8000-000000000000" for number in (1, 2, 3, 4))
SERVER_KEY, SERVICE_KEY = "cycle:of-the-server", "cycle:of-our-processes"


class BrokenOff(Response):
    """Says how long it is, begins, and ends."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1000")]})
        await send({"type": "http.response.body", "body": b'{"status": ', "more_body": True})
        raise ConnectionError


@dataclass
class Fake:
    """What the server would say, and what it heard."""

    state: str = "PAUSED"
    tags: list[str] = field(default_factory=lambda: [OUR_TAG])
    statuses: list[int] = field(default_factory=list)
    """Answers with these statuses first, one request after the other."""
    busy: int = 0
    """How many deeds it does not do, for its database is busy."""
    answer_key: str = ""
    """Where it keeps the answer to the form that the run waits at."""
    form: tuple[str, ...] | None = None
    """The fields of the form of its deployment; None where it says nothing of any."""
    definitions: dict[str, Any] = field(default_factory=dict)
    """What else that form says."""
    parameters: dict[str, Any] = field(default_factory=dict)
    """What its run was started with."""
    broken: list[bool] = field(default_factory=list)
    """Whether each of its next answers breaks off in the midst of its body, as when it dies then."""
    says: Any = None
    heard: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)
    hellos: list[Any] = field(default_factory=list)

    def deeds(self) -> list[tuple[str, Any]]:
        """Path and body of what would change something, in order."""
        return [(path, json.loads(body) if body else None) for method, path, _, body in self.heard if method != "GET"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self._socket(WebSocket(scope, receive, send))
        elif scope["type"] == "http":
            answer = await self._answer(Request(scope, receive))
            await answer(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        path = request.url.path
        raw = request.scope["raw_path"].decode()
        assert raw == path, "the door lets through what may be read in two ways"
        target = path + (f"?{request.url.query}" if request.url.query else "")
        self.heard.append((request.method, target, dict(request.headers), await request.body()))
        if self.broken and self.broken.pop(0):
            return BrokenOff()
        if self.statuses:
            status = self.statuses.pop(0)
            return JSONResponse({"exception_message": "Service Unavailable"}, status)
        if self.busy and request.method == "POST":
            self.busy -= 1
            return JSONResponse({"exception_message": "Service Unavailable"}, 503)
        if request.method == "GET" and path.startswith("/api/flow_runs/") and path.count("/") == 3:
            known = {RUN: self.tags, OTHER: ["somebody-elses"]}
            run = path.rpartition("/")[2]
            if run not in known:
                return JSONResponse({"detail": "Flow run not found"}, 404)
            keys = {"run_input_keyset": {"response": self.answer_key} if self.answer_key else None}
            state = {"type": self.state, "state_details": keys}
            about = {"tags": known[run], "parameters": self.parameters}
            return JSONResponse({"id": run, "state_type": self.state, "state": state, **about})
        if request.method == "GET" and path == f"/api/deployments/{DEPLOYMENT}":
            form = None
            if self.form is not None:
                properties = {name: {} for name in self.form}
                form = {"type": "object", "properties": properties, "definitions": self.definitions}
            return JSONResponse({"id": DEPLOYMENT, "tags": self.tags, "parameter_openapi_schema": form})
        if path == "/prefect/ui-settings":
            return JSONResponse({"api_url": "/api", "auth": "BASIC", "flags": []})
        if path == "/prefect/":
            return RedirectResponse(f"http://{request.headers['host']}/prefect/dashboard?x=1")
        if "if-none-match" in request.headers:
            return Response(status_code=304, headers={"etag": request.headers["if-none-match"]})
        headers = {
            "access-control-allow-origin": "*",
            "www-authenticate": "Basic",
            "set-cookie": "a=b",
            "server": "uvicorn",
        }
        said = {"status": "ACCEPT"} if self.says is None else self.says
        return JSONResponse(said, 201 if path.endswith("/resume") and self.says is None else 200, headers)

    async def _socket(self, socket: WebSocket) -> None:
        assert socket.headers["authorization"].startswith("Basic ")
        assert "origin" not in socket.headers
        assert "cookie" not in socket.headers
        await socket.accept("prefect")
        self.hellos.append(await socket.receive_json())
        await socket.send_json({"type": "auth_success"})
        try:
            while True:
                await socket.send_text(f"echo {await socket.receive_text()}")
        except WebSocketDisconnect:
            return


@contextmanager
def listening(fake: Fake, socket: Path) -> Iterator[None]:
    """Let the fake listen at a socket."""
    config = uvicorn.Config(fake, uds=str(socket), log_level="critical", lifespan="off", ws="websockets-sansio")
    with at_work(config):
        yield
