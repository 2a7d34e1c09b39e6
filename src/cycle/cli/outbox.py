"""`cycle outbox`: what became of every mail, and a person's answer to a doubtful one."""

from __future__ import annotations

from typing import Any, Literal

import click

from cycle.cli.options import community_option, meeting_option
from cycle.cli.output import command, say_json, say_table
from cycle.services import open_services
from cycle.steps.cycle import find_cycle
from cycle.steps.outbox import adopt as adopt_database
from cycle.steps.outbox import answer, ledger_rows, let_go_on


class YearOrCommand(click.Group):
    """Takes `outbox 2027` as `outbox show 2027`."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[Any, Any, list[str]]:
        """Return the command to run; a year stands for `show`."""
        return super().resolve_command(ctx, ["show", *args] if args and args[0].isdigit() else args)


@click.group(cls=YearOrCommand)
def outbox() -> None:
    """Show the mails of a year (`cycle outbox YEAR`), or answer for a doubtful one."""


@outbox.command()
@click.argument("year", type=int)
@community_option
@meeting_option
@command
def show(year: int, community: str, meeting: str, as_json: bool) -> int:
    """Show every mail of a year with its state, the server's words and what to do."""
    with open_services() as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        counts, rows = services.memory.outbox.counts(cycle=cycle.id), ledger_rows(cycle)
    if as_json:
        say_json({"counts": counts, "rows": rows})
        return 0
    click.echo(", ".join(f"{number} {state}" for state, number in counts.items() if number) or "no mails yet")
    say_table(
        ("id", "kind", "recipient", "state", "code", "what to do"),
        [
            (str(one["id"]), one["kind"], one["recipient"], one["state"], str(one["code"] or ""), one["remedy"])
            for one in rows
        ],
    )
    return 0


@outbox.command()
@click.argument("row", type=int)
@click.option("--as", "as_", type=click.Choice(["sent", "resend"]), required=True, help="What happened, or is to.")
@click.option("--name", required=True, help="Who decides.")
@click.option("--why", default="", help="What makes you sure.")
@command
def resolve(row: int, as_: Literal["sent", "resend"], name: str, why: str, as_json: bool) -> int:
    """Decide about a mail that may or may not have been accepted; `resend` sends it again at once."""
    with open_services() as services:
        after = answer(services, row, as_=as_, who=name, why=why)
    if as_json:
        say_json({"id": row, "state": after.state})
    else:
        click.echo(f"{row}: {after.state}")
    return 0


@outbox.command("continue")
@click.argument("year", type=int)
@click.argument("dispatch", default="")
@click.option("--name", required=True, help="Who has looked at the first mails.")
@community_option
@meeting_option
@command
def go_on(year: int, dispatch: str, name: str, community: str, meeting: str, as_json: bool) -> int:
    """Let a mailing go on that waits for a person: after the first few, or when too many were refused."""
    with open_services() as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        steps = let_go_on(cycle, dispatch=dispatch, who=name)
        counts = services.memory.outbox.counts(cycle=cycle.id)
    if as_json:
        say_json({"steps": list(steps), "counts": counts})
    else:
        click.echo(
            f"{', '.join(steps)}: {', '.join(f'{number} {state}' for state, number in counts.items() if number)}"
        )
    return 0


@outbox.command()
@click.option("--name", required=True, help="Who answers for it.")
@command
def adopt(name: str, as_json: bool) -> int:
    """Let a restored or copied database send mail again; what was queued is asked about one by one."""
    with open_services() as services:
        away = services.away
        doubtful = adopt_database(services, who=name) if away else 0
    if as_json:
        say_json({"adopted": away, "uncertain": doubtful})
    elif away:
        click.echo(f"this database may send again; {doubtful} mails are uncertain, decide with `cycle outbox resolve`")
    else:
        click.echo("this database lives where it did; nothing to adopt")
    return 0
