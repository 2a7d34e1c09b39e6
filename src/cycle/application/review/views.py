"""What approvers look at beside the gates: the open years, the letters of a dispatch, what became of its mails."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cycle import wording
from cycle.application.actions import (
    ClosingAnswer,
    StepState,
    Stuck,
    approvers,
    closing_of,
    is_approved,
    is_published_open,
    step_states,
    stuck_steps,
)
from cycle.application.delivery import (
    MailPlan,
    called,
    mail_plan,
    mails_of,
    names_in,
    needs_person,
    received_of,
    remedies,
)
from cycle.application.dispatches import MODES, why_not
from cycle.application.documents import printed_of
from cycle.application.results import (
    ArchiveOutcome,
    InvitationsResult,
    LettersResult,
    MailingResult,
    NotMailed,
    PaperLetters,
    PlannedMail,
    read,
)
from cycle.application.review.overview import WaitingGate, YearLine, waiting_gate, year_line
from cycle.application.steps import changed, chosen
from cycle.application.year import (
    OpenCycle,
    StepNode,
    find_cycle,
    language_of,
    load_named_community,
    preview_folder,
    site_folder,
    words_of,
)
from cycle.errors import CycleError
from cycle.mail.outbox import as_read
from cycle.model import OutboxRow, StoredFile
from cycle.services import Services
from cycle.store.decisions import Decision
from cycle.store.filled import FilledForm
from cycle.store.opened import CycleRow
from cycle.store.printed_letters import PrintedLetter
from cycle.store.results import Result

STATES = ("planned", "queued", "sending", "sent", "refused", "failed", "uncertain")
"""What may have become of a mail, in the order people ask; `planned` is not in the outbox yet."""

FAILED_FOR, MOST_FAILED = dt.timedelta(days=7), 10
"""How long, and how many at most, forms that could not be carried out stand on the front page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenYear:
    """One open year: its cycle with the state of every step, or the problem that keeps it from being read."""

    row: CycleRow
    cycle: OpenCycle | None
    steps: tuple[StepState, ...] = ()
    made: frozenset[str] = frozenset()
    """The steps that have a result to look at, whether or not it still stands."""
    decisions: tuple[Decision, ...] = ()
    archived: ArchiveOutcome | None = None
    """Where the page and the package of the year are, once they are made."""
    site: bool = False
    """Its page is on the published site that is served here."""
    preview: bool = False
    """Its page is in the preview that is served here."""
    stuck: tuple[Stuck, ...] = ()
    """The steps that nobody tries any more until a person starts the year again."""
    problem: str = ""
    closed: ClosingAnswer | None = None
    """That the year is closed, and what has come to it since."""
    gates: tuple[WaitingGate, ...] = ()
    """What waits for a decision now."""
    line: YearLine | None = None
    """The days of the year, as they are drawn."""
    not_closed: bool = False
    """It was published by a version that closed no year, and is open still."""

    @property
    def titles(self) -> dict[str, str]:
        """Return the name of each step as coordinators read it."""
        return {status.step: status.title for status in self.steps}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterView:
    """One letter: who gets it, for which seats, and its files. `number` counts from 1 in the order of the list."""

    number: int
    name: str
    seats: tuple[str, ...]
    docx: StoredFile
    pdf: StoredFile | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnclosureView:
    """A document that goes with every letter."""

    title: str
    docx: StoredFile
    pdf: StoredFile | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersView:
    """The letters of a dispatch as they stand, and who approved them."""

    result: Result
    date: dt.date
    letters: tuple[LetterView, ...]
    enclosures: tuple[EnclosureView, ...]
    sheet: StoredFile | None
    look_at: tuple[tuple[int, str, str], ...]
    """Number, name and reasons of each letter to look at."""
    remarks: tuple[str, ...]
    """What the check of the templates and of the chosen letters found."""
    any_changed: bool
    """Whether a letter is another than the one approved last."""
    changed: str
    """How many letters are others than those approved last; empty for the first ones."""
    approved_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailView:
    """One mail of a dispatch. `id` is 0 while it is planned, `received` the file name where it was received here."""

    id: int
    name: str
    address: str
    state: str
    answer: str
    """The server's code and words."""
    remedy: str
    updated_at: dt.datetime | None
    received: str
    needs_person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingView:
    """The mails of a dispatch: counts in the order people ask for them, and one row for each person."""

    result: Result | None
    mode: str
    counts: Mapping[str, int]
    calendars: Mapping[str, int]
    """Counts of the calendar invitations that go as mails of their own; empty where none do."""
    mails: tuple[MailView, ...]
    left_out: tuple[NotMailed, ...]
    approved_by: tuple[str, ...]
    plan: MailPlan | None = None
    """What an approval would set going; None when nothing waits for one."""
    paper: tuple[PaperView, ...] = ()
    batch: StoredFile | None = None
    """One PDF of the letters on paper; None where there are none or letters have no PDF."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperView:
    """One letter that goes on paper: to whom, where, and who printed it when; None while nobody has."""

    name: str
    postal: str
    printed: PrintedLetter | None


def open_years(services: Services) -> tuple[OpenYear, ...]:
    """Return every open year, newest first; one that cannot be read says why and keeps no other from being shown."""
    return tuple(_open_year(services, row) for row in services.memory.cycles.all())


def failed_forms(services: Services) -> tuple[FilledForm, ...]:
    """Return the forms that could not be carried out in the last days, the newest first."""
    return services.memory.forms.failed(since=services.now() - FAILED_FOR)[:MOST_FAILED]


def cycle_of(services: Services, community: str, meeting: str, year: int) -> OpenCycle | None:
    """Return the open year with exactly this key, or None; no other name leads to any folder."""
    row = services.memory.cycles.find(community, meeting, year)
    return find_cycle(services, community=row.community, meeting=row.meeting, year=row.year) if row else None


def letters_view(cycle: OpenCycle, link: StepNode) -> LettersView | None:
    """Return the newest letters of a dispatch, or None when none are made yet."""
    result = cycle.record.latest(link.name)
    if result is None:
        return None
    made, seats = read(LettersResult, result), _seats(cycle, result)
    return LettersView(
        result=result,
        date=made.date,
        letters=tuple(
            LetterView(
                number=number,
                name=letter.name,
                seats=seats.get(letter.recipient, ()),
                docx=letter.docx,
                pdf=letter.pdf,
            )
            for number, letter in enumerate(made.letters, start=1)
        ),
        enclosures=tuple(
            EnclosureView(title=document.docx.name.removesuffix(".docx"), docx=document.docx, pdf=document.pdf)
            for document in made.common
        ),
        sheet=made.contact_sheet,
        look_at=_look_at(cycle, made),
        remarks=tuple(map(cycle.say, made.remarks)),
        any_changed=bool(made.changed),
        changed=changed(cycle, made),
        approved_by=approvers(cycle, result),
    )


def _look_at(cycle: OpenCycle, made: LettersResult) -> tuple[tuple[int, str, str], ...]:
    numbers = {letter.recipient: number for number, letter in enumerate(made.letters, start=1)}
    return tuple(
        (numbers[letter.recipient], name, reasons)
        for letter, (name, reasons) in zip(made.look_at, chosen(cycle, made), strict=True)
    )


def mailing_view(cycle: OpenCycle, link: StepNode) -> MailingView:
    """Return what is planned for a dispatch and what became of every mail of it."""
    result = cycle.record.latest(link.name)
    letters, calendars = mails_of(cycle, link)
    rows = [*letters, *calendars]
    names, advice = names_in(cycle), remedies(cycle, rows)
    made = read(MailingResult, result) if result else None
    there = {row.recipient for row in letters}
    received = received_of(cycle.services.settings, rows)
    mails = [_mail(cycle, row, cycle.say(called(row, names)), advice[row.id], received.get(row.id, "")) for row in rows]
    mails += [_planned(mail) for mail in (made.mails if made else ()) if mail.recipient not in there]
    settings = cycle.services.settings
    return MailingView(
        result=result,
        mode=cycle.say(MODES[settings.mail_mode], to=settings.mail_redirect_to).replace("**", ""),
        counts=_counts([row.state for row in letters] + [mail.state for mail in mails if not mail.id]),
        calendars=_counts([row.state for row in calendars]),
        mails=tuple(mails),
        left_out=tuple(replace(person, why=why_not(cycle.language, person.why)) for person in made.left_out)
        if made
        else (),
        approved_by=approvers(cycle, result) if result else (),
        plan=mail_plan(cycle, link, result) if result and not is_approved(cycle, result) else None,
        paper=_paper(cycle, link, made.paper) if made else (),
        batch=made.paper.batch if made else None,
    )


def _counts(states: Iterable[str]) -> dict[str, int]:
    counted = Counter(states)
    return {state: counted[state] for state in STATES if counted[state]}


def _paper(cycle: OpenCycle, link: StepNode, paper: PaperLetters) -> tuple[PaperView, ...]:
    printed = printed_of(cycle, link)
    return tuple(
        PaperView(name=letter.name, postal=letter.postal, printed=printed.get(letter.recipient))
        for letter in paper.letters
    )


def _open_year(services: Services, row: CycleRow) -> OpenYear:
    try:
        cycle = find_cycle(services, community=row.community, meeting=row.meeting, year=row.year).at_one_moment()
        found = step_states(cycle)
    except CycleError as error:
        return OpenYear(row=row, cycle=None, problem=words_of(error, language_of(services, row.community)))
    record = cycle.record
    gates = tuple(waiting_gate(cycle, step) for step in found if step.state == "waiting")
    served = row.community == _served(services)
    page = f"{row.meeting}/{row.year}/index.html"
    return OpenYear(
        row=row,
        cycle=cycle,
        steps=found,
        gates=gates,
        line=year_line(cycle),
        made=frozenset(link.name for link in cycle.chain if record.latest(link.name)),
        decisions=record.decisions,
        archived=_archived(cycle),
        site=served and (site_folder(cycle) / page).is_file(),
        preview=served and (preview_folder(cycle) / page).is_file(),
        stuck=stuck_steps(cycle),
        closed=closing_of(cycle),
        not_closed=is_published_open(cycle),
    )


def _archived(cycle: OpenCycle) -> ArchiveOutcome | None:
    archive, closed = cycle.record.latest("archive"), cycle.closed
    if closed is not None:
        return ArchiveOutcome(
            page=f"{cycle.row.meeting}/{cycle.year}/",
            package=closed.package,
            zip=closed.zip,
            zip_sha256=closed.zip_sha256,
        )
    done = cycle.record.outcome("archive", archive.digest) if archive else None
    return read(ArchiveOutcome, done) if done else None


def _served(services: Services) -> str:
    """Return the community whose pages are served here; empty while its files cannot be read."""
    try:
        return load_named_community(services.settings).community.id
    except CycleError:
        return ""


def _seats(cycle: OpenCycle, letters: Result) -> dict[str, tuple[str, ...]]:
    """Return recipient → seats in print, from the very list the letters were made of."""
    for result in cycle.record.revisions("invitations"):
        if result.digest == letters.inputs.get("invitations"):
            made = read(InvitationsResult, result).list
            return {invitee.id: tuple(wording.seat_label(seat) for seat in invitee.seats) for invitee in made.invitees}
    return {}


def _mail(cycle: OpenCycle, row: OutboxRow, name: str, remedy: str, received: str) -> MailView:
    return MailView(
        id=row.id,
        name=name,
        address=row.address,
        state=row.state,
        answer=" ".join(part for part in (str(row.code or ""), as_read(row.text, cycle.language)) if part),
        remedy=remedy,
        needs_person=needs_person(row),
        updated_at=row.updated_at,
        received=received,
    )


def _planned(mail: PlannedMail) -> MailView:
    return MailView(
        id=0,
        name=mail.name,
        address=mail.address,
        state="planned",
        answer="",
        remedy="",
        updated_at=None,
        received="",
    )
