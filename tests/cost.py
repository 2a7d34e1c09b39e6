"""Says which tests take over 0.2 s of processor a case: `pytest -p tests.cost`; `tests/slow.txt` is kept by it.

The processor's time of this process and of those it waited for, on a machine that does nothing else.
"""

from __future__ import annotations

import resource
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SLOW = Path(__file__).with_name("slow.txt")
SECONDS = 0.2
"""What a case of a test may take on average that runs at every save: so most tests run in the least time."""
PROPERTY = "processor"


def slow_tests() -> list[str]:
    """Return the tests that `make check` leaves out, as they stand in the list: without their parameters."""
    return [line for line in SLOW.read_text("utf-8").splitlines() if not line.startswith("#")]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Note before its last report what a test has taken."""
    item.stash[_BEGAN] = _used()
    yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[Any]:
    """Let the report carry it, from whichever worker."""
    report = yield
    if call.when == "teardown":
        report.user_properties.append((PROPERTY, _used() - item.stash[_BEGAN]))
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the tests that belong on the list and those that no longer do."""
    cases: defaultdict[str, list[float]] = defaultdict(list)
    for report in (report for reports in terminalreporter.stats.values() for report in reports):
        for name, seconds in getattr(report, "user_properties", ()):
            if name == PROPERTY:
                test = report.nodeid.partition("[")[0]
                cases[test].append(seconds)
    slow = set(slow_tests())
    terminalreporter.section(f"{sum(map(sum, cases.values())):.0f} s of processor")
    taken = {test: sum(of) / len(of) for test, of in cases.items()}
    for test, seconds in sorted(taken.items(), key=lambda entry: -entry[1]):
        if seconds > SECONDS and test not in slow:
            terminalreporter.line(f"{seconds:6.2f} s, not on the list: {test}")
        elif seconds < SECONDS / 2 and test in slow:
            terminalreporter.line(f"{seconds:6.2f} s, needlessly on the list: {test}")


_BEGAN = pytest.StashKey[float]()


def _used() -> float:
    own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
