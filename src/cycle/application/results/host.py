"""What the step `host` stores: who hosts and chairs (vertskap og møteleiing)."""

from __future__ import annotations

from dataclasses import dataclass

from cycle.model import HostAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class HostResult:
    """This year's host, and those of the years around it so that people can see the turns."""

    host: HostAnswer
    around: tuple[HostAnswer, ...]
