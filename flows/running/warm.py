"""Starts flow runs from a process that has imported everything already: a fork takes milliseconds, an import seconds.

Prefect starts each run as `python -m prefect.engine`, and every gate costs two starts. Here the same module is run in a
fork of a waiting parent. Prefect still starts, watches and kills a process of its own: `flows/running/warm_start.py`,
which hands over its environment and its output, forwards signals and ends as the fork ends. Where anything is missing
it becomes the ordinary command.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import runpy
import selectors
import signal
import socket
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from cycle.bound import die_with_parent
from cycle.imported import uncollected
from cycle.lifetime import bound
from flows.running.at_work import at_work

SOCKET = "MEETING_CYCLE_WARM_SOCKET"
"""Variable that tells a start where the waiting parent listens."""
RUN_ID = "PREFECT__FLOW_RUN_ID"
HEADER = struct.Struct("!I")
STATUS = struct.Struct("!i")


def main(path: str) -> None:
    """Listen at the path, import everything, and fork one child for each request until told to end.

    Who asks meanwhile waits: that is sooner than to import it all beside this process.
    """
    with _listening(path) as listener:
        with uncollected():
            _import_everything()
        # A fork of a process with threads may hang on a lock that a lost thread held.
        _Parent(listener).run()


def start_runs_bound(socket_path: Path | None) -> bool:
    """Let every run that Prefect's runner starts end with this process; return whether that is possible.

    With a socket, they start through the waiting parent that listens there.
    """
    import prefect.runner._starter_engine as starter  # noqa: PLC0415 - after Prefect's environment is set

    original = getattr(starter, "run_process", None)
    if original is None:
        return False

    async def run_process(command: list[str], **options: Any) -> Any:
        if command[1:] == ["-m", "prefect.engine"]:
            if socket_path is not None:
                command = [sys.executable, "-I", "-S", str(Path(__file__).with_name("warm_start.py"))]
                options["env"] = {**(options.get("env") or os.environ), SOCKET: str(socket_path)}
            run_id = (options.get("env") or {}).get(RUN_ID, "")
            with at_work(run_id):
                return await original(bound(command), **options)
        return await original(command, **options)

    setattr(starter, "run_process", run_process)  # noqa: B010 - Prefect names this module's reference as the place to override
    return True


class _Parent:
    """Waits for requests, forks, and tells each caller how its child ended."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._selector = selectors.DefaultSelector()
        self._children: dict[int, socket.socket] = {}
        self._wake, self._woken = socket.socketpair()
        for handle in (self._wake, self._woken, listener):
            handle.setblocking(False)

    def run(self) -> None:
        """Serve until SIGTERM."""
        signal.set_wakeup_fd(self._wake.fileno())
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._selector.register(self._listener, selectors.EVENT_READ, self._accept)
        self._selector.register(self._woken, selectors.EVENT_READ, self._reap)
        while True:
            for key, _ in self._selector.select():
                key.data(key.fileobj)

    def _accept(self, listener: socket.socket) -> None:
        caller, _ = listener.accept()
        caller.setblocking(True)
        request = _receive(caller)
        if request is None:
            caller.close()
            return
        environment, folder, files = request
        ours = os.getpid()
        pid = os.fork()
        if pid == 0:
            die_with_parent(ours)
            self._become_child(environment, folder, files)
        for number in files:
            os.close(number)
        self._children[pid] = caller
        caller.sendall(STATUS.pack(pid))
        self._selector.register(caller, selectors.EVENT_READ, self._caller_gone)

    def _caller_gone(self, caller: socket.socket) -> None:
        """Kill the child of a caller that was killed: Prefect believes the run is dead, so it must be."""
        self._selector.unregister(caller)
        for pid, known in self._children.items():
            if known is caller:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def _reap(self, woken: socket.socket) -> None:
        with contextlib.suppress(BlockingIOError):
            while woken.recv(4096):
                pass
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            caller = self._children.pop(pid)
            with contextlib.suppress(KeyError, ValueError):
                self._selector.unregister(caller)
            with contextlib.suppress(OSError):
                caller.sendall(STATUS.pack(os.waitstatus_to_exitcode(status)))
            caller.close()

    def _become_child(self, environment: dict[str, str], folder: str, files: list[int]) -> NoReturn:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        self._selector.close()
        for handle in (self._listener, self._wake, self._woken, *self._children.values()):
            handle.close()
        for target, given in enumerate(files):
            os.dup2(given, target)
            os.close(given)
        os.environ.clear()
        os.environ.update(environment)
        os.chdir(folder)
        random.seed()
        code = 0
        try:
            sys.argv = ["prefect.engine"]
            sys.modules.pop("prefect.engine", None)  # it is run again, as the main module
            runpy.run_module("prefect.engine", run_name="__main__", alter_sys=True)
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else int(error.code is not None)
        except BaseException:  # as the interpreter does: print and end with 1
            sys.excepthook(*sys.exc_info())
            code = 1
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _import_everything() -> None:
    import prefect.engine  # noqa: PLC0415 - the point of this process
    import prefect.flow_engine  # noqa: PLC0415, F401

    import flows.running.serving  # noqa: PLC0415, F401


@contextlib.contextmanager
def _listening(path: str) -> Iterator[socket.socket]:
    """Yield the socket; only this user may connect, since whoever connects decides what runs."""
    with socket.socket(socket.AF_UNIX) as listener:
        Path(path).unlink(missing_ok=True)  # of one that was killed
        mask = os.umask(0o177)
        try:
            listener.bind(path)
        finally:
            os.umask(mask)
        listener.listen(16)
        yield listener


def _receive(caller: socket.socket) -> tuple[dict[str, str], str, list[int]] | None:
    """Return environment, working folder and the three standard files of a request, None when it broke off."""
    header, files, _, _ = socket.recv_fds(caller, HEADER.size, 3)
    if len(header) < HEADER.size or len(files) != 3:
        return None
    (size,) = HEADER.unpack(header)
    data = b""
    while len(data) < size:
        part = caller.recv(size - len(data))
        if not part:
            return None
        data += part
    request = json.loads(data)
    return request["environment"], request["folder"], files


if __name__ == "__main__":
    main(sys.argv[1])
