"""`cycle milestones`: the days of a year, and what moves when the meeting does."""

from __future__ import annotations

import datetime as dt

import click

from cycle.application.actions import Dates, dates_of, move_meeting
from cycle.cli.terminal.opening import open_home, open_or_do_without
from cycle.cli.terminal.options import DAY, community_option, meeting_option, refuse_unused
from cycle.cli.terminal.output import command, print_json, print_line, print_table


@click.command()
@click.argument("year", type=click.IntRange(1900, 2999))
@click.option("--date", type=DAY, help="As if the meeting had this date; nothing is written.")
@click.option("--move", type=DAY, help="Show what moves when the meeting gets this date; --yes writes it down.")
@click.option("--yes", is_flag=True, help="Consent to the move.")
@click.option("--short-notice", default="", metavar="REASON", help="Move although it is too close, and say why.")
@community_option
@meeting_option
@command
def milestones(
    year: int,
    date: dt.datetime | None,
    move: dt.datetime | None,
    yes: bool,
    short_notice: str,
    community: str,
    meeting: str,
    as_json: bool,
) -> int:
    """Print the milestones of a year, counted from the meeting; lead times are the community's own choice."""
    if yes and move is None:
        raise click.UsageError("--yes consents to a move; add --move DATE")
    if move is None:
        refuse_unused("it is a reason to move; add --move DATE", short_notice=short_notice)
    else:
        refuse_unused("--move says which day", date=date)
    with (open_home if move else open_or_do_without)() as services:
        if move is None:
            wanted = date.date() if date else None
            found = dates_of(services, year, date=wanted, community=community, meeting=meeting)
        else:
            found = move_meeting(
                services,
                year,
                move.date(),
                yes=yes,
                short_notice=short_notice,
                community=community,
                meeting=meeting,
            )
    if as_json:
        print_json(found)
    else:
        _print(found)
    return 0


def _print(found: Dates) -> None:
    if found.moves:
        rows = [
            (f"{milestone.old:%d.%m.%Y}", f"{milestone.new:%d.%m.%Y}", milestone.title) for milestone in found.moves
        ]
        print_table(("old", "new", "milestone"), rows)
    else:
        rows = [(f"{milestone.date:%d.%m.%Y}", milestone.title, milestone.note) for milestone in found.milestones]
        print_table(("date", "milestone", ""), rows)
    if found.record_date:
        print_line(
            f"record_date is not moved: {found.record_date:%d.%m.%Y}; write another day if the list is to follow"
        )
    for warning in found.warnings:
        print_line(f"warning: {warning}")
    if found.written:
        print_line(f"written: the meeting of {found.year} is {found.date:%d.%m.%Y}; start the year to go on")
    elif found.moves:
        print_line("nothing is written yet; add --yes to move the meeting")
