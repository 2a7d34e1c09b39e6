"""`cycle remind`: the morning's sweep by hand."""

from __future__ import annotations

from functools import partial

import click

from cycle.application.notifications import sweep
from cycle.application.year import find_cycle, runs_link
from cycle.cli.terminal.opening import open_home
from cycle.cli.terminal.options import community_option, meeting_option
from cycle.cli.terminal.output import command, print_json, print_line
from cycle.cli.terminal.prefect import door, service_runs
from cycle.settings import load_settings


@click.command()
@click.argument("year", type=click.IntRange(1900, 2999))
@community_option
@meeting_option
@command
def remind(year: int, community: str, meeting: str, as_json: bool) -> int:
    """Remind of gates that wait and send what is left over, as `cycle up` does each working day at eight."""
    settings = load_settings()
    with open_home(settings) as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        address = door(settings).gate_link if service_runs(settings) else runs_link
        done = sweep(cycle, link=partial(address, settings, cycle.id))
    if as_json:
        print_json({"year": year, **{name: getattr(done, name) for name in done.__slots__}})
        return 1 if done.trouble else 0
    for step, number in done.reminded.items():
        print_line(f"{step}: {number} told that it waits")
    if done.summary:
        print_line("the secretariat is told what needs a person")
    print_line(f"{done.sent} mails sent, {done.taken_back} taken back, {done.queued} wait")
    if done.trouble:
        print_line(f"error: {done.trouble}", err=True)
    return 1 if done.trouble else 0
