"""A real IMAP server on this machine (pymap), with an empty mailbox that tests put mails into."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from imap_tools import MailBoxUnencrypted

USER, PASSWORD = "demouser", "demopass"
START = "import sys; from pymap.main import main; sys.exit(main())"


@dataclass(frozen=True)
class ImapBox:
    """A running server. `user` and `password` open its one mailbox with the folders INBOX and Sent."""

    port: int
    user: str = USER
    password: str = PASSWORD

    def put(self, *mails: bytes, folder: str = "INBOX") -> None:
        """Put mails into a folder, as a mail server would."""
        with MailBoxUnencrypted("127.0.0.1", self.port).login(USER, PASSWORD) as box:
            for mail in mails:
                box.append(mail, folder)

    def flags(self, folder: str = "INBOX") -> list[tuple[str, ...]]:
        """Return the flags of every mail in a folder."""
        with MailBoxUnencrypted("127.0.0.1", self.port).login(USER, PASSWORD, initial_folder=folder) as box:
            return [message.flags for message in box.fetch(mark_seen=False)]

    def clear(self, folder: str = "INBOX") -> None:
        """Take every mail out of a folder."""
        with MailBoxUnencrypted("127.0.0.1", self.port).login(USER, PASSWORD, initial_folder=folder) as box:
            box.delete(box.uids())


@contextmanager
def imap_server(folder: Path, *, certificate: Path | None = None, key: Path | None = None) -> Iterator[ImapBox]:
    """Yield a running server: plain, or with STARTTLS when it has a certificate; its log lies in the folder."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    secure = ["--cert", str(certificate), "--key", str(key)] if certificate else ["--no-tls"]
    command = [sys.executable, "-W", "ignore", "-c", START, "--host", "127.0.0.1", "--port", str(port), *secure]
    with (folder / "imap.log").open("wb") as log:
        server = subprocess.Popen([*command, "dict", "--demo-data"], stdout=log, stderr=log)
    try:
        while server.poll() is None:
            with suppress(OSError):
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                break
        box = ImapBox(port)
        if certificate is None:
            box.clear()
            box.clear("Sent")
        yield box
    finally:
        server.terminate()
        server.wait(20)
