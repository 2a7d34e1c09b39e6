"""Tells this machine from every other, and keeps a process on this machine where tests and demos must reach nobody."""

from __future__ import annotations

import errno
import ipaddress
import socket
import sys
from typing import Any

_WORDS = "CYCLE_NETWORK=loopback lets nothing reach another machine"
_REACHING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_LOOKING_UP = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}


def is_loopback(host: str) -> bool:
    """Return whether the host is this machine by its name or number."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def stay_on_this_machine() -> None:
    """Let this process reach no other machine from now on, whichever library asks; it cannot be undone.

    A connection then fails as it does without a network. The hook holds for all threads and for forks of the process
    (PEP 578); a child that is a new program reads the setting itself.
    """
    global _installed
    if not _installed:
        _installed = True
        own_name = socket.gethostname().lower()
        sys.addaudithook(lambda event, arguments: _refuse(event, arguments, own_name))


_installed = False


def _refuse(event: str, arguments: tuple[Any, ...], own_name: str) -> None:
    if event in _REACHING:
        address = arguments[1]
        if isinstance(address, tuple) and not _is_here(address[0], own_name):  # a path is a socket of this machine
            raise OSError(errno.ENETUNREACH, _WORDS)
    elif event in _LOOKING_UP and not _is_here(arguments[0], own_name):
        raise socket.gaierror(socket.EAI_FAIL, _WORDS)


def _is_here(host: object, own_name: str) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes | bytearray) else host
    if not isinstance(name, str) or name in {"", "0.0.0.0", "::"} or name.lower() == own_name:  # noqa: S104
        return True
    return is_loopback(name.partition("%")[0])
