"""The `cycle` command: exit 0 done, 1 a problem found, 2 wrong usage; every command takes `--json`."""

from __future__ import annotations

from cycle.cli.entry import main

__all__ = ["main"]
