"""`cycle archive`: build the public site again, verify what is published, repair it, tell a records system."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import click

from cycle.application.actions import STEPS, ActKind, ask_for_act, check_archive, close_published, compute, withdraw_act
from cycle.application.publishing import (
    ArchiveFinding,
    has_packages,
    rebuild_site,
    repair_archive,
    verify_given,
    write_messages,
)
from cycle.application.year import find_cycle, node_named
from cycle.cli.archive_import import import_past
from cycle.cli.terminal.machine_user import known_name, name_known_here, this_user
from cycle.cli.terminal.opening import open_home
from cycle.cli.terminal.options import community_option, meeting_option, refuse_unused
from cycle.cli.terminal.output import command, print_json, print_line, print_problems, problem_rows
from cycle.cli.terminal.prefect import door, service_runs
from cycle.settings import load_settings

YEAR_DIGITS = 4


@click.group()
def archive() -> None:
    """Build the public site, verify what is published, repair it, or write a year for the records system."""


@archive.command()
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Default under the home folder.")
@click.option("--name", default="", help="Who says that years are closed rightly as they stand, against the log.")
@click.option("--why", default="", help="Why; the log keeps it.")
@community_option
@command
def build(folder: Path | None, name: str, why: str, community: str, as_json: bool) -> int:
    """Build the site of all published years; nothing that is not approved is shown.

    With a name and a reason, the log tells how each year is closed as it stands now, where it did not.
    """
    if not (name.strip() and why.strip()):
        refuse_unused("who says so and why go together; write both --name and --why", name=name, why=why)
    with open_home() as services:
        who = known_name(services, name, community=community)
        built = rebuild_site(services, community=community, folder=folder, name=who, why=why)
    if as_json:
        found = problem_rows(built.problems)
        rows = {"folder": str(built.folder), "pages": built.pages, "problems": found, "confirmed": built.confirmed}
        print_json(rows)
        return 0
    for row in built.confirmed:
        print_line(f"written into the log as it stands: {row}")
    for problem in built.problems:
        print_line(f"{problem.severity}: {problem}", err=True)
    print_line(f"{built.pages} pages in {built.folder}")
    return 0


@archive.command()
@click.argument("what", nargs=-1, metavar="[YEAR | PACKAGE]...")
@command
def verify(what: tuple[str, ...], as_json: bool) -> int:
    """Hold packages, site, stored files and the second copy against what the store knows of them.

    Each year is held against the log too, as `cycle status --verify` does.

    With a YEAR what belongs to it; with the path of a PACKAGE, anywhere, that package.
    """
    years, packages = parted(what)
    with open_home() as services:
        problems = [problem for package in packages for problem in verify_given(services, package)]
        asked: list[int | None] = [*years] or ([] if packages else [None])
        for year in asked:
            found = check_archive(services, year=year)
            if not has_packages(services, year=year):
                found = (*found, ArchiveFinding(kind="no package", place=str(year or "packages")))
            problems += [finding.problem() for finding in found]
    return print_problems(tuple(dict.fromkeys(problems)), as_json=as_json)


@archive.command()
@click.argument("year", type=click.IntRange(1900, 2999), required=False)
@click.option("--name", required=True, help="Who asks for it.")
@click.option("--why", required=True, help="Why; it is kept on record.")
@command
def repair(year: int | None, name: str, why: str, as_json: bool) -> int:
    """Mend what is missing or changed from where it is whole: second copy, stored files, folder or zip.

    What lay in the place of a mended file is kept under set-aside; nothing is deleted.
    """
    with open_home() as services:
        done = repair_archive(services, name=name_known_here(services, name), why=why, year=year)
    left = tuple(finding.problem() for finding in done.left)
    if as_json:
        print_json({"mended": done.mended, "copied": done.copied, "problems": problem_rows(left)})
        return 1 if any(problem.severity == "error" for problem in left) else 0
    for file in done.mended:
        print_line(f"mended: {file}")
    for place in done.copied:
        print_line(f"copied: {place}")
    return print_problems(left, as_json=False)


@archive.command()
@click.argument("year", type=click.IntRange(1900, 2999))
@click.option(
    "--format",
    "kind",
    type=click.Choice(["fiks", "arkivmelding"]),
    required=True,
    help="Fiks Arkiv V1, or arkivmelding.",
)
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path), required=True, help="Where its folder is put."
)
@community_option
@meeting_option
@command
def records(
    year: int, kind: Literal["fiks", "arkivmelding"], folder: Path, community: str, meeting: str, as_json: bool
) -> int:
    """Write a year as messages for the records system, with its documents.

    Everything the year sent and published is in them, as it went. Nothing is written when a message does not validate.
    """
    with open_home() as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        written = write_messages(cycle, kind, into=folder)
    if as_json:
        print_json(written)
        return 0
    print_line(f"{written.messages} messages with {written.files - written.messages} documents in {written.folder}")
    for note in written.notes:
        print_line(f"note: {note}")
    return 0


@archive.command()
@click.argument("year", type=click.IntRange(1900, 2999))
@click.option("--what", required=True, help="A fact (date, venue, …), `text`, or the title of a document.")
@click.option("--old", default="", help="The words that are wrong, as they stand on the page; for --what text.")
@click.option("--new", default="", help="What is right.")
@click.option("--file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The right document.")
@click.option("--name", required=True, help="Who asks for it.")
@click.option("--why", required=True, help="Why; it is kept with the year.")
@community_option
@meeting_option
@command
def correct(
    year: int,
    what: str,
    old: str,
    new: str,
    file: Path | None,
    name: str,
    why: str,
    community: str,
    meeting: str,
    as_json: bool,
) -> int:
    """Ask for a correction of a closed year: a sentence, a date, a wrong document. The page says so when approved."""
    if file is not None:
        refuse_unused("the right document is the file", old=old, new=new)
    return _ask(
        "correct",
        year,
        community=community,
        meeting=meeting,
        as_json=as_json,
        who=name,
        why=why,
        what=what,
        old=old,
        new=new,
        file=file,
    )


@archive.command("take-down")
@click.argument("year", type=click.IntRange(1900, 2999))
@click.option("--what", required=True, help="The title of a document, or `name`.")
@click.option("--old", default="", help="The name, as it stands on the page.")
@click.option("--name", required=True, help="Who asks for it.")
@click.option("--why", required=True, help="Why; it is kept with the year.")
@community_option
@meeting_option
@command
def take_down(year: int, what: str, old: str, name: str, why: str, community: str, meeting: str, as_json: bool) -> int:
    """Ask that a document or a name goes away from the page of a closed year; the address says so and since when."""
    asked = {"who": name, "why": why, "what": what, "old": old}
    return _ask("take_down", year, community=community, meeting=meeting, as_json=as_json, **asked)


@archive.command()
@click.argument("year", type=click.IntRange(1900, 2999))
@click.option("--name", required=True, help="Who asks for it.")
@click.option("--why", required=True, help="Why; it is kept with the year.")
@community_option
@meeting_option
@command
def reopen(year: int, name: str, why: str, community: str, meeting: str, as_json: bool) -> int:
    """Ask that a whole closed year is opened again. That is rare: a correction is enough for most things."""
    return _ask("reopen", year, community=community, meeting=meeting, as_json=as_json, who=name, why=why)


@archive.command()
@click.argument("year", type=click.IntRange(1900, 2999))
@click.argument("number", type=int)
@click.option("--name", required=True, help="Who withdraws it.")
@community_option
@meeting_option
@command
def withdraw(year: int, number: int, name: str, community: str, meeting: str, as_json: bool) -> int:
    """Withdraw what was asked to be done to a closed year, while it is not done."""
    with open_home() as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        withdraw_act(cycle, number, who=known_name(services, name, community=cycle.row.community))
    if as_json:
        print_json({"year": year, "withdrawn": number})
    else:
        print_line(f"act.{number} is withdrawn")
    return 0


def _ask(kind: ActKind, year: int, *, community: str, meeting: str, as_json: bool, **asked: Any) -> int:
    """Write down what is asked for, make it, and say how it is approved."""
    settings = load_settings()
    with open_home(settings) as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        asked["who"] = known_name(services, asked["who"], community=cycle.row.community)
        act = ask_for_act(cycle, kind, **asked)
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        step = f"act.{act.number}"
        result = compute(cycle, step)
        said = STEPS["act"].present(cycle, node_named(cycle.graph, step), result).summary
        if service_runs(settings):
            where = {"community": cycle.row.community, "meeting": cycle.row.meeting}
            door(settings).trigger(settings, **where, year=year, name=asked.get("who", ""), user=this_user())
    if as_json:
        print_json({"year": year, "step": step, "said": said, "asked_by": act.asked_by, "why": act.why})
    else:
        if (act.asked_by, act.why) != (" ".join(asked["who"].split()), asked["why"].strip()):
            print_line(f"{act.asked_by} asked for the same on {act.at:%Y-%m-%d}: {act.why}")
            print_line(
                f"your name and reason are not kept; `cycle archive withdraw {year} {act.number}` takes that back"
            )
        print_line(said)
        print_line(f"it waits for approval: `cycle approve {year} {step} --name NAME`, or its form")
    return 0


def parted(what: tuple[str, ...]) -> tuple[list[int], list[Path]]:
    """Return what is asked for as years and as packages; UsageError for what is neither."""
    years = [int(word) for word in what if len(word) == YEAR_DIGITS and word.isdigit()]
    packages = [Path(word) for word in what if not (len(word) == YEAR_DIGITS and word.isdigit())]
    for package in packages:
        if not package.exists():
            raise click.UsageError(f"{package}: there is no such year, and no such package")
    return years, packages


@archive.command()
@click.argument("year", type=click.IntRange(1900, 2999))
@click.option("--name", required=True, help="Who closes the year.")
@click.option("--why", default="", help="Why it is closed now.")
@community_option
@meeting_option
@command
def close(year: int, name: str, why: str, community: str, meeting: str, as_json: bool) -> int:
    """Close a year that was published by a version that closed none; approving an archive closes all others."""
    with open_home() as services:
        cycle = find_cycle(services, community=community, meeting=meeting, year=year)
        who = known_name(services, name, community=cycle.row.community)
        closing = close_published(cycle, name=who, why=why)
    if as_json:
        print_json({"year": year, "closed": closing.at, "by": closing.name})
    else:
        print_line(f"{cycle.id} is closed (avslutta); what it rests on is kept as it is today")
    return 0


archive.add_command(import_past)
