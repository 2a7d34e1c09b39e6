"""How commands speak: plain lines for people, JSON for scripts, problems on standard error."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import click

from cycle.errors import CycleError, InputError, Problem
from cycle.model import to_plain
from cycle.private import given_out
from cycle.visible import escaped, is_unicode, on_one_line, visible

P = ParamSpec("P")
DONE, PROBLEM = 0, 1
NOT_UTF_8 = ("its letters are not UTF-8", "rename the file, or write it again, with letters that every system has")
LONGEST_SHOWN = 200


def print_line(text: object = "", *, err: bool = False) -> None:
    """Print one line: nothing in it steers the terminal, turns what is read, or begins a line of its own."""
    click.echo(on_one_line(str(text)), err=err)


def print_lines(text: str, *, err: bool = False) -> None:
    """Print a text of ours with its lines."""
    for line in text.split("\n"):
        print_line(line, err=err)


def print_json(value: Any) -> None:
    """Print the value as indented JSON; dates are ISO. What would steer the terminal is written as `\\u001b`."""
    click.echo(escaped(json.dumps(to_plain(value), ensure_ascii=False, indent=2)))


def print_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows in columns as wide as their longest cell."""
    lines = [[on_one_line(cell) for cell in line] for line in (header, *rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(header))]
    for line in lines:
        print_line("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def problem_rows(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Return problems in the shape all `check` commands print."""
    return [
        {
            "file": problem.file,
            "where": problem.where,
            "severity": problem.severity,
            "what": problem.what,
            "remedy": problem.remedy,
        }
        for problem in problems
    ]


def print_problems(problems: Sequence[Problem], *, as_json: bool) -> int:
    """Print the problems and return the exit code: 1 when one of them is an error."""
    if as_json:
        print_json({"problems": problem_rows(problems)})
    else:
        for problem in problems:
            print_line(f"{problem.severity}: {problem}")
        if not problems:
            print_line("no problems")
    return PROBLEM if any(problem.severity == "error" for problem in problems) else DONE


def write_safely(file: Path, data: bytes) -> None:
    """Write a file, its folder with it, and return when it is safe on the disk; OSError naming it when it is not."""
    try:
        with given_out():
            file.parent.mkdir(parents=True, exist_ok=True)
        with given_out(), file.open("wb") as target:
            target.write(data)
            target.flush()
            if file.is_file():  # a pipe has no disk to be safe on
                os.fsync(target.fileno())
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error


def command(function: Callable[P, int | None]) -> Callable[P, None]:
    """Wrap a command: add `--json`, print errors raised on purpose and errors of files, exit with what it returns."""

    @click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            code = function(*args, **kwargs)
        except (CycleError, OSError, UnicodeEncodeError) as error:
            if isinstance(error, BrokenPipeError):
                raise  # whoever read what we print has left: click ends it quietly
            if isinstance(error, UnicodeEncodeError) and is_unicode(error.object):
                raise  # no name of a file, but a terminal of another encoding
            problems = error.problems if isinstance(error, InputError) else (_as_problem(error),)
            if kwargs.get("as_json"):
                print_json({"problems": problem_rows(problems)})
            else:
                for problem in problems:
                    print_line(f"error: {problem}", err=True)
            code = PROBLEM
        sys.exit(code or DONE)

    return wrapped


def _as_problem(error: CycleError | OSError | UnicodeEncodeError) -> Problem:
    if isinstance(error, CycleError):
        return Problem(file="", where="", what=str(error))
    if isinstance(error, UnicodeEncodeError):
        what, remedy = NOT_UTF_8
        return Problem(file=visible(error.object[:LONGEST_SHOWN]), where="", what=what, remedy=remedy)
    full = error.errno in {errno.ENOSPC, errno.EDQUOT}
    return Problem(
        file=str(error.filename or ""),
        where="",
        what=error.strerror or str(error) or type(error).__name__,
        remedy="make room and try again" if full else "name a place that this user may read and write",
    )
