"""`cycle rules` and `cycle schema`: the rules in words, and their format for editors that complete and check it."""

from __future__ import annotations

import json
import textwrap
from datetime import datetime
from pathlib import Path

import click

from cycle.application.actions import rules_answer, schema_texts, write_schemas
from cycle.cli.terminal.opening import open_or_do_without
from cycle.cli.terminal.options import DAY, community_option, meeting_option
from cycle.cli.terminal.output import command, print_json, print_line, print_lines


@click.command()
@click.option("--on", type=DAY, help="The rules that hold on this day; default the newest.")
@community_option
@meeting_option
@command
def rules(on: datetime | None, community: str, meeting: str, as_json: bool) -> int:
    """Print the rules of a meeting type in words, each with its clause, source and how sure it is."""
    with open_or_do_without() as services:
        about, found = rules_answer(services, community=community, meeting=meeting, on=on.date() if on else None)
    if as_json:
        print_json({**about, "rules": found})
        return 0
    days = f"{about['valid_from'] or ''}–{about['valid_to'] or ''}".strip("–")
    print_line(f"{about['name']}, {about['community']} (version {about['version']}, {days or 'always'})")
    for rule in found:
        print_line()
        print_line(f"{rule.title}: {rule.says}".rstrip(": "))
        print_lines(textwrap.fill(rule.why, width=110, initial_indent="    ", subsequent_indent="    "))
        print_line(f"    {rule.clause} [{rule.basis}] {rule.source}")
    return 0


@click.command()
@click.option("--to", type=click.Path(file_okay=False, path_type=Path), help="Write one file for each kind here.")
@command
def schema(to: Path | None, as_json: bool) -> int:
    """Print the JSON Schema of the files in a community's folder, or write them to a folder."""
    if to is None:
        print_json({name: json.loads(text) for name, text in schema_texts().items()})
        return 0
    written = write_schemas(to)
    if as_json:
        print_json({"written": written})
    else:
        for file in written:
            print_line(file)
    return 0
