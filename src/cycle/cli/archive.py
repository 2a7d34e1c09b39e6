"""`cycle archive`: build the public site anew, and verify packages."""

from __future__ import annotations

from pathlib import Path

import click

from cycle.application.actions import close_published
from cycle.application.publishing import rebuild_site, verify_packages
from cycle.application.year import find_cycle
from cycle.cli.options import community_option, meeting_option
from cycle.cli.output import command, print_json, print_problems
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
        target, pages = rebuild_site(services, community=community, folder=folder)
    if as_json:
        print_json({"folder": str(target), "pages": pages})
    else:
        click.echo(f"{pages} pages in {target}")
    return 0


@archive.command()
@click.argument("packages", nargs=-1, type=click.Path(exists=True, path_type=Path))
@command
def verify(packages: tuple[Path, ...], as_json: bool) -> int:
    """Check every file of the packages against its sha256; without names, of all packages."""
    return print_problems(verify_packages(load_settings(), packages), as_json=as_json)


@archive.command()
@click.argument("year", type=int)
@click.option("--name", required=True, help="Who closes the year.")
@click.option("--why", default="", help="Why it is closed now.")
@community_option
@meeting_option
@command
def close(year: int, name: str, why: str, community: str, meeting: str, as_json: bool) -> int:
    """Close a year that was published by a version that closed none; approving an archive closes all others."""
    with open_services() as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        closing = close_published(cycle, name=name, why=why)
    if as_json:
        print_json({"year": year, "closed": closing.at, "by": closing.name})
    else:
        click.echo(f"{cycle.id} is closed (avslutta); what it rests on is kept as it is today")
    return 0
