"""Mail servers that others wrote, for tests and benchmarks: a real Postfix with an fsynced queue, and its smtp-sink.

Postfix gets its own folders, an unprivileged port and its log in a file; it takes mail and throws it away (`discard:`),
so that the log is the only evidence of what was accepted and delivered.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

DEADLINE = 30.0
"""Seconds a server may need to start, to deliver what is in its queue, or to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postfix:
    """A running Postfix on loopback."""

    host: str
    port: int
    config: Path
    log: Path

    def accepted(self) -> Counter[str]:
        """Return how many mails with each Message-ID are in the queue or went through it.

        Accepted is what the queue manager took up; `cleanup` names the Message-ID of unfinished mails too.
        """
        return self._seen(_QUEUED)

    def delivered(self) -> Counter[str]:
        """Return how many deliveries each Message-ID had."""
        return self._seen(_DELIVERED)

    def settle(self) -> None:
        """Return when the queue is empty: everything accepted so far has been delivered."""
        end = time.monotonic() + DEADLINE
        while (_run("postqueue", "-c", str(self.config), "-j")).strip():
            if time.monotonic() > end:
                raise TimeoutError(
                    f"Postfix did not empty its queue in {DEADLINE:.0f} s:\n{self.log.read_text()[-2000:]}"
                )
            time.sleep(0.05)

    def _seen(self, sign: re.Pattern[str]) -> Counter[str]:
        names: dict[str, str] = {}
        seen: set[str] = set()
        for line in self.log.read_text(errors="replace").splitlines():
            if named := _NAMED.search(line):
                names[named[1]] = named[2]
            elif found := sign.search(line):  # once for each queue id: a mail put off is taken up again
                seen.add(found[1])
        return Counter(names[text] for text in seen)


def why_not() -> str:
    """Return why no Postfix can be started here; empty when one can."""
    if shutil.which("postfix", path=_PATH) is None:
        return "Postfix is not on this machine: apt-get install postfix"
    return "" if os.geteuid() == 0 else "Postfix is started by root only"


@contextmanager
def running(settings: Mapping[str, str] | None = None) -> Iterator[Postfix]:
    """Yield a Postfix that takes mail from this machine and discards it; `settings` are further lines of main.cf."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="postfix-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        config = folder / "etc"
        for path in (config, folder / "queue", folder / "data"):
            path.mkdir()
            path.chmod(0o755)  # whatever this process keeps to itself, Postfix's own users must get in
        shutil.chown(folder / "data", "postfix")
        log = folder / "mail.log"
        log.touch()
        main = {**_MAIN, "queue_directory": f"{folder}/queue", "data_directory": f"{folder}/data"}
        main |= {"maillog_file": str(log), "maillog_file_prefixes": str(folder), **(settings or {})}
        (config / "main.cf").write_text("".join(f"{key} = {value}\n" for key, value in main.items()))
        (config / "master.cf").write_text(_MASTER.format(port=port))
        command = ["postfix", "-c", str(config), "start-fg"]
        environment = {**os.environ, "PATH": _PATH}
        with (folder / "out").open("wb") as out:
            server = subprocess.Popen(
                command, stdout=out, stderr=out, env=environment, start_new_session=True, umask=0o022
            )
        try:
            _wait_for(port, server, complaint=lambda: (folder / "out").read_text() + log.read_text())
            yield Postfix(host="127.0.0.1", port=port, config=config, log=log)
        finally:
            if server.poll() is None:
                _run("postfix", "-c", str(config), "stop")
            server.wait(DEADLINE)


@contextmanager
def sink() -> Iterator[int]:
    """Yield the port of an smtp-sink on loopback: it takes everything at once and keeps nothing."""
    port = free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    command = ["smtp-sink", *user, f"127.0.0.1:{port}", "256"]
    with tempfile.TemporaryFile() as out:
        server = subprocess.Popen(command, stdout=out, stderr=out, env={**os.environ, "PATH": _PATH})
        try:
            _wait_for(port, server, complaint=lambda: os.pread(out.fileno(), 2000, 0).decode())
            yield port
        finally:
            server.terminate()
            server.wait(DEADLINE)


def free_port() -> int:
    """Return a port on loopback that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes], *, complaint: Callable[[], str]) -> None:
    """Return when the server greets on its port; RuntimeError with its own words when it died or never did."""
    end = time.monotonic() + DEADLINE
    while server.poll() is None and time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
                if line.recv(3) == b"220":
                    return
        except OSError:
            time.sleep(0.02)
    raise RuntimeError(f"the mail server did not start:\n{complaint()}")


def _run(*command: str) -> str:
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, timeout=DEADLINE, env={**os.environ, "PATH": _PATH}
    )
    return done.stdout


_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
_NAMED = re.compile(r"/cleanup\[\d+\]: (\w+): message-id=(<.*>)$")
_QUEUED = re.compile(r"/qmgr\[\d+\]: (\w+): from=.*\(queue active\)$")
_DELIVERED = re.compile(r": (\w+): to=.* status=sent ")
_MAIN = {
    "compatibility_level": "3.6",
    "inet_interfaces": "127.0.0.1",
    "inet_protocols": "ipv4",
    "myhostname": "postfix.example",
    "mydestination": "",
    "mynetworks": "127.0.0.0/8",
    "alias_maps": "",
    "alias_database": "",
    "default_transport": "discard:",
    "relay_transport": "discard:",
    "local_transport": "discard:",
    "enable_long_queue_ids": "yes",  # a queue id is never used twice, so the log can be read backwards
    "message_size_limit": "50000000",
    "smtpd_error_sleep_time": "0",
    "smtpd_relay_restrictions": "permit_mynetworks, reject",
}
_MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""
