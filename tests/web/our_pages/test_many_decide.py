"""Many decide at once: each decision is taken, once, as theirs; and what the pages of forty open gates ask for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

import lxml.html
import pytest

from cycle.application.persons import make_link, people
from cycle.web.app import build_app
from tests.desk import Desk
from tests.statements import statements
from tests.web.visitor import Browser

ROOT = Path(__file__).parents[3]
YEARS = 10
"""In each of two communities, with two open gates each: forty."""
GATE, LOOKED_BACK, FRONT_PAGE, EACH_YEAR = 15, 6, 11, 10
"""Statements of a gate's page, and of a year before it where nothing is approved to hold it against; of the front page,
and of a year on it. Who is logged in is among them."""


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    with monkeypatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "benchmarks"))
        yield __import__("decisions")
    sys.modules.pop("decisions", None)


def test_of_many_who_decide_at_once_none_is_refused_or_lost(benchmark: ModuleType) -> None:
    found = benchmark.measure(20, 10, rows=0)
    assert {key: found[key] for key in ("refused", "lost", "twice", "known_by_link", "state")} == {
        "refused": 0,
        "lost": 0,
        "twice": 0,
        "known_by_link": 20,
        "state": "done 1",
    }


def test_fifty_coordinators_of_two_communities_with_forty_open_gates_ask_a_bounded_number_of_times(
    tmp_path: Path, benchmark: ModuleType
) -> None:
    with closing(Desk(tmp_path)) as desk:
        benchmark.open_gates(desk, 4 * YEARS, 50)
        for community in benchmark.COMMUNITIES:
            browser = logged_in(desk, community)
            front, asked = looked_at(browser, "/")
            assert asked <= FRONT_PAGE + EACH_YEAR * YEARS
            assert len(front.content) < 100_000
            first = lxml.html.fromstring(front.text).xpath("//main/*")[1]
            waits = {f"/{community}/partnarskapsmote/{2027 + year}/godkjenning/{step}"
                     for year in range(YEARS) for step in ("committee", "host")}  # fmt: skip
            assert set(first.xpath(".//li/a/@href")) == waits
            for back in (0, YEARS - 1):
                gate, asked = looked_at(browser, f"/{community}/partnarskapsmote/{2027 + back}/godkjenning/host")
                assert asked <= GATE + LOOKED_BACK * back
                assert 'value="approve"' in gate.text


def logged_in(desk: Desk, community: str) -> Browser:
    browser = Browser(build_app(desk.services))
    known = next(row.person for row in people(desk.services, community) if row.person.name == "Kari Nummer24")
    assert browser.send(f"/logg-inn/lenkje/{make_link(desk.services, known, origin='mail')}").status_code == 303
    return browser


def looked_at(browser: Browser, page: str) -> tuple[Any, int]:
    """Return a page as it comes the second time, and how often the database was asked for it."""
    browser.get(page)
    with statements() as asked:
        answer = browser.get(page)
    assert answer.status_code == 200
    return answer, asked.number
