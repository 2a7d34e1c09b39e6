"""`cycle people` and `cycle login`: who may log in, and a link for somebody from the machine's own terminal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any, get_args

import click

from cycle.application.persons import (
    PersonRow,
    add_person,
    change_person,
    identity_of,
    make_link,
    named,
    new_in_mailboxes,
    people,
    remove_person,
)
from cycle.application.year import load_named_community, review_root
from cycle.cli.terminal.machine_user import this_user
from cycle.cli.terminal.opening import open_home, open_or_begin
from cycle.cli.terminal.options import DAY, WordsOption, community_option, refuse_unused
from cycle.cli.terminal.output import command, print_json, print_line, print_table
from cycle.errors import InputError, Problem
from cycle.model import Absence, Deputy, KnownPerson, Language, Role
from cycle.services import Services


@click.group("people", invoke_without_command=True)
@community_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def people_group(context: click.Context, community: str, as_json: bool) -> None:
    """List who may log in and what they may do, or add, change and take out a person."""
    if context.invoked_subcommand is not None:
        refuse_unused(f"write it after {context.invoked_subcommand}", community=community, json=as_json)
    else:
        context.invoke(_listed, community=community, as_json=as_json)


def _choices(function: Any) -> Any:
    for option in (
        click.option("--address", help="E-mail address."),
        click.option("--language", type=click.Choice(get_args(Language)), help="Written language."),
        click.option("--role", "roles", multiple=True, type=click.Choice(get_args(Role)), help="May be given again."),
        click.option(
            "--step",
            "steps",
            multiple=True,
            help="A step to decide on; may be given again. Empty is all.",
        ),
        click.option("--side", help="Side the person decides for; empty is none."),
        click.option("--deputy", "deputy", help="Key of who decides in the person's place; empty takes them away."),
        click.option("--deputy-from", type=DAY, help="First day of the deputy; without days: whenever away."),
        click.option("--deputy-to", type=DAY, help="Last day of the deputy."),
        click.option("--away-from", type=DAY, help="First day the person is away."),
        click.option("--away-to", type=DAY, help="Last day the person is away."),
        click.option("--issuer", help="Address of the provider where the person logs in."),
        click.option("--subject", help="Who the person is at the provider."),
    ):
        function = option(function)
    return function


@people_group.command("add")
@click.argument("name", type=WordsOption())
@_choices
@community_option
@command
def add(name: str, community: str, as_json: bool, **given: Any) -> int:
    """Add a person by NAME."""
    with open_or_begin() as services:
        known = load_named_community(services.settings, community).community
        people(services, community)
        blank = KnownPerson(
            community=known.id, key="", name=name, address="", language=known.language, roles=("reader",)
        )
        row = add_person(services, _with(blank, given), by=this_user())
    return _said(row, "added", as_json=as_json)


@people_group.command("change")
@click.argument("person")
@click.option("--name", type=WordsOption(), help="The new name.")
@_choices
@community_option
@command
def change(person: str, name: str | None, community: str, as_json: bool, **given: Any) -> int:
    """Change a PERSON, by key; what is not named stays. It answers what community.toml says otherwise."""
    with open_or_begin() as services:
        row = _row(services, person, community)
        if name is None and not any(
            value if isinstance(value, tuple) else value is not None for value in given.values()
        ):
            raise click.UsageError("nothing to change: say what is new, such as --address")
        wanted = _with(replace(row.person, name=name or row.person.name), given)
        row = change_person(services, row, wanted, by=this_user())
    return _said(row, "changed", as_json=as_json)


@people_group.command("remove")
@click.argument("person")
@community_option
@command
def remove(person: str, community: str, as_json: bool) -> int:
    """Take a PERSON out, by key: logged out at once. What was decided stands."""
    with open_home() as services:
        row = _row(services, person, community)
        left = remove_person(services, row, by=this_user())
    for known in left:
        words = f"{row.person.key} was the deputy of {known.key}, who has them no more"
        print_line(f"warning: {words}; name another with `cycle people change {known.key} --deputy KEY`", err=True)
    return _said(row, "taken out", as_json=as_json)


@click.command()
@click.option(
    "--as", "name", required=True, type=WordsOption(), help="Name, key or e-mail address of who is to log in."
)
@community_option
@command
def login(name: str, community: str, as_json: bool) -> int:
    """Print a link that logs a person in once, within an hour: give it to that person and to nobody else."""
    with open_or_begin() as services:
        if identity_of(services) == "name":
            what = "log-in is off in this home"
            raise InputError([Problem(file="settings", where="CYCLE_IDENTITY", what=what, remedy="set it to link")])
        found = named(services, name, community)
        if len(found) != 1:
            what = "fits nobody who may log in" if not found else f"fits {', '.join(person.key for person in found)}"
            remedy = "name one key of `cycle people`"
            raise InputError([Problem(file="people", where=name, what=what, remedy=remedy)])
        token = make_link(services, found[0], origin="terminal")
        link = f"{review_root(services.settings)}/logg-inn/lenkje/{token}"
    if as_json:
        print_json({"person": found[0].key, "name": found[0].name, "link": link})
        return 0
    print_line(f"{found[0].name} logs in here, once, within an hour:")
    print_line(link)
    return 0


@click.command()
@command
def _listed(community: str, as_json: bool) -> int:
    with open_home() as services:
        rows, today = people(services, community), services.today
        warnings = new_in_mailboxes(services, community)
    if as_json:
        print_json({"people": [_as_json(row) for row in rows], "warnings": warnings})
        return 1 if any(row.conflicts for row in rows) else 0
    current = [row for row in rows if row.removed_at is None]
    keys = {row.person.key for row in current}
    print_table(
        ("key", "name", "address", "roles", "steps", "deputies", "away"),
        [
            (
                row.person.key,
                row.person.name,
                row.person.address,
                ", ".join(row.person.roles),
                ", ".join(row.person.steps) or ("every step" if "coordinator" in row.person.roles else ""),
                ", ".join(_deputy(deputy, known=keys) for deputy in row.person.deputies),
                ", ".join(f"{away.first}..{away.last}" for away in row.person.absences if away.last >= today),
            )
            for row in current
        ],
    )
    for words in warnings:
        print_line(f"warning: {words}", err=True)
    for row in rows:
        for field, value in sorted(row.conflicts.items()):
            print_line(f"warning: {row.person.key}: {_conflict(field, value)}", err=True)
    return 1 if any(row.conflicts for row in rows) else 0


def _deputy(deputy: Deputy, *, known: Collection[str]) -> str:
    days = f" {deputy.first or ''}..{deputy.last or ''}" if deputy.first or deputy.last else ""
    return f"{deputy.person}{days}" + ("" if deputy.person in known else " (taken out)")


def _conflict(field: str, value: object) -> str:
    remedy = "`cycle people change` or the page of people answers it"
    if field == "gone":
        return f"community.toml no longer names them, and they were changed here since; {remedy}"
    if field == "back":
        return f"they were taken out here, and community.toml names them again; {remedy}"
    shown = ", ".join(value) if isinstance(value, list) else value
    return f"community.toml says {field} = {shown!r}, and it was changed here too; {remedy}"


def _with(person: KnownPerson, given: dict[str, Any]) -> KnownPerson:
    plain = {
        name: given[name] for name in ("address", "language", "side", "issuer", "subject") if given[name] is not None
    }
    several = {name: given[name] for name in ("roles", "steps") if given[name]}
    changed = replace(person, **plain, **several)
    if not given["deputy"] and (given["deputy_from"] or given["deputy_to"]):
        what, remedy = "days of a deputy, and no deputy", "name who it is with --deputy KEY"
        raise InputError([Problem(file="people", where=person.key or person.name, what=what, remedy=remedy)])
    if given["deputy"] is not None:
        days = {"first": _day(given["deputy_from"]), "last": _day(given["deputy_to"])}
        deputies = (Deputy(person=given["deputy"], **days),) if given["deputy"] else ()
        changed = replace(changed, deputies=deputies)
    first, last = _day(given["away_from"]), _day(given["away_to"])
    if first or last:
        changed = replace(changed, absences=(*person.absences, Absence(first=first or last, last=last or first)))
    return changed


def _day(moment: Any) -> Any:
    return None if moment is None else moment.date()


def _row(services: Services, key: str, community: str) -> PersonRow:
    rows = {row.person.key: row for row in people(services, community)}
    if key not in rows:
        what, remedy = "no such person", f"one of: {', '.join(rows)}"
        raise InputError([Problem(file="people", where=key, what=what, remedy=remedy)])
    return rows[key]


def _said(row: PersonRow, what: str, *, as_json: bool) -> int:
    if as_json:
        print_json(_as_json(row))
    else:
        print_line(f"{row.person.key}: {what}")
    return 0


def _as_json(row: PersonRow) -> dict[str, Any]:
    person = {name: getattr(row.person, name) for name in KnownPerson.__slots__}
    return {**person, "conflicts": dict(row.conflicts), "removed_at": row.removed_at}
