"""How it is known who decides in this home: by log-in, or by a name that somebody types."""

from __future__ import annotations

from typing import Literal

from cycle.services import Services

Identity = Literal["link", "name"]


def identity_of(services: Services) -> Identity:
    """Return how it is known who decides: as the settings say, else by link, and by name in a home from before that."""
    chosen = services.settings.identity
    if chosen:
        return chosen
    return "name" if services.memory.persons.before_log_in() else "link"
