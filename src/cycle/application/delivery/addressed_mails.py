"""Where the mails of a dispatch go: an address that an approved list has, until the mail has gone to it."""

from __future__ import annotations

from collections.abc import Mapping

from cycle.application.delivery.planned_mails import stands_of
from cycle.application.dispatches import as_listed
from cycle.application.results import LettersResult, MailingResult, read
from cycle.application.year import OpenCycle, StepNode, kind_of
from cycle.model import digest

ADDRESSES = "addresses"
"""Among the inputs of a mailing, what names where its mails go."""


def address_inputs(cycle: OpenCycle, node: StepNode) -> Mapping[str, str]:
    """Return what names where each mail of a dispatch goes: one that has gone or is in doubt, where it was sent.

    So an address that a later list was approved with opens the gate of those who wait. A mailing that was made before
    this was kept has it once a mail that waits would go elsewhere: an upgrade opens no gate. A closed year is as it is.
    """
    before, letters = cycle.record.latest(node.name), cycle.record.latest(f"letters.{node.dispatch}")
    if cycle.closed is not None or letters is None:
        return {ADDRESSES: before.inputs[ADDRESSES]} if before is not None and ADDRESSES in before.inputs else {}
    listed = as_listed(cycle)
    recipients = [letter.recipient for letter in read(LettersResult, letters).letters]
    now = {who: listed[who][0].address if who in listed else "" for who in recipients}
    kept, all_now = before.inputs.get(ADDRESSES) if before is not None else None, {ADDRESSES: digest(now)}
    if before is None or kept == all_now[ADDRESSES]:
        return all_now  # no mail is looked at where none can have gone elsewhere
    planned = {mail.recipient: mail for mail in read(MailingResult, before).mails}
    if kept is None and all(now.get(who, mail.address) == mail.address for who, mail in planned.items()):
        return {}
    rows = {row.recipient: row for row in cycle.record.mails_of(kind_of(cycle, node))}
    waits = {who for who in now if who not in rows or stands_of(rows[who], now[who]) in {"new", "again"}}
    if kept is None and not any(now[who] != planned[who].address for who in waits & planned.keys()):
        return {}
    return {ADDRESSES: digest({who: now[who] if who in waits else rows[who].address for who in recipients})}
