"""`cycle archive`: build the public site anew, and verify packages."""

from __future__ import annotations

from pathlib import Path

import click

from cycle.application.publishing import rebuild_site, verify_packages
from cycle.cli.options import community_option
from cycle.cli.output import command, print_json, print_problems, problem_rows
from cycle.services import open_services
from cycle.settings import load_settings


@click.group()
def archive() -> None:
    """Build the public site, or verify the packages."""


@archive.command()
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Default under the home folder.")
@community_option
@command
def build(folder: Path | None, community: str, as_json: bool) -> int:
    """Build the site of all published years; nothing that is not approved is shown."""
    with open_services() as services:
        built = rebuild_site(services, community=community, folder=folder)
    if as_json:
        found = problem_rows(built.problems)
        print_json({"folder": str(built.folder), "pages": built.pages, "problems": found})
        return 0
    for problem in built.problems:
        click.echo(f"{problem.severity}: {problem}", err=True)
    click.echo(f"{built.pages} pages in {built.folder}")
    return 0


@archive.command()
@click.argument("packages", nargs=-1, type=click.Path(exists=True, path_type=Path))
@command
def verify(packages: tuple[Path, ...], as_json: bool) -> int:
    """Check every file of the packages against its sha256; without names, of all packages."""
    return print_problems(verify_packages(load_settings(), packages), as_json=as_json)
