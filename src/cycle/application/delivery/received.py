"""The mails that were received on this machine, in mode `folder` or by the local post office, for people to look at."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from cycle.errors import StoreError
from cycle.mail.inbox import SeenAppointment, seen_appointment
from cycle.mail.outbox import ListedMail, listing, mail_files
from cycle.mail.transport import ReceivedMail as ReceivedMail
from cycle.mail.transport import file_name, read_mail
from cycle.model import ICS, OutboxRow
from cycle.services import Services
from cycle.settings import Settings


def received_folder(settings: Settings) -> Path | None:
    """Return the Maildir that holds all mail that was accepted, or None when mail leaves this machine."""
    return settings.mail_folder if settings.mail_mode == "folder" else settings.mail_received


def received_mails(settings: Settings) -> tuple[ListedMail, ...]:
    """Return the received mails by their headers, newest first; none when mail leaves this machine."""
    folder = received_folder(settings)
    return listing(folder) if folder else ()


def received_source(settings: Settings, name: str) -> bytes | None:
    """Return the bytes of one received mail by the name of its file, or None when there is no such mail."""
    path = _path(settings, name)
    return path.read_bytes() if path else None


def received_mail(settings: Settings, name: str) -> ReceivedMail | None:
    """Return one received mail by the name of its file, or None when there is no such mail.

    StoreError when it is not a mail that can be read.
    """
    path = _path(settings, name)
    if path is None:
        return None
    try:
        return read_mail(path)
    except (AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise StoreError(f"mail {name}: cannot be read ({type(error).__name__}); look at its source") from error


def appointment_of(mail: ReceivedMail) -> SeenAppointment | None:
    """Return the meeting that a mail brings, with answer buttons or as a file, or None when it brings none."""
    files = [document.data for document in mail.attachments if document.media_type in {ICS, "application/ics"}]
    shown = [mail.calendar.encode()] if mail.calendar else []
    found = (seen_appointment(file) for file in (*shown, *files))
    return next((appointment for appointment in found if appointment), None)


def received_elsewhere(services: Services, community: str) -> frozenset[str]:
    """Return the file names of the received mails that belong to other communities of the same home than this one."""
    if not any(row.community != community for row in services.memory.cycles.all()):
        return frozenset()
    rows = (row for row in services.memory.outbox.rows() if row.cycle.partition("/")[0] != community)
    return frozenset(received_of(services.settings, rows).values())


def received_of(settings: Settings, rows: Iterable[OutboxRow]) -> dict[int, str]:
    """Return outbox row id → file name of the received mail, for the rows whose mail was received here.

    The local post office numbers its files before the name that the Message-ID gives.
    """
    folder = received_folder(settings)
    names = mail_files(folder) if folder else {}
    there = {name.rpartition("-")[2]: name for name in names} | {name: name for name in names}
    return {row.id: name for row in rows if (name := there.get(file_name(row.message_id)))}


def _path(settings: Settings, name: str) -> Path | None:
    """Return the file, found by its name among those there, so that no name leads out of the folder."""
    folder = received_folder(settings)
    return mail_files(folder).get(name) if folder else None
