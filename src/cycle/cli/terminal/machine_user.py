"""Who acts at this terminal, as the operating system knows them."""

from __future__ import annotations

import getpass
import socket

from cycle.application.persons import at_terminal, everybody_here, identity_of
from cycle.application.year import load_named_community
from cycle.errors import InputError
from cycle.services import Services


def this_user() -> str:
    """Return the name of the user and of the machine."""
    return f"{getpass.getuser()}@{socket.gethostname()} (terminal)"


def known_name(services: Services, name: str, *, community: str = "") -> str:
    """Return the name of who asks for something at the terminal, as it stands on the list of people.

    Where log-in is off it is what was typed. InputError where it is on and the name fits nobody there, or several: what
    is kept under a name holds that person back from approving it alone.
    """
    if identity_of(services) == "name" or not name.strip():
        return name
    return at_terminal(services, load_named_community(services.settings, community).community, name, user="").name


def name_known_here(services: Services, name: str) -> str:
    """Return the name of who asks for what is of the whole home, as any community of it has it on its list of people.

    InputError where log-in is on and the name fits nobody of any, or others in each.
    """
    found: set[str] = set()
    for community, _ in everybody_here(services):
        try:
            found.add(known_name(services, name, community=community.id))
        except InputError:
            continue
    return found.pop() if len(found) == 1 else known_name(services, name)
