"""WebSockets through the door: opened by our own pages, or by who shows the secret in the first message."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from cycle.web.to_prefect.inner import SUBPROTOCOL, Inner, ServerUnreachable
from cycle.web.to_prefect.policy import SOCKETS
from cycle.web.visitors.asker import Asker

log = logging.getLogger(__name__)

HELLO_SECONDS = 10
LOOKED_AT_EVERY = 30.0
"""Seconds between two looks at whether whoever listens on a page is logged in still."""
POLICY, BROKEN = 1008, 1011
MAY_BE_SENT = range(3000, 5000)


async def relay(
    scope: Scope,
    receive: Receive,
    send: Send,
    *,
    asker: Asker,
    inner: Inner,
    secret: str,
    is_nobody: Callable[[], Awaitable[bool]],
) -> None:
    """Carry messages both ways once Prefect knows us; whoever may not open this gets no connection.

    Prefect's clients say who they are in their first message, and not all of them in a header before it. A page hears
    no more once `is_nobody` says that its log-in is over.
    """
    outer = WebSocket(scope, receive, send)
    least = SOCKETS.get(scope["path"].removeprefix("/api/"))
    allowed = least is not None and (asker.kind != "page" or least == "page")
    if not allowed or SUBPROTOCOL not in scope["subprotocols"]:
        await outer.close(POLICY)
        return
    await outer.accept(SUBPROTOCOL)
    if not await _says_who_it_is(outer, asker=asker, secret=secret):
        await _close(outer, POLICY)
        return
    try:
        query = scope["query_string"].decode("latin-1")
        async with inner.socket(scope["path"] + (f"?{query}" if query else "")) as connection:
            await connection.send(inner.hello())
            over = _is_over(is_nobody) if asker.kind == "page" else None
            code = POLICY if await _carry(outer, connection, over) else connection.close_code or BROKEN
    except ServerUnreachable:
        code = BROKEN
    await _close(outer, code if code in {1000, 1001, POLICY} or code in MAY_BE_SENT else BROKEN)


async def _says_who_it_is(outer: WebSocket, *, asker: Asker, secret: str) -> bool:
    """Return whether the first message is a greeting, with the secret where it is not one of our pages."""
    try:
        said = json.loads(await asyncio.wait_for(outer.receive_text(), HELLO_SECONDS))
    except (TimeoutError, ValueError, KeyError, RecursionError, WebSocketDisconnect):
        return False
    if not isinstance(said, dict) or said.get("type") != "auth":
        return False
    return asker.kind == "page" or hmac.compare_digest(str(said.get("token")).encode(), secret.encode())


async def _is_over(is_nobody: Callable[[], Awaitable[bool]]) -> None:
    """Return once whoever listens is logged in no more; where that cannot be known, it is looked at again."""
    while True:
        try:
            if await is_nobody():
                return
        except Exception:  # whatever the store or the file of people ends in for a moment
            log.warning("could not look at whether who listens on a page is logged in still", exc_info=True)
        await asyncio.sleep(LOOKED_AT_EVERY)


async def _carry(outer: WebSocket, inner: ClientConnection, over: Coroutine[Any, Any, None] | None) -> bool:
    """Carry until either side ends, or until it is over; return whether it was that."""

    async def inwards() -> None:
        while True:
            message = await outer.receive()
            if message["type"] == "websocket.disconnect":
                return
            await inner.send(message["text"] if message.get("text") is not None else message["bytes"])

    async def outwards() -> None:
        async for message in inner:
            await (outer.send_text(message) if isinstance(message, str) else outer.send_bytes(message))

    ending = asyncio.create_task(over) if over else None
    ways = {asyncio.create_task(inwards()), asyncio.create_task(outwards()), *([ending] if ending else [])}
    try:
        done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        return ending in done
    finally:
        for way in ways:
            way.cancel()
        for way in ways:
            with suppress(asyncio.CancelledError, ConnectionClosed, WebSocketDisconnect, RuntimeError):
                await way


async def _close(outer: WebSocket, code: int) -> None:
    if outer.application_state is not WebSocketState.DISCONNECTED:
        with suppress(RuntimeError, OSError, WebSocketDisconnect):
            await outer.close(code)
