"""`cycle signals`: what the meetings have asked bodies and parties to do, and what became of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

from cycle.application.dispatches import every_signal, signals_in_store
from cycle.application.publishing import remarks_on
from cycle.application.year import load_named_community, report_signal
from cycle.cli.terminal.opening import open_home, open_or_do_without
from cycle.cli.terminal.options import DAY, WordsOption, community_option
from cycle.cli.terminal.output import command, print_json, print_line, print_table, problem_rows
from cycle.model import TrackedSignal, to_plain

REPORTED = ("answered", "done", "dropped", "open")


class SignalsGroup(click.Group):
    """Takes `signals` as `signals list`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Return what is left of the words; an option other than `--help` stands for `list`."""
        is_option = bool(args) and args[0].startswith("-") and args[0] not in ctx.help_option_names
        return super().parse_args(ctx, ["list", *args] if is_option else args)


@click.group(cls=SignalsGroup, invoke_without_command=True, no_args_is_help=False)
@click.pass_context
def signals(ctx: click.Context) -> None:
    """List the steering signals of all years (`cycle signals`), or type in a report."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(show)


@signals.command("list")
@click.option("--open", "only_open", is_flag=True, help="Only those that the next meeting has to look at.")
@community_option
@command
def show(only_open: bool, community: str, as_json: bool) -> int:
    """Show number, addressee, day and status of each signal; what is wrong with a file comes after."""
    with open_or_do_without() as services:
        loaded = load_named_community(services.settings, community)
        found, today = every_signal(services, loaded), services.today
    chosen = found.open if only_open else found.all
    if as_json:
        print_json({"signals": [_plain(signal, today) for signal in chosen], "problems": problem_rows(found.problems)})
    else:
        rows = [
            (signal.id, signal.signal.to, _due(signal, today), signal.status, signal.signal.text) for signal in chosen
        ]
        print_table(("number", "to", "due", "status", "text"), rows)
        for problem in found.problems:
            print_line(f"{problem.severity}: {problem}", err=True)
    return 1 if found.problems else 0


@signals.command()
@click.argument("signal")
@click.option("--status", type=click.Choice(REPORTED), required=True, help="Where it stands now.")
@click.option("--text", type=WordsOption(), required=True, help="What was reported.")
@click.option("--by", type=WordsOption(), required=True, help="Who reported it.")
@click.option("--on", type=DAY, default=None, help="The day it was reported; default today.")
@community_option
@command
def report(signal: str, status: str, text: str, by: str, on: dt.datetime | None, community: str, as_json: bool) -> int:
    """Write down what was reported of a signal, `2027-1`; the same report twice is written once."""
    with open_home() as services:
        loaded = load_named_community(services.settings, community)
        day = on.date() if on else services.today
        tracked = report_signal(
            loaded.folder,
            loaded.community,
            signal,
            on=day,
            status=status,
            text=text,
            by=by,
            approved=signals_in_store(services, loaded),
            today=services.today,
        )
        today = services.today
        asked = remarks_on(services, loaded, [(tracked, tracked.id, text)])
    if as_json:
        print_json({"signal": _plain(tracked, today), "problems": problem_rows(asked)})
    else:
        for problem in asked:
            print_line(f"{problem.severity}: {problem}", err=True)
        print_line(f"{tracked.id} ({tracked.signal.to}): {tracked.status}, {len(tracked.reports)} reports")
        print_line("Its public page has it when the site is published next; `cycle archive build` publishes it now.")
    return 0


def _plain(signal: TrackedSignal, today: dt.date) -> dict[str, Any]:
    return {**to_plain(signal), "status": signal.status, "open": signal.is_open, "late": signal.is_late(today)}


def _due(signal: TrackedSignal, today: dt.date) -> str:
    day = signal.signal.due.isoformat() if signal.signal.due else ""
    return f"{day} (late)" if signal.is_late(today) else day
