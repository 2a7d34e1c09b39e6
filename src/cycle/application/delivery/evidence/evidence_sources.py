"""Who can tell whether a doubtful mail was accepted, under the settings there are, and how long they are waited for."""

from __future__ import annotations

import datetime as dt

from cycle.application.delivery.mailbox import sent_folder_of
from cycle.application.delivery.posting import Posting
from cycle.application.year import OpenCycle
from cycle.errors import BusyError
from cycle.mail.outbox import Evidence, in_postfix_log, may_be_arriving, weighed
from cycle.mail.transport import found_in
from cycle.model import OutboxRow
from cycle.network import is_loopback
from cycle.settings import Settings
from cycle.store.mails.outbox import Outbox
from cycle.store.mails.replies import Replies

REPORTS = {"returned", "delayed", "delivered"}
GRACE = dt.timedelta(seconds=2)
"""How long a mail server on this machine may need to finish a mail whose sender was killed."""
LOG_GRACE = dt.timedelta(seconds=30)
"""How long its log may need to tell what became of one."""


def evidence_of(cycle: Posting) -> Evidence | None:
    """Return how doubtful mails are settled without a person; None when there is no source of evidence.

    In mode `folder` the folder itself holds all that was accepted, and no other source is asked.
    """
    settings = cycle.services.settings
    if settings.mail_mode == "folder":
        return found_in(settings.mail_folder)
    complete: list[Evidence] = []
    confirming: list[Evidence] = []
    if settings.mail_received is not None and is_loopback(settings.mail_host):  # else it never saw the mail
        complete.append(found_in(settings.mail_received))
    if settings.mail_log is not None:
        complete.append(in_postfix_log(settings.mail_log, marked=lambda row: tried_at(cycle.memory.outbox, row)))
    sent = sent_folder_of(settings, now=cycle.services.now)
    if sent is not None:
        (complete if settings.mail_imap_sent_complete else confirming).append(sent)
    if settings.reads_mail:
        confirming.append(lambda row: _answered(cycle.memory.replies, row))
    return weighed(complete, confirming=confirming)


def grace_of(settings: Settings) -> dt.timedelta:
    """Return how old a doubt must be to count: our own folder is written by nobody but the sender that was killed."""
    if settings.mail_mode == "folder":
        return dt.timedelta(0)
    return GRACE if settings.mail_log is None else LOG_GRACE


def refuse_unsettled(cycle: OpenCycle, kind: str) -> None:
    """Raise BusyError while evidence of a doubtful mail may still come; after that a person is asked.

    Also when one has learnt it since it was asked: the sending of the others may have taken longer than the grace.
    """
    evidence = evidence_of(cycle)
    if evidence is None:
        return
    grace, doubtful = grace_of(cycle.services.settings), cycle.memory.outbox.doubtful(cycle=cycle.id, kind=kind)
    young = sum(may_be_arriving(row, now=cycle.now, grace=grace) for row in doubtful)
    if young:
        raise BusyError(f"{young} mails from before a crash may still be arriving; they are settled in a moment")
    known = sum(evidence(row) is not None for row in doubtful)
    if known:
        raise BusyError(f"{known} mails from before a crash can be settled now; they are settled in a moment")


def tried_at(outbox: Outbox, row: OutboxRow) -> dt.datetime | None:
    """Return when the try that is in doubt was marked; None in a restored database, which may not know the last try."""
    before = [event for event in outbox.events(row.id) if event.state != "uncertain"]
    return before[-1].at if before and before[-1].state == "sending" else None


def _answered(replies: Replies, row: OutboxRow) -> bool:
    """Return whether somebody, or their machine, has answered the mail; a report may have been placed by address."""
    heard = replies.of(row.cycle, recipient=row.recipient)
    proving = [reply for reply in heard if reply.source != "typed" and reply.what not in {*REPORTS, "concerns"}]
    return any(reply.kind == row.kind for reply in proving)
