"""The command group: what each command is called, where it is, and the order `cycle --help` lists them in."""

from __future__ import annotations

import logging
import sys
from importlib import import_module
from types import ModuleType
from typing import Final

import click

COMMANDS: Final = {
    "demo": ("service:demo", "Run the whole example year on this machine"),
    "up": ("service:up", "Keep server, flows and pages running until stopped"),
    "doctor": ("service:doctor", "Check what must hold before a year starts"),
    "start": ("year:start", "Open a year, or go on where it stands"),
    "status": ("year:status", "Say where a year stands, and what waits for whom"),
    "host": ("pure_answers:host", "Say who hosts and chairs, for a year or a range"),
    "committee": ("pure_answers:committee", "Print the programme committee, seat by seat"),
    "invitations": ("pure_answers:invitations", "Print everyone the rules invite, and why"),
    "community": ("community:community", "Begin a new community"),
    "rules": ("rules:rules", "Print the rules in words, each with its clause and source"),
    "milestones": ("dates:milestones", "Print the milestones of a year"),
    "register": ("register:register", "Check, import, export and ask the register of people"),
    "programme": ("programme:programme", "Check the programme of a meeting"),
    "templates": ("templates:templates", "Check Word templates, or list what a letter may mention"),
    "letters": ("year:letters", "Render all letters into a folder, sending nothing"),
    "papers": ("year:papers", "Make badges, table signs, lists and minutes"),
    "approve": ("year:approve", "Approve a step's current result"),
    "send-back": ("year:send_back", "Send a step back to be done again"),
    "remind": ("correspondence.remind:remind", "Remind of gates that wait, and send what is left over"),
    "dispatch": ("correspondence.dispatch:dispatch", "Ask for a reminder, a change, a cancellation, thanks"),
    "outbox": ("correspondence.outbox:outbox", "Show the mails of a year, or answer for a doubtful one"),
    "inbox": ("correspondence.inbox:inbox", "Read answers and returned mail once"),
    "replies": ("correspondence.replies:replies", "Show who comes, or type in an answer"),
    "signals": ("signals:signals", "List steering signals, or type in what was reported"),
    "archive": ("archive:archive", "Build the site, verify packages, write for the records system"),
    "retention": ("retention:retention", "Show or delete what has outlived its time"),
    "people": ("people:people_group", "List, add and change who may log in"),
    "login": ("people:login", "Print a link that logs a person in once"),
    "serve-pages": ("service:serve_pages", ""),
    "post": ("service:post", ""),
    "schema": ("rules:schema", "Print the JSON Schema of a community's files"),
}
"""By its name: a command's module and function, and the line `cycle --help` has for it; none where it is not listed."""


class LoadedWhenCalled(click.Group):
    """Loads a command when it is called, and lists commands in the order a year needs them.

    Loading them all takes two seconds, which `cycle --help` and every other command would wait for.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what was written after `cycle`; a usage error where its letters are not UTF-8: nothing can keep them."""
        for word in args:
            if any("\ud800" <= letter <= "\udfff" for letter in word):
                from cycle.visible import visible  # noqa: PLC0415 - `cycle --help` needs nothing but this file

                raise click.UsageError(
                    f"{visible(word)}: its letters are not UTF-8; rename the file, or write the word again"
                )
        return super().parse_args(ctx, args)

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """Return the command by that name, loaded; None when there is none."""
        if name not in COMMANDS:
            return None
        module, _, function = COMMANDS[name][0].partition(":")
        found = getattr(_imported(f"cycle.cli.{module}"), function)
        assert isinstance(found, click.Command)
        return found

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands as click does, from the table instead of the commands."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items() if line])


@click.group(cls=LoadedWhenCalled, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cycle")
def main() -> None:
    """Run the annual meeting cycle: committee, host, invitations, letters, mail, archive."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


def _imported(module: str) -> ModuleType:
    if module in sys.modules:
        return sys.modules[module]
    from cycle.imported import uncollected  # noqa: PLC0415 - `cycle --help` needs nothing but this file

    with uncollected():
        return import_module(module)
