"""`cycle templates`: check Word templates, and list what a letter may mention."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from cycle.application.doctor import check_foreign, check_templates, field_rows, form_of, spoken_in
from cycle.cli.terminal.options import refuse_unused
from cycle.cli.terminal.output import command, print_json, print_problems, print_table
from cycle.settings import load_settings


@click.group()
def templates() -> None:
    """Check Word templates, or list what a letter may mention."""


@templates.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--any-fields", is_flag=True, help="For a template of another service: its fields are not looked up.")
@click.option(
    "--language", type=click.Choice(["nn", "nb", "en"]), help="Of the messages; JSON is English unless it is asked for."
)
@command
def check(files: tuple[Path, ...], any_fields: bool, language: Literal["nn", "nb", "en"] | None, as_json: bool) -> int:
    """Show every problem of the named templates; without names, of all templates.

    Where there is LibreOffice, an example of each is made into a PDF as well, and judged as the letters will be. The
    messages are in the community's written form.
    """
    if not files:
        refuse_unused("name the template of another service", any_fields=any_fields)
    settings = load_settings()
    found = check_foreign(files) if any_fields and files else check_templates(settings, files, pdf=True)
    said = language or ("en" if as_json else form_of(settings))
    return print_problems(found if said == "en" else spoken_in(found, said), as_json=as_json)


@templates.command()
@click.argument("letter")
@command
def fields(letter: str, as_json: bool) -> int:
    """List what a letter such as `invitasjon` may mention, with meaning and example."""
    rows = field_rows(load_settings(), letter)
    if as_json:
        print_json({"letter": letter, "fields": rows})
    else:
        print_table(("field", "meaning", "example"), [(row["field"], row["meaning"], row["example"]) for row in rows])
    return 0
