"""Somebody at the door, and what our own pages and processes send with what they ask."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from typing import Any

import httpx

from .fake_prefect import RUN

HOST = "127.0.0.1:4200"
OWN = {"Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin"}
RESUME = f"/api/flow_runs/{RUN}/resume"
FORM = {"run_input": {"decision": "Godkjenn", "name": "Kari Koordinator"}}


def basic(secret: str) -> str:
    return f"Basic {b64encode(secret.encode()).decode()}"


class Visitor:
    """Asks the door over HTTP; each request comes with the right host name and nothing else."""

    def __init__(self, app: Any) -> None:
        self._app = app

    def ask(self, method: str, path: str, headers: Any = None, **more: Any) -> httpx.Response:
        given = [*(headers.items() if isinstance(headers, dict) else headers or [])]
        if not any(name.lower() == "host" for name, _ in given):
            given.insert(0, ("Host", HOST))
        return asyncio.run(self._ask(method, path, given, more))

    def get(self, path: str, headers: Any = None) -> httpx.Response:
        return self.ask("GET", path, headers)

    def post(self, path: str, headers: Any = None, **more: Any) -> httpx.Response:
        return self.ask("POST", path, headers, **more)

    async def _ask(self, method: str, path: str, headers: Any, more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
            client.headers.clear()
            try:
                return await client.request(method, path, headers=headers, **more)
            finally:
                await self._app._behind.prefect.close()
