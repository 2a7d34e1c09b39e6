"""`cycle replies`: who comes, and answers that were given in another way."""

from __future__ import annotations

from typing import Any, get_args

import click

from cycle.cli.options import community_option, meeting_option
from cycle.cli.output import command, say_json, say_table
from cycle.services import open_services
from cycle.steps.cycle import find_cycle
from cycle.steps.replies import Typed, counts_of, plain, reply_lines, type_in


class YearOrCommand(click.Group):
    """Takes `replies 2027` as `replies show 2027`."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[Any, Any, list[str]]:
        """Return the command to run; a year stands for `show`."""
        return super().resolve_command(ctx, ["show", *args] if args and args[0].isdigit() else args)


@click.group(cls=YearOrCommand)
def replies() -> None:
    """Show who comes (`cycle replies YEAR`), or type in an answer."""


@replies.command()
@click.argument("year", type=int)
@community_option
@meeting_option
@command
def show(year: int, community: str, meeting: str, as_json: bool) -> int:
    """Show every invited person: coming, not, maybe, has written, silent or returned; how they answered, and when."""
    with open_services() as services:
        lines = reply_lines(find_cycle(services, community=community, meeting=meeting, year=year))
    counts = counts_of(lines)
    if as_json:
        say_json({"counts": counts, "rows": [plain(one) for one in lines]})
        return 0
    click.echo(", ".join(f"{number} {stand}" for stand, number in counts.items() if number) or "nobody is invited yet")
    say_table(
        ("id", "name", "stands", "how", "when", "what to do"),
        [
            (
                one.recipient,
                one.name,
                one.standing.stand,
                one.shown.source if one.shown else "",
                f"{one.at:%Y-%m-%d}" if one.at else "",
                one.remedy,
            )
            for one in lines
        ],
    )
    return 0


@replies.command()
@click.argument("year", type=int)
@click.argument("who")
@click.option("--as", "as_", type=click.Choice(get_args(Typed)), required=True, help="What they answered.")
@click.option("--name", required=True, help="Who took the answer.")
@click.option("--why", default="", help="How they answered: by telephone, at a meeting.")
@community_option
@meeting_option
@command
def add(year: int, who: str, as_: Typed, name: str, why: str, community: str, meeting: str, as_json: bool) -> int:
    """Type in an answer given by telephone or in another way; WHO is an id, an address or a name."""
    with open_services() as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        line = type_in(cycle, who, as_=as_, name=name, why=why)
    if as_json:
        say_json(plain(line))
    else:
        click.echo(f"{line.recipient}: {line.standing.stand}")
    return 0
