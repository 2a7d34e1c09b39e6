"""The two secrets of a home: between the door and Prefect, and between our own processes and the door."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cycle.services import kept_secret

USER = "cycle"
"""Prefect wants a name before a secret, and does nothing with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """Both secrets, as Prefect writes them: `name:secret`."""

    server: str
    """Known to the door and to Prefect's server: no flow can go round the door with its own."""
    service: str
    """Known to flow processes, the runner and the commands: it does what they do, and answers no gate."""


def door_keys(home: Path) -> Keys:
    """Return the secrets of a home folder, made when they are first asked for; StoreError when one cannot be read."""
    folder = home.absolute() / "door"
    return Keys(server=_key(folder / "server"), service=_key(folder / "service"))


def _key(path: Path) -> str:
    return f"{USER}:{kept_secret(path).hex()}"
