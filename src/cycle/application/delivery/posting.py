"""What mail needs to know of a year: less than a year that can be read, so that one that cannot has mail too."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from cycle.services import Services
from cycle.store.memory import Memory


class Posting(Protocol):
    """A year as far as its mail needs to know it."""

    @property
    def id(self) -> str:
        """Return the year's id."""

    @property
    def now(self) -> dt.datetime:
        """Return the present moment."""

    @property
    def memory(self) -> Memory:
        """Return the open database, and the files beside it."""

    @property
    def services(self) -> Services:
        """Return what the steps work with."""
