"""Chooses by what they take the tests that `make check` leaves out: `pytest -p tests.cost` writes `tests/slow.txt`.

The processor's time of this process and of those it waited for, on a machine that does nothing else.
"""

from __future__ import annotations

import ast
import resource
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

SLOW = Path(__file__).with_name("slow.txt")
SECONDS = 0.1
"""What a case of a test may take on average that runs at every save: so most tests run in the least time."""
MOST = 0.5
"""How much of a room's tests may be left out: walking a year takes longer than a rule or a sentence does."""
PROPERTY = "processor"
HEAD = """\
# Tests that take over 0.1 s of processor a case, at most half of each room: `make test` runs them, `make check` does
# not. Written by `pytest -p tests.cost`; see docs/testing.md.
"""


def slow_tests() -> list[str]:
    """Return the tests that `make check` leaves out, as they stand in the list: without their parameters."""
    return [line for line in SLOW.read_text("utf-8").splitlines() if not line.startswith("#")]


def left_out(seconds: Mapping[str, float], *, there: Iterable[str]) -> list[str]:
    """Return the tests that are too long for every save, of those there: of each room the longest, half at most."""
    rooms: defaultdict[str, list[str]] = defaultdict(list)
    for test in there:
        rooms[room_of(test)].append(test)
    chosen = [
        test
        for tests in rooms.values()
        for test in sorted(tests, key=lambda test: -seconds.get(test, 0))[: int(len(tests) * MOST)]
        if seconds.get(test, 0) > SECONDS
    ]
    return sorted(chosen)


def every_test() -> list[str]:
    """Return the tests of the house by their names, without their parameters."""
    found: list[str] = []
    for path in sorted(SLOW.parent.rglob("test_*.py")):
        name = path.relative_to(SLOW.parents[1]).as_posix()
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found.append(f"{name}::{node.name}")
            elif isinstance(node, ast.Assign) and ast.unparse(node.value).endswith(".TestCase"):
                found.append(f"{name}::{ast.unparse(node.targets[0])}::runTest")
    return found


def room_of(test: str) -> str:
    """Return the room that a test belongs to: the first folder under `tests/`."""
    return "/".join(test.split("/")[:2]) if test.count("/") > 1 else "tests"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Note before its last report what a test has taken."""
    item.stash[_BEGAN] = _used()
    yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
    """Let the report carry it, from whichever worker; of a test with another mark it does not count."""
    report = yield
    if call.when == "teardown" and not _OTHER_MARKS & {mark.name for mark in item.iter_markers()}:
        report.user_properties.append((PROPERTY, _used() - item.stash[_BEGAN]))
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Write the list again; what did not run stands where it stood."""
    cases: defaultdict[str, list[float]] = defaultdict(list)
    for report in (report for reports in terminalreporter.stats.values() for report in reports):
        for name, seconds in getattr(report, "user_properties", ()):
            if name == PROPERTY:
                cases[report.nodeid.partition("[")[0]].append(seconds)
    before = set(slow_tests())
    taken = dict.fromkeys(before, _UNKNOWN) | {test: sum(of) / len(of) for test, of in cases.items()}
    after = left_out(taken, there=every_test())
    SLOW.write_text(HEAD + "".join(f"{test}\n" for test in after), "utf-8")
    terminalreporter.section(f"{sum(map(sum, cases.values())):.0f} s of processor, {len(after)} left out of make check")
    for test in sorted(before ^ set(after), key=lambda test: -taken[test]):
        terminalreporter.line(f"{taken[test]:6.2f} s, {'no longer' if test in before else 'now'} left out: {test}")


_BEGAN = pytest.StashKey[float]()
_OTHER_MARKS = {"server", "office", "browser", "proxy", "postgresql", "validator", "campaign"}
_UNKNOWN = 1.0
"""What is taken for the time of a listed test that did not run."""


def _used() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
