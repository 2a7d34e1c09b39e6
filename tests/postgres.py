"""A PostgreSQL server of the tests' own: no network, no fsync to wait for, thrown away afterwards."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

OWNER = "postgres"
"""PostgreSQL refuses to run as root; Debian's package makes this user."""


def programs() -> Path | None:
    """Return the folder of initdb and postgres, or None when PostgreSQL is not on this machine."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    onpath = shutil.which("initdb")
    return Path(found[-1]).parent if found else Path(onpath).resolve().parent if onpath else None


@contextmanager
def running(bin_folder: Path) -> Iterator[str]:
    """Yield the folder of the server's socket while it runs."""
    user = OWNER if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="pg-", ignore_cleanup_errors=True) as folder:
        if user:
            shutil.chown(folder, user)
        data = Path(folder) / "data"
        _run(bin_folder / "initdb", "-D", str(data), "-A", "trust", "-U", OWNER, "-E", "UTF8", "--no-sync", user=user)
        options = ("-c", "listen_addresses=", "-c", "fsync=off", "-c", f"unix_socket_directories={folder}")
        command = [str(bin_folder / "postgres"), "-D", str(data), *options]
        with (Path(folder) / "log").open("wb") as log:
            server = subprocess.Popen(command, stdout=log, stderr=log, user=user, cwd=folder)
        try:
            for _ in range(200):
                with suppress(subprocess.CalledProcessError):
                    _run(bin_folder / "psql", "-h", folder, "-U", OWNER, "-c", "SELECT 1", user=user)
                    break
                if server.poll() is not None:
                    raise RuntimeError((Path(folder) / "log").read_text())
            yield folder
        finally:
            server.terminate()
            server.wait(20)


def _run(program: Path, *arguments: str, user: str | None) -> None:
    subprocess.run([str(program), *arguments], check=True, capture_output=True, user=user, cwd="/", timeout=60)
