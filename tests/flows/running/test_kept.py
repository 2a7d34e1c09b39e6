"""A child that ends unasked is started again, and ends for good when it is told to."""

from __future__ import annotations

import subprocess
import sys
import time

import psutil
import pytest

from flows.running.kept import kept_running

NAP = [sys.executable, "-c", "import time; time.sleep(600)"]


def test_a_child_that_was_killed_is_started_again_until_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.running.kept.SHORTEST_PAUSE", 0.01)
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen(NAP))
        return started[-1]

    with kept_running(start, name="a nap"):
        for number in (1, 2, 3):
            while len(started) < number:
                time.sleep(0.01)
            started[-1].kill()
        while len(started) < 4:
            time.sleep(0.01)
        assert started[-1].poll() is None
    assert [process.poll() for process in started] == [-9, -9, -9, -15]
    time.sleep(0.1)
    napping = [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]
    assert (len(started), [child for child in napping if child.cmdline() == NAP]) == (4, [])
