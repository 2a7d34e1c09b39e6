"""`cycle community`: a folder to begin a new community with."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from cycle.application.actions import start_community
from cycle.cli.terminal.output import command, print_json, print_line
from cycle.model import Language
from cycle.settings import load_settings


@click.group()
def community() -> None:
    """Begin a new community."""


@community.command("new")
@click.argument("named", metavar="NAME|FOLDER")
@click.option("--name", default="", help="The community's name as printed in letters.")
@click.option("--language", type=click.Choice(["nn", "nb"]), default="nn", help="What it writes.", show_default=True)
@command
def new(named: str, name: str, language: str, as_json: bool) -> int:
    """Write a folder that loads as it stands and says line by line what to change."""
    written = start_community(load_settings(), named, name=name, language=cast(Language, language))
    folder = Path(written[0]).parent
    if as_json:
        print_json({"folder": str(folder), "files": [str(path) for path in written]})
        return 0
    for path in written:
        print_line(path)
    print_line(f"change the lines that say ENDRE; then `cycle rules --community {named}` reads the rules out,")
    print_line(f"and `cycle register export register.xlsx --community {named}` writes the sheet of people to fill in")
    return 0
