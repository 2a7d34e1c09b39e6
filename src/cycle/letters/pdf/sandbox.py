"""A program that is watched: no network, nothing of our environment, killed with all it started when it stalls."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from cycle.lifetime import bound

_NO_PROXY_LEADS_OUT = "http://127.0.0.1:9"
_CONFINEMENTS = (
    ("unshare", "--map-root-user", "--net", "--pid", "--fork", "--kill-child"),
    ("unshare", "--map-root-user", "--net"),
)
"""Ways to confine LibreOffice, the best first; the first that this machine allows is used."""


def run_sandboxed(
    command: Sequence[str],
    folder: Path,
    out: str,
    stall_seconds: float,
    *,
    finished: Callable[[Path], None] = lambda path: None,
) -> str:
    """Run until it ends or stalls, kill its process group, and return its last words.

    `finished` is called with each PDF in the folder `out` when the next one has been begun: then it is whole.
    """
    log = folder / "log"
    environment = {
        "PATH": os.defpath,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "svp",
        **dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), _NO_PROXY_LEADS_OUT),
    }
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603
            bound(command),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        try:
            stalled = _watch(process, folder / out, stall_seconds, finished)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    words = log.read_text(errors="replace").strip().splitlines()
    return f"no letter finished in {stall_seconds:g} seconds" if stalled else (words[-1:] or ["it said nothing"])[0]


@cache
def confined() -> tuple[str, ...]:
    """Return the words that start a program without network, as far as we are allowed.

    In a process namespace of its own everything it started dies with it, also when we are killed without warning.
    """
    for words in _CONFINEMENTS:
        if shutil.which(words[0]) and subprocess.run([*words, "true"], capture_output=True).returncode == 0:  # noqa: S603
            return words
    return ()


def _watch(process: subprocess.Popen[bytes], out: Path, stall_seconds: float, finished: Callable[[Path], None]) -> bool:
    """Return True when no new PDF has come for too long, False when the process has ended by itself."""
    count, since = 0, time.monotonic()
    while process.poll() is None:
        made = sorted(out.glob("*.pdf")) if out.exists() else []
        if len(made) > count:
            for path in made[max(count - 1, 0) : -1]:
                finished(path)
            count, since = len(made), time.monotonic()
        if time.monotonic() - since > stall_seconds:
            return True
        time.sleep(0.05)
    return False
