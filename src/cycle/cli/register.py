"""`cycle register`: look at a spreadsheet, import it, ask who holds a seat."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from cycle.cli.options import community_option
from cycle.cli.output import command, problem_rows, say_json, say_problems, say_table
from cycle.services import open_services
from cycle.steps.community import load_named_community
from cycle.steps.people import check, import_register, seat_history

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def register() -> None:
    """Check and import the register of people, or ask who holds a seat."""


@register.command("check")
@click.argument("file", type=FILE)
@community_option
@command
def check_file(file: Path, community: str, as_json: bool) -> int:
    """Show every problem of a register with sheet, row and column; change nothing."""
    with open_services() as services:
        found, problems = check(load_named_community(services.settings, community), file)
    if as_json:
        counts = {"persons": len(found.persons), "mandates": len(found.mandates)} if found else {}
        say_json({"problems": problem_rows(problems), **counts})
        return 0 if found else 1
    code = say_problems(problems, as_json=False)
    if found:
        click.echo(f"{len(found.persons)} people, {len(found.mandates)} mandates; import with `cycle register import`")
    return code


@register.command("import")
@click.argument("file", type=FILE)
@community_option
@command
def import_file(file: Path, community: str, as_json: bool) -> int:
    """Import a register; with a single bad row nothing is imported."""
    with open_services() as services:
        imported = import_register(services, load_named_community(services.settings, community), file)
    counts = {"persons": len(imported.register.persons), "mandates": len(imported.register.mandates)}
    if as_json:
        say_json({"digest": imported.digest, **counts, "problems": []})
    else:
        click.echo(f"imported {counts['persons']} people, {counts['mandates']} mandates ({imported.digest[:12]})")
    return 0


@register.command()
@click.argument("seat")
@click.option("--on", type=click.DateTime(["%Y-%m-%d", "%d.%m.%Y"]), help="The day asked about; default every day.")
@community_option
@command
def who(seat: str, on: dt.datetime | None, community: str, as_json: bool) -> int:
    """Who holds a seat such as `alver.ordforar`, on a day or through the years."""
    with open_services() as services:
        rows = seat_history(services, seat, community=community, on=on.date() if on else None)
    if as_json:
        say_json({"seat": seat, "holders": rows})
    elif rows:
        say_table(("from", "to", "who"), [(one["from"] or "…", one["to"] or "…", str(one["name"])) for one in rows])
    else:
        click.echo("vacant")
    return 0 if rows else 1
