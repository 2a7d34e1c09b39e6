"""`cycle replies`: who comes, and answers that were given in another way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import click

from cycle.application.actions import service_state
from cycle.application.replies import ReplyLine, Typed, confirm, counts_of, reply_as_json, reply_lines, type_in
from cycle.application.year import ReplyDecision, find_cycle
from cycle.cli.terminal.machine_user import known_name
from cycle.cli.terminal.opening import open_home
from cycle.cli.terminal.options import ShownByYear, community_option, meeting_option, refuse_unused
from cycle.cli.terminal.output import command, print_json, print_line, print_table
from cycle.model import Substitute
from cycle.services import OSLO


def substitute_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that name who comes in somebody's place."""
    for option in (
        click.option("--substitute-address", default="", help="The substitute's e-mail address."),
        click.option("--role", default="", help="What the substitute is: deputy mayor."),
        click.option("--substitute", default="", help="Name of who comes in their place."),
    ):
        function = option(function)
    return function


@click.group(cls=ShownByYear)
def replies() -> None:
    """Show who comes (`cycle replies YEAR`), or type in an answer."""


@replies.command()
@click.argument("year", type=click.IntRange(1900, 2999))
@community_option
@meeting_option
@command
def show(year: int, community: str, meeting: str, as_json: bool) -> int:
    """Show every invited person: coming, not, maybe, has written, silent or returned; how they answered, and when."""
    with open_home() as services:
        lines = reply_lines(find_cycle(services, community=community, meeting=meeting, year=year))
        state = service_state(services)
    counts = counts_of(lines)
    if as_json:
        rows = [reply_as_json(line) for line in lines]
        print_json({"counts": counts, "rows": rows, "away": state.away, "read": state.reading})
        return 0
    for line in state.lines:
        print_line(line)
    print_line(", ".join(f"{number} {stand}" for stand, number in counts.items() if number) or "nobody is invited yet")
    print_table(
        ("id", "name", "stands", "how", "when", "waits", "what to do"),
        [
            (
                line.recipient,
                line.name,
                line.reply_state.stand,
                line.shown.source if line.shown else "",
                f"{line.at.astimezone(OSLO):%Y-%m-%d}" if line.at else "",
                " ".join(matter.id for matter in line.matters),
                line.remedy,
            )
            for line in lines
        ],
    )
    return 0


@replies.command()
@click.argument("year", type=click.IntRange(1900, 2999))
@click.argument("who")
@click.option("--as", "as_", type=click.Choice(get_args(Typed)), required=True, help="What they answered.")
@click.option("--name", required=True, help="Who took the answer.")
@click.option("--why", default="", help="How they answered: by telephone, at a meeting.")
@substitute_options
@community_option
@meeting_option
@command
def add(
    year: int,
    who: str,
    as_: Typed,
    name: str,
    why: str,
    substitute: str,
    role: str,
    substitute_address: str,
    community: str,
    meeting: str,
    as_json: bool,
) -> int:
    """Type in an answer given by telephone or in another way; WHO is an id, an address or a name."""
    instead = _substitute(substitute, role, substitute_address)
    with open_home() as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        by = known_name(services, name, community=cycle.row.community)
        line = type_in(cycle, who, as_=as_, name=by, why=why, substitute=instead)
    _print(line, as_json=as_json)
    return 0


@replies.command("confirm")
@click.argument("year", type=click.IntRange(1900, 2999))
@click.argument("who")
@click.option("--as", "as_", type=click.Choice(get_args(ReplyDecision)), required=True, help="What you decide.")
@click.option("--name", required=True, help="Who decides.")
@click.option("--which", default="", help="The id of what waits, where several things do.")
@substitute_options
@community_option
@meeting_option
@command
def confirm_reply(
    year: int,
    who: str,
    as_: ReplyDecision,
    name: str,
    which: str,
    substitute: str,
    role: str,
    substitute_address: str,
    community: str,
    meeting: str,
    as_json: bool,
) -> int:
    """Decide about what waits: clear words, somebody's answer, whose an address is. `cycle replies YEAR` shows it."""
    instead = _substitute(substitute, role, substitute_address)
    if as_ in {"theirs", "other"}:
        refuse_unused("this says whose an address is, and not who comes", substitute=substitute)
    with open_home() as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        by = known_name(services, name, community=cycle.row.community)
        line = confirm(cycle, who, as_=as_, name=by, which=which, substitute=instead)
    _print(line, as_json=as_json)
    return 0


def _substitute(name: str, role: str, address: str) -> Substitute:
    if not name.strip():
        refuse_unused("name who comes with --substitute NAME", role=role, substitute_address=address)
    return Substitute(name=name, role=role, address=address)


def _print(line: ReplyLine, *, as_json: bool) -> None:
    if as_json:
        print_json(reply_as_json(line))
        return
    print_line(f"{line.recipient}: {line.reply_state.stand}" + (" (substitute)" if line.substitute else ""))
    if line.note:
        print_line(line.note)
