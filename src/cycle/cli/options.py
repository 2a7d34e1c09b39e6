"""The options many commands share: which community, which meeting type, which years."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

OSLO = ZoneInfo("Europe/Oslo")
F = TypeVar("F", bound=Callable[..., Any])


def community_option(function: F) -> F:
    """Add `--community NAME|FOLDER`."""
    return click.option("--community", default="", help="Community by name, or its folder.")(function)


def meeting_option(function: F) -> F:
    """Add `--meeting TYPE`."""
    return click.option("--meeting", default="", help="Meeting type; default the community's first.")(function)


DAY = click.DateTime(["%Y-%m-%d", "%d.%m.%Y"])
"""A day: `2027-02-18` or `18.02.2027`."""


class Moment(click.ParamType[dt.datetime]):
    """A day, to its end, or a moment `2027-01-12T14:30`, in Norwegian time where none is said."""

    name = "DAY|MOMENT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        """Return the aware moment; a usage error for anything else."""
        if isinstance(value, dt.datetime):
            return value
        for form, whole_day in (("%Y-%m-%d", True), ("%d.%m.%Y", True), ("%Y-%m-%dT%H:%M", False)):
            try:
                found = dt.datetime.strptime(str(value), form).replace(tzinfo=OSLO)
            except ValueError:
                continue
            return found + dt.timedelta(days=1, microseconds=-1) if whole_day else found
        try:
            exact = dt.datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is no day or moment; write 2027-01-12, 12.01.2027 or 2027-01-12T14:30", param, ctx)
        return exact if exact.tzinfo else exact.replace(tzinfo=OSLO)


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
