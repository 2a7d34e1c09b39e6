"""`cycle programme`: look at the committee's table before it is put into the folder of the year."""

from __future__ import annotations

from pathlib import Path

import click

from cycle.application.year import Say, check_programme_file, load_named_community, marked_problems
from cycle.cli.terminal.opening import open_or_do_without
from cycle.cli.terminal.options import community_option
from cycle.cli.terminal.output import command, print_json, print_line, print_table, problem_rows, write_safely


@click.group()
def programme() -> None:
    """Look at the programme of a meeting."""


@programme.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--mark", type=click.Path(dir_okay=False, path_type=Path), help="Write the sheet with each problem marked."
)
@community_option
@command
def check(file: Path, mark: Path | None, community: str, as_json: bool) -> int:
    """Show the items as they are read, and every problem by its cell."""
    if mark is not None and mark.exists():
        raise click.UsageError(f"{mark} is there already; choose another name")
    with open_or_do_without() as services:
        language = load_named_community(services.settings, community).community.language
    items, problems = check_programme_file(file, language=language)
    if mark is not None:
        write_safely(mark, marked_problems(file.read_bytes(), problems, name=file.name, language=language))
    if as_json:
        print_json({"items": items or (), "problems": problem_rows(problems)})
    else:
        if items:
            rows = [
                (
                    f"{item.start:%H.%M}–{item.end:%H.%M}",
                    item.kind,
                    item.title,
                    ", ".join(speaker.name for speaker in item.speakers),
                )
                for item in items
            ]
            print_table(("time", "kind", "title", "speakers"), rows)
        say = Say(language)
        for problem in problems:
            print_line(f"{say.word(f'severity_{problem.severity}')}: {problem}")
        if not problems:
            print_line(say.word("no_problems"))
    return 0 if items is not None else 1
