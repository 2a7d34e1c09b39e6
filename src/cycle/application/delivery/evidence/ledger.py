"""The outbox as people read it: those that need a person first, with names and what to do about each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cycle.application.delivery.staff_mail import SECRETARIAT, coordinator_id, secretariat, secretary_id
from cycle.application.results import MailingResult, read
from cycle.application.year import OpenCycle, StepNode, calendar_kind, is_calendar, kind_of
from cycle.mail.message import domain_of
from cycle.mail.outbox import remedy
from cycle.model import OutboxRow, OutboxState
from cycle.store.mails.outbox import is_withdrawn

ORDER: tuple[OutboxState, ...] = ("uncertain", "refused", "failed", "queued", "sending", "sent")
"""The states from the one that a person must look at first."""


def needs_person(row: OutboxRow) -> bool:
    """Return whether somebody must decide or mend something before this mail is settled."""
    return row.state in {"uncertain", "refused", "failed"} and not is_withdrawn(row)


def in_order(rows: Iterable[OutboxRow]) -> list[OutboxRow]:
    """Return the rows with those that need a person first, by state, then in the order they were made."""
    return sorted(rows, key=lambda row: (not needs_person(row), ORDER.index(row.state), row.id))


def mails_of(cycle: OpenCycle, node: StepNode) -> tuple[list[OutboxRow], list[OutboxRow]]:
    """Return the mails of a dispatch, each in order: those with letters, and the calendar invitations of their own."""
    letters, calendars = (
        in_order(cycle.record.mails_of(kind)) for kind in (kind_of(cycle, node), calendar_kind(cycle, node))
    )
    return letters, calendars


def called(cycle: OpenCycle, row: OutboxRow, names: Mapping[str, str]) -> str:
    """Return whom a mail is to, and what it is where it brings no letter."""
    name = cycle.say(names.get(row.recipient, "–"))
    return cycle.say("{name}, calendar invitation", name=name) if is_calendar(row.kind) else name


def remedies(cycle: OpenCycle, rows: Iterable[OutboxRow]) -> dict[int, str]:
    """Return row id → what to do, in the community's language; empty text when nothing is to be done."""
    known = tuple(rows)
    good = {domain_of(row.address) for row in known if row.state == "sent"}
    return {row.id: remedy(row, cycle.loaded.community.language, domains=good) for row in known}


def names_in(cycle: OpenCycle) -> Mapping[str, str]:
    """Return recipient → name over all revisions of all mailings, so that someone who left the list is still named.

    Those who run the year have their names from the community's file, the secretariat from the page of people too.
    """
    persons = [row.person for row in cycle.memory.persons.rows(cycle.loaded.community.id)]
    ours = {
        coordinator_id(coordinator.address): coordinator.name for coordinator in cycle.loaded.community.coordinators
    }
    return {
        **ours,
        **{secretary_id(person.address): person.name for person in persons},
        SECRETARIAT: secretariat(cycle).name,
        **{
            mail.recipient: mail.name
            for node in cycle.graph
            if node.kind == "mailing"
            for result in cycle.record.revisions(node.name)
            for mail in read(MailingResult, result).mails
        },
    }
