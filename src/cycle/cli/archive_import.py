"""`cycle archive import`: past years read out of old pages and folders, as a proposed history."""

from __future__ import annotations

from pathlib import Path

import click

from cycle.application.publishing import copy_files, propose_history
from cycle.cli.terminal.options import community_option
from cycle.cli.terminal.output import command, print_json, print_line, print_lines, problem_rows, write_safely
from cycle.errors import InputError, Problem
from cycle.settings import load_settings


@click.command("import")
@click.argument("sources", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--to", "file", type=click.Path(dir_okay=False, path_type=Path), help="Where the proposal is written.")
@click.option("--files", "folder", type=click.Path(file_okay=False, path_type=Path), help="Copy placed documents here.")
@community_option
@command
def import_past(
    sources: tuple[Path, ...], file: Path | None, folder: Path | None, community: str, as_json: bool
) -> int:
    """Read past years out of saved pages and folders of documents, as a proposed history to look through."""
    if file is not None and (file.exists() or file.name == "history.toml"):
        what = "is the history itself" if file.name == "history.toml" else "is there already"
        raise InputError(
            [Problem(file=str(file), where="--to", what=what, remedy="write the proposal to another file")]
        )
    found = propose_history(load_settings(), sources, community=community)
    copied, problems = copy_files(found, folder) if folder is not None else (0, ())
    if file is not None:
        write_safely(file, found.text.encode())
    if as_json:
        print_json(
            {
                "years": found.years,
                "discrepancies": found.discrepancies,
                "files": [{"from": placed.file.path, "to": placed.kept_as} for placed in found.files],
                "copied": copied,
                "problems": problem_rows((*found.problems, *problems)),
                "file": str(file or ""),
                **({} if file else {"text": found.text}),
            }
        )
        return 0
    for problem in (*found.problems, *problems):
        print_line(f"{problem.severity}: {problem}", err=True)
    if file is None:
        print_lines(found.text.removesuffix("\n"))
        return 0
    print_line(
        f"{len(found.years)} meetings, {len(found.discrepancies)} discrepancies, {len(found.files)} files: {file}"
    )
    return 0
