"""`cycle start`, `status`, `letters`, `approve` and `send-back`: one year, from the command line."""

from __future__ import annotations

from pathlib import Path

import click

from cycle.application.actions import (
    ClosingAnswer,
    DecisionKind,
    Verified,
    closing_of,
    decide_by_hand,
    is_published_open,
    lines_of_acts,
    reported_states,
    save_letters,
    save_papers,
    service_state,
    stuck_steps,
    verify_year,
)
from cycle.application.dispatches import suggestions
from cycle.application.persons import new_in_mailboxes
from cycle.application.steps import plan
from cycle.application.year import find_cycle, look_at, open_cycle
from cycle.cli.terminal.machine_user import this_user
from cycle.cli.terminal.opening import open_home, open_or_do_without
from cycle.cli.terminal.options import community_option, meeting_option, refuse_unused
from cycle.cli.terminal.output import command, print_json, print_line, print_table
from cycle.cli.terminal.prefect import door, service_runs
from cycle.errors import CycleError, StepError
from cycle.services import OSLO
from cycle.settings import load_settings, misspelt
from cycle.visible import visible


@click.command()
@click.argument("year", type=click.IntRange(1900, 2999))
@click.option("--date", default="", help="Meeting date, 2027-02-18 or 18.02.2027; default from the year's folder.")
@click.option("--start", "begins", default="", help="Start, 09.00.")
@click.option("--end", "ends", default="", help="End, 15.00.")
@click.option("--venue", default="", help="Venue.")
@click.option("--place", default="", help="Street address or town.")
@community_option
@meeting_option
@command
def start(
    year: int, date: str, begins: str, ends: str, venue: str, place: str, community: str, meeting: str, as_json: bool
) -> int:
    """Open a year, or go on where it stands. Needs `cycle up` running."""
    given = {"date": date, "start": begins, "end": ends, "venue": venue, "place": place}
    settings = load_settings()
    with open_home(settings) as services:
        looked = look_at(services, community=community, meeting=meeting, year=year, given=given)
        warnings = [*plan.warnings(looked), *(str(problem) for problem in (*looked.year_inputs.warnings, *misspelt()))]
        warnings += new_in_mailboxes(services, community)
        for warning in warnings:
            print_line(f"warning: {warning}", err=True)
        if not service_runs(settings):
            raise CycleError(f"port {settings.port}: the service is not running; start it with `cycle up`")
        cycle = open_cycle(services, community=community, meeting=meeting, year=year, given=given)
        where = {"community": cycle.row.community, "meeting": cycle.row.meeting}
        link = door(settings).trigger(settings, **where, year=year, user=this_user())
    if as_json:
        print_json({"year": year, "run": link, "warnings": warnings})
    else:
        print_line(f"{cycle.id} is under way: {link}")
    return 0


@click.command()
@click.argument("year", type=click.IntRange(1900, 2999))
@click.option("--verify", is_flag=True, help="Work out again whether approvals, mails and the log of events are whole.")
@community_option
@meeting_option
@command
def status(year: int, verify: bool, community: str, meeting: str, as_json: bool) -> int:
    """Where a year stands, and what waits for whom."""
    with open_home() as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        if verify:
            return _tell_verified(year, verify_year(cycle), as_json=as_json)
        rows, advice = reported_states(cycle), suggestions(cycle)
        off, closed, not_closed = cycle.called_off is not None, closing_of(cycle), is_published_open(cycle)
        state, stuck, waiting = service_state(services), stuck_steps(cycle), lines_of_acts(cycle)
    if as_json:
        read = {"away": state.away, "read": state.reading, "stuck": stuck, "acts_waiting": waiting}
        print_json({"year": year, "called_off": off, "steps": rows, "suggestions": advice, "closed": closed, **read})
        return 0
    for line in state.lines:
        print_line(line)
    if closed is not None:
        _tell_closing(closed)
    elif not_closed:
        print_line(f"published, and not closed (avslutta): `cycle archive close {year} --name NAME` closes it")
    for line in waiting:
        print_line(line)
    if off:
        print_line(f"the meeting of {year} is called off (avlyst)")
    print_table(
        ("step", "revision", "state", "approved by", "waits for"),
        [
            (
                status.step,
                str(status.revision or "–"),
                status.state,
                ", ".join(status.approved_by) or "–",
                status.waits_for or "–",
            )
            for status in rows
        ],
    )
    for stuck_step in stuck:
        said = stuck_step.why.partition("\n")[0] or "its process died"
        print_line(
            f"{stuck_step.step}: stopped since {stuck_step.since.astimezone(OSLO):%Y-%m-%d %H:%M}, "
            f"mend it and start the year again ({said})"
        )
    return 0


def _tell_verified(year: int, found: Verified, *, as_json: bool) -> int:
    """Print what came of working everything out again; return 1 when something was changed, removed or moved."""
    if as_json:
        print_json({"year": year, **{name: getattr(found, name) for name in Verified.__slots__}})
    else:
        print_line(f"{found.valid} of {found.approvals} approvals hold; {found.mails} mails left as they were approved")
        if found.unproved:
            print_line(f"{found.unproved} of them in a name that was typed, while log-in was off: that proves nobody")
        for void in found.void:
            print_line(visible(f"void: {void.step} revision {void.revision}, approved by {void.name}: {void.why}"))
        print_line(f"{found.events} events in the log, the newest with hash {found.head or '–'}")
        for flaw in found.flaws:
            print_line(visible(f"flaw: {flaw}"))
    return 1 if found.flaws else 0


def _tell_closing(closed: ClosingAnswer) -> None:
    """Print that a year is closed, and what has come to it since."""
    at = f"{closed.at.astimezone(OSLO):%Y-%m-%d %H:%M}"
    print_line(f"closed (avslutta) {at} by {closed.by}; package {closed.package}")
    for line in closed.since:
        print_line(line)


@click.command()
@click.argument("year", type=click.IntRange(1900, 2999))
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path("letters"))
@community_option
@meeting_option
@command
def letters(year: int, folder: Path, community: str, meeting: str, as_json: bool) -> int:
    """Render all letters of a year into a folder, without sending anything."""
    with open_or_do_without() as services:
        cycle = look_at(services, community=community, meeting=meeting, year=year)
        saved = save_letters(cycle, folder)
    if as_json:
        print_json({"year": year, "folder": str(folder), "files": saved})
    else:
        print_line(f"{len(saved)} files in {folder}")
    return 0


@click.command()
@click.argument("year", type=click.IntRange(1900, 2999))
@click.argument("names", nargs=-1)
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), default=Path("papers"))
@community_option
@meeting_option
@command
def papers(year: int, names: tuple[str, ...], folder: Path, community: str, meeting: str, as_json: bool) -> int:
    """Make the papers of the meeting day: name badges, table signs, attendance list, minutes, steering signals."""
    with open_or_do_without() as services:
        cycle = look_at(services, community=community, meeting=meeting, year=year)
        saved = save_papers(cycle, folder, names=names)
    if as_json:
        print_json({"year": year, "folder": str(folder), "files": saved})
    else:
        print_line(f"{len(saved)} files in {folder}: {', '.join(saved)}")
    return 0


@click.command()
@click.argument("year", type=click.IntRange(1900, 2999))
@click.argument("step")
@click.option("--name", required=True, help="Who approves.")
@click.option("--comment", default="")
@click.option("--count", type=int, help="For a mailing: the exact number of recipients.")
@community_option
@meeting_option
@command
def approve(
    year: int, step: str, name: str, comment: str, count: int | None, community: str, meeting: str, as_json: bool
) -> int:
    """Approve a step's current result: the same row the form in the Prefect UI writes."""
    if not step.startswith("mailing."):
        refuse_unused("only a mailing is confirmed with its number", count=count is not None)
    return _decide(year, step, "approve", name, comment, "", count, community, meeting, as_json)


@click.command("send-back")
@click.argument("year", type=click.IntRange(1900, 2999))
@click.argument("step")
@click.option("--to", required=True, help="The earlier step to do again.")
@click.option("--name", required=True, help="Who sends it back.")
@click.option("--comment", default="", help="Why.")
@community_option
@meeting_option
@command
def send_back(
    year: int, step: str, to: str, name: str, comment: str, community: str, meeting: str, as_json: bool
) -> int:
    """Send a step back: the earlier step is done again as a new revision, and everything after it."""
    return _decide(year, step, "send_back", name, comment, to, None, community, meeting, as_json)


def _decide(
    year: int,
    step: str,
    decision: DecisionKind,
    name: str,
    comment: str,
    to: str,
    count: int | None,
    community: str,
    meeting: str,
    as_json: bool,
) -> int:
    settings = load_settings()
    with open_home(settings) as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        objection = decide_by_hand(
            cycle, step, decision=decision, name=name, comment=comment, to=to, count=count, user=this_user()
        )
        step_status = {status.step: status for status in reported_states(cycle)}[step]
        went_on = service_runs(settings) and door(settings).nudge(settings, cycle, step)
    if objection:
        raise StepError(f"{cycle.id} {step}: {objection}")
    if as_json:
        print_json({"year": year, "step": step, "state": step_status.state, "waits_for": step_status.waits_for})
    else:
        print_line(
            f"{step}: {step_status.state}" + (f", waits for {step_status.waits_for}" if step_status.waits_for else "")
        )
        if not went_on:
            print_line(f"the flows are not running; `cycle up` and `cycle start {year}` go on from here")
    return 0
