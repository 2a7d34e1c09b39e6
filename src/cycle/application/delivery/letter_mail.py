"""The mail that carries a letter: who it is from, what it says, which files go with it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from cycle.application.dispatches import ReaderFacts, dispatch_method, meeting_token
from cycle.application.documents import letter_language
from cycle.application.results import CommonEnclosure, LettersResult, MailText, ReadersLetter, read
from cycle.application.year import OpenCycle, StepNode, TranslatedYear, host_of, invites_apart
from cycle.catalogue import in_context, say, sentence
from cycle.errors import Refused
from cycle.letters.fields import changed_facts, has_moved
from cycle.mail.message import (
    ROOM,
    Appointment,
    Bodies,
    CalendarUser,
    Enclosure,
    Frame,
    LetterMail,
    Mail,
    MailBody,
    Sender,
    build,
    calendar_file,
    enclose,
    frame,
    message_id,
)
from cycle.model import (
    ICS_FILE,
    Document,
    HostAnswer,
    Invitee,
    Language,
    OutboxRow,
    StoredFile,
    Tells,
    digest,
)

CALENDAR = "møtet.ics"
CALENDAR_BODY = "kalender"
"""The words of a mail that is nothing but a calendar invitation."""
CALENDAR_SUBJECTS: Mapping[Tells, str] = {
    "meeting": sentence(in_context("subject", "Calendar invitation")),
    "change": sentence(in_context("subject", "Changed calendar invitation")),
    "cancellation": sentence(in_context("subject", "Called off")),
}


class LetterMails:
    """Builds the mails of one dispatch; the same row and files always give the same bytes."""

    def __init__(self, cycle: OpenCycle, node: StepNode) -> None:
        self._cycle = cycle
        self._dispatch = cycle.dispatch(node)
        self._folder = cycle.services.settings.templates / "mail"
        self._node = node
        self._bodies = Bodies(self._folder)
        self._facts = ReaderFacts(cycle=cycle, node=node)
        self._year_in_words: dict[Language, TranslatedYear] = {}
        self._coded: dict[StoredFile, Enclosure] = {}
        self._invitation_sizes: dict[Language, int] = {}
        self._hosts: dict[Language, HostAnswer] = {}

    @property
    def sender(self) -> Sender:
        """Return the secretariat as sender."""
        contact = self._year(self._cycle.loaded.community.language).contact
        settings = self._cycle.services.settings
        address = settings.mail_from or contact.address
        return Sender(name=contact.name, address=address, reply_to=contact.address, bounces=settings.mail_bounces)

    def template_digest(self) -> str:
        """Return the sha256 over all mail templates, since they include each other; read once for all mailings."""
        return self._cycle.record.once("mail templates", self._digest_of_templates)

    def files(self, letter: ReadersLetter, common: Sequence[CommonEnclosure]) -> list[StoredFile]:
        """Return what is attached: the personal letter first, then the common enclosures, named in the mail's form.

        An enclosure that is written once may be in the other form; its name stands in the reader's mail all the same.
        """
        year, suffix = self._year(letter.language), ".pdf" if letter.pdf else ".docx"
        subject = year.subject(self._node)
        name = subject.replace(": ", " – ") + suffix  # Windows takes no colon in a name
        return [replace(letter.file, name=name), *(self._named(document, year) for document in common)]

    def content_digest(self, invitee: Invitee, files: Sequence[StoredFile], *, sequence: int = 0) -> str:
        """Return what names the mail's content, to tell later whether someone got an earlier version."""
        body = self._body(self._dispatch.mail, invitee, files)
        calendar = "" if self._dispatch.calendar == "none" else digest([self._appointment(invitee), sequence])
        return digest([self.subject(invitee), body.text, body.html, [file.sha256 for file in files], calendar])

    def language(self, invitee: Invitee) -> Language:
        """Return the language of the mail, which is that of the letter it carries."""
        return letter_language(self._cycle, self._dispatch.template, invitee.language)

    def subject(self, invitee: Invitee) -> str:
        """Return the subject in the language of the reader."""
        return self._year(self.language(invitee)).subject(self._node)

    def text(self, invitee: Invitee, files: Sequence[StoredFile]) -> MailText:
        """Return what the mail says to a reader."""
        body = self._body(self._dispatch.mail, invitee, files)
        return MailText(language=self.language(invitee), subject=self.subject(invitee), text=body.text)

    def size(self, row: OutboxRow, invitee: Invitee, files: Sequence[StoredFile], *, sequence: int = 0) -> int:
        """Return the bytes of the mail as it leaves, without reading its files; 0 for one that cannot leave at all."""
        try:
            calendar = self._calendars(row, invitee, sequence)
            size = self._frame(row, invitee, files, calendar).size([*files, *calendar])
            return size + (ROOM if self._cycle.services.settings.mail_dkim_key else 0)
        except Refused:  # the row says so when its turn comes, and holds up nobody else
            return 0

    def build(self, row: OutboxRow, invitee: Invitee, files: Sequence[StoredFile], *, sequence: int = 0) -> Mail:
        """Return the finished mail of a row; the calendar file that goes with it has this SEQUENCE."""
        calendar = self._calendars(row, invitee, sequence)
        enclosures = [self._own(files[0]), *(self._common(file) for file in files[1:])]
        return self._frame(row, invitee, files, calendar).mail([*enclosures, *map(enclose, calendar)])

    def _digest_of_templates(self) -> str:
        whole = hashlib.sha256()
        for path in sorted(self._folder.iterdir()):
            whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return whole.hexdigest()

    def _named(self, document: CommonEnclosure, year: TranslatedYear) -> StoredFile:
        file, common = document.file, self._dispatch.common
        if document.language == year.language or document.template not in common:
            return file
        called = year.dispatch(self._node).enclosures[common.index(document.template)]
        return replace(file, name=f"{called} for {year.meeting} {self._cycle.year}.{file.name.rpartition('.')[2]}")

    def _frame(
        self, row: OutboxRow, invitee: Invitee, files: Sequence[StoredFile], calendar: Sequence[Document]
    ) -> Frame:
        body = self._body(self._dispatch.mail, invitee, files)
        return frame(
            row,
            sender=self.sender,
            name=invitee.name,
            subject=self.subject(invitee),
            text=body.text,
            html=body.html,
            attachments=[*files, *calendar],
            invitation=calendar[0].data
            if calendar
            else None,  # mail programs show the buttons of a body, not of a file
            language=self.language(invitee),
        )

    def build_invitation(self, row: OutboxRow, invitee: Invitee, *, sequence: int = 0) -> Mail:
        """Return the mail of a row that is nothing but a calendar invitation, change or cancellation."""
        year = self._year(self.language(invitee))
        body = self._body(CALENDAR_BODY, invitee, ())
        about = say(self.language(invitee), CALENDAR_SUBJECTS[self._dispatch.tells])
        return build(
            row,
            sender=self.sender,
            name=invitee.name,
            subject=f"{about}: {year.meeting} {self._cycle.year}",
            text=body.text,
            html=body.html,
            invitation=self._calendar(row, invitee, sequence),
            language=self.language(invitee),
        )

    def invitation_size(self, row: OutboxRow, invitee: Invitee) -> int:
        """Return the bytes of a mail that is nothing but a calendar invitation, within a name of what it is.

        One is built in each language, for a plan; 0 for one that cannot leave at all.
        """
        if self.language(invitee) not in self._invitation_sizes:
            try:
                size = len(self.build_invitation(row, invitee).data)
            except Refused:  # the row says so when its turn comes
                return 0
            signed = ROOM if self._cycle.services.settings.mail_dkim_key else 0
            self._invitation_sizes[self.language(invitee)] = size + signed
        return self._invitation_sizes[self.language(invitee)]

    def _own(self, file: StoredFile) -> Enclosure:
        return enclose(self._cycle.memory.files.document(file))

    def _common(self, file: StoredFile) -> Enclosure:
        """Return what many get, read and coded once for the whole mailing."""
        if file not in self._coded:
            self._coded[file] = self._own(file)
        return self._coded[file]

    def _year(self, language: Language) -> TranslatedYear:
        if language not in self._year_in_words:
            self._year_in_words[language] = TranslatedYear(cycle=self._cycle, language=language)
        return self._year_in_words[language]

    def _body(self, name: str, invitee: Invitee, files: Sequence[StoredFile]) -> MailBody:
        year = self._year(self.language(invitee))
        facts, before = self._facts.facts(year, invitee.id), self._facts.before(year, invitee.id)
        request, asked = self._dispatch.request, self._facts.asked(invitee.id)
        letter = LetterMail(
            name=invitee.name,
            seats=year.invitee(invitee, host=self._host(year)).seats,
            meeting=f"{year.meeting} {self._cycle.year}",
            community=year.community.name,
            facts=facts,
            contact=year.contact,
            letter=files[0].name if files else "",
            enclosures=tuple(file.name for file in files[1:]),
            calendar=CALENDAR if self._dispatch.calendar == "file" and files else "",
            calendar_apart=invites_apart(self._cycle, self._node),
            shared_address=invitee.shared_address,
            tells=self._dispatch.tells,
            changes=tuple(changed_facts(before, facts, self.language(invitee))) if before else (),
            moved=before is not None and has_moved(before, facts),
            replaces=self._facts.replaces(year),
            overdue=facts.reply_by < self._dated,
            words=request.words if request and self._dispatch.tells == "meeting" else "",
            signals=len(asked),
            dated=sum(signal.due is not None for _, signal in asked),
        )
        return self._bodies.render(name, letter, language=self.language(invitee))

    @cached_property
    def _dated(self) -> dt.date:
        """Return the date on the letter that the mail carries."""
        made = self._cycle.record.latest(f"letters.{self._node.dispatch}")
        return read(LettersResult, made).date if made else self._cycle.letter_date(self._node)

    def _host(self, year: TranslatedYear) -> HostAnswer:
        if year.language not in self._hosts:
            self._hosts[year.language] = year.host(host_of(self._cycle))
        return self._hosts[year.language]

    def attached(self, files: Sequence[StoredFile]) -> tuple[str, ...]:
        """Return the names of all that a mail brings: the letter, its enclosures, and the meeting for the calendar."""
        return (*(file.name for file in files), *([CALENDAR] if self._dispatch.calendar == "file" else []))

    def _calendars(self, row: OutboxRow, invitee: Invitee, sequence: int) -> list[Document]:
        if self._dispatch.calendar != "file":
            return []
        return [Document(name=CALENDAR, media_type=ICS_FILE, data=self._calendar(row, invitee, sequence))]

    def _calendar(self, row: OutboxRow, invitee: Invitee, sequence: int) -> bytes:
        uid = message_id(meeting_token(self._cycle, invitee.id), self.sender).strip("<>")
        return calendar_file(
            self._appointment(invitee),
            uid=uid,
            stamp=row.date,
            method=dispatch_method(self._dispatch),
            sequence=sequence,
            guest=CalendarUser(name=invitee.name, address=row.address),
        )

    def _appointment(self, invitee: Invitee) -> Appointment:
        year = self._year(self.language(invitee))
        facts = self._facts.facts(year, invitee.id)
        return Appointment(
            title=f"{year.rules.name} {self._cycle.year}",
            date=facts.date,
            start=facts.start,
            end=facts.end,
            place=", ".join(part for part in (facts.venue, facts.place) if part),
            description="" if self._dispatch.tells == "cancellation" else facts.signup,
            organiser=CalendarUser(name=self.sender.name, address=self.sender.address),
        )
