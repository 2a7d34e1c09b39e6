"""`cycle archive`: build the public site anew, verify packages, and write what a records system is told."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from cycle.application.publishing import rebuild_site, verify_packages, write_messages
from cycle.application.year import find_cycle
from cycle.cli.options import community_option, meeting_option
from cycle.cli.output import command, print_json, print_problems, problem_rows
from cycle.services import open_services
from cycle.settings import load_settings


@click.group()
def archive() -> None:
    """Build the public site, verify the packages, or write a year for the records system."""


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


@archive.command()
@click.argument("year", type=int)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["fiks", "arkivmelding"]),
    required=True,
    help="Fiks Arkiv V1, or arkivmelding.",
)
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path), required=True, help="Where its folder is put."
)
@community_option
@meeting_option
@command
def records(
    year: int, kind: Literal["fiks", "arkivmelding"], folder: Path, community: str, meeting: str, as_json: bool
) -> int:
    """Write a year as messages for the records system, with its documents.

    Everything the year sent and published is in them, as it went. Nothing is written when a message does not validate.
    """
    with open_services() as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        written = write_messages(cycle, kind, into=folder)
    if as_json:
        print_json(written)
        return 0
    click.echo(f"{written.messages} messages with {written.files - written.messages} documents in {written.folder}")
    for note in written.notes:
        click.echo(f"note: {note}")
    return 0
