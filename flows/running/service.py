"""Keeps the whole service up on one machine: the door, Prefect's server behind it, then the flows; ends together."""

from __future__ import annotations

import base64
import logging
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil

from cycle.application.year import prefect_root
from cycle.errors import CycleError
from cycle.lifetime import STOP_SECONDS, start_child
from cycle.lifetime import stop_child as stop_child
from cycle.settings import Settings, environment
from cycle.web.visitors.keys import door_keys
from flows.running.kept import kept_running
from flows.running.ui import UI_BASE, mend_ui, ui_folder

log = logging.getLogger(__name__)

Report = Callable[[str], None]
LOOPBACK = "127.0.0.1"
AUTH = "PREFECT_API_AUTH_STRING"
SOCKET = "prefect.sock"
LONGEST_SOCKET = 100
"""Bytes of a socket's path: the kernel takes 107, and on other systems 103."""
START_SECONDS = 120
NO_AUTHORITY = Path(__file__).with_name("no_authority.pem")
"""Whom Prefect's clients trust when a server shows a certificate: nobody, for theirs is on this machine and shows none.

Each client reads the file again; that of all the world's authorities took 24 ms of processor, dozens of times a year.
"""
LET_GO_SECONDS = 5.0
"""How long a port is waited for: the children of a service that was killed end right after it, not with it."""


def prefect_environment(settings: Settings) -> dict[str, str]:
    """Return the variables Prefect must see before it is imported: its home, its address, no calls to the outside."""
    home = settings.home.absolute()
    return {
        "CYCLE_HOME": str(home),
        "CYCLE_ROOT": str(settings.root.absolute()),
        "PREFECT_HOME": str(home / "prefect"),
        "PREFECT_API_URL": f"{door_root(settings)}/api",
        AUTH: door_keys(home).service,
        "PREFECT_UI_URL": prefect_root(settings),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_API_SSL_CERT_FILE": str(NO_AUTHORITY),
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",
        "PREFECT_RUNNER_SERVER_ENABLE": "false",
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",  # the server has none, and each new client would ask it
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    }


def server_environment(settings: Settings) -> dict[str, str]:
    """Return the environment of Prefect's server, which stands behind the door: its own secret, and no way out."""
    key = door_keys(settings.home).server
    changed = environment(
        **prefect_environment(settings),
        PREFECT_SERVER_API_AUTH_STRING=key,
        PREFECT_UI_API_URL="/api",  # a browser asks the host it came from
        PREFECT_UI_SERVE_BASE=UI_BASE,
        PREFECT_UI_STATIC_DIRECTORY=str(ui_folder(settings)),
        PREFECT_SERVER_UI_V2_ENABLED="false",
        PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT="false",
        PREFECT_SERVER_REGISTER_BLOCKS_ON_START="false",  # blocks of Slack, Docker and so on: no flow uses one
    )
    return {**{name: value for name, value in changed.items() if name != "PREFECT_API_URL"}, AUTH: key}


def door_root(settings: Settings) -> str:
    """Return the address of the door on this machine, whatever name is printed in links."""
    return f"http://{LOOPBACK}:{settings.port}"


def refuse_taken_port(port: int, *, setting: str) -> None:
    """Raise CycleError when something listens on the port and does not let go of it."""
    deadline = time.monotonic() + LET_GO_SECONDS
    while _is_taken(port):
        if time.monotonic() > deadline:
            raise CycleError(f"port {port}: something already listens there; stop it or choose another with {setting}")
        time.sleep(0.1)


@contextmanager
def warm_parent(settings: Settings) -> Iterator[Path | None]:
    """Yield the socket of a process that waits, with everything imported, to be forked for each run; None without.

    None is started when the settings say that each run imports everything again.
    """
    if not settings.warm:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="cycle-") as folder:  # a home folder's path may be too long for a socket
        path = Path(folder) / "warm"
        log_file = settings.home.absolute() / "prefect" / "warm.log"

        def start() -> subprocess.Popen[bytes]:
            return python_process("-m", "flows.running.warm", str(path), settings=settings, log_file=log_file)

        with kept_running(start, name="the warm parent"):
            yield path


@contextmanager
def server_socket(home: Path) -> Iterator[Path]:
    """Yield where Prefect's server listens: in a folder that only this user may enter, since the socket is open to all.

    In the home folder, or elsewhere when its path is too long for a socket.
    """
    folder = home / "run"
    if len(os.fsencode(folder / SOCKET)) <= LONGEST_SOCKET:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        yield folder / SOCKET
    else:
        with tempfile.TemporaryDirectory(prefix="cycle-") as other:
            yield Path(other) / SOCKET


@contextmanager
def running_door(settings: Settings, socket_path: Path) -> Iterator[None]:
    """Keep the door to our pages and to the server behind the socket open while the block runs."""
    log_file = settings.home.absolute() / "prefect" / "pages.log"

    def start() -> subprocess.Popen[bytes]:
        return child_process("serve-pages", "--prefect", str(socket_path), settings=settings, log_file=log_file)

    with kept_running(start, name="the door"):
        yield


@contextmanager
def running_server(settings: Settings, socket_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Yield Prefect's server as it begins; it is stopped when the block ends."""
    record = settings.home.absolute() / "prefect" / "server.pid"
    _stop_orphan(record)
    record.parent.mkdir(parents=True, exist_ok=True)
    application = ["--factory", "flows.running.prefect_server:create"]
    options = ["--uds", str(socket_path), "--timeout-keep-alive", "30", "--ws", "websockets-sansio"]
    command = [sys.executable, "-m", "uvicorn", *application, *options, "--no-access-log", "--log-level", "warning"]
    with (record.parent / "server.log").open("ab") as out:
        child = start_child(command, environment=server_environment(settings), out=out)
    record.write_text(f"{child.pid} {psutil.Process(child.pid).create_time():.2f}")
    try:
        yield child
    finally:
        stop_child(child)
        record.unlink(missing_ok=True)


def wait_until_healthy(settings: Settings, child: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers through the door, and mend its UI; CycleError when it ended or is too late."""
    deadline = time.monotonic() + START_SECONDS
    while not healthy(settings):
        if child.poll() is not None:
            raise CycleError(f"Prefect server: ended at once (exit {child.returncode}); see prefect/server.log")
        if time.monotonic() > deadline:
            raise CycleError(f"Prefect server: did not answer within {START_SECONDS} s; see prefect/server.log")
        time.sleep(0.2)
    if not mend_ui(ui_folder(settings)):
        log.warning("the classic UI was not found; gates are answered in the new one")


def healthy(settings: Settings) -> bool:
    """Return whether Prefect's server answers."""
    with suppress(OSError, HTTPException), closing(HTTPConnection(LOOPBACK, settings.port, timeout=2)) as connection:
        connection.request("GET", "/api/health")  # it is asked often, and httpx reads every certificate each time
        return connection.getresponse().status == HTTPStatus.OK
    return False


def serves_this_home(settings: Settings) -> bool:
    """Return whether the service that answers is that of this home: another one does not know the home's secret."""
    known = base64.b64encode(door_keys(settings.home).service.encode()).decode()
    with suppress(OSError, HTTPException), closing(HTTPConnection(LOOPBACK, settings.port, timeout=10)) as connection:
        connection.request("GET", "/api/admin/version", headers={"Authorization": f"Basic {known}"})
        return connection.getresponse().status == HTTPStatus.OK
    return False


def wait_for_port(port: int, *, seconds: float = START_SECONDS) -> None:
    """Wait until something listens on the port; CycleError when nothing does in time."""
    deadline = time.monotonic() + seconds
    while True:
        with socket.socket() as probe:
            if probe.connect_ex((LOOPBACK, port)) == 0:
                return
        if time.monotonic() > deadline:
            raise CycleError(f"port {port}: nothing listens there after {seconds:.0f} s")
        time.sleep(0.1)


def end_with(child: subprocess.Popen[bytes]) -> threading.Event:
    """End this process when the child ends, so that a service manager starts both again.

    Return the event to set before the child is stopped on purpose.
    """
    ending = threading.Event()

    def watch() -> None:
        child.wait()
        if not ending.is_set():
            log.error("the Prefect server ended; stopping")
            os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True, name="server-watch").start()
    return ending


def child_process(*arguments: str, settings: Settings, log_file: Path) -> subprocess.Popen[bytes]:
    """Return a started child `cycle …` of this installation, with its output in the log file."""
    return python_process("-m", "cycle", *arguments, settings=settings, log_file=log_file)


def python_process(*arguments: str, settings: Settings, log_file: Path) -> subprocess.Popen[bytes]:
    """Return a started Python of this installation, with its output in the log file."""
    log_file.parent.mkdir(parents=True, exist_ok=True)
    with log_file.open("ab") as out:
        changed = environment(**prefect_environment(settings))
        return start_child([sys.executable, *arguments], environment=changed, out=out)


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return True
    return False


def _stop_orphan(record: Path) -> None:
    """Stop a server of this home folder whose parent was killed: it would hold the port and the database.

    Only the owner of the home may call it. On Linux the kernel has ended that server already.
    """
    words = _words(record)
    if len(words) != 2:
        return
    with suppress(psutil.NoSuchProcess, ValueError):
        process = psutil.Process(int(words[0]))
        if f"{process.create_time():.2f}" == words[1]:
            process.terminate()
            process.wait(STOP_SECONDS)


def _words(record: Path) -> list[str]:
    try:
        return record.read_text().split()
    except FileNotFoundError:
        return []
