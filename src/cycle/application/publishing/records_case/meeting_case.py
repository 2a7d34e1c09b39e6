"""The year as a case of the records system: every letter that went and all that was published, as it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from cycle.application.delivery import SentLetter, sent_letters
from cycle.application.dispatches import substitutes_of
from cycle.application.publishing.integrity.whereabouts import PACKAGES
from cycle.application.publishing.packages.minutes_paper import minutes_to_keep
from cycle.application.publishing.records_case.filing import Filing, community_now, filing_of
from cycle.application.results import (
    ActResult,
    ArchiveResult,
    InvitationsResult,
    KeptFile,
    LettersResult,
    SignalsOutcome,
    SignalsResult,
    read,
    read_result,
)
from cycle.application.year import MINUTES, OpenCycle, load_minutes, mark_on, was_approved
from cycle.archive.noark.case import (
    Function,
    MeetingCase,
    Participant,
    Party,
    RecordDocument,
    Registration,
    RegistrationKind,
)
from cycle.archive.noark.earlier_messages import as_registered, registered_in
from cycle.archive.noark.file_formats import format_of
from cycle.archive.public_site.pages import Edition, PageDocument
from cycle.errors import ConfigError, InputError, Problem, StoreError
from cycle.model import Document, Invitee, Minutes, StoredFile, spelt
from cycle.phrases import Phrase
from cycle.services import OSLO
from cycle.store.years.results import Result

PAPERS: Mapping[str, RegistrationKind] = {
    "invitation": "notice",
    "cover_letter": "notice",
    "programme": "agenda",
    "minutes": "minutes",
}
"""What a published document is among the papers of the meeting: invitation and cover letter are the notice together."""

KEYED = "noark/fiks/"
"""Where the messages that name the key of each registration lie in a package."""


def meeting_case(cycle: OpenCycle, edition: Edition | None) -> MeetingCase:
    """Return the year as it is filed; `edition` is what was or will be published, None before anything was.

    InputError with every problem at once: of the filing rules, organisations without a number, files that are gone.
    """
    return _Case(cycle, edition).made()


class _Case:
    """Gathers a year, keeping every problem."""

    def __init__(self, cycle: OpenCycle, edition: Edition | None) -> None:
        self._cycle, self._edition = cycle, edition
        self._problems: list[Problem] = []
        self._letters = sent_letters(cycle)
        self._formats: dict[str, RecordDocument] = {}

    def made(self) -> MeetingCase:
        """Return the case with its documents; InputError with all that a records system would refuse."""
        filing = self._filing()
        minutes = load_minutes(self._cycle.year_folder)
        made = [*self._meeting_papers(minutes), *self._journal()]
        registrations = as_registered(made, registered_in(self._messages_before(), self._cycle.id))
        if self._problems or filing is None:
            raise InputError(dict.fromkeys(self._problems))
        said = self._edition or self._cycle.year_inputs.facts
        return MeetingCase(
            id=self._cycle.id,
            title=f"{self._cycle.rules.name} {self._cycle.year}",
            year=self._cycle.year,
            number=self._number,
            committee=self._cycle.rules.name,
            date=self._date,
            place=", ".join(part for part in (said.venue, said.place) if part),
            opened=self._cycle.row.opened_at,
            at=self._newest(registrations),
            filing=filing.rule,
            filing_at=filing.at,
            registrations=tuple(self._screened(registration, filing) for registration in registrations),
            participants=tuple(self._participants(minutes)),
            notes=tuple(self._notes(minutes)),
        )

    @property
    def _number(self) -> str:
        """Return which of its kind the meeting is in its year: `1/2027`, of a further one `2/2027`."""
        return f"{self._cycle.rules.place_in_year}/{self._cycle.year}"

    def _filing(self) -> Filing | None:
        try:
            return filing_of(self._cycle)
        except ConfigError as error:
            self._problems += error.problems
        return None

    def _messages_before(self) -> Iterator[bytes]:
        """Yield each message of the packages that the year has, the oldest first."""
        steps = [(closing.step, closing.digest) for closing in self._cycle.closings] or [
            (row.step, row.digest)
            for row in self._cycle.record.revisions("archive")
            if self._cycle.record.outcome(row.step, row.digest) is not None
        ]
        for step, digest in steps:
            for row in self._cycle.record.revisions(step):
                made = read_result(row) if row.digest == digest else None
                filed = made.filed if isinstance(made, ArchiveResult | ActResult) else ()
                for file in self._filed_with_signals(row) if isinstance(made, SignalsResult) else _keyed(filed):
                    if (data := self._read(file)) is not None:
                        yield data

    def _filed_with_signals(self, row: Result) -> Iterator[StoredFile]:
        """Yield each message of the package that brought late signals; of an earlier version as it is listed."""
        done = self._cycle.record.outcome(row.step, row.digest)
        outcome = read(SignalsOutcome, done) if done else SignalsOutcome(shown=False)
        if outcome.filed or not outcome.package:
            yield from _keyed(outcome.filed)
            return
        listed = self._cycle.memory.publications.files(f"{PACKAGES}/{outcome.package}")
        for path, file in sorted(listed.items()):
            if path.startswith(f"data/{KEYED}"):
                yield StoredFile(sha256=file.sha256, name=path, media_type="", size=file.size)

    def _newest(self, registrations: Iterable[Registration]) -> dt.datetime:
        decided = (decision.at for decision in self._cycle.record.decisions if decision.step != "archive")
        return max((self._cycle.row.opened_at, *decided, *(registration.at for registration in registrations)))

    # What was sent

    def _journal(self) -> Iterator[Registration]:
        """Yield a registration for each text that went: letters of the same bytes are one, with all their readers."""
        same: dict[tuple[str, ...], list[SentLetter]] = {}
        for letter in self._letters:
            content = (letter.dispatch, letter.letter.sha256, *(file.sha256 for file in letter.enclosures))
            same.setdefault(content, []).append(letter)
        for content, sent in same.items():
            first = sent[0]
            title = self._title(first)
            yield Registration(
                key="/".join(("letter", *content)),
                kind="letter",
                title=title,
                date=self._dated.get(content[:2], first.at.astimezone(OSLO).date()),
                at=max(letter.at for letter in sent),
                documents=tuple(
                    document
                    for number, file in enumerate((first.letter, *first.enclosures))
                    if (document := self._document(file, title=title if not number else "")) is not None
                ),
                parties=tuple(dict.fromkeys(party for letter in sent for party in self._parties(letter))),
            )

    def _title(self, letter: SentLetter) -> str:
        titles = {dispatch.id: dispatch.title for dispatch in self._cycle.dispatches}
        return f"{titles.get(letter.dispatch, letter.dispatch)} – {self._cycle.rules.name} {self._cycle.year}"

    def _parties(self, letter: SentLetter) -> Iterator[Party]:
        """Yield each organisation the reader was written to for; who holds a seat of no party is a party alone."""
        invitee = self._written_to.get((letter.recipient, letter.letter.sha256)) or self._invitees.get(letter.recipient)
        name = invitee.name if invitee else self._names.get(letter.recipient, "")
        community, day = self._cycle.loaded.community, letter.at.astimezone(OSLO).date()
        known = {organisation.id for organisation in community.organisations}
        seats = [seat for seat in invitee.seats if seat.organisation_id in known] if invitee else []
        for seat in {seat.organisation_id: seat for seat in seats}.values():
            organisation = community.organisation(seat.organisation_id, on=day)
            number = organisation.number or self._number_now(organisation.id, day)
            if not number:
                what = Phrase(
                    "{organisation} has no organisation number, and got {dispatch}",
                    organisation=organisation.name,
                    dispatch=letter.dispatch,
                )
                remedy = Phrase("look it up in the business register (Enhetsregisteret) and write it under number")
                self._problems.append(
                    Problem(file="organisations.csv", where=organisation.id, what=what, remedy=remedy)
                )
            yield Party(
                name=seat.organisation,
                number=number,
                contact=name,
                origin=f"organisations.csv: {organisation.id}",
            )
        if not seats:
            yield Party(name=name, origin=f"register: {letter.recipient}")

    def _number_now(self, organisation_id: str, day: dt.date) -> str:
        """Return the organisation number as it is written now: one may be looked up after the year is closed."""
        try:
            return community_now(self._cycle).community.organisation(organisation_id, on=day).number
        except KeyError:
            return ""

    @cached_property
    def _written_to(self) -> Mapping[tuple[str, str], Invitee]:
        """Return recipient and letter → the reader as the list had them that the letter was made of."""
        record, found = self._cycle.record, dict[tuple[str, str], Invitee]()
        lists = {made.digest: read(InvitationsResult, made).list for made in record.revisions("invitations")}
        for step in (step for step in record.newest if step.startswith("letters.")):
            for result in record.revisions(step):
                made_of = lists.get(str(result.inputs.get("invitations", "")))
                readers = {invitee.id: invitee for invitee in made_of.invitees} if made_of else {}
                for letter in read(LettersResult, result).letters if readers else ():
                    for file in filter(None, (letter.docx, letter.pdf)):
                        if reader := readers.get(letter.recipient):
                            found.setdefault((letter.recipient, file.sha256), reader)
        return found

    @cached_property
    def _invitees(self) -> Mapping[str, Invitee]:
        """Return everyone who was ever on an approved list, as the newest with them has them."""
        made = self._cycle.record.revisions("invitations")
        approved = [result for result in made if was_approved(self._cycle, result)] or made
        lists = (read(InvitationsResult, result).list for result in approved)
        return {invitee.id: invitee for made in lists for invitee in made.invitees}

    @cached_property
    def _made(self) -> tuple[tuple[str, LettersResult], ...]:
        """Return dispatch and letters of every revision that was made."""
        steps = sorted(step for step in self._cycle.record.newest if step.startswith("letters."))
        return tuple(
            (step.partition(".")[2], read(LettersResult, result))
            for step in steps
            for result in self._cycle.record.revisions(step)
        )

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {letter.recipient: letter.name for _, made in self._made for letter in made.letters}

    @cached_property
    def _dated(self) -> Mapping[tuple[str, ...], dt.date]:
        """Return dispatch and sha256 → what the document is dated."""
        return {
            (dispatch, file.sha256): made.date
            for dispatch, made in self._made
            for letter in (*made.letters, *made.common, *((made.public,) if made.public else ()))
            for file in letter.files
        }

    # What was published

    def _meeting_papers(self, minutes: Minutes) -> Iterator[Registration]:
        published = self._edition.documents if self._edition else ()
        kinds: dict[RegistrationKind, list[PageDocument]] = {}
        for document in published:
            if document.kind in PAPERS:
                kinds.setdefault(PAPERS[document.kind], []).append(document)
        for kind in ("notice", "agenda"):
            if entries := [(entry.title, entry.file) for entry in kinds.get(kind, ())]:
                yield from self._paper(kind, "", entries)
        for document in published:
            if document.kind not in PAPERS:  # what was told before or after the notice: each is a registration alone
                yield from self._paper("notice", document.title, [(document.title, document.file)])
        if minutes != Minutes():
            yield from self._minutes()
        for presentation in self._edition.presentations if self._edition else ():
            yield from self._paper(
                "attachment", presentation.title, [(presentation.title, file) for file in presentation.files]
            )

    def _paper(
        self, kind: RegistrationKind, title: str, entries: Iterable[tuple[str, Document | StoredFile | None]]
    ) -> Iterator[Registration]:
        files = [(name, file) for name, file in entries if isinstance(file, StoredFile)]
        documents = [found for name, file in files if (found := self._document(file, title=name)) is not None]
        if not documents:
            return
        went = [self._went(file) for _, file in files]
        first = documents[0]
        yield Registration(
            key=f"{kind}/{'/'.join(document.file.sha256 for document in documents)}",
            kind=kind,
            title=title or first.title,
            date=min(date for date, _ in went),
            at=min(at for _, at in went),
            documents=tuple(documents),
        )

    def _went(self, file: StoredFile) -> tuple[dt.date, dt.datetime]:
        """Return the date of a published document and when its dispatch first went; else the meeting's own time."""
        for (dispatch, sha256), date in self._dated.items():
            sent = [letter.at for letter in self._letters if letter.dispatch == dispatch]
            if sha256 == file.sha256 and sent:
                return date, min(sent)
        return self._date, self._met

    @property
    def _date(self) -> dt.date:
        """Return the day of the meeting, as the page has it where it was corrected."""
        return (self._edition and self._edition.date) or self._cycle.year_inputs.facts.date

    @property
    def _met(self) -> dt.datetime:
        end = (self._edition and self._edition.end) or self._cycle.year_inputs.facts.end
        return dt.datetime.combine(self._date, end, tzinfo=OSLO)

    def _minutes(self) -> Iterator[Registration]:
        file, problems = minutes_to_keep(self._cycle)
        self._problems += problems
        if file is not None:
            yield from self._paper("minutes", "", [(file.name.rpartition(".")[0], file)])

    def _participants(self, minutes: Minutes) -> Iterator[Participant]:
        """Yield who the minutes say was there, each once, however spelt and with a place behind the name or without."""
        instead = {spelt(found.name): self._invitees.get(of) for of, found in substitutes_of(self._cycle).items()}
        chairs = [self._key(name) for name in minutes.chairs]
        present = {self._key(name): name for name in minutes.present}
        lines = {key: name for key, name in zip(chairs, minutes.chairs, strict=True) if key not in present} | present
        for key, line in lines.items():
            fits = self._named(line)
            member = fits[0] if len(fits) == 1 else None
            person = member or instead.get(spelt(line))
            function: Function = "MEDL" if fits else "VARA"
            if key in chairs:
                function = "NESTL" if key != chairs[0] and _is_deputy_chair(person) else "LEDER"
            represents = person.seats[0].organisation if person else ""
            yield Participant(name=member.name if member else line, function=function, represents=represents)
        for name in minutes.takers:
            yield Participant(name=name, function="SEKR")

    def _key(self, line: str) -> str:
        fits = self._named(line)
        return fits[0].id if len(fits) == 1 else spelt(line)

    def _named(self, line: str) -> list[Invitee]:
        """Return the members whom a line of the minutes may be."""
        return [
            invitee
            for invitee in self._invitees.values()
            if spelt(line) in {spelt(invitee.name), *(spelt(f"{invitee.name} ({mark})") for mark in invitee.marks)}
        ]

    # What holds of all

    def _document(self, file: StoredFile, *, title: str) -> RecordDocument | None:
        name = title or file.name.rpartition(".")[0] or file.name
        data = self._read(file)
        if data is None:
            return None
        kind = format_of(data, name=file.name, media_type=file.media_type)
        return RecordDocument(title=name, file=file, format=kind)

    def _read(self, file: StoredFile) -> bytes | None:
        try:
            return self._cycle.memory.files.read(file)
        except StoreError:
            what = Phrase("the file is gone from the store, or was changed")
            remedy = Phrase("restore it from a backup")
            self._problems.append(Problem(file=f"files/{file.sha256[:12]}", where=file.name, what=what, remedy=remedy))
        return None

    def _screened(self, registration: Registration, filing: Filing) -> Registration:
        """Return the registration with what screens it on the day it is dated: its dispatch, its kind, its people."""
        people = [party for party in registration.parties if not party.number]
        hides = filing.screened(registration.date, "people") if people else None
        rule = filing.screened(registration.date, *_SCREENED_AS[registration.kind](registration)) or hides
        parties = tuple(replace(party, screened=bool(hides) and not party.number) for party in registration.parties)
        return replace(registration, screening=rule, parties=parties)

    def _notes(self, minutes: Minutes) -> Iterator[str]:
        """Yield what is not in the messages, and why."""
        mails = [row for row in self._cycle.record.mails if row.state == "sent"]
        if mails and all(mark_on(row.kind) for row in mails):
            yield "a rehearsal: these letters were never sent to their readers"
        if self._edition is None:
            yield "nothing of the year is published, so only letters and minutes are in it"
        if minutes == Minutes():
            yield f"no minutes: {MINUTES} is not written"
        elif not minutes.present:
            yield f"no participants: {MINUTES} does not say who was present"


def _as_letter(registration: Registration) -> tuple[str, ...]:
    return registration.key.split("/")[1], "letters"


def _is_deputy_chair(person: Invitee | None) -> bool:
    """Return whether somebody is deputy chair of a body (nestleiar), as its title says in either written form."""
    return person is not None and any(seat.title.startswith(("nestleiar", "nestleder")) for seat in person.seats)


_SCREENED_AS: Mapping[RegistrationKind, Callable[[Registration], tuple[str, ...]]] = {
    "letter": _as_letter,
    "minutes": lambda _: ("minutes",),
    "attachment": lambda _: ("presentations",),
    "notice": lambda _: (),
    "agenda": lambda _: (),
}
"""What a screening rule may call each kind of registration, the narrowest first; what all may read is not screened."""


def _keyed(filed: Iterable[KeptFile]) -> Iterator[StoredFile]:
    """Yield the messages among the files of a package that name the key of each registration."""
    return (kept.file for kept in filed if kept.path.startswith(KEYED))
