"""The mail that carries a letter: who it is from, what it says, which files go with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from cycle.mail.bodies import Bodies, LetterMail
from cycle.mail.calendar import Appointment, CalendarUser, calendar_file
from cycle.mail.message import Sender, build
from cycle.mail.transport import Mail
from cycle.model import ICS, Document, Invitee, OutboxRow, StoredFile, digest, from_plain
from cycle.steps.chain import Link
from cycle.steps.cycle import OpenCycle

CALENDAR = "møtet.ics"


class LetterMails:
    """Builds the mails of one dispatch; the same row and files always give the same bytes."""

    def __init__(self, cycle: OpenCycle, link: Link) -> None:
        self._cycle = cycle
        self._dispatch = cycle.dispatch(link)
        self._folder = cycle.services.settings.templates / "mail"
        self._bodies = Bodies(self._folder)
        self._subject = self._dispatch.subject.format(year=cycle.year, meeting=cycle.rules.name.lower())

    @property
    def sender(self) -> Sender:
        """Return the secretariat as sender."""
        contact = self._cycle.year_inputs.facts.contact or self._cycle.loaded.community.contact
        address = self._cycle.services.settings.mail_from or contact.address
        return Sender(name=contact.name, address=address, reply_to=contact.address)

    def template_digest(self) -> str:
        """Return the sha256 over all mail templates, since they include each other."""
        whole = hashlib.sha256()
        for path in sorted(self._folder.iterdir()):
            whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return whole.hexdigest()

    def files(self, letter: Mapping[str, Any], common: Sequence[Mapping[str, Any]]) -> list[StoredFile]:
        """Return what is attached: the personal letter first, then the common enclosures, named for the reader."""
        own = from_plain(StoredFile, letter["pdf"] or letter["docx"])
        suffix = ".pdf" if letter["pdf"] else ".docx"
        named = StoredFile(sha256=own.sha256, name=f"{self._subject}{suffix}", media_type=own.media_type, size=own.size)
        return [named, *(from_plain(StoredFile, one["pdf"] or one["docx"]) for one in common)]

    def content_digest(self, invitee: Invitee, files: Sequence[StoredFile]) -> str:
        """Return what names the mail's content, to tell later whether someone got an earlier version."""
        body = self._body(invitee, files)
        calendar = digest(self._appointment()) if self._dispatch.calendar else ""
        return digest([self._subject, body.text, body.html, [one.sha256 for one in files], calendar])

    def build(self, row: OutboxRow, invitee: Invitee, files: Sequence[StoredFile]) -> Mail:
        """Return the finished mail of a row."""
        body = self._body(invitee, files)
        attachments = [self._cycle.memory.files.document(one) for one in files]
        if self._dispatch.calendar:
            attachments.append(self._calendar(row))
        return build(
            row,
            sender=self.sender,
            name=invitee.name,
            subject=self._subject,
            text=body.text,
            html=body.html,
            attachments=attachments,
            language="nn",
        )

    def _body(self, invitee: Invitee, files: Sequence[StoredFile]) -> Any:
        facts = self._cycle.year_inputs.facts
        letter = LetterMail(
            name=invitee.name,
            seats=invitee.seats,
            meeting=f"{self._cycle.rules.name.lower()} {self._cycle.year}",
            community=self._cycle.loaded.community.name,
            facts=facts,
            contact=facts.contact or self._cycle.loaded.community.contact,
            letter=files[0].name,
            enclosures=tuple(one.name for one in files[1:]),
            calendar=CALENDAR if self._dispatch.calendar else "",
            shared_address=invitee.shared_address,
        )
        return self._bodies.render(self._dispatch.mail, letter)

    def _calendar(self, row: OutboxRow) -> Document:
        uid = row.message_id.strip("<>")
        data = calendar_file(self._appointment(), uid=uid, stamp=row.date)
        return Document(name=CALENDAR, media_type=ICS, data=data)

    def _appointment(self) -> Appointment:
        facts = self._cycle.year_inputs.facts
        return Appointment(
            title=f"{self._cycle.rules.name} {self._cycle.year}",
            date=facts.date,
            start=facts.start,
            end=facts.end,
            place=", ".join(part for part in (facts.venue, facts.place) if part),
            description=facts.signup,
            organiser=CalendarUser(name=self.sender.name, address=self.sender.address),
        )
