"""The options many commands share: which community, which meeting type, which years."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def community_option(function: F) -> F:
    """Add `--community NAME|FOLDER`."""
    return click.option("--community", default="", help="Community by name, or its folder.")(function)


def meeting_option(function: F) -> F:
    """Add `--meeting TYPE`."""
    return click.option("--meeting", default="", help="Meeting type; default the community's first.")(function)


DAY = click.DateTime(["%Y-%m-%d", "%d.%m.%Y"])
"""A day: `2027-02-18` or `18.02.2027`."""


class YearRange(click.ParamType[range]):
    """`2027` or `2020..2030`, as a range of years."""

    name = "FROM[..TO]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> range:
        """Return the years; a usage error for anything else."""
        if isinstance(value, range):
            return value
        match = re.fullmatch(r"(\d{4})(?:\.\.(\d{4}))?", str(value))
        if match is None:
            self.fail(f"{value!r} is not a year or a range of years; write 2027 or 2020..2030", param, ctx)
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            self.fail(f"{value!r} ends before it starts; write {last}..{first}", param, ctx)
        return range(first, last + 1)
