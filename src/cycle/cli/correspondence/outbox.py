"""`cycle outbox`: what became of every mail, and a person's answer to a doubtful one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Literal, get_args

import click

from cycle.application.actions import adopt as adopt_database
from cycle.application.actions import answer_all, lacks_what_was_noted, ledger_rows, let_go_on, plans, print_letters
from cycle.application.delivery import ORDER, MailPlan, save_proofs
from cycle.application.dispatches import correct
from cycle.application.year import find_cycle
from cycle.cli.correspondence.dispatch import print_request
from cycle.cli.terminal.machine_user import known_name, name_known_here
from cycle.cli.terminal.opening import open_home
from cycle.cli.terminal.options import Numbers, ShownByYear, WordsOption, community_option, meeting_option
from cycle.cli.terminal.output import command, print_json, print_line, print_table, write_safely
from cycle.errors import StoreError
from cycle.model import OutboxState
from cycle.services import OSLO, Services

SAID = 60
"""How much of the server's words a line shows; `--json` has them whole."""


@click.group(cls=ShownByYear)
def outbox() -> None:
    """Show the mails of a year (`cycle outbox YEAR`), or answer for a doubtful one."""


@outbox.command()
@click.argument("year", type=click.IntRange(1900, 2999))
@click.option("--kind", default="", help="Only this dispatch, invitasjon, or a rehearsal of it, invitasjon@folder.")
@click.option("--state", type=click.Choice(ORDER), help="Only mails in this state.")
@community_option
@meeting_option
@command
def show(year: int, kind: str, state: OutboxState | None, community: str, meeting: str, as_json: bool) -> int:
    """Show every mail of a year with its state, the server's words and what to do; who needs a person first."""
    with open_home() as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        rows = ledger_rows(cycle, kind=kind, state=state)
    counts = {state: sum(row["state"] == state for row in rows) for state in get_args(OutboxState)}
    if as_json:
        print_json({"counts": counts, "rows": rows})
        return 0
    print_line(_counted(counts))
    for needs in (True, False):
        group = [row for row in rows if row["needs_person"] is needs]
        if group:
            print_line()
            if needs:
                print_line("these need you:")
            print_table(
                ("id", "kind", "who", "state", "the server said", "what to do"), [_cells(mail) for mail in group]
            )
    return 0


@outbox.command()
@click.argument("year", type=click.IntRange(1900, 2999))
@click.argument("dispatch", default="")
@community_option
@meeting_option
@command
def plan(year: int, dispatch: str, community: str, meeting: str, as_json: bool) -> int:
    """Show what an approval would send: how many, how large, when it is done, and what to look at first."""
    with open_home() as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        made = plans(cycle, dispatch=dispatch)
    if as_json:
        print_json({"year": year, "plans": [_plan(mail_plan) for mail_plan in made]})
        return 0
    for mail_plan in made:
        if mail_plan.mails:
            _print_plan(mail_plan)
        else:
            print_line(f"{mail_plan.dispatch}: nothing is left to send")
        for words in mail_plan.warnings:
            print_line(f"  warning: {words}")
    return 0


@outbox.command()
@click.argument("year", type=click.IntRange(1900, 2999))
@click.argument("dispatch", default="")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path("proof"))
@community_option
@meeting_option
@command
def proof(year: int, dispatch: str, folder: Path, community: str, meeting: str, as_json: bool) -> int:
    """Write the proof of notice: who got the letter, when, what the server said, and its sha256; PDF and CSV."""
    with open_home() as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        saved = save_proofs(cycle, folder, dispatch=dispatch)
    if as_json:
        print_json({"year": year, "folder": str(folder), "files": saved})
    else:
        print_line(f"{len(saved)} files in {folder}: {', '.join(saved)}" if saved else "no mailing is planned yet")
    return 0


@outbox.command("print")
@click.argument("year", type=click.IntRange(1900, 2999))
@click.argument("dispatch")
@click.option("--to", "file", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The PDF to write.")
@click.option("--name", default="", help="Who prints them, which is written down; without it nothing is.")
@click.option("--also", type=click.Choice(["refused"]), multiple=True, help="Also those whose mail did not arrive.")
@click.option("--only", multiple=True, help="Only this person, by name or id; may be given several times.")
@community_option
@meeting_option
@command
def print_out(
    year: int,
    dispatch: str,
    file: Path,
    name: str,
    also: tuple[str, ...],
    only: tuple[str, ...],
    community: str,
    meeting: str,
    as_json: bool,
) -> int:
    """Make one PDF of the letters that go on paper, each with its address for a window envelope."""
    with open_home() as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        who = known_name(services, name, community=cycle.row.community)
        made = print_letters(cycle, dispatch, also=also, who=who, only=only, keep=partial(write_safely, file))
    if as_json:
        print_json({"file": str(file), "letters": len(made.names), "without": made.without, "noted": made.noted})
        return 0
    print_line(
        f"{len(made.names)} letters in {file}; " + (f"{made.noted} noted" if name else "nothing noted: no --name")
    )
    for unreached in made.without:
        print_line(f"no postal address, so not printed: {unreached}")
    return 0


@outbox.command()
@click.argument("numbers", type=Numbers(), nargs=-1, required=True)
@click.option("--as", "as_", type=click.Choice(["sent", "resend"]), required=True, help="What happened, or is to.")
@click.option("--name", type=WordsOption(), required=True, help="Who decides.")
@click.option("--why", type=WordsOption(), required=True, help="What makes you sure; kept with the year.")
@command
def resolve(numbers: tuple[range, ...], as_: Literal["sent", "resend"], name: str, why: str, as_json: bool) -> int:
    """Decide about mails that may or may not have been accepted; `resend` sends them again at once.

    Several numbers take the same answer, all or none of them: `12 15 20..40`.
    """
    with open_home() as services:
        chosen = tuple(chain.from_iterable(numbers))
        who = known_name(services, name, community=_community_of(services, chosen))
        after = answer_all(services, chosen, as_=as_, who=who, why=why)
    rows = [{"id": row.id, "state": row.state} for row in after]
    if as_json:
        print_json({**(rows[0] if len(rows) == 1 else {}), "rows": rows})
    else:
        for resolved in rows:
            print_line(f"{resolved['id']}: {resolved['state']}")
    return 0


@outbox.command("correct")
@click.argument("row", type=int)
@click.option("--name", type=WordsOption(), required=True, help="Who asks.")
@click.option("--why", type=WordsOption(), required=True, help="What was wrong; kept with the year.")
@click.option("--words", default="", help="A sentence or two of your own for the mail.")
@command
def correct_letter(row: int, name: str, why: str, words: str, as_json: bool) -> int:
    """Ask for a corrected letter to one person; it says that it replaces the one this mail brought."""
    with open_home() as services:
        who = known_name(services, name, community=_community_of(services, (row,)))
        request = correct(services, row, who=who, why=why, words=words)
    print_request(request, year=int(request.cycle.rpartition("/")[2]), as_json=as_json)
    return 0


@outbox.command("continue")
@click.argument("year", type=click.IntRange(1900, 2999))
@click.argument("dispatch", default="")
@click.option("--name", type=WordsOption(), required=True, help="Who has looked at the first mails.")
@community_option
@meeting_option
@command
def go_on(year: int, dispatch: str, name: str, community: str, meeting: str, as_json: bool) -> int:
    """Let a mailing go on that waits for a person: after the first few, or when too many were refused."""
    with open_home() as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        who = known_name(services, name, community=cycle.row.community)
        steps = let_go_on(cycle, dispatch=dispatch, who=who)
        counts = services.memory.outbox.counts(cycle=cycle.id)
    if as_json:
        print_json({"steps": list(steps), "counts": counts})
    else:
        print_line(f"{', '.join(steps)}: {_counted(counts)}")
    return 0


@outbox.command()
@click.option("--name", type=WordsOption(), required=True, help="Who answers for it.")
@command
def adopt(name: str, as_json: bool) -> int:
    """Let a restored or copied database send mail again; what was queued is asked about one by one."""
    with open_home() as services:
        away, who = services.away or lacks_what_was_noted(services), name_known_here(services, name)
        doubtful = adopt_database(services, who=who) if away else 0
    if as_json:
        print_json({"adopted": away, "uncertain": doubtful})
    elif away:
        print_line(f"this database may send again; {doubtful} mails are uncertain, decide with `cycle outbox resolve`")
    else:
        print_line("this database lives where it did; nothing to adopt")
    return 0


def _community_of(services: Services, mails: Sequence[int]) -> str:
    """Return the community that the first of these mails is of; "", the configured one, where there is no such mail."""
    with suppress(StoreError):  # who then looks for it says that there is none
        return services.memory.outbox.row(mails[0]).cycle.partition("/")[0]
    return ""


def _counted(counts: Mapping[OutboxState, int]) -> str:
    return ", ".join(f"{number} {state}" for state, number in counts.items() if number) or "no mails yet"


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    who = f"{row['name']} <{row['address']}>" if row["name"] else row["address"]
    said = " ".join(" ".join(str(part) for part in (row["code"], row["text"]) if part).split())
    return (
        str(row["id"]),
        row["kind"],
        who,
        row["state"],
        said if len(said) <= SAID else f"{said[:SAID]}…",
        row["remedy"],
    )


def _print_plan(mail_plan: MailPlan) -> None:
    timed = mail_plan.schedule
    letters = f"{mail_plan.count} mails" + (
        f" and {mail_plan.calendars} calendar invitations" if mail_plan.calendars else ""
    )
    ends = f"{timed.ends.astimezone(OSLO):%Y-%m-%d %H:%M}"
    print_line(
        f"{mail_plan.dispatch}: {letters}, {mail_plan.size / 1e6:.1f} MB, "
        f"the largest {mail_plan.largest / 1e6:.1f} MB; "
        f"{timed.per_minute} a minute through {mail_plan.provider.name}; about {timed.minutes} minutes, out by {ends}"
    )
    if timed.first:
        print_line(f"  the first {timed.first} go alone, then a person looks")
    if timed.today < mail_plan.mails:
        print_line(f"  {timed.today} go in the first 24 hours; {mail_plan.mails - timed.today} wait for the day's room")


def _plan(mail_plan: MailPlan) -> dict[str, Any]:
    timed = mail_plan.schedule
    return {
        "dispatch": mail_plan.dispatch,
        "count": mail_plan.count,
        "calendars": mail_plan.calendars,
        "size": mail_plan.size,
        "largest": mail_plan.largest,
        "provider": mail_plan.provider.id,
        "per_minute": timed.per_minute,
        "per_day": mail_plan.provider.per_day,
        "first": timed.first,
        "today": timed.today,
        "starts": timed.starts,
        "ends": timed.ends,
        "minutes": timed.minutes,
        "warnings": list(mail_plan.warnings),
    }
