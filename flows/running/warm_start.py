"""Stands in for `python -m prefect.engine`: asks the waiting parent for a fork and ends as the fork ends.

Only the standard library, and little of it: this process starts in twenty milliseconds.
"""

import json
import os
import signal
import socket
import struct
import sys
from types import FrameType

HEADER = struct.Struct("!I")
STATUS = struct.Struct("!i")
LOOK_UP_SECONDS = 0.5
"""A signal that comes right before a wait is answered only after it, so no wait is longer."""


def main() -> None:
    """Run the flow run this environment names, in a fork where one is to be had."""
    caller = socket.socket(socket.AF_UNIX)
    try:
        caller.connect(os.environ.get("MEETING_CYCLE_WARM_SOCKET", ""))
        data = json.dumps({"environment": dict(os.environ), "folder": os.getcwd()}).encode()
        socket.send_fds(caller, [HEADER.pack(len(data))], [0, 1, 2])
        caller.sendall(data)
        child = _number(caller)
    except OSError:
        os.execv(sys.executable, [sys.executable, "-m", "prefect.engine"])  # noqa: S606 - the ordinary command

    def forward(number: int, _frame: FrameType | None) -> None:
        os.kill(child, number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, forward)
    caller.settimeout(LOOK_UP_SECONDS)
    try:
        code = _number(caller)
    except OSError:
        code = 1
    if code < 0:
        if -code != signal.SIGKILL:
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    sys.exit(code)


def _number(caller: socket.socket) -> int:
    data = b""
    while len(data) < STATUS.size:
        try:
            part = caller.recv(STATUS.size - len(data))
        except TimeoutError:
            continue
        if not part:
            raise ConnectionError("the waiting parent is gone")
        data += part
    return int(STATUS.unpack(data)[0])


if __name__ == "__main__":
    main()
