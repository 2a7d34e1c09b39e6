"""What stands before every page: whom it lets in, and what it says to the browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cycle.services import open_services
from cycle.web.security_headers import HEADERS, PAGE_POLICY

from .conftest import NOW, Reader, settings_for


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Reader]:
    with open_services(settings_for(tmp_path, link_host="arshjul.kommune.example"), now=lambda: NOW) as services:
        yield Reader(services)


@pytest.mark.parametrize("host", ["127.0.0.1:4280", "localhost", "LOCALHOST:1", "arshjul.kommune.example:80"])
def test_the_pages_answer_under_their_own_names(pages: Reader, host: str) -> None:
    assert pages.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "127.0.0.1.evil.example", "evil.example:4280", "localhost.", "[::1]:1", "", "a@localhost"],
)
def test_a_name_that_is_not_ours_gets_no_page(pages: Reader, host: str) -> None:
    answer = pages.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "Årshjul" not in answer.text


def test_two_host_names_at_once_get_no_page(pages: Reader) -> None:
    assert pages.get("/", headers=[("Host", "localhost"), ("Host", "evil.example")]).status_code == 421


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"])
@pytest.mark.parametrize("path", ["/", "/post", "/nettstad/", "/nei"])
def test_nothing_can_be_changed_from_a_browser(pages: Reader, method: str, path: str) -> None:
    answer = pages.ask(method, path)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_asking_for_the_headers_alone_is_reading(pages: Reader) -> None:
    assert pages.ask("HEAD", "/").status_code == 200


@pytest.mark.parametrize("path", ["/", "/post", "/stil/side.css", "/nei", "/nettstad/", "/filer/x/y"])
def test_every_answer_carries_the_headers_that_keep_it_shut(pages: Reader, path: str) -> None:
    answer = pages.get(path)
    for name, value in HEADERS.items():
        if name != "Cache-Control":
            assert answer.headers[name] == value, name
    assert "set-cookie" not in answer.headers


def test_a_page_may_run_nothing_and_fetch_nothing_from_elsewhere() -> None:
    policy = dict(text.split(" ", 1) for text in PAGE_POLICY.split("; "))
    assert policy["default-src"] == "'none'"
    assert "script-src" not in policy
    assert set(policy.values()) == {"'none'", "'self'"}
