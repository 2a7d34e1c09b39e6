"""A browser that asks an application as browsers do: with its cookies, its name, and where its requests come from."""

from __future__ import annotations

import asyncio
import re
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

import httpx

AGENT = "Mozilla/5.0 Test/1.0"
Headers = dict[str, str] | None


class Browser:
    """Keeps cookies, follows nothing by itself."""

    def __init__(
        self, app: Any, *, agent: str = "Mozilla/5.0 Test/1.0", host: str = "127.0.0.1:4200", scheme: str = "http"
    ) -> None:
        self._app, self._root, self._host = app, f"{scheme}://{host}", host
        self.agent = agent
        self.cookies: dict[str, str] = {}

    def get(self, path: str, *, headers: Headers = None, query: Headers = None) -> httpx.Response:
        return self.ask("GET", path + (f"?{urlencode(query)}" if query else ""), headers=headers)

    def send(self, path: str, **form: str) -> httpx.Response:
        """Send a form of one of our pages."""
        return self.post(path, headers=self.own, form=form)

    def post(
        self, path: str, *, headers: Headers = None, form: dict[str, str] | None = None, json: Any = None
    ) -> httpx.Response:
        if json is not None:
            return self.ask("POST", path, headers=self.own if headers is None else headers, json=json)
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, headers={**kind, **(headers or {})}, content=urlencode(form or {}).encode())

    @property
    def own(self) -> dict[str, str]:
        """Return what a browser says of a request that one of our pages makes."""
        return {"Origin": self._root, "Sec-Fetch-Site": "same-origin"}

    def ask(self, method: str, path: str, *, headers: Headers = None, **more: Any) -> httpx.Response:
        held = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        said = {"Host": self._host, "User-Agent": self.agent, **({"Cookie": held} if held else {}), **(headers or {})}
        answer = asyncio.run(self._ask(method, path, said, more))
        for line in answer.headers.get_list("set-cookie"):
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        return answer

    async def _ask(self, method: str, path: str, headers: Any, more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=self._root) as client:
            client.headers.clear()
            given = {name: value.encode("latin-1") for name, value in headers.items()}
            try:
                return await client.request(method, path, headers=given, **more)
            finally:
                if self._app._behind:
                    await self._app._behind.prefect.close()


def unparted(page: str) -> str:
    """Return a page's text with its addresses in one piece: where a line may part in them stands a mark."""
    return re.sub(r'<wbr>|<span class="(?:address|whole)">', "", page).replace("@</span>", "@")
