"""How it is known who decides in this home: by log-in, or by a name that somebody types."""

from __future__ import annotations

from typing import Literal

from cycle.services import Services

Identity = Literal["link", "name"]


def identity_of(services: Services) -> Identity:
    """Return how it is known who decides."""
    return services.identity
