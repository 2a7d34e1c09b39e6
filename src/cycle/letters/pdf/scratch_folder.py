"""The folder one LibreOffice process works in: its own, and gone afterwards, also when we were killed on the way."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "cycle-office-"


@contextmanager
def scratch_folder(scratch: Path | None = None) -> Iterator[Path]:
    """Give a fresh folder in `scratch`, by default the system's own, and take it away afterwards.

    What processes that were killed have left there is taken away first. OSError when a folder cannot be made.
    """
    around = scratch or Path(tempfile.gettempdir())
    _sweep(around)
    folder = Path(tempfile.mkdtemp(prefix=f".{PREFIX}", dir=around))
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):  # a disk without locks: then nothing is ever swept there
            fcntl.flock(held, fcntl.LOCK_EX)  # given back by the kernel, however we end
        folder = folder.rename(around / folder.name.removeprefix("."))  # seen by others only now that it is locked
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def _sweep(around: Path) -> None:
    """Take away the folders of our own that no process holds any more."""
    for folder in around.glob(f"{PREFIX}*"):
        with suppress(OSError):
            held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                if os.fstat(held).st_uid == os.getuid():
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(held)
