"""A mail server that takes the call and is silent stops nobody but who asks for a link, and them not for long."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from cycle.errors import Unavailable
from cycle.services import open_services
from cycle.web.app import build_app
from cycle.web.visitors.mail_server import REMEMBERED_SECONDS, MailServerAsked
from tests.web.conftest import NOW, settings_for
from tests.web.log_in_house import House
from tests.web.visitor import Browser

WHO_READS = 2.0
"""Seconds that a page may take beside those who wait; it takes a tenth of one."""


@contextmanager
def says_only(*words: bytes) -> Iterator[tuple[int, list[socket.socket]]]:
    """Yield the port of a server that takes each call, says some words, a second apart, and then nothing."""
    calls: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0), backlog=200) as server:

        def take() -> None:
            while True:
                try:
                    calls.append(server.accept()[0])
                except OSError:
                    return
                try:
                    for word in words:
                        calls[-1].send(word)
                        time.sleep(1)
                except OSError:
                    pass

        threading.Thread(target=take, daemon=True).start()
        yield server.getsockname()[1], calls
        server.shutdown(socket.SHUT_RDWR)


async def sixty_ask_and_one_reads(app: Any, reader: Browser) -> tuple[float, list[httpx.Response]]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    cookies = "; ".join("=".join(cookie) for cookie in reader.cookies.items())
    kind = {"Content-Type": "application/x-www-form-urlencoded", **reader.own}
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:4200", timeout=90) as client:

        async def ask(number: int) -> httpx.Response:
            form = urlencode({"adresse": f"ingen{number}@evil.example"})
            return await client.post("/logg-inn", content=form, headers=kind)

        strangers = [asyncio.create_task(ask(number)) for number in range(60)]
        await asyncio.sleep(0.5)
        before = time.monotonic()
        shown = await client.get("/personar", headers={"User-Agent": reader.agent, "Cookie": cookies})
        assert shown.status_code == 200
        return time.monotonic() - before, await asyncio.gather(*strangers)


@pytest.mark.parametrize("words", [(), (b"220 ",), (b"220 post ESMTP\r\n",), (b"2",) * 12])
def test_sixty_who_ask_a_silent_server_for_links_keep_nobody_else_waiting(
    tmp_path: Path, words: tuple[bytes, ...]
) -> None:
    with says_only(*words) as (port, calls):
        settings = settings_for(tmp_path, identity="link", mail_mode="live", mail_port=port, mail_tls="none")
        with open_services(settings, now=lambda: NOW) as services:
            app = build_app(services)
            kari = House(services, tmp_path, None, [NOW], app).logged_in()  # type: ignore[arg-type]
            begun = time.monotonic()
            took, answers = asyncio.run(sixty_ask_and_one_reads(app, kari))
            waited = time.monotonic() - begun
            assert {answer.status_code for answer in answers} == {503}
            assert took < WHO_READS
            assert waited < 12, "each reads the sentence within some seconds"
            assert len(calls) == 1, "one asks for all of them"
            begun = time.monotonic()
            assert Browser(app).send("/logg-inn", adresse="ein.til@evil.example").status_code == 503
            assert time.monotonic() - begun < WHO_READS, "it is not asked again at once"
            for call in calls:
                call.close()


def test_a_server_that_answers_again_is_asked_again() -> None:
    moment, silent, asked = [0.0], [True], []

    def ask() -> None:
        asked.append(moment[0])
        if silent[0]:
            raise Unavailable("silent")

    server = MailServerAsked(ask, lambda: moment[0])
    assert not asyncio.run(server.answers())
    silent[0] = False
    assert not asyncio.run(server.answers())
    moment[0] = REMEMBERED_SECONDS
    assert asyncio.run(server.answers())
    assert asyncio.run(server.answers())
    assert asked == [0.0, REMEMBERED_SECONDS, REMEMBERED_SECONDS]
