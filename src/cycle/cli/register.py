"""`cycle register`: look at a spreadsheet, import it, export it, ask who holds a seat."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from cycle.cli.options import DAY, Moment, community_option
from cycle.cli.output import command, problem_rows, say_json, say_problems, say_table
from cycle.private import given_out
from cycle.services import open_services
from cycle.steps.community import load_named_community
from cycle.steps.people import Checked, check_file, export_register, import_register, seat_history

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def register() -> None:
    """Check, import and export the register of people, or ask who holds a seat."""


@register.command("check")
@click.argument("file", type=FILE)
@click.option("--all", "every", is_flag=True, help="Show the cells that are the same too.")
@community_option
@command
def check(file: Path, every: bool, community: str, as_json: bool) -> int:
    """Show what a file would change, cell by cell, and every problem; the register stays as it is."""
    with open_services() as services:
        checked = check_file(services, load_named_community(services.settings, community), file)
    if as_json:
        found = checked.preview.register
        counts = {"persons": len(found.persons), "mandates": len(found.mandates)} if found else {}
        say_json(
            {
                "id": checked.id,
                "problems": problem_rows(checked.preview.problems),
                "cells": checked.preview.cells,
                "gone": checked.preview.gone,
                "counts": checked.preview.counts,
                **counts,
            }
        )
    else:
        _say_checked(checked, every=every)
    return 0 if checked.preview.register else 1


@register.command("import")
@click.argument("wanted", metavar="FILE|ID")
@community_option
@command
def import_file(wanted: str, community: str, as_json: bool) -> int:
    """Import a file, or exactly what a check showed by its id; with a single bad row nothing is imported."""
    with open_services() as services:
        imported = import_register(services, load_named_community(services.settings, community), wanted)
    counts = {"persons": len(imported.register.persons), "mandates": len(imported.register.mandates)}
    if as_json:
        say_json({"digest": imported.digest, **counts, "problems": []})
    else:
        click.echo(f"imported {counts['persons']} people, {counts['mandates']} mandates ({imported.digest[:12]})")
    return 0


@register.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@community_option
@command
def export_file(file: Path, force: bool, community: str, as_json: bool) -> int:
    """Write the register as an .xlsx file to work in; it imports back unchanged."""
    if file.exists() and not force:
        raise click.UsageError(f"{file} is there already; choose another name, or add --force")
    with open_services() as services:
        data = export_register(services, load_named_community(services.settings, community))
    with given_out():
        file.write_bytes(data)
    if as_json:
        say_json({"file": str(file), "bytes": len(data)})
    else:
        click.echo(f"wrote {file}")
    return 0


@register.command()
@click.argument("seat", metavar="SEAT|NAME")
@click.option("--on", type=DAY, help="The day asked about; default every day.")
@click.option("--known", type=Moment(), help="As it was known at this day or moment; default now.")
@community_option
@command
def who(seat: str, on: dt.datetime | None, known: dt.datetime | None, community: str, as_json: bool) -> int:
    """Who holds a seat such as `alver.ordforar`, on a day or through the years, or which seats a person holds."""
    with open_services() as services:
        rows = seat_history(services, seat, community=community, on=on.date() if on else None, known=known)
    if as_json:
        say_json({"seat": seat, "holders": rows})
    elif rows:
        say_table(
            ("seat", "from", "to", "who"),
            [(str(one["seat"]), one["from"] or "…", one["to"] or "…", str(one["name"])) for one in rows],
        )
    else:
        click.echo("vacant")
    return 0 if rows else 1


def _say_checked(checked: Checked, *, every: bool) -> None:
    preview = checked.preview
    first = not (preview.counts["same"] or preview.counts["changed"])
    quiet = {"same", "new"} if first else {"same"}  # all of a first import is new, and told by its number
    cells = [one for one in preview.cells if every or one.state not in quiet]
    if cells and preview.register:
        say_table(
            ("state", "cell", "column", "text", "now"),
            [(one.state, one.where, one.column, one.text, one.was) for one in cells],
        )
    say_problems(preview.problems, as_json=False)
    for one in preview.gone:
        click.echo(f"gone: {one.seat} is held by {one.name} in the register, and no row of the file names the seat")
    if preview.register:
        click.echo("cells: " + ", ".join(f"{number} {state}" for state, number in preview.counts.items()))
        people, mandates = len(preview.register.persons), len(preview.register.mandates)
        click.echo(f"{people} people, {mandates} mandates; import with `cycle register import {checked.id}`")
