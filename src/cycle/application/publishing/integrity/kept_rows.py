"""Holds what the database keeps of closed years and of mails that left against the log and against their sha256."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence

from cycle.application.delivery import carries_log_in
from cycle.application.publishing.integrity.archive_findings import ArchiveFinding, ArchiveFindingKind
from cycle.errors import StoreError
from cycle.mail.message import unpacked_mail
from cycle.services import Services
from cycle.store.events import logged_at
from cycle.store.mails.handed_mails import Message
from cycle.store.years.closings import CLOSING
from cycle.store.years.logged_rows import FlawKind, row_flaws, years_not_as_logged

KINDS: Mapping[FlawKind, ArchiveFindingKind] = {
    "changed": "row changed",
    "added": "row added",
    "lost": "row lost",
}
AT_ONCE = 100
"""Mails that are read at a time."""


def row_findings(services: Services, cycles: Sequence[str]) -> Iterator[ArchiveFinding]:
    """Yield each closing, act and outcome of these years that is not as the log says."""
    log = services.memory.events.all()
    for cycle in cycles:
        flaws = row_flaws(services.memory, cycle, log)
        # What was written between the two readings is as it should be the second time.
        again = row_flaws(services.memory, cycle, services.memory.events.all()) if flaws else ()
        for flaw in flaws:
            if flaw in again:
                yield ArchiveFinding(kind=KINDS[flaw.kind], place=flaw.where)


def mail_findings(services: Services, cycle: str, *, known_files: Collection[str]) -> Iterator[ArchiveFinding]:
    """Yield each mail of a year that is not what was handed to a server, or gone; `known_files` are watched too."""
    memory = services.memory
    rows = {row.sha256: row for row in memory.outbox.rows(cycle=cycle) if row.sha256}
    names = sorted(rows)
    yield from lost_mails(services, cycle)
    yield from mails_at_other_times(services, cycle)
    for start in range(0, len(names), AT_ONCE):
        for sha256, message in memory.messages.get(names[start : start + AT_ONCE]).items():
            if not _is_whole(services, message, known_files):
                row = rows[sha256]
                yield ArchiveFinding(kind="mail changed", place=cycle, path=f"{row.kind} {row.recipient}")


def mails_at_other_times(services: Services, cycle: str) -> Iterator[ArchiveFinding]:
    """Yield each mail that arrived where the database tells two things of when it was handed over, or arrived.

    What happened last is when the mail was touched last, nothing of it is later, and its bytes were kept in the moment
    that they were handed over.
    """
    memory = services.memory
    happened, moments = memory.outbox.events_of(cycle), memory.messages.moments(cycle)
    for row in memory.outbox.rows(cycle=cycle):
        if row.state != "sent":
            continue
        events = happened.get(row.id, ())
        handed = {event.at for event in events if event.state == "sending"}
        arrived = [(event.state, event.at) for event in events[-1:]] == [("sent", row.updated_at)]
        in_order = all(row.updated_at is not None and at <= row.updated_at for at in handed)
        if not arrived or not in_order or (row.sha256 in moments and moments[row.sha256] not in handed):
            yield ArchiveFinding(kind="mail times", place=cycle, path=f"{row.kind} {row.recipient}")


def lost_mails(services: Services, cycle: str) -> Iterator[ArchiveFinding]:
    """Yield each mail of a year that was handed to a server since mails are kept, and is kept no more.

    What logs its reader in is never kept, so it is not missed.
    """
    memory = services.memory
    rows = {row.id: row for row in memory.outbox.rows(cycle=cycle) if row.sha256 and not carries_log_in(row.kind)}
    kept = memory.messages.sizes({row.sha256 for row in rows.values()})
    missing = [row for row in rows.values() if row.sha256 not in kept]
    begun = _keeping_began(services) if missing else None
    if begun is None:
        return
    handed_over = memory.outbox.handed_over(cycle=cycle)
    for row in missing:
        if row.id in handed_over and logged_at(handed_over[row.id]) >= begun:
            yield ArchiveFinding(kind="mail gone", place=cycle, path=f"{row.kind} {row.recipient}")


def refuse_changed(services: Services, community: str, *, cycle: str = "") -> None:
    """Refuse to publish what is not as the log says of how years are closed: StoreError names the row.

    The site holds every year, so what stands last of any of them counts; what is no longer shown counts for the year
    that is published alone. A row that the log does not tell of stops nothing: an older version may have written it.
    """
    for flaw, year, rows in years_not_as_logged(services.memory, community):
        is_shown = flaw.number >= max((row.number for row in rows), default=0)
        if flaw.kind != "added" and (is_shown or year == cycle):
            raise StoreError(
                f"{flaw.where}: is not as the log says; nothing is published of {community} before the database is "
                "restored, or `cycle archive build --name NAME --why WHY` says that it is right as it stands; "
                "`cycle archive verify` says more"
            )


def _keeping_began(services: Services) -> str | None:
    """Return since when each mail is kept, as the log writes it: at the latest since it was sealed, and that stays.

    None where nothing tells: no mail is kept, and the log was never sealed.
    """
    oldest = services.memory.messages.first_kept()
    sealed = [event.at for event in services.memory.events.all(CLOSING) if "sealed" in event.says()]
    return min([*sealed, *([logged_at(oldest)] if oldest else [])], default=None)


def _is_whole(services: Services, message: Message, known_files: Collection[str]) -> bool:
    missing: list[str] = []

    def read(sha256: str) -> bytes:
        try:
            return services.memory.files.get(sha256)
        except StoreError:
            missing.append(sha256)
            raise

    try:
        data = unpacked_mail(message.pieces, read=read)
    except StoreError:
        return missing[-1] in known_files
    except (ValueError, TypeError, zlib.error):
        return False
    return (hashlib.sha256(data).hexdigest(), len(data)) == (message.sha256, message.size)
