"""Ends every child with the process that started it, also when that one is killed without warning, and in order."""

from __future__ import annotations

import faulthandler
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from types import FrameType
from typing import IO, NoReturn

STOP_SECONDS = 15
LONGEST_STOP_SECONDS = 75
"""Longer than all that is stopped in order may take, and shorter than a service manager waits before it kills."""
STOPS = (signal.SIGTERM, signal.SIGINT)


def bound(command: Sequence[str]) -> list[str]:
    """Return the words that start the command so that it ends with this process.

    The kernel looks at the thread, not at the process: use them in a thread that lives as long as the child, or let
    `start_child` do it.
    """
    program = Path(__file__).with_name("bound.py")
    return [sys.executable, "-I", "-S", str(program), str(os.getpid()), *command]


def start_child(command: Sequence[str], *, environment: Mapping[str, str], out: IO[bytes]) -> subprocess.Popen[bytes]:
    """Return a started child that ends with this process, in a session of its own, with its output in the file."""

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own commands
            bound(command), env=dict(environment), stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )

    return _lasting_thread().submit(start).result()


def stop_child(child: subprocess.Popen[bytes]) -> None:
    """Stop a child politely, then firmly with all it started."""
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


@contextmanager
def stopped_in_order() -> Iterator[None]:
    """Let SIGTERM and Ctrl-C end the block as an exception does, so that every `finally` in it runs, once.

    Enter it before the first child is started: Python's own answer to SIGTERM runs no `finally`. What has not ended
    long after that is ended firmly, with what each thread was at in the log; the children end with it.
    """

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        finish_undisturbed()
        faulthandler.dump_traceback_later(LONGEST_STOP_SECONDS, exit=True)
        raise SystemExit(0)

    before = {number: signal.signal(number, stop) for number in STOPS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def finish_undisturbed() -> None:
    """Let no further SIGTERM or Ctrl-C disturb the ending: whatever a library made of them meanwhile."""
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)


@cache
def _lasting_thread() -> ThreadPoolExecutor:
    """Return the one thread that starts children: it ends with the process, so they do too."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="children")
