"""`cycle host`, `committee` and `invitations`: the pure answers, each line with clause and reason."""

from __future__ import annotations

import click

from cycle.cli.options import YearRange, community_option, meeting_option
from cycle.cli.output import command, say_json, say_table
from cycle.model import InvitedSeat, digest, to_plain
from cycle.services import open_services
from cycle.steps.answers import committee_answer, host_answers, invitations_answer


@click.command()
@click.argument("years", type=YearRange())
@community_option
@meeting_option
@command
def host(years: range, community: str, meeting: str, as_json: bool) -> int:
    """Who hosts and chairs, for one year or a range such as 2020..2030."""
    with open_services() as services:
        answers = host_answers(services, years, community=community, meeting=meeting)
    if as_json:
        say_json({"years": answers})
        return 0
    for one in answers:
        who = one.side or one.holder or "nobody has said"
        where = f" ({one.organisation})" if one.organisation else ""
        click.echo(f"{one.year}  {who}{where}  [{one.status}]")
        click.echo(f"      {one.why} — {one.clause}")
        click.echo(f"      chair: {one.chair or 'nobody has said'}")
        for office in one.offices:
            click.echo(
                f"      {office.title}: {office.holder or 'nobody has said'} [{office.status}] — {office.clause}"
            )
            for note in office.notes:
                click.echo(f"        ! {note}")
        for note in one.notes:
            click.echo(f"      ! {note}")
    return 0


@click.command()
@click.argument("year", type=int)
@community_option
@meeting_option
@command
def committee(year: int, community: str, meeting: str, as_json: bool) -> int:
    """Print the programme committee of a year, seat by seat."""
    with open_services() as services:
        answer = committee_answer(services, year, community=community, meeting=meeting)
    if as_json:
        say_json({"year": answer.year, "name": answer.name, "members": answer.members, "vacancies": answer.vacancies})
        return 0
    say_table(
        ("seat", "person", "clause"), [(one.seat, f"{one.person}, {one.title}", one.clause) for one in answer.members]
    )
    for gap in answer.vacancies:
        click.echo(f"vacant: {gap.seat}, named by {gap.named_by} — {gap.clause}")
    return 0


@click.command()
@click.argument("year", type=int)
@click.option("--compare", type=int, help="Show what differs from another year's list.")
@community_option
@meeting_option
@command
def invitations(year: int, compare: int | None, community: str, meeting: str, as_json: bool) -> int:
    """Print everyone the rules invite, with every seat, clause and reason."""
    with open_services() as services:
        found = invitations_answer(services, year, compare=compare, community=community, meeting=meeting)
    answer = found.made
    if as_json:
        say_json({**to_plain(answer), "digest": digest(answer), "checks": found.checks})
        return 0
    for one in answer.invitees:
        click.echo(f"{one.name} <{one.address}>")
        click.echo(f"    {one.address_why}")
        for seat in one.seats:
            click.echo(f"    {seat.title}, {seat.organisation} — {seat.clause}: {seat.why} [{_right(seat)}]")
    for gap in answer.vacancies:
        click.echo(f"vacant: {gap.title}, {gap.organisation}; named by {gap.named_by} — {gap.clause}")
    for left in answer.left_out:
        click.echo(f"left out: {left.who}: {left.why}")
    for change in answer.changes:
        click.echo(f"changed: {change.what} ({change.cause})")
    for check in found.checks:
        click.echo(f"{check.state}: {check.what} — {check.clause}")
    click.echo(f"{len(answer.invitees)} people, {answer.seats} seats, {len(answer.vacancies)} vacant")
    return 0


def _right(seat: InvitedSeat) -> str:
    """Return the right, or the right in each part of a meeting that has several."""
    return ", ".join(f"{one.title}: {one.right}" for one in seat.rights) or seat.right
