"""A child ends with the process that began it: whenever that one dies, from whichever thread, and on any system."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

import cycle.bound
from cycle.lifetime import bound, start_child, stop_child

NAP = [sys.executable, "-c", "import time; print('here', flush=True); time.sleep(600)"]
SECONDS = 30

PARENT = """
import os, subprocess, sys, time
from cycle.lifetime import start_child
out = open(sys.argv[1], "ab")
print(start_child(sys.argv[2:], environment=os.environ, out=out).pid, flush=True)
time.sleep(600)
"""
ELSEWHERE = """
import sys
import cycle.bound
cycle.bound.die_with_parent = lambda parent: False
cycle.bound.main(int(sys.argv[1]), sys.argv[2:])
"""
"""The program as it is where the kernel cannot kill a child."""
NAMING_ITS_PARENT = "import os, sys; os.execv(sys.argv[1], [*sys.argv[1:4], str(os.getppid()), *sys.argv[4:]])"


def parent_of(command: list[str], out: Path) -> tuple[subprocess.Popen[str], psutil.Process]:
    """Return a process and the child it has started."""
    parent = subprocess.Popen([sys.executable, "-c", PARENT, out, *command], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        return parent, psutil.Process(int(parent.stdout.readline()))


def until(true: object) -> None:
    deadline = time.monotonic() + SECONDS
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_a_child_at_work_ends_when_its_parent_is_killed(out: Path) -> None:
    parent, child = parent_of(NAP, out)
    until(lambda: out.read_text() == "here\n")
    parent.kill()
    parent.wait()
    assert psutil.wait_procs([child], timeout=SECONDS)[1] == []


def test_a_child_whose_parent_dies_while_it_begins_ends_too(out: Path) -> None:
    """The pages lived for ever when `cycle up` was killed while they imported."""
    for _ in range(10):
        parent, child = parent_of(NAP, out)
        parent.kill()
        parent.wait()
        assert psutil.wait_procs([child], timeout=SECONDS)[1] == []


def test_nothing_begins_for_a_parent_that_is_gone(out: Path) -> None:
    program = Path(cycle.bound.__file__)
    somebody_else = 1
    done = subprocess.run([sys.executable, program, str(somebody_else), "touch", out], check=False)
    assert (done.returncode, out.exists()) == (cycle.bound.PARENT_GONE, False)


def test_a_child_outlives_the_thread_that_asked_for_it(out: Path) -> None:
    """The kernel takes the end of a thread for the end of the parent."""
    begun: list[subprocess.Popen[bytes]] = []
    with out.open("ab") as file:
        asks = threading.Thread(target=lambda: begun.append(start_child(NAP, environment=os.environ, out=file)))
        asks.start()
        asks.join()
    until(lambda: out.read_text() == "here\n")
    time.sleep(0.2)
    assert begun[0].poll() is None
    stop_child(begun[0])
    assert begun[0].poll() == -signal.SIGTERM


def test_a_child_that_does_not_listen_is_killed_with_all_it_started(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cycle.lifetime.STOP_SECONDS", 0.2)
    deaf = "trap '' TERM; sleep 600 & echo $! ; wait; wait; sleep 600"
    with out.open("ab") as file:
        child = start_child(["sh", "-c", deaf], environment=os.environ, out=file)
    until(lambda: out.read_text().strip())
    grandchild = psutil.Process(int(out.read_text()))
    stop_child(child)
    assert psutil.wait_procs([grandchild], timeout=SECONDS)[1] == []


# --- Where the kernel cannot ----------------------------------------------------------------------------------------


@pytest.fixture
def watched(out: Path) -> Iterator[tuple[subprocess.Popen[str], psutil.Process]]:
    program = [sys.executable, "-c", NAMING_ITS_PARENT]
    begin = "import subprocess, sys, time; subprocess.Popen(sys.argv[1:]); time.sleep(600)"
    command = [*program, sys.executable, "-c", ELSEWHERE, "sh", "-c", f"echo $$ > {out}; sleep 600"]
    parent = subprocess.Popen([sys.executable, "-c", begin, *command], text=True)
    until(lambda: out.exists() and out.read_text())
    yield parent, psutil.Process(int(out.read_text()))
    parent.kill()
    parent.wait()


def test_elsewhere_a_child_ends_soon_after_its_parent_was_killed(
    watched: tuple[subprocess.Popen[str], psutil.Process],
) -> None:
    parent, child = watched
    parent.kill()
    parent.wait()
    assert psutil.wait_procs([child], timeout=SECONDS)[1] == []


def test_elsewhere_a_polite_stop_and_the_exit_code_go_through() -> None:
    command = [sys.executable, "-c", ELSEWHERE, str(os.getpid())]
    assert subprocess.run([*command, "sh", "-c", "exit 7"], check=False).returncode == 7
    kind = "trap 'exit 9' TERM; echo ready; while true; do sleep 0.1; done"
    with subprocess.Popen([*command, "sh", "-c", kind], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        child.terminate()
        assert child.wait(SECONDS) == 9


# --- Stopping in order ----------------------------------------------------------------------------------------------

ORDER = """
import time
from cycle.lifetime import stopped_in_order
with stopped_in_order():
    try:
        print("begun", flush=True)
        time.sleep(600)
    finally:
        print("ending", flush=True)
        time.sleep(0.5)
        print("ended", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_runs_what_must_be_done_at_the_end_and_a_second_one_does_not_break_it_off(
    number: signal.Signals,
) -> None:
    with subprocess.Popen([sys.executable, "-c", ORDER], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(number)
        assert process.stdout.readline() == "ending\n"
        process.send_signal(number)
        assert process.stdout.read() == "ended\n"
        assert process.wait(SECONDS) == 0


NEVER = """
import time
import cycle.lifetime
cycle.lifetime.LONGEST_STOP_SECONDS = 0.5
with cycle.lifetime.stopped_in_order():
    try:
        print("begun", flush=True)
        time.sleep(600)
    finally:
        time.sleep(601)
"""


def test_a_stop_that_never_ends_is_ended_firmly_and_the_log_says_what_it_was_at() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", NEVER], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.terminate()
        _, said = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    assert 'File "<string>", line 10 in <module>' in said


def test_the_words_that_bind_a_command_name_this_process() -> None:
    assert bound(["true"])[-2:] == [str(os.getpid()), "true"]
