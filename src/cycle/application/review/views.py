"""What approvers look at beside the gates: the letters of a dispatch, and what became of its mails."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cycle import wording
from cycle.application.actions import (
    approvers,
    is_approved,
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
from cycle.application.dispatches import MODES, changes_told, why_not
from cycle.application.documents import printed_of
from cycle.application.results import (
    InvitationsResult,
    LettersResult,
    MailingResult,
    PaperLetters,
    PlannedMail,
    read,
)
from cycle.application.steps import changed, chosen
from cycle.application.year import (
    OpenCycle,
    StepNode,
    TranslatedYear,
    by_reason,
)
from cycle.mail.outbox import as_read
from cycle.model import OutboxRow, StoredFile
from cycle.store.mails.printed_letters import PrintedLetter
from cycle.store.years.results import Result

STATES = ("planned", "queued", "sending", "sent", "refused", "failed", "uncertain")
"""What may have become of a mail, in the order people ask; `planned` is not in the outbox yet."""


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
    is_approved: bool
    """Whether their approvals are enough, as the gate counts."""
    told_changes: tuple[tuple[str, str, str], ...] = ()
    """What letters about a change say is changed: its name, how it was and how it is."""


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
    mail_mode: str
    """In `folder` and `redirect` none of those they are for gets them."""
    mails: tuple[MailView, ...]
    left_out: tuple[tuple[str, str], ...]
    """Who gets no mail and why; many with one reason stand together."""
    approved_by: tuple[str, ...]
    is_approved: bool
    """Whether their approvals are enough, as the gate counts."""
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


def letters_view(cycle: OpenCycle, node: StepNode) -> LettersView | None:
    """Return the newest letters of a dispatch, or None when none are made yet."""
    result = cycle.record.latest(node.name)
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
        look_at=_look_at(cycle, made) if len(made.letters) > 1 else (),
        remarks=tuple(map(cycle.say, made.remarks)),
        any_changed=bool(made.changed),
        changed=changed(cycle, made),
        approved_by=approvers(cycle, result),
        is_approved=is_approved(cycle, result),
        told_changes=changes_told(
            TranslatedYear(cycle=cycle, language=cycle.language),
            node,
            [letter.recipient for letter in made.letters],
        ),
    )


def _look_at(cycle: OpenCycle, made: LettersResult) -> tuple[tuple[int, str, str], ...]:
    numbers = {letter.recipient: number for number, letter in enumerate(made.letters, start=1)}
    return tuple(
        (numbers[letter.recipient], name, reasons)
        for letter, (name, reasons) in zip(made.look_at, chosen(cycle, made), strict=True)
    )


def mailing_view(cycle: OpenCycle, node: StepNode) -> MailingView:
    """Return what is planned for a dispatch and what became of every mail of it."""
    result = cycle.record.latest(node.name)
    letters, calendars = mails_of(cycle, node)
    rows = [*letters, *calendars]
    names, advice = names_in(cycle), remedies(cycle, rows)
    made = read(MailingResult, result) if result else None
    there = {row.recipient for row in letters}
    received = received_of(cycle.services.settings, rows)
    mails = [_mail(cycle, row, called(cycle, row, names), advice[row.id], received.get(row.id, "")) for row in rows]
    mails += [_planned(mail) for mail in (made.mails if made else ()) if mail.recipient not in there]
    settings = cycle.services.settings
    agreed = result is not None and is_approved(cycle, result)
    return MailingView(
        result=result,
        mode=cycle.say(MODES[settings.mail_mode], to=settings.mail_redirect_to).replace("**", ""),
        mail_mode=settings.mail_mode,
        counts=_counts([row.state for row in letters] + [mail.state for mail in mails if not mail.id]),
        calendars=_counts([row.state for row in calendars]),
        mails=tuple(mails),
        left_out=tuple(by_reason((person.who, why_not(cycle.language, person.why)) for person in made.left_out))
        if made
        else (),
        approved_by=approvers(cycle, result) if result else (),
        is_approved=agreed,
        plan=mail_plan(cycle, node, result) if result and not agreed else None,
        paper=_paper(cycle, node, made.paper) if made else (),
        batch=made.paper.batch if made else None,
    )


def _counts(states: Iterable[str]) -> dict[str, int]:
    counted = Counter(states)
    return {state: counted[state] for state in STATES if counted[state]}


def _paper(cycle: OpenCycle, node: StepNode, paper: PaperLetters) -> tuple[PaperView, ...]:
    printed = printed_of(cycle, node)
    return tuple(
        PaperView(name=letter.name, postal=letter.postal, printed=printed.get(letter.recipient))
        for letter in paper.letters
    )


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
