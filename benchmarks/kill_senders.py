"""The two senders that are killed: ours on its ledger, and the loop that every user of `emails` writes."""

from __future__ import annotations

import datetime as dt
import itertools
import os
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cycle.application.delivery.evidence.evidence_sources import tried_at
from cycle.errors import BusyError, Unavailable
from cycle.mail.message.composer import build
from cycle.mail.message.sender import Sender
from cycle.mail.outbox.dispatcher import dispatch, intend
from cycle.mail.outbox.postfix_log import in_postfix_log
from cycle.mail.transport.guard import Guard
from cycle.mail.transport.rate_limit import Pace
from cycle.mail.transport.smtp import MailServer
from cycle.model import PDF, Document, OutboxRow
from cycle.store.database import open_database
from cycle.store.mails.outbox import Outbox

SENDER = Sender(name="Samarbeidssekretariatet", address="post@helsefellesskapet.example")
LETTER = Document(name="Invitasjon.pdf", media_type=PDF, data=b"%PDF" + bytes(range(256)) * 160)
FATED = {97: "full", 98: "unknown", 99: "full"}
"""Of a hundred people, those whose mailbox never takes anything (`faulty_server.FATES`)."""
CYCLE = "kill"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Where a sender finds its ledger and its mail server."""

    ledger: Path
    port: int
    connections: int
    log: Path | None = None
    """Postfix's log, which settles what is in doubt; None leaves it to a person."""
    begun: int = -1
    """Pipe that is told when the first mail is about to go; -1 tells nobody."""


def people(first: int, number: int) -> list[OutboxRow]:
    """Return the mails to so many more people."""
    return [
        intend(
            secret=b"the secret of a benchmark, nowhere else",
            sender=SENDER,
            cycle=CYCLE,
            kind="invitasjon",
            recipient=f"p{number}",
            address=f"{FATED.get(number % 100, 'p')}-{number}@kommune.example",
            content="c",
            at=dt.datetime.now(dt.UTC),
        )
        for number in range(first, first + number)
    ]


def send_ours(job: Job) -> None:
    """Send what is due over several connections with one pen; end when the server seems down."""
    announced = itertools.count()

    def letter(row: OutboxRow):  # type: ignore[no-untyped-def]
        if job.begun >= 0 and next(announced) == 0:
            os.write(job.begun, b"b")
        words = {"name": "Kari Nordmann", "subject": "Invitasjon", "text": "Velkomen.", "html": "<p>Velkomen.</p>"}
        return build(row, sender=SENDER, attachments=[LETTER], **words)

    patience = 0.4 if job.log is None else 60.0  # the faulty server answers too late now and then
    server = MailServer(host="127.0.0.1", port=job.port, security="none", timeout=20, dot_timeout=patience)
    guard = Guard(mode="allowlist", server=server, allow=(".example",))
    box = Outbox(open_database(f"sqlite:///{job.ledger}"))
    carriers = [guard.carrier() for _ in range(job.connections)]
    evidence = None if job.log is None else in_postfix_log(job.log, marked=lambda row: tried_at(box, row))
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)  # noqa: E731
    pace = Pace(sleep=lambda _: None)  # "mailbox full" would slow the last ones down to one a minute
    first, *others = carriers
    try:
        dispatch(box, carrier=first, others=others, build=letter, now=now, evidence=evidence, retry=(0,), pace=pace)
    except (Unavailable, BusyError):
        return  # started again, as Prefect does


def send_rival(job: Job) -> None:
    """Send to everybody not yet marked, and mark each when the library says that it went."""
    from emails.backend.smtp import SMTPBackend
    from emails.message import Message

    ledger = sqlite3.connect(job.ledger, check_same_thread=False, isolation_level=None, timeout=30)
    query = "SELECT id, address, message_id FROM people WHERE state = 'queued' ORDER BY id"
    rows = iter(ledger.execute(query).fetchall())
    lock = threading.Lock()

    def work() -> None:
        backend = SMTPBackend(host="127.0.0.1", port=job.port)
        while True:
            with lock:
                row = next(rows, None)
            if row is None:
                return
            number, address, message_id = row
            message = Message(
                subject="Invitasjon", text="Velkomen.", mail_from=SENDER.address, mail_to=address, message_id=message_id
            )
            message.attach(filename=LETTER.name, data=LETTER.data)
            try:
                answer = message.send(smtp=backend)
            except OSError:
                continue
            if answer.success or (answer.status_code or 0) >= 500:
                state = "sent" if answer.success else "refused"
                with lock:
                    ledger.execute("UPDATE people SET state = ? WHERE id = ?", (state, number))

    if job.begun >= 0:
        os.write(job.begun, b"b")
    threads = [threading.Thread(target=work) for _ in range(job.connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
