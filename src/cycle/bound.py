"""Runs a command that ends with the process that started it: `python -I -S bound.py PARENT COMMAND…`.

On Linux the kernel kills it; the wish is made before anything else is loaded, and the parent is looked for after that,
so a parent that dies at any moment is seen. Elsewhere this process stays between the two and watches. Only the standard
library, and little of it: on Linux this costs twenty milliseconds, and then it is the command itself.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
WATCH_SECONDS = 0.25
PARENT_GONE = 1


def main(parent: int, command: list[str]) -> None:
    """Become the command, bound to the parent; do not begin it when the parent is gone."""
    by_kernel = die_with_parent(parent)
    if os.getppid() != parent:
        sys.exit(PARENT_GONE)
    if not by_kernel:
        sys.exit(_watched(parent, command))
    os.execvp(command[0], command)  # noqa: S606 - the signal stays asked for


def die_with_parent(parent: int) -> bool:
    """Let the kernel kill this process when the thread that began it ends; end now when that has happened.

    Return whether the kernel can.
    """
    try:
        asked = bool(ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL) == 0)
    except (OSError, AttributeError, TypeError):
        return False
    if asked and os.getppid() != parent:
        os._exit(PARENT_GONE)
    return asked


def _watched(parent: int, command: list[str]) -> int:
    """Return how the command ended; kill it when the parent is gone."""
    import subprocess  # noqa: PLC0415 - only where the kernel cannot

    child: subprocess.Popen[bytes] | None = None
    asked: list[int] = []

    def pass_on(number: int, _frame: object) -> None:
        asked.append(number)
        if child is not None:
            child.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, pass_on)
    child = subprocess.Popen(command)  # noqa: S603 - what our own process asked for
    for early in asked:  # while the command was being begun
        child.send_signal(early)
    while os.getppid() == parent:
        try:
            return child.wait(WATCH_SECONDS)
        except subprocess.TimeoutExpired:
            continue
    child.kill()
    return PARENT_GONE


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
