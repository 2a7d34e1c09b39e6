"""`cycle host`, `committee` and `invitations`: the pure answers, each line with clause and reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import click

from cycle.application import actions
from cycle.cli.terminal.opening import open_or_do_without
from cycle.cli.terminal.options import MomentParam, YearRange, community_option, meeting_option
from cycle.cli.terminal.output import command, print_json, print_line, print_table, problem_rows
from cycle.model import InvitationList, InvitedSeat, Meanwhile, RuleCheck, digest, to_plain
from cycle.services import present_moment
from cycle.settings import load_settings
from cycle.wording import seat_label, seat_phrase


@click.command()
@click.argument("years", type=YearRange())
@community_option
@meeting_option
@command
def host(years: range, community: str, meeting: str, as_json: bool) -> int:
    """Who hosts and chairs, for one year or a range such as 2020..2030."""
    found = actions.host_answers(
        load_settings(), years, today=present_moment().date(), community=community, meeting=meeting
    )
    if as_json:
        print_json({"years": found.answers, "problems": problem_rows(found.problems)})
        return 0
    for problem in found.problems:
        print_line(f"warning: {problem}", err=True)
    for answer in found.answers:
        who = answer.side or answer.holder or "nobody has said"
        where = f" ({answer.organisation})" if answer.organisation else ""
        print_line(f"{answer.year}  {who}{where}  [{answer.status}]")
        print_line(f"      {answer.why} — {answer.clause}")
        print_line(f"      chair: {answer.chair or 'nobody has said'}")
        for part in answer.parts:
            print_line(f"      {part.title}: host {part.host or 'as above'}, chair {part.chair or 'as above'}")
        for office in answer.offices:
            print_line(
                f"      {office.title}: {office.holder or 'nobody has said'} [{office.status}] — {office.clause}"
            )
            for note in office.notes:
                print_line(f"        ! {note}")
        for note in answer.notes:
            print_line(f"      ! {note}")
    return 0


@click.command()
@click.argument("year", type=click.IntRange(1900, 2999))
@community_option
@meeting_option
@command
def committee(year: int, community: str, meeting: str, as_json: bool) -> int:
    """Print the programme committee of a year, seat by seat."""
    with open_or_do_without() as services:
        answer = actions.committee_answer(services, year, community=community, meeting=meeting)
    if as_json:
        print_json(answer)
        return 0
    for note in answer.notes:
        print_line(f"{answer.name}: {note}")
    print_table(
        ("seat", "person", "clause"),
        [(member.seat, f"{member.person}, {member.title}", member.clause) for member in answer.members],
    )
    for gap in answer.vacancies:
        print_line(f"vacant: {gap.seat}, named by {gap.named_by} — {gap.clause}")
    return 0


@click.command()
@click.argument("year", type=click.IntRange(1900, 2999))
@click.option("--compare", type=int, help="Show what differs from another year's list.")
@click.option("--known", type=MomentParam(), help="From the register as it was known at this day or moment.")
@click.option("--amended", is_flag=True, help="Show what differs from the list that was approved.")
@click.option("--as-sent", is_flag=True, help="The list the letters were made from, as it was approved.")
@community_option
@meeting_option
@command
def invitations(
    year: int,
    compare: int | None,
    known: dt.datetime | None,
    amended: bool,
    as_sent: bool,
    community: str,
    meeting: str,
    as_json: bool,
) -> int:
    """Print everyone the rules invite, with every seat, clause and reason."""
    if as_sent and (compare is not None or known is not None or amended):
        raise click.UsageError("--as-sent stands alone: the list is as it was approved")
    if amended and compare is not None:
        raise click.UsageError("--amended and --compare each compare with another list; choose one of them")
    checks: tuple[RuleCheck, ...] = ()
    coming: tuple[Meanwhile, ...] = ()
    meeting_date: dt.date | None = None
    with open_or_do_without() as services:
        if as_sent:
            answer = actions.list_as_approved(services, year, community=community, meeting=meeting)
        else:
            found = actions.invitations_answer(
                services,
                year,
                compare=compare,
                known=known,
                amended=amended,
                community=community,
                meeting=meeting,
            )
            answer, checks, coming, meeting_date = found.made, found.checks, found.meanwhile, found.meeting_date
    if as_json:
        about = {"digest": digest(answer), "meeting_date": meeting_date, "meanwhile": coming, "checks": checks}
        print_json({**to_plain(answer), **about})
        return 0
    print_line(f"record date: {answer.record_date}, meeting: {meeting_date or 'no date yet'}")
    _print_list(answer, checks, coming)
    return 0


def _print_list(answer: InvitationList, checks: Iterable[RuleCheck], coming: Iterable[Meanwhile]) -> None:
    for invitee in answer.invitees:
        print_line(f"{invitee.name} <{invitee.address or 'on paper'}>")
        print_line(f"    {invitee.address_why}")
        for seat in invitee.seats:
            print_line(f"    {seat_label(seat)} — {seat.clause}: {seat.why} [{_right(seat)}]")
    for gap in answer.vacancies:
        print_line(f"vacant: {seat_phrase(gap.title, gap.organisation)}; named by {gap.named_by} — {gap.clause}")
    for left in answer.left_out:
        print_line(f"left out: {left.who}: {left.why}")
    for change in answer.changes:
        print_line(f"changed: {change.what} ({change.cause})")
    for event in coming:
        print_line(f"before the meeting, {event.on}: {event.what}")
    for check in checks:
        print_line(f"{check.state}: {check.what} — {check.clause}")
    print_line(f"{len(answer.invitees)} people, {answer.seats} seats, {len(answer.vacancies)} vacant")


def _right(seat: InvitedSeat) -> str:
    """Return the right, or the right in each part of a meeting that has several."""
    return ", ".join(f"{right.title}: {right.right}" for right in seat.rights) or seat.right
