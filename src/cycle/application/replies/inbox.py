"""Reads what comes back, and settles what it proves: a report or answer with its token shows that a mail arrived."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from cycle.application.delivery import is_notice, mailbox_of, sent_folder_of
from cycle.application.dispatches import Correspondence
from cycle.errors import StepError, StoreError
from cycle.mail.inbox import ImapServer, OpenFolder, mail_key, mails_in, open_folder, sort_mail
from cycle.mail.outbox import ANSWERED, FILED
from cycle.model import OutboxRow
from cycle.phrases import Phrase
from cycle.services import OSLO, Services
from cycle.store.mails.mailboxes import ReadPosition

BATCH = 25
"""Mails that are read before what they say is committed, at most `LIMIT` bytes each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What one reading of the mailboxes found, by number of mails."""

    counts: Counter[str] = field(default_factory=Counter)
    """By what they say; `unknown` concerns none of our mails, `own` is a copy of one."""
    known: int = 0
    """Read before."""
    settled: int = 0
    """Doubtful mails that turned out to have arrived."""
    arrived: frozenset[str] = frozenset()
    """Years of those mails: what was to follow them has not gone yet, `carry_on` sends it."""
    cycles: frozenset[str] = frozenset()
    """Years about which something new was heard."""

    def __add__(self, other: Read) -> Read:
        """Return both together."""
        return Read(
            counts=self.counts + other.counts,
            known=self.known + other.known,
            settled=self.settled + other.settled,
            arrived=self.arrived | other.arrived,
            cycles=self.cycles | other.cycles,
        )

    @property
    def new(self) -> int:
        """Number of mails that were not read before."""
        return self.counts.total()


def read_inbox(services: Services, *, folder: Path | None = None) -> Read:
    """Read a folder, or every configured mailbox once, and return what was found; reading twice changes nothing.

    StepError when nothing is configured to read, or the folder is not there. Unavailable when the mailbox cannot be
    opened or breaks off: what was read is kept, and the next reading goes on from there.
    """
    settings = services.settings
    forget = services.now() - dt.timedelta(days=settings.mail_words_days)
    services.memory.replies.forget_words(before=forget)
    folders = [folder] if folder else [settings.mail_inbox] if settings.mail_inbox else []
    if not folders and not settings.mail_imap_host:
        what = "inbox: no mailbox is set up; set CYCLE_MAIL_IMAP_HOST or CYCLE_MAIL_INBOX, or name a folder"
        raise StepError(what).with_message(
            Phrase("No mailbox is set up, so answers are not read. Tell whoever runs the service.")
        )
    found = Read()
    for path in folders:
        if not path.is_dir():
            raise StepError(f"{path}: there is no such folder").with_message(
                Phrase("The folder {folder} does not exist. Tell whoever runs the service.", folder=path)
            )
        found += _read_all(services, mails_in(path))
    if settings.mail_imap_host and folder is None:
        found += _read_mailbox(services)
        found += _look_among_sent(services)
    return found


def _read_mailbox(services: Services) -> Read:
    """Read what is new in the inbox of the mailbox, and remember after each batch how far it is read."""
    settings, mailboxes = services.settings, services.memory.mailboxes
    server = mailbox_of(settings)
    name = _name(server, settings.mail_imap_inbox)
    found = Read()
    with open_folder(server, settings.mail_imap_inbox) as inbox:
        place = mailboxes.place(name)
        if place is not None and place.validity == inbox.validity:
            numbers = inbox.numbers(after=place.last)
        else:  # never read, or the server has numbered its mails again
            since = services.memory.outbox.first_date()
            first = since.astimezone(OSLO).date() - dt.timedelta(days=1) if since else None
            numbers = inbox.numbers(after=0, since=first) if first else []
        for batch in _batches(numbers):
            found += _handle(services, list(_fetched(inbox, batch)))
            mailboxes.move(name, ReadPosition(validity=inbox.validity, last=batch[-1]), now=services.now())
    return found


def _read_all(services: Services, mails: Iterable[bytes]) -> Read:
    waiting, found = iter(mails), Read()
    while batch := list(islice(waiting, BATCH)):
        found += _handle(services, batch)
    return found


def _handle(services: Services, mails: Sequence[bytes]) -> Read:
    """Write down what a batch of mails says, then that they were handled: a crash between the two is harmless."""
    memory = services.memory
    by_key = {mail_key(data): data for data in mails}
    unread = memory.mailboxes.unread(by_key)
    ledger = Correspondence(services, is_letter=lambda row: not is_notice(row.kind))
    done: dict[str, str] = {}
    arrived: list[OutboxRow] = []
    cycles = set()
    for key in (key for key in by_key if key in unread):
        found = sort_mail(by_key[key], ledger, now=services.now())
        cycles |= {reply.cycle for reply in memory.replies.add(found.replies)}
        arrived += _settle(services, map(memory.outbox.row, found.proves), why=ANSWERED)
        done[key] = found.what
    memory.mailboxes.done(done, now=services.now())
    counts = Counter(done.values())
    return Read(
        counts=counts,
        known=len(mails) - len(done),
        settled=len(arrived),
        arrived=frozenset(row.cycle for row in arrived),
        cycles=frozenset(cycles),
    )


def _settle(services: Services, proven: Iterable[OutboxRow], *, why: str) -> list[OutboxRow]:
    """Return the doubtful mails among these, which have arrived; a mail that is sent or refused stays so."""
    settled = []
    for row in proven:
        if row.state == "uncertain":
            with suppress(StoreError):  # somebody else decided at the same moment
                services.memory.outbox.resolve(row.id, as_="sent", who="evidence", why=why, now=services.now())
                settled.append(row)
    return settled


def _look_among_sent(services: Services) -> Read:
    """Settle doubtful mails that lie in the Sent folder; that one does not lie there, only the next dispatch weighs."""
    doubtful = [row for row in services.memory.outbox.doubtful() if "@" not in row.kind]
    sent = sent_folder_of(services.settings, now=services.now) if doubtful else None
    arrived = _settle(services, (row for row in doubtful if sent is not None and sent(row)), why=FILED)
    return Read(settled=len(arrived), arrived=frozenset(row.cycle for row in arrived))


def _fetched(inbox: OpenFolder, numbers: Sequence[int]) -> Iterator[bytes]:
    for number in numbers:
        data = inbox.mail(number)
        if data is not None:
            yield data


def _batches(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(numbers), BATCH):
        yield numbers[start : start + BATCH]


def _name(server: ImapServer, folder: str) -> str:
    """Return what names a mailbox in the store without saying whose it is."""
    return hashlib.sha256("\0".join((server.host, server.user, folder)).encode()).hexdigest()
