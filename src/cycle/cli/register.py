"""`cycle register`: look at a spreadsheet, import it, export it, ask who holds a seat."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from cycle.application.persons import ADD, active, at_terminal, identity_of, people
from cycle.application.year import (
    Answers,
    Checked,
    ImportScope,
    LoadedCommunity,
    Say,
    check_file,
    export_register,
    import_register,
    load_named_community,
    marked_sheet,
    reasons_to_look,
    seat_history,
)
from cycle.cli.terminal.machine_user import this_user
from cycle.cli.terminal.opening import open_home, open_or_begin
from cycle.cli.terminal.options import DAY, MomentParam, community_option
from cycle.cli.terminal.output import command, print_json, print_line, print_table, problem_rows, write_safely
from cycle.private import given_out

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def register() -> None:
    """Check, import and export the register of people, or ask who holds a seat."""


@register.command("check")
@click.argument("file", type=FILE)
@click.option("--all", "every", is_flag=True, help="Show the cells that are the same too.")
@click.option("--cells", "cells", is_flag=True, help="Show each cell that changes, beside the difference in words.")
@click.option("--whole", "scope", flag_value="whole", help="The file is the whole register: who is not in it, is out.")
@click.option("--changes", "scope", flag_value="changes", help="The file is additions and changes: the rest stands.")
@click.option("--new-holder", "new", multiple=True, metavar="CELL=DAY", help="The name there is a new holder from DAY.")
@click.option("--correction", "corrected", multiple=True, metavar="CELL", help="The name there is the same person's.")
@click.option(
    "--mark", type=click.Path(dir_okay=False, path_type=Path), help="Write the sheet with each problem marked."
)
@community_option
@command
def check(
    file: Path,
    every: bool,
    cells: bool,
    scope: ImportScope | None,
    new: tuple[str, ...],
    corrected: tuple[str, ...],
    mark: Path | None,
    community: str,
    as_json: bool,
) -> int:
    """Show what a file would change, in words and cell by cell, and every problem; the register stays as it is.

    CELL is as the problem names it, `Register!D4`, or `alle` for every one.
    """
    if mark is not None and mark.exists():
        raise click.UsageError(f"{mark} is there already; choose another name")
    answers = Answers(new_holders=dict(map(_answer, new)), corrections=frozenset(corrected))
    with open_or_begin() as services:
        loaded = load_named_community(services.settings, community)
        checked = check_file(services, loaded, file, scope=scope, answers=answers)
    made = checked.preview
    language = loaded.community.language
    if mark is not None:
        write_safely(mark, marked_sheet(file.read_bytes(), made, name=file.name, language=language))
    if as_json:
        found = made.register
        counts = {"persons": len(found.persons), "mandates": len(found.mandates)} if found else {}
        print_json(
            {
                "id": checked.id,
                "scope": made.scope,
                "summary": made.summary,
                "difference": made.lines,
                "losses": made.losses,
                "needs_id": reasons_to_look(made, loaded),
                "problems": problem_rows(made.problems),
                "cells": made.cells,
                "gone": made.gone,
                "counts": made.counts,
                **counts,
            }
        )
    else:
        _print_checked(checked, loaded, every=every, cells=cells or every)
    return 0 if made.register else 1


@register.command("import")
@click.argument("wanted", metavar="FILE|ID")
@click.option("--name", default="", help="Who imports it, one whom `cycle people` lists; needed where log-in is on.")
@click.option("--why", default="", help="What has changed; it is kept on record.")
@community_option
@command
def import_file(wanted: str, name: str, why: str, community: str, as_json: bool) -> int:
    """Import a file, or exactly what a check showed by its id; with a single bad row nothing is imported."""
    with open_or_begin() as services:
        loaded = load_named_community(services.settings, community)
        given = " ".join(name.split())
        if not given and identity_of(services) != "name":
            keys = ", ".join(person.key for person in active(people(services, loaded.community.id)))
            raise click.UsageError(
                f"write who imports it: --name NAME, one of {keys}; whoever else it is, is added first: `{ADD}`"
            )
        who_imports = at_terminal(services, loaded.community, given or this_user(), user=this_user()).name
        imported = import_register(services, loaded, wanted, who=who_imports, why=why.strip())
    counts = {"persons": len(imported.register.persons), "mandates": len(imported.register.mandates)}
    if as_json:
        print_json({"digest": imported.digest, **counts, "problems": []})
    else:
        print_line(f"imported {counts['persons']} people, {counts['mandates']} mandates ({imported.digest[:12]})")
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
    with open_home() as services:
        data = export_register(services, load_named_community(services.settings, community))
    with given_out():
        file.write_bytes(data)
    if as_json:
        print_json({"file": str(file), "bytes": len(data)})
    else:
        print_line(f"wrote {file}")
    return 0


@register.command()
@click.argument("seat", metavar="SEAT|NAME")
@click.option("--on", type=DAY, help="The day asked about; default every day.")
@click.option("--known", type=MomentParam(), help="As it was known at this day or moment; default now.")
@community_option
@command
def who(seat: str, on: dt.datetime | None, known: dt.datetime | None, community: str, as_json: bool) -> int:
    """Who holds a seat such as `alver.ordforar`, on a day or through the years, or which seats a person holds."""
    with open_home() as services:
        rows = seat_history(services, seat, community=community, on=on.date() if on else None, known=known)
    if as_json:
        print_json({"seat": seat, "holders": rows})
    elif rows:
        print_table(
            ("seat", "from", "to", "who"),
            [(str(row["seat"]), row["from"] or "…", row["to"] or "…", str(row["name"])) for row in rows],
        )
    else:
        print_line("vacant")
    return 0 if rows else 1


def _answer(text: str) -> tuple[str, dt.date]:
    place, _, day = text.rpartition("=")
    try:
        return place.strip("«» "), dt.date.fromisoformat(day.strip())
    except ValueError as error:
        raise click.UsageError(f"{text!r}: write CELL=YYYY-MM-DD, such as Register!D4=2026-11-01") from error


def _print_checked(checked: Checked, loaded: LoadedCommunity, *, every: bool, cells: bool) -> None:
    made, say = checked.preview, Say(loaded.community.language)
    if made.register:
        print_line(f"{say.word(f'said_{made.scope}')}: {made.summary}")
        first = not (made.counts["same"] or made.counts["changed"])
        quiet = {"new", "person", "history"} if first else set()  # all of a first import is new, and told by its number
        for line in made.lines:
            if line.kind in quiet and not line.loses:
                continue
            sign = "!" if line.loses else " "
            print_line(f"{sign} {line.text}" + (f" [{line.where}]" if line.where else ""))
    shown = [cell for cell in made.cells if cells and (every or cell.state not in {"same", "new"})]
    if shown and made.register:
        print_table(
            ("state", "cell", "column", "text", "now"),
            [(cell.state, cell.where, cell.column, cell.text, cell.was) for cell in shown],
        )
    for problem in made.problems:
        print_line(f"{say.word(f'severity_{problem.severity}')}: {problem}")
    if not made.problems:
        print_line(say.word("no_problems"))
    if made.register:
        if reasons := reasons_to_look(made, loaded):
            print_line(say.word("look_first", why=", ".join(reasons)))
        people, mandates = len(made.register.persons), len(made.register.mandates)
        print_line(say.word("import_with", people=people, mandates=mandates, id=checked.id))
