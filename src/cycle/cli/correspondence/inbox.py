"""`cycle inbox`: reads answers and returned mail once."""

from __future__ import annotations

from pathlib import Path

import click

from cycle.application.actions import carry_on
from cycle.application.replies import read_inbox
from cycle.cli.terminal.opening import open_home
from cycle.cli.terminal.output import command, print_json, print_line


@click.command()
@click.option(
    "--from",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Read this Maildir or folder of .eml files instead of the configured mailbox.",
)
@command
def inbox(folder: Path | None, as_json: bool) -> int:
    """Read answers and returned mail once; reading again changes nothing. `cycle up` does it by itself."""
    with open_home() as services:
        found = read_inbox(services, folder=folder)
        for cycle in sorted(found.arrived):
            carry_on(services, cycle)
    if as_json:
        print_json({"new": found.new, "known": found.known, "settled": found.settled, "counts": dict(found.counts)})
        return 0
    said = ", ".join(f"{number} {what}" for what, number in sorted(found.counts.items()))
    print_line(f"{found.new} new mails" + (f": {said}" if said else ""))
    if found.settled:
        print_line(f"{found.settled} doubtful mails have arrived, as what came back shows")
    return 0
