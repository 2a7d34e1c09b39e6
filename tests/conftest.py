"""What every test may ask for: an empty memory on disk, a clock that stands still, the real community."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from cycle.store.memory import Memory, open_memory
from cycle.wall import stay_on_this_machine
from tests.kept import put_new_database

# No test is timed: the machine may be busy.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

ROOT = Path(__file__).parents[1]

os.environ["CYCLE_NETWORK"] = "loopback"  # for every process that a test starts
stay_on_this_machine()


MASK = os.umask(0o022)
os.umask(MASK)


@pytest.fixture(autouse=True)
def umask_of_the_machine() -> None:
    """Begin each test with the machine's umask: a service that was opened in this process has shut its own."""
    os.umask(MASK)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that start a real server: a long one that comes last leaves the other cores idle."""
    items.sort(key=lambda one: one.get_closest_marker("server") is None)


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
