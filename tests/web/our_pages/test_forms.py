"""A form of one of our pages is taken from our own pages alone, and read once."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from cycle.web.door import Door
from cycle.web.our_pages.forms import LARGEST, PostedForm, form_page, takes_a_form

OWN = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}


def shown(_request: Request, form: PostedForm) -> Response:
    return PlainTextResponse("|".join(f"{name}={value}" for name, value in form.items()))


def ask(method: str, path: str, headers: dict[str, str], content: bytes = b"") -> httpx.Response:
    app = Starlette(
        routes=[
            Route("/skjema", form_page(shown), methods=["POST"]),
            Route("/side", lambda _: PlainTextResponse("side")),
        ]
    )
    door = Door(app, hosts={"localhost"}, takes_a_form=lambda scope: takes_a_form(app.routes, scope))

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(door), base_url="http://localhost") as client:
            return await client.request(method, path, headers=headers, content=content)

    return asyncio.run(asked())


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_what_was_filled_in_on_our_page_is_read() -> None:
    answer = ask("POST", "/skjema", {**OWN, **FORM}, "namn=Kari+Å&kommentar=a%0D%0Ab&tom=".encode())
    assert answer.text == "namn=Kari Å|kommentar=a\nb|tom="


@pytest.mark.parametrize("said", [{}, {"Origin": "null"}, {"Origin": "http://evil.example"},
                                  {"Origin": "http://localhost:81"}, {"Sec-Fetch-Site": "cross-site"},
                                  {"Sec-Fetch-Site": "none"}])  # fmt: skip
def test_a_form_from_anywhere_else_is_refused(said: dict[str, str]) -> None:
    assert ask("POST", "/skjema", {**said, **FORM}, b"namn=Kari").status_code == 403


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", "application/json", ""])
def test_only_a_form_is_read_as_one(kind: str) -> None:
    assert ask("POST", "/skjema", {**OWN, "Content-Type": kind}, b"namn=Kari").status_code == 415


def test_a_form_has_an_end() -> None:
    assert ask("POST", "/skjema", {**OWN, **FORM}, b"a=" + b"x" * LARGEST).status_code == 413
    assert ask("POST", "/skjema", {**OWN, **FORM}, b"&".join([b"a=1"] * 3000)).status_code == 400
    assert ask("POST", "/skjema", {**OWN, **FORM}, b"a=%ff").status_code == 400


@pytest.mark.parametrize(("method", "path"), [("POST", "/side"), ("PUT", "/skjema"), ("DELETE", "/side")])
def test_a_page_that_takes_no_form_is_only_read(method: str, path: str) -> None:
    answer = ask(method, path, {**OWN, **FORM}, b"")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
