"""`cycle dispatch`: the letters that may be asked for in a year, and asking for one."""

from __future__ import annotations

import click

from cycle.application.dispatches import GROUPS, ask, kinds, suggestions, withdraw
from cycle.application.year import OpenCycle, find_cycle
from cycle.cli.terminal.machine_user import known_name, this_user
from cycle.cli.terminal.opening import open_home
from cycle.cli.terminal.options import community_option, meeting_option, refuse_unused
from cycle.cli.terminal.output import command, print_json, print_line, print_table
from cycle.cli.terminal.prefect import door, service_runs
from cycle.model import DispatchRequest, to_plain
from cycle.settings import load_settings


@click.command()
@click.argument("year", type=click.IntRange(1900, 2999))
@click.argument("kind", default="")
@click.option("--to", multiple=True, metavar="WHO", help="Only this person, by name, address or id; may be repeated.")
@click.option("--include", multiple=True, type=click.Choice(GROUPS), help="Those a reminder leaves out otherwise.")
@click.option("--words", default="", help="A sentence or two of your own for the mail, or for the letter of a change.")
@click.option("--name", default="", help="Who asks.")
@click.option("--why", default="", help="Why; kept with the year.")
@click.option("--withdraw", "back", is_flag=True, help="Take the request KIND back, while nothing of it has left.")
@community_option
@meeting_option
@command
def dispatch(
    year: int,
    kind: str,
    to: tuple[str, ...],
    include: tuple[str, ...],
    words: str,
    name: str,
    why: str,
    back: bool,
    community: str,
    meeting: str,
    as_json: bool,
) -> int:
    """Ask for a dispatch (a reminder, a change, a cancellation, thanks …); without KIND list what there is."""
    if not kind:
        asked = {"to": to, "include": include, "words": words, "name": name, "why": why, "withdraw": back}
        refuse_unused("name the dispatch; `cycle dispatch YEAR` lists the kinds and what was asked for", **asked)
    if back:
        refuse_unused("--withdraw takes the whole request back", to=to, include=include, words=words, why=why)
    if kind and not name:
        raise click.UsageError("write who asks: --name NAME")
    with open_home() as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        if not kind:
            return _list(cycle, as_json=as_json)
        who = known_name(services, name, community=cycle.row.community)
        if back:
            number = withdraw(cycle, kind, who=who)
            if as_json:
                print_json({"withdrawn": kind, "mails": number})
            else:
                print_line(f"{kind}: withdrawn" + (f"; {number} mails that waited are not sent" if number else ""))
            return 0
        request = ask(cycle, kind, who=who, why=why, to=to, include=include, words=words)
    print_request(request, year=year, as_json=as_json)
    return 0


def print_request(request: DispatchRequest, *, year: int, as_json: bool) -> None:
    """Print what was asked for, and set it going where the service runs."""
    settings = load_settings()
    _, meeting, _ = request.cycle.split("/")
    run = ""
    if service_runs(settings):
        where = {"community": request.cycle.split("/")[0], "meeting": meeting}
        run = door(settings).trigger(settings, **where, year=year, name=request.asked_by, user=this_user())
    if as_json:
        print_json({"request": to_plain(request), "run": run})
        return
    print_line(f"asked for {request.id}: letters.{request.id}, then mailing.{request.id}, each with its own gate")
    print_line(f"under way: {run}" if run else f"start it with `cycle start {year}`")


def _list(cycle: OpenCycle, *, as_json: bool) -> int:
    found, advice = kinds(cycle), suggestions(cycle)
    if as_json:
        print_json({"kinds": found, "suggestions": advice})
        return 0
    when = {"milestone": "every year", "request": "on request"}
    rows = [(kind.id, kind.title, kind.audience, when[kind.by], ", ".join(kind.asked)) for kind in found]
    print_table(("kind", "title", "goes to", "when", "asked for"), rows)
    for suggestion in advice:
        print_line(f"suggestion: {suggestion.words}")
    return 0
