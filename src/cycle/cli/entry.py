"""The command group: what each command is called, and the order `cycle --help` lists them in."""

from __future__ import annotations

import logging

import click

from cycle.cli.answers import committee, host, invitations
from cycle.cli.archive import archive
from cycle.cli.community import community
from cycle.cli.dates import milestones
from cycle.cli.dispatch import dispatch
from cycle.cli.inbox import inbox
from cycle.cli.outbox import outbox
from cycle.cli.programme import programme
from cycle.cli.register import register
from cycle.cli.remind import remind
from cycle.cli.replies import replies
from cycle.cli.rules import rules, schema
from cycle.cli.service import demo, doctor, post, serve_pages, up
from cycle.cli.templates import templates
from cycle.cli.year import approve, letters, papers, send_back, start, status


class InOrder(click.Group):
    """Lists commands in the order a year needs them, not by the alphabet."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names in the order they were added."""
        return list(self.commands)


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cycle")
def main() -> None:
    """Run the annual meeting cycle: committee, host, invitations, letters, mail, archive."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


for one in (
    demo,
    up,
    doctor,
    start,
    status,
    host,
    committee,
    invitations,
    community,
    rules,
    milestones,
    register,
    programme,
    templates,
    letters,
    papers,
    approve,
    send_back,
    remind,
    dispatch,
    outbox,
    inbox,
    replies,
    archive,
    serve_pages,
    post,
    schema,
):
    main.add_command(one)
