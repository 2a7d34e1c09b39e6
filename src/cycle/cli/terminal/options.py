"""The options many commands share: which community, which meeting type, which years."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any, TypeVar

import click

from cycle.wording import OSLO

MOST = 10_000
"""Mails that one range of numbers may name."""
F = TypeVar("F", bound=Callable[..., Any])


class ShownByYear(click.Group):
    """Takes `outbox 2027` as `outbox show 2027`."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[Any, Any, list[str]]:
        """Return the command to run; a year stands for `show`."""
        return super().resolve_command(ctx, ["show", *args] if args and args[0].isdigit() else args)


def community_option(function: F) -> F:
    """Add `--community NAME|FOLDER`."""
    return click.option("--community", default="", help="Community by name, or its folder.")(function)


def meeting_option(function: F) -> F:
    """Add `--meeting TYPE`."""
    return click.option("--meeting", default="", help="Meeting type; default the community's first.")(function)


def refuse_unused(why: str, /, **given: object) -> None:
    """Raise UsageError naming the options that would do nothing here, and `why`; those that are not given are fine."""
    named = [f"--{name.replace('_', '-')}" for name, value in given.items() if value]
    if named:
        raise click.UsageError(f"{', '.join(named)} would do nothing: {why}")


class WordsOption(click.ParamType[str]):
    """What a person says, a name or a reason, kept with the year: never blank."""

    name = "TEXT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the words with single spaces; a usage error when there are none."""
        words = " ".join(str(value).split())
        if not words:
            self.fail("it is kept with the year and may not be blank", param, ctx)
        return words


class Numbers(click.ParamType[range]):
    """The number of a mail, `12`, or several in a row, `12..40`."""

    name = "NUMBER[..NUMBER]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> range:
        """Return the numbers; a usage error for anything else."""
        if isinstance(value, range):
            return value
        match = re.fullmatch(r"(\d{1,9})(?:\.\.(\d{1,9}))?", str(value), re.ASCII)
        if match is None:
            self.fail(f"{value!r} is no number of a mail; write 12 or 12..40", param, ctx)
        first, last = int(match[1]), int(match[2] or match[1])
        if not 0 <= last - first < MOST:
            self.fail(f"{value!r} is no row of 1 to {MOST} numbers; write the lowest first", param, ctx)
        return range(first, last + 1)


DAY = click.DateTime(["%Y-%m-%d", "%d.%m.%Y"])
"""A day: `2027-02-18` or `18.02.2027`."""


class MomentParam(click.ParamType[dt.datetime]):
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
