"""`cycle retention`: what personal matter has outlived its time, and its deletion."""

from __future__ import annotations

import click

from cycle.application.retention import carry_out, erasure_of, retention_plan
from cycle.application.retention import erase as erase_person
from cycle.cli.terminal.machine_user import known_name
from cycle.cli.terminal.opening import open_home
from cycle.cli.terminal.options import WordsOption, community_option, refuse_unused
from cycle.cli.terminal.output import command, print_json, print_line, problem_rows
from cycle.services import OSLO


@click.group(invoke_without_command=True)
@click.option("--run", "for_real", is_flag=True, help="Delete it; without, it is only shown.")
@click.option("--name", default="", help="Who says so; needed with --run.")
@community_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def retention(context: click.Context, for_real: bool, name: str, community: str, as_json: bool) -> None:
    """Show what personal matter has outlived its time, or delete it with --run.

    By the rules of the community's retention.toml. The public record and the proof of notice stay.
    """
    if context.invoked_subcommand is not None:
        given = {"run": for_real, "name": name, "community": community, "json": as_json}
        refuse_unused(f"write it after {context.invoked_subcommand}", **given)
    else:
        context.invoke(_overdue, for_real=for_real, name=name, community=community, as_json=as_json)


@retention.command()
@click.argument("person")
@click.option("--run", "for_real", is_flag=True, help="Delete it; without, it is only shown.")
@click.option("--name", required=True, type=WordsOption(), help="Who says so; it is kept on record.")
@click.option("--why", required=True, type=WordsOption(), help="Why; it is kept on record.")
@community_option
@command
def erase(person: str, for_real: bool, name: str, why: str, community: str, as_json: bool) -> int:
    """Take a PERSON, by name or id, out of registers, answers and printed addresses; seats keep their history."""
    with open_home() as services:
        who = known_name(services, name, community=community)
        found = erasure_of(services, person, community=community)
        done = erase_person(services, found, name=who, why=why) if for_real else 0
    if as_json:
        said = {"person": found.person, "number": found.number, "stays": found.stays, "elsewhere": found.elsewhere}
        print_json({**said, "deleted": done})
        return 0
    for field, number in found.number.items():
        print_line(f"{'deleted' if for_real else 'would go'}: {number} {field}")
    for what, reason in found.stays.items():
        print_line(f"stays: {what}: {reason}")
    for where in found.elsewhere:
        print_line(f"stays: what {where} has of somebody of this name; if that is the same person, erase there too")
    print_line(f"{done} values deleted" if for_real else "nothing is deleted; say --run to delete it")
    return 0


@click.command()
@command
def _overdue(for_real: bool, name: str, community: str, as_json: bool) -> int:
    if for_real and not " ".join(name.split()):
        raise click.UsageError("--run needs --name: who says that it may go")
    if not for_real:
        refuse_unused("nothing is deleted without --run", name=name)
    with open_home() as services:
        plan = retention_plan(services, community=community)
        who = known_name(services, " ".join(name.split()), community=community)
        done = carry_out(services, plan, name=who) if for_real else 0
    if as_json:
        lines = {
            "lines": plan.lines,
            "kept": plan.kept,
            "unruled": plan.unruled,
            "unfinished": plan.unfinished,
            "problems": problem_rows(plan.problems),
        }
        print_json({**lines, "deleted": done})
        return 0
    for problem in plan.problems:
        print_line(f"{problem.severity}: {problem}", err=True)
    for act in plan.unfinished:
        print_line(f"begun {act.at:%d.%m.%Y} and not ended: {act.marks} {act.rule}")
    for line in plan.lines:
        print_line(f"{'deleted' if for_real else 'would go'}: {line.number} {line.of} of {line.where or 'all years'}")
        print_line(f"  since {line.since.astimezone(OSLO):%d.%m.%Y}, due {line.due:%d.%m.%Y}: {line.rule}")
        print_line(f"  stays: {line.stays}")
    for of, number in plan.unruled.items():
        print_line(f"no rule: {number} {of}: kept without an end until retention.toml says how long")
    for kept in plan.kept:
        print_line(f"stays: {kept.number} postal addresses of people in {kept.where}: {kept.why}")
    if for_real:
        print_line(f"{done} values deleted")
    elif plan.lines or plan.unfinished:
        print_line("nothing is deleted; say --run --name NAME to delete it")
    else:
        print_line("nothing has outlived its time")
    return 0
