"""What every test may ask for: an empty memory on disk, a clock that stands still, the real community."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from cycle.network import stay_on_this_machine
from cycle.store.memory import Memory, open_memory
from tests.kept import copy_nothing_while, put_new_database

# No test is timed: the machine may be busy.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

ROOT = Path(__file__).parents[1]

os.environ["CYCLE_NETWORK"] = "loopback"  # for every process that a test starts
stay_on_this_machine()


MASK = os.umask(0o022)
os.umask(MASK)


@pytest.fixture(autouse=True)
def patched_code_walks_itself(request: pytest.FixtureRequest) -> None:
    """Let a test that patches what a year is made by copy no year that others walked, and leave them none.

    Tests of flows patch flows, which no step knows of; those of commands only where they are run.
    """
    elsewhere = request.path.parent.name == "flows" or "run" in request.fixturenames
    copy_nothing_while("monkeypatch" in request.fixturenames and not elsewhere)


@pytest.fixture(autouse=True)
def umask_of_the_machine() -> None:
    """Begin each test with the machine's umask: a service that was opened in this process has shut its own."""
    os.umask(MASK)


LONGEST = ("test_gates", "test_killed_anywhere", "test_endure")
"""The files that take longest, longest first."""
LONG = {"server", "office", "validator", "campaign"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take long: one that comes last leaves the other cores idle."""
    long = {item.path for item in items for mark in item.iter_markers() if mark.name in LONG}
    server = {item.path for item in items if item.get_closest_marker("server")}

    def place(item: pytest.Item) -> tuple[bool, int, bool]:
        name = item.path.stem
        first = LONGEST.index(name) if name in LONGEST else len(LONGEST)
        return item.path not in server, first, item.path not in long

    items.sort(key=place)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Where everything is installed, as in `.ci/run`, a test that is skipped is a test that failed."""
    report: Any = yield
    if report.skipped and os.environ.get("NO_SKIPS"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} may not be skipped here: {report.longrepr[2]}"
    return report


@pytest.fixture
def now() -> dt.datetime:
    return dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    put_new_database(tmp_path / "cycle.sqlite")
    opened = open_memory(f"sqlite:///{tmp_path / 'cycle.sqlite'}", folder=tmp_path / "files")
    yield opened
    opened.close()
