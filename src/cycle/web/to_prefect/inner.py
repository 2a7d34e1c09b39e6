"""Prefect's server behind its socket: what is asked of it, with the secret, and again while its database is busy."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, unix_connect
from websockets.typing import Subprotocol

from cycle.web.to_prefect.deeds import Run

WAITS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds before what Prefect could not write is asked again; it has rolled back what it began."""
PATIENCE = httpx.Timeout(120, connect=5)
SUBPROTOCOL = Subprotocol("prefect")
NAME = "http://prefect"
"""Any name does: the socket is the address."""

Headers = Sequence[tuple[bytes, bytes]]


class ServerUnreachable(Exception):
    """Prefect's server does not answer."""

    def __init__(self, why: str, *, heard: bool) -> None:
        super().__init__(why)
        self.heard = heard
        """It may have heard what was asked, and done it."""


class Inner:
    """Prefect's server, as the door asks it. The secret is the one between the two, which nobody else has."""

    def __init__(self, socket: Path, *, secret: str, waits: Sequence[float] = WAITS) -> None:
        """Ask the server that listens at `socket`."""
        self._socket = str(socket)
        self._secret = secret
        self._waits = tuple(waits)
        self._client: httpx.AsyncClient | None = None

    async def close(self) -> None:
        """End the connections."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def ask(self, method: str, target: bytes, headers: Headers = (), body: bytes = b"") -> httpx.Response:
        """Return the answer, its body not yet read; Gone when there is none.

        A 503 is Prefect's word for a database that is busy: nothing was done, so it is asked again. Where the
        connection broke off, only reading is.
        """
        waits = iter(self._waits)
        while True:
            wait = next(waits, None)
            try:
                answer = await self.ask_once(method, target, headers, body)
            except httpx.TransportError as error:
                unheard = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
                if wait is None or method not in {"GET", "HEAD"} or unheard:
                    raise ServerUnreachable(type(error).__name__, heard=not unheard) from error
            else:
                if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or wait is None:
                    return answer
                await answer.aclose()
            await asyncio.sleep(wait)

    async def ask_whole(self, method: str, target: bytes, headers: Headers = (), body: bytes = b"") -> httpx.Response:
        """Return the answer with its body read; ServerUnreachable also where it breaks off in the midst of it."""
        answer = await self.ask(method, target, headers, body)
        try:
            await answer.aread()
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise ServerUnreachable(type(error).__name__, heard=True) from error
        finally:
            await answer.aclose()
        return answer

    async def read(self, path: str) -> Any:
        """Return what is found at a path below `/api`, None when nothing is; Gone when the server does not tell."""
        answer = await self.ask_whole("GET", f"/api/{path}".encode())
        data = answer.content
        if answer.status_code == httpx.codes.OK:
            return json.loads(data)
        if answer.status_code in {httpx.codes.NOT_FOUND, httpx.codes.UNPROCESSABLE_ENTITY}:
            return None
        raise ServerUnreachable(f"status {answer.status_code}", heard=True)

    async def run(self, run_id: str) -> Run | None:
        """Return what must be known of a run, None when there is none."""
        found = await self.read(f"flow_runs/{run_id}")
        if not found:
            return None
        details = (found.get("state") or {}).get("state_details") or {}
        return Run(
            state=str(found.get("state_type")),
            tags=frozenset(found.get("tags") or ()),
            answer_key=str((details.get("run_input_keyset") or {}).get("response") or ""),
            parameters=found.get("parameters") or {},
        )

    @asynccontextmanager
    async def socket(self, target: str) -> AsyncIterator[ClientConnection]:
        """Yield a WebSocket to the server; Gone when it opens none."""
        try:
            connection = await unix_connect(
                self._socket,
                uri=f"ws://prefect{target}",
                additional_headers=[("Authorization", self._authorization)],
                subprotocols=[SUBPROTOCOL],
                user_agent_header=None,
                max_size=None,
            )
        except Exception as error:
            raise ServerUnreachable(type(error).__name__, heard=False) from error
        try:
            yield connection
        finally:
            await connection.close()

    def hello(self) -> str:
        """Return the first message of a WebSocket, by which Prefect knows us."""
        return json.dumps({"type": "auth", "token": self._secret})

    async def ask_once(self, method: str, target: bytes, headers: Headers, body: bytes) -> httpx.Response:
        """Return the answer of one try."""
        if self._client is None:
            # There is no TLS on a socket in our own folder, and reading all certificates takes a while.
            limits = httpx.Limits(max_keepalive_connections=20)
            transport = httpx.AsyncHTTPTransport(uds=self._socket, limits=limits, verify=False)
            self._client = httpx.AsyncClient(transport=transport, timeout=PATIENCE, trust_env=False)
        url = httpx.URL(NAME).copy_with(raw_path=target)
        sent: list[tuple[bytes, bytes]] = [*headers, (b"authorization", self._authorization.encode())]
        if not any(name == b"host" for name, _ in sent):
            sent.append((b"host", b"prefect"))
        if body:
            sent.append((b"content-length", str(len(body)).encode()))
        # A request of our own: the client would add what the browser did not say, among it that it can read gzip.
        request = httpx.Request(method, url, headers=sent, content=None, stream=httpx.ByteStream(body))
        return await self._client.send(request, stream=True)

    @property
    def _authorization(self) -> str:
        return f"Basic {b64encode(self._secret.encode()).decode()}"


def json_body(value: Mapping[str, Any]) -> bytes:
    """Return a body written again."""
    return json.dumps(value, allow_nan=False).encode()
