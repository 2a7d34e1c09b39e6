"""What every test may ask for: an empty memory on disk, a clock that stands still, the real community."""

from __future__ import annotations

import datetime as dt
import gc
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from cycle.imported import uncollected
from cycle.network import stay_on_this_machine
from cycle.store.memory import Memory, open_memory
from tests.by_file import TOGETHER, ByFile, unit_of
from tests.cost import slow_tests
from tests.kept import copy_nothing_while, kept_for_session, put_new_database, work_in_memory
from tests.sqlite_locks import keep_locks_of_sqlite

# No test is timed: the machine may be busy.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

ROOT = Path(__file__).parents[1]

os.environ["CYCLE_NETWORK"] = "loopback"  # for every process that a test starts
work_in_memory()
stay_on_this_machine()
keep_locks_of_sqlite()


MASK = os.umask(0o022)
os.umask(MASK)


def pytest_configure(config: pytest.Config) -> None:
    """Keep homes and years for all workers of the session."""
    if not hasattr(config, "workerinput"):
        session = ExitStack()
        session.enter_context(kept_for_session())
        config.add_cleanup(session.close)


@pytest.fixture(autouse=True)
def patched_code_walks_itself(request: pytest.FixtureRequest) -> None:
    """Let a test that patches what a year is made by copy no year that others walked, and leave them none.

    Tests of flows patch flows, which no step knows of; those of commands only where they are run.
    """
    elsewhere = request.path.parent.name == "flows" or "run" in request.fixturenames
    copy_nothing_while("monkeypatch" in request.fixturenames and not elsewhere)


@pytest.fixture(autouse=True, scope="module")
def letters_are_held_against_docxtpl_where_tests_are_about_letters(request: pytest.FixtureRequest) -> Iterator[None]:
    """Make each letter once elsewhere: docxtpl takes fifty times as long, and takes part in every walk of a year."""
    from cycle.letters.render import job
    from cycle.letters.render.template import Template

    def same(_self: Template, _fields: Any, *, recipient: str) -> bytes:
        return recipient.encode()

    with pytest.MonkeyPatch.context() as patched:
        if "letters" not in request.path.parts:
            patched.setattr(Template, "reference", same)
            patched.setattr(job, "differing_parts", lambda _letter, _reference: ())
        yield


@pytest.fixture(autouse=True)
def umask_of_the_machine() -> None:
    """Begin each test with the machine's umask: a service that was opened in this process has shut its own."""
    os.umask(MASK)


LONGEST = (TOGETHER, "tests/flows/endurance/test_killed_anywhere.py", "tests/flows/endurance/test_endure.py")
"""What takes longest, longest first."""
LONG = {"server", "office", "validator", "campaign"}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Let workers take files, as `--dist loadfile` does, and keep together what shares a service."""
    return ByFile(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow tests, and begin with the files that take long: one that comes last leaves other cores idle."""
    slow, slow_in = set(slow_tests()), Counter[str]()
    for item in items:
        if item.nodeid.partition("[")[0] in slow:
            item.add_marker(pytest.mark.slow)
            slow_in[unit_of(item.nodeid)] += 1
    long = {unit_of(item.nodeid) for item in items for mark in item.iter_markers() if mark.name in LONG}
    server = {unit_of(item.nodeid) for item in items if item.get_closest_marker("server")}

    def place(item: pytest.Item) -> tuple[bool, int, bool, int]:
        unit = unit_of(item.nodeid)
        first = LONGEST.index(unit) if unit in LONGEST else len(LONGEST)
        return unit not in server, first, unit not in long, -slow_in[unit]

    items.sort(key=place)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[Any]:
    """Import the thousands of tests, and whatever they import, with no collection of garbage meanwhile."""
    with uncollected():
        return (yield)


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over them from now on, and look less often at what a test makes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


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
