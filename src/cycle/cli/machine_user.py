"""Who acts at this terminal, as the operating system knows them."""

from __future__ import annotations

import getpass
import socket


def this_user() -> str:
    """Return the name of the user and of the machine."""
    return f"{getpass.getuser()}@{socket.gethostname()} (terminal)"
